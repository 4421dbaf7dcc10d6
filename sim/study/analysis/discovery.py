"""Scenario discovery: under which values of the factors an outcome is of interest, found by PRIM.

PRIM peels off parts of the range that hold few points of interest, until what is left holds hardly any others
[FriedmanFisher1999]; as a method for scenarios it is that of Bryant and Lempert [BryantLempert2010]. The
implementation is that of the EMA workbench [Kwakkel2017].
"""

import logging
import warnings
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.model.state import Bools
from sim.study.factors import Factor
from sim.study.sweep.results import Results

FEWEST = 20  # points, of which some but not all are of interest
ALPHA = 0.05  # the share of points that is peeled off at a time
UNLIKELY = 0.05  # restrictions with a larger quasi p-value may be chance


class DiscoveryError(ValueError):
    """Points in which no box can be found: message and help."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(f"{message}; {help}")
        self.message, self.help = message, help


class Box(NamedTuple):
    """A part of the ranges of the factors in which an outcome is of interest.

    Attributes
    ----------
    limits : one row per restricted factor: `low` and `high` (infinite where an end is not restricted), or the `values`
        of words; `quasi_p` is the probability of so many points of interest if the restriction had no effect
    coverage : the share of all points of interest that are in the box
    density : the share of the points in the box that are of interest
    mass : the share of all points that are in the box
    interesting : the share of all points that are of interest
    tested_coverage, tested_density : the same for boxes that were found in one half of the points and tested in the
        other half, because a box always fits the points best in which it was found
    trade_off : one row per step of the peeling: `coverage`, `density`, `mass` and the number of `restricted` factors
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float
    interesting: float
    tested_coverage: float
    tested_density: float
    trade_off: pd.DataFrame


def discover(
    results: Results,
    threshold: float,
    outcome: str | None = None,
    *,
    less: bool = False,
    scenario: str | None = None,
    density: float = 0.8,
) -> Box:
    """Find the part of the ranges of the factors in which the mean of an outcome reaches a threshold.

    Needs the EMA workbench; in a checkout: `pip install -c constraints.txt -e ".[ema]"`.

    Parameters
    ----------
    results
        The results of a sweep with many points, best of the design `sobol` or `lhs`.
    threshold
        Points are of interest if the mean outcome is at least this.
    outcome
        The name of the outcome; by default that of the results.
    less
        Whether points are of interest if the mean is at most the threshold.
    scenario
        The name of a scenario, or of a difference; by default that of the results.
    density
        The share of the points in the box that should be of interest.

    Returns
    -------
    Box
        Its limits, how much of what is of interest it covers, how densely, and the trade-off between the two.

    Raises
    ------
    DiscoveryError
        If there are too few points, or if all or none are of interest.
    ModuleNotFoundError
        If the EMA workbench is not installed.
    """
    answers = results.answers(outcome, scenario)
    known = ~np.isnan(answers)
    interesting = (answers <= threshold if less else answers >= threshold)[known]
    factors = results.study.factors
    points = pd.DataFrame(results.study.points, columns=[factor.path for factor in factors])
    return find_box(points[known].reset_index(drop=True), interesting, factors, density)


