"""Superiors: the executives hear those who know more than they do, by Σ [b = g] > Σ [c = g] or by Σ a · g > Σ c · g."""

import pytest

from sim.model.mechanisms.superiors import Superiors
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

BENCH = Bench(Superiors)


@pytest.mark.parametrize("reading", ["superior_beliefs", "superior_actions"])
def test_who_knows_more_than_the_direction_is_heard(reading: str) -> None:
    """Counted anew by the equations, with blanks among beliefs and in the direction; each replicate another crew."""
    crew = quiet(
        environment={"goals": 9, "decisions": 9},
        organization={"members": 40, "founders_know": 0},
        leadership={"founding_vision": 0.3},
        published={"reports": reading},
        motivation={"initial_safety": 0},  # nobody adds a report
    )
    heard, strict = [], []
    for replicate in range(size(10, 40)):
        state = BENCH.begin(crew, replicate)
        belief, direction, goal = state.people.belief.copy(), state.course.direction.copy(), state.ocean.goal
        BENCH.advance(state, crew, 0, 1, replicate)
        stance = state.week.stance
        if reading == "superior_beliefs":
            assert (stance == belief).all()
            knows, to_beat = (belief == goal).sum(axis=1), (direction == goal).sum()
        else:
            assert (stance != 0).all()
            assert (stance == belief)[belief != 0].all()
            knows, to_beat = (stance * goal).sum(axis=1), (direction * goal).sum()
        superior = knows > to_beat
        assert (state.course.tally == stance[superior].sum(axis=0)).all()
        assert (state.course.blank == (stance[superior] == 0).sum(axis=0)).all()
        assert (state.course.reports == superior.sum()).all()
        heard.append(int(superior.sum()))
        strict.append(int((knows >= to_beat).sum()))
    assert heard != strict, "negative control: some know just as much"
    assert 0 < sum(heard) < 40 * len(heard)


def test_one_without_a_belief_tosses_a_coin_each_period() -> None:
    crew = quiet(
        environment={"goals": 20},
        organization={"members": size(300, 1000)},
        published={"reports": "superior_actions"},
        motivation={"initial_safety": 0},
    )
    state = BENCH.begin(crew)
    state.people.belief[:] = 0
    sides = []
    for t in range(2):
        BENCH.advance(state, crew, t, t + 1)
        sides.append(state.week.stance.ravel().copy())
    assert_mean((sides[0] == 1).astype(float), 0.5)
    assert_mean((sides[0] == sides[1]).astype(float), 0.5)
    assert_other_mean((sides[0] == 1).astype(float), 0.55)
