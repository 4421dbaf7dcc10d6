"""How much each factor matters: Sobol' indices and Morris' elementary effects, by SALib."""

import numpy as np
import pandas as pd

from sim.model.state import Floats
from sim.study.design import MOST_SEED, Design, problem, unit

RESAMPLES = 1000


def sobol_indices(y: Floats, names: list[str], seed: int = 1) -> pd.DataFrame:
    """First-order and total Sobol' indices of `y` (points,), the answers at the points of a `saltelli` design.

    The table has one row per factor: `first`, `total` and the half-widths of their 95 % bootstrap intervals
    [SaltelliEtAl2010]. Raises ValueError if answers are missing.
    """
    _complete(y)
    if np.ptp(y) == 0:
        return pd.DataFrame(
            0.0, pd.Index(names, name="factor"), ["first", "first_half_width", "total", "total_half_width"]
        )
    from SALib.analyze import sobol

    indices = sobol.analyze(
        problem(len(names)), y, calc_second_order=False, num_resamples=RESAMPLES, seed=seed % MOST_SEED
    )
    columns = {"first": "S1", "first_half_width": "S1_conf", "total": "ST", "total_half_width": "ST_conf"}
    return pd.DataFrame({ours: indices[theirs] for ours, theirs in columns.items()}, pd.Index(names, name="factor"))


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
