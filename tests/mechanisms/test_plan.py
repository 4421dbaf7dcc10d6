"""Plan: what is drawn is right with probability `analysis_accuracy`, and loses touch with what it was drawn from.

Right after age periods: ½ + ½ (1 − 2 · operational)^age (1 − 2 · strategic)^(age + 1) (2 · analysis − 1).
"""

from typing import Any

import numpy as np
import pytest

from sim.model.mechanisms.plan import Plan
from tests.checks import assert_other_mean
from tests.mechanisms.bench import COMPILED, Bench, assert_mean, quiet, size
from tests.mechanisms.plans import AGES, ANALYSIS, BENCH, DRIFT, kept, match, plan_accuracy


def test_a_frozen_plan_loses_touch_with_the_water_as_it_ages() -> None:
    """The plan of period 0 is drawn after that period's reversals, and measured at the end of each: age = period."""
    accuracy = plan_accuracy({"operational_turbulence": DRIFT})
    for age in AGES:
        assert_mean(accuracy[:, age], match(kept(age)))
    for age in (1, 5):
        assert_other_mean(accuracy[:, age], match(kept(age + 1)))
        assert_other_mean(accuracy[:, age], match((1 - DRIFT) ** age))


def test_a_frozen_plan_loses_touch_with_the_destination_one_period_earlier() -> None:
    """The direction is as old as the founding, and goals reverse in period 0 already: age = period + 1."""
    accuracy = plan_accuracy({"strategic_turbulence": DRIFT})
    for age in AGES:
        assert_mean(accuracy[:, age], match(1, kept(age + 1)))
    assert_other_mean(accuracy[:, 1], match(1, kept(1)))


def test_ends_and_means_wear_a_plan_out_independently() -> None:
    accuracy = plan_accuracy({"strategic_turbulence": 0.02, "operational_turbulence": DRIFT})
    for age in AGES:
        assert_mean(accuracy[:, age], match(kept(age), kept(age + 1, 0.02)))
    assert_other_mean(accuracy[:, 5], match(kept(5)))


@pytest.mark.parametrize(
    ("leadership", "management", "every"),
    [
        ({}, {"planning_horizon": 10}, 10),
        ({"strength": 1, "review_every": 4}, {"planning": "rolling"}, 4),
        ({"strength": 1, "review_every": 4}, {"planning": "rigid"}, 1000),
    ],
)
def test_a_plan_is_as_young_as_its_last_redrawing(
    leadership: dict[str, Any], management: dict[str, Any], every: int
) -> None:
    accuracy = plan_accuracy({"operational_turbulence": DRIFT}, leadership, periods=24, **management)
    for period in (9, 20, 23):
        assert_mean(accuracy[:, period], match(kept(period % every)))
    assert_other_mean(accuracy[:, 20], match(kept(0 if every > 20 else 20)))


def test_a_plan_on_last_periods_information_is_a_period_older() -> None:
    accuracy = plan_accuracy({"operational_turbulence": DRIFT}, periods=6, published={"information": "last_period"})
    for age in (0, 5):
        assert_mean(accuracy[:, age], match(kept(age + 1)))
        assert_other_mean(accuracy[:, age], match(kept(age)))


def test_staggered_plans_are_redrawn_at_times_of_their_own() -> None:
    """A decision is left alone with probability (1 − 1 / horizon)^t: agreement decays until it is redrawn."""
    horizon, t = 5, 12
    accuracy = plan_accuracy(
        {"operational_turbulence": DRIFT}, periods=t + 1, planning="staggered", planning_horizon=horizon
    )
    stays, keeps = 1 - 1 / horizon, 1 - 2 * DRIFT
    agreement = sum(stays**age * keeps**age / horizon for age in range(t)) + (stays * keeps) ** t
    assert_mean(accuracy[:, t], match(agreement))
    assert_other_mean(accuracy[:, t], match(kept(t)))
    assert_other_mean(accuracy[:, t], match(kept(t % horizon)))


