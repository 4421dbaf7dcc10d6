"""A scenario: parameters, interventions and a trace, ready to run."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.parameters import Parameters
from sim.scenario.arguments import from_python
from sim.scenario.assemble import Intervention, conflicts, interventions, out_of_time, phases
from sim.scenario.interventions import Change, read_changes
from sim.scenario.names import SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, Problem, ScenarioError
from sim.scenario.settings import read_settings
from sim.scenario.trace import STEADY, read_trace
from sim.scenario.values import Setting, checked, flat, nested

WITH = Place("with_")


@dataclass(frozen=True)
class Scenario:
    """Everything that determines a run but its seed.

    `trace` holds multipliers of turbulence; `origins` says where each value that is no default was set.
    """

    name: str = "default"
    title: str = ""
    parameters: Parameters = field(default_factory=Parameters)
    interventions: tuple[Intervention, ...] = ()
    trace: tuple[float, ...] = STEADY
    origins: Mapping[str, str] = field(default_factory=dict)
    source: Path | None = None

    def with_(self, *, name: str | None = None, title: str | None = None, **changes: Any) -> "Scenario":
        """The scenario with other values: `with_(leadership={"strength": 0})` or `with_(**{"leadership.strength": 0})`.

        Also takes `interventions`, a list as in a scenario file, which replaces the present one. Raises ScenarioError
        with everything that is wrong, as for a file.
        """
        problems: list[Problem] = []
        listed = changes.pop("interventions", None)
        others = ("name", "title", "interventions")
        pairs = [(Node("scalar", key, WITH), from_python(value, WITH)) for key, value in changes.items()]
        settings, wrong = read_settings(pairs, None, dotted=True, others=others)
        problems += wrong
        planned = self._planned()
        if listed is not None:
            planned = read_changes(WITH, from_python(listed, WITH), None, problems)
        said = {setting.path: setting for setting in settings}
        values = flat(self.parameters) | {path: setting.value for path, setting in said.items()}
        trace = self.trace
        if "environment.trace" in said:
            trace, wrong = read_trace(said["environment.trace"])
            problems += wrong
        problems += out_of_time(planned, values["run.periods"])
        if not problems:
            problems += conflicts(values, said, planned, WITH)
        if problems:
            raise ScenarioError(problems)
        return replace(
            self,
            name=self.name if name is None else name,
            title=self.title if title is None else title,
            parameters=checked(values),
            interventions=interventions(planned),
            trace=trace,
            origins={**self.origins, **dict.fromkeys(said, WITH.file)},
        )

    def _planned(self) -> list[Change]:
        return [
            Change(at, WITH, [Setting(path, value, WITH, WITH, None) for path, value in changes.items()])
            for at, changes in self.interventions
        ]

    def phases(self) -> list[tuple[int, Parameters]]:
        """(first period, parameters from then on), the first at 0, with interventions adding up."""
        return phases(self.parameters, self.interventions)

    def as_dict(self) -> dict[str, Any]:
        """Every parameter, the interventions and the trace as plain data for a manifest."""
        return {
            "parameters": nested(flat(self.parameters)),
            "interventions": [{"at": at, "set": nested(dict(changes))} for at, changes in self.interventions],
            "trace": list(self.trace),
        }

    @classmethod
    def from_dict(cls, name: str, held: Mapping[str, Any]) -> "Scenario":
        """The scenario of which `held` is the `as_dict`."""
        changes = [
            Intervention(step["at"], {f"{g}.{n}": v for g, group in step["set"].items() for n, v in group.items()})
            for step in held["interventions"]
        ]
        parameters = Parameters.model_validate(held["parameters"])
        return cls(name, name, parameters, tuple(changes), tuple(held["trace"]))

    def fingerprint(self) -> str:
        """A hash (sha256, hexadecimal) of what determines results.

        Not of names, nor of the way interventions are written: only of the parameters that hold in each period.
        """
        steps: list[tuple[int, dict[str, Any]]] = []
        for at, parameters in self.phases():
            values = {path: _canonical(path, value) for path, value in flat(parameters).items()}
            del values["environment.trace"]
            if not steps or steps[-1][1] != values:
                steps.append((at, values))
        held = {"phases": steps, "trace": [float(m) + 0.0 for m in self.trace]}
        text = json.dumps(held, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _canonical(path: str, value: Any) -> Any:
    # Adding zero makes -0.0 the 0.0 that it equals.
    return float(value) + 0.0 if SETTINGS[path].kind is float else value
