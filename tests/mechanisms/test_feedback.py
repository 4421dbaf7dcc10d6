"""Feedback: who acted sees with `feedback_accuracy` whether it worked, learns from it, and reports it.

It learns action · reading · (±1), and reports with probability reach · safety · strength · (what attention is left),
which is 1 − strength · direct_talk − strength · outside, and never below 0.
record ← record + rate · (success − record).
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model.mechanisms.action import Action
from sim.model.mechanisms.channel import Channel
from sim.model.mechanisms.feedback import Feedback
from sim.model.mechanisms.seats import Seats
from sim.model.mechanisms.stakeholders import Stakeholders
from sim.model.state import State
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, approach, assert_mean, quiet, size
from tests.mechanisms.crews import LIVELY, largest_gap, lively, moved, steady

BENCH = Bench(Channel, Seats, Action, Feedback)


def a_period(**groups: dict[str, Any]) -> tuple[State, NDArray[Any]]:
    """A crew after its first period, and who works."""
    crew = quiet(organization={"members": size(4000, 40_000)}, **groups)
    state = BENCH.begin(crew)
    BENCH.advance(state, crew, 0, 1)
    return state, state.week.decision >= 0


@pytest.mark.parametrize(("feedback", "local"), [(0.7, 1), (1, 0.6), (0.8, 0.7)])
def test_what_work_implies_is_right_where_water_and_outcome_are_read_alike(feedback: float, local: float) -> None:
    state, working = a_period(environment={"feedback_accuracy": feedback, "local_accuracy": local})
    week, goal = state.week, state.ocean.goal[state.structure.serves[state.week.decision]]
    assert_mean((week.success == week.right)[working].astype(float), feedback)
    assert_mean((week.implied == goal)[working].astype(float), feedback * local + (1 - feedback) * (1 - local))
    assert_other_mean((week.implied == goal)[working].astype(float), feedback * local * 0.9)
    assert (week.implied[working] == (week.action * week.reading * np.where(week.success, 1, -1))[working]).all()
    assert not (week.implied | week.right | week.success)[~working].any()


def test_experience_is_adopted_at_its_rate() -> None:
    """Without feedback that is ever right, all that is implied is wrong: who learned of it is wrong now."""
    state, working = a_period(environment={"feedback_accuracy": 0}, motivation={"experience": 0.3})
    goal = state.structure.serves[state.week.decision]
    learned = state.people.belief[np.arange(len(goal)), goal] == state.week.implied
    assert_mean(learned[working].astype(float), 0.3)
    assert_other_mean(learned[working].astype(float), 0.4)


@pytest.mark.parametrize(
    ("strength", "talk", "outside"), [(1, 0.4, 0), (0.5, 0, 0), (0.6, 0.4, 0.3), (1, 0.8, 0.4), (0, 0.4, 0.3)]
)
def test_reports_are_made_by_those_who_dare_whom_the_channel_reaches(
    strength: float, talk: float, outside: float
) -> None:
    """As far as the executives lead, and have attention left from talking to members and to stakeholders.

    All know the goals, read the water rightly and see what happened: every report is right. Stakeholders are as well
    informed; a talk with one leaves its full support.
    """
    safety = 0.6
    crew = quiet(
        environment={"outside_accuracy": 1, "erosion": 0.5},
        organization={"members": size(4000, 40_000)},
        motivation={"initial_safety": safety},
        leadership={
            "strength": strength, "direct_talk": talk, "outside": outside,
            "channel_fidelity": 0.5, "communication": 0, "review_every": 1000,
        },
    )  # fmt: skip
    bench = Bench(Channel, Stakeholders, Seats, Action, Feedback)
    state = bench.begin(crew)
    bench.advance(state, crew, 0, 1)
    state.course.tally[:] = state.course.reports[:] = 0
    bench.advance(state, crew, 1, 2)
    assert (state.course.tally == state.course.reports * state.ocean.goal).all()
    talks = (state.course.support == 1).sum() if strength * outside else 0
    reports = state.course.reports.sum() - talks
    reach = state.week.reach[state.week.decision >= 0] * safety
    chance = reach * strength * max(0, 1 - strength * talk - strength * outside)
    if chance.sum() == 0:
        assert reports == 0
        return
    assert abs(_z(reports, chance)) < 4.9  # two-sided 1e-6
    if strength < 1:
        assert abs(_z(reports, chance / strength)) > 4.9, "negative control: as if any leadership heard fully"
    if talk + outside > 0:
        assert abs(_z(reports, reach * strength)) > 4.9, "negative control: as if attention had no limit"


def _z(count: int, chance: NDArray[Any]) -> float:
    """By how many standard errors a count differs from a sum of chances."""
    return float((count - chance.sum()) / np.sqrt((chance * (1 - chance)).sum()))


def test_the_record_of_a_crew_that_succeeds_or_fails_approaches_one_or_zero() -> None:
    np.testing.assert_allclose(steady(1, 1).people.record, approach(0.5, 1, 0.1, 30), rtol=1e-12)
    np.testing.assert_allclose(steady(-1, 0).people.record, approach(0.5, 0, 0.1, 30), rtol=1e-12)
    assert not np.allclose(steady(1, 1).people.record, approach(0.5, 1, 0.1, 29))


def test_the_record_moves_toward_success_with_initiatives_weighted() -> None:
    def gap(weight: float) -> float:
        pairs = []
        for old, new in lively():
            rate = np.where(new.week.decision >= 0, np.where(new.week.initiative, weight, 1) * 0.1, 0)
            pairs.append((moved(old.people.record, new.week.success, rate), new.people.record))
        return largest_gap(pairs)

    assert gap(LIVELY.rewards.kpi_weight) < 1e-12
    assert gap(1) > 1e-6
