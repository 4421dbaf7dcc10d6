"""A claim of the theory: the crews that it compares, and its statements about them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.model.state import Floats
from sim.scenario import Scenario, load

BASE = "led"
SECTIONS = ("Question", "Hypothesis", "Design", "Wrong if")

type Changes = Mapping[str, Any]


class Statement(NamedTuple):
    """One statement of a claim: a weighted sum of outcomes is larger than `beyond`.

    Attributes
    ----------
    says
        The statement in words.
    weights
        The weight of each arm in the sum.
    outcome
        An outcome of runs, or one divided by another (`a/b`), replicate by replicate.
    smallest
        The smallest effect that matters, in the unit of the outcome.
    beyond
        What the sum must exceed.
    """

    says: str
    weights: Mapping[str, float]
    outcome: str = "made_good_mean"
    smallest: float = 0.01
    beyond: float = 0.0


@dataclass(frozen=True, eq=False)
class TheoryClaim:
    """A claim of the theory.

    Attributes
    ----------
    text
        The question, the hypothesis, the design, and the condition under which the claim is wrong.
    origin
        `assumed` if a rule of the model nearly says the claim, `emergent` if it follows from rules that do not.
    because
        The reason for `origin`.
    arms
        Per crew, the settings that differ from `led`.
    common
        Settings of all crews.
    statements
        The statements of the claim. The first one is the claim itself.
    ablations
        Settings that switch a mechanism off in all arms.
    """

    number: int
    name: str
    text: str
    origin: Literal["assumed", "emergent"]
    because: str
    arms: Mapping[str, Changes]
    statements: tuple[Statement, ...]
    ablations: Mapping[str, Changes] = field(default_factory=dict)
    common: Changes = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The first line of the text."""
        return self.text.strip().partition("\n")[0].rstrip(".")

    def section(self, name: str) -> str:
        """One of the text's SECTIONS in one line, with a capital letter. Raises KeyError if it is missing."""
        names = "|".join(SECTIONS)
        sections = dict(re.findall(rf"^({names}): (.*?)(?=^(?:{names}): |\Z)", self.text, re.DOTALL | re.MULTILINE))
        words = " ".join(sections[name].split())
        return words[:1].upper() + words[1:]

    def scenario(self, arm: str, changes: Changes | None = None) -> Scenario:
        """The scenario of a crew. The settings of its arm override `changes`, which override the common settings."""
        return load(BASE).with_(name=arm, **{**self.common, **(changes or {}), **self.arms[arm]})

    @property
    def own(self) -> frozenset[str]:
        """The settings that the claim fixes: those of its arms and the common ones."""
        return frozenset(self.common).union(*self.arms.values())

    @property
    def outcomes(self) -> list[str]:
        """The outcomes of runs that the statements use."""
        return sorted({name for statement in self.statements for name in statement.outcome.split("/")})


def answers(outcomes: pd.DataFrame, outcome: str) -> Floats:
    """The values (rows,) of an outcome, or of one divided by another (`a/b`); missing where the divisor is 0."""
    above, _, below = outcome.partition("/")
    values = np.asarray(outcomes[above], dtype=np.float64)
    if not below:
        return values
    base = np.asarray(outcomes[below], dtype=np.float64)
    ratio: Floats = np.full_like(values, np.nan)
    np.divide(values, base, out=ratio, where=base != 0)
    return ratio
