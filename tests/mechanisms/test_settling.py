"""Settling: an unsettled decision settles with probability 1 / settling per period.

So a change of plan costs oars in `settling` periods in the mean.
"""

import numpy as np
import pytest

from sim.model.mechanisms.environment import Environment
from sim.model.mechanisms.plan import Plan
from sim.model.mechanisms.settling import Settling
from tests.checks import Reals, assert_other_mean
from tests.mechanisms.bench import COMPILED, Bench, assert_mean, quiet, size


def agrees(lasting: Reals, settling: float) -> None:
    """Periods with lost oars are `settling` in the mean, and neither one more nor one less."""
    assert len(lasting) > 0
    if settling == 1:
        assert (lasting == 1).all()
    else:
        assert_mean(lasting, settling)
        assert_other_mean(lasting, settling - 1)
        assert_other_mean(lasting, settling + 1)


@pytest.mark.parametrize("settling", [1, 2.5, 8])
def test_a_decision_is_unsettled_for_as_many_periods_in_the_mean(settling: float) -> None:
    bench, many, last = Bench(Settling), size(4000, 10_000), 250
    crew = quiet(
        run={"periods": last},
        environment={"decisions": many, "goals": 1},
        organization={"members": 2},
        management={"strength": 1, "settling": settling},
    )
    state = bench.begin(crew)
    bench.advance(state, crew, 0, 1)  # so that there is a plan, which stays
    state.course.unsettled[:] = True
    lasted = np.zeros(many)
    for t in range(1, last):
        lasted += state.course.unsettled
        bench.advance(state, crew, t, t + 1)
        if not state.course.unsettled.any():
            break
    assert not state.course.unsettled.any()
    agrees(lasted, settling)


@pytest.mark.parametrize("settling", [1, 2.5, 8] if COMPILED else [1, 2.5])
def test_a_plan_that_changed_settles_in_the_mean_after_settling_periods(settling: float) -> None:
    """Half of the decisions change when the plan is redrawn in period 100, since conditions are coin flips by then."""
    horizon, decisions, durations = size(40, 100), size(300, 2000), []
    bench = Bench(Environment, Plan, Settling)
    planner = quiet(
        run={"periods": 2 * horizon},
        environment={"decisions": decisions, "goals": 1, "operational_turbulence": 0.5},
        organization={"members": 2},
        management={"strength": 1, "planning_horizon": horizon, "settling": settling},
    )
    for replicate in range(size(2, 20)):
        state = bench.begin(planner, replicate)
        bench.advance(state, planner, 0, horizon, replicate)
        assert not state.course.unsettled.any()
        before = state.course.plan.copy()
        lasted = np.ones(decisions)  # of the period of the change the oars are lost in any case
        for t in range(horizon, 2 * horizon):
            bench.advance(state, planner, t, t + 1, replicate)
            lasted += state.course.unsettled
        durations.append(lasted[state.course.plan != before])
        assert (lasted[state.course.plan == before] == 1).all()
    agrees(np.concatenate(durations), settling)
