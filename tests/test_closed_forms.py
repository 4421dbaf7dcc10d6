"""Closed forms that check the rules: runs through the kernel agree with theory, and reject a slightly wrong theory.

Seeds were fixed beforehand (`checks.SEED`), so the tests are deterministic. Over the choice of seeds each statistical
check would err with probability `checks.LEVEL` = 1e-6; there are fewer than 100, so the family errs with at most 1e-4.
Each mean is known to a standard error of at most 1 % of its expected value, where not stated otherwise (`assert_mean`
holds this). Identities hold to 1e-12.
"""

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from checks import LEVEL, Reals, advance, assert_mean, assert_other_mean, begun, p_value, played, series
from numpy.typing import NDArray
from scipy import stats

from sim.parameters import Parameters
from sim.rules.conflict import AGREED, NOTHING, SENT_UP
from sim.state import State

# A world and a crew in which nothing happens; each test sets going what it is about.
QUIET: dict[str, dict[str, Any]] = {
    "run": {"periods": 20},
    "environment": {
        "strategic_turbulence": 0,
        "operational_turbulence": 0,
        "feedback_accuracy": 1,
        "local_accuracy": 1,
    },
    "organization": {"turnover": 0},
    "management": {
        "strength": 0,
        "planning": "rigid",
        "planning_horizon": 100_000,
        "switching_cost": 0,
        "attention": 0,
        "handoffs": 1,
    },
    "leadership": {"strength": 0},
    "motivation": {"need_rate": 0, "experience": 0, "safety_rate": 0},
    "rewards": {"initiative": 0, "adoption": 0},
    "development": {"rate": 0, "record_rate": 0},
    "network": {"ties": 0, "trust_rate": 0, "peer_learning": 0, "strain_cost": 0, "strain_rate": 0},
}


def quiet(**groups: dict[str, Any]) -> Parameters:
    """The quiet world with some settings changed."""
    merged = {name: {**QUIET.get(name, {}), **groups.get(name, {})} for name in {*QUIET, *groups}}
    return Parameters.model_validate(
        {name: {key: _as_declared(name, key, value) for key, value in group.items()} for name, group in merged.items()}
    )


def _as_declared(group: str, name: str, value: Any) -> Any:
    annotation = type(getattr(Parameters(), group)).model_fields[name].annotation
    return float(value) if annotation is float else value


