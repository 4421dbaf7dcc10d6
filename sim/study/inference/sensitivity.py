"""How much each factor matters: Sobol' indices without the noise of runs, and Morris' elementary effects by SALib."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.engine.statistics import ROUNDING, is_constant
from sim.model.state import Bools, Floats
from sim.study.design import MOST_SEED, Design, problem, unit

RESAMPLES = 1000
BATCH = 50  # resamples at a time


class Indices(NamedTuple):
    """Sobol' indices: one row per factor (or group), and one per pair of them, if the design has what that needs."""

    single: pd.DataFrame
    pairs: pd.DataFrame


def sobol_indices(
    y: Floats, names: list[str], seed: int = 1, runs: Floats | None = None, looks: Sequence[int] = ()
) -> pd.DataFrame:
    """First-order and total Sobol' indices, see `all_indices`."""
    return all_indices(y, names, seed, runs, looks).single


def all_indices(
    y: Floats, names: list[str], seed: int = 1, runs: Floats | None = None, looks: Sequence[int] = (),
    second_order: bool = False,
) -> Indices:  # fmt: skip
    """Sobol' indices of `y` (points,), the answers at the points of a `saltelli` design [SaltelliEtAl2010].

    Means over few replicates differ between points by chance too, which would count as interaction. With `runs`, what
    this noise adds to each sum is estimated from the replicates, and is taken away. So the sums are right on average,
    however few replicates there are (two suffice).

    Half-widths are those of 95 % bootstrap intervals. A bootstrap over base samples gives the variance over points,
    with the noise of each point. The luck that points share adds variance between replicates. For it, what replicates
    add to the means gets random weights, the same at all points; subtracted is the variance if each base sample has
    weights of its own. The quantile of this part is that of Student's t, because replicates are few. With one replicate
    the half-width is infinite, and so it is where points differ no more than by noise.

    Parameters
    ----------
    y
        The mean of the answers at each point.
    names
        The names of the factors or groups.
    seed
        The seed of the resamples.
    runs
        The answer of each run; NaN where a point has no such replicate.
    looks
        The numbers of replicates at which points may stop.
    second_order
        Whether the points are those for indices of pairs.

    Raises
    ------
    ValueError
        If answers are missing.
    """
    _complete(y)
    pairs = list(combinations(range(len(names)), 2)) if second_order else []
    width = (2 if second_order else 1) * len(names) + 2
    rng = np.random.default_rng(seed % MOST_SEED)
    constant = is_constant(y)
    scale = 1.0 if constant else float(y.std())
    centred = (np.where(constant, 0.0, y - y.mean()) / scale).reshape(-1, width)
    strata = _strata(runs, looks)
    parts = _added(runs, y, scale, strata).reshape(len(centred), width, -1)
    terms, noise = (
        np.array([term.sum(axis=1) for term in _terms(answers, len(names), pairs)])
        for answers in (centred[:, :, None], parts)
    )
    terms -= noise
    sums = terms.mean(axis=1)
    variance = sums[-1] if sums[-1] > 0 else np.inf
    estimates = sums[:-1] / variance + 0.0  # no -0

    def error(resampled: Callable[[], Floats]) -> Floats:
        """The variance of the indices over resamples; the ratio to first order, as some resamples may divide by 0."""
        drawn = np.hstack([resampled() for _ in range(RESAMPLES // BATCH)])
        return np.asarray((drawn[:-1] - estimates[:, None] * drawn[-1]).var(axis=1, ddof=1) / variance**2)

    def drawn_terms() -> Floats:
        count = len(centred)
        return terms @ rng.multinomial(count, np.full(count, 1 / count), BATCH).T / count

    def weighted(base_samples: int) -> Floats:
        answers = centred[:, :, None] + parts @ _weights(base_samples, strata, rng)
        return np.array([term.mean(axis=0) for term in _terms(answers, len(names), pairs)])

    squared = stdtrit(np.inf, 0.975) ** 2 * error(drawn_terms)
    if runs is not None:
        freedom = float((~np.isnan(runs)).sum(axis=1).min() - 1)
        shared = error(lambda: weighted(1)) - error(lambda: weighted(len(centred)))
        squared = squared + stdtrit(freedom, 0.975) ** 2 * np.maximum(shared, 0.0) if freedom > 0 else np.inf
    certain = constant or (np.isfinite(variance) and len(centred) > 1)  # one base sample says nothing of its spread
    half = np.sqrt(squared) if certain else np.inf
    half = np.broadcast_to(half, estimates.shape)
    k = len(names)
    single = {"first": estimates[:k], "first_half_width": half[:k]}
    single |= {"total": estimates[k : 2 * k], "total_half_width": half[k : 2 * k]}
    keys = pd.MultiIndex.from_tuples([(names[i], names[j]) for i, j in pairs], names=["factor", "other"])
    second = {"second": estimates[2 * k :], "second_half_width": half[2 * k :]}
    return Indices(
        pd.DataFrame(single, pd.Index(names, name="factor")),
        pd.DataFrame(second, keys).sort_values("second", ascending=False, kind="stable"),
    )


def _terms(answers: Floats, k: int, pairs: Sequence[tuple[int, int]]) -> Iterator[Floats]:
    """The products of answers (base samples, points of each, columns) whose means over base samples make the indices.

    They are those of Saltelli et al. [SaltelliEtAl2010] for first, total and second order, and last those of the
    variance that divides them.
    """
    one, other, mixed = answers[:, 0], answers[:, -1], answers[:, 1 : k + 1]
    for i in range(k):
        yield other * (mixed[:, i] - one)
    for i in range(k):
        yield (one - mixed[:, i]) ** 2 / 2
    for i, j in pairs:
        yield answers[:, k + 1 + i] * mixed[:, j] - one * other - other * (mixed[:, i] + mixed[:, j] - 2 * one)
    mean = (one + other).mean(axis=0) / 2
    yield ((one - mean) ** 2 + (other - mean) ** 2) / 2


def _strata(runs: Floats | None, looks: Sequence[int]) -> list[tuple[int, int]]:
    """Each stretch of replicates between looks: its first, and the one after its last."""
    most = 0 if runs is None else runs.shape[1]
    return list(pairwise((0, *(look for look in looks if look < most), most)))


def _added(runs: Floats | None, y: Floats, scale: float, strata: Sequence[tuple[int, int]]) -> Floats:
    """What each replicate adds to the means by chance (points, replicates); the variance of their sum is right."""
    if runs is None:
        return np.empty((len(y), 0))
    there = ~np.isnan(runs)
    added = np.where(there, runs - y[:, None], 0.0) / (scale * np.maximum(there.sum(axis=1, keepdims=True), 1))
    for start, stop in strata:
        added[:, start:stop] -= added[:, start:stop].mean(axis=1, keepdims=True)
        added[:, start:stop] *= np.sqrt((stop - start) / max(stop - start - 1, 1))
    return added


def _weights(base_samples: int, strata: Sequence[tuple[int, int]], rng: np.random.Generator) -> Floats:
    """Random weights (base samples, replicates, resamples), of mean 0 and the same length in each stratum: noise that
    points do not share then adds the same to a sum of squares in each resample.
    """
    weights = rng.normal(size=(base_samples, strata[-1][1], BATCH))
    for start, stop in strata:
        theirs = weights[:, start:stop]
        theirs -= theirs.mean(axis=1, keepdims=True)
        if stop - start > 1:
            theirs *= np.sqrt((stop - start - 1) / (theirs**2).sum(axis=1, keepdims=True))
    return weights


def morris_effects(
    y: Floats, names: list[str], design: Design, seed: int = 1, runs: Floats | None = None
) -> pd.DataFrame:
    """Elementary effects of the answers `y` (points,) at the points of a `morris` design made with `seed`.

    The table has one row per factor. Effects are those of moving it over its whole range: `mu_star` (the mean absolute
    effect) with the half-width of its 95 % bootstrap interval, `mu` (the mean effect), and `sigma`, which is large if
    the effect depends on other factors or is not linear [Morris1991]. With `runs`, the answer of each run (points,
    replicates), there is also `beyond_chance`, see there. Raises ValueError if answers are missing.
    """
    _complete(y)
    from SALib.analyze import morris

    places = unit(design, len(names), seed)
    effects = morris.analyze(
        problem(len(names)), places, y, num_resamples=RESAMPLES, num_levels=design.levels, seed=seed % MOST_SEED
    )
    columns = {"mu_star": "mu_star", "mu_star_half_width": "mu_star_conf", "mu": "mu", "sigma": "sigma"}
    index = pd.Index(names, name="factor")
    numbers = {ours: np.asarray(effects[theirs], dtype=float) for ours, theirs in columns.items()}
    if runs is not None:
        return pd.DataFrame(numbers, index).assign(beyond_chance=beyond_chance(runs, places, seed))
    return pd.DataFrame(numbers, index)


def beyond_chance(runs: Floats, places: Floats, seed: int = 1) -> Bools:
    """Whether the mean absolute effect of each factor is larger than chance alone makes it in 95 of 100 cases.

    It is above 0 for each factor that does nothing too, because effects that are noise do not cancel in it. Without any
    effect, what a replicate shows would be as likely with the other sign. So signs are drawn for the replicates, the
    same at all points, because these share their luck. Fewer than six replicates can show nothing.

    Parameters
    ----------
    runs
        The answer of each run (points, replicates); NaN where a point has no such replicate.
    places
        The points of Morris' trajectories (points, factors).
    seed
        The seed of the signs.
    """
    complete = runs[:, ~np.isnan(runs).any(axis=0)]
    effects = np.array([elementary_effects(answers, places) for answers in complete.T])
    if not len(effects):
        return np.zeros(places.shape[1], dtype=bool)
    signs = np.random.default_rng(seed % MOST_SEED).choice([-1.0, 1.0], (RESAMPLES, len(effects)))
    signs[0] = 1.0
    drawn = np.abs(np.tensordot(signs, effects, 1) / len(effects)).mean(axis=1)
    return np.asarray(drawn[0] > (1 + ROUNDING) * np.quantile(drawn, 0.95, axis=0, method="higher"))


def elementary_effects(y: Floats, places: Floats) -> Floats:
    """The elementary effects (trajectories, k) of the answers `y` at the points (points, k) of Morris' trajectories."""
    _complete(y)
    k = places.shape[1]
    places = places.reshape(-1, k + 1, k)
    answers = y.reshape(-1, k + 1)
    steps = np.diff(places, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    step = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((len(places), k))
    np.put_along_axis(effects, moved, np.diff(answers, axis=1) / step, axis=1)
    return effects


def _complete(y: Floats) -> None:
    missing = int(np.isnan(y).sum())
    if missing:
        raise ValueError(f"{missing} of {len(y)} points have no answer; this analysis needs all of them")
