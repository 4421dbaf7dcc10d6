"""How plans age, which the environment and the plan decide together."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.mechanisms.direction import Direction
from sim.model.mechanisms.environment import Environment
from sim.model.mechanisms.plan import Plan
from tests.mechanisms.bench import Bench, quiet, size

BENCH = Bench(Environment, Direction, Plan)
DRIFT = 0.05
ANALYSIS = 0.9
AGES = [0, 1, 5, 20]


def plan_accuracy(
    environment: dict[str, Any], leadership: dict[str, Any] | None = None, replicates: int = size(50, 100),
    periods: int = size(21, 31), published: dict[str, Any] | None = None, **management: Any,
) -> NDArray[np.float64]:  # fmt: skip
    """Plan accuracy (replicates × periods) of 400 decisions, each with a goal of its own where goals may move."""
    goals = 400 if "strategic_turbulence" in environment or size(0, 1) else 1
    planner = quiet(
        run={"periods": periods},
        environment={"decisions": 400, "goals": goals, **environment},
        organization={"members": 2},
        management={"strength": 1, "analysis_accuracy": ANALYSIS, **management},
        leadership=leadership or {},
        published=published or {},
    )
    return BENCH.play(planner, replicates, "plan_accuracy")["plan_accuracy"]


def match(conditions: float, goals: float = 1) -> float:
    """½ + ½ (2 · analysis − 1), shrunk by what conditions and goals have kept of themselves."""
    return 0.5 + 0.5 * conditions * goals * (2 * ANALYSIS - 1)


def kept(age: int, rate: float = DRIFT) -> float:
    """What is left of an agreement with coins that turn at this rate."""
    return (1 - 2 * rate) ** age
