"""Two crews that several mechanisms are tried with: one in which all always succeed or fail, and an eventful one."""

import copy
from functools import cache
from typing import Any

import numpy as np

from sim.model.parameters import Parameters
from sim.model.state import State
from sim.model.week import WEEK
from tests.checks import Reals
from tests.mechanisms.bench import Bench, quiet

ALL = Bench(*WEEK)
MEASURED = ("achievement", "recognition", "belonging", "esteem", "trust", "effort")
T = np.arange(30)


@cache
def steady(belief: int, leadership: float) -> State:
    """A crew of 20, one at each decision, all right (belief 1) or all wrong (−1), each with one tie it always meets."""
    crew = quiet(
        run={"periods": 30, "pace": 0.1},
        organization={"members": 20},
        development={"principles": 1},
        leadership={"strength": leadership},
        network={"ties": 1, "trust_rate": 0.06, "initial_trust": 0.4},
    )
    state = ALL.begin(crew)
    state.people.belief[:] = belief * state.ocean.goal
    state.people.skill[:] = 1
    ALL.advance(state, crew, 0, 30, observed=MEASURED)
    return state


LIVELY = Parameters.model_validate(
    {
        "run": {"periods": 60},
        "environment": {"strategic_turbulence": 0.05, "operational_turbulence": 0.1, "ruggedness": 0.0},
        "organization": {"turnover": 0.0, "members": 80},
        "management": {"strength": 0.7, "control": 0.4},
        "motivation": {"weight_esteem": 0.4, "weight_belonging": 0.1},
        "rewards": {"attempts": 0.1, "kpi_weight": 3.0},
        "development": {"rate": 0.2, "coaching": 0.8},
    }
)


@cache
def lively() -> list[tuple[State, State]]:
    """The state before and after each period of an eventful run."""
    state, steps = ALL.begin(LIVELY), []
    for t in range(60):
        before = copy.deepcopy(state)
        ALL.advance(state, LIVELY, t, t + 1)
        steps.append((before, copy.deepcopy(state)))
    return steps


def moved(value: Reals, target: Any, rate: Any) -> Reals:
    """A column after a step of this rate toward the target."""
    return np.asarray(value + rate * (np.asarray(target) - value))


def largest_gap(pairs: list[tuple[Reals, Reals]]) -> float:
    """The largest difference between what is expected and what is."""
    return max(float(abs(one - other).max()) for one, other in pairs)
