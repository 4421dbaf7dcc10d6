"""How long crews need to recover from shocks, with the shocks they had not recovered from when the run ended.

The outcome `recovery_time` leaves out these shocks, so that a crew which hardly ever recovers may look fast. Here each
shock counts until the period in which the next one strikes, that period included, or until the end of the run. The
share of crews that have not recovered so many periods after a shock is estimated by Kaplan and Meier, and the mean time
is restricted to a number of periods [RoystonParmar2013].
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.engine.statistics import LEVEL
from sim.model.formulas import strikes
from sim.model.outcomes import AFTER, BEFORE, RECOVERED
from sim.model.parameters import Parameters
from sim.model.state import Floats

if TYPE_CHECKING:
    from sim.study.sweep.results import Results

MEASURE = "made_good"
RESAMPLES = 1000
_KEYS = ["point", "scenario", "replicate"]


def spells(results: "Results") -> pd.DataFrame:
    """One row per shock.

    Parameters
    ----------
    results
        The results of a sweep that kept the series of `made_good`.

    Returns
    -------
    DataFrame
        The columns `point`, `scenario`, `replicate`, `shock` (its period), `time` (periods from the shock until the
        crew had recovered, or until it was no longer observed) and `recovered`.

    Raises
    ------
    ValueError
        If the sweep did not keep this series, or if the settings of shocks change within the runs.
    """
    study = results.study
    if MEASURE not in study.series:
        raise ValueError("this needs the series of made_good; add 'keep: {series: [made_good]}' to the study")
    listed = [
        (point, name, replicate, *spell)
        for (point, name), rows in results.series.groupby(["point", "scenario"], sort=False)
        for replicate, run in rows.groupby("replicate", sort=False)
        for spell in _of_run(run[MEASURE].to_numpy(), study.scenario(point, study.names.index(name)).parameters)
    ]
    table = pd.DataFrame(listed, columns=[*_KEYS, "shock", "time", "recovered"])
    counted = results.runs.set_index(_KEYS)["shocks"].dropna()
    here = table.groupby(_KEYS).size().reindex(counted.index, fill_value=0)
    if (here != counted).any():
        raise ValueError("the settings of shocks change within the runs, so that their periods are not known")
    return table


def _of_run(made_good: Floats, p: Parameters) -> Iterator[tuple[int, int, bool]]:
    """Each shock of a run: its period, for how many periods it was observed, and whether the crew recovered."""
    e, periods = p.environment, len(made_good)
    shocks = [
        t for t in range(max(1, p.run.warm_up), periods) if strikes(e.shock_every, t) or strikes(e.exodus_every, t)
    ]
    for shock, end in zip(shocks, [*shocks[1:], periods], strict=True):
        level = made_good[max(0, shock - BEFORE) : shock].mean()
        seen = made_good[shock : end + 1]
        there = np.flatnonzero(seen >= RECOVERED * level) if level > 0 else np.zeros(0, dtype=int)
        yield shock, int(there[0]) if len(there) else len(seen), bool(len(there))


def restricted_means(results: "Results", until: int = AFTER) -> pd.DataFrame:
    """The mean time to recovery, counting at most `until` periods.

    Parameters
    ----------
    results
        The results of a sweep that kept the series of `made_good`.
    until
        After how many periods a crew that has not recovered is counted as having needed so many.

    Returns
    -------
    DataFrame
        One row per scenario, and one per difference from the base: `mean` with the half-width of its 95 % bootstrap
        interval over replicates (`half_width`), `unrecovered` (the share that has not recovered after `until` periods),
        the number of `shocks`, and how many of them were no longer observed before the crew recovered (`censored`).

    Raises
    ------
    ValueError
        As in `spells`, and if there are no shocks.
    """
    table = spells(results)
    if table.empty:
        raise ValueError("no shock strikes in this sweep")
    count = int(table["replicate"].max()) + 1
    rng = np.random.default_rng(results.study.seed)
    weights = np.vstack([np.ones(count), rng.multinomial(count, np.full(count, 1 / count), RESAMPLES)])
    rows: dict[str, list[float]] = {}
    means: list[Floats] = []
    for name in results.study.names:
        mine = table[table["scenario"] == name]
        left = survival(mine, weights, until)
        means.append(left[:, :until].sum(axis=1))
        half, censored = half_width(means[-1], count), int((~mine["recovered"]).sum())
        rows[name] = [means[-1][0], half, left[0, until], len(mine), censored]
    for name, other in zip(results.study.differences, means[1:], strict=True):
        difference = means[0] - other
        unknown = float("nan")
        rows[name] = [difference[0], half_width(difference, count), unknown, unknown, unknown]
    columns = ["mean", "half_width", "unrecovered", "shocks", "censored"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("scenario")


def survival(table: pd.DataFrame, weights: Floats, until: int) -> Floats:
    """The share that has not recovered after 0, 1, … `until` periods, by Kaplan and Meier, for each row of `weights`.

    The first column is the share that did not recover at once. `weights` has a column per replicate; replicates are
    weighed as a whole, because their runs are not independent.
    """
    shape = (weights.shape[1], until + 1)
    events, observed = np.zeros(shape), np.zeros(shape)
    time, replicate = table["time"].to_numpy(), table["replicate"].to_numpy()
    inside = table["recovered"].to_numpy() & (time <= until)
    np.add.at(events, (replicate[inside], time[inside]), 1)
    # A crew that was observed for C periods without recovery is at risk in the first C of them.
    last = np.where(table["recovered"], time, time - 1)
    for period in range(until + 1):
        observed[:, period] = np.bincount(replicate[last >= period], minlength=shape[0])
    at_risk = weights @ observed
    with np.errstate(invalid="ignore", divide="ignore"):
        stays = np.where(at_risk > 0, 1 - (weights @ events) / at_risk, 1.0)
    return np.cumprod(stays, axis=1)


def half_width(resampled: Floats, replicates: int) -> float:
    """The half-width by Student's t: a bootstrap of few replicates varies less than they do."""
    if np.ptp(resampled) == 0:
        return float("inf")
    error = np.sqrt(replicates / (replicates - 1)) * resampled[1:].std(ddof=1)
    return float(stdtrit(replicates - 1, (1 + LEVEL) / 2) * error)
