"""Direction: a tally T of R reports turns a direction that it contradicts by more than conviction · R.

It does so with probability 1 − (1 − listening)^|T|.
A blank direction follows any majority: with listening 1 it is right as often as a jury of R members is (Condorcet).
A due review takes place with probability `leadership.strength`; without one, nothing turns and tallies stay.
"""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.model.mechanisms.action import Action
from sim.model.mechanisms.channel import Channel
from sim.model.mechanisms.direction import Direction
from sim.model.mechanisms.feedback import Feedback
from sim.model.mechanisms.seats import Seats
from sim.model.mechanisms.superiors import Superiors
from tests.checks import Reals, assert_other_mean
from tests.mechanisms.bench import COMPILED, Bench, assert_mean, quiet, size

BENCH = Bench(Direction)
COURT = Bench(Channel, Direction, Seats, Action, Feedback)


def jury(
    crew: int, feedback: float = 0.7, safety: float = 1, vision: float = 0, **leadership: float
) -> dict[str, Reals]:
    """Whether each direction is right, wrong and blank, after the review of one period's reports.

    Each goal has one decision with `crew` oars, which managers assign, who know how. Whoever speaks is heard.
    """
    goals = size(10, 40)
    court = quiet(
        run={"periods": 2},
        environment={
            "decisions": goals,
            "goals": goals,
            "feedback_accuracy": feedback,
            "local_accuracy": 0.85,
        },
        organization={"members": crew * goals},
        motivation={"initial_safety": safety},
        development={"principles": 1},
        leadership={
            "strength": 1,
            "review_every": 1,
            "founding_vision": vision,
            "communication": 0,
            "channel_fidelity": 1,
            "listening": 1,
            **leadership,
        },
    )
    views = []
    for replicate in range(size(80, 400)):
        state = COURT.begin(court, replicate)
        state.people.skill[:] = 1
        COURT.advance(state, court, 0, 1, replicate)
        assert (state.week.manned == state.week.seats).all()
        COURT.advance(state, court, 1, 2, replicate)
        views.append(state.course.direction * state.ocean.goal)
    view = np.concatenate(views)
    return {name: (view == side).astype(float) for name, side in (("right", 1), ("wrong", -1), ("blank", 0))}


def accuracy(feedback: float = 0.7, local: float = 0.85) -> float:
    """A report is right if the water was read and the outcome seen rightly, or both wrongly."""
    return feedback * local + (1 - feedback) * (1 - local)


def test_a_blank_direction_follows_the_majority_as_condorcet_says() -> None:
    view = jury(15)
    assert_mean(view["right"], stats.binom.sf(7, 15, accuracy()))
    assert_other_mean(view["right"], stats.binom.sf(8, 15, accuracy()))
    assert_other_mean(view["right"], stats.binom.sf(7, 15, 0.7))
    if COMPILED:
        assert_other_mean(view["right"], stats.binom.sf(6, 13, accuracy()))  # one report less on either side
    assert not view["blank"].any()


def test_a_tied_jury_leaves_the_direction_blank() -> None:
    view = jury(10)
    assert_mean(view["right"], stats.binom.sf(5, 10, accuracy()))
    assert_mean(view["blank"], stats.binom.pmf(5, 10, accuracy()), precision=size(10, 3) / 100)
    assert_other_mean(view["blank"], stats.binom.pmf(6, 10, accuracy()))


