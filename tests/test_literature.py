"""Published models as settings of the engine: against tables, closed forms and an independent implementation.

The statistical tests err with probability 1 % a test function at most over the choice of seeds, which were fixed
beforehand; each has a model that is wrong on purpose and must be told apart by the same test.
"""

import json
import re
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from checks import plain
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nct, norm
from scipy.stats import t as student
from strategies import scenarios
from test_bits import digest

import sim
from sim.engine.run import simulated
from sim.literature import (
    Provenance,
    Sign,
    chain,
    equivalent,
    fang,
    hierarchy,
    march,
    networks,
    ordered,
    planning,
    replications,
)
from sim.literature.report import page, read, rows, verdict
from sim.model.assemble import model, standard
from sim.model.mechanism import Mechanism, stream
from sim.model.mechanisms.environment import Environment
from sim.model.plain_values import compiled
from sim.model.random import split, uniform
from sim.model.week import WEEK
from sim.scenario import Scenario

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import published_models

type Reals = np.ndarray[Any, np.dtype[np.float64]]

ERROR_RATE = 0.01
NOBODY = Provenance("D", "nobody")
MARGIN = 0.012  # at 4,000 runs a right model passes with probability .99


def silent() -> None:
    """Progress that nobody watches."""


def _sign(p: float, n: int = 50, effect: float = 0.5) -> Sign:
    """Differences whose one-sided t test gives exactly the probability `p`."""
    scores = np.random.default_rng(1).normal(size=n)
    scores = (scores - scores.mean()) / scores.std(ddof=1)
    return Sign(scores + student.isf(p, n - 1) / np.sqrt(n), effect, NOBODY)


@pytest.mark.parametrize(
    ("probabilities", "passed"),
    [
        ((0.003, 0.0045, 0.2), [True, True, False]),  # the second of three may be .01 / 2, as in Holm's method
        ((0.0036, 0.0045, 0.2), [False, False, False]),  # the first of three may be .01 / 3
        ((0.003, 0.006, 0.009), [True, False, False]),  # nothing passes after the first that fails
    ],
)
def test_signs_are_corrected_together(probabilities: tuple[float, ...], passed: list[bool]) -> None:
    checks = ordered("signs", {str(place): _sign(p) for place, p in enumerate(probabilities)})
    assert [check.passed for check in checks] == passed
    level, error = 0.01 / len(probabilities), 1 / np.sqrt(50)
    assert [check.error for check in checks] == pytest.approx([error] * len(checks))
    power = nct.sf(student.isf(level, 49), 49, 0.5 / error)
    assert [check.power for check in checks] == pytest.approx([power] * len(checks))


def test_differences_without_noise_are_decided_by_their_sign() -> None:
    checks = ordered("signs", {"above": Sign(np.full(5, 0.1), 1, NOBODY), "nothing": Sign(np.zeros(5), 1, NOBODY)})
    assert [(check.passed, check.power) for check in checks] == [(True, 1), (False, 1)]


@pytest.mark.parametrize(
    ("name", "scale", "decided"),
    [
        pytest.param("march", 0.04, 30, marks=pytest.mark.thorough),
        pytest.param("chain", 0.1, 40, marks=pytest.mark.thorough),
        pytest.param("fang", 0.1, 6, marks=pytest.mark.thorough),
        pytest.param("nk", 0.05, 20, marks=pytest.mark.thorough),
        pytest.param("networks", 0.05, 8, marks=pytest.mark.thorough),
        ("planning", 0.03, 30),
    ],
)
def test_a_nested_study_is_reproduced(name: str, scale: float, decided: int) -> None:
    """With fewer replicates and margins as much wider, seeds fixed: whatever so few can decide agrees."""
    checks = [check for check in replications()[name].run(scale, silent) if check.power >= 0.9]
    assert len(checks) >= decided, "too few checks have power"
    assert [check.claim for check in checks if not check.passed] == []


