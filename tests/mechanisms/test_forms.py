"""Forms: height_i = mean over decisions of quality_j(form of i), and payoff_i = height_i ^ exponent."""

from typing import Any

import numpy as np

from sim.model.judgement import NONE, code_at, entry, lands
from sim.model.mechanisms.forms import Forms
from sim.model.mechanisms.ways import Ways
from sim.model.parameters import Parameters
from sim.model.state import State
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size, values

BENCH = Bench(Ways, Forms)


def crew(members: int = 5, goals: int = 6, decisions: int = 6, **published: Any) -> Parameters:
    return quiet(
        environment={"goals": goals, "decisions": decisions, "inside": 0, "across": 2, "couplings": "drawn"},
        organization={"members": members, "founders_know": 0},
        leadership={"founding_vision": 0},
        published={"work": "own", "task": "ways", **published},
    )


def heights(state: State, p: Parameters) -> list[float]:
    """From entries of the landscape, decision by decision."""
    land, goal, e = lands(state), state.ocean.goal, values(p).environment
    found = []
    for view in state.people.belief:
        form = (view[state.structure.serves] > 0).astype(np.int64)
        worth = [
            entry(land, j, code_at(land, j, NONE, NONE, form, len(goal), e), goal[j % len(goal)], e.obsolescence)
            for j in range(len(form))
        ]
        found.append(float(np.mean(worth)))
    return found


def test_a_payoff_is_a_power_of_the_mean_quality_of_ones_own_ways() -> None:
    for goals, decisions, exponent in ((6, 6, 1), (3, 8, 1), (6, 6, 8)):
        p = crew(goals=goals, decisions=decisions, exponent=exponent)
        state = BENCH.begin(p)
        BENCH.advance(state, p, 0, 1)
        expected = np.array(heights(state, p)) ** exponent
        assert np.allclose(state.week.payoff, expected, rtol=1e-12)
        assert np.isclose(state.week.fit[0], expected.mean(), rtol=1e-12)
        assert not np.allclose(state.week.payoff, expected[::-1]), "negative control"


def test_blank_views_are_decided_by_a_coin_and_others_stay() -> None:
    p = crew(members=size(1500, 3000))
    state = BENCH.begin(p)
    before = state.people.belief.copy()
    BENCH.advance(state, p, 0, 1)
    after = state.people.belief
    assert (after[before != 0] == before[before != 0]).all()
    assert set(np.unique(after)) == {-1, 1}
    assert_mean((after[before == 0] == 1).astype(float), 0.5, 0.02)
    assert_other_mean((after == 1).astype(float).ravel(), 0.6)


def test_forms_are_counted() -> None:
    p = crew(members=4)
    state = BENCH.begin(p)
    state.people.belief[:] = [[1] * 6, [-1] * 6, [1] * 6, [1, 1, 1, 1, 1, -1]]
    BENCH.advance(state, p, 0, 1)
    assert state.week.forms[0] == 3 / 4
