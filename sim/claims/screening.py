"""Morris' screening with one random generator per setting.

A further setting inserts one step into each trajectory, and changes nothing else.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.claims.sample import by_name
from sim.engine.statistics import LEVEL
from sim.model.state import Floats
from sim.study.inference.sensitivity import RESAMPLES

STEP = 2 / 3  # the four levels are 0, 1/3, 2/3 and 1; every step leads over two of them


def trajectories(count: int, names: Sequence[str], seed: int) -> Floats:
    """The points (count * (names + 1), names) of `count` trajectories [Morris1991], one after another.

    The generator of each name draws, per trajectory, the two levels of its step, the direction, and the place of the
    step in the order.
    """
    drawn = np.stack([by_name(seed, name).random((count, 3)) for name in names], axis=2)
    pair, way, turn = drawn[:, 0], drawn[:, 1], drawn[:, 2]
    order = turn.argsort(axis=1).argsort(axis=1)
    stepped = np.arange(len(names) + 1)[:, None] > order[:, None, :]
    upper = stepped ^ (way < 0.5)[:, None, :]
    return (np.where(pair < 0.5, 0.0, 1 / 3)[:, None, :] + np.where(upper, STEP, 0.0)).reshape(-1, len(names))


def screened(effects: Floats, names: Sequence[str], seed: int) -> pd.DataFrame:
    """Summary of the elementary effects (trajectories, names), largest first, with the columns of `morris_effects`.

    The half-widths of all names come from the same resampled trajectories, so that no name changes those of another.
    """
    n = len(effects)
    some = np.abs(effects)[np.random.default_rng(seed).integers(0, n, (RESAMPLES, n))].mean(axis=1)
    columns = {
        "mu_star": np.abs(effects).mean(axis=0),
        "mu_star_half_width": ndtri((1 + LEVEL) / 2) * some.std(axis=0, ddof=1),
        "mu": effects.mean(axis=0),
        "sigma": effects.std(axis=0, ddof=1),
    }
    table = pd.DataFrame(columns, pd.Index(names, name="factor"))
    return table.sort_values("mu_star", ascending=False, kind="stable")
