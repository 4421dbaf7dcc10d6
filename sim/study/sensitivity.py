"""How much each factor matters: Sobol' indices and Morris' elementary effects, by SALib."""

import numpy as np
import pandas as pd

from sim.state import Floats
from sim.study.design import MOST_SEED, Design, problem, unit

RESAMPLES = 1000


def sobol_indices(y: Floats, names: list[str], seed: int = 1) -> pd.DataFrame:
    """First-order and total indices of `y` (points,), the answers at the points of a `saltelli` design.

    A row a factor: `first`, `total` and the half-widths of their 95 % bootstrap intervals [SaltelliEtAl2010].
    Raises ValueError where answers are missing.
    """
    _complete(y)
    if np.ptp(y) == 0:
        return pd.DataFrame(
            0.0, pd.Index(names, name="factor"), ["first", "first_half_width", "total", "total_half_width"]
        )
    from SALib.analyze import sobol

    found = sobol.analyze(
        problem(len(names)), y, calc_second_order=False, num_resamples=RESAMPLES, seed=seed % MOST_SEED
    )
    columns = {"first": "S1", "first_half_width": "S1_conf", "total": "ST", "total_half_width": "ST_conf"}
    return pd.DataFrame({ours: found[theirs] for ours, theirs in columns.items()}, pd.Index(names, name="factor"))


def morris_effects(y: Floats, names: list[str], design: Design, seed: int = 1) -> pd.DataFrame:
    """Elementary effects of the answers `y` (points,) at the points of a `morris` design made with `seed`.

    A row a factor, for the way from one end of its range to the other: `mu_star` (mean absolute effect) with the
    half-width of its 95 % bootstrap interval, `mu`, and `sigma`, which is large where effects interact or bend
    [Morris1991]. Raises ValueError where answers are missing.
    """
    _complete(y)
    from SALib.analyze import morris

    places = unit(design, len(names), seed)
    found = morris.analyze(
        problem(len(names)), places, y, num_resamples=RESAMPLES, num_levels=design.levels, seed=seed % MOST_SEED
    )
    columns = {"mu_star": "mu_star", "mu_star_half_width": "mu_star_conf", "mu": "mu", "sigma": "sigma"}
    return pd.DataFrame(
        {ours: np.asarray(found[theirs], dtype=float) for ours, theirs in columns.items()},
        pd.Index(names, name="factor"),
    )


def elementary_effects(y: Floats, k: int, design: Design, seed: int = 1) -> Floats:
    """The elementary effects (trajectories, k) themselves of the answers `y` at the points of a `morris` design."""
    _complete(y)
    places = unit(design, k, seed).reshape(-1, k + 1, k)
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
