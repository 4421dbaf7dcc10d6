"""Channel: the word loses its share at each level, so that it reaches depth d as Π [fidelity + (1 − fidelity) · skill].

Strain divides it once; ties and the formal channel add up as chances do: 1 − (1 − formal)(1 − informal).
"""

import numpy as np
import pytest

from sim.model.mechanisms.channel import Channel
from tests.checks import assert_other_mean, series
from tests.mechanisms.bench import Bench, assert_mean, depths, quiet

BENCH = Bench(Channel)


@pytest.mark.parametrize("span", [1, 2, 6, 100])
def test_reach_falls_by_the_fidelity_at_each_level(span: int) -> None:
    """A line for span 1. Without skill, strain and ties; at each period."""
    members, fidelity = 40, 0.8
    crew = quiet(organization={"members": members, "span_of_control": span}, leadership={"channel_fidelity": fidelity})
    state = BENCH.begin(crew)
    state.people.skill[:] = 0
    BENCH.advance(state, crew, 0, 20, observed=["reach"])
    depth = depths(members, span)
    np.testing.assert_allclose(state.week.reach, fidelity**depth, rtol=1e-12)
    assert not np.allclose(state.week.reach, fidelity ** (depth + 1))
    np.testing.assert_allclose(series(state, "reach"), (fidelity**depth).mean(), rtol=1e-12)


@pytest.mark.parametrize("skill", [0.5, 1])
def test_skilled_managers_carry_the_rest_of_the_word(skill: float) -> None:
    crew = quiet(organization={"members": 43}, leadership={"channel_fidelity": 0.8})
    state = BENCH.begin(crew)
    state.people.skill[:] = skill
    BENCH.advance(state, crew, 0, 1)
    np.testing.assert_allclose(state.week.reach, (0.8 + 0.2 * skill) ** depths(43, 6), rtol=1e-12)
    assert not np.allclose(state.week.reach, 0.8 ** depths(43, 6))


def test_strain_divides_reach_once_whatever_the_depth() -> None:
    crew = quiet(organization={"members": 43}, network={"strain_cost": 5})
    state = BENCH.begin(crew)
    state.people.skill[:] = 0
    state.course.strain[:] = 0.2
    BENCH.advance(state, crew, 0, 1)
    depth = depths(43, 6)
    expected = np.where(depth == 0, 1, 0.85**depth / (1 + 5 * 0.2))
    np.testing.assert_allclose(state.week.reach, expected, rtol=1e-12)
    assert not np.allclose(state.week.reach, np.where(depth == 0, 1, (0.85 / 2) ** depth))


def test_informal_reach_is_the_best_tie_and_adds_to_the_formal_as_chances_do() -> None:
    crew = quiet(
        organization={"members": 43}, network={"ties": 3, "cross_team": 1}, leadership={"channel_fidelity": 0.7}
    )
    state = BENCH.begin(crew)
    state.people.skill[:] = 0
    trust = np.random.default_rng(1).random((43, 3))
    state.people.trust[:] = trust
    BENCH.advance(state, crew, 0, 1)
    formal = 0.7 ** depths(43, 6)
    informal = (trust * formal[state.people.tie]).max(axis=1)
    expected = 1 - (1 - formal) * (1 - informal)
    np.testing.assert_allclose(state.week.reach, expected, rtol=1e-12)
    assert (state.week.reach[1:] > formal[1:]).all()


def test_direct_talk_reaches_its_share_of_members_fully() -> None:
    talk, fidelity = 0.3, 0.5
    crew = quiet(
        run={"periods": 100},
        organization={"members": 101, "span_of_control": 100},
        leadership={"strength": 1, "channel_fidelity": fidelity, "direct_talk": talk},
    )
    state, reached = BENCH.begin(crew), []
    state.people.skill[:] = 0
    for t in range(100):
        BENCH.advance(state, crew, t, t + 1)
        reached.append(state.week.reach[1:].mean())
    assert_mean(reached, talk + (1 - talk) * fidelity)
    assert_other_mean(reached, fidelity)
