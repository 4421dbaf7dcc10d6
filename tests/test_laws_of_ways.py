"""Ways of working: the landscape against exact facts on NK landscapes, and the laws of ideas, trials and stakeholders.

Over the choice of seeds each statistical check errs with probability 1e-6 (`checks.LEVEL`), where not stated otherwise.
"""

from typing import Any

import numpy as np
import pytest
from numba import njit

import sim
from sim.model.assemble import standard
from sim.model.compile import with_inner
from sim.model.judgement import ENDED, NONE, code_at, entry, error
from sim.model.kernel import luck_of
from sim.model.mechanisms.conflict import Conflict
from sim.model.plain_values import compiled
from sim.model.random import root, split
from sim.model.week import WEEK
from tests.checks import SEED, Reals, assert_mean, assert_other_mean

VALUES = compiled(standard().parameters())
CALM = {"strategic_turbulence": 0.0, "operational_turbulence": 0.0}


def _heights(lands: Any, decisions: int, e: Any, end: int, obsolescence: float, heights: Reals, first: Reals) -> None:
    """The mean quality of every combination of ways, and the quality of its first decision."""
    way = np.zeros(decisions, np.int64)
    for combination in range(len(heights)):
        for j in range(decisions):
            way[j] = (combination >> j) & 1
        total = 0.0
        for j in range(decisions):
            worth = entry(lands, j, code_at(lands, j, NONE, NONE, way, decisions, e), end, obsolescence)
            total += worth
            if j == 0:
                first[combination] = worth
        heights[combination] = total / decisions


HEIGHTS = njit(with_inner(_heights))


def landscape(number: int, decisions: int, across: int, end: int = 1, obsolescence: float = 0.5) -> tuple[Reals, Reals]:
    """The heights of all 2^decisions combinations on one landscape, and the worth of decision 0."""
    node = split(root(SEED), number)
    lands = tuple((np.uint64(a), np.uint64(b)) for a, b in (split(node, child) for child in range(4)))
    heights, first = np.zeros(2**decisions), np.zeros(2**decisions)
    e = VALUES.environment._replace(inside=0, across=across)  # type: ignore[attr-defined]
    HEIGHTS(lands, decisions, e, end, obsolescence, heights, first)
    return heights, first


def neighbours(decisions: int) -> list[np.ndarray]:
    return [np.arange(2**decisions) ^ (1 << j) for j in range(decisions)]


@pytest.mark.parametrize("across", [0, 1, 3, 7])
def test_heights_have_the_mean_variance_and_correlation_of_an_nk_landscape(across: int) -> None:
    """E = 1/2, Var = 1/(12 N), correlation of neighbours 1 - (K + 1)/N; each sample is one point of one landscape."""
    n, lands = 8, 6000
    rows = [landscape(number, n, across)[0] for number in range(lands)]
    point, neighbour = np.array([h[5] for h in rows]), np.array([h[4] for h in rows])
    assert_mean(point, 0.5)
    assert_mean((point - 0.5) ** 2, 1 / (12 * n), 0.03)
    covariance = (1 - (across + 1) / n) / (12 * n)
    products = (point - 0.5) * (neighbour - 0.5)
    assert abs(products.mean() - covariance) < 5 * products.std() / np.sqrt(lands)
    wrong = (1 - across / n) / (12 * n)
    assert abs(products.mean() - wrong) > 5 * products.std() / np.sqrt(lands), "negative control: one coupling fewer"


@pytest.mark.parametrize(
    ("across", "optima", "highest"), [(1, 3.81, 0.7187), (3, 16.13, 0.7645), (5, 34.97, 0.7798), (9, 93.09, 0.7840)]
)
def test_landscapes_have_the_published_number_of_local_optima(across: int, optima: float, highest: float) -> None:
    """N = 10; K = N - 1 has 2^N / (N + 1) of them in the mean."""
    counts, tops = [], []
    for number in range(2000):
        height, _ = landscape(number, 10, across)
        counts.append(np.logical_and.reduce([height > height[other] for other in neighbours(10)]).sum())
        tops.append(height.max())
    assert abs(np.mean(counts) - optima) < 0.3 + 5 * np.std(counts) / np.sqrt(len(counts))
    assert abs(np.mean(tops) - highest) < 0.002 + 5 * np.std(tops) / np.sqrt(len(tops))
    assert abs(np.mean(counts) - 1.2 * optima) > 5 * np.std(counts) / np.sqrt(len(counts)), "negative control"


