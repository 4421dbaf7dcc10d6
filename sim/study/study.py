"""A study: what is varied, how often it is run, what is kept and what is claimed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario import Scenario
from sim.study.claims import Claim
from sim.study.design import Design, Rows
from sim.study.factors import Factor
from sim.study.stopping import Replicates, Stop


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that determines the tables of a sweep but the rules.

    `points` holds the values of the factors, a row a point. `series` names the measures of which every period is kept.
    `sides` are the scenarios by unique name: the base, and the one that is compared with it if there is one; `said`
    what the file calls them, and `common` what it sets for all runs (which is in `sides` already).
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
    said: tuple[str, ...] = ()
    common: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the scenarios: base, then compare."""
        return list(self.sides)

    @property
    def compared(self) -> bool:
        """Whether every point is run for two scenarios."""
        return len(self.sides) == 2

    def values(self, point: int) -> dict[str, Any]:
        """The factors' values at a point."""
        return dict(zip((f.path for f in self.factors), self.points[point], strict=True))

    def scenario(self, point: int, side: int) -> Scenario:
        """A side's scenario at a point; raises ScenarioError where the values contradict each other."""
        return list(self.sides.values())[side].with_(**self.values(point))

    def as_dict(self) -> dict[str, Any]:
        """The study as plain data, from which it can be made again."""
        return {
            "name": self.name,
            "title": self.title,
            "seed": self.seed,
            "sides": {name: scenario.as_dict() for name, scenario in self.sides.items()},
            "said": list(self.said),
            "common": dict(self.common),
            "factors": [factor.as_dict for factor in self.factors],
            "design": self.design._asdict(),
            "replicates": self.replicates.as_dict,
            "series": list(self.series),
            "claims": {claim.name: claim.text for claim in self.claims},
        }

    @classmethod
    def from_dict(cls, held: Mapping[str, Any], points: Rows) -> "Study":
        """The study of which `held` is the `as_dict`, with its points."""
        stop = held["replicates"]["stop"]
        return cls(
            name=held["name"],
            title=held["title"],
            sides={name: Scenario.from_dict(name, scenario) for name, scenario in held["sides"].items()},
            factors=tuple(Factor.from_dict(factor) for factor in held["factors"]),
            design=Design(**held["design"]),
            points=points,
            replicates=Replicates(**{**held["replicates"], "stop": stop and Stop(**stop)}),
            series=tuple(held["series"]),
            claims=tuple(Claim(name, text) for name, text in held["claims"].items()),
            seed=held["seed"],
            said=tuple(held["said"]),
            common=held["common"],
        )

    def fingerprint(self) -> str:
        """A hash (sha256, hexadecimal) of what determines the tables: not of title, claims or the way it is written."""
        held = {
            "sides": [(name, scenario.fingerprint()) for name, scenario in self.sides.items()],
            "factors": [factor.path for factor in self.factors],
            "points": self.points,
            "replicates": self.replicates.as_dict,
            "series": self.series,
            "seed": self.seed,
        }
        return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