@pytest.mark.parametrize("name", ["march", "chain", "fang", "nk", "networks", "hierarchy", "planning", "signs"])
def test_every_number_says_who_printed_it_and_where(name: str) -> None:
    """In the published results: a mark, a place, and the word published for nobody else's numbers."""
    checks = read(Path(__file__).parent.parent / "results" / "literature")[name]
    for check in checks:
        assert check.source.mark in ("P", "R", "I", "D")
        assert check.source.where
        assert (check.reference is None) == (check.level == "relational")
        if check.source.mark == "P":
            assert re.search(r"\d{4}", check.source.where), "a publication has a year"
    assert all(
        f"[{check.source.mark}] " in row[1] for check, row in zip(checks, [rows([c])[0] for c in checks], strict=True)
    )
    assert [row[-1] for row in rows(checks)] == sorted(row[-1] for row in rows(checks)), "what disagrees comes first"
    assert "published" not in verdict(checks)


def test_a_hierarchy_walks_the_path_of_departments_only_where_nothing_couples_them() -> None:
    assert hierarchy.path_gap(hierarchy.APART) == 0
    assert hierarchy.path_gap(hierarchy.COUPLED) > 0.01, "negative control"


def test_the_chain_of_one_belief_is_told_from_others() -> None:
    """The Markov chain at a setting that the study does not list; another rate is rejected by the same runs."""
    setting = (3, 0.4, 0.6, 0.15, 0.03)
    code, members = chain.with_one_belief(*setting, 30)
    other = chain.with_one_belief(3, 0.4, 0.6, 0.15, 0.1, 30)
    found = sim.run(chain.single(*setting).with_(run={"periods": 30}), 20_000, seed=20261124).measures
    for name, exact, wrong in zip(("direction_knowledge", "knowledge"), (code, members), other, strict=True):
        values = found[name][:, 29]
        error = values.std(ddof=1) / np.sqrt(len(values))
        assert abs(values.mean() - exact[29]) < norm.isf(ERROR_RATE / 4) * error
        assert abs(values.mean() - wrong[29]) > norm.isf(ERROR_RATE / 4) * error


