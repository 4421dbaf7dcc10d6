"""A study: what is varied, how often each point is run, what is kept and what is claimed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sim.engine.validation import validated
from sim.scenario import Scenario
from sim.scenario.trace import Trace
from sim.study.design import Design, Rows
from sim.study.expressions import Claim
from sim.study.factors import Factor
from sim.study.stopping_rule import Replicates, Stop
from sim.study.targets import Target

if TYPE_CHECKING:
    from sim.model.assemble import Model

MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that determines the tables of a sweep, except the rules.

    Attributes
    ----------
    name : the name of its file, without the ending
    title : what reports call it
    sides : the scenarios by unique name: the base, and those that are compared with it, each under each policy
    factors : the settings that are varied
    design : how the points were chosen
    points : the values of the factors, one row per point
    replicates : how often each point is run
    series : the measures of which every period is kept
    claims : what is claimed about the runs
    seed : the seed of all runs
    written_names : the names of the scenarios as the file writes them
    common : what the file sets for all runs, which is in `sides` already
    traces : the trace for each value that `environment.trace` has at the points; they were read with the study
    levers : what the policy of each side sets, in the order of `sides`; it is in `sides` already
    inputs : the files that the study names, with the hash of their content (SHA-256, hexadecimal)
    targets : the ranges in which outcomes must lie, for `coxed match`
    """

    name: str
    title: str
    sides: Mapping[str, Scenario]
    factors: tuple[Factor, ...]
    design: Design
    points: Rows
    replicates: Replicates
    series: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    seed: int = 1
    written_names: tuple[str, ...] = ()
    common: Mapping[str, Any] = field(default_factory=dict)
    traces: Mapping[str, Trace] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    levers: tuple[Mapping[str, Any], ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the scenarios: base, then compare."""
        return list(self.sides)

    @property
    def sides_named(self) -> str:
        """The names of the scenarios in words; only their number if they are many."""
        if len(self.sides) > MOST_NAMED:
            return f"{len(self.sides)} scenarios or policies"
        *others, last = self.names
        return f"{', '.join(others)} and {last}" if others else last

    @property
    def compared(self) -> bool:
        """Whether every point is run for several scenarios."""
        return len(self.sides) > 1

    @property
    def differences(self) -> list[str]:
        """The names of the differences between the base and each other scenario."""
        return [f"{self.names[0]} - {name}" for name in self.names[1:]]

    def values(self, point: int) -> dict[str, Any]:
        """The values of the factors at a point."""
        return dict(zip((f.path for f in self.factors), self.points[point], strict=True))

    def scenario(self, point: int, side: int) -> Scenario:
        """The scenario of a side (0: base, then those compared with it) at a point.

        No file is read. Raises ScenarioError if its values contradict each other.
        """
        return list(self.sides.values())[side].with_resolved(self.values(point), self.traces)

    def of(self, model: "Model") -> "Study":
        """The study with scenarios that have the parameters of a model, see `Scenario.of`.

        They are checked, because a study may be made in Python. Raises ScenarioError if one of them cannot be run.
        """
        return replace(self, sides={name: validated(scenario).of(model) for name, scenario in self.sides.items()})

    def as_dict(self) -> dict[str, Any]:
        """The study as plain data, from which `from_dict` makes it again. It holds the numbers of all traces."""
        files = {
            "traces": {
                name: {**trace._asdict(), "multipliers": [*trace.multipliers]} for name, trace in self.traces.items()
            },
            "inputs": dict(self.inputs),
            "levers": [dict(settings) for settings in self.levers],
            "targets": {target.name: [target.low, target.high] for target in self.targets},
        }
        return {
            "name": self.name,
            "title": self.title,
            "seed": self.seed,
            "sides": {name: scenario.as_dict() for name, scenario in self.sides.items()},
            "said": list(self.written_names),
            "common": dict(self.common),
            "factors": [factor.as_dict for factor in self.factors],
            "design": self.design.as_dict,
            "replicates": self.replicates.as_dict,
            "series": list(self.series),
            "claims": {claim.name: claim.text for claim in self.claims},
            **{name: content for name, content in files.items() if content},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], points: Rows) -> "Study":
        """The study whose `as_dict` is `data`, with its points."""
        stop = data["replicates"]["stop"]
        return cls(
            name=data["name"],
            title=data["title"],
            sides={name: Scenario.from_dict(name, scenario) for name, scenario in data["sides"].items()},
            factors=tuple(Factor.from_dict(factor) for factor in data["factors"]),
            design=Design.from_dict(data["design"]),
            points=points,
            replicates=Replicates(**{**data["replicates"], "stop": stop and Stop(**stop)}),
            series=tuple(data["series"]),
            claims=tuple(Claim(name, text) for name, text in data["claims"].items()),
            seed=data["seed"],
            written_names=tuple(data["said"]),
            common=data["common"],
            traces={
                name: Trace(tuple(trace["multipliers"]), trace["file"], trace["sha256"])
                for name, trace in data.get("traces", {}).items()
            },
            inputs=data.get("inputs", {}),
            levers=tuple(data.get("levers", ())),
            targets=tuple(Target(name, *ends) for name, ends in data.get("targets", {}).items()),
        )

    def fingerprint(self) -> str:
        """A hash (SHA-256, hexadecimal) of what determines the tables: title, claims and targets do not.

        Traces count by their numbers, not by the names of their files.
        """
        data = {
            "sides": [(name, scenario.fingerprint()) for name, scenario in self.sides.items()],
            "factors": [factor.path for factor in self.factors],
            "points": self.points,
            "replicates": self.replicates.as_dict,
            "series": self.series,
            "seed": self.seed,
        }
        if self.traces:
            data["traces"] = {name: trace.multipliers for name, trace in self.traces.items()}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
