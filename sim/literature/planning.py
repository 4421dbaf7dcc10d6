"""Planning horizon against adaptation: closed forms for the engine's plans, and the condition for rigidity to win.

Conditions reverse with probability q per period. A decision that is redrawn is right with probability r.

    renewed every H periods:    M = ½ + (r - ½)(1 - (1 - 2q)^H) / (2qH)
    at rate a, at any time:     M = (a·r + (1 - a)q) / (1 - (1 - a)(1 - 2q)),  changed S = a[m(1 - r) + (1 - m)r],
                                m = M(1 - q) + (1 - M)q
    every period, on news one period old:   M = ½ + (r - ½)(1 - 2q),  S = ½ - ½(2r - 1)²(1 - 2q)

With a cost c per change, adapting beats standing still (½) if M - ½ > c·S. If conditions reverse more often, old news
is wrong more often and asks for more changes, so that standing still wins above some q. Stieglitz, Knudsen & Becker
2016 [StieglitzEtAl2016] find the same in a richer model.
In the engine, M is `plan_accuracy`, and c·S is the share of oars that are lost, 1 - `coverage`: each change costs the
oars of its decision once with probability `switching_cost`.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from sim.engine.run import Run, run
from sim.literature.check import Check, Provenance, Replication, equivalent, widened
from sim.model.state import Floats
from sim.scenario import Scenario, load

DERIVED = Provenance("D", "sim/literature/planning.py")
SEED = 12016
RUNS = 1000
PERIODS, WARM_UP = 240, 120  # multiples of every horizon; the start has no effect after the warm-up
MARGIN = 0.005
FLIPS = (0.02, 0.1, 0.3)
HORIZONS = (4, 12, 40)
RIGHT = 0.9
COSTS = (0.2, 0.4, 0.8)
EDGE = (0.29, 0.33)  # below and above the q from which standing still wins at c = .4


def water(flips: float, **management: Any) -> Scenario:
    """A crew that follows the plan, in conditions that reverse with probability `flips`; the destination stays."""
    managed = {
        "strength": 1, "control": 1, "analysis_accuracy": RIGHT, "settling": 1, "switching_cost": 0, **management,
    }  # fmt: skip
    return load("led").with_(
        run={"periods": PERIODS, "warm_up": WARM_UP},
        environment={
            "decisions": 100,
            "goals": 5,
            "strategic_turbulence": 0,
            "operational_turbulence": flips,
            "ruggedness": 0,
        },
        organization={"members": 101, "span_of_control": 100, "turnover": 0},
        management=managed,
        leadership={"listening": 0},
        rewards={"adoption": 0},
        network={"ties": 0},
    )


def renewed(flips: float, horizon: int) -> float:
    """The match of a plan that is renewed every `horizon` periods."""
    return 0.5 + (RIGHT - 0.5) * (1 - (1 - 2 * flips) ** horizon) / (2 * flips * horizon)


def staggered(flips: float, rate: float) -> tuple[float, float]:
    """The match, and the share changed, if each decision is redrawn at a rate."""
    match = (rate * RIGHT + (1 - rate) * flips) / (1 - (1 - rate) * (1 - 2 * flips))
    before = match * (1 - flips) + (1 - match) * flips
    return match, rate * (before * (1 - RIGHT) + (1 - before) * RIGHT)


def late(flips: float) -> tuple[float, float]:
    """The match, and the share changed, if everything is redrawn every period on news that is one period old."""
    return 0.5 + (RIGHT - 0.5) * (1 - 2 * flips), 0.5 - 0.5 * (2 * RIGHT - 1) ** 2 * (1 - 2 * flips)


def worth(flips: float, cost: float) -> float:
    """The gain of adapting to old news over standing still, by the formula."""
    match, changed = late(flips)
    return match - 0.5 - cost * changed


def adapting(flips: float, cost: float, runs: int) -> Floats:
    """The same in the engine, one number per run."""
    crew = water(flips, planning="rolling", information="last_period", switching_cost=cost)
    adaptive = _run(crew.with_(leadership={"review_every": 1}), runs)
    return _mean(adaptive, "plan_accuracy") - 0.5 - (1 - _mean(adaptive, "coverage"))


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """Every closed form on a grid, and the q from which standing still wins."""
    runs = max(20, int(RUNS * scale))
    closed_forms = []
    for flips, horizon in product(FLIPS, HORIZONS):
        rigid = _run(water(flips, planning="rigid", planning_horizon=horizon), runs)
        claim = f"renewed every {horizon} periods, q = {flips}: match"
        closed_forms.append(_closed(claim, _mean(rigid, "plan_accuracy"), renewed(flips, horizon), scale))
        often = _run(water(flips, planning="staggered", planning_horizon=horizon, switching_cost=1), runs)
        match, changed = staggered(flips, 1 / horizon)
        claim = f"redrawn at rate 1/{horizon}, q = {flips}: "
        closed_forms.append(_closed(claim + "match", _mean(often, "plan_accuracy"), match, scale))
        closed_forms.append(_closed(claim + "share changed", 1 - _mean(often, "coverage"), changed, scale))
        progress()
    for flips, cost in product(FLIPS, COSTS):
        claim = f"old news, q = {flips}, c = {cost}: adapting less standing still"
        closed_forms.append(_closed(claim, adapting(flips, cost, runs), worth(flips, cost), scale))
        progress()
    progress()
    return [*closed_forms, _edge(runs, scale)]


def edge(cost: float) -> float:
    """The q from which standing still wins, at which `worth` is 0; about .31 for a cost of .4."""
    steady = cost / 2 / (RIGHT - 0.5 + cost / 2 * (2 * RIGHT - 1) ** 2)
    return (1 - steady) / 2


def _edge(runs: int, scale: float) -> Check:
    """The q from which adapting loses in the engine, interpolated between a smaller and a larger one, for c = .4."""
    before, behind = (adapting(flips, 0.4, runs) for flips in EDGE)
    slope = (behind.mean() - before.mean()) / (EDGE[1] - EDGE[0])
    middle = (EDGE[0] + EDGE[1]) / 2
    crossing = middle - (before + behind) / 2 / slope
    claim, margin = "c = .4, r = .9: q from which standing still wins", widened(MARGIN, scale)
    return equivalent("planning", claim, crossing, edge(0.4), margin, DERIVED)


def _run(scenario: Scenario, runs: int) -> Run:
    return run(scenario, runs, SEED, series=False)


def _mean(result: Run, measure: str) -> Floats:
    return np.asarray(result.outcomes[f"{measure}_mean"], dtype=np.float64)


def _closed(claim: str, values: Floats, expected: float, scale: float) -> Check:
    return equivalent("planning", claim, values, expected, widened(MARGIN, scale), DERIVED)


REPLICATION = Replication("planning", None, "Planning horizon against adaptation", SEED, True, 18, checks)
