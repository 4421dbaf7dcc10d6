"""Where a claim holds: the two settings that decide it most, as two thresholds."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.scenario.names import SETTINGS
from sim.state import Bools, Floats
from sim.trial.sample import may_be_off

SMALLEST_LEAF = 0.1  # share of the points on either side of a threshold
OFF = "off"
CUTS = np.linspace(0.1, 0.9, 17)


class Condition(NamedTuple):
    """One side of a threshold, or a word that a setting must be; OFF is the word of what strikes never."""

    path: str
    above: bool
    limit: Any

    def holds(self, sampled: pd.DataFrame) -> Bools:
        """At which points it holds."""
        column = sampled[self.path].to_numpy()
        if self.limit == OFF:
            return np.asarray((column == 0) == self.above)
        if isinstance(self.limit, str):
            return np.asarray((column == self.limit) == self.above)
        return np.asarray(column >= self.limit if self.above else column < self.limit)

    def __str__(self) -> str:
        if isinstance(self.limit, str):
            return f"{self.path} {'is' if self.above else 'is not'} {self.limit}"
        limit = f"{self.limit:g}" if SETTINGS[self.path].kind is int else f"{self.limit:.2g}"
        return f"{self.path} {'at least' if self.above else 'below'} {limit}"


class Region(NamedTuple):
    """Where all conditions hold; without any, everywhere."""

    conditions: tuple[Condition, ...]

    def contains(self, sampled: pd.DataFrame) -> Bools:
        """Which points lie in it."""
        inside = np.ones(len(sampled), dtype=np.bool_)
        for condition in self.conditions:
            inside &= condition.holds(sampled)
        return inside

    def __str__(self) -> str:
        return " and ".join(map(str, self.conditions)) or "everywhere"


def deciding(sampled: pd.DataFrame, marked: Floats) -> Region:
    """The region in which a claim holds most: the best threshold, and within its better side that of another setting.

    `marked` (points,) is 1 where the claim holds and -1 where it is reversed; all else counts 0. The best threshold is
    the one that leaves the least variance (a regression tree of depth two [BreimanEtAl1984]).
    """
    values = np.nan_to_num(marked)
    first = _best(sampled, values)
    if first is None:
        return Region(())
    inside = first.holds(sampled)
    second = _best(sampled[inside].drop(columns=first.path), values[inside])
    return Region((first,) if second is None else (first, second))


def _best(sampled: pd.DataFrame, values: Floats) -> Condition | None:
    """The better side of the best threshold; None where no side differs from the other."""
    best, least = None, float(((values - values.mean()) ** 2).sum()) - 1e-9 if len(values) else 0.0
    for condition in _candidates(sampled):
        inside = condition.holds(sampled)
        count = int(inside.sum())
        if min(count, len(values) - count) < SMALLEST_LEAF * len(values):
            continue
        left = sum(float(((side - side.mean()) ** 2).sum()) for side in (values[inside], values[~inside]))
        if left < least:
            better = bool(values[inside].mean() > values[~inside].mean())
            best, least = condition._replace(above=better), left
    return best


def _candidates(sampled: pd.DataFrame) -> Iterator[Condition]:
    for path in sampled:
        column = sampled[path]
        about = SETTINGS[str(path)]
        limits: Sequence[Any] = (OFF,) if may_be_off(about) else about.choices
        if not limits:
            cuts = np.quantile(column, CUTS)
            limits = np.unique(np.ceil(cuts) if about.kind is int else cuts).tolist()
        for limit in limits:
            yield Condition(str(path), True, limit)
