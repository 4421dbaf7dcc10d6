"""Turnover: members leave geometrically, (1 − turnover)^t, and in waves with `exodus_share` of those who stayed.

The best report takes over, by skill as it is seen, by record or by seniority; a newcomer enters at the end.
"""

import copy
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.model.mechanisms.turnover import Turnover
from tests.checks import LEVEL, assert_other_mean
from tests.mechanisms.bench import COMPILED, Bench, assert_mean, quiet, size

BENCH = Bench(Turnover)


def test_founders_leave_geometrically_and_leavers_are_a_share_of_the_crew() -> None:
    q, members, last = size(10, 2) / 100, size(400, 1000), size(10, 50)
    crew = quiet(run={"periods": 50}, organization={"members": members, "turnover": q})
    left: dict[int, list[float]] = {1: [], 5: [], 10: [], last: []}
    leavers = []
    for replicate in range(size(20, 60)):
        state, done = BENCH.begin(crew, replicate), 0
        for periods, shares in left.items():
            BENCH.advance(state, crew, done, periods, replicate)
            shares.append(float((state.people.person < members).mean()))
            done = periods
        leavers.append((state.people.head_count[0] - members) / last)
    for periods, shares in left.items():
        assert_mean(shares, (1 - q) ** periods)
    telling = size(5, 10)
    assert_other_mean(left[telling], (1 - q) ** (telling - 1))
    assert_other_mean(left[telling], (1 - q) ** (telling + 1))
    assert_mean(leavers, q * members)
    assert_other_mean(leavers, q * (members - size(80, 43)))


def test_a_wave_of_departures_takes_its_share_of_those_who_did_not_leave_anyway() -> None:
    q, share = 0.1, 0.4
    sea = {"exodus_every": 5, "exodus_share": share}
    crew = quiet(environment=sea, organization={"members": size(300, 1000), "turnover": q})
    waves: list[float] = []
    calm: list[float] = []
    for replicate in range(size(30, 40)):
        state = BENCH.begin(crew, replicate)
        for t in range(11):
            BENCH.advance(state, crew, t, t + 1, replicate)
            (waves if t in (5, 10) else calm).append(state.week.leaving.mean())
            assert state.ocean.shocked[t] == (t in (5, 10))
    assert_mean(waves, 1 - (1 - q) * (1 - share))
    assert_other_mean(waves, q + share)
    assert_mean(calm, q)
    assert_other_mean(calm, share)


# What a person takes along, and nothing in a quiet world changes.
CARRIED = (
    "joined", "belief", "achievement", "recognition", "belonging", "esteem",
    "skill", "potential", "record", "trust",
)  # fmt: skip


