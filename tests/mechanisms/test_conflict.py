"""Conflict: who contradict each other talk it out with probability trust; else strain grows and trust falls.

strain ← strain + strain_rate · (conflicts sent up / n − strain); trust moves toward 1 or 0, at half rate by agreement.
"""

import numpy as np
import pytest

from sim.model.mechanisms.conflict import AGREED, NOTHING, SENT_UP, TALKED_OUT, Conflict
from sim.model.mechanisms.meeting import Meeting
from sim.model.mechanisms.seats import Seats
from tests.checks import assert_other_mean, series
from tests.mechanisms.bench import Bench, approach, assert_mean, quiet, size
from tests.mechanisms.crews import T, largest_gap, lively, moved, steady

BENCH = Bench(Seats, Meeting, Conflict)


def test_trust_of_those_who_agree_approaches_one_at_half_rate() -> None:
    state = steady(belief=1, leadership=1)
    np.testing.assert_allclose(series(state, "trust"), approach(0.4, 1, 0.03, T + 1), rtol=1e-12)
    assert not np.allclose(series(state, "trust"), approach(0.4, 1, 0.06, T + 1))


def test_strain_of_two_who_always_quarrel_approaches_one() -> None:
    crew = quiet(organization={"members": 2}, network={"ties": 1, "initial_trust": 0}, run={"pace": 0.1})
    state = BENCH.begin(crew)
    state.people.belief[0], state.people.belief[1] = 1, -1
    BENCH.advance(state, crew, 0, 20, observed=["strain"])
    np.testing.assert_allclose(series(state, "strain"), approach(0, 1, 0.1, np.arange(20) + 1), rtol=1e-12)


@pytest.mark.parametrize("trust", [0.3, 0.8])
def test_two_who_trust_each_other_talk_it_out_and_the_poorer_record_gives_in(trust: float) -> None:
    crew = quiet(
        environment={"decisions": 1, "goals": 1},
        organization={"members": 2},
        network={"ties": 1, "initial_trust": trust, "trust_rate": 0.1},
    )
    state, talked = BENCH.begin(crew), []
    for replicate in range(size(1500, 5000)):
        state.people.belief[:, 0] = 1, -1
        state.people.trust[:] = trust
        state.people.record[:] = 0.9, 0.2
        BENCH.advance(state, crew, 0, 1, replicate)
        encounter = state.week.encounter
        talked += [*(encounter == TALKED_OUT)]
        gave_in = (encounter == TALKED_OUT).any()
        assert [*state.people.belief[:, 0]] == [1, 1 if gave_in else -1], "whose record is better keeps its view"
        target = np.where(encounter == TALKED_OUT, 1, 0)
        np.testing.assert_allclose(state.people.trust[:, 0], trust + 0.1 * (target - trust), rtol=1e-12)
    assert_mean(np.array(talked, dtype=float), trust, precision=0.02)
    assert_other_mean(np.array(talked, dtype=float), trust + 0.1)


def test_without_a_tie_the_trust_is_that_of_the_best_path_over_a_common_neighbour() -> None:
    """Of four, 2 and 3 row for one decision without a tie; both are tied to 1. Trust over it is a product."""
    crew = quiet(
        environment={"decisions": 1, "goals": 1},
        organization={"members": 4, "span_of_control": 3},
        management={"attention": 1000},
        network={"ties": 1},
    )
    state, talked = BENCH.begin(crew), []
    for replicate in range(size(4000, 20_000)):
        state.people.tie[:, 0] = 1, 0, 1, 1
        state.people.trust[:, 0] = 0.9, 0.9, 0.8, 0.5
        state.people.belief[:, 0] = 0, 0, 1, -1
        BENCH.advance(state, crew, 0, 1, replicate)
        talked += [state.week.encounter[i] == TALKED_OUT for i in (2, 3) if state.week.met[i] == 5 - i]
    assert_mean(np.array(talked, dtype=float), 0.8 * 0.5, precision=0.02)
    assert_other_mean(np.array(talked, dtype=float), 0.5)


def test_trust_moves_with_the_encounter_at_its_rate_and_half_of_it() -> None:
    def gap(agreement: float) -> float:
        pairs = []
        for old, new in lively():
            expected = old.people.trust.copy()
            for i in range(80):
                x, how = new.week.via[i], new.week.encounter[i]
                if x >= 0 and how != NOTHING:
                    rate = agreement if how == AGREED else 0.05
                    expected[i, x] = moved(expected[i, x], 0 if how == SENT_UP else 1, rate)
            pairs.append((expected, new.people.trust))
        return largest_gap(pairs)

    assert gap(0.025) < 1e-12
    assert gap(0.05) > 1e-6


def test_strain_is_the_moving_average_of_conflicts_sent_up() -> None:
    def gap(members: int) -> float:
        return largest_gap(
            [
                (moved(old.course.strain, (new.week.encounter == SENT_UP).sum() / members, 0.1), new.course.strain)
                for old, new in lively()
            ]
        )

    assert gap(80) < 1e-12
    assert gap(79) > 1e-6
