"""Action: who disagrees with the plan takes the initiative with probability safety · (1 − control).

A member is bound by the plan with probability `management.strength`. Who is not bound, or has no plan, acts on its own
judgement, belief · reading, tosses a coin where it has none, and takes no initiative.
"""

import copy
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model.mechanisms.action import Action
from sim.model.mechanisms.feedback import Feedback
from sim.model.mechanisms.seats import Seats
from sim.model.state import State
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

BENCH = Bench(Seats, Action, Feedback)


@pytest.mark.parametrize(("safety", "control"), [(0.6, 0.3), (1, 0.5), (0.4, 0)])
def test_who_knows_better_than_the_plan_deviates_as_far_as_it_dares_and_may(safety: float, control: float) -> None:
    crew = quiet(
        organization={"members": 1000},
        management={"strength": 1, "control": control, "planning": "rigid"},
        motivation={"initial_safety": safety},
    )
    deviating: list[float] = []
    for replicate in range(size(25, 60)):
        state = BENCH.begin(crew, replicate)
        BENCH.advance(state, crew, 0, 1, replicate)
        state.people.belief[:] = state.ocean.goal
        state.course.safety[:] = safety
        state.course.plan[:] = -state.ocean.goal[state.structure.serves] * state.ocean.condition
        BENCH.advance(state, crew, 1, 2, replicate)
        rowing = state.week.decision >= 0
        assert (rowing == ~state.structure.leads).all()
        assert (state.week.own == state.week.initiative).all()
        assert (state.week.right == state.week.initiative).all()
        deviating.append(state.week.initiative[rowing].mean())
    assert_mean(deviating, safety * (1 - control))
    assert_other_mean(deviating, safety * (1 - control / 2) if control else safety * 0.9)


def a_wrong_plan(strength: float, control: float, belief: int, replicate: int) -> tuple[State, State]:
    """A crew after two periods in a row under a plan that is wrong at every decision; all dare to depart from it."""
    crew = quiet(
        organization={"members": 1000},
        management={"strength": strength, "control": control},
        motivation={"initial_safety": 1},
    )
    state = BENCH.begin(crew, replicate)
    BENCH.advance(state, crew, 0, 1, replicate)
    state.people.belief[:] = belief * state.ocean.goal
    after = []
    for t in (1, 2):
        state.course.plan[:] = -state.ocean.goal[state.structure.serves] * state.ocean.condition
        BENCH.advance(state, crew, t, t + 1, replicate)
        after.append(copy.deepcopy(state))
    return after[0], after[1]


@pytest.mark.parametrize("strength", [0.3, 0.8])
def test_a_member_is_bound_by_the_plan_with_the_strength_of_management(strength: float) -> None:
    """With full control, the bound do what is wrong, and the others what they know; with none, only the bound deviate.

    Whom the plan does not bind is drawn anew for each member and period.
    """
    bound: list[float] = []
    deviating: list[float] = []
    twice_free: list[float] = []
    for replicate in range(size(10, 100)):
        one, two = a_wrong_plan(strength, 1, 1, replicate)
        working = one.week.decision >= 0
        assert (one.week.right == one.week.own)[working].all()
        assert not one.week.initiative.any()
        bound += [*(~one.week.right[working]).astype(float)]
        both = working & (two.week.decision >= 0)
        twice_free += [*(one.week.right & two.week.right)[both].astype(float)]
        state, _ = a_wrong_plan(strength, 0, 1, replicate)
        working = state.week.decision >= 0
        assert state.week.own[working].all()
        deviating += [*state.week.initiative[working].astype(float)]
    for shares in (bound, deviating):
        assert_mean(shares, strength)
        assert_other_mean(shares, 1.0)  # as if any management bound everybody
        assert_other_mean(shares, strength**2)
    assert_mean(twice_free, (1 - strength) ** 2, precision=0.1)
    assert_other_mean(twice_free, 1 - strength)  # as if the same were free every time


def test_who_is_neither_bound_nor_has_a_judgement_tosses_a_coin() -> None:
    strength = 0.6
    wrong: list[float] = []
    for replicate in range(size(10, 40)):
        state, _ = a_wrong_plan(strength, 0, 0, replicate)
        working = state.week.decision >= 0
        wrong += [*(~state.week.right[working]).astype(float)]
        assert not state.week.own.any()
        assert not state.week.initiative.any()
    assert_mean(wrong, strength + (1 - strength) / 2)
    assert_other_mean(wrong, strength)
    assert_other_mean(wrong, 1.0)


def after_a_period(belief: int, local_accuracy: float = 1) -> tuple[State, NDArray[Any]]:
    """A crew without a plan of whom all believe the truth (1), the opposite (−1), or nothing; and who works."""
    crew = quiet(environment={"local_accuracy": local_accuracy}, organization={"members": size(3000, 30_000)})
    state = BENCH.begin(crew)
    state.people.belief[:] = belief * state.ocean.goal
    BENCH.advance(state, crew, 0, 1)
    return state, state.week.decision >= 0


@pytest.mark.parametrize("belief", [1, -1])
def test_without_a_plan_members_act_on_what_they_believe_and_read(belief: int) -> None:
    state, working = after_a_period(belief, local_accuracy=0.8)
    decision, reading = state.week.decision[working], state.week.reading[working]
    read = (reading == state.ocean.condition[decision]).astype(float)
    assert_mean(read, 0.8)
    assert_other_mean(read, 0.75)
    goal = state.ocean.goal[state.structure.serves[decision]]
    assert (state.week.action[working] == belief * goal * reading).all()
    assert state.week.own[working].all()
    assert not state.week.initiative.any()
    for nothing in (state.week.action, state.week.reading, state.week.own):
        assert not nothing[~working].any()


def test_who_has_neither_plan_nor_judgement_tosses_a_coin() -> None:
    state, working = after_a_period(belief=0)
    action = state.week.action[working]
    assert_mean((action == 1).astype(float), 0.5)
    assert_other_mean((action == 1).astype(float), 0.4)
    assert set(np.unique(action)) == {-1, 1}
    assert not state.week.own.any()
