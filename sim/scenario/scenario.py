"""A scenario: parameters, interventions and a trace."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.model.parameters import Parameters, knowing, known, own_defaults, readable
from sim.scenario.builtin import traces as builtin_traces
from sim.scenario.interventions import Change, Intervention, conflicts, interventions, out_of_time, phases, read_changes
from sim.scenario.names import SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, Problem, ScenarioError
from sim.scenario.settings import from_python, read_settings
from sim.scenario.trace import STEADY, Trace, read_trace, resolve_trace
from sim.scenario.values import Setting, checked, flat, nested

if TYPE_CHECKING:
    from sim.model.assemble import Model

WITH = Place("with_")


@dataclass(frozen=True)
class Scenario:
    """Everything that determines a run, except its seed.

    `trace` holds multipliers of turbulence. `origins` says where each value that is not a default was set.
    """

    name: str = "default"
    title: str = ""
    parameters: Parameters = field(default_factory=lambda: known()())
    interventions: tuple[Intervention, ...] = ()
    trace: tuple[float, ...] = STEADY
    origins: Mapping[str, str] = field(default_factory=dict)
    source: Path | None = None

    def with_(self, *, name: str | None = None, title: str | None = None, **changes: Any) -> "Scenario":
        """Make a scenario with other values.

        Parameters
        ----------
        name, title
            A new name and a new title.
        **changes
            Settings, as `leadership={"strength": 0}` or `**{"leadership.strength": 0}`; and `interventions`, a list as
            in a scenario file, which replaces the present one.

        Returns
        -------
        Scenario
            The new scenario; this one does not change.

        Raises
        ------
        ScenarioError
            With everything that is wrong, as for a file.
        """
        with knowing(type(self.parameters)):
            return self._with(name, title, changes, None)

    def with_resolved(self, changes: Mapping[str, Any], traces: Mapping[str, Trace]) -> "Scenario":
        """As `with_`, with traces that were read before, so that no file is read again.

        Parameters
        ----------
        changes
            Settings by dotted name.
        traces
            The trace for each value of `environment.trace`. Of the others only the built-in ones can be used.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        with knowing(type(self.parameters)):
            return self._with(None, None, dict(changes), traces)

    def _with(
        self, name: str | None, title: str | None, changes: dict[str, Any], traces: Mapping[str, Trace] | None
    ) -> "Scenario":
        problems: list[Problem] = []
        listed = changes.pop("interventions", None)
        others = ("name", "title", "interventions")
        pairs = [(Node("scalar", key, WITH), from_python(value, WITH)) for key, value in changes.items()]
        settings, wrong = read_settings(pairs, None, dotted=True, others=others)
        problems += wrong
        planned = self._planned()
        if listed is not None:
            planned = read_changes(WITH, from_python(listed, WITH), None, problems)
        new = {setting.path: setting for setting in settings}
        values = flat(self.parameters) | {path: setting.value for path, setting in new.items()}
        trace = self.trace
        if "environment.trace" in new:
            read, wrong = _trace(new["environment.trace"], traces)
            trace = read.multipliers
            problems += wrong
        problems += out_of_time(planned, values["run.periods"])
        if problems:
            raise ScenarioError(problems)
        changed = replace(
            self,
            name=self.name if name is None else name,
            title=self.title if title is None else title,
            parameters=checked(values),
            interventions=interventions(planned),
            trace=trace,
            origins={**self.origins, **dict.fromkeys(new, WITH.file)},
        )
        if wrong := list(conflicts(changed.phases(), new, planned, WITH)):
            raise ScenarioError(wrong)
        return changed

    def _planned(self) -> list[Change]:
        return [
            Change(at, WITH, [Setting(path, value, WITH, WITH, None) for path, value in changes.items()])
            for at, changes in self.interventions
        ]

    def of(self, model: "Model") -> "Scenario":
        """The scenario with the parameters of a model's own rules too, at their defaults where it does not set them.

        Raises RuleError if the scenario sets parameters of a rule that the model does not have.
        """
        return replace(self, parameters=model.parameters_of(self.parameters))

    def phases(self) -> list[tuple[int, Parameters]]:
        """(first period, parameters from then on); the first starts at 0, and interventions add up."""
        return phases(self.parameters, self.interventions)

    def as_dict(self) -> dict[str, Any]:
        """Every parameter, the interventions and the trace as plain data, for a manifest.

        With parameters of the user's own rules there are also their `defaults`, which the fingerprint leaves out.
        """
        own = own_defaults(type(self.parameters))
        return {
            "parameters": nested(flat(self.parameters)),
            **({"defaults": own} if own else {}),
            "interventions": [{"at": at, "set": nested(dict(changes))} for at, changes in self.interventions],
            "trace": list(self.trace),
        }

    @classmethod
    def from_dict(cls, name: str, content: Mapping[str, Any]) -> "Scenario":
        """The scenario that has this `content` as its `as_dict`."""
        changes = [
            Intervention(step["at"], {f"{g}.{n}": v for g, group in step["set"].items() for n, v in group.items()})
            for step in content["interventions"]
        ]
        kind = readable(content["parameters"], content.get("defaults", {}))
        parameters = kind.model_validate(content["parameters"])
        return cls(name, name, parameters, tuple(changes), tuple(content["trace"]))

    def fingerprint(self) -> str:
        """A hash (SHA-256, hexadecimal) of what determines results.

        It covers the parameters that hold in each period, as far as they are not at their defaults, and the trace. It
        does not cover names or the way in which interventions are written. Defaults belong to the rules and to their
        hash, so a new parameter without effect at its default leaves every fingerprint as it is.
        """
        steps: list[tuple[int, dict[str, Any]]] = []
        for at, parameters in self.phases():
            values = _canonical(parameters)
            values.pop("environment.trace", None)
            if not steps or steps[-1][1] != values:
                steps.append((at, values))
        content = {"phases": steps, "trace": [float(m) + 0.0 for m in self.trace]}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _trace(setting: Setting, traces: Mapping[str, Trace] | None) -> tuple[Trace, list[Problem]]:
    """The trace that a setting names: a file, or if there are `traces`, one of them or a built-in one."""
    if traces is None:
        return read_trace(setting)
    if setting.value in traces:
        return traces[setting.value], []
    return resolve_trace(setting.value, setting.place, builtin_traces().folders[0])


def _canonical(parameters: Parameters) -> dict[str, Any]:
    """The values that are not at their defaults, by path. Adding zero turns -0.0 into 0.0: one way for each number."""
    kinds = SETTINGS.of(type(parameters))
    values = ((path, value) for path, value in flat(parameters).items() if value != kinds[path].default)
    return {path: float(value) + 0.0 if kinds[path].kind is float else value for path, value in values}
