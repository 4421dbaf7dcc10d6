"""What a sweep shows along its factors: curves, contrasts, phases, convergence, and what common luck saved.

All intervals are 95 % and those of `sim.study.judging`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.state import Bools, Floats, Ints
from sim.statistics import intervals
from sim.study.factors import Factor
from sim.study.judging import Pooled, combined, half_width, pooled
from sim.study.opening import Results

BINS = 6
MOST_LEVELS = 8  # a factor with more values is binned
MOST_PAIRS = 200


class Estimated(NamedTuple):
    """A mean with half of its interval (infinite or NaN where nothing is known)."""

    mean: float
    half: float

    @property
    def decided(self) -> bool:
        """Whether the interval leaves 0 out."""
        return abs(self.mean) > self.half


class Levels(NamedTuple):
    """The levels or bins of a factor: their labels, their places on an axis, and which one each row is in."""

    factor: Factor
    labels: list[str]
    places: Floats
    codes: Ints


class Table(NamedTuple):
    """Point and replicate of each paired run, the factors, and the answer of each scenario and of what is shown."""

    rows: pd.DataFrame
    answers: dict[str, Floats]
    shown: Floats


def table(results: Results, outcome: str) -> Table:
    """The runs of a sweep with one outcome."""
    rows = results.rows([outcome])
    sides = ("base", "compare")[: len(results.study.names)]
    answers = {name: rows[f"{s}.{outcome}"].to_numpy() for name, s in zip(results.study.names, sides, strict=True)}
    base, *others = answers.values()
    return Table(rows, answers, base - others[0] if others else base)


def levels(factor: Factor, rows: pd.DataFrame) -> Levels:
    """The levels of a factor if there are few of them, else equal parts of its range."""
    values = rows[factor.path]
    different = list(dict.fromkeys(factor.values or ())) or sorted(values.unique())
    if len(different) <= MOST_LEVELS:
        labels = [value if isinstance(value, str) else f"{value:.4g}" for value in different]
        codes = np.array([different.index(value) for value in values], dtype=np.int64)
        numeric = all(not isinstance(value, str) for value in different)
        return Levels(factor, labels, np.array(different if numeric else range(len(different)), dtype=float), codes)
    listed = factor.values is not None
    low, high = (float(min(different)), float(max(different))) if listed else (factor.low, factor.high)
    edges = np.linspace(low, high, BINS + 1)
    codes = np.clip(((values.to_numpy(dtype=float) - low) / (high - low) * BINS).astype(np.int64), 0, BINS - 1)
    labels = [f"{a:.3g} to {b:.3g}" for a, b in pairwise(edges)]
    return Levels(factor, labels, (edges[:-1] + edges[1:]) / 2, codes)


def part(found: Table, answer: Floats, chosen: Bools) -> Pooled:
    """The mean of an answer over some rows."""
    return pooled(answer[chosen], found.rows[chosen])


def estimated(pooled: Pooled) -> Estimated:
    """The mean with its interval."""
    return Estimated(pooled.mean, half_width(pooled.pull, pooled.draws, pooled.least))


def curve(found: Table, answer: Floats, along: Levels) -> list[Estimated]:
    """The mean of an answer at each level of a factor."""
    return [estimated(part(found, answer, along.codes == level)) for level in range(len(along.labels))]


def contrast(found: Table, along: Levels) -> Estimated:
    """How much larger what is shown is at the last level of a factor than at the first.

    Of words, at the best than at the worst, whose interval is for two named beforehand, and so too narrow.
    """
    means = [part(found, found.shown, along.codes == level) for level in range(len(along.labels))]
    first, last = means[0], means[-1]
    if any(isinstance(value, str) for value in along.factor.values or ()):
        first, last = min(means, key=lambda m: m.mean), max(means, key=lambda m: m.mean)
    slopes = np.array([1.0, -1.0])
    pulls, draws = combined([last.pull, first.pull], slopes), combined([last.draws, first.draws], slopes)
    return Estimated(last.mean - first.mean, half_width(pulls, draws, min(first.least, last.least)))


def contrasts(found: Table, factors: Sequence[Factor]) -> dict[str, Estimated]:
    """The contrast of every factor by name, the largest first."""
    by_name = {factor.path: contrast(found, levels(factor, found.rows)) for factor in factors}
    return dict(sorted(by_name.items(), key=lambda item: -abs(np.nan_to_num(item[1].mean))))


def phases(found: Table, across: Levels, along: Levels) -> list[list[Estimated]]:
    """What is shown in each cell of two factors (rows: `along`, columns: `across`); NaN where there is no point.

    Without a second scenario it is the distance from the mean over all cells.
    """
    zero = 0.0 if len(found.answers) == 2 else estimated(part(found, found.shown, np.full(len(found.shown), True))).mean
    return [
        [
            estimated(part(found, found.shown - zero, (across.codes == x) & (along.codes == y)))
            for x in range(len(across.labels))
        ]
        for y in range(len(along.labels))
    ]


class Convergence(NamedTuple):
    """Half-widths after the first k replicates: quantiles over the points that had so many, and their number."""

    counts: list[int]
    low: list[float]
    median: list[float]
    high: list[float]
    points: list[int]


def convergence(found: Table, counts: Sequence[int]) -> Convergence:
    """How intervals narrowed with the number of replicates."""
    rows: list[tuple[int, float, float, float, int]] = []
    matrix = pd.Series(found.shown).groupby([found.rows["replicate"], found.rows["point"]]).mean().unstack().to_numpy()
    for count in counts:
        there = matrix[:count, ~np.isnan(matrix[:count]).any(axis=0)]
        if len(there) == count and there.shape[1]:
            low, median, high = np.quantile(intervals(there)[1], [0.05, 0.5, 0.95])
            rows.append((count, float(low), float(median), float(high), there.shape[1]))
    return (
        Convergence(*(list(column) for column in zip(*rows, strict=True))) if rows else Convergence([], [], [], [], [])
    )


def saved(found: Table) -> dict[str, float]:
    """The share of the variance of differences that common luck took away: between scenarios, and between points."""
    shares: dict[str, float] = {}
    keys = [found.rows["point"], found.rows["replicate"]]
    wide = {name: pd.Series(v).groupby(keys).mean().unstack().to_numpy() for name, v in found.answers.items()}
    if len(wide) == 2:
        one, other = wide.values()
        shares["scenarios"] = _share(one, other)
    base = next(iter(wide.values()))
    if len(base) > 1:
        pairs = np.linspace(0, len(base) - 2, min(MOST_PAIRS, len(base) - 1)).astype(int)
        shares["points"] = _share(base[pairs], base[pairs + 1])
    return shares


def _share(one: Floats, other: Floats) -> float:
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = np.where(both, one, np.nan), np.where(both, other, np.nan)
    enough = both.sum(axis=1) > 1
    variance: Any = [np.nanvar(values[enough], axis=1, ddof=1).sum() for values in (one, other, one - other)]
    alone = variance[0] + variance[1]
    return float(1 - variance[2] / alone) if alone > 0 else float("nan")
