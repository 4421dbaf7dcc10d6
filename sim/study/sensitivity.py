"""How much each factor matters: Sobol' indices and Morris' elementary effects, by SALib."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.model.state import Floats
from sim.study.design import MOST_SEED, Design, problem, unit

RESAMPLES = 1000
BATCH = 50  # resamples at a time


class Indices(NamedTuple):
    """Sobol' indices: one row per factor (or group), and one per pair of them, if the design has what that needs."""

    single: pd.DataFrame
    pairs: pd.DataFrame


def sobol_indices(y: Floats, names: list[str], seed: int = 1, runs: Floats | None = None) -> pd.DataFrame:
    """First-order and total Sobol' indices, see `all_indices`."""
    return all_indices(y, names, seed, runs).single


def all_indices(
    y: Floats, names: list[str], seed: int = 1, runs: Floats | None = None, looks: Sequence[int] = (),
    second_order: bool = False,
) -> Indices:  # fmt: skip
    """Sobol' indices of `y` (points,), the answers at the points of a `saltelli` design [SaltelliEtAl2010].

    Half-widths are those of 95 % bootstrap intervals. Each resample draws base samples, and if there are `runs`
    (points, replicates) it also draws replicates, the same at all points, because these have the same luck. Of n
    replicates it draws n - 1, which makes the variance right [RaoWu1988]; the quantile is that of Student's t, because
    replicates are few. With one replicate the half-width is infinite.

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
        The numbers of replicates at which points may stop. Replicates are drawn between one and the next.
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
    scale = float(y.std()) or 1.0
    centred = ((y - y.mean()) / scale).reshape(-1, width)
    estimates = _indices(centred[:, :, None], len(names), pairs)[:, 0]
    resampled = [
        _indices(_resampled(centred, rng, runs, looks, (float(y.mean()), scale)), len(names), pairs)
        for _ in range(RESAMPLES // BATCH)
    ]
    freedom = np.inf if runs is None else float((~np.isnan(runs)).sum(axis=1).min() - 1)
    quantile = stdtrit(freedom, 0.975) if freedom > 0 else np.inf
    spread = np.hstack(resampled).std(axis=1, ddof=1)
    half = np.where(spread > 0, quantile * spread, 0.0 if freedom > 0 else np.inf)
    k = len(names)
    single = {"first": estimates[:k], "first_half_width": half[:k]}
    single |= {"total": estimates[k : 2 * k], "total_half_width": half[k : 2 * k]}
    keys = pd.MultiIndex.from_tuples([(names[i], names[j]) for i, j in pairs], names=["factor", "other"])
    second = {"second": estimates[2 * k :], "second_half_width": half[2 * k :]}
    return Indices(
        pd.DataFrame(single, pd.Index(names, name="factor")),
        pd.DataFrame(second, keys).sort_values("second", ascending=False, kind="stable"),
    )


def _indices(answers: Floats, k: int, pairs: Sequence[tuple[int, int]]) -> Floats:
    """The indices (first, total, pairs) of answers (base samples, points of each, resamples), by SALib's formulas."""
    from SALib.analyze import sobol

    one, other, mixed = answers[:, 0], answers[:, -1], answers[:, 1 : k + 1]
    if np.ptp(answers) == 0:  # nothing varies, so that nothing explains it
        return np.zeros((2 * k + len(pairs), answers.shape[2]))
    return np.array(
        [
            *(sobol.first_order(one, mixed[:, i], other) for i in range(k)),
            *(sobol.total_order(one, mixed[:, i], other) for i in range(k)),
            *(sobol.second_order(one, mixed[:, i], mixed[:, j], answers[:, k + 1 + i], other) for i, j in pairs),
        ]
    )


def _resampled(
    centred: Floats, rng: np.random.Generator, runs: Floats | None, looks: Sequence[int], scale: tuple[float, float]
) -> Floats:
    """Answers of drawn base samples, with means over drawn replicates if there are runs."""
    count, width = centred.shape
    drawn = rng.integers(count, size=(count, BATCH))
    if runs is None:
        return centred[drawn].transpose(0, 2, 1)
    weights = np.zeros((runs.shape[1], BATCH))
    for start, stop in pairwise((0, *(look for look in looks if look < len(weights)), len(weights))):
        size = stop - start
        weights[start:stop] = rng.multinomial(max(size - 1, 1), np.full(size, 1 / size), BATCH).T
    there = ~np.isnan(runs)
    sums = np.where(there, runs, 0.0) @ weights
    counts = there @ weights
    mean = np.nanmean(runs, axis=1, keepdims=True)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), mean)
    means = ((means - scale[0]) / scale[1]).reshape(count, width, BATCH)
    return means[drawn[:, None, :], np.arange(width)[None, :, None], np.arange(BATCH)]


def morris_effects(y: Floats, names: list[str], design: Design, seed: int = 1) -> pd.DataFrame:
    """Elementary effects of the answers `y` (points,) at the points of a `morris` design made with `seed`.

    The table has one row per factor. Effects are those of moving it over its whole range: `mu_star` (the mean absolute
    effect) with the half-width of its 95 % bootstrap interval, `mu` (the mean effect), and `sigma`, which is large if
    the effect depends on other factors or is not linear [Morris1991]. Raises ValueError if answers are missing.
    """
    _complete(y)
    from SALib.analyze import morris

    places = unit(design, len(names), seed)
    effects = morris.analyze(
        problem(len(names)), places, y, num_resamples=RESAMPLES, num_levels=design.levels, seed=seed % MOST_SEED
    )
    columns = {"mu_star": "mu_star", "mu_star_half_width": "mu_star_conf", "mu": "mu", "sigma": "sigma"}
    return pd.DataFrame(
        {ours: np.asarray(effects[theirs], dtype=float) for ours, theirs in columns.items()},
        pd.Index(names, name="factor"),
    )


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
