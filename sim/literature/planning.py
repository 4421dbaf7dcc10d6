"""Planning horizon against adaptation: closed forms that the engine's plans must meet exactly, and where rigidity wins.

Conditions reverse with probability q a period; a decision that is redrawn is right with probability r.

    renewed every H periods:    M = ½ + (r - ½)(1 - (1 - 2q)^H) / (2qH)
    at rate a, at any time:     M = (a·r + (1 - a)q) / (1 - (1 - a)(1 - 2q)),  changed S = a[m(1 - r) + (1 - m)r],
                                m = M(1 - q) + (1 - M)q
    every period, on news one period old:   M = ½ + (r - ½)(1 - 2q),  S = ½ - ½(2r - 1)²(1 - 2q)

At cost c a change, adapting beats standing still (½) iff M - ½ > c·S: the more the water moves, the more often news
of yesterday is wrong and the more changes it asks for, so that beyond some q standing still wins (Stieglitz, Knudsen &
Becker 2016 [StieglitzEtAl2016] find the same in a richer model).
In the engine M is `plan_accuracy`, and c·S the share of oars that are lost, 1 - `coverage`: every change costs its
decision's oars once with probability `switching_cost`.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from sim.engine import Run, run
from sim.literature.check import Check, Study, equivalent, widened
from sim.scenario import Scenario, load
from sim.state import Floats

SEED = 2016
RUNS = 1000
PERIODS, WARM_UP = 240, 120  # a multiple of every horizon; by then the start is forgotten
MARGIN = 0.005
FLIPS = (0.02, 0.1, 0.3)
HORIZONS = (4, 12, 40)
RIGHT = 0.9
COSTS = (0.2, 0.4, 0.8)
EDGE = (0.29, 0.33)  # before and behind the q from which standing still wins at c = .4


def water(flips: float, **management: Any) -> Scenario:
    """A crew that does what it is told, in water that turns with probability `flips`; the destination stays."""
    told = {
        "strength": 1, "control": 1, "analysis_accuracy": RIGHT, "settling": 1, "switching_cost": 0, **management,
    }  # fmt: skip
    return load("led").with_(
        run={"periods": PERIODS, "warm_up": WARM_UP},
        environment={"decisions": 100, "goals": 5, "strategic_turbulence": 0, "operational_turbulence": flips},
        organization={"members": 101, "span_of_control": 100, "turnover": 0},
        management=told,
        leadership={"listening": 0},
        rewards={"adoption": 0},
        network={"ties": 0},
    )


def renewed(flips: float, horizon: int) -> float:
    """Match of a plan renewed every `horizon` periods."""
    return 0.5 + (RIGHT - 0.5) * (1 - (1 - 2 * flips) ** horizon) / (2 * flips * horizon)


def staggered(flips: float, rate: float) -> tuple[float, float]:
    """Match and share changed where each decision is redrawn at a rate."""
    match = (rate * RIGHT + (1 - rate) * flips) / (1 - (1 - rate) * (1 - 2 * flips))
    before = match * (1 - flips) + (1 - match) * flips
    return match, rate * (before * (1 - RIGHT) + (1 - before) * RIGHT)


def late(flips: float) -> tuple[float, float]:
    """Match and share changed where everything is redrawn every period on news one period old."""
    return 0.5 + (RIGHT - 0.5) * (1 - 2 * flips), 0.5 - 0.5 * (2 * RIGHT - 1) ** 2 * (1 - 2 * flips)


def worth(flips: float, cost: float) -> float:
    """What adapting on old news is worth against standing still, by the formula."""
    match, changed = late(flips)
    return match - 0.5 - cost * changed


def adapting(flips: float, cost: float, runs: int) -> Floats:
    """The same in the engine, a number a run."""
    crew = water(flips, planning="rolling", information="last_period", switching_cost=cost)
    found = _run(crew.with_(leadership={"review_every": 1}), runs)
    return _mean(found, "plan_accuracy") - 0.5 - (1 - _mean(found, "coverage"))


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """Every closed form on a grid, and the edge of the region where standing still wins."""
    runs = max(20, int(RUNS * scale))
    found = []
    for flips, horizon in product(FLIPS, HORIZONS):
        rigid = _run(water(flips, planning="rigid", planning_horizon=horizon), runs)
        claim = f"renewed every {horizon} periods, q = {flips}: match"
        found.append(_closed(claim, _mean(rigid, "plan_accuracy"), renewed(flips, horizon), scale))
        often = _run(water(flips, planning="staggered", planning_horizon=horizon, switching_cost=1), runs)
        match, changed = staggered(flips, 1 / horizon)
        claim = f"redrawn at rate 1/{horizon}, q = {flips}: "
        found.append(_closed(claim + "match", _mean(often, "plan_accuracy"), match, scale))
        found.append(_closed(claim + "share changed", 1 - _mean(often, "coverage"), changed, scale))
        progress()
    for flips, cost in product(FLIPS, COSTS):
        claim = f"old news, q = {flips}, c = {cost}: adapting less standing still"
        found.append(_closed(claim, adapting(flips, cost, runs), worth(flips, cost), scale))
        progress()
    progress()
    return [*found, _edge(runs, scale)]


def edge(cost: float) -> float:
    """The q from which standing still wins, where `worth` is 0; about .31 for a cost of .4."""
    steady = cost / 2 / (RIGHT - 0.5 + cost / 2 * (2 * RIGHT - 1) ** 2)
    return (1 - steady) / 2


def _edge(runs: int, scale: float) -> Check:
    """Where adapting begins to lose in the engine, interpolated between q before and behind, for c = .4."""
    before, behind = (adapting(flips, 0.4, runs) for flips in EDGE)
    slope = (behind.mean() - before.mean()) / (EDGE[1] - EDGE[0])
    middle = (EDGE[0] + EDGE[1]) / 2
    crossing = middle - (before + behind) / 2 / slope
    claim, margin = "c = .4, r = .9: q from which standing still wins", widened(MARGIN, scale)
    return equivalent("planning", claim, crossing, edge(0.4), margin, "closed form")


def _run(scenario: Scenario, runs: int) -> Run:
    return run(scenario, runs, SEED, series=False)


def _mean(found: Run, measure: str) -> Floats:
    return np.asarray(found.outcomes[f"{measure}_mean"], dtype=np.float64)


def _closed(claim: str, values: Floats, expected: float, scale: float) -> Check:
    return equivalent("planning", claim, values, expected, widened(MARGIN, scale), "closed form")


STUDY = Study("planning", None, "Planning horizon against adaptation", True, 18, checks)