def test_networks_that_are_compared_have_landscapes_and_starts_in_common_and_no_luck(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without its turn, the lattice meets the luck of the line; at first both are the same crews."""
    top = np.ones(16)
    of = {name: networks.scores(name, top) for name in ("full", "line", "lattice")}
    assert all(np.array_equal(scores[:, 0], of["full"][:, 0]) for scores in of.values())
    assert len(np.unique(of["full"][:, 0])) == len(top)
    monkeypatch.setattr(networks, "TURNS", {})
    together = networks.scores("lattice", top)
    assert np.array_equal(together[:, 0], of["lattice"][:, 0])
    assert not (together[:, 10] == of["lattice"][:, 10]).any()


def test_networks_are_those_that_are_said() -> None:
    """Mutual single ties: 99 of a line, 200 of a lattice whatever is rewired, all pairs, and a share of them."""

    def adjacent(name: str, replicate: int = 0) -> np.ndarray[Any, Any]:
        tie = sim.Organization(networks.network(name), seed=3, replicate=replicate).state.people.tie
        found = np.zeros((100, 100), dtype=np.int64)
        for i, row in enumerate(tie):
            np.add.at(found[i], row[row >= 0], 1)
        assert (found == found.T).all()
        assert found.max() == 1
        assert np.trace(found) == 0
        return found

    ties = {name: adjacent(name).sum() // 2 for name in networks.SCORES}
    assert ties["line"] == 99
    assert ties["full"] == 100 * 99 // 2
    assert ties["lattice"] == ties["10 rewirings"] == ties["48 rewirings"] == networks.TIES
    assert (adjacent("lattice").sum(axis=0) == 4).all()
    moved = [(adjacent("48 rewirings", r) > adjacent("lattice", r)).sum() / 2 for r in range(50)]
    assert abs(np.mean(moved) - 48 * 1) < 4.9 * np.sqrt(48 / 50) + 0.5
    drawn = np.mean([adjacent("random", r).sum() / 2 for r in range(50)])
    assert abs(drawn - 0.07 * 4950) < 4.9 * np.sqrt(0.07 * 0.93 * 4950 / 50)
    assert abs(drawn - 0.08 * 4950) > 4.9 * np.sqrt(0.07 * 0.93 * 4950 / 50), "negative control"


def test_layouts_without_places_for_their_ties_are_refused() -> None:
    crew = sim.load("lazer_friedman_2007")
    with pytest.raises(sim.ScenarioError, match="3 neighbours are not the same number on each side"):
        crew.with_(published={"neighbours": 3})
    with pytest.raises(sim.ScenarioError, match="4 neighbours need places for as many ties"):
        crew.with_(published={"neighbours": 4}, network={"ties": 3})
    with pytest.raises(sim.ScenarioError, match="4 neighbours, some of them rewired, need places for 16 ties"):
        crew.with_(published={"neighbours": 4, "layout": "ring", "rewiring": 0.1}, network={"ties": 5})
    with pytest.raises(sim.ScenarioError, match="every pair may be tied, 100 members need places for 99 ties"):
        crew.with_(published={"layout": "pairs"}, network={"ties": 98})


@pytest.mark.thorough
def test_a_wrong_march_is_told_apart() -> None:
    """Members that jump where the program steps, reports of beliefs where it hears actions; the right one passes."""
    point = (0.5, 0.5)
    right = march.known(march.closed("program", *point), 4000)
    assert equivalent("march", "right", right, march.recreated()[point], MARGIN, march.RECREATED).passed
    for wrong in ({"socialization": "jump"}, {"reports": "superior_beliefs"}):
        values = march.known(march.closed("program", *point).with_(leadership=wrong), 4000)
        assert not equivalent("march", "wrong", values, march.recreated()[point], MARGIN, march.RECREATED).passed
    values = march.outcome(march.closed("text", 0.1, 0.1).with_(published={"socialization": "gradual"}), 4000, 1,
                           "direction_accuracy_final")  # fmt: skip
    assert not equivalent("march", "wrong", values, march.TEXT[0.1, 0.1], MARGIN, march.INDEPENDENT).passed


def test_a_wrong_horizon_is_told_apart() -> None:
    crew = planning.water(0.1, planning="rigid", planning_horizon=13)
    values = sim.run(crew, 40, series=False).outcomes["plan_accuracy_mean"].to_numpy()
    assert equivalent("planning", "13", values, planning.renewed(0.1, 13), 0.01, planning.DERIVED).passed
    assert not equivalent("planning", "12", values, planning.renewed(0.1, 12), 0.01, planning.DERIVED).passed


@pytest.mark.thorough
def test_copying_one_better_tie_is_not_fang() -> None:
    """Whoever copies a single better tie learns another amount than who copies their majority."""
    other = fang.groups(0.1, 5).with_(published={"copying": "one"})
    right, wrong = (fang.payoff(crew, 30) for crew in (fang.groups(0.1, 5), other))
    assert apart(right, wrong, 1)


def apart(one: Reals, other: Reals, tests: int) -> bool:
    """Whether the means differ (Welch's z) at ERROR_RATE over so many tests (Bonferroni)."""
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return bool(abs(one.mean() - other.mean()) > norm.isf(ERROR_RATE / tests / 2) * error + 1e-12)


# Settings that no table lists: (n, m, p1, p2, p3, p4, periods).
UNLISTED = [(20, 11, 0.3, 0.7, 0.05, 0.01, 40), (33, 40, 0.8, 0.2, 0.0, 0.0, 60), (7, 5, 0.15, 0.9, 0.1, 0.0, 25)]


def engine(variant: str, n: int, m: int, p1: float, p2: float, p3: float, p4: float, periods: int) -> sim.Run:
    crew = march.closed(variant, p1, p2).with_(
        run={"periods": periods},
        environment={"goals": m, "decisions": m, "strategic_turbulence": p4},
        organization={"members": n, "turnover": p3},
    )
    return sim.run(crew, 4000, seed=20261124)


@pytest.mark.parametrize("variant", ["program", "text"])
def test_march_agrees_with_an_independent_implementation(variant: Any) -> None:
    """Code and member knowledge, early, in the middle and in the end."""
    rng, compared = np.random.default_rng(1), 0
    for setting in UNLISTED:
        n, m, *rates, periods = setting
        other = published_models.march(variant, n, m, *rates, periods, 1500, rng, stop=False, series=True)
        ours = engine(variant, *setting).measures
        for name, theirs in (("direction_knowledge", other.code_series), ("knowledge", other.knowledge_series)):
            assert theirs is not None
            for period in (1, periods // 3, periods - 1):
                compared += 1
                assert not apart(ours[name][:, period], theirs[:, period], 18), (setting, name, period)
    assert compared == 18


def test_negative_control_another_rate_is_seen() -> None:
    rng, (n, m, p1, p2, p3, p4, periods) = np.random.default_rng(2), UNLISTED[0]
    other = published_models.march("program", n, m, p1, p2, 0.07, p4, periods, 1500, rng, stop=False)
    ours = engine("program", n, m, p1, p2, p3, p4, periods)
    assert apart(ours.measures["knowledge"][:, -1], other.knowledge, 18)


@pytest.mark.thorough
def test_mixed_learners_agree_with_an_independent_implementation() -> None:
    rng = np.random.default_rng(3)
    other = published_models.march("program", 50, 30, 0.1, 0.5, 0, 0, 1000, 1500, rng, fast_share=0.3, fast_p1=0.9)
    crew = march.closed("program", 0.1, 0.5).with_(
        published={"fast_learners": 0.3, "communication_fast": 0.9},
    )
    ours = march.known(crew, 4000)
    assert not apart(ours, other.code_knowledge, 1)
    assert apart(march.known(crew.with_(published={"fast_learners": 0.4}), 4000), other.code_knowledge, 1)


@pytest.mark.parametrize(("clique", "beta", "s", "churn"), [(5, 0.15, 4, 0.0), (7, 0.4, 1, 0.02)])
def test_subgroups_agree_with_an_independent_implementation(clique: int, beta: float, s: int, churn: float) -> None:
    """Payoff early, in the middle and in the end, with and without turnover and turbulence."""
    rng, members, m, periods = np.random.default_rng(4), 70, 20, 40
    other = published_models.fang(
        members, clique, m, s, beta, 0.3, periods, 300, rng, turnover=churn, turbulence=churn / 4
    )
    crew = fang.groups(beta, s).with_(
        run={"periods": periods},
        environment={"goals": m, "decisions": m, "strategic_turbulence": churn / 4},
        organization={"members": members, "turnover": churn},
        published={"clique_size": clique},
    )
    ours = sim.run(crew, 600, seed=20261124).measures["fit"]
    for period in (0, 3, 12, periods - 1):
        assert not apart(ours[:, period], other.series[:, period], 8), period
    wrong = sim.run(crew.with_(network={"peer_learning": 0.4}), 600, seed=20261124).measures["fit"]
    assert any(apart(wrong[:, period], other.series[:, period], 8) for period in (3, 12)), "negative control"


@pytest.mark.parametrize("name", ["march_1991_program", "march_1991_text", "fang_2010"])
def test_a_run_at_rest_would_go_on_as_it_is(name: str) -> None:
    """The engine stops where nothing can change; an organization that is stepped on gives the same numbers."""
    small = {"environment": {"goals": 10, "decisions": 10}, "organization": {"members": 14}, "run": {"periods": 150}}
    crew = sim.load(name).with_(**small)
    held = sim.run(crew, 3, seed=5)
    assert (held.measures["fit"][:, -40:] == held.measures["fit"][:, -1:]).all(), "these runs come to rest"
    for replicate in range(3):
        model = sim.Organization(crew, seed=5, replicate=replicate)
        while model.running:
            model.step()
        for measure, values in model.measures.items():
            assert values.tobytes() == held.measures[measure][replicate].tobytes(), measure


def cliques(size: int, beta: float, members: int = 42, seed: int = 1) -> np.ndarray[Any, Any]:
    """The adjacency of a network at the start: how many ties lead from each member to each other."""
    crew = sim.load("fang_2010").with_(
        organization={"members": members}, environment={"goals": 5, "decisions": 5},
        network={"ties": 2 * size + 8}, published={"clique_size": size, "rewiring": beta},
    )  # fmt: skip
    tie = sim.Organization(crew, seed=seed).state.people.tie
    adjacent = np.zeros((members, members), dtype=np.int64)
    for i, row in enumerate(tie):
        np.add.at(adjacent[i], row[row >= 0], 1)
        assert (row[: (row >= 0).sum()] >= 0).all(), "empty places come last"
    return adjacent


@given(st.integers(2, 30), st.floats(0, 1), st.integers(0, 2**31))
def test_ties_of_cliques_are_mutual_single_and_conserved(size: int, beta: float, seed: int) -> None:
    adjacent = cliques(size, beta, seed=seed)
    assert (adjacent == adjacent.T).all()
    assert adjacent.max(initial=0) <= 1
    assert np.trace(adjacent) == 0
    last = 42 % size
    assert adjacent.sum() == 42 // size * size * (size - 1) + last * (last - 1)


def test_rewired_ties_lead_out_of_the_clique_at_their_rate() -> None:
    """Binomial at 1e-4; without rewiring nobody is tied to another clique."""
    same = np.arange(280) // 7
    inside = same[:, None] == same[None, :]
    assert (cliques(7, 0, 280) == inside - np.eye(280, dtype=np.int64)).all()
    adjacent = cliques(7, 0.3, 280)
    ties, outside = adjacent.sum() // 2, adjacent[~inside].sum() // 2
    error = np.sqrt(ties * 0.3 * 0.7)
    assert abs(outside - 0.3 * ties) < norm.isf(0.5e-4) * error
    assert abs(outside - 0.5 * ties) > norm.isf(0.5e-4) * error, "negative control"


@given(st.integers(2, 60), st.floats(0, 1))
def test_fast_learners_are_their_share_and_stay_it(members: int, share: float) -> None:
    crew = sim.load("march_1991_text").with_(
        run={"periods": 5}, environment={"goals": 2, "decisions": 2},
        organization={"members": members, "turnover": 0.5, "promotion": "seniority"},
        published={"fast_learners": share},
    )  # fmt: skip
    model = sim.Organization(crew, seed=1)
    fast = int(model.state.people.fast.sum())
    assert abs(fast - members * share) < 1
    while model.running:
        model.step()
        assert model.state.people.fast.sum() == fast


def test_cliques_without_places_for_their_ties_are_refused() -> None:
    with pytest.raises(
        sim.ScenarioError, match="cliques of 20, some of them rewired to others, need places for 48 ties"
    ):
        sim.load("fang_2010").with_(published={"clique_size": 20})
    with pytest.raises(sim.ScenarioError, match="cliques of 50 need places for 49 ties"):
        sim.load("fang_2010").with_(published={"clique_size": 50, "rewiring": 0})


def test_no_shock_is_left_over_from_another_scenario() -> None:
    """A state serves one scenario after another: the shocks of one do not count in the other, which comes to rest."""
    crew = sim.load("march_1991_text").with_(run={"periods": 60}, organization={"members": 5})
    shaken = crew.with_(environment={"shock_every": 10})
    week = standard()
    state = week.allocate(crew.parameters, np.ones(1))
    results = []
    for parameters in (crew, shaken, crew):
        outcomes = np.zeros((1, len(week.outcomes)))
        nothing = np.zeros((0, len(week.measures), 60))
        week.run_stretch(state, compiled(parameters.parameters), 1, 0, 0, 60, outcomes, nothing)
        results.append(outcomes.tobytes())
    assert results[0] == results[2] != results[1]


# At rest: what mechanisms say of themselves decides whether a run goes on, and the numbers are the same if it does not.


class Forgetting(Mechanism):
    """Members now and then forget what they understand of a goal."""

    compiled = False
    LOSS = stream("member; goal")

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        belief, loss = crew.people.belief, split(luck, Forgetting.LOSS)
        for i in range(belief.shape[0]):
            for k in range(belief.shape[1]):
                if uniform(loss, i, k) < 0.05:
                    belief[i, k] = 0


class Flipping(Mechanism):
    """Long after all has come to rest, members change their minds: the mechanism only says that it may act."""

    compiled = False
    FLIP = stream("member")

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        for i in range(len(crew.people.belief) if t >= 50 else 0):
            if uniform(split(luck, Flipping.FLIP), i, 0) < 0.3:
                crew.people.belief[i] = -crew.people.belief[i]


class Doubting(Mechanism):
    """Trust wanes in odd periods."""

    compiled = False

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        if t % 2:
            crew.people.trust[:] = crew.people.trust * 0.9


class Reversing(Mechanism):
    """In period 50 members think the opposite; until then it says that it may act, and later that it will not."""

    compiled = False

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> bool:
        if t == 50:
            crew.people.belief[:] = -crew.people.belief
        return t <= 50


class Lying(Reversing):
    """The same, but it says that nothing will move."""

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> bool:
        Reversing.step(luck, t, crew, p)
        return False


def resting(rules: Sequence[type[Mechanism]], crew: Scenario, seed: int = 5) -> tuple[str, str]:
    """The digest of two runs with the shortcut to the end, and of the same without it."""
    held, on = (simulated(model(rules, rest=rest), crew, 2, seed, 1) for rest in (True, False))
    return digest(held), digest(on)


LITERATURE = ("march_1991_program", "march_1991_text", "fang_2010")  # those that come to rest soon


def small(name: str) -> Scenario:
    """A published model with a small crew, at rest before period 50 of 60."""
    sizes = {
        "environment": {"goals": 5, "decisions": 5},
        "published": {"interdependence": 1},
        "organization": {"members": 10},
    }
    return sim.load(name).with_(run={"periods": 60}, network={"clique_size": 3} if "fang" in name else {}, **sizes)


@pytest.mark.parametrize("name", LITERATURE)
@pytest.mark.thorough
def test_going_on_at_rest_changes_no_bit_of_a_published_model(name: str) -> None:
    held, on = resting(WEEK, sim.load(name))
    assert held == on


@pytest.mark.thorough
def test_going_on_at_rest_changes_no_bit_where_coins_decided_blank_views() -> None:
    crew = sim.load("levinthal_1997").with_(
        published={"search": "none", "long_jump": 0.0}, organization={"members": 6}, run={"periods": 5}
    )
    held, on = resting(WEEK, crew)
    assert held == on


@given(scenarios(**{"run.periods": 60}), st.booleans(), st.integers(0, 2**63 - 1))
@pytest.mark.thorough
def test_going_on_at_rest_changes_no_bit_of_any_crew_that_learns(scenario: Scenario, still: bool, seed: int) -> None:
    """With interventions and, every other time, in a world in which nothing moves by itself."""
    world = {"strategic_turbulence": 0.0, "operational_turbulence": 0.0, "shock_every": 0, "exodus_every": 0}
    stays = {"environment": world, "organization.turnover": 0.0} if still else {}
    held, on = resting(WEEK, scenario.with_(**{"published.work": "own"}, **stays), seed)
    assert held == on


@pytest.mark.thorough
def test_a_run_ends_at_rest_and_a_rule_that_says_nothing_of_itself_is_called_to_the_end() -> None:
    seen: list[int] = []

    class Told(Environment):
        compiled = False

        @staticmethod
        def step(luck, t, crew, p) -> bool:  # type: ignore[no-untyped-def]
            seen.append(t)
            return Environment.step(luck, t, crew, p)

    class Silent(Told):
        @staticmethod
        def step(luck, t, crew, p):  # type: ignore[no-untyped-def]
            Told.step(luck, t, crew, p)

    weeks = [[mine if rule is Environment else plain([rule])[0] for rule in WEEK] for mine in (Told, Silent)]
    ending, going_on, silent = model(weeks[0]), model(weeks[0], rest=False), model(weeks[1])
    for name in LITERATURE:
        lengths = []
        for week in (ending, going_on, silent):
            seen.clear()
            simulated(week, small(name), 1, 5, 1)
            assert seen == [*range(len(seen))]
            lengths.append(len(seen))
        assert lengths[0] < 50, name
        assert lengths[1:] == [60, 60], name


@pytest.mark.parametrize(
    ("mine", "name"),
    [
        (Doubting, "fang_2010"),
        *(
            pytest.param(*pair, marks=pytest.mark.thorough)
            for pair in product((Forgetting, Flipping, Reversing), LITERATURE)
        ),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_rest_is_derived_with_a_rule_of_ones_own_at_any_place(mine: type[Mechanism], name: str) -> None:
    """Three places, by a fixed lot; the rule really changes numbers."""
    rules = plain(WEEK)
    without, _ = resting(rules, small(name))
    for place in Random(f"{mine.name} {name}").sample(range(len(rules) + 1), 3):
        held, on = resting([*rules[:place], mine, *rules[place:]], small(name))
        assert held == on, place
        assert held != without, place


@pytest.mark.parametrize("name", LITERATURE)
def test_negative_control_a_rule_that_lies_about_itself_is_not_called_in_time(name: str) -> None:
    rules = plain(WEEK)
    held, on = resting([*rules, Lying], small(name))
    assert held == resting(rules, small(name))[0]
    assert on == resting([*rules, Reversing], small(name))[0] != held


@pytest.mark.thorough
def test_rest_is_derived_between_compiled_rules_too() -> None:
    held, on = resting([*WEEK, Reversing], small("march_1991_text"))
    assert held == on == resting([*plain(WEEK), Reversing], small("march_1991_text"))[0]
    assert resting([*WEEK, Lying], small("march_1991_text"))[0] != held


def stepped(crew: Scenario, **columns: Any) -> Any:
    """The state after one period that began with some columns set."""
    model = sim.Organization(crew, seed=1)
    for path, values in columns.items():
        part, _, name = path.partition("__")
        getattr(getattr(model.state, part), name)[...] = values
    model.step()
    return model.state


def test_superiors_are_heard_as_the_text_says() -> None:
    """Three members, reality all +1: with a code right on one goal of four, those right on two are superior."""
    crew = sim.load("march_1991_text").with_(
        environment={"goals": 4, "decisions": 4}, organization={"members": 3},
        leadership={"listening": 1, "communication": 0},
    )  # fmt: skip
    beliefs = [[1, 1, 0, -1], [1, 1, 1, 0], [1, -1, -1, -1]]
    state = stepped(crew, ocean__goal=1, course__direction=[1, -1, 0, 0], people__belief=beliefs)
    assert state.week.stance.tolist() == beliefs
    assert state.course.blank.tolist() == [0, 0, 1, 1]
    # Goal 1: both say so; 2: both differ from the code; 3: one says +1, one is as blank as the code: k = 0, nothing
    # turns; 4: one says -1, one is blank: k = 0.
    assert state.course.direction.tolist() == [1, 1, 0, 0]


def test_superiors_are_heard_as_the_program_does() -> None:
    """Who knows as much as the code is not superior; votes are signed and a blank code follows any majority."""
    crew = sim.load("march_1991_program").with_(
        environment={"goals": 3, "decisions": 3}, organization={"members": 3},
        leadership={"listening": 1, "communication": 1},
    )  # fmt: skip
    beliefs = [[1, 1, -1], [1, -1, 1], [-1, -1, 1]]
    state = stepped(crew, ocean__goal=1, course__direction=[0, 0, -1], people__belief=beliefs)
    # The code's score is -1: the first two (+1 each) are superior, the third (-1) is not. Votes: 2, 0, 0.
    assert state.course.direction.tolist() == [1, 0, -1]
    # Members learned at the same time, one step toward the code as it was: only goal 3 was said.
    assert state.people.belief.tolist() == [[1, 1, -1], [1, -1, 0], [-1, -1, 0]]


def test_outsiders_take_the_vacant_position_itself() -> None:
    crew = sim.load("led").with_(organization={"turnover": 0.3, "promotion": "outside"}, run={"periods": 20})
    model = sim.Organization(crew, seed=1)
    before = model.state.people.person.copy()
    while model.running:
        model.step()
        after = model.state.people.person
        stayed = np.isin(after, before)
        assert (after[stayed] == before[stayed]).all()
        assert (after[~stayed] > before.max()).all()
        before = after.copy()


def test_choices_of_the_literature_leave_the_default_model_alone() -> None:
    """The defaults are the first of each choice: `led` compiles to zeros there."""
    p = compiled(sim.load("led").parameters)
    assert (p.published.work, p.published.layout, p.published.copying, p.published.standing) == (0, 0, 0, 0)
    assert (p.published.task, p.published.search, p.environment.couplings) == (0, 0, 0)
    assert (p.published.reports, p.published.socialization, p.published.information) == (0, 0, 0)


def test_a_study_with_fewer_replicates_says_what_follows_from_it(tmp_path: Path) -> None:
    published = Path(__file__).parent.parent / "results" / "literature"
    assert "of its replicates" not in page(published, ""), "the published run has all"
    folder, scales = tmp_path, dict.fromkeys(read(published), 1.0) | {"networks": 0.4, "signs": 0.15, "planning": 0.5}
    (folder / "checks.json").write_bytes((published / "checks.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({"scales": scales}), encoding="utf-8")
    sections = page(folder, "").split("\n## ")
    for name, checks in read(folder).items():
        (section,) = (part for part in sections if part.startswith(f"{replications()[name].title}\n"))
        kinds = {check.level == "relational" for check in checks}
        assert ("of its replicates" in section) == (scales[name] < 1)
        # Margins of numbers grow as replicates become fewer; the effects of signs stay, so their power falls.
        assert ("margins of numbers are wider" in section) == (scales[name] < 1 and False in kinds)
        assert ("power of signs is less" in section) == (scales[name] < 1 and True in kinds)
