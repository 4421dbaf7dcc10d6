"""Trials: the ways are kept if the true gain in view + ambiguity · mean error is above 0, and else change back.

The steps are called uncompiled on a crew whose trials are set by hand.
"""

import numpy as np

from sim.model.judgement import ENDED, KEPT, KEPT_RIGHT, NONE
from sim.model.kernel import luck_of
from sim.model.mechanisms.trials import Trials
from sim.model.mechanisms.ways import Ways
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.model.state import State
from tests.checks import SEED, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

DECISIONS = 20


def crew(ambiguity: float, **groups: dict[str, object]) -> Parameters:
    environment = {"ruggedness": 1, "inside": 0, "across": 0, "ambiguity": ambiguity}
    development = {"retrospectives": 0}
    groups = {"run": {"pace": 0.5}, **groups}
    return quiet(environment=environment, development=development, organization={"members": DECISIONS}, **groups)


def ended(p: Parameters, replicate: int) -> tuple[State, np.ndarray]:
    """A state after all its trials were looked back on, and what each had gained."""
    bench, values = Bench(Ways, Trials), compiled(p)
    state = bench.begin(p, replicate)
    Ways.step(luck_of(SEED, replicate, 1), 0, state, values)
    before = state.week.quality.copy()
    state.course.way[:] = 1
    state.course.leader[:] = np.arange(DECISIONS)
    state.course.partner[:] = NONE
    Ways.step(luck_of(SEED, replicate, 1), 0, state, values)
    gained = state.week.quality - before
    state.week.decision[:] = NONE
    Trials.step(luck_of(SEED, replicate, 1), 0, state, values)
    return state, gained


def test_with_clear_sight_the_better_way_is_kept() -> None:
    for replicate in range(size(10, 50)):
        state, gained = ended(crew(0), replicate)
        assert ((state.course.way == 1) == (gained > 0)).all()
        assert (state.course.unsettled == (gained <= 0)).all()
        assert (state.week.led == np.where(gained > 0, 1, -1)).all()
        assert (state.course.leader == NONE).all()
        events = state.course.events
        assert events[ENDED] == DECISIONS
        assert events[KEPT] == events[KEPT_RIGHT] == (gained > 0).sum()
        assert np.allclose(state.people.record, np.where(gained > 0, 0.75, 0.25))


def test_an_error_of_judgement_keeps_what_the_triangular_law_says() -> None:
    """P(kept | gain d) = 1 - (1 - d/A)^2 / 2 for d in 0 … A, and its mirror image below 0."""
    largest, kept, expected = 1.5, [], []
    for replicate in range(size(150, 1500)):
        state, gained = ended(crew(largest), replicate)
        kept.extend(state.course.way)
        tail = (1 - np.abs(gained) / largest) ** 2 / 2
        expected.extend(np.where(gained > 0, 1 - tail, tail))
    better = np.array(expected) > 0.5
    assert_mean(np.array(kept, dtype=float)[better], float(np.array(expected)[better].mean()), 0.02)
    assert_other_mean(np.array(kept, dtype=float)[better], 0.5)


def test_a_trial_that_is_kept_is_rewarded_with_its_probability() -> None:
    p = crew(0, rewards={"initiative": 0.6, "attempts": 0}, motivation={"initial_safety": 0.5}, run={"pace": 0.2})
    rewarded = []
    for replicate in range(size(60, 600)):
        state, gained = ended(p, replicate)
        rewarded.extend(state.week.recognized[gained > 0])
        assert not state.week.recognized[gained <= 0].any()
        times = np.bincount(state.structure.boss, state.week.recognized, DECISIONS)  # a team's safety rises each time
        np.testing.assert_allclose(state.course.safety, 1 - 0.5 * 0.8**times)
    assert_mean(np.array(rewarded, dtype=float), 0.6, 0.05)
    assert_other_mean(np.array(rewarded, dtype=float), 0.8)
