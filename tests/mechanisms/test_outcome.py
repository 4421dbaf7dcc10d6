"""Outcome: effort is the floor and what needs add to it; a pull scales with the manned share to the hand-offs but one.

effort = floor + (1 − floor) · Σ weight · need / Σ weight
pull_j = Σ effort · action · (manned_j / seats_j)^(handoffs − 1).
Blocks of b decisions are right by chance with 2^−b, which is heading 0.
"""

import numpy as np
import pytest

from sim.model.mechanisms.action import Action
from sim.model.mechanisms.outcome import Outcome
from sim.model.mechanisms.seats import Seats
from sim.model.state import State
from tests.checks import LEVEL, assert_other_mean, p_value, series
from tests.mechanisms.bench import Bench, assert_mean, quiet, size
from tests.mechanisms.crews import LIVELY, largest_gap, lively, steady

BENCH = Bench(Seats, Action, Outcome)


@pytest.mark.parametrize("blocks", [1, 2, 4])
def test_fit_of_a_crew_that_knows_nothing_is_chance_and_its_heading_across(blocks: int) -> None:
    runs = size(400, 800)
    length = {"periods": size(1, 100)}
    crew = quiet(run=length, published={"interdependence": blocks}, leadership={"founding_vision": 0})
    measured = BENCH.play(crew, runs, "fit", "heading")
    fit, heading = measured["fit"].mean(axis=1), measured["heading"].mean(axis=1)
    assert_mean(fit, 0.5**blocks, precision=size(9, 1) / 100)
    assert_other_mean(fit, 0.5 ** (blocks + 1))
    assert heading.std(ddof=1) / np.sqrt(runs) < size(3, 1) / 100
    assert p_value(heading, 0) > LEVEL
    assert_other_mean(heading, size(15, 2) / 100)
    knowing = quiet(run=length, published={"interdependence": blocks})
    assert_other_mean(BENCH.play(knowing, size(20, 400), "heading")["heading"].mean(axis=1), 0)


def pulls(handoffs: int, strength: float) -> State:
    """A crew of 60 after a period."""
    crew = quiet(organization={"members": 60}, management={"handoffs": handoffs, "strength": strength})
    state = BENCH.begin(crew)
    BENCH.advance(state, crew, 0, 1, observed=["speed"])
    return state


@pytest.mark.parametrize("handoffs", [2, 3, 10])
def test_a_pull_scales_with_the_manned_share_to_the_number_of_handoffs_but_one(handoffs: int) -> None:
    single, chained = pulls(1, 0), pulls(handoffs, 0)
    week = single.week
    share = week.manned / week.seats
    assert (share < 1).any()
    working = week.decision >= 0
    alone = np.bincount(week.decision[working], (week.effort * week.action)[working], minlength=len(share))
    np.testing.assert_allclose(week.pull, alone, rtol=1e-12)
    expected = week.pull * share ** (handoffs - 1)
    np.testing.assert_allclose(chained.week.pull, expected, rtol=1e-12)
    assert not np.allclose(chained.week.pull, week.pull * share**handoffs)


def test_handoffs_cost_nothing_where_every_oar_is_manned() -> None:
    assert (pulls(1, 1).week.pull == pulls(10, 1).week.pull).all()
    assert not (pulls(1, 0).week.pull == pulls(10, 0).week.pull).all()


def test_a_crew_that_knows_everything_and_gives_all_makes_good_every_stroke() -> None:
    crew = quiet(
        run={"periods": size(3, 20)}, management={"attention": 1_000_000, "handoffs": 3}, motivation={"effort_floor": 1}
    )
    names = ("speed", "fit", "heading", "made_good", "effort", "coverage")
    measured = BENCH.play(crew, size(2, 20), *names)
    for name in names:
        np.testing.assert_allclose(measured[name], 1, rtol=1e-12)


def test_speed_is_the_pull_per_member_and_fit_the_share_of_blocks_that_are_right() -> None:
    """As the equations say, from pulls of which some are wrong and some are none; blocks of two decisions."""
    crew = quiet(
        organization={"members": 30},
        environment={"decisions": 40, "local_accuracy": 0.6},
        published={"interdependence": 2},
        motivation={"effort_floor": 0.2},
    )
    state = BENCH.begin(crew)
    BENCH.advance(state, crew, 0, 1)
    week, right = state.week, state.ocean.goal[state.structure.serves] * state.ocean.condition
    match = (1 + np.sign(week.pull) * right) / 2
    assert set(match) == {0, 0.5, 1}
    fit = match.reshape(-1, 2).prod(axis=1).mean()
    speed = abs(week.pull).sum() / 30
    expected = [speed, fit, (fit - 0.25) / 0.75, speed * (fit - 0.25) / 0.75]
    np.testing.assert_allclose([week.speed[0], week.fit[0], week.heading[0], week.made_good[0]], expected, rtol=1e-12)


def test_effort_is_the_floor_and_the_needs_met_before() -> None:
    state = steady(belief=1, leadership=1)
    weights = {"achievement": 0.37, "recognition": 0.25, "belonging": 0.25, "esteem": 0.28}
    met = sum(weight * series(state, need)[:-1] for need, weight in weights.items()) / 1.15
    np.testing.assert_allclose(series(state, "effort")[1:], 0.3 + 0.7 * met, rtol=1e-12)
    assert abs(series(state, "effort")[0] - 0.65) < 1e-12


def test_effort_is_the_weighted_mean_of_needs_above_the_floor() -> None:
    def gap(floor: float) -> float:
        pairs = []
        for old, new in lively():
            p = old.people
            met = (0.37 * p.achievement + 0.25 * p.recognition + 0.1 * p.belonging + 0.4 * p.esteem) / 1.12
            pairs.append((floor + (1 - floor) * met, new.week.effort))
        return largest_gap(pairs)

    assert gap(LIVELY.motivation.effort_floor) < 1e-12
    assert gap(0.31) > 1e-6
