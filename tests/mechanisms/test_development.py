"""Development: practice makes leaders.

Δskill = occasion · rate · potential · (1 + coaching · skill of the boss) · (1 − skill).
"""

import numpy as np

from sim.model.mechanisms.development import Development
from sim.model.mechanisms.seats import Seats
from sim.model.mechanisms.stretch import Stretch
from tests.checks import assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size
from tests.mechanisms.crews import LIVELY, largest_gap, lively, moved

BENCH = Bench(Seats, Stretch, Development)


def test_skill_of_those_who_always_manage_approaches_one_by_rate_and_potential() -> None:
    rate, crew = 0.3, {"members": 43}
    managed = quiet(
        organization=crew, management={"strength": 1, "control": 1}, development={"rate": rate, "coaching": 0}
    )
    state = BENCH.begin(managed)
    before = state.people.skill.copy()
    BENCH.advance(state, managed, 0, 20)
    lesson = np.where(state.structure.leads, rate * state.people.potential, 0)
    np.testing.assert_allclose(state.people.skill, 1 - (1 - before) * (1 - lesson) ** 20, rtol=1e-12)
    assert not np.allclose(state.people.skill, 1 - (1 - before) * (1 - lesson) ** 19)


def test_skill_grows_with_occasion_potential_and_the_coach() -> None:
    def gap(retrospectives: float) -> float:
        pairs = []
        for old, new in lively():
            week, people = new.week, old.people
            occasion = np.where(week.initiative, np.where(week.success, 1, retrospectives), week.managing)
            coached = 1 + 0.8 * people.skill[old.structure.boss]
            pairs.append((moved(people.skill, 1, occasion * 0.2 * people.potential * coached), new.people.skill))
        return largest_gap(pairs)

    assert gap(LIVELY.development.retrospectives) < 1e-12
    assert gap(0.6) > 1e-6


def test_the_report_with_the_most_potential_stands_in_as_often_as_stretched() -> None:
    stretch, periods = 0.3, size(60, 600)
    crew = quiet(
        run={"periods": periods},
        organization={"members": 259},
        development={"rate": 1e-6, "stretch": stretch, "visibility": 1},
    )
    state, stood_in = BENCH.begin(crew), []
    reports = [np.flatnonzero((state.structure.boss == m) & (np.arange(259) > 0)) for m in range(43)]
    best = [team[np.argmax(state.people.potential[team])] for team in reports]
    for t in range(periods):
        BENCH.advance(state, crew, t, t + 1)
        assert set(np.flatnonzero(state.week.occasion)) <= set(best)
        stood_in += [*state.week.occasion[best]]
    assert_mean(stood_in, stretch)
    assert_other_mean(stood_in, stretch * 0.8)


def test_unseen_potential_makes_every_report_as_likely_to_stand_in() -> None:
    crew = quiet(
        organization={"members": 5, "span_of_control": 4},
        development={"rate": 1e-6, "stretch": 1, "visibility": 0},
    )
    state, chosen = BENCH.begin(crew), []
    for replicate in range(size(3000, 10_000)):
        BENCH.advance(state, crew, 0, 1, replicate)
        chosen.append(state.week.occasion[1:].copy())
    for share in np.array(chosen).T:
        assert_mean(share, 1 / 4, precision=0.02)
    assert_other_mean(np.array(chosen)[:, np.argmax(state.people.potential[1:])], 1 / 2)
