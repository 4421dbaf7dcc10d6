"""Environment: goals and conditions reverse at their rates times the trace, min(1, rate · multiplier).

What was foreseen of it turns direction and plan along: a plan's agreement shrinks by 1 − 2 · rate · (1 − foresight).
"""

from collections.abc import Sequence

import numpy as np

from sim.model.mechanisms.environment import Environment
from tests.checks import Reals, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size
from tests.mechanisms.plans import AGES, DRIFT, kept, match, plan_accuracy

BENCH = Bench(Environment)


def reversals(turbulence: float, trace: Sequence[float], periods: int, trace_every: int) -> Reals:
    """Share of many goals that reversed and of as many conditions, in each period (2 × periods)."""
    many = size(300, 4000)
    sea = {
        "decisions": many,
        "goals": many,
        "strategic_turbulence": turbulence,
        "operational_turbulence": turbulence,
        "trace_every": trace_every,
    }
    crew = quiet(run={"periods": periods}, environment=sea, organization={"members": 2})
    state, shares = BENCH.begin(crew, trace=trace), np.zeros((2, periods))
    for t in range(periods):
        before = state.ocean.goal.copy(), state.ocean.condition.copy()
        BENCH.advance(state, crew, t, t + 1)
        shares[:, t] = (state.ocean.goal != before[0]).mean(), (state.ocean.condition != before[1]).mean()
        assert (state.ocean.former == before[1]).all()
    return shares


def test_a_trace_scales_both_rates_row_by_row_and_repeats() -> None:
    trace, every = [0, 1, 2], 20
    shares = reversals(0.04, trace, 300, every).reshape(2, 5, 3, every)  # rates × rounds × rows × periods
    assert (shares[:, :, 0] == 0).all()
    for rate in shares:
        assert_mean(rate[:, 1].ravel(), 0.04)
        assert_mean(rate[:, 2].ravel(), 0.08)
        assert_other_mean(rate[:, 2].ravel(), 0.04)


def test_a_trace_of_two_is_twice_the_turbulence() -> None:
    assert (reversals(0.03, [2], 10, 13) == reversals(0.06, [1], 10, 13)).all()
    assert not (reversals(0.03, [1], 10, 13) == reversals(0.06, [1], 10, 13)).all()


def test_scaled_rates_are_clipped_to_one() -> None:
    assert (reversals(0.5, [3], 5, 13) == 1).all()
    assert (reversals(0.5, [1.9], 5, 13) < 1).all()


def test_a_shock_reverses_its_share_of_the_goals_now_and_then() -> None:
    """Every 7 periods, never at the start; of the conditions none."""
    many, share = size(4000, 10_000), 0.6
    crew = quiet(
        environment={"decisions": many, "goals": many, "shock_every": 7, "shock_size": share},
        organization={"members": 2},
    )
    state = BENCH.begin(crew)
    for t in range(9):
        before = state.ocean.goal.copy(), state.ocean.condition.copy()
        BENCH.advance(state, crew, t, t + 1)
        turned = (state.ocean.goal != before[0]).astype(float)
        assert (state.ocean.condition == before[1]).all()
        assert state.ocean.shocked[t] == turned.any() == (t == 7)
        if t == 7:
            assert_mean(turned, share)
            assert_other_mean(turned, 1 - share)


def test_foresight_spares_the_plan_what_was_foreseen() -> None:
    accuracy = plan_accuracy({"operational_turbulence": DRIFT, "foresight": 0.5})
    for age in AGES:
        assert_mean(accuracy[:, age], match(kept(age, DRIFT / 2)))
    assert_other_mean(accuracy[:, 5], match(kept(5)))


def test_with_full_foresight_a_plan_never_decays() -> None:
    sea = {"strategic_turbulence": DRIFT, "operational_turbulence": DRIFT, "shock_every": 7}
    accuracy = plan_accuracy({**sea, "foresight": 1}, replicates=size(3, 100))
    assert (accuracy == accuracy[:, :1]).all()
    nearly = plan_accuracy({**sea, "foresight": 0.99}, replicates=size(3, 100))
    assert not (nearly == nearly[:, :1]).all()


def test_what_was_foreseen_turns_the_reports_along() -> None:
    crew = quiet(environment={"strategic_turbulence": 0.5, "foresight": 1, "goals": 20}, organization={"members": 2})
    state = BENCH.begin(crew)
    state.course.tally[:] = 3
    goal = state.ocean.goal.copy()
    BENCH.advance(state, crew, 0, 1)
    assert (state.course.tally == np.where(state.ocean.goal == goal, 3, -3)).all()
    assert (state.ocean.goal != goal).any()
