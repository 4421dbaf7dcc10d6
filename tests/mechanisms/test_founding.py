"""Founding: positions form a heap, the direction is right with `founding_vision`, and a founder believes what it knows.

A founder's belief is right with probability f + (1 − f) / 3, f = founding_vision · founders_know: else it guesses.
"""

import numpy as np
import pytest
from scipy import stats

from sim.model.mechanisms.founding import Founding
from tests.checks import LEVEL, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

BENCH = Bench(Founding)


def test_goals_and_conditions_are_fair_coins() -> None:
    many = size(3000, 10_000)
    crew = quiet(environment={"goals": many, "decisions": many}, organization={"members": 2})
    ocean = BENCH.begin(crew).ocean
    for column in (ocean.goal, ocean.condition):
        assert_mean((column == 1).astype(float), 0.5, precision=0.015)
        assert_other_mean((column == 1).astype(float), 0.6)
        assert set(column) == {-1, 1}
    assert abs(np.corrcoef(ocean.goal, ocean.condition)[0, 1]) < 4.9 / np.sqrt(many)


@pytest.mark.parametrize(("vision", "know"), [(1, 0), (0.6, 0.5), (1, 0.7)])
def test_the_direction_is_as_right_as_the_vision_and_founders_know_their_share_of_it(
    vision: float, know: float
) -> None:
    goals, members = size(1500, 10_000), size(4, 10)
    crew = quiet(
        environment={"goals": goals, "decisions": goals},
        organization={"members": members, "founders_know": know},
        leadership={"founding_vision": vision},
    )
    state = BENCH.begin(crew)
    right = state.course.direction == state.ocean.goal
    assert (state.course.direction[~right] == 0).all()
    if vision < 1:
        assert_mean(right.astype(float), vision)
        assert_other_mean(right.astype(float), vision - 0.1)
    else:
        assert right.all()
    assert (state.course.heard == state.course.direction).all()
    believed = (state.people.belief == state.ocean.goal).ravel().astype(float)
    share = vision * know
    assert_mean(believed, share + (1 - share) / 3)
    assert_other_mean(believed, share + (1 - share) / 2)
    wrong = (state.people.belief == -state.ocean.goal).ravel().astype(float)
    assert_mean(wrong, (1 - share) / 3)


@pytest.mark.parametrize(("members", "span"), [(50, 6), (7, 1), (13, 3), (5, 10)])
def test_positions_form_a_heap_whose_teams_have_a_home_goal(members: int, span: int) -> None:
    crew = quiet(organization={"members": members, "span_of_control": span})
    structure = BENCH.begin(crew).structure
    boss = [0, *((i - 1) // span for i in range(1, members))]
    assert [*structure.boss] == boss
    leads = [i in boss[1:] for i in range(members)]
    assert [*structure.leads] == leads
    assert [*structure.home] == [(i if leads[i] else boss[i]) % 5 for i in range(members)]
    assert [*structure.serves] == [j % 5 for j in range(20)]
    assert [*structure.seat] == [i % 20 for i in range(members)]


@pytest.mark.parametrize("share", [0, 0.29, 0.5, 1])
def test_fast_learners_are_their_share_and_spread_evenly(share: float) -> None:
    crew = quiet(organization={"members": 100}, published={"fast_learners": share})
    fast = BENCH.begin(crew).people.fast
    assert fast.sum() == round(100 * share)
    for first in range(0, 100, 10):
        assert abs(fast[first : first + 10].sum() - 10 * share) < 1


def test_potential_is_uniform_and_skill_is_a_fifth_of_it_and_luck() -> None:
    crew = quiet(organization={"members": size(3000, 30_000)})
    people = BENCH.begin(crew).people
    assert stats.kstest(people.potential, "uniform").pvalue > LEVEL
    luck = (people.skill - 0.2 * people.potential) / 0.3
    assert stats.kstest(luck, "uniform").pvalue > LEVEL
    assert abs(np.corrcoef(luck, people.potential)[0, 1]) < 4.9 / np.sqrt(len(luck))
    assert stats.kstest((people.skill - 0.3 * people.potential) / 0.2, "uniform").pvalue < LEVEL
    assert [*people.person] == [*range(len(luck))]
    assert (people.joined == -1).all()
