"""Communication: a member adopts the direction on a goal with probability p = strength · communication · reach.

Whoever is blank is aligned after t + 1 periods with probability 1 − (1 − p)^(t + 1).
"""

import numpy as np

from sim.model.mechanisms.channel import Channel
from sim.model.mechanisms.communication import Communication
from sim.model.mechanisms.turnover import Turnover
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, depths, quiet, size

BENCH = Bench(Channel, Communication)


def test_alignment_of_blank_members_approaches_one_by_the_chance_to_hear() -> None:
    """1 − (1 − p)^(t + 1) after the communication of period t, p = communication · fidelity^depth."""
    communication, fidelity, members, replicates = 0.3, 0.8, 43, size(24, 60)
    crew = quiet(
        environment={"decisions": 50, "goals": 50},
        organization={"members": members},
        leadership={"strength": 1, "communication": communication, "channel_fidelity": fidelity},
    )
    aligned = np.zeros((replicates, 11))
    for replicate in range(replicates):
        state = BENCH.begin(crew, replicate)
        state.people.skill[:] = 0
        state.people.belief[:] = 0
        for t in range(11):
            BENCH.advance(state, crew, t, t + 1, replicate)
            aligned[replicate, t] = state.week.alignment.mean()

    def expected(t: int, level: int = 0) -> float:
        chance = communication * fidelity ** (depths(members, 6) + level)
        return float((1 - (1 - chance) ** (t + 1)).mean())

    for t in (0, 3, 10):
        assert_mean(aligned[:, t], expected(t))
        assert_other_mean(aligned[:, t], expected(t + 1))
        assert_other_mean(aligned[:, t], expected(t, level=1))


def test_alignment_of_founders_who_know_nothing_starts_at_a_third() -> None:
    crew = quiet(
        run={"periods": size(11, 20)},
        environment={"goals": 20},
        organization={"founders_know": 0},
        leadership={"strength": 0.5, "communication": 0.4, "channel_fidelity": 1},
    )
    aligned = BENCH.play(crew, size(24, 100), "alignment")["alignment"]
    for t in (0, 3, 10):
        assert_mean(aligned[:, t], 1 - 2 / 3 * 0.8 ** (t + 1))
    assert_other_mean(aligned[:, 3], 1 - 2 / 3 * 0.8**3)
    assert_other_mean(aligned[:, 3], 1 - 2 / 3 * 0.6**4)


def test_alignment_under_turnover_is_stationary_between_leaving_and_hearing() -> None:
    """Unaligned u = (1 − p)((1 − q) u + q · 2/3): who left is replaced by who guesses, then the word goes round."""
    p, q, members, warm_up = 0.2, 0.1, size(20, 50), size(20, 50)
    crew = quiet(
        run={"periods": 2 * warm_up},
        environment={"goals": 20},
        organization={"members": members, "founders_know": 0, "turnover": q},
        leadership={"strength": 1, "communication": p, "channel_fidelity": 1},
    )
    bench = Bench(Turnover, *BENCH.rules)
    aligned = bench.play(crew, size(20, 100), "alignment")["alignment"][:, warm_up:].mean(axis=1)
    assert_mean(aligned, 1 - (1 - p) * q * 2 / 3 / (1 - (1 - p) * (1 - q)))
    assert_other_mean(aligned, 1 - (1 - p) * q / (1 - (1 - p) * (1 - q)))
    assert_other_mean(aligned, 1 - q * 2 / 3 / (1 - (1 - p) * (1 - q)))


def test_fast_learners_hear_at_their_rate_and_gradual_ones_come_a_step_closer() -> None:
    """All beliefs are wrong at first: a step leads to blank, a jump to the direction; nobody leaves the direction."""
    for socialization, after in (("jump", 1), ("gradual", 0)):
        crew = quiet(
            environment={"decisions": 50, "goals": 50},
            organization={"members": size(40, 400)},
            published={"fast_learners": 0.5, "communication_fast": 0.6, "socialization": socialization},
            leadership={"strength": 1, "communication": 0.1, "channel_fidelity": 1},
        )
        state = BENCH.begin(crew)
        state.people.belief[:] = -state.course.direction
        BENCH.advance(state, crew, 0, 1)
        heard = state.people.belief == after * state.course.direction
        assert (heard | (state.people.belief == -state.course.direction)).all()
        fast = state.people.fast
        assert fast.mean() == 0.5
        assert_mean(heard[fast].ravel().astype(float), 0.6, precision=0.02)
        assert_mean(heard[~fast].ravel().astype(float), 0.1, precision=0.1)
        assert_other_mean(heard[fast].ravel().astype(float), 0.35)
        np.testing.assert_allclose(
            state.week.alignment, (state.people.belief == state.course.direction).mean(axis=1), rtol=1e-12
        )
