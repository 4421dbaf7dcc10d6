"""Ideas: a working member has one with probability ideas · effort, and dares to propose it with its safety.

The steps are called uncompiled on a crew whose week is set by hand.
"""

import numpy as np

from sim.model.judgement import BEGUN, BLOCKED, HAD, NONE, REPRIMANDED, SILENT
from sim.model.kernel import luck_of
from sim.model.mechanisms.ideas import Ideas
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.model.state import State
from tests.checks import SEED, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

MEMBERS = 20


def crew(**groups: dict[str, object]) -> Parameters:
    """Twenty members, one at each of twenty decisions, whose ways do not depend on each other."""
    environment = {"ruggedness": 1, "inside": 0, "across": 0, "ambiguity": 0, "obsolescence": 0}
    base: dict[str, dict[str, object]] = {
        "environment": environment,
        "organization": {"members": MEMBERS},
        "motivation": {"ideas": 0.5},
    }
    return quiet(**{name: {**base.get(name, {}), **groups.get(name, {})} for name in {*base, *groups}})


def weeks(p: Parameters, number: int, safety: float = 1.0, effort: float = 1.0) -> list[State]:
    """The states after one step each, of as many landscapes."""
    states = []
    for replicate in range(number):
        state = Bench(Ideas).begin(p, replicate)
        state.week.decision[:] = np.arange(MEMBERS)
        state.week.effort[:] = effort
        state.week.met[:] = state.week.via[:] = NONE
        state.course.safety[:] = safety
        Ideas.step(luck_of(SEED, replicate, 1), 0, state, compiled(p))
        states.append(state)
    return states


def counted(states: list[State], event: int) -> np.ndarray:
    return np.array([state.course.events[event] for state in states], dtype=float)


def test_ideas_come_with_their_probability_times_effort_and_half_of_them_seem_better() -> None:
    states = weeks(crew(), size(300, 1500), effort=0.6)
    assert_mean(counted(states, HAD) / MEMBERS, 0.3, 0.02)
    assert_other_mean(counted(states, HAD) / MEMBERS, 0.35)
    assert_mean(counted(states, BEGUN) / MEMBERS, 0.15, 0.03)
    for state in states:
        begun = state.course.leader >= 0
        assert (state.course.way == begun).all()
        assert (state.course.unsettled == begun).all()


def test_who_has_an_idea_dares_with_its_safety() -> None:
    states = weeks(crew(motivation={"ideas": 1}), size(150, 1000), safety=0.4)
    silent, begun = counted(states, SILENT).sum(), counted(states, BEGUN).sum()
    outcomes = np.repeat([1.0, 0.0], [int(silent), int(begun)])
    assert_mean(outcomes, 0.6, 0.03)
    assert_other_mean(outcomes, 0.5)


def test_a_boss_who_sees_the_same_consents_and_one_who_errs_blocks_half() -> None:
    clear = weeks(crew(management={"control": 1}, motivation={"ideas": 1}), size(40, 200))
    assert counted(clear, BLOCKED).sum() == 0
    blurred = crew(management={"control": 1}, motivation={"ideas": 1}, environment={"ambiguity": 100})
    states = weeks(blurred, size(150, 1000))
    voiced = counted(states, BLOCKED).sum() + counted(states, BEGUN).sum()
    assert 0.4 < counted(states, BLOCKED).sum() / voiced < 0.55
    assert counted(states, REPRIMANDED).sum() <= counted(states, BLOCKED).sum()