def test_a_reversed_goal_leaves_the_share_of_entries_that_is_not_obsolete() -> None:
    kept = []
    for number in range(300):
        before, after = (landscape(number, 6, 5, end, obsolescence=0.3)[1] for end in (1, -1))
        kept.extend((before == after).astype(float))
    assert_mean(kept, 0.7)
    assert_other_mean(kept, 0.65)


def test_without_a_belief_on_the_goal_an_entry_is_the_mean_of_both() -> None:
    one, other, blank = (landscape(7, 6, 3, end)[1] for end in (1, -1, 0))
    assert np.array_equal(blank, 0.5 * (one + other))
    assert not np.array_equal(one, other), "negative control"


def test_judgement_errs_as_the_triangular_error_says() -> None:
    """P(judged better | gain d) = 1 - (1 - d/A)^2 / 2, and the mean of n notes has the variance A^2 / (6 n)."""
    node, largest, gain = split(root(SEED), 1), 1.5, 0.4
    errors = largest * np.array([error(node, i, 0) for i in range(40_000)])
    assert_mean(gain + errors > 0, 1 - (1 - gain / largest) ** 2 / 2)
    assert_other_mean(gain + errors > 0, 1 - (1 - gain / largest) / 2)
    assert_mean(errors.reshape(-1, 4).mean(axis=1) ** 2, largest**2 / 24, 0.03)


def rugged(**changes: Any) -> sim.Scenario:
    """A led crew in calm water whose ways matter."""
    values = {
        "environment.ruggedness": 1.0, "environment.strategic_turbulence": 0.0,
        "environment.operational_turbulence": 0.0, "organization.turnover": 0.0, "run.periods": 60,
    }  # fmt: skip
    return sim.load("led").with_(**{**values, **{name.replace("__", "."): value for name, value in changes.items()}})


def finals(scenario: sim.Scenario, *names: str, replicates: int = 40) -> list[float]:
    outcomes = sim.run(scenario, replicates, SEED, series=False).outcomes
    return [float(outcomes[f"{name}_final"].mean()) for name in names]


def test_quality_is_constant_where_nobody_has_ideas_and_rises_where_they_have() -> None:
    still = sim.run(rugged(motivation__ideas=0.0), 20, SEED).measures["quality"]
    assert (still == still[:, :1]).all()
    tried = sim.run(rugged(), 20, SEED).measures["quality"]
    assert (tried[:, -1] > tried[:, 0]).mean() > 0.8, "negative control"


def test_who_does_not_dare_tries_nothing() -> None:
    silent = rugged(motivation__initial_safety=0.0, run__pace=0.0)
    trials, kept_back = finals(silent, "trials", "silent")
    assert trials == 0
    assert kept_back > 0
    assert finals(rugged(), "trials")[0] > 0, "negative control"


def test_without_control_nobody_is_blocked() -> None:
    assert finals(rugged(management__control=0.0), "blocked") == [0]
    assert finals(rugged(management__control=1.0), "blocked")[0] > 0.02, "negative control"


def test_with_clear_sight_nothing_worse_is_kept() -> None:
    """Without ambiguity and couplings, a kept change is a gain, and quality rises to the mean of the larger of two."""
    clear = rugged(
        environment__ambiguity=0.0, environment__inside=0, environment__across=0, environment__obsolescence=0.0,
        run__periods=400, motivation__ideas=1.0, motivation__initial_safety=1.0, management__control=0.0,
    )  # fmt: skip
    kept, right, quality = finals(clear, "kept", "kept_right", "quality", replicates=60)
    assert kept == right == 1
    assert quality == pytest.approx(2 / 3, abs=0.02)


def burden(across: int) -> int:
    """What change sent through the formal channel in 40 periods, uncompiled and with no conflicts that take it up."""
    crew = rugged(environment__across=across, development__rotation=0.1, organization__members=14,
                  motivation__ideas=0.5, management__control=1.0, motivation__initial_safety=1.0)  # fmt: skip
    values = compiled(crew.parameters)
    state = standard().allocate(crew.parameters, np.ones(1))
    standard().begin(state, values, SEED, 0)
    for t in range(40):
        for rule in WEEK:
            if rule is not Conflict and rule.step is not None and (rule.active is None or rule.active(values)):
                rule.step(luck_of(SEED, 0, t + 1), t, state, values)
    return int(state.week.burden[0])


def test_without_couplings_across_departments_nobody_asks_elsewhere() -> None:
    """So that no bit depends on what would have been heard."""
    assert burden(across=0) == 0
    assert burden(across=2) > 0, "negative control"


