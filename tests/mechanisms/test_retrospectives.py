"""Retrospectives: a team adopts the sign that most of its notes had, and is right as often as a jury (Condorcet).

n notes, each right with probability a: the majority is right with probability P(X > n / 2), X ~ Bin(n, a). As many
for as against change nothing. A sign is noted with the safety of the team, and notes are compared with probability
`retrospectives` per team and period.
"""

import numpy as np
import pytest
from scipy import stats

from sim.model.mechanisms.action import Action
from sim.model.mechanisms.environment import Environment
from sim.model.mechanisms.feedback import Feedback
from sim.model.mechanisms.retrospectives import Retrospectives
from sim.model.mechanisms.seats import Seats
from sim.model.mechanisms.turnover import Turnover
from tests.checks import Reals, assert_other_mean
from tests.mechanisms.bench import COMPILED, Bench, assert_mean, quiet, size

BENCH = Bench(Seats, Action, Feedback, Retrospectives)
ALONE = Bench(Environment, Turnover, Retrospectives)
FEEDBACK, LOCAL = 0.7, 0.85
ACCURACY = FEEDBACK * LOCAL + (1 - FEEDBACK) * (1 - LOCAL)  # a sign is right if water and outcome are read alike


def agreed(notes: int, safety: float = 1, periods: int = 1) -> dict[str, Reals]:
    """Whether the common view on each goal is right, wrong and blank after one retrospective of a team of all.

    In every period each goal has one decision with `notes` oars, which the chief executive assigns, who knows how. The
    team compares notes in the last period alone.
    """
    goals, views = size(10, 40), []
    sea = {"decisions": goals, "goals": goals, "feedback_accuracy": FEEDBACK, "local_accuracy": LOCAL}
    settings = {
        "environment": sea,
        "organization": {"members": notes * goals, "span_of_control": notes * goals},
        "motivation": {"initial_safety": safety},
    }
    noting = quiet(**settings, development={"retrospectives": 1e-9, "principles": 1})
    comparing = quiet(**settings, development={"retrospectives": 1, "principles": 1})
    for replicate in range(size(80, 400)):
        state = BENCH.begin(comparing, replicate)
        state.people.belief[:] = 0
        state.people.skill[:] = 1
        BENCH.advance(state, noting, 0, periods - 1, replicate)
        assert not state.people.belief.any()
        BENCH.advance(state, comparing, periods - 1, periods, replicate)
        assert (state.week.manned == state.week.seats).all()
        assert (state.people.belief == state.people.belief[0]).all()
        assert not state.course.notes.any()
        views.append(state.people.belief[0] * state.ocean.goal)
    view = np.concatenate(views)
    return {name: (view == side).astype(float) for name, side in (("right", 1), ("wrong", -1), ("blank", 0))}


def test_a_team_is_right_as_often_as_a_jury() -> None:
    view = agreed(15)
    assert_mean(view["right"], stats.binom.sf(7, 15, ACCURACY))
    assert_other_mean(view["right"], stats.binom.sf(8, 15, ACCURACY))
    assert_other_mean(view["right"], ACCURACY)  # one member alone
    assert not view["blank"].any()


def test_as_many_notes_for_as_against_change_nothing() -> None:
    view = agreed(10)
    assert_mean(view["right"], stats.binom.sf(5, 10, ACCURACY))
    assert_mean(view["blank"], stats.binom.pmf(5, 10, ACCURACY), precision=size(10, 3) / 100)
    assert_other_mean(view["blank"], stats.binom.pmf(6, 10, ACCURACY))


def test_notes_of_several_periods_are_compared_together() -> None:
    right = agreed(5, periods=3)["right"]
    assert_mean(right, stats.binom.sf(7, 15, ACCURACY))
    assert_other_mean(right, stats.binom.sf(2, 5, ACCURACY))  # those of the last period alone


