"""Under which conditions a statement holds: a tree found by cross-validation, and probabilities along a setting."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.claims.deconvolution import Estimates, Truth, deconvolved, resampled
from sim.claims.verdict import MOSTLY, SEED, limits
from sim.model.state import Bools, Floats
from sim.scenario.names import SETTINGS

FOLDS = 5
DEPTH = 2
SMALLEST_LEAF = 0.15  # the share of the worlds that must lie on each side of a threshold
TIMES = 320
TREES = 100
FAR = 10.0  # effects count up to so many times the smallest that matters, so that no single world decides
PLACES = np.linspace(0.1, 0.9, 9)  # along a setting, as shares of the worlds that have less of it
WIDTH = 0.12  # of the window around each place


class Condition(NamedTuple):
    """One side of a threshold of a setting; or, with `word`, that a choice is this word (or is not)."""

    path: str
    above: bool
    limit: float
    word: str = ""

    def holds(self, worlds: pd.DataFrame) -> Bools:
        """The worlds in which the condition is met."""
        column = worlds[self.path].to_numpy()
        if self.word:
            return np.asarray((column == self.word) == self.above)
        return np.asarray((column.astype(float) > self.limit) == self.above)

    def __str__(self) -> str:
        if self.word:
            return f"{self.path} {'is' if self.above else 'is not'} {self.word}"
        plausible = SETTINGS[self.path].plausible if self.path in SETTINGS else None
        if plausible is not None and plausible.never and self.limit < plausible.low:
            return f"{self.path} above 0" if self.above else f"{self.path} 0, which is never"
        return f"{self.path} {'above' if self.above else 'at most'} {self.limit:.2g}"


class Region(NamedTuple):
    """Where a statement holds most often, and what held-out worlds say of the way in which this was found.

    Attributes
    ----------
    conditions
        The conditions, found in all worlds. Their limits were not judged themselves.
    worlds
        How many held-out worlds lay in the regions that were found without them, in the same way.
    above, low
        The probability of an effect that matters in these worlds, and its lower 95 % limit.
    below
        The probability of one against the statement in these worlds.
    """

    conditions: tuple[Condition, ...]
    worlds: int
    above: float
    low: float
    below: float

    @property
    def reached(self) -> bool:
        """Whether the lower limit in the held-out worlds is as large as *holds* asks for."""
        return self.low >= MOSTLY

    def __str__(self) -> str:
        return " and ".join(map(str, self.conditions)) or "everywhere"


def _columns(worlds: pd.DataFrame) -> tuple[Floats, list[tuple[str, str]]]:
    """The settings as numbers (worlds, columns): each word of a choice is a column of its own."""
    columns, names = [], []
    for path in map(str, worlds):
        words = SETTINGS[path].choices if path in SETTINGS else ()
        for word in words or ("",):
            columns.append((worlds[path] == word) if word else worlds[path])
            names.append((path, word))
    return np.column_stack(columns).astype(float), names


def _weighed(estimates: Estimates, smallest: float) -> tuple[Floats, Floats]:
    """Effects that no far one dominates, and how much each counts: precisely measured ones count more."""
    effects = np.clip(estimates.effects, -FAR * smallest, FAR * smallest)
    return effects, 1 / (estimates.errors**2 + smallest**2 + effects.var())


def _found(columns: Floats, names: Sequence[tuple[str, str]], effects: Floats, weights: Floats) -> tuple[Any, ...]:
    """The conditions that lead to the leaf of a tree [BreimanEtAl1984] with the largest mean effect."""
    from sklearn.tree import DecisionTreeRegressor

    tree = DecisionTreeRegressor(max_depth=DEPTH, min_samples_leaf=SMALLEST_LEAF, random_state=SEED)
    tree.fit(columns, effects, sample_weight=weights)
    nodes, conditions = tree.tree_, []
    leaf = max(np.flatnonzero(nodes.children_left < 0), key=lambda k: nodes.value[k].item())
    children = zip(nodes.children_left, nodes.children_right, strict=True)
    parents = {int(child): (k, above) for k, pair in enumerate(children) for above, child in enumerate(pair)}
    node = int(leaf)
    while node in parents:
        node, above = parents[node]
        path, word = names[nodes.feature[node]]
        conditions.append(Condition(path, bool(above), float(nodes.threshold[node]), word))
    return tuple(reversed(conditions))


def _folds(worlds: int) -> Iterator[tuple[Any, Any]]:
    place = np.random.default_rng(SEED).permutation(worlds) % FOLDS
    for fold in range(FOLDS):
        yield np.flatnonzero(place != fold), np.flatnonzero(place == fold)


def region(worlds: pd.DataFrame, estimates: Estimates, smallest: float) -> Region:
    """Where a statement holds most often.

    Each fifth of the worlds is judged by the region that was found in the other four. What these held-out worlds say
    together is said of this way of finding regions, not of the limits of the one that is found in all worlds.

    Parameters
    ----------
    worlds
        The settings of the worlds that may matter.
    estimates
        The effects in these worlds.
    smallest
        The smallest effect that matters.
    """
    columns, names = _columns(worlds)
    effects, weights = _weighed(estimates, smallest)
    inside = np.zeros(len(worlds), dtype=np.bool_)
    for learned, tested in _folds(len(worlds)):
        conditions = _found(columns[learned], names, effects[learned], weights[learned])
        inside[tested] = _met(conditions, worlds.iloc[tested])
    conditions = _found(columns, names, effects, weights)
    count = int(inside.sum())
    if count < 2:
        return Region(conditions, count, 0.0, 0.0, 0.0)
    held_out = Estimates(estimates.effects[inside], estimates.errors[inside], estimates.freedom)
    numbers = deconvolved(held_out, smallest, resampled(count, TIMES, SEED))
    best = Truth(*numbers[0].tolist())
    return Region(conditions, count, best.above, limits(numbers[1:, 2])[0], best.below)


def _met(conditions: Sequence[Condition], worlds: pd.DataFrame) -> Bools:
    met = np.ones(len(worlds), dtype=np.bool_)
    for condition in conditions:
        met &= condition.holds(worlds)
    return met


def matter_most(worlds: pd.DataFrame, estimates: Estimates, smallest: float, count: int = 2) -> list[str]:
    """The settings, not choices, on which the effect depends most, by a forest of trees [Breiman2001]."""
    from sklearn.ensemble import RandomForestRegressor

    numbers = worlds[[path for path in worlds if not (path in SETTINGS and SETTINGS[path].choices)]]
    effects, weights = _weighed(estimates, smallest)
    forest = RandomForestRegressor(TREES, min_samples_leaf=5, max_features=1 / 3, random_state=SEED)
    forest.fit(numbers.to_numpy(dtype=float), effects, sample_weight=weights)
    order = np.argsort(-forest.feature_importances_, kind="stable")
    return [str(numbers.columns[k]) for k in order[:count]]


class Curve(NamedTuple):
    """Probabilities along a setting, at some of its values, with 95 % limits."""

    path: str
    values: list[float]
    above: list[tuple[float, float, float]]
    below: list[tuple[float, float, float]]


def curve(worlds: pd.DataFrame, path: str, estimates: Estimates, smallest: float) -> Curve:
    """The probability of an effect that matters, and of one against the statement, along a setting.

    At each place the worlds count by how near they are to it in the order of this setting.
    """
    column = worlds[path].to_numpy(dtype=float)
    rank = (column.argsort(kind="stable").argsort(kind="stable") + 0.5) / len(column)
    counts = resampled(len(column), TIMES // 8, SEED)
    result = Curve(path, [], [], [])
    for place in PLACES:
        near = np.exp(-(((rank - place) / WIDTH) ** 2) / 2)
        numbers = deconvolved(estimates, smallest, counts * near)
        result.values.append(float(np.quantile(column, place)))
        for side, k in ((result.above, 2), (result.below, 3)):
            side.append((float(numbers[0, k]), *limits(numbers[1:, k])))
    return result
