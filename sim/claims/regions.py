"""The region in which a statement holds most often: thresholds of the two settings that matter most."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.claims.sample import may_be_off
from sim.model.state import Bools, Floats
from sim.scenario.names import SETTINGS

SMALLEST_LEAF = 0.1  # the share of the points that must lie on each side of a threshold
OFF = "off"
CUTS = np.linspace(0.1, 0.9, 17)


class Condition(NamedTuple):
    """One side of a threshold, or a word that a setting must be. OFF is the word of events that never happen."""

    path: str
    above: bool
    limit: Any

    def holds(self, sampled: pd.DataFrame) -> Bools:
        """The points at which the condition is met."""
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
    """The points that meet all conditions; without conditions, all points."""

    conditions: tuple[Condition, ...]

    def contains(self, sampled: pd.DataFrame) -> Bools:
        """The points that lie in the region."""
        inside = np.ones(len(sampled), dtype=np.bool_)
        for condition in self.conditions:
            inside &= condition.holds(sampled)
        return inside

    def __str__(self) -> str:
        return " and ".join(map(str, self.conditions)) or "everywhere"


def deciding(sampled: pd.DataFrame, marked: Floats) -> Region:
    """The region in which a statement holds most often: the best threshold, then the best one of another setting in it.

    The best threshold leaves the least variance within its two sides (a regression tree of depth two
    [BreimanEtAl1984]).

    Parameters
    ----------
    sampled
        The settings at each point.
    marked
        Per point 1 if the statement holds and -1 if it is reversed; all other marks count as 0.
    """
    values = np.nan_to_num(marked)
    first = _best(sampled, values)
    if first is None:
        return Region(())
    inside = first.holds(sampled)
    second = _best(sampled[inside].drop(columns=first.path), values[inside])
    return Region((first,) if second is None else (first, second))


def _best(sampled: pd.DataFrame, values: Floats) -> Condition | None:
    """The better side of the best threshold. None if no threshold makes a difference."""
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
