"""How outcomes depend on the factors of a sweep, how intervals became narrower, and what common random numbers bring.

All intervals are 95 % intervals, computed as in `sim.study.inference.pooling`.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.engine.statistics import LEVEL, intervals
from sim.model.state import Floats, Ints
from sim.study.expressions import SIDES
from sim.study.factors import Factor, value_text
from sim.study.inference.adjustment import Ranges, Weighted, equal_weights
from sim.study.inference.pooling import Pooled, combined, half_width, pooled
from sim.study.sweep.joined import sampled_ranges
from sim.study.sweep.results import Results

BINS = 6
MOST_LEVELS = 8  # a factor with more numbers is binned
MOST_PAIRS = 200


class Estimated(NamedTuple):
    """A mean with the half-width of its interval, which is infinite or NaN if there are too few runs.

    `points` is the number of points that have runs in it.
    """

    mean: float
    half: float
    points: int = 0

    @property
    def decided(self) -> bool:
        """Whether the interval does not contain 0."""
        return abs(self.mean) > self.half


class Levels(NamedTuple):
    """The levels or bins of a factor: labels, positions on an axis, and the number of the level of each row.

    If the points are a sample, `everywhere` has the level of each point that fills the ranges.
    """

    factor: Factor
    labels: list[str]
    places: Floats
    codes: Ints
    everywhere: Ints | None = None

    @property
    def words(self) -> bool:
        """Whether the levels are words, which have no order."""
        return any(isinstance(value, str) for value in self.factor.values or ())


class FactorRange(NamedTuple):
    """The levels of a factor with the lowest and the highest mean, and the difference of these means.

    Its interval holds for all pairs of levels together (Bonferroni), because the two were chosen by their means.

    Attributes
    ----------
    low, high : the two means
    at_low, at_high : the labels of their levels
    difference : the high mean minus the low one
    direction : 1 if the mean is highest at the upper end of the factor and lowest at the lower end, -1 if it is the
        other way round, otherwise 0
    """

    low: float
    high: float
    at_low: str
    at_high: str
    difference: Estimated
    direction: int


class PairedRuns(NamedTuple):
    """The runs of a sweep with one outcome.

    `rows` has one row per point and replicate, with the factors. `answers` has the outcome for each scenario, and
    `shown` what is analysed: the outcome, or the difference between two scenarios. `ranges` has the ranges of the
    factors if the points are a sample of them.
    """

    rows: pd.DataFrame
    answers: dict[str, Floats]
    shown: Floats
    ranges: Ranges | None = None


def paired_runs(results: Results, outcome: str) -> PairedRuns:
    """The runs of a sweep with one outcome."""
    sides = {name: side for name, side in zip(results.study.names, SIDES, strict=False) if name in results.pair}
    rows = results.rows([outcome], [*sides.values()])
    answers = {name: rows[f"{side}.{outcome}"].to_numpy() for name, side in sides.items()}
    base, *others = answers.values()
    return PairedRuns(rows, answers, base - others[0] if others else base, sampled_ranges(results.study, rows))


def levels(factor: Factor, runs: PairedRuns) -> Levels:
    """The levels of a factor if there are few of them; otherwise equal parts of its range, or of its distribution."""
    values = runs.rows[factor.path]
    everywhere = None if runs.ranges is None else runs.ranges.sample[factor.path]
    different = list(dict.fromkeys(factor.values or ())) or sorted(values.unique())
    if len(different) <= MOST_LEVELS or not factor.numeric:
        labels = [f"{value:.4g}" if factor.numeric else value_text(value) for value in different]
        places = np.array(different if factor.numeric else range(len(different)), dtype=float)
        number = {value: code for code, value in enumerate(different)}
        codes = [
            None if v is None else np.array([number.get(value, -1) for value in v], dtype=np.int64)
            for v in (values, everywhere)
        ]
    else:
        listed = factor.values is not None
        low, high = (float(min(different)), float(max(different))) if listed else (factor.low, factor.high)
        edges = np.linspace(low, high, BINS + 1)
        if factor.distribution:
            edges = np.unique([float(factor.at(u)) for u in np.linspace(0, 1, BINS + 1)])
        labels, places = [f"{a:.3g} to {b:.3g}" for a, b in pairwise(edges)], (edges[:-1] + edges[1:]) / 2
        codes = [None if v is None else _bins(v.to_numpy(dtype=float), edges) for v in (values, everywhere)]
    assert codes[0] is not None
    return Levels(factor, labels, places, codes[0], codes[1])


def _bins(values: Floats, edges: Floats) -> Ints:
    return np.searchsorted(edges[1:-1], values, side="right").astype(np.int64)


def pooled_where(runs: PairedRuns, answer: Floats, *places: tuple[Levels, int]) -> Pooled:
    """The mean of an answer over the rows at some levels, or over all rows."""
    chosen = np.logical_and.reduce([along.codes == level for along, level in places])
    weighted: Weighted = equal_weights
    if runs.ranges is not None:
        part = np.logical_and.reduce([along.everywhere == level for along, level in places])
        weighted = runs.ranges.adjusted(np.broadcast_to(part, len(runs.ranges.sample)))
    return pooled(np.where(chosen, answer, np.nan), runs.rows, weighted)


def estimated(runs: PairedRuns, pooled: Pooled) -> Estimated:
    """The mean with its interval and the number of its points."""
    return Estimated(pooled.mean, half_width(pooled), int(runs.rows["point"][pooled.used].nunique()))


def curve(runs: PairedRuns, answer: Floats, along: Levels) -> list[Estimated]:
    """The mean of an answer at each level of a factor."""
    return [estimated(runs, pooled_where(runs, answer, (along, level))) for level in range(len(along.labels))]


def factor_range(runs: PairedRuns, along: Levels) -> FactorRange:
    """The range of the means at the levels of a factor."""
    means = [pooled_where(runs, runs.shown, (along, level)) for level in range(len(along.labels))]
    known = [level for level, mean in enumerate(means) if np.isfinite(mean.mean)]
    if not known:
        return FactorRange(np.nan, np.nan, "", "", Estimated(np.nan, np.nan), 0)
    low, high = (end(known, key=lambda level: means[level].mean) for end in (min, max))
    total = combined([means[high], means[low]], np.array([1.0, -1.0]))
    level = 1 - (1 - LEVEL) / max(1, len(list(combinations(known, 2))))
    difference = Estimated(total.mean, half_width(total, level, abs(means[high].mean)))
    ends = {(known[0], known[-1]): 1, (known[-1], known[0]): -1}
    direction = 0 if along.words or low == high else ends.get((low, high), 0)
    return FactorRange(means[low].mean, means[high].mean, along.labels[low], along.labels[high], difference, direction)


def factor_ranges(runs: PairedRuns, factors: Sequence[Factor]) -> dict[str, FactorRange]:
    """The range of every factor by name, the largest first."""
    by_name = {factor.path: factor_range(runs, levels(factor, runs)) for factor in factors}
    return dict(sorted(by_name.items(), key=lambda item: -np.nan_to_num(item[1].difference.mean)))


def phases(runs: PairedRuns, across: Levels, along: Levels) -> list[list[Estimated]]:
    """What is shown in each cell of two factors (rows: `along`, columns: `across`); NaN if there is no point.

    Without a second scenario it is the difference from the mean over all points.
    """
    overall = None if len(runs.answers) == 2 else pooled(runs.shown, runs.rows)
    cells = [
        [pooled_where(runs, runs.shown, (across, x), (along, y)) for x in range(len(across.labels))]
        for y in range(len(along.labels))
    ]
    return [[_beside(runs, cell, overall) for cell in row] for row in cells]


def _beside(runs: PairedRuns, cell: Pooled, overall: Pooled | None) -> Estimated:
    """The mean of a cell, or its distance from the mean over all points, which has the same luck."""
    one = estimated(runs, cell)
    if overall is None or not np.isfinite(cell.mean):
        return one
    apart = combined([cell, overall], np.array([1.0, -1.0]))
    return one._replace(mean=apart.mean, half=half_width(apart, scale=abs(overall.mean)))


class Convergence(NamedTuple):
    """Half-widths after the first k replicates: quantiles over the points that have as many, and how many these are.

    Points whose values are all equal have no half-width, unless there are 100 of them.
    """

    counts: list[int]
    low: list[float]
    median: list[float]
    high: list[float]
    points: list[int]


def convergence(runs: PairedRuns, counts: Sequence[int]) -> Convergence:
    """The half-widths of intervals by the number of replicates."""
    rows: list[tuple[int, float, float, float, int]] = []
    matrix = pd.Series(runs.shown).groupby([runs.rows["replicate"], runs.rows["point"]]).mean().unstack().to_numpy()
    for count in counts:
        complete = matrix[:count, ~np.isnan(matrix[:count]).any(axis=0)]
        half = intervals(complete)[1] if len(complete) == count else np.zeros(0)
        half = half[np.isfinite(half)]
        if len(half):
            low, median, high = np.quantile(half, [0.05, 0.5, 0.95])
            rows.append((count, float(low), float(median), float(high), len(half)))
    return (
        Convergence(*(list(column) for column in zip(*rows, strict=True))) if rows else Convergence([], [], [], [], [])
    )


def saved(runs: PairedRuns) -> dict[str, float]:
    """The share of the variance of differences that common random numbers removed, between scenarios and points."""
    shares: dict[str, float] = {}
    keys = [runs.rows["point"], runs.rows["replicate"]]
    wide = {name: pd.Series(v).groupby(keys).mean().unstack().to_numpy() for name, v in runs.answers.items()}
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
