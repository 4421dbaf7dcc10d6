"""Edges: the smallest, the largest, all or nothing. All stays within its declared range, and the obvious is true."""

import sys
from itertools import product
from typing import Any

import numpy as np
import pytest
from checks import advance, assert_in_range, begun, column, series

from sim.model.assemble import standard
from sim.model.contradictions import contradictions
from sim.model.measures import measures
from sim.model.outcomes import outcome_names, summarize
from sim.model.parameters import Described, Parameters, described
from sim.model.plain_values import compiled
from sim.model.state import State

BUSY: dict[str, dict[str, Any]] = {
    "run": {"periods": 40},
    "environment": {
        "strategic_turbulence": 0.1,
        "operational_turbulence": 0.2,
        "shock_every": 7,
        "foresight": 0.3,
        "exodus_every": 11,
    },
    "organization": {"members": 13, "span_of_control": 3, "turnover": 0.05},
    "management": {"strength": 0.7, "planning_horizon": 10, "control": 0.3},
    "leadership": {"direct_talk": 0.1, "review_every": 3, "founding_vision": 0.7},
    "rewards": {"attempts": 0.1, "kpi_weight": 2},
    "development": {"stretch": 0.2, "rotation": 0.5, "visibility": 0.5, "principles": 0.5},
}
SETTINGS = {p.path: p for p in described()}
CHANCES = [p for p in SETTINGS.values() if p.unit == "share"]


def busy(**changes: Any) -> Parameters:
    """A world and a crew in which everything happens, with some settings changed (`group__name=value`)."""
    groups = {name: dict(group) for name, group in BUSY.items()}
    for key, value in changes.items():
        group, name = key.split("__")
        groups.setdefault(group, {})[name] = value
    typed = {
        group: {name: float(v) if SETTINGS[f"{group}.{name}"].kind is float else v for name, v in settings.items()}
        for group, settings in groups.items()
    }
    parameters = Parameters.model_validate(typed)
    assert list(contradictions(parameters)) == []
    return parameters


def finished(parameters: Parameters, replicate: int = 0) -> State:
    """The state in which a run ends; on the way it was in range after every period, and its outcomes are finite."""
    state = begun(parameters, replicate)
    assert_in_range(state)
    periods = parameters.run.periods
    for t in range(periods):
        advance(state, parameters, t, t + 1, replicate)
        assert_in_range(state)
    outcomes = np.full(len(outcome_names()), np.nan)
    summarize(state.series, state.ocean.shocked, compiled(parameters).run, outcomes)
    assert np.isfinite(outcomes).all()
    return state


# --- Sizes -----------------------------------------------------------------------------------------------------------


def test_two_members_are_a_boss_and_a_report_who_are_each_others_only_tie() -> None:
    state = finished(busy(organization__members=2))
    assert list(state.structure.leads) == [True, False]
    assert (state.people.tie[0] == 1).all()
    assert (state.people.tie[1] == 0).all()
    assert set(state.week.met) <= {0, 1}


def test_two_of_whom_one_manages_leave_one_oar() -> None:
    state = finished(busy(organization__members=2, management__strength=1, management__switching_cost=0))
    assert list(state.week.decision >= 0) == [False, True]
    assert state.week.seats.sum() == state.week.manned.sum() == 1
    assert (series(state, "speed") <= 0.5).all()


def test_span_one_is_a_line_along_which_reach_is_a_product() -> None:
    line: dict[str, Any] = {"organization__span_of_control": 1, "network__ties": 0, "leadership__direct_talk": 0}
    state = finished(busy(**line))
    assert list(state.structure.boss) == [0, *range(12)]
    assert list(state.structure.leads) == [True] * 12 + [False]
    nobody_leaves = busy(**line, organization__turnover=0)
    state = begun(nobody_leaves)
    passed_on = 0.85 + 0.15 * state.people.skill[:-1]
    advance(state, nobody_leaves, 0, 1)
    np.testing.assert_allclose(state.week.reach, np.concatenate([[1], np.cumprod(passed_on)]), rtol=1e-12)


@pytest.mark.parametrize("span", [12, 13, 1_000_000])
def test_a_span_that_holds_all_makes_one_team(span: int) -> None:
    state = finished(busy(organization__span_of_control=span))
    assert (state.structure.boss == 0).all()
    assert state.structure.leads.sum() == 1
    assert len(set(state.structure.home)) == 1
    assert len(set(state.week.chain[1:])) == 1


