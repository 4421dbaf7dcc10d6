"""Payoff: where nobody shares an oar, payoff_i = mean over blocks of b decisions of Π [b_ik(j) = g_k(j)]."""

import numpy as np
import pytest

from sim.model.mechanisms.knowledge import Knowledge
from sim.model.mechanisms.payoff import Payoff
from tests.mechanisms.bench import Bench, quiet

BENCH = Bench(Knowledge, Payoff)


@pytest.mark.parametrize(("goals", "decisions", "block"), [(9, 9, 3), (4, 10, 1), (5, 20, 4), (6, 6, 1)])
@pytest.mark.parametrize("standing", ["record", "payoff"])
def test_a_payoff_is_the_share_of_blocks_that_an_understanding_gets_right(
    goals: int, decisions: int, block: int, standing: str
) -> None:
    crew = quiet(
        environment={"goals": goals, "decisions": decisions},
        published={"interdependence": block, "work": "own", "standing": standing},
        organization={"members": 30, "founders_know": 0.6},
        network={"ties": 1},
    )
    state = BENCH.begin(crew)
    right = (state.people.belief == state.ocean.goal)[:, np.arange(decisions) % goals]
    BENCH.advance(state, crew, 0, 1)
    payoff = right.reshape(30, -1, block).all(axis=2).mean(axis=1)
    np.testing.assert_allclose(state.week.fit[0], payoff.mean(), rtol=1e-12)
    if standing == "payoff":
        np.testing.assert_allclose(state.week.payoff, payoff, rtol=1e-12)
    if block > 1:
        assert not np.isclose(state.week.fit[0], right.mean()), "negative control: decisions that count alone"


def test_where_work_is_shared_a_payoff_moves_no_fit() -> None:
    crew = quiet(network={"ties": 1}, published={"standing": "payoff"}, organization={"founders_know": 0})
    state = Bench(Payoff).begin(crew)
    right = (state.people.belief == state.ocean.goal).mean(axis=1)
    Bench(Payoff).advance(state, crew, 0, 1)
    np.testing.assert_allclose(state.week.payoff, right, rtol=1e-12)
    assert not np.isclose(state.week.fit[0], right.mean())
