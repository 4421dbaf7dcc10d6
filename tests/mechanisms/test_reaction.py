"""Reaction: a team's safety moves by `pace` toward 1 with a reward and toward 0 with a reprimand of a member.

A successful initiative is rewarded with `rewards.initiative`, any with `attempts`; a failed one that the boss would not
have led is reprimanded with control · (1 − skill of the boss); other success is recognized with strength · that skill.
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model.mechanisms.action import Action
from sim.model.mechanisms.feedback import Feedback
from sim.model.mechanisms.plan import Plan
from sim.model.mechanisms.reaction import Reaction
from sim.model.mechanisms.seats import Seats
from sim.model.state import State
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size
from tests.mechanisms.crews import LIVELY, largest_gap, lively, moved

BENCH = Bench(Plan, Seats, Action, Feedback, Reaction)


def after_initiatives(
    right: bool, boss_agrees: bool, skill: float, safety: float = 1, **groups: dict[str, Any]
) -> tuple[State, NDArray[Any]]:
    """A crew of whom all who row and dare depart from the plan, to be right or wrong; and who rows.

    Managers do not row, so that their views are those of bosses alone.
    """
    management = {"strength": 1, "control": 0, **groups.pop("management", {})}
    crew = quiet(
        organization={"members": size(2000, 40_000), **groups.pop("organization", {})},
        management=management,
        motivation={"initial_safety": safety},
        run={"pace": 0.25},
        **groups,
    )
    state = BENCH.begin(crew)
    BENCH.advance(state, crew, 0, 1)
    side = 1 if right else -1
    leads = state.structure.leads
    state.people.belief[:] = side * state.ocean.goal
    state.people.belief[leads] = (side if boss_agrees else -side) * state.ocean.goal
    state.people.skill[:] = skill
    state.course.safety[:] = safety
    state.course.unsettled[:] = False
    state.course.plan[:] = -side * state.ocean.goal[state.structure.serves] * state.ocean.condition
    BENCH.advance(state, crew, 1, 2)
    assert (state.week.decision[~leads] >= 0).all()
    return state, ~leads


@pytest.mark.parametrize(("initiative", "attempts"), [(0.6, 0), (0.5, 0.4), (0, 0.3)])
def test_initiatives_that_succeed_are_rewarded_as_such_or_as_attempts(initiative: float, attempts: float) -> None:
    state, rowing = after_initiatives(True, True, 1, rewards={"initiative": initiative, "attempts": attempts})
    assert (state.week.initiative & state.week.success)[rowing].all()
    rewarded = state.week.recognized[rowing].astype(float)
    assert_mean(rewarded, 1 - (1 - initiative) * (1 - attempts))
    assert_other_mean(rewarded, initiative + attempts + 0.1 * (initiative * attempts == 0))
    assert not state.week.reprimanded.any()


def test_what_was_rewarded_is_adopted_as_the_plan_and_has_to_settle() -> None:
    state, _ = after_initiatives(True, True, 1, rewards={"initiative": 1, "adoption": 1}, management={"settling": 1000})
    right = state.ocean.goal[state.structure.serves] * state.ocean.condition
    assert (state.course.plan == right).all()
    assert state.course.unsettled.all()
    state, _ = after_initiatives(True, True, 1, rewards={"initiative": 1, "adoption": 0})
    assert (state.course.plan == -right).all()


@pytest.mark.parametrize(("each", "reward"), [(1, 1), (4, 1), (4, 0.5)])
def test_what_was_rewarded_is_adopted_per_decision_however_many_succeeded_there(each: int, reward: float) -> None:
    """A plan changes with probability adoption if any of its `each` initiatives is rewarded: 1 − (1 − reward)^each."""
    adoption, decisions = 0.6, size(1000, 8000)
    members = decisions * each + 1
    state, rowing = after_initiatives(
        True, True, 1,
        environment={"decisions": decisions},
        organization={"members": members, "span_of_control": members},
        rewards={"initiative": reward, "adoption": adoption},
        management={"settling": 1000},
    )  # fmt: skip
    assert (state.week.manned == each).all()
    assert state.week.initiative[rowing].all()
    adopted = state.course.plan == state.ocean.goal[state.structure.serves] * state.ocean.condition
    rewarded_there = np.bincount(state.week.decision[rowing], state.week.recognized[rowing], decisions) > 0
    assert (state.course.unsettled == adopted).all()
    assert not adopted[~rewarded_there].any()
    assert_mean(adopted.astype(float), adoption * (1 - (1 - reward) ** each))
    if each > 1:  # as if each rewarded initiative had a chance of its own
        assert_other_mean(adopted.astype(float), 1 - (1 - reward * adoption) ** each)


def test_an_attempt_that_succeeded_is_adopted_and_one_that_failed_is_not() -> None:
    for right in (True, False):
        state, rowing = after_initiatives(right, True, 1, rewards={"attempts": 1, "adoption": 1})
        assert state.week.recognized[rowing].all()
        truth = state.ocean.goal[state.structure.serves] * state.ocean.condition
        assert (state.course.plan == truth).all(), "adopted if it was right, and else the plan that was right stays"
        assert state.course.unsettled.all() == state.course.unsettled.any() == right


def test_the_safety_of_a_team_rises_once_for_each_reward_of_a_member_and_for_nobody_else() -> None:
    """1 − (1 − safety)(1 − pace)^k after k rewards; the chief executive belongs to the team of its own reports."""
    state, _ = after_initiatives(True, True, 1, safety=0.6, rewards={"initiative": 0.5})
    leads, boss = state.structure.leads, state.structure.boss
    events = np.bincount(boss, state.week.initiative & state.week.recognized, len(leads))[leads]
    assert {0, 1, 2} <= set(events)
    np.testing.assert_allclose(state.course.safety[leads], 1 - 0.4 * 0.75**events, rtol=1e-12)
    for wrong in (events > 0, np.full(len(events), events.mean())):  # once a period, or in the whole crew alike
        assert not np.allclose(state.course.safety[leads], 1 - 0.4 * 0.75**wrong), "negative control"


@pytest.mark.parametrize(("control", "skill"), [(0.5, 0.2), (0.8, 0)])
def test_initiatives_that_fail_are_reprimanded_by_bosses_who_would_not_have_led_them(
    control: float, skill: float
) -> None:
    state, rowing = after_initiatives(False, False, skill, management={"control": control})
    led = (state.week.initiative & ~state.week.success)[rowing]
    assert_mean(led.astype(float), 1 - control, precision=0.02)
    reprimanded = state.week.reprimanded[rowing][led].astype(float)
    assert_mean(reprimanded, control * (1 - skill), precision=0.02)
    assert_other_mean(reprimanded, control * (1 - skill) * 0.7)
    in_team = np.bincount(state.structure.boss, state.week.reprimanded, len(rowing))
    np.testing.assert_allclose(state.course.safety, 0.75**in_team)
    agreed, _ = after_initiatives(False, True, skill, management={"control": control})
    assert agreed.week.initiative.any()
    assert not agreed.week.reprimanded.any()


def test_success_by_the_plan_is_recognized_by_leaders_with_skill() -> None:
    strength, skill = 0.8, 0.6
    crew = quiet(organization={"members": size(4000, 40_000)}, leadership={"strength": strength, "communication": 0})
    state = BENCH.begin(crew)
    state.people.skill[:] = skill
    BENCH.advance(state, crew, 0, 1)
    assert not state.week.initiative.any()
    assert not state.week.recognized[~state.week.success].any()
    recognized = state.week.recognized[state.week.success].astype(float)
    assert_mean(recognized, strength * skill)
    assert_other_mean(recognized, strength)


def test_safety_moves_at_its_rate_with_reward_and_reprimand() -> None:
    def gap(rate: float) -> float:
        pairs = []
        for old, new in lively():
            week, expected = new.week, old.course.safety.copy()
            rewarded = week.initiative & week.recognized
            assert not (week.reprimanded & (~week.initiative | week.recognized | week.success)).any()
            assert not week.reprimanded[0]  # the chief executive has no boss
            for i, team in enumerate(new.structure.boss):
                if rewarded[i] or week.reprimanded[i]:
                    expected[team] = moved(expected[team], float(rewarded[i]), rate)
            pairs.append((expected, new.course.safety))
        return largest_gap(pairs)

    assert sum(new.week.reprimanded.sum() for _, new in lively()) > 0
    assert gap(LIVELY.run.pace) < 1e-12
    assert gap(0.11) > 1e-6