def test_all_seats_serve_a_single_decision() -> None:
    state = finished(busy(environment__decisions=1, environment__goals=1))
    assert (state.structure.seat == 0).all()
    assert set(state.week.decision) <= {-1, 0}
    assert set(np.unique(series(state, "fit"))) <= {0, 0.5, 1}
    assert state.week.seats[0] == (~state.week.managing).sum()


def test_with_as_many_goals_as_decisions_each_decision_serves_its_own() -> None:
    state = finished(busy(environment__goals=20))
    assert (state.structure.serves == np.arange(20)).all()
    right = state.course.plan == state.ocean.goal * state.ocean.condition
    assert series(state, "plan_accuracy")[-1] == right.mean()


def test_decisions_without_seats_count_half_a_match() -> None:
    """5 members at 20 decisions: at least 15 have no seat and no pull."""
    state = finished(busy(organization__members=5))
    assert (state.week.seats[5:] == 0).all()
    assert (state.week.pull[5:] == 0).all()
    fit = series(state, "fit")
    assert (fit >= 0.5 * 15 / 20).all()
    assert (fit <= (5 + 0.5 * 15) / 20).all()


def test_without_ties_nobody_trusts_and_reach_is_formal() -> None:
    state = finished(busy(network__ties=0, leadership__direct_talk=0))
    assert (series(state, "trust") == 0).all()
    assert (state.week.via == -1).all()
    np.testing.assert_allclose(state.week.reach, state.week.formal, rtol=1e-12)
    assert not (state.week.encounter == 2).any()  # nothing can be talked out


def test_more_ties_than_members_repeat_themselves() -> None:
    state = finished(busy(organization__members=4, network__ties=20))
    assert state.people.tie.shape == (4, 20)
    assert all(len(set(ties)) <= 3 for ties in state.people.tie)
    assert state.people.tie.min() >= 0


def test_a_single_period_has_means_that_equal_finals() -> None:
    crew = busy(run__periods=1)
    state = finished(crew)
    outcomes = np.zeros(len(outcome_names()))
    summarize(state.series, state.ocean.shocked, compiled(crew).run, outcomes)
    rows = len(measures())
    assert (outcomes[:rows] == outcomes[rows : 2 * rows]).all()
    assert not state.ocean.shocked.any()


def test_a_horizon_beyond_the_run_plans_once() -> None:
    crew = busy(
        management__planning_horizon=100_000,
        management__planning="rigid",
        environment__foresight=0,
        rewards__adoption=0,
    )
    state = begun(crew)
    advance(state, crew, 0, 1)
    plan = state.course.plan.copy()
    advance(state, crew, 1, 40)
    assert (state.course.plan == plan).all()
    assert not state.course.unsettled.any()
    assert_in_range(state)


STRUCTURES = list(product([2, 3, 8], [1, 2, 10], [1, 2, 6], [False, True], [0, 1, 9], [False, True]))


@pytest.mark.parametrize("strength", [*(pytest.param(s, marks=pytest.mark.thorough) for s in (0, 0.5)), 1])
def test_every_combination_of_small_sizes_stays_in_range(strength: float) -> None:
    for members, span, decisions, fine, ties, whole in STRUCTURES:
        finished(
            busy(
                run__periods=12,
                organization__members=members,
                organization__span_of_control=span,
                environment__decisions=decisions,
                environment__goals=decisions if fine else 1,
                published__interdependence=decisions if whole else 1,
                network__ties=ties,
                management__strength=strength,
                management__planning_horizon=4,
            )
        )


# --- All or nothing --------------------------------------------------------------------------------------------------


def at_limit(setting: Described, high: bool) -> Any:
    limit = setting.high if high else setting.low
    return {f"{setting.group}__{setting.name}": limit}


@pytest.mark.parametrize("high", [False, True], ids=["lowest", "highest"])
@pytest.mark.parametrize("setting", CHANCES, ids=lambda p: p.path)
def test_any_single_chance_may_be_none_or_certain(setting: Described, high: bool) -> None:
    finished(busy(**at_limit(setting, high)))


@pytest.mark.parametrize("setting", [p for p in SETTINGS.values() if p.choices], ids=lambda p: p.path)
def test_every_choice_stays_in_range(setting: Described) -> None:
    for word in setting.choices:
        places = {"network__ties": 30} if setting.path == "published.layout" and word != "random" else {}
        finished(busy(**{f"{setting.group}__{setting.name}": word}, **places))


def all_at(high: bool, **changes: Any) -> Parameters:
    limits: dict[str, Any] = {}
    for setting in CHANCES:
        limits |= at_limit(setting, high)
    return busy(**{**limits, **changes})


