"""Meeting: each member meets one of its ties or someone who works on the same decision, with even chances."""

from typing import Any

import numpy as np
from scipy import stats

from sim.model.mechanisms.meeting import Meeting
from sim.model.mechanisms.seats import Seats
from tests.checks import LEVEL, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

BENCH = Bench(Seats, Meeting)


def meetings(ties: int, decisions: int, strength: float = 0, aim: int | None = None) -> tuple[Any, Any]:
    """Whom member 7 of 12 met and over which tie, in many replicates; all ties lead to `aim` if given."""
    crew = quiet(
        environment={"decisions": decisions, "goals": 1},
        organization={"members": 12, "span_of_control": 12},
        management={"strength": strength},
        development={"principles": 1},
        network={"ties": ties, "cross_team": 1},
    )
    state, met, via = BENCH.begin(crew), [], []
    state.people.skill[:] = 1
    if aim is not None:
        state.people.tie[1:] = aim
    else:
        for x in range(ties):
            state.people.tie[:, x] = (np.arange(12) + 1 + x) % 12
    for replicate in range(size(1500, 6000)):
        BENCH.advance(state, crew, 0, 1, replicate)
        met.append(state.week.met[7])
        via.append(state.week.via[7])
    return np.array(met), np.array(via)


def test_a_meeting_without_crew_is_with_any_tie() -> None:
    met, via = meetings(ties=5, decisions=12)
    assert stats.chisquare(np.bincount(via, minlength=5)).pvalue > LEVEL
    assert (met == (7 + 1 + via) % 12).all()
    assert stats.chisquare(np.bincount(via, minlength=6)).pvalue < LEVEL


def test_a_meeting_without_ties_is_with_anyone_of_the_same_crew() -> None:
    met, via = meetings(ties=0, decisions=1)
    others = np.delete(np.arange(12), 7)
    counts = np.bincount(met, minlength=12)
    assert counts[7] == 0
    assert (via == -1).all()
    assert stats.chisquare(counts[others]).pvalue > LEVEL
    assert stats.chisquare(counts).pvalue < LEVEL


def test_ties_and_crew_are_met_with_even_chances() -> None:
    """All ties lead to the manager, who does not row and so is in nobody's crew."""
    met, via = meetings(ties=3, decisions=1, strength=1, aim=0)
    assert_mean((met == 0).astype(float), 0.5, precision=0.015)
    assert ((met == 0) == (via >= 0)).all()
    assert_other_mean((met == 0).astype(float), 3 / 13)


def test_a_crew_mate_who_is_a_tie_is_met_as_one() -> None:
    """With 11 ties in a crew of 12 either way leads to a tie."""
    met, via = meetings(ties=11, decisions=1)
    assert (met == (7 + 1 + via) % 12).all()
    assert stats.chisquare(np.bincount(via, minlength=11)).pvalue > LEVEL
    fewer = meetings(ties=5, decisions=1)[1]
    assert (fewer == -1).any(), "negative control: with 5 ties some crew mates are none"
