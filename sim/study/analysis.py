"""How outcomes depend on the factors of a sweep, how intervals became narrower, and what common random numbers bring.

All intervals are 95 % intervals, computed as in `sim.study.verdicts`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.engine.statistics import intervals
from sim.model.state import Bools, Floats, Ints
from sim.study.expressions import SIDES
from sim.study.factors import Factor
from sim.study.results import Results
from sim.study.verdicts import Pooled, combined, half_width, pooled

BINS = 6
MOST_LEVELS = 8  # a factor with more values is binned
MOST_PAIRS = 200


class Estimated(NamedTuple):
    """A mean with the half-width of its interval, which is infinite or NaN if there are too few runs."""

    mean: float
    half: float

    @property
    def decided(self) -> bool:
        """Whether the interval does not contain 0."""
        return abs(self.mean) > self.half


class Levels(NamedTuple):
    """The levels or bins of a factor: labels, positions on an axis, and the number of the level of each row."""

    factor: Factor
    labels: list[str]
    places: Floats
    codes: Ints


class PairedRuns(NamedTuple):
    """The runs of a sweep with one outcome.

    `rows` has one row per point and replicate, with the factors. `answers` has the outcome for each scenario, and
    `shown` what is analysed: the outcome, or the difference between two scenarios.
    """

    rows: pd.DataFrame
    answers: dict[str, Floats]
    shown: Floats


def paired_runs(results: Results, outcome: str) -> PairedRuns:
    """The runs of a sweep with one outcome."""
    rows = results.rows([outcome])
    sides = zip(results.study.names, SIDES[:2], strict=False)  # figures show the base and the next one
    answers = {name: rows[f"{side}.{outcome}"].to_numpy() for name, side in sides}
    base, *others = answers.values()
    return PairedRuns(rows, answers, base - others[0] if others else base)


def levels(factor: Factor, rows: pd.DataFrame) -> Levels:
    """The levels of a factor if there are few of them; otherwise equal parts of its range."""
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


def pooled_where(runs: PairedRuns, answer: Floats, chosen: Bools) -> Pooled:
    """The mean of an answer over some rows."""
    return pooled(answer[chosen], runs.rows[chosen])


def estimated(pooled: Pooled) -> Estimated:
    """The mean with its interval."""
    return Estimated(pooled.mean, half_width(pooled.pull, pooled.draws, pooled.least))


def curve(runs: PairedRuns, answer: Floats, along: Levels) -> list[Estimated]:
    """The mean of an answer at each level of a factor."""
    return [estimated(pooled_where(runs, answer, along.codes == level)) for level in range(len(along.labels))]


def contrast(runs: PairedRuns, along: Levels) -> Estimated:
    """The mean at the last level of a factor minus the mean at the first.

    If the levels are words, it is the largest mean minus the smallest. The interval does not take this choice into
    account, so it is too narrow.
    """
    means = [pooled_where(runs, runs.shown, along.codes == level) for level in range(len(along.labels))]
    first, last = means[0], means[-1]
    if any(isinstance(value, str) for value in along.factor.values or ()):
        first, last = min(means, key=lambda m: m.mean), max(means, key=lambda m: m.mean)
    slopes = np.array([1.0, -1.0])
    pulls, draws = combined([last.pull, first.pull], slopes), combined([last.draws, first.draws], slopes)
    return Estimated(last.mean - first.mean, half_width(pulls, draws, min(first.least, last.least)))


def contrasts(runs: PairedRuns, factors: Sequence[Factor]) -> dict[str, Estimated]:
    """The contrast of every factor by name, the largest first."""
    by_name = {factor.path: contrast(runs, levels(factor, runs.rows)) for factor in factors}
    return dict(sorted(by_name.items(), key=lambda item: -abs(np.nan_to_num(item[1].mean))))


def phases(runs: PairedRuns, across: Levels, along: Levels) -> list[list[Estimated]]:
    """What is shown in each cell of two factors (rows: `along`, columns: `across`); NaN if there is no point.

    Without a second scenario it is the difference from the mean over all points.
    """
    zero = 0.0 if len(runs.answers) == 2 else pooled(runs.shown, runs.rows).mean
    return [
        [
            estimated(pooled_where(runs, runs.shown - zero, (across.codes == x) & (along.codes == y)))
            for x in range(len(across.labels))
        ]
        for y in range(len(along.labels))
    ]


class Convergence(NamedTuple):
    """Half-widths after the first k replicates: quantiles over the points that have as many, and how many these are."""

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
        if len(complete) == count and complete.shape[1]:
            low, median, high = np.quantile(intervals(complete)[1], [0.05, 0.5, 0.95])
            rows.append((count, float(low), float(median), float(high), complete.shape[1]))
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