def test_what_follows_the_direction_is_redrawn_where_it_turned() -> None:
    """Goals of which half turn: exactly what serves those is drawn anew, and unsettled where it changed."""
    crew = quiet(
        environment={"decisions": 200, "goals": 20},
        organization={"members": 2},
        management={"strength": 1, "analysis_accuracy": 1, "planning": "follows_direction"},
        leadership={"strength": 1, "review_every": 1, "listening": 1},
    )
    state = BENCH.begin(crew)
    BENCH.advance(state, crew, 0, 1)
    plan, turning = state.course.plan.copy(), np.arange(20) < 10
    state.course.tally[:] = np.where(turning, -state.course.direction, 0)
    state.course.reports[:] = turning
    changed = turning[state.structure.serves]
    state.course.plan[~changed] *= -1  # drawn anew, it would be right again
    BENCH.advance(state, crew, 1, 2)
    assert (state.course.turned == turning).all()
    assert (state.course.plan == -plan).all()
    assert not state.course.unsettled[~changed].any()


def test_a_changed_plan_is_unsettled_and_a_first_or_the_same_one_is_not() -> None:
    crew = quiet(
        environment={"decisions": 300, "operational_turbulence": 0.5},
        organization={"members": 2},
        management={"strength": 1, "planning_horizon": 1, "settling": 1000},
    )
    state, bench = BENCH.begin(crew), Bench(*BENCH.rules, Plan)
    bench.advance(state, crew, 0, 1)
    assert not state.course.unsettled.any()
    plan = state.course.plan.copy()
    bench.advance(state, crew, 1, 2)
    changed = state.course.plan != plan
    assert 0.3 < changed.mean() < 0.7
    assert not state.course.unsettled[~changed].any()
    assert state.course.unsettled[changed].mean() > 0.9  # one in a thousand has settled by the end of the period


@pytest.mark.parametrize("strength", [0.3, 0.8])
def test_a_decision_whose_plan_changed_is_unsettled_as_management_is_strong(strength: float) -> None:
    """What was unsettled already stays so. One number decides for each decision."""
    crew = quiet(
        environment={"decisions": 5000, "operational_turbulence": 0.5},
        organization={"members": 2},
        management={"strength": strength, "analysis_accuracy": 1, "planning_horizon": 1, "settling": 1000},
    )
    unsettled: list[float] = []
    before = np.arange(5000) % 2 == 0
    for replicate in range(size(1, 30)):
        state = BENCH.begin(crew, replicate)
        BENCH.advance(state, crew, 0, 1, replicate)
        assert not state.course.unsettled.any()
        plan = state.course.plan.copy()
        state.course.unsettled[:] = before
        BENCH.advance(state, crew, 1, 2, replicate)
        changed = state.course.plan != plan
        assert 0.4 < changed.mean() < 0.6
        assert not state.course.unsettled[~changed & ~before].any()
        assert state.course.unsettled[before].mean() > 0.99  # compiled, one in a thousand settles in the same period
        unsettled += [*state.course.unsettled[changed & ~before].astype(float)]
    chance = strength * (1 - COMPILED / 1000)
    assert_mean(unsettled, chance)
    assert_other_mean(unsettled, strength**2)
    assert_other_mean(unsettled, 1.0)  # as if any management unsettled all that it changes


def test_a_rolling_plan_is_drawn_anew_where_a_due_review_takes_place_and_else_not() -> None:
    crew = quiet(
        run={"periods": 41},
        organization={"members": 2},
        management={"strength": 1, "analysis_accuracy": 1, "planning": "rolling"},
        leadership={"strength": 0.5, "review_every": 2},
    )
    state, seen = BENCH.begin(crew), set()
    BENCH.advance(state, crew, 0, 1)
    best = state.course.plan.copy()
    for t in range(1, 41):
        state.course.plan[:] = -best
        BENCH.advance(state, crew, t, t + 1)
        takes_place = bool(state.week.reviewed[0])
        assert (state.course.plan == (best if takes_place else -best)).all()
        seen.add((t % 2 == 0, takes_place))
    assert seen == {(False, False), (True, False), (True, True)}


def test_without_management_there_is_no_plan() -> None:
    led = quiet(organization={"members": 2}, management={"strength": 1, "analysis_accuracy": ANALYSIS})
    state = BENCH.begin(led)
    BENCH.advance(state, led, 0, size(2, 5))
    assert (state.course.plan != 0).all()
    BENCH.advance(state, quiet(organization={"members": 2}), 1, 2)
    assert (state.course.plan == 0).all()