def depths(members: int, span: int) -> NDArray[np.int64]:
    """How many bosses each position has above it."""
    found = np.zeros(members, dtype=np.int64)
    for i in range(1, members):
        found[i] = found[(i - 1) // span] + 1
    return found


# --- Step 6: seats --------------------------------------------------------------------------------


def occupancy(rowers: int, helped: float = 0) -> float:
    """Expected share of seats taken at random by as many rowers; whose is taken finds a free one with chance `helped`.

    The number M of taken seats grows by 1 − (M / n)(1 − helped), which is linear in M.
    """
    lost = 1 - helped
    return 1.0 if lost == 0 else (1 - (1 - lost / rowers) ** rowers) / lost


@pytest.mark.parametrize("members", [2, 5, 30, 100])
def test_coverage_without_management_is_that_of_random_seats(members: int) -> None:
    coverage = played(quiet(run={"periods": 100}, organization={"members": members}), 200)[0]["coverage"].mean(axis=1)
    expected = 1 - (1 - 1 / members) ** members
    assert_mean(coverage, expected)
    assert_other_mean(coverage, 1 - expected)
    assert_other_mean(coverage, 1 - np.exp(-1))
    attentive = quiet(run={"periods": 100}, organization={"members": members}, management={"attention": 0.5})
    assert_other_mean(played(attentive, 200)[0]["coverage"].mean(axis=1), expected)


@pytest.mark.parametrize("attention", [1, 4])
def test_coverage_grows_with_attention_as_mutual_adjustment_predicts(attention: float) -> None:
    members = 10
    crew = quiet(run={"periods": 100}, organization={"members": members}, management={"attention": attention})
    coverage = played(crew, 400)[0]["coverage"].mean(axis=1)
    assert_mean(coverage, occupancy(members, attention / (members - 1)))
    assert_other_mean(coverage, occupancy(members, attention / members))


def test_attention_to_all_others_mans_every_oar() -> None:
    crew = quiet(organization={"members": 8}, management={"attention": 7})
    assert (played(crew, 50)[0]["coverage"] == 1).all()
    distracted = quiet(organization={"members": 8}, management={"attention": 6})
    assert (played(distracted, 50)[0]["coverage"] < 1).any()


def test_coverage_under_partial_management_mixes_managing_and_rowing() -> None:
    """One manager, who rows with probability 1 − strength; the oars are assigned with probability strength."""
    members, strength, attention = 25, 0.6, 3
    crew = quiet(
        run={"periods": 100},
        organization={"members": members, "span_of_control": members},
        management={"strength": strength, "attention": attention},
    )
    coverage = played(crew, 200)[0]["coverage"].mean(axis=1)
    helped = 1 - (1 - strength) * (1 - attention / (members - 1))
    expected = strength * occupancy(members - 1, helped) + (1 - strength) * occupancy(members, helped)
    assert_mean(coverage, expected, precision=0.002)
    assert_other_mean(coverage, occupancy(members - 1, strength))


@pytest.mark.parametrize("members", [2, 7, 50, 500])
def test_full_management_mans_every_oar(members: int) -> None:
    crew = quiet(organization={"members": members}, management={"strength": 1})
    measured, state = played(crew, 20)
    assert (measured["coverage"] == 1).all()
    assert (state.week.managing == state.structure.leads).all()
    assert ((state.week.decision >= 0) == ~state.structure.leads).all()
    slack = quiet(organization={"members": members}, management={"strength": 0.8})
    assert (played(slack, 20)[0]["coverage"] < 1).any()


def at_home(rotation: float) -> NDArray[Any]:
    """Which of 20 decisions was taken by who came first to the boat; all members have home goal 0."""
    crew = quiet(organization={"members": 40, "span_of_control": 40}, development={"rotation": rotation})
    state, taken = begun(crew), []
    for replicate in range(4000):
        advance(state, crew, 0, 1, replicate)
        taken.append(state.week.decision[state.week.order[0]])
    return np.bincount(taken, minlength=20)


def test_without_rotation_a_seat_is_any_of_the_home_goal() -> None:
    counts, rotated = at_home(0), at_home(1)
    assert counts[0::5].sum() == counts.sum()
    assert stats.chisquare(counts[0::5]).pvalue > LEVEL
    assert stats.chisquare(rotated).pvalue > LEVEL
    assert stats.chisquare(at_home(0.5)).pvalue < LEVEL


def test_without_rotation_and_management_members_stay_at_their_home_goal() -> None:
    def share_at_home(rotation: float) -> float:
        crew = quiet(organization={"members": 100}, development={"rotation": rotation})
        state = begun(crew)
        advance(state, crew, 0, 1)
        working = state.week.decision >= 0
        return float((state.structure.serves[state.week.decision] == state.structure.home)[working].mean())

    assert share_at_home(0) == 1
    assert share_at_home(1) < 0.5


# --- Steps 1 and 4: the ocean and the plan --------------------------------------------------------

DRIFT = 0.05
ANALYSIS = 0.9
AGES = [0, 1, 5, 20]


def plan_accuracy(
    environment: dict[str, Any], leadership: dict[str, Any] | None = None, **management: Any
) -> NDArray[np.float64]:
    """Plan accuracy (replicates × periods) of 400 decisions, each with a goal of its own."""
    planner = quiet(
        run={"periods": 31},
        environment={"decisions": 400, "goals": 400, **environment},
        organization={"members": 2},
        management={"strength": 1, "analysis_accuracy": ANALYSIS, **management},
        leadership=leadership or {},
    )
    return played(planner, 100)[0]["plan_accuracy"]


def match(conditions: float, goals: float = 1) -> float:
    """½ + ½ (2 · analysis − 1), shrunk by what conditions and goals have kept of themselves."""
    return 0.5 + 0.5 * conditions * goals * (2 * ANALYSIS - 1)


def kept(age: int, rate: float = DRIFT) -> float:
    return (1 - 2 * rate) ** age


def test_a_frozen_plan_loses_touch_with_the_water_as_it_ages() -> None:
    """The plan of period 0 is drawn after that period's reversals, and measured at the end of each: age = period."""
    accuracy = plan_accuracy({"operational_turbulence": DRIFT})
    for age in AGES:
        assert_mean(accuracy[:, age], match(kept(age)))
    for age in (1, 5):
        assert_other_mean(accuracy[:, age], match(kept(age + 1)))
        assert_other_mean(accuracy[:, age], match((1 - DRIFT) ** age))


def test_a_frozen_plan_loses_touch_with_the_destination_one_period_earlier() -> None:
    """The direction is as old as the founding, and goals reverse in period 0 already: age = period + 1."""
    accuracy = plan_accuracy({"strategic_turbulence": DRIFT})
    for age in AGES:
        assert_mean(accuracy[:, age], match(1, kept(age + 1)))
    assert_other_mean(accuracy[:, 1], match(1, kept(1)))


def test_ends_and_means_wear_a_plan_out_independently() -> None:
    accuracy = plan_accuracy({"strategic_turbulence": 0.02, "operational_turbulence": DRIFT})
    for age in AGES:
        assert_mean(accuracy[:, age], match(kept(age), kept(age + 1, 0.02)))
    assert_other_mean(accuracy[:, 5], match(kept(5)))


def test_foresight_spares_the_plan_what_was_foreseen() -> None:
    accuracy = plan_accuracy({"operational_turbulence": DRIFT, "foresight": 0.5})
    for age in AGES:
        assert_mean(accuracy[:, age], match(kept(age, DRIFT / 2)))
    assert_other_mean(accuracy[:, 5], match(kept(5)))


def test_with_full_foresight_a_plan_never_decays() -> None:
    sea = {"strategic_turbulence": DRIFT, "operational_turbulence": DRIFT, "shock_every": 7}
    accuracy = plan_accuracy({**sea, "foresight": 1})
    assert (accuracy == accuracy[:, :1]).all()
    nearly = plan_accuracy({**sea, "foresight": 0.99})
    assert not (nearly == nearly[:, :1]).all()


@pytest.mark.parametrize(
    ("leadership", "management", "every"),
    [
        ({}, {"planning_horizon": 10}, 10),
        ({"strength": 1, "review_every": 4}, {"planning": "rolling"}, 4),
        ({"strength": 1, "review_every": 4}, {"planning": "rigid"}, 1000),
    ],
)
def test_a_plan_is_as_young_as_its_last_redrawing(
    leadership: dict[str, Any], management: dict[str, Any], every: int
) -> None:
    accuracy = plan_accuracy({"operational_turbulence": DRIFT}, leadership, **management)
    for period in (9, 20, 23):
        assert_mean(accuracy[:, period], match(kept(period % every)))
    assert_other_mean(accuracy[:, 20], match(kept(0 if every > 20 else 20)))


def reversals(turbulence: float, trace: Sequence[float], periods: int, trace_every: int) -> Reals:
    """Share of 4000 goals that reversed and of as many conditions, in each period (2 × periods)."""
    sea = {
        "decisions": 4000,
        "goals": 4000,
        "strategic_turbulence": turbulence,
        "operational_turbulence": turbulence,
        "trace_every": trace_every,
    }
    crew = quiet(run={"periods": periods}, environment=sea, organization={"members": 2})
    state, shares = begun(crew, trace=trace), np.zeros((2, periods))
    for t in range(periods):
        before = state.ocean.goal.copy(), state.ocean.condition.copy()
        advance(state, crew, t, t + 1)
        shares[:, t] = (state.ocean.goal != before[0]).mean(), (state.ocean.condition != before[1]).mean()
    return shares


def test_a_trace_scales_both_rates_row_by_row_and_repeats() -> None:
    trace, every = [0, 1, 2], 20
    shares = reversals(0.04, trace, 300, every).reshape(2, 5, 3, every)  # rates × rounds × rows × periods
    assert (shares[:, :, 0] == 0).all()
    for rate in shares:
        assert_mean(rate[:, 1].ravel(), 0.04)
        assert_mean(rate[:, 2].ravel(), 0.08)
        assert_other_mean(rate[:, 2].ravel(), 0.04)


def test_a_trace_of_two_is_twice_the_turbulence() -> None:
    assert (reversals(0.03, [2], 10, 13) == reversals(0.06, [1], 10, 13)).all()
    assert not (reversals(0.03, [1], 10, 13) == reversals(0.06, [1], 10, 13)).all()


def test_scaled_rates_are_clipped_to_one() -> None:
    assert (reversals(0.5, [3], 5, 13) == 1).all()
    assert (reversals(0.5, [1.9], 5, 13) < 1).all()


@pytest.mark.parametrize("settling", [1, 2.5, 8])
def test_a_changed_plan_settles_in_the_mean_after_settling_periods(settling: float) -> None:
    """Half of the decisions change when the plan is redrawn in period 100, since conditions are coin flips by then."""
    horizon, durations = 100, []
    planner = quiet(
        run={"periods": 2 * horizon},
        environment={"decisions": 2000, "goals": 1, "operational_turbulence": 0.5},
        organization={"members": 2},
        management={"strength": 1, "planning_horizon": horizon, "settling": settling},
    )
    for replicate in range(20):
        state = begun(planner, replicate)
        advance(state, planner, 0, horizon, replicate)
        assert not state.course.unsettled.any()
        lasted = np.zeros(2000)
        for t in range(horizon, 2 * horizon):
            advance(state, planner, t, t + 1, replicate)
            lasted += state.course.unsettled
        durations.append(lasted[lasted > 0])
    lasting = np.concatenate(durations)
    if settling == 1:
        assert (lasting == 1).all()
    else:
        assert_mean(lasting, settling)
        assert_other_mean(lasting, settling - 1)
        assert_other_mean(lasting, settling + 1)


@pytest.mark.parametrize("cost", [0, 0.3, 1])
def test_switching_loses_its_share_of_the_oars_of_unsettled_decisions(cost: float) -> None:
    crew = quiet(
        organization={"members": 2001, "span_of_control": 2000},
        management={"strength": 1, "switching_cost": cost, "settling": 1000},
    )
    state, unsettled, covered = begun(crew), np.arange(20) < 10, []
    for t in range(20):
        state.course.unsettled[:] = unsettled
        advance(state, crew, t, t + 1)
        assert (state.week.manned == state.week.seats)[~unsettled].all()
        still = state.course.unsettled
        covered += list((state.week.manned / state.week.seats)[still])
    assert_mean(covered, 1 - cost)
    assert_other_mean(covered, 1 - cost / 2 if cost else 0.9)


# --- Step 2: the channel --------------------------------------------------------------------------


@pytest.mark.parametrize("span", [1, 2, 6, 100])
def test_reach_falls_by_the_fidelity_at_each_level(span: int) -> None:
    """A line for span 1. Without skill, strain and ties; at each period."""
    members, fidelity = 40, 0.8
    crew = quiet(organization={"members": members, "span_of_control": span}, leadership={"channel_fidelity": fidelity})
    state = begun(crew)
    state.people.skill[:] = 0
    advance(state, crew, 0, 20)
    depth = depths(members, span)
    np.testing.assert_allclose(state.week.reach, fidelity**depth, rtol=1e-12)
    assert not np.allclose(state.week.reach, fidelity ** (depth + 1))
    np.testing.assert_allclose(series(state, "reach"), (fidelity**depth).mean(), rtol=1e-12)


@pytest.mark.parametrize("skill", [0.5, 1])
def test_skilled_managers_carry_the_rest_of_the_word(skill: float) -> None:
    crew = quiet(organization={"members": 43}, leadership={"channel_fidelity": 0.8})
    state = begun(crew)
    state.people.skill[:] = skill
    advance(state, crew, 0, 1)
    np.testing.assert_allclose(state.week.reach, (0.8 + 0.2 * skill) ** depths(43, 6), rtol=1e-12)
    assert not np.allclose(state.week.reach, 0.8 ** depths(43, 6))


def test_strain_divides_reach_once_whatever_the_depth() -> None:
    crew = quiet(organization={"members": 43}, network={"strain_cost": 5})
    state = begun(crew)
    state.people.skill[:] = 0
    state.course.strain[:] = 0.2
    advance(state, crew, 0, 1)
    depth = depths(43, 6)
    expected = np.where(depth == 0, 1, 0.85**depth / (1 + 5 * 0.2))
    np.testing.assert_allclose(state.week.reach, expected, rtol=1e-12)
    assert not np.allclose(state.week.reach, np.where(depth == 0, 1, (0.85 / 2) ** depth))


def test_informal_reach_is_the_best_tie_and_adds_to_the_formal_as_chances_do() -> None:
    crew = quiet(
        organization={"members": 43}, network={"ties": 3, "cross_team": 1}, leadership={"channel_fidelity": 0.7}
    )
    state = begun(crew)
    state.people.skill[:] = 0
    trust = np.random.default_rng(1).random((43, 3))
    state.people.trust[:] = trust
    advance(state, crew, 0, 1)
    formal = 0.7 ** depths(43, 6)
    informal = (trust * formal[state.people.tie]).max(axis=1)
    expected = 1 - (1 - formal) * (1 - informal)
    np.testing.assert_allclose(state.week.reach, expected, rtol=1e-12)
    assert (state.week.reach[1:] > formal[1:]).all()


def test_direct_talk_reaches_its_share_of_members_fully() -> None:
    talk, fidelity = 0.3, 0.5
    crew = quiet(
        run={"periods": 100},
        organization={"members": 101, "span_of_control": 100},
        leadership={"strength": 1, "channel_fidelity": fidelity, "direct_talk": talk},
    )
    state, reached = begun(crew), []
    state.people.skill[:] = 0
    for t in range(100):
        advance(state, crew, t, t + 1)
        reached.append(state.week.reach[1:].mean())
    assert_mean(reached, talk + (1 - talk) * fidelity)
    assert_other_mean(reached, fidelity)


# --- Step 5: communication ------------------------------------------------------------------------


def test_alignment_of_blank_members_approaches_one_by_the_chance_to_hear() -> None:
    """1 − (1 − p)^(t + 1) after the communication of period t, p = communication · fidelity^depth."""
    communication, fidelity, members = 0.3, 0.8, 43
    crew = quiet(
        environment={"decisions": 50, "goals": 50},
        organization={"members": members},
        leadership={"strength": 1, "communication": communication, "channel_fidelity": fidelity},
    )
    aligned = np.zeros((60, 20))
    for replicate in range(60):
        state = begun(crew, replicate)
        state.people.skill[:] = 0
        state.people.belief[:] = 0
        for t in range(20):
            advance(state, crew, t, t + 1, replicate)
            aligned[replicate, t] = state.week.alignment.mean()

    def expected(t: int, level: int = 0) -> float:
        chance = communication * fidelity ** (depths(members, 6) + level)
        return float((1 - (1 - chance) ** (t + 1)).mean())

    for t in (0, 3, 10):
        assert_mean(aligned[:, t], expected(t))
        assert_other_mean(aligned[:, t], expected(t + 1))
        assert_other_mean(aligned[:, t], expected(t, level=1))


def test_alignment_of_founders_who_know_nothing_starts_at_a_third() -> None:
    crew = quiet(
        environment={"goals": 20},
        organization={"founders_know": 0},
        leadership={"strength": 0.5, "communication": 0.4, "channel_fidelity": 1},
    )
    aligned = played(crew, 100)[0]["alignment"]
    for t in (0, 3, 10):
        assert_mean(aligned[:, t], 1 - 2 / 3 * 0.8 ** (t + 1))
    assert_other_mean(aligned[:, 3], 1 - 2 / 3 * 0.8**3)
    assert_other_mean(aligned[:, 3], 1 - 2 / 3 * 0.6**4)


def test_alignment_under_turnover_is_stationary_between_leaving_and_hearing() -> None:
    """Unaligned u = (1 − p)((1 − q) u + q · 2/3): who left is replaced by who guesses, then the word goes round."""
    p, q = 0.2, 0.1
    crew = quiet(
        run={"periods": 100},
        environment={"goals": 20},
        organization={"founders_know": 0, "turnover": q},
        leadership={"strength": 1, "communication": p, "channel_fidelity": 1},
    )
    aligned = played(crew, 100)[0]["alignment"][:, 50:].mean(axis=1)
    assert_mean(aligned, 1 - (1 - p) * q * 2 / 3 / (1 - (1 - p) * (1 - q)))
    assert_other_mean(aligned, 1 - (1 - p) * q / (1 - (1 - p) * (1 - q)))
    assert_other_mean(aligned, 1 - q * 2 / 3 / (1 - (1 - p) * (1 - q)))


# --- Step 3: the direction ------------------------------------------------------------------------


def jury(
    crew: int, feedback: float = 0.7, safety: float = 1, vision: float = 0, **leadership: float
) -> dict[str, Reals]:
    """Share of right, wrong and blank directions in each replicate, after the review of one period's reports.

    Each goal has one decision with `crew` oars, all manned by mutual attention; whoever speaks is heard.
    """
    goals = 40
    court = quiet(
        run={"periods": 3},
        environment={
            "decisions": goals,
            "goals": goals,
            "feedback_accuracy": feedback,
            "local_accuracy": 0.85,
        },
        organization={"members": crew * goals},
        management={"attention": 1000},
        motivation={"initial_safety": safety},
        leadership={
            "strength": 1,
            "review_every": 1,
            "founding_vision": vision,
            "communication": 0,
            "channel_fidelity": 1,
            "listening": 1,
            **leadership,
        },
    )
    measured = played(court, 400)[0]
    assert (measured["coverage"] == 1).all()
    right = measured["direction_accuracy"][:, 2]
    wrong = right - measured["direction_knowledge"][:, 2]
    return {"right": right, "wrong": wrong, "blank": 1 - right - wrong}


def accuracy(feedback: float = 0.7, local: float = 0.85) -> float:
    """A report is right if the water was read and the outcome seen rightly, or both wrongly."""
    return feedback * local + (1 - feedback) * (1 - local)


def test_a_blank_direction_follows_the_majority_as_condorcet_says() -> None:
    found = jury(15)
    assert_mean(found["right"], stats.binom.sf(7, 15, accuracy()))
    assert_other_mean(found["right"], stats.binom.sf(8, 15, accuracy()))
    assert_other_mean(found["right"], stats.binom.sf(7, 15, 0.7))
    assert_other_mean(found["right"], stats.binom.sf(6, 13, accuracy()))  # one report less on either side
    assert (abs(found["blank"]) < 1e-12).all()


def test_a_tied_jury_leaves_the_direction_blank() -> None:
    found = jury(10)
    assert_mean(found["right"], stats.binom.sf(5, 10, accuracy()))
    assert_mean(found["blank"], stats.binom.pmf(5, 10, accuracy()), precision=0.03)
    assert_other_mean(found["blank"], stats.binom.pmf(6, 10, accuracy()))


def test_a_jury_is_as_large_as_those_who_dare_to_speak() -> None:
    found, sizes = jury(15, safety=0.4), np.arange(16)

    def expected(voice: float) -> float:
        return float((stats.binom.pmf(sizes, 15, voice) * stats.binom.sf(sizes // 2, sizes, accuracy())).sum())

    assert_mean(found["right"], expected(0.4))
    assert_other_mean(found["right"], expected(0.5))
    assert_other_mean(jury(15, safety=0.4, direct_talk=0.5)["right"], expected(0.4))
    assert_mean(jury(15, safety=0.4, direct_talk=0.5)["right"], expected(0.2), precision=0.015)


def test_conviction_and_listening_hold_a_right_direction_against_a_wrong_majority() -> None:
    """It turns if against = R − 2X > conviction · R, with probability 1 − (1 − listening)^against."""
    feedback, conviction, listening = 0.3, 0.25, 0.3
    found = jury(15, feedback, vision=1, conviction=conviction, listening=listening)["wrong"]
    x = np.arange(16)
    against = 15 - 2 * x

    def expected(threshold: float, chance: float) -> float:
        turning = np.where(against > threshold * 15, 1 - (1 - chance) ** np.maximum(against, 0), 0)
        return float((stats.binom.pmf(x, 15, accuracy(feedback)) * turning).sum())

    assert_mean(found, expected(conviction, listening), precision=0.015)
    assert_other_mean(found, expected(0, listening))
    assert_other_mean(found, expected(conviction, 1))


@pytest.mark.parametrize(("tally", "listening"), [(1, 0.1), (3, 0.05), (10, 0.05), (40, 0.02)])
@pytest.mark.parametrize("direction", [-1, 0])
def test_a_tally_turns_the_direction_with_one_minus_the_chance_that_none_is_heard(
    tally: int, listening: float, direction: int
) -> None:
    """1 − (1 − listening)^|tally| on 16 × 10⁴ goals; every other tally stands for the other side."""
    goals = 10_000
    board = quiet(
        environment={"decisions": goals, "goals": goals},
        organization={"members": 2},
        leadership={"strength": 1, "listening": listening},
    )
    side = np.where(np.arange(goals) % 2 == 0, 1, -1)
    state, turned = begun(board), []
    for replicate in range(16):
        state.course.direction[:] = direction * side
        state.course.tally[:] = tally * side
        state.course.reports[:] = tally
        advance(state, board, 0, 1, replicate)
        turned += list(state.course.turned.astype(float))
        assert (state.course.direction == np.where(state.course.turned, side, direction * side)).all()
    assert_mean(turned, 1 - (1 - listening) ** tally)
    assert_other_mean(turned, 1 - (1 - listening) ** (tally + 1))


def test_a_tally_carries_over_only_if_it_speaks_against_the_direction_in_vain() -> None:
    goals = 10_000
    board = quiet(
        environment={"decisions": goals, "goals": goals},
        organization={"members": 2},
        leadership={"strength": 1, "conviction": 0.5, "listening": 0.5},
        motivation={"initial_safety": 0},  # nobody adds a report
    )
    for direction, tally, reports, turns, stays in [
        (1, 3, 5, False, False),  # speaks for it
        (1, 0, 4, False, False),  # speaks neither way
        (1, -2, 4, False, True),  # against, but within conviction
        (-1, 3, 4, True, True),  # against, beyond conviction: some turn, the others stay
        (0, 0, 4, False, False),
        (0, -1, 9, True, True),  # a blank direction is contradicted by any tally
    ]:
        state = begun(board)
        state.course.direction[:], state.course.tally[:], state.course.reports[:] = direction, tally, reports
        advance(state, board, 0, 1)
        turned = state.course.turned
        assert turned.any() == turns
        assert (state.course.tally[turned] == 0).all()
        assert (state.course.reports[turned] == 0).all()
        assert (state.course.tally[~turned] == (tally if stays else 0)).all()
        assert (state.course.reports[~turned] == (reports if stays else 0)).all()


# --- Step 7: action --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("safety", "control"), [(0.6, 0.3), (1, 0.5), (0.4, 0)])
def test_who_knows_better_than_the_plan_deviates_as_far_as_it_dares_and_may(safety: float, control: float) -> None:
    crew = quiet(
        organization={"members": 1000},
        management={"strength": 1, "control": control, "planning": "rigid"},
        motivation={"initial_safety": safety},
    )
    deviating: list[float] = []
    for replicate in range(60):
        state = begun(crew, replicate)
        advance(state, crew, 0, 1, replicate)
        state.people.belief[:] = state.ocean.goal
        state.people.safety[:] = safety
        state.course.plan[:] = -state.ocean.goal[state.structure.serves] * state.ocean.condition
        advance(state, crew, 1, 2, replicate)
        rowing = state.week.decision >= 0
        assert (rowing == ~state.structure.leads).all()
        assert (state.week.own == state.week.initiative).all()
        assert (state.week.right == state.week.initiative).all()
        deviating.append(state.week.initiative[rowing].mean())
    assert_mean(deviating, safety * (1 - control))
    assert_other_mean(deviating, safety * (1 - control / 2) if control else safety * 0.9)


# --- Step 8: outcome ------------------------------------------------------------------------------


@pytest.mark.parametrize("blocks", [1, 2, 4])
def test_fit_of_a_crew_that_knows_nothing_is_chance_and_its_heading_across(blocks: int) -> None:
    sea = {"interdependence": blocks}
    crew = quiet(run={"periods": 100}, environment=sea, leadership={"founding_vision": 0})
    measured = played(crew, 800)[0]
    fit, heading = measured["fit"].mean(axis=1), measured["heading"].mean(axis=1)
    assert_mean(fit, 0.5**blocks)
    assert_other_mean(fit, 0.5 ** (blocks + 1))
    assert heading.std(ddof=1) / np.sqrt(800) < 0.01
    assert p_value(heading, 0) > LEVEL
    assert_other_mean(heading, 0.02)
    knowing = quiet(run={"periods": 100}, environment=sea)
    assert_other_mean(played(knowing, 400)[0]["heading"].mean(axis=1), 0)


def pulls(handoffs: int, strength: float) -> State:
    crew = quiet(organization={"members": 60}, management={"handoffs": handoffs, "strength": strength})
    state = begun(crew)
    advance(state, crew, 0, 1)
    return state


@pytest.mark.parametrize("handoffs", [2, 3, 10])
def test_a_pull_scales_with_the_manned_share_to_the_number_of_handoffs_but_one(handoffs: int) -> None:
    single, chained = pulls(1, 0), pulls(handoffs, 0)
    week = single.week
    share = week.manned / week.seats
    assert (share < 1).any()
    working = week.decision >= 0
    alone = np.bincount(week.decision[working], (week.effort * week.action)[working], minlength=len(share))
    np.testing.assert_allclose(week.pull, alone, rtol=1e-12)
    expected = week.pull * share ** (handoffs - 1)
    np.testing.assert_allclose(chained.week.pull, expected, rtol=1e-12)
    assert not np.allclose(chained.week.pull, week.pull * share**handoffs)


def test_handoffs_cost_nothing_where_every_oar_is_manned() -> None:
    assert (pulls(1, 1).week.pull == pulls(10, 1).week.pull).all()
    assert not (pulls(1, 0).week.pull == pulls(10, 0).week.pull).all()


def test_a_crew_that_knows_everything_and_gives_all_makes_good_every_stroke() -> None:
    crew = quiet(management={"attention": 1000, "handoffs": 3}, motivation={"effort_floor": 1})
    measured, _ = played(crew, 20)
    for name in ("speed", "fit", "heading", "made_good", "effort", "coverage"):
        np.testing.assert_allclose(measured[name], 1, rtol=1e-12)


# --- Steps 8 to 13: geometric approach ------------------------------------------------------------


def approach(start: float, target: float, rate: float, steps: Any) -> Any:
    """Where a value stands that moves by a share `rate` of its distance to `target`, `steps` times."""
    return target + (start - target) * (1 - rate) ** steps


def steady(belief: int, leadership: float) -> State:
    """A crew of 20, one at each decision, all right (belief 1) or all wrong (−1), each with one tie it always meets."""
    crew = quiet(
        run={"periods": 30},
        organization={"members": 20},
        management={"attention": 1000},
        motivation={"need_rate": 0.1},
        leadership={"strength": leadership},
        development={"record_rate": 0.2},
        network={"ties": 1, "trust_rate": 0.06, "initial_trust": 0.4},
    )
    state = begun(crew)
    state.people.belief[:] = belief * state.ocean.goal
    state.people.skill[:] = 1
    advance(state, crew, 0, 30)
    return state


T = np.arange(30)


def test_needs_of_a_crew_that_succeeds_approach_one_geometrically() -> None:
    state = steady(belief=1, leadership=1)
    met = approach(0.5, 1, 0.1, T + 1)
    for need in ("achievement", "recognition", "esteem"):
        np.testing.assert_allclose(series(state, need), met, rtol=1e-12)
        assert not np.allclose(series(state, need), approach(0.5, 1, 0.1, T))
    np.testing.assert_allclose(state.people.record, approach(0.5, 1, 0.2, 30), rtol=1e-12)


def test_needs_of_a_crew_that_fails_approach_zero_but_for_esteem() -> None:
    state = steady(belief=-1, leadership=0)
    for need in ("achievement", "recognition"):
        np.testing.assert_allclose(series(state, need), approach(0.5, 0, 0.1, T + 1), rtol=1e-12)
    np.testing.assert_allclose(series(state, "esteem"), approach(0.5, 1, 0.1, T + 1), rtol=1e-12)
    np.testing.assert_allclose(state.people.record, approach(0.5, 0, 0.2, 30), rtol=1e-12)


def test_trust_of_those_who_agree_approaches_one_at_half_rate() -> None:
    state = steady(belief=1, leadership=1)
    np.testing.assert_allclose(series(state, "trust"), approach(0.4, 1, 0.03, T + 1), rtol=1e-12)
    assert not np.allclose(series(state, "trust"), approach(0.4, 1, 0.06, T + 1))


def test_belonging_follows_the_mean_of_trust_and_alignment() -> None:
    state = steady(belief=1, leadership=1)
    belonging, expected = 0.5, []
    for trust in approach(0.4, 1, 0.03, T):
        belonging += 0.1 * ((trust + 1) / 2 - belonging)
        expected.append(belonging)
    np.testing.assert_allclose(series(state, "belonging"), expected, rtol=1e-12)


def test_effort_is_the_floor_and_the_needs_met_before() -> None:
    state = steady(belief=1, leadership=1)
    met = sum(series(state, need)[:-1] for need in ("achievement", "recognition", "belonging", "esteem")) / 4
    np.testing.assert_allclose(series(state, "effort")[1:], 0.3 + 0.7 * met, rtol=1e-12)
    assert abs(series(state, "effort")[0] - 0.65) < 1e-12


def test_skill_of_those_who_always_manage_approaches_one_by_rate_and_potential() -> None:
    rate, crew = 0.3, {"members": 43}
    managed = quiet(
        organization=crew, management={"strength": 1, "control": 1}, development={"rate": rate, "coaching": 0}
    )
    state = begun(managed)
    before = state.people.skill.copy()
    advance(state, managed, 0, 20)
    lesson = np.where(state.structure.leads, rate * state.people.potential, 0)
    np.testing.assert_allclose(state.people.skill, 1 - (1 - before) * (1 - lesson) ** 20, rtol=1e-12)
    assert not np.allclose(state.people.skill, 1 - (1 - before) * (1 - lesson) ** 19)


def test_strain_of_two_who_always_quarrel_approaches_one() -> None:
    crew = quiet(organization={"members": 2}, network={"ties": 1, "initial_trust": 0, "strain_rate": 0.1})
    state = begun(crew)
    state.people.belief[0], state.people.belief[1] = 1, -1
    advance(state, crew, 0, 20)
    np.testing.assert_allclose(series(state, "strain"), approach(0, 1, 0.1, np.arange(20) + 1), rtol=1e-12)


LIVELY = Parameters.model_validate(
    {
        "run": {"periods": 60},
        "environment": {"strategic_turbulence": 0.05, "operational_turbulence": 0.1},
        "organization": {"turnover": 0.0, "members": 80},
        "management": {"strength": 0.7, "control": 0.4},
        "motivation": {"weight_esteem": 0.4, "weight_belonging": 0.1},
        "rewards": {"attempts": 0.1, "kpi_weight": 3.0},
        "development": {"rate": 0.2, "coaching": 0.8},
    }
)


def lively() -> list[tuple[State, State]]:
    """The state before and after each period of an eventful run."""
    state, steps = begun(LIVELY), []
    for t in range(60):
        before = copy.deepcopy(state)
        advance(state, LIVELY, t, t + 1)
        steps.append((before, copy.deepcopy(state)))
    return steps


@pytest.fixture(scope="module")
def steps() -> list[tuple[State, State]]:
    return lively()


def moved(value: Reals, target: Any, rate: Any) -> Reals:
    return np.asarray(value + rate * (np.asarray(target) - value))


def largest_gap(pairs: list[tuple[Reals, Reals]]) -> float:
    return max(float(abs(one - other).max()) for one, other in pairs)


def test_safety_moves_at_its_rate_with_reward_and_reprimand(steps: list[tuple[State, State]]) -> None:
    def gap(rate: float) -> float:
        pairs = []
        for old, new in steps:
            week, expected = new.week, old.people.safety
            rewarded = week.initiative & week.recognized
            assert not (week.reprimanded & (~week.initiative | week.recognized | week.success)).any()
            assert not week.reprimanded[0]  # the chief executive has no boss
            expected = np.where(rewarded, moved(expected, 1, rate), expected)
            expected = np.where(week.reprimanded, moved(expected, 0, rate), expected)
            pairs.append((expected, new.people.safety))
        return largest_gap(pairs)

    assert sum(new.week.reprimanded.sum() for _, new in steps) > 0
    assert gap(LIVELY.motivation.safety_rate) < 1e-12
    assert gap(0.11) > 1e-6


def test_the_record_moves_toward_success_with_initiatives_weighted(steps: list[tuple[State, State]]) -> None:
    def gap(weight: float) -> float:
        pairs = []
        for old, new in steps:
            rate = np.where(new.week.decision >= 0, np.where(new.week.initiative, weight, 1) * 0.1, 0)
            pairs.append((moved(old.people.record, new.week.success, rate), new.people.record))
        return largest_gap(pairs)

    assert gap(LIVELY.rewards.kpi_weight) < 1e-12
    assert gap(1) > 1e-6


def test_needs_move_at_their_rate_toward_what_happened(steps: list[tuple[State, State]]) -> None:
    def gap(rate: float) -> float:
        pairs = []
        for old, new in steps:
            week = new.week
            acted = np.where(week.decision >= 0, rate, 0)
            happened = {"achievement": week.success, "recognition": week.recognized, "esteem": week.own}
            for need, event in happened.items():
                pairs.append((moved(getattr(old.people, need), event, acted), getattr(new.people, need)))
            trusted = np.where(week.via >= 0, old.people.trust[np.arange(80), week.via], 0)
            target = (trusted + week.alignment) / 2
            pairs.append((moved(old.people.belonging, target, rate), new.people.belonging))
        return largest_gap(pairs)

    assert gap(LIVELY.motivation.need_rate) < 1e-12
    assert gap(0.101) > 1e-6


def test_effort_is_the_weighted_mean_of_needs_above_the_floor(steps: list[tuple[State, State]]) -> None:
    def gap(floor: float) -> float:
        pairs = []
        for old, new in steps:
            p = old.people
            met = 0.25 * p.achievement + 0.25 * p.recognition + 0.1 * p.belonging + 0.4 * p.esteem
            pairs.append((floor + (1 - floor) * met, new.week.effort))
        return largest_gap(pairs)

    assert gap(LIVELY.motivation.effort_floor) < 1e-12
    assert gap(0.31) > 1e-6


def test_trust_moves_with_the_encounter_at_its_rate_and_half_of_it(steps: list[tuple[State, State]]) -> None:
    def gap(agreement: float) -> float:
        pairs = []
        for old, new in steps:
            expected = old.people.trust.copy()
            for i in range(80):
                x, how = new.week.via[i], new.week.encounter[i]
                if x >= 0 and how != NOTHING:
                    rate = agreement if how == AGREED else 0.05
                    expected[i, x] = moved(expected[i, x], 0 if how == SENT_UP else 1, rate)
            pairs.append((expected, new.people.trust))
        return largest_gap(pairs)

    assert gap(0.025) < 1e-12
    assert gap(0.05) > 1e-6


def test_strain_is_the_moving_average_of_conflicts_sent_up(steps: list[tuple[State, State]]) -> None:
    def gap(members: int) -> float:
        return largest_gap(
            [
                (moved(old.course.strain, (new.week.encounter == SENT_UP).sum() / members, 0.1), new.course.strain)
                for old, new in steps
            ]
        )

    assert gap(80) < 1e-12
    assert gap(79) > 1e-6


def test_skill_grows_with_occasion_potential_and_the_coach(steps: list[tuple[State, State]]) -> None:
    def gap(retrospectives: float) -> float:
        pairs = []
        for old, new in steps:
            week, people = new.week, old.people
            occasion = np.where(week.initiative, np.where(week.success, 1, retrospectives), week.managing)
            coached = 1 + 0.8 * people.skill[old.structure.boss]
            pairs.append((moved(people.skill, 1, occasion * 0.2 * people.potential * coached), new.people.skill))
        return largest_gap(pairs)

    assert gap(LIVELY.development.retrospectives) < 1e-12
    assert gap(0.6) > 1e-6


# --- Step 1: turnover -----------------------------------------------------------------------------


def test_founders_leave_geometrically_and_leavers_are_a_share_of_the_crew() -> None:
    q, members = 0.02, 1000
    crew = quiet(run={"periods": 50}, organization={"members": members, "turnover": q})
    left: dict[int, list[float]] = {1: [], 10: [], 50: []}
    leavers = []
    for replicate in range(60):
        state, done = begun(crew, replicate), 0
        for periods, shares in left.items():
            advance(state, crew, done, periods, replicate)
            shares.append(float((state.people.person < members).mean()))
            done = periods
        leavers.append((state.people.head_count[0] - members) / 50)
    for periods, shares in left.items():
        assert_mean(shares, (1 - q) ** periods)
    assert_other_mean(left[10], (1 - q) ** 9)
    assert_other_mean(left[10], (1 - q) ** 11)
    assert_mean(leavers, q * members)
    assert_other_mean(leavers, q * (members - 43))


def test_a_wave_of_departures_takes_its_share_of_those_who_did_not_leave_anyway() -> None:
    q, share = 0.1, 0.4
    sea = {"exodus_every": 5, "exodus_share": share}
    crew = quiet(environment=sea, organization={"members": 1000, "turnover": q})
    waves: list[float] = []
    calm: list[float] = []
    for replicate in range(40):
        state = begun(crew, replicate)
        for t in range(11):
            advance(state, crew, t, t + 1, replicate)
            (waves if t in (5, 10) else calm).append(state.week.leaving.mean())
            assert state.ocean.shocked[t] == (t in (5, 10))
    assert_mean(waves, 1 - (1 - q) * (1 - share))
    assert_other_mean(waves, q + share)
    assert_mean(calm, q)
    assert_other_mean(calm, share)


# What a person takes along, and nothing in a quiet world changes.
CARRIED = (
    "joined", "belief", "achievement", "recognition", "belonging", "esteem",
    "safety", "skill", "potential", "record", "trust",
)  # fmt: skip


@pytest.mark.parametrize("promotion", ["skill", "record", "seniority"])
def test_after_promotions_every_position_is_filled_by_one_person_from_below(promotion: str) -> None:
    """Who stays is still there, perhaps higher up its own line, with its columns; each leaver means one newcomer."""
    members, span = 259, 6
    crew = quiet(
        run={"periods": 40},
        environment={"exodus_every": 10, "exodus_share": 0.5},
        organization={"members": members, "span_of_control": span, "turnover": 0.1, "promotion": promotion},
        network={"ties": 2, "initial_trust": 0},
    )
    state, climbed = begun(crew), 0
    for t in range(40):
        old = copy.deepcopy(state.people)
        advance(state, crew, t, t + 1)
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
    assert climbed > 100


def heirs(
    promotion: str, visibility: float = 1, replicates: int = 300
) -> list[tuple[int, NDArray[Any], dict[str, NDArray[Any]]]]:
    """For each position vacated a level below the top: heir, rivals (itself included), and their columns before."""
    members, span, t = 421, 20, 50
    crew = quiet(
        run={"periods": t + 1},
        organization={"members": members, "span_of_control": span, "turnover": 0.2, "promotion": promotion},
        development={"visibility": visibility},
    )
    found = []
    rng = np.random.default_rng(20250101)
    for replicate in range(replicates):
        state = begun(crew, replicate)
        state.people.record[:] = rng.random(members)
        state.people.joined[:] = rng.permutation(members) - members + t
        columns = {name: getattr(state.people, name).copy() for name in ("skill", "record", "joined")}
        advance(state, crew, t, t + 1, replicate)
        leaving = state.week.leaving
        for manager in range(1, 1 + span):
            reports = np.arange(manager * span + 1, manager * span + 1 + span)
            rivals = reports[~leaving[reports]]
            if leaving[manager] and not leaving[0] and len(rivals) > 0:
                found.append((int(state.people.person[manager]), rivals, columns))
    return found


@pytest.mark.parametrize(("promotion", "decides"), [("skill", "skill"), ("record", "record"), ("seniority", "joined")])
def test_the_best_report_takes_over(promotion: str, decides: str) -> None:
    found = heirs(promotion)
    best = np.argmin if decides == "joined" else np.argmax
    assert len(found) > 500
    assert all(heir == rivals[best(columns[decides][rivals])] for heir, rivals, columns in found)
    other = "record" if decides == "skill" else "skill"
    assert not all(heir == rivals[np.argmax(columns[other][rivals])] for heir, rivals, columns in found)


def test_unseen_skill_makes_every_report_as_likely_to_take_over() -> None:
    """The heir's rank among its rivals, by position and by skill, is uniform: mean ½ of the ranks (r + ½) / c."""
    found = heirs("skill", visibility=0, replicates=1300)
    by_place = [(np.flatnonzero(rivals == heir)[0] + 0.5) / len(rivals) for heir, rivals, _ in found]
    by_skill = [((c["skill"][rivals] < c["skill"][heir]).sum() + 0.5) / len(rivals) for heir, rivals, c in found]
    assert_mean(by_place, 0.5)
    assert_mean(by_skill, 0.5)
    assert stats.kstest(by_place, "uniform").pvalue > LEVEL
    half_seen = heirs("skill", visibility=0.5)
    assert_other_mean(
        [((c["skill"][rivals] < c["skill"][heir]).sum() + 0.5) / len(rivals) for heir, rivals, c in half_seen], 0.5
    )


# --- Step 12: meetings ----------------------------------------------------------------------------


def meetings(ties: int, decisions: int, strength: float = 0, aim: int | None = None) -> tuple[Any, Any]:
    """Whom member 7 of 12 met and over which tie, in 6000 replicates; all ties lead to `aim` if given."""
    crew = quiet(
        environment={"decisions": decisions, "goals": 1},
        organization={"members": 12, "span_of_control": 12},
        management={"attention": 1000, "strength": strength},
        network={"ties": ties, "cross_team": 1},
    )
    state, met, via = begun(crew), [], []
    if aim is not None:
        state.people.tie[1:] = aim
    else:
        for x in range(ties):
            state.people.tie[:, x] = (np.arange(12) + 1 + x) % 12
    for replicate in range(6000):
        advance(state, crew, 0, 1, replicate)
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
