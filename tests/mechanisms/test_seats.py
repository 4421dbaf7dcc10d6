"""Seats: members who take seats at random collide; management, or seeing that a seat is taken, mans every oar.

With n rowers and seats, of whom a share h of those who collide finds a free seat, coverage is
[1 − (1 − (1 − h) / n)^n] / (1 − h).
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.model.mechanisms.seats import Seats
from tests.checks import LEVEL, assert_other_mean
from tests.mechanisms.bench import COMPILED, Bench, assert_mean, quiet, size

BENCH = Bench(Seats)


def occupancy(rowers: int, helped: float = 0) -> float:
    """Expected share of seats taken at random by as many rowers; whose is taken finds a free one with chance `helped`.

    The number M of taken seats grows by 1 − (M / n)(1 − helped), which is linear in M.
    """
    lost = 1 - helped
    return 1.0 if lost == 0 else (1 - (1 - lost / rowers) ** rowers) / lost


def coverage(replicates: int, **groups: dict[str, Any]) -> NDArray[np.float64]:
    """Mean coverage of each replicate."""
    return BENCH.play(quiet(**groups), replicates, "coverage")["coverage"].mean(axis=1)


@pytest.mark.parametrize("members", [2, 5, 30, 100] if COMPILED else [2, 5])
def test_coverage_without_management_is_that_of_random_seats(members: int) -> None:
    sample = {"run": {"periods": size(25, 100)}, "organization": {"members": members}}
    found = coverage(size(50, 200), **sample)
    expected = 1 - (1 - 1 / members) ** members
    assert_mean(found, expected)
    assert_other_mean(found, 1 - expected)
    assert_other_mean(found, 1 - np.exp(-1))
    assert_other_mean(coverage(size(50, 200), **sample, management={"attention": members / 4}), expected)


@pytest.mark.parametrize(
    ("members", "attention"),
    [(2, 1), (5, 2), (10, 1), (10, 4), (30, 10), (100, 40)] if COMPILED else [(2, 1), (5, 2), (10, 4), (30, 10)],
)
def test_coverage_grows_with_attention_as_mutual_adjustment_predicts(members: int, attention: float) -> None:
    """A taken seat is noticed with probability attention / (attention + n − 1)."""
    found = coverage(
        size(80, 400),
        run={"periods": size(40, 100)},
        organization={"members": members},
        management={"attention": attention},
    )
    assert_mean(found, occupancy(members, attention / (attention + members - 1)))
    assert_other_mean(found, occupancy(members, attention / (members - 1)))
    if members <= size(2, 5):
        assert_other_mean(found, occupancy(members, attention / (attention + members)))


def test_mutual_adjustment_has_no_kink() -> None:
    """More attention always mans more oars, also where it is larger than the crew; only without limit it mans all."""
    for attention in (3, 7, 14):
        crew = quiet(organization={"members": 8}, management={"attention": attention})
        means = BENCH.play(crew, size(60, 200), "coverage")["coverage"].mean(axis=1)
        assert_mean(means, occupancy(8, attention / (attention + 7)))
        assert_other_mean(means, occupancy(8, min(1, attention / 7)))  # as if attention to all others were enough
    endless = quiet(organization={"members": 8}, management={"attention": 1_000_000})
    assert BENCH.play(endless, size(60, 200), "coverage")["coverage"].mean() > 0.999


def test_coverage_under_partial_management_mixes_managing_and_rowing() -> None:
    """One manager, who rows with probability 1 − strength; the oars are assigned with probability strength."""
    members, strength, attention = 25, 0.6, 3
    found = coverage(
        size(20, 200),
        run={"periods": size(40, 100)},
        organization={"members": members, "span_of_control": members},
        management={"strength": strength, "attention": attention},
    )
    helped = 1 - (1 - strength) * (1 - attention / (attention + members - 1))
    expected = strength * occupancy(members - 1, helped) + (1 - strength) * occupancy(members, helped)
    assert_mean(found, expected, precision=0.002)
    assert_other_mean(found, occupancy(members - 1, strength))


@pytest.mark.parametrize("members", [2, 7, 50, 500] if COMPILED else [2, 7, 50])
def test_full_management_mans_every_oar(members: int) -> None:
    crew = quiet(organization={"members": members}, management={"strength": 1})
    runs = size(3, 20)
    assert (BENCH.play(crew, runs, "coverage")["coverage"] == 1).all()
    state = BENCH.begin(crew)
    BENCH.advance(state, crew, 0, 2)
    assert (state.week.managing == state.structure.leads).all()
    assert ((state.week.decision >= 0) == ~state.structure.leads).all()
    slack = quiet(organization={"members": members}, management={"strength": 0.8})
    assert (BENCH.play(slack, 2 * runs, "coverage")["coverage"] < 1).any()


def at_home(rotation: float) -> NDArray[Any]:
    """Which of 20 decisions was taken by who came first to the boat; all members have home goal 0."""
    crew = quiet(organization={"members": 40, "span_of_control": 40}, development={"rotation": rotation})
    state, taken = BENCH.begin(crew), []
    for replicate in range(size(400, 4000)):
        BENCH.advance(state, crew, 0, 1, replicate)
        taken.append(state.week.decision[state.week.order[0]])
    return np.bincount(taken, minlength=20)


def test_without_rotation_a_seat_is_any_of_the_home_goal() -> None:
    counts, rotated = at_home(0), at_home(1)
    assert counts[0::5].sum() == counts.sum()
    assert stats.chisquare(counts[0::5]).pvalue > LEVEL
    assert stats.chisquare(rotated).pvalue > LEVEL
    half = at_home(0.5)
    assert stats.chisquare(half).pvalue < LEVEL
    at_home_by_choice_or_luck = np.repeat([1.0, 0.0], [half[0::5].sum(), half.sum() - half[0::5].sum()])
    assert_mean(at_home_by_choice_or_luck, 0.5 + 0.5 / 5, precision=0.015)
    assert_other_mean(at_home_by_choice_or_luck, 0.75 + 0.25 / 5)


def test_without_rotation_and_management_members_stay_at_their_home_goal() -> None:
    def share_at_home(rotation: float) -> float:
        crew = quiet(organization={"members": 100}, development={"rotation": rotation})
        state = BENCH.begin(crew)
        BENCH.advance(state, crew, 0, 1)
        working = state.week.decision >= 0
        return float((state.structure.serves[state.week.decision] == state.structure.home)[working].mean())

    assert share_at_home(0) == 1
    assert share_at_home(1) < 0.5


def test_a_manager_who_knows_management_assigns_the_oars_too() -> None:
    """`principles · skill` of the boss assigns as management does: with both 1, all oars are manned."""
    crew = quiet(organization={"members": 40}, development={"principles": 1})
    for skill, whole in ((1, True), (0, False)):
        state = BENCH.begin(crew)
        state.people.skill[:] = skill
        BENCH.advance(state, crew, 0, 1)
        assert (state.week.manned.sum() == 40) == whole


@pytest.mark.parametrize("cost", [0, 0.3, 1])
def test_switching_loses_its_share_of_the_oars_of_unsettled_decisions(cost: float) -> None:
    crew = quiet(
        organization={"members": 2001, "span_of_control": 2000},
        management={"strength": 1, "switching_cost": cost, "settling": 1000},
    )
    state, unsettled, covered = BENCH.begin(crew), np.arange(20) < 10, []
    for t in range(size(5, 20)):
        state.course.unsettled[:] = unsettled
        BENCH.advance(state, crew, t, t + 1)
        assert (state.week.manned == state.week.seats)[~unsettled].all()
        still = state.course.unsettled
        covered += list((state.week.manned / state.week.seats)[still])
    assert_mean(covered, 1 - cost)
    assert_other_mean(covered, 1 - cost / 2 if cost else 0.9)