def test_a_trial_lasts_as_long_as_a_decision_needs_to_settle() -> None:
    """Each trial ends with probability 1 / settling per period, where nothing else unsettles its decision again.

    Without ties no change is joint. A new trial may begin at a decision in the period in which another one ended there.
    """
    settling = 4.0
    crew = rugged(
        management__settling=settling, motivation__ideas=0.3, run__periods=400, management__switching_cost=0.0,
        management__planning="rigid", management__planning_horizon=400, rewards__adoption=0.0, network__ties=0,
    )  # fmt: skip
    ends: list[float] = []
    for seed in range(4):
        organization = sim.Organization(crew, seed=SEED + seed)
        for _ in range(400):
            course = organization.state.course
            on_trial, ended = int((course.leader >= 0).sum()), int(course.events[ENDED])
            organization.step()
            ended = int(course.events[ENDED]) - ended
            ends += [1.0] * ended + [0.0] * (on_trial - ended)
    assert_mean(ends, 1 / settling, 0.03)
    assert_other_mean(ends, 1 / (settling + 1))


@pytest.mark.parametrize(("outside", "erosion"), [(0.2, 0.05), (0.05, 0.3)])
def test_mean_support_is_that_of_talks_and_erosion(outside: float, erosion: float) -> None:
    """p / (1 - (1 - p)(1 - erosion)) in the long run."""
    crew = rugged(leadership__outside=outside, environment__erosion=erosion, run__periods=300)
    support = sim.run(crew, 400, SEED).measures["support"][:, -1]
    expected = outside / (1 - (1 - outside) * (1 - erosion))
    assert_mean(support, expected, 0.05)
    assert_other_mean(support, 1.3 * expected)


def test_support_scales_what_a_stroke_is_worth() -> None:
    led = sim.load("led").with_(leadership={"outside": 0.0})
    crew = {"environment.dependence": 0.6, "environment.erosion": 0.0}
    plain, supported = (sim.run(led.with_(**c), 5, SEED) for c in ({}, crew))
    assert np.array_equal(plain.measures["speed"], supported.measures["speed"]), "full support costs nothing"
    eroding = sim.run(led.with_(**{**crew, "environment.erosion": 1.0}), 5, SEED)
    assert eroding.measures["speed"] == pytest.approx(0.4 * plain.measures["speed"])


def test_parameters_of_ways_move_nothing_where_ways_do_not_matter() -> None:
    def moves(ruggedness: float) -> bool:
        one = sim.load("led").with_(environment={"ruggedness": ruggedness})
        other = one.with_(environment={"inside": 3, "across": 4, "obsolescence": 0.1, "ambiguity": 9.0})
        runs = [sim.run(crew, 3, SEED).measures for crew in (one, other)]
        return any(not np.array_equal(runs[0][name], runs[1][name]) for name in runs[0])

    assert not moves(0.0)
    assert moves(0.5), "negative control"


def worth_of_consent(across: int, ambiguity: float, replicates: int = 200) -> Reals:
    """What it adds to the final quality that a boss who sees all consents to every trial, one number per replicate."""
    crew = sim.load("led").with_(
        run={"pace": 0.0},
        environment={**CALM, "ruggedness": 1.0, "inside": 2, "across": across, "ambiguity": ambiguity},
        organization={"span_of_control": 50, "turnover": 0.0},
        motivation={"initial_safety": 1.0, "ideas": 0.1},
        development={"rate": 0.0, "retrospectives": 0.0, "rotation": 0.0},
        network={"ties": 0},
    )
    asked, free = (
        sim.run(crew.with_(management={"control": control}), replicates, seed=1, series=False).outcomes["quality_final"]
        for control in (1.0, 0.0)
    )
    return np.asarray(asked - free)


def test_a_level_that_screens_is_worth_more_the_more_departments_depend_on_each_other() -> None:
    """The sign of Rivkin & Siggelkow (2003), where judgement errs; where nobody errs, a second look adds nothing."""
    apart, coupled = worth_of_consent(0, 1.5), worth_of_consent(4, 1.5)
    more = coupled - apart
    assert more.mean() > 4.9 * more.std(ddof=1) / np.sqrt(len(more))
    assert apart.mean() > 4.9 * apart.std(ddof=1) / np.sqrt(len(apart))
    sure = worth_of_consent(4, 0.0) - worth_of_consent(0, 0.0)
    assert abs(sure.mean()) < 4.9 * sure.std(ddof=1) / np.sqrt(len(sure)), "negative control"
    assert abs(sure.mean()) < more.mean() / 4
