"""A claim as it is put on trial: the crews it compares, and the sums of theirs that must be large enough."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.scenario import Scenario, load
from sim.state import Floats

BASE = "led"
SECTIONS = ("Question", "Hypothesis", "Design", "Wrong if")

type Changes = Mapping[str, Any]


class Part(NamedTuple):
    """One statement of a claim: the weighted sum of its arms' `outcome` is above `beyond`.

    `weights` by arm. `outcome` is an outcome of runs, or one divided by another (`a/b`, replicate by replicate).
    Less than `smallest` (in the outcome's unit) does not matter to anybody, whatever its sign.
    """

    says: str
    weights: Mapping[str, float]
    outcome: str = "made_good_mean"
    smallest: float = 0.01
    beyond: float = 0.0


@dataclass(frozen=True, eq=False)
class Claim:
    """A sentence of the theory.

    `text` holds question, hypothesis, design and "wrong if". `arms`: what each crew changes of `led`, with `common` for
    all of them. The first of the `parts` is the claim's own. `ablations` switch a mechanism off in all arms.
    `origin`: whether a rule nearly says it (`assumed`), or it comes out of rules none of which does (`emergent`);
    `because` says which rules.
    """

    number: int
    name: str
    text: str
    origin: Literal["assumed", "emergent"]
    because: str
    arms: Mapping[str, Changes]
    parts: tuple[Part, ...]
    ablations: Mapping[str, Changes] = field(default_factory=dict)
    common: Changes = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The first line of the text."""
        return self.text.strip().partition("\n")[0].rstrip(".")

    def section(self, name: str) -> str:
        """One of the text's SECTIONS in one line; raises KeyError if it is missing."""
        names = "|".join(SECTIONS)
        found = dict(re.findall(rf"^({names}): (.*?)(?=^(?:{names}): |\Z)", self.text, re.DOTALL | re.MULTILINE))
        return " ".join(found[name].split())

    def scenario(self, arm: str, changes: Changes | None = None) -> Scenario:
        """A crew, with other `changes` below those of its own."""
        return load(BASE).with_(name=arm, **{**self.common, **(changes or {}), **self.arms[arm]})

    @property
    def own(self) -> frozenset[str]:
        """The settings that the claim is about: all that an arm changes, and what is set for all."""
        return frozenset(self.common).union(*self.arms.values())

    @property
    def outcomes(self) -> list[str]:
        """The outcomes of runs that are needed."""
        return sorted({name for part in self.parts for name in part.outcome.split("/")})


def answers(outcomes: pd.DataFrame, said: str) -> Floats:
    """What a part looks at, (rows,): an outcome, or one divided by another; missing where that is 0."""
    above, _, below = said.partition("/")
    values = np.asarray(outcomes[above], dtype=np.float64)
    if not below:
        return values
    base = np.asarray(outcomes[below], dtype=np.float64)
    out: Floats = np.full_like(values, np.nan)
    np.divide(values, base, out=out, where=base != 0)
    return out