@pytest.mark.parametrize("safety", [0.4, 0.0])
def test_a_sign_is_spoken_out_with_the_safety_of_the_team(safety: float) -> None:
    sizes, view = np.arange(16), agreed(15, safety)

    def expected(voice: float) -> float:
        return float((stats.binom.pmf(sizes, 15, voice) * stats.binom.sf(sizes // 2, sizes, ACCURACY)).sum())

    if safety == 0:
        assert view["blank"].all()
    else:
        assert_mean(view["right"], expected(safety))
        assert_other_mean(view["right"], expected(1))
        assert_other_mean(view["right"], expected(0.5 if COMPILED else 0.2))


@pytest.mark.parametrize("chance", [0.3, 0.8])
def test_each_team_compares_with_its_probability_and_its_members_alone_adopt(chance: float) -> None:
    """Notes that speak for +1 in all teams, and nobody who holds it: who adopted it belongs to a team that compared."""
    crew = quiet(organization={"members": 1000}, development={"retrospectives": chance})
    compared: list[float] = []
    outsiders = 0
    for replicate in range(size(10, 150)):
        state = ALONE.begin(crew, replicate)
        leads, boss = state.structure.leads, state.structure.boss
        state.course.notes[leads] = 1000
        state.people.belief[:] = -1
        ALONE.advance(state, crew, 0, 1, replicate)
        begun_anew = ~state.course.notes.any(axis=1)
        assert (state.people.belief == np.where(begun_anew[boss], 1, -1)[:, None]).all()
        outsiders += (leads & begun_anew & ~begun_anew[boss]).sum()
        compared += [*begun_anew[leads].astype(float)]
    assert outsiders > 0, "managers whose reports compared notes, and who did not adopt"
    assert_mean(compared, chance)
    assert_other_mean(compared, chance**2)


def test_the_notes_of_a_team_are_what_its_members_saw_since_it_last_compared() -> None:
    """With full safety: notes ← notes + Σ implied; a team that compares adopts their sign and begins anew."""
    crew = quiet(
        run={"periods": 30},
        environment={"feedback_accuracy": FEEDBACK, "local_accuracy": LOCAL},
        organization={"members": 60, "span_of_control": 4},
        management={"attention": 6},
        motivation={"initial_safety": 1},
        development={"retrospectives": 0.3},
    )

    def explained(own_alone: bool) -> bool:
        """Whether notes and beliefs are as said, if those at the top note for their own team, or for that they lead."""
        state = BENCH.begin(crew)
        boss, leads = state.structure.boss, state.structure.leads
        team = np.where(leads & (not own_alone), np.arange(60), boss)
        as_said, anew = True, 0
        for t in range(30):
            noted, belief = state.course.notes.copy(), state.people.belief.copy()
            BENCH.advance(state, crew, t, t + 1)
            works = state.week.decision >= 0
            serves = state.structure.serves[state.week.decision]
            np.add.at(noted, (team[works], serves[works]), state.week.implied[works])
            compared = ~state.course.notes.any(axis=1) & leads
            anew += compared.sum()
            sign = np.sign(noted[team])
            belief = np.where(compared[team][:, None] & (sign != 0), sign, belief)
            as_said &= (state.course.notes == np.where(compared[:, None], 0, noted)).all()
            as_said &= (state.people.belief == belief).all()
        assert 0 < anew < 30 * leads.sum()
        return bool(as_said)

    assert explained(own_alone=True)
    assert not explained(own_alone=False), "negative control"


def test_without_retrospectives_nothing_is_noted_and_nobody_adopts() -> None:
    def changes(chance: float) -> bool:
        crew = quiet(
            environment={"feedback_accuracy": 0.5},
            organization={"members": 60},
            motivation={"initial_safety": 1},
            development={"retrospectives": chance},
        )
        state = BENCH.begin(crew)
        before = state.people.belief.copy()
        BENCH.advance(state, crew, 0, 10)
        return bool(state.course.notes.any() or (state.people.belief != before).any())

    assert not changes(0)
    assert changes(0.1)


def test_notes_stay_when_members_come_and_go_and_no_foreseen_reversal_turns_them() -> None:
    crew = quiet(
        environment={"strategic_turbulence": 1, "foresight": 1},
        organization={"members": 60, "turnover": 0.5},
        motivation={"initial_safety": 0},
        development={"retrospectives": 1e-9},
    )
    state = ALONE.begin(crew)
    state.course.notes[state.structure.leads] = 7
    state.course.tally[:] = 3
    ALONE.advance(state, crew, 0, 1)
    assert (state.course.notes == np.where(state.structure.leads, 7, 0)[:, None]).all()
    assert (state.course.tally == -3).all(), "negative control: the tally of the executives does turn"
    assert state.people.head_count[0] > 60
