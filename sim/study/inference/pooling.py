"""Means over runs with common luck, and their errors.

Runs of the same replicate have the same random numbers at all points and in both scenarios. So replicates are
independent of each other, and runs are not: standard errors are those of sums by replicate (clusters), where each
point has the same weight. If the points are a random sample of the factors' ranges, there is a second way of
clustering, the points that were drawn together. The variances of both are added, and that of single runs, which both
contain, is subtracted [CameronEtAl2011]. The points of a factorial design or of a file are all the points there are,
so they have no sampling error.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betaincinv, stdtrit

from sim.engine.statistics import COUNT_OF_EQUALS, LEVEL, ROUNDING
from sim.model.state import Bools, Floats
from sim.study.inference.adjustment import Weighted, equal_weights

_NONE = np.zeros(0)


class Pooled(NamedTuple):
    """A mean over points, with the contributions of its units, which add up to its error.

    Attributes
    ----------
    mean : the mean
    replicates, draws, runs : what each replicate, each draw of the design and each run contributes; draws and runs are
        empty if the points are no sample
    least : the smaller number of independent units: replicates per point, or draws
    replicated : the smallest number of replicates of a point
    free : the degrees of freedom of the draws
    used : which rows have a value
    units : how many replicates have a value
    """

    mean: float
    replicates: Floats
    draws: Floats
    runs: Floats
    least: int
    replicated: int
    free: float
    used: Bools
    units: int


class Spread(NamedTuple):
    """The variance of an estimate, its degrees of freedom, and the share of it that comes from the draw of points."""

    variance: float
    freedom: float
    from_points: float


def pooled(values: Floats, rows: pd.DataFrame, weighted: Weighted = equal_weights) -> Pooled:
    """The mean of `values` (runs,) over points with equal weights; values that are no number are left out.

    Parameters
    ----------
    values
        One number per row.
    rows
        The columns `point`, `replicate` and `draw` (-1 if the points are no sample).
    weighted
        Weighs the means of the points: of equal weights, or adjusted to the ranges of the factors.

    Returns
    -------
    Pooled
        The mean of no values is NaN.
    """
    used = np.isfinite(values)
    if not used.any():
        return Pooled(np.nan, _NONE, _NONE, _NONE, 0, 0, np.inf, used, 0)
    points, replicates, draws = (rows[name].to_numpy()[used] for name in ("point", "replicate", "draw"))
    _, first, number, count = np.unique(points, return_index=True, return_inverse=True, return_counts=True)
    means = np.bincount(number, values[used]) / count
    sampled = bool(draws[0] >= 0)
    weights, rest, parameters = weighted(means, first, used) if sampled else equal_weights(means, first, used)
    by_run = (values[used] - means[number]) * (weights / count)[number]
    by_replicate = np.bincount(replicates, by_run)
    mean, replicated, units = float(weights @ means), int(count.min()), len(np.unique(replicates))
    if not sampled:
        return Pooled(mean, by_replicate, _NONE, _NONE, replicated, replicated, np.inf, used, units)
    drawn = len(np.unique(draws))
    free = drawn - parameters
    inflated = np.sqrt(drawn / free) if free > 0 else np.inf
    with np.errstate(invalid="ignore"):
        by_draw = np.bincount(draws[first], weights * rest) * inflated
    contributions = np.zeros(len(values))
    contributions[used] = by_run * np.sqrt(count / np.maximum(count - 1, 1))[number]
    return Pooled(mean, by_replicate, by_draw, contributions, min(replicated, drawn), replicated, free, used, units)


def combined(terms: Sequence[Pooled], slopes: Floats, mean: float | None = None) -> Pooled:
    """The sum of estimates with these slopes; `mean` if the expression is not linear."""
    value = float(sum(s * t.mean for s, t in zip(slopes, terms, strict=True))) if mean is None else mean
    return Pooled(
        mean=value,
        replicates=_summed([term.replicates for term in terms], slopes),
        draws=_summed([term.draws for term in terms], slopes),
        runs=_summed([term.runs for term in terms], slopes),
        least=min(term.least for term in terms),
        replicated=min(term.replicated for term in terms),
        free=min(term.free for term in terms),
        used=np.logical_or.reduce([term.used for term in terms]),
        units=max(term.units for term in terms),
    )


def _summed(parts: Sequence[Floats], slopes: Floats) -> Floats:
    total = np.zeros(max(len(part) for part in parts))
    for part, slope in zip(parts, slopes, strict=True):
        total[: len(part)] += slope * part
    return total


def spread(pooled: Pooled) -> Spread:
    """The variance of an estimate.

    Degrees of freedom are those of Satterthwaite, because replicates and draws differ in number.
    """
    luck = float(pooled.units / max(pooled.units - 1, 1) * (pooled.replicates**2).sum())
    freedom = max(pooled.replicated - 1, 1)
    if not len(pooled.draws):
        return Spread(luck, freedom, 0.0)
    points, both = float((pooled.draws**2).sum()), float((pooled.runs**2).sum())
    variance = max(luck, points, luck + points - both)
    if not 0 < variance < np.inf:
        return Spread(variance, freedom, 0.0)
    together = (luck + points) ** 2 / (luck**2 / freedom + points**2 / max(pooled.free, 1))
    return Spread(variance, together, max(points - both, 0.0) / variance)


def half_width(pooled: Pooled, level: float = LEVEL, scale: float | None = None) -> float:
    """The half-width of the interval of an estimate.

    It is infinite for fewer than two replicates or draws. It is also infinite if nothing varies and there are fewer
    than 100 of them, because they cannot show how rare another value is. `scale` is the size of the numbers that the
    estimate was computed from: a smaller spread is rounding.
    """
    if pooled.least < 2:
        return float("inf")
    variance, freedom, _ = spread(pooled)
    error = float(np.sqrt(variance))
    if error <= ROUNDING * (abs(pooled.mean) if scale is None else scale) and pooled.least < COUNT_OF_EQUALS:
        return float("inf")
    return float(stdtrit(freedom, (1 + level) / 2) * error)


def share_limits(pooled: Pooled, level: float = LEVEL) -> tuple[float, float]:
    """The limits of a share, by Clopper and Pearson, for the effective number of runs [KornGraubard1998].

    If all runs agree, the effective number is that of the replicates (or of the draws, if they are fewer), because all
    points have the same luck.
    """
    share, least = pooled.mean, pooled.least
    if not np.isfinite(share) or least < 2:
        return 0.0, 1.0
    share = min(max(share, 0.0), 1.0)
    variance, freedom, _ = spread(pooled)
    runs = int(pooled.used.sum())
    number = float(least)
    if variance > 0 and 0 < share < 1 and runs > least:
        tails = (1 + level) / 2
        narrower = (stdtrit(runs - 1, tails) / stdtrit(freedom, tails)) ** 2
        number = min(share * (1 - share) / variance, float(runs)) * min(narrower, 1.0)
    hits, tail = share * number, (1 - level) / 2
    low = float(betaincinv(hits, number - hits + 1, tail)) if hits > 0 else 0.0
    return low, float(betaincinv(hits + 1, number - hits, 1 - tail)) if hits < number else 1.0