def test_a_jury_is_as_large_as_those_who_dare_to_speak() -> None:
    right, sizes = jury(15, safety=0.4)["right"], np.arange(16)

    def expected(voice: float) -> float:
        return float((stats.binom.pmf(sizes, 15, voice) * stats.binom.sf(sizes // 2, sizes, accuracy())).sum())

    assert_mean(right, expected(0.4))
    talking = jury(15, safety=0.4, direct_talk=0.5)["right"]
    assert_mean(talking, expected(0.2), precision=0.015)
    assert_other_mean(talking, expected(0.4))
    assert_other_mean(right, expected(0.5 if COMPILED else 0.8))


def test_conviction_and_listening_hold_a_right_direction_against_a_wrong_majority() -> None:
    """It turns if against = R − 2X > conviction · R, with probability 1 − (1 − listening)^against."""
    feedback, conviction, listening = 0.3, 0.25, 0.3
    wrong = jury(15, feedback, vision=1, conviction=conviction, listening=listening)["wrong"]
    x = np.arange(16)
    against = 15 - 2 * x

    def expected(threshold: float, chance: float) -> float:
        turning = np.where(against > threshold * 15, 1 - (1 - chance) ** np.maximum(against, 0), 0)
        return float((stats.binom.pmf(x, 15, accuracy(feedback)) * turning).sum())

    assert_mean(wrong, expected(conviction, listening), precision=size(6, 1.5) / 100)
    assert_other_mean(wrong, expected(0, listening))
    assert_other_mean(wrong, expected(conviction, 1 if COMPILED else 0.1))


@pytest.mark.parametrize(("tally", "listening"), [(1, 0.1), (3, 0.05), (10, 0.05), (40, 0.02)])
@pytest.mark.parametrize("direction", [-1, 0])
def test_a_tally_turns_the_direction_with_one_minus_the_chance_that_none_is_heard(
    tally: int, listening: float, direction: int
) -> None:
    """1 − (1 − listening)^|tally| on many goals; every other tally stands for the other side."""
    goals, more = size(4000, 10_000), size(1 if tally < 40 else 4, 1)
    board = quiet(
        environment={"decisions": goals, "goals": goals},
        organization={"members": 2},
        leadership={"strength": 1, "listening": listening},
    )
    side = np.where(np.arange(goals) % 2 == 0, 1, -1)
    state, turned = BENCH.begin(board), []
    for replicate in range(size(8, 16)):
        state.course.direction[:] = direction * side
        state.course.tally[:] = tally * side
        state.course.reports[:] = tally
        BENCH.advance(state, board, 0, 1, replicate)
        turned += list(state.course.turned.astype(float))
        assert (state.course.direction == np.where(state.course.turned, side, direction * side)).all()
        assert (state.course.heard == state.course.direction).all()
    assert_mean(turned, 1 - (1 - listening) ** tally)
    assert_other_mean(turned, 1 - (1 - listening) ** (tally + more))


@pytest.mark.parametrize(("conviction", "reports"), [(0.1, 100), (0.25, 8), (0.5, 4), (0.75, 40)])
def test_a_net_majority_of_exactly_conviction_times_reports_does_not_suffice(conviction: float, reports: int) -> None:
    """With conviction .1, 55 of 100 reports against do not suffice, and 56 do."""
    board = quiet(
        environment={"decisions": 50, "goals": 50},
        organization={"members": 2},
        leadership={"strength": 1, "listening": 1, "conviction": conviction},
    )
    exactly = round(conviction * reports)
    for against, turns in ((exactly - 2, False), (exactly, False), (exactly + 2, True)):  # one report changes sides
        state = BENCH.begin(board)
        state.course.direction[:], state.course.tally[:], state.course.reports[:] = 1, -against, reports
        BENCH.advance(state, board, 0, 1)
        assert state.course.turned.all() == state.course.turned.any() == turns


@pytest.mark.parametrize(
    ("management", "due"),
    [
        ({"strength": 0, "planning_horizon": 7}, {0, 5, 10, 15, 20}),
        ({"strength": 0.5, "planning_horizon": 7}, {0, 5, 7, 10, 14, 15, 20, 21}),
        ({"strength": 0.5, "planning_horizon": 7, "planning": "rolling"}, {0, 5, 7, 10, 14, 15, 20, 21}),
        ({"strength": 0.5, "planning_horizon": 7, "planning": "staggered"}, {0, 5, 10, 15, 20}),
    ],
)
def test_a_review_is_due_regularly_and_with_a_plan_of_everything(management: dict[str, Any], due: set[int]) -> None:
    def reviewed(strength: float) -> set[int]:
        leadership = {"strength": strength, "review_every": 5}
        board = quiet(run={"periods": 22}, organization={"members": 2}, management=management, leadership=leadership)
        state, periods = BENCH.begin(board), set()
        for t in range(22):
            BENCH.advance(state, board, t, t + 1)
            periods |= {t} if state.week.reviewed[0] else set()
        return periods

    assert reviewed(1) == due
    assert reviewed(0.5) < due
    assert reviewed(0) == set()


@pytest.mark.parametrize("strength", [pytest.param(0.3, marks=pytest.mark.thorough), 0.8])
def test_of_the_due_reviews_takes_place_what_leadership_is_strong(strength: float) -> None:
    """One number decides for all goals. Where it says no, nothing turns, and tallies and reports stay."""
    periods = 150 if strength < 0.5 else 60
    board = quiet(
        run={"periods": periods},
        environment={"decisions": 10, "goals": 10},
        organization={"members": 2},
        motivation={"initial_safety": 0},  # nobody adds a report
        leadership={"strength": strength, "review_every": 3, "listening": 1, "communication": 0},
    )
    held_of_due: list[float] = []
    for replicate in range(size(20, 700)):
        state = BENCH.begin(board, replicate)
        for t in range(periods):
            direction = state.course.direction.copy()
            state.course.tally[:], state.course.reports[:] = -direction, 1
            BENCH.advance(state, board, t, t + 1, replicate)
            takes_place = bool(state.week.reviewed[0])
            assert (state.course.turned == takes_place).all()
            assert (state.course.direction == (-direction if takes_place else direction)).all()
            assert (state.course.tally == (0 if takes_place else -direction)).all()
            assert (state.course.reports == (0 if takes_place else 1)).all()
            assert not takes_place or t % 3 == 0
            held_of_due += [float(takes_place)] if t % 3 == 0 else []
    assert_mean(held_of_due, strength)
    assert_other_mean(held_of_due, strength**2)
    assert_other_mean(held_of_due, 1.0)  # as if any leadership reviewed whenever it is due


def test_a_tally_carries_over_only_if_it_speaks_against_the_direction_in_vain() -> None:
    goals = size(500, 10_000)
    board = quiet(
        environment={"decisions": goals, "goals": goals},
        organization={"members": 2},
        leadership={"strength": 1, "conviction": 0.5, "listening": 0.5},
        motivation={"initial_safety": 0},  # nobody adds a report
    )
    for direction, tally, reports, turns, stays in [
        (1, 3, 5, False, False),  # speaks for it
        (1, 0, 4, False, False),  # speaks neither way
        (1, -2, 4, False, True),  # against, but within conviction
        (-1, 3, 4, True, True),  # against, beyond conviction: some turn, the others stay
        (0, 0, 4, False, False),
        (0, -1, 9, True, True),  # a blank direction is contradicted by any tally
    ]:
        state = BENCH.begin(board)
        state.course.direction[:], state.course.tally[:], state.course.reports[:] = direction, tally, reports
        BENCH.advance(state, board, 0, 1)
        turned = state.course.turned
        assert turned.any() == turns
        assert (state.course.tally[turned] == 0).all()
        assert (state.course.reports[turned] == 0).all()
        assert (state.course.tally[~turned] == (tally if stays else 0)).all()
        assert (state.course.reports[~turned] == (reports if stays else 0)).all()


def test_a_direction_that_turned_on_what_superiors_know_is_heard_in_the_next_period() -> None:
    """By their beliefs, blanks count against a direction and for a blank one: R − 2 · blank, else blank + |T|."""
    board = quiet(
        environment={"decisions": 3, "goals": 3},
        organization={"members": 2},
        leadership={"strength": 1, "review_every": 100, "listening": 1, "conviction": 0.5},
        published={"reports": "superior_beliefs"},
    )
    bench = Bench(Superiors, Direction)
    state = bench.begin(board)
    state.ocean.goal[:] = 1
    state.course.direction[:] = 0, -1, -1
    state.people.belief[:] = [[1, 1, 1], [0, 1, -1]]  # both know more than the executives: 3 and 1 right, against none
    bench.advance(state, board, 0, 1)
    # Goal 0: R − 2 · blank = 2 − 2 = 0. Goal 1: 0 + 2 > 1. Goal 2: T = 0 contradicts nothing.
    assert [*state.course.direction] == [0, 1, -1]
    assert [*state.course.heard] == [0, -1, -1]
    bench.advance(state, board, 1, 2)
    assert [*state.course.heard] == [0, 1, -1]