@pytest.mark.parametrize("promotion", ["skill", "record", "seniority"])
def test_after_promotions_every_position_is_filled_by_one_person_from_below(promotion: str) -> None:
    """Who stays is still there, perhaps higher up its own line, with its columns; each leaver means one newcomer."""
    members, span, periods = 259, 6, size(15, 40)
    crew = quiet(
        run={"periods": 40},
        environment={"exodus_every": 10, "exodus_share": 0.5},
        organization={"members": members, "span_of_control": span, "turnover": 0.1, "promotion": promotion},
        network={"ties": 2, "initial_trust": 0},
    )
    state, climbed = BENCH.begin(crew), 0
    for t in range(periods):
        old = copy.deepcopy(state.people)
        BENCH.advance(state, crew, t, t + 1)
        new, leaving = state.people, state.week.leaving
        assert len(set(new.person)) == members
        assert new.head_count[0] - old.head_count[0] == leaving.sum()
        stayed = set(old.person[~leaving])
        newcomers = set(range(old.head_count[0], new.head_count[0]))
        assert set(new.person) == stayed | newcomers
        assert set(new.person[new.joined == t]) == newcomers
        where = {person: i for i, person in enumerate(new.person)}
        for position in np.flatnonzero(~leaving):
            now = seen = where[old.person[position]]
            climbed += now != position
            for name in CARRIED:
                assert (getattr(new, name)[now] == getattr(old, name)[position]).all(), name
            line = [position]
            while line[-1] > seen:
                line.append((line[-1] - 1) // span)
            assert line[-1] == now
            elsewhere = ~np.isin(old.tie[position], line)
            assert (new.tie[now] == old.tie[position])[elsewhere].all()
    assert climbed > size(30, 100)


def heirs(
    promotion: str, visibility: float = 1, replicates: int = size(40, 300)
) -> list[tuple[int, NDArray[Any], dict[str, NDArray[Any]]]]:
    """For each position vacated a level below the top: heir, rivals (itself included), and their columns before."""
    members, span, t = 421, 20, 50
    crew = quiet(
        run={"periods": t + 1},
        organization={"members": members, "span_of_control": span, "turnover": 0.2, "promotion": promotion},
        development={"visibility": visibility},
    )
    vacated, founded = [], BENCH.begin(crew)
    rng = np.random.default_rng(20250101)
    for replicate in range(replicates):
        state = BENCH.begin(crew, replicate) if COMPILED else copy.deepcopy(founded)
        state.people.record[:] = rng.random(members)
        state.people.joined[:] = rng.permutation(members) - members + t
        columns = {name: getattr(state.people, name).copy() for name in ("skill", "record", "joined")}
        BENCH.advance(state, crew, t, t + 1, replicate)
        leaving = state.week.leaving
        for manager in range(1, 1 + span):
            reports = np.arange(manager * span + 1, manager * span + 1 + span)
            rivals = reports[~leaving[reports]]
            if leaving[manager] and not leaving[0] and len(rivals) > 0:
                vacated.append((int(state.people.person[manager]), rivals, columns))
    return vacated


@pytest.mark.parametrize(("promotion", "decides"), [("skill", "skill"), ("record", "record"), ("seniority", "joined")])
def test_the_best_report_takes_over(promotion: str, decides: str) -> None:
    vacated = heirs(promotion)
    best = np.argmin if decides == "joined" else np.argmax
    assert len(vacated) > size(80, 500)
    assert all(heir == rivals[best(columns[decides][rivals])] for heir, rivals, columns in vacated)
    other = "record" if decides == "skill" else "skill"
    assert not all(heir == rivals[np.argmax(columns[other][rivals])] for heir, rivals, columns in vacated)


def test_unseen_skill_makes_every_report_as_likely_to_take_over() -> None:
    """The heir's rank among its rivals, by position and by skill, is uniform: mean ½ of the ranks (r + ½) / c."""
    vacated = heirs("skill", visibility=0, replicates=size(100, 1300))
    by_place = [(np.flatnonzero(rivals == heir)[0] + 0.5) / len(rivals) for heir, rivals, _ in vacated]
    by_skill = [((c["skill"][rivals] < c["skill"][heir]).sum() + 0.5) / len(rivals) for heir, rivals, c in vacated]
    assert_mean(by_place, 0.5)
    assert_mean(by_skill, 0.5)
    assert stats.kstest(by_place, "uniform").pvalue > LEVEL
    half_seen = heirs("skill", visibility=0.5)
    assert_other_mean(
        [((c["skill"][rivals] < c["skill"][heir]).sum() + 0.5) / len(rivals) for heir, rivals, c in half_seen], 0.5
    )


def test_from_outside_nobody_moves_up_and_a_fast_learner_is_followed_by_one() -> None:
    crew = quiet(
        organization={"members": 259, "turnover": 0.3, "promotion": "outside"}, published={"fast_learners": 0.4}
    )
    state = BENCH.begin(crew)
    person, fast = state.people.person.copy(), state.people.fast.copy()
    BENCH.advance(state, crew, 0, 1)
    left = state.week.leaving
    assert (state.people.person[~left] == person[~left]).all()
    assert (state.people.joined[left] == 0).all()
    assert (state.people.fast == fast).all()
    assert left[state.structure.leads].any()