def test_if_every_chance_is_zero_nothing_ever_changes() -> None:
    crew = all_at(high=False)
    state = begun(crew)
    goals, conditions = state.ocean.goal.copy(), state.ocean.condition.copy()
    beliefs = state.people.belief.copy()
    finished(crew)
    advance(state, crew, 0, 40)
    assert (state.ocean.goal == goals).all()
    assert (state.ocean.condition == conditions).all()
    assert (state.people.belief == beliefs).all()
    assert (state.people.person == np.arange(13)).all()
    for name in ("initiatives", "reprimands", "plan_accuracy", "safety", "trust", "strain", "direction_accuracy"):
        assert (series(state, name) == 0).all(), name
    assert (series(state, "effort") == 0).all()
    assert (series(state, "speed") == 0).all()
    assert (series(state, "fit") == 0.5).all()


def test_if_every_chance_is_one_everything_changes() -> None:
    crew = all_at(high=True, leadership__outside=0)  # who only talks with the outside tells nobody anything
    state = finished(crew)
    assert (state.people.person >= 13).all()
    assert (state.people.joined == 39).all()
    assert (series(state, "effort") == 1).all()
    assert (series(state, "reach") == 1).all()
    assert (state.week.managing == state.structure.leads).all()
    assert (series(state, "initiatives") == 0).all()  # control is full
    start, after = begun(crew), begun(crew)
    advance(after, crew, 0, 1)
    assert (after.ocean.goal == -start.ocean.goal).all()
    assert (after.ocean.condition == -start.ocean.condition).all()
    assert (series(after, "direction_accuracy")[0], series(after, "alignment")[0]) == (1, 1)


def test_if_every_chance_is_one_but_control_all_act_on_their_own_judgement() -> None:
    changes = {"management__control": 0, "organization__turnover": 0, "environment__exodus_share": 0}
    limits: dict[str, Any] = {}
    for setting in CHANCES:
        limits |= at_limit(setting, high=True)
    state = finished(busy(**{**limits, **changes}))
    working = state.week.decision >= 0
    assert state.week.own[working].all()
    assert (series(state, "reprimands") == 0).all()


@pytest.mark.parametrize(
    "weights", [(0, 0, 0, 0), (1, 0, 0, 0), (1, 1, 1, 1)], ids=["no weights", "one weight", "equal weights"]
)
def test_effort_lies_between_its_floor_and_one(weights: tuple[float, ...]) -> None:
    names = ("achievement", "recognition", "belonging", "esteem")
    changes = {f"motivation__weight_{name}": weight for name, weight in zip(names, weights, strict=True)}
    state = finished(busy(**changes, motivation__effort_floor=0.3))
    assert (state.week.effort >= 0.3).all()
    assert (state.week.effort == 0.3).all() == (sum(weights) == 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"management__settling": 1000},
        {"management__settling": 1},
        {"management__attention": 0},
        {"management__attention": 1000},
        {"management__handoffs": 10},
        {"network__strain_cost": 100},
        {"rewards__kpi_weight": 10},
        {"rewards__kpi_weight": 0},
        {"published__interdependence": 20},
        {"environment__shock_every": 1, "environment__exodus_every": 1},
        {"environment__trace_every": 1},
        {"leadership__review_every": 100_000},
        {"management__planning_horizon": 1},
        {"development__rate": 0.5, "development__coaching": 1, "management__strength": 1},
    ],
    ids=str,
)
def test_any_limit_of_an_amount_stays_in_range(changes: dict[str, Any]) -> None:
    finished(busy(**changes))


# --- Many members ----------------------------------------------------------------------------------------------------


def test_a_hundred_thousand_members_take_less_than_a_kilobyte_each() -> None:
    resource = pytest.importorskip("resource", reason="memory is measured on Unix only")
    unit = 1 if sys.platform == "darwin" else 1024

    def resident() -> int:
        """The most memory this process has held, in bytes."""
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)

    members = 100_000
    crew = busy(run__periods=5, organization__members=members, organization__span_of_control=6)
    advance(begun(busy()), busy(), 0, 1)  # what compiling takes does not count
    before = resident()
    state = begun(crew)
    advance(state, crew, 0, 5)
    held = sum(column(state, name).nbytes for name in [*standard().columns, "series"])
    assert held < 1000 * members
    assert resident() - before < 1.2 * held + 2e7
    assert_in_range(state)
    assert state.week.seats.sum() == (~state.week.managing).sum()
    assert abs(int(state.week.seats.max()) - int(state.week.seats.min())) <= 1
    assert sum(state.week.manned) == (state.week.decision >= 0).sum()
    assert sorted(state.week.crew[: state.week.manned.sum()]) == list(np.flatnonzero(state.week.decision >= 0))
