"""Ties: a tie goes to a team mate, or with probability `cross_team` to anyone; of cliques, `rewiring` leads out."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.model.mechanisms.ties import Ties
from sim.model.state import State
from tests.checks import LEVEL, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

BENCH = Bench(Ties)


def teams(state: State) -> list[set[int]]:
    """The team of each member: that which it leads, else that which it belongs to."""
    boss, leads = state.structure.boss, state.structure.leads
    made = []
    for i in range(len(boss)):
        lead = i if leads[i] else int(boss[i])
        made.append({lead, *(j for j in range(1, len(boss)) if boss[j] == lead)} - {i})
    return made


@pytest.mark.parametrize("cross", [0, 0.3, 1])
def test_a_tie_leads_to_a_team_mate_or_to_anyone(cross: float) -> None:
    """Outside the team with probability cross · (others outside) / (n − 1)."""
    members = 50
    crew = quiet(organization={"members": members}, network={"ties": size(40, 100), "cross_team": cross})
    outside, expected = [], 0.0
    for replicate in range(size(3, 20)):
        state = BENCH.begin(crew, replicate)
        team = teams(state)
        assert (state.people.tie != np.arange(members)[:, None]).all()
        outside += [int(to) not in team[i] for i in range(members) for to in state.people.tie[i]]
        expected = cross * np.mean([1 - len(mates) / (members - 1) for mates in team])
    if cross == 0:
        assert not any(outside)
    else:
        assert_mean(np.array(outside, dtype=float), expected)
        assert_other_mean(np.array(outside, dtype=float), cross * (0.8 if cross == 1 else 1))


@pytest.mark.parametrize(("member", "cross"), [(2, 0), (15, 0), (2, 1)])
def test_each_team_mate_and_anyone_is_as_likely(member: int, cross: float) -> None:
    """Of a manager's team, of a member's without reports, and of the whole crew."""
    crew = quiet(organization={"members": 43}, network={"ties": 100, "cross_team": cross})
    state = BENCH.begin(crew)
    tie = [BENCH.begin(crew, replicate).people.tie[member] for replicate in range(size(60, 100))]
    counts = np.bincount(np.concatenate(tie), minlength=43)
    mates = sorted(teams(state)[member]) if cross == 0 else [i for i in range(43) if i != member]
    assert counts[mates].sum() == counts.sum()
    assert stats.chisquare(counts[mates]).pvalue > LEVEL
    assert stats.chisquare(counts[[*mates, member]]).pvalue < LEVEL


def adjacency(state: State) -> NDArray[np.int64]:
    """How many ties lead from each member to each other one."""
    members = len(state.people.tie)
    matrix = np.zeros((members, members), dtype=np.int64)
    for i, row in enumerate(state.people.tie):
        for to in row[row >= 0]:
            matrix[i, to] += 1
    return matrix


@pytest.mark.parametrize("rewiring", [0, 0.3])
def test_cliques_are_closed_but_for_the_share_that_is_rewired(rewiring: float) -> None:
    """Ties are mutual and single, none is lost, and each that was rewired leads to another clique."""
    clique, members = 7, size(84, 280)
    crew = quiet(
        organization={"members": members},
        network={"ties": 40, "initial_trust": 0.6},
        published={"layout": "cliques", "clique_size": clique, "rewiring": rewiring},
    )
    group = np.arange(members) // clique
    within = (group[:, None] == group) & ~np.eye(members, dtype=bool)
    leaving: list[float] = []
    for replicate in range(size(10, 60)):
        state = BENCH.begin(crew, replicate)
        tied = adjacency(state)
        assert (tied == tied.T).all()
        assert tied.max() == 1
        assert tied.sum() == within.sum()
        assert (state.people.trust == 0.6).all()
        leaving += [1.0] * int(tied[~within].sum() // 2) + [0.0] * int(tied[within].sum() // 2)
    if rewiring == 0:
        assert not any(leaving)
    else:
        assert_mean(leaving, rewiring)
        assert_other_mean(leaving, rewiring * 0.8)
