"""Stretch: with probability `stretch` a team's most promising report gets a challenging task."""

import numpy as np

from sim.model.kernel import luck_of
from sim.model.mechanisms.stretch import Stretch
from sim.model.plain_values import compiled
from tests.checks import SEED, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size


def challenged(visibility: float, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Who has a task in each period, of a boss and its six reports; and their potential."""
    crew = quiet(
        run={"periods": periods},
        organization={"members": 7, "span_of_control": 6},
        development={"stretch": 0.3, "visibility": visibility, "rate": 0},
    )
    state, values, rows = Bench(Stretch).begin(crew), compiled(crew), []
    for t in range(periods):
        Stretch.step(luck_of(SEED, 0, t + 1), t, state, values)
        rows.append(state.week.challenged.copy())
    return np.array(rows), state.people.potential.copy()


def test_a_team_has_a_task_with_its_probability_and_the_best_report_gets_it() -> None:
    tasks, potential = challenged(1.0, size(3000, 20_000))
    assert_mean(tasks.any(axis=1).astype(float), 0.3, 0.03)
    assert_other_mean(tasks.any(axis=1).astype(float), 0.4)
    assert set(np.flatnonzero(tasks.any(axis=0))) == {1 + int(np.argmax(potential[1:]))}


def test_unseen_potential_makes_every_report_as_likely() -> None:
    tasks, _ = challenged(0.0, size(4000, 20_000))
    shares = tasks[:, 1:].sum(axis=0) / tasks.sum()
    assert np.abs(shares - 1 / 6).max() < 0.07
    assert not tasks[:, 0].any()
