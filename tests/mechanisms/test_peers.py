"""Peers: a member copies the view of a better tie on each goal with probability peer_learning · trust.

By majority it asks all its better ties, with peer_learning · mean trust; blanks do not vote, ties change nothing.
"""

from typing import Any

import numpy as np
import pytest

from sim.model.mechanisms.knowledge import Knowledge
from sim.model.mechanisms.payoff import Payoff
from sim.model.mechanisms.peers import Peers
from sim.model.parameters import Parameters
from sim.model.state import State
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

BENCH = Bench(Knowledge, Payoff, Peers)
LEARNING, GOALS = 0.7, size(2000, 10_000)


def three(**published: Any) -> tuple[Parameters, State]:
    """Three members with two ties each, who work alone, so that nobody argues; the first has the best record."""
    crew = quiet(
        environment={"goals": GOALS, "decisions": GOALS},
        organization={"members": 3},
        published={"work": "own", **published},
        network={"peer_learning": LEARNING, "ties": 2},
    )
    state = BENCH.begin(crew)
    state.people.tie[:] = [[1, 2], [0, 2], [0, 1]]
    state.people.record[:] = 0.9, 0.6, 0.3
    return crew, state


def test_one_looks_at_a_tie_at_random_and_copies_it_if_it_is_better() -> None:
    """Trust ½ and 1: member 2 meets 0 or 1 with even chances, and then copies each view by its chance."""
    crew, state = three()
    copied: dict[int, list[float]] = {0: [], 1: []}
    models = []
    for replicate in range(60):
        state.people.belief[:] = [[1], [0], [-1]]
        state.people.belief[1, : GOALS // 2] = 1
        state.people.trust[:] = [0.5, 1.0]
        BENCH.advance(state, crew, 0, 1, replicate)
        assert (state.people.belief[0] == 1).all(), "nobody is better than the best"
        views = state.people.belief[2]
        assert set(views) <= {-1, 1}, "a blank is not copied"
        model = 0 if (views[GOALS // 2 :] == 1).any() else 1
        models.append(model)
        copied[model].append((views[: GOALS // 2] == 1).mean())
    assert 10 < sum(models) < 50  # a coin, 60 times: two-sided 2e-7
    assert_mean(copied[0], LEARNING * 0.5)
    assert_mean(copied[1], LEARNING * 1.0)
    assert_other_mean(copied[0], LEARNING)


@pytest.mark.parametrize(("views", "after"), [((1, 1), 1), ((1, 0), 1), ((1, -1), -1), ((0, 0), -1)])
def test_the_majority_of_better_ties_is_adopted_with_their_mean_trust(views: tuple[int, int], after: int) -> None:
    """Member 2 believes −1; both others are better. Even votes and blanks leave it as it is."""
    crew, state = three(copying="majority")
    state.people.belief[:] = [[views[0]], [views[1]], [-1]]
    state.people.trust[:] = [0.2, 0.8]
    BENCH.advance(state, crew, 0, 1)
    adopted = (state.people.belief[2] == 1).astype(float)
    if after == -1:
        assert (state.people.belief[2] == -1).all()
    else:
        assert_mean(adopted, LEARNING * 0.5, precision=0.015)
        assert_other_mean(adopted, LEARNING * 0.8)
        assert_other_mean(adopted, LEARNING * 0.2)


def test_even_votes_leave_a_view_as_it_is_also_where_others_move() -> None:
    crew, state = three(copying="majority")
    even = np.arange(GOALS) % 2 == 0
    state.people.belief[:] = [np.ones(GOALS), np.where(even, -1, 1), -np.ones(GOALS)]
    state.people.trust[:] = 1
    BENCH.advance(state, crew, 0, 1)
    assert (state.people.belief[2, even] == -1).all()
    assert (state.people.belief[2, ~even] == 1).any()


def test_by_payoff_the_better_one_is_who_knows_more_whatever_its_record() -> None:
    crew, state = three(copying="majority", standing="payoff")
    goal = state.ocean.goal.copy()
    state.people.belief[:] = [-goal, -goal, goal]  # the poorest record knows all
    state.people.trust[:] = 1
    BENCH.advance(state, crew, 0, 1)
    assert (state.people.belief[2] == goal).all()
    for i in (0, 1):
        assert_mean((state.people.belief[i] == goal).astype(float), LEARNING)


def test_the_whole_of_the_best_tie_is_copied_with_errors() -> None:
    """Member 2 looks with probability peer_learning · trust at member 0, the best; some views it takes are wrong."""
    crew, state = three(copying="best", copying_error=0.2)
    looked, wrong = [], []
    for replicate in range(200):
        state.people.belief[:] = [[1], [0], [-1]]
        state.people.belief[0, ::2] = -1
        state.people.trust[:] = 0.5
        BENCH.advance(state, crew, 0, 1, replicate)
        views = state.people.belief[2]
        looked.append(float(state.week.copied[2]))
        assert (state.people.belief[0, ::2] == -1).all(), "nobody is better than the best"
        if state.week.copied[2]:
            wrong.append(float((views != state.people.belief[0]).mean()))
        else:
            assert (views == -1).all()
    assert abs(np.mean(looked) - LEARNING * 0.5) < 4.9 * np.sqrt(0.35 * 0.65 / 200)
    assert_mean(wrong, 0.2)
    assert_other_mean(wrong, 0.25)
    assert not state.week.copied[0]