def find_box(points: pd.DataFrame, interesting: Bools, factors: tuple[Factor, ...], density: float = 0.8) -> Box:
    """The box with the largest coverage among those that PRIM finds with at least this density.

    If none is so dense, it is the densest one.

    Parameters
    ----------
    points
        One row per point, one column per factor.
    interesting
        Whether each point is of interest.
    factors
        The factors.
    density
        The share of the points in the box that should be of interest.

    Raises
    ------
    DiscoveryError
        If there are too few points, or if all or none are of interest.
    """
    if len(points) < FEWEST:
        raise DiscoveryError(f"{len(points)} points are too few for a box", f"run at least {FEWEST}, better hundreds")
    if interesting.all() or not interesting.any():
        which = "all" if interesting.all() else "none"
        raise DiscoveryError(f"{which} of the {len(points):,} points are of interest", "choose another threshold")
    inputs = pd.DataFrame({factor.path: _column(points[factor.path], factor) for factor in factors})
    box, chosen = _peeled(inputs, interesting, density)
    steps = box.peeling_trajectory
    # By lot: every second point of a Sobol' sequence lies in the same half of a range.
    halves = np.random.default_rng(1).permutation(len(inputs)) % 2
    tested = [_tested(inputs, interesting, density, halves == half) for half in (0, 1)]
    row = steps.iloc[chosen]
    trade_off = steps[["coverage", "density", "mass", "res_dim"]].rename(columns={"res_dim": "restricted"})
    return Box(
        _limits(box, chosen, inputs),
        float(row["coverage"]),
        float(row["density"]),
        float(row["mass"]),
        float(interesting.mean()),
        float(np.mean([coverage for coverage, _ in tested])),
        float(np.mean([dense for _, dense in tested])),
        trade_off.reset_index(drop=True),
    )


def _column(values: "pd.Series[Any]", factor: Factor) -> "pd.Series[Any]":
    if factor.values is not None and any(isinstance(value, str) for value in factor.values):
        return values.fillna("nothing").astype("category")
    return values.astype(float)  # PRIM tries limits between whole numbers, which their columns do not take


def _peeled(inputs: pd.DataFrame, interesting: Bools, density: float) -> tuple[Any, int]:
    """The box of PRIM, and the step of its peeling that is chosen."""
    with warnings.catch_warnings(action="ignore"):  # of parts of the workbench that are not installed
        from ema_workbench.analysis.prim import Prim

        logging.getLogger("EMA").setLevel(logging.WARNING)
        box = Prim(inputs, np.asarray(interesting), peel_alpha=ALPHA).find_box()
    steps = box.peeling_trajectory
    enough = steps[steps["density"] >= density]
    order = ["coverage", "density"] if len(enough) else ["density", "coverage"]
    chosen = (enough if len(enough) else steps).sort_values(order, kind="stable").index[-1]
    return box, int(steps.index.get_loc(chosen))


def _tested(inputs: pd.DataFrame, interesting: Bools, density: float, here: Bools) -> tuple[float, float]:
    """Coverage and density, in the other points, of a box that was found in these; NaN if there is none."""
    if interesting[here].all() or not interesting[here].any():
        return float("nan"), float("nan")
    these, others = inputs[here].reset_index(drop=True), inputs[~here]
    box, chosen = _peeled(these, interesting[here], density)
    inside = np.ones(len(others), dtype=bool)
    for name, row in _limits(box, chosen, these).iterrows():
        column = others[str(name)]
        inside &= column.isin(row["values"]) if row["values"] else column.between(row["low"], row["high"])
    hit = interesting[~here] & inside
    total = int(interesting[~here].sum())
    return (
        float(hit.sum() / total) if total else float("nan"),
        float(hit.sum() / inside.sum()) if inside.any() else float("nan"),
    )


def _limits(box: Any, chosen: int, inputs: pd.DataFrame) -> pd.DataFrame:
    limits, quasi = box.box_lims[chosen], box.p_values[chosen]
    rows = {}
    for name in inputs:
        low, high = limits[name]
        chance = max((p for p in quasi.get(name, ()) if p >= 0), default=np.nan)  # -1 where an end is not restricted
        if isinstance(low, set):
            if low != set(inputs[name].unique()):
                rows[name] = {"low": np.nan, "high": np.nan, "values": sorted(low), "quasi_p": float(chance)}
        elif low > inputs[name].min() or high < inputs[name].max():
            low = low if low > inputs[name].min() else -np.inf
            high = high if high < inputs[name].max() else np.inf
            rows[name] = {"low": float(low), "high": float(high), "values": [], "quasi_p": float(chance)}
    columns = ["low", "high", "values", "quasi_p"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("factor")
