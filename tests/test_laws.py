"""Laws that hold for any valid parameters."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checks import advance, assert_in_range, begun
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from strategies import SETTINGS, parameters, scenarios, values
from test_bits import digest

import sim
from sim.model.mechanism import Stream
from sim.model.mechanisms.action import Action
from sim.model.mechanisms.direction import Direction
from sim.model.mechanisms.ideas import Ideas
from sim.model.mechanisms.trials import Trials
from sim.model.parameters import Parameters
from sim.model.week import WEEK
from sim.scenario import Scenario
from sim.scenario.warnings import IDLE

ROOT = Path(__file__).parent.parent
SEEDS = st.integers(0, 2**63 - 1)


@given(scenarios(), SEEDS)
def test_every_column_stays_in_its_range(scenario: Scenario, seed: int) -> None:
    p = scenario.parameters
    state = begun(p, 0, scenario.trace, seed)
    for start in range(0, p.run.periods, 7):
        advance(state, p, start, min(start + 7, p.run.periods), 0, seed)
        assert_in_range(state)


@given(parameters(), parameters(), SEEDS)
def test_two_crews_in_the_same_ocean_meet_the_same_luck(one: Parameters, other: Parameters, seed: int) -> None:
    """Whatever the crews do, goals and conditions turn alike: no rule uses up another's numbers."""
    blocks = other.published.model_copy(update={"interdependence": one.published.interdependence})
    other = other.model_copy(update={"environment": one.environment, "run": one.run, "published": blocks})
    states = [begun(p, 3, seed=seed) for p in (one, other)]
    for t in range(one.run.periods):
        for state, p in zip(states, (one, other), strict=True):
            advance(state, p, t, t + 1, 3, seed)
        assert np.array_equal(states[0].ocean.goal, states[1].ocean.goal)
        assert np.array_equal(states[0].ocean.condition, states[1].ocean.condition)


# A mechanism that is off: settings that switch it off, parameters that then mean nothing, measures they may still move.
# Other ways to what the conditions of warnings say; runs are of 30 periods at most.
OTHERWISE = {
    "W003": {"environment.shock_every": 30},
    "W004": {"environment.exodus_every": 30},
    "W005": {"organization.turnover": 0.0, "environment.exodus_every": 30},
    "W006": {"development.stretch": 0.0, "organization.turnover": 0.0, "environment.exodus_every": 0},
}
OFF = {
    **{code: (dict(idle.example), list(idle.settings), ()) for code, idle in IDLE.items()},
    **{f"{code} otherwise": (off, list(IDLE[code].settings), ()) for code, off in OTHERWISE.items()},
}


def measured(scenario: Scenario, seed: int, apart: tuple[str, ...]) -> str:
    """A hash of all measures but some."""
    run = sim.run(scenario, 2, seed)
    kept = {name: values for name, values in run.measures.items() if name not in apart}
    return digest(sim.Run(run.scenario, run.seed, run.first, kept, run.numbers[:0], run.names))


@pytest.mark.parametrize("mechanism", OFF)
@settings(max_examples=6)
@given(st.data(), scenarios(), SEEDS)
def test_a_mechanism_that_is_off_is_the_identity(
    mechanism: str, data: st.DataObject, scenario: Scenario, seed: int
) -> None:
    switch, idle, apart = OFF[mechanism]
    off = scenario.with_(interventions=[], **switch)
    # What switches it off may not do so where members work in ways of their own, for example.
    assume(mechanism[:4] not in IDLE or IDLE[mechanism[:4]].holds(off.parameters))
    free = [path for path in idle if path != "environment.trace"]
    other = off.with_(**{path: data.draw(values(SETTINGS[path], 30)) for path in free})
    assert measured(off, seed, apart) == measured(other, seed, apart)


FORMS = {"published.work": "own", "published.task": "ways"}
# What each idle parameter does once the mechanism is on: that the test above can fail.
ON = {
    **{path: {} for _, idle, _ in OFF.values() for path in idle if path != "environment.trace"},
    "organization.promotion": {"organization.turnover": 0.1},
    "development.visibility": {"organization.turnover": 0.1},
    "environment.exodus_share": {"environment.exodus_every": 10},
    "environment.shock_size": {"environment.shock_every": 10},
    **{path: {"environment.ruggedness": 1.0} for path in IDLE["W023"].settings},
    "environment.outside_accuracy": {"leadership.outside": 0.3},
    "published.communication_fast": {"published.fast_learners": 0.5},
    "published.clique_size": {"published.layout": "cliques", "network.ties": 80},
    "published.rewiring": {"published.layout": "cliques", "network.ties": 30},
    "published.neighbours": {"published.layout": "ring", "network.ties": 80},
    "published.tie_chance": {"published.layout": "pairs", "network.ties": 49},
    "published.copying_error": {"published.copying": "best", "network.peer_learning": 0.5},
    **{f"published.{name}": FORMS for name in ("search", "exponent")},
    "published.long_jump": {**FORMS, "published.search": "one"},
    "published.information": {"environment.operational_turbulence": 0.5},
    "environment.trace_every": {"environment.trace": "us_gdp_dynamism", "environment.operational_turbulence": 0.5},
}


@pytest.mark.parametrize("path", ON)
def test_negative_control_the_same_parameter_matters_where_the_mechanism_is_on(path: str) -> None:
    about = SETTINGS[path]
    on = sim.load("led").with_(run={"periods": 100}, **ON[path])
    low, high = (about.choices[0], about.choices[-1]) if about.choices else (about.low, min(about.high or 0, 30))
    one, other = (on.with_(**{path: about.kind(value)}) for value in (low, high))
    assert measured(one, 1, ()) != measured(other, 1, ())


def test_a_trace_matters_where_there_is_turbulence_and_else_not() -> None:
    short = sim.load("led").with_(run={"periods": 60}, organization={"members": 12})
    for still, same in ((dict(IDLE["W008"].example), True), ({}, False)):
        one, other = (short.with_(environment={"trace": name}, **still) for name in (None, "us_gdp_dynamism"))
        assert (measured(one, 1, ()) == measured(other, 1, ())) is same


class ReviewsOnceLed(Direction):
    """The step of version one: every due review takes place as soon as there is any leadership."""

    compiled = False

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Review as if leadership were full."""
        full = 1.0 if p.leadership.strength > 0 else 0.0
        return Direction.step(luck, t, crew, p._replace(leadership=p.leadership._replace(strength=full)))


class BindsOnceManaged(Action):
    """The step of version one: the plan binds everybody as soon as there is any management."""

    compiled = False

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Act as if management were full."""
        full = 1.0 if p.management.strength > 0 else 0.0
        Action.step(luck, t, crew, p._replace(management=p.management._replace(strength=full)))


ROUGH = {"environment.operational_turbulence": 0.1, "management.planning": "rolling"}
A_TRACE = 0.03
"""By how much no outcome may differ, as a share of a measure's unit, if a strength is .001 instead of 0."""


def steps(scenario: sim.Scenario, group: str, replicates: int, rules: Any = None) -> dict[str, tuple[float, float]]:
    """How every outcome differs between strength .001 and 0 (distance per period): mean of pairs, and 4.9 errors.

    The accuracy of the plan is left out if management varies: where its strength is 0, there is no plan.
    """
    none, some = (
        sim.run(scenario.with_(**{f"{group}.strength": strength}), replicates, 20261129, series=False, rules=rules)
        for strength in (0.0, 0.001)
    )
    pairs = some.outcomes - none.outcomes
    pairs["distance_made_good"] /= scenario.parameters.run.periods
    pairs = pairs.drop(columns=["shocks", "recovery_time", "recovery_censored", "loss", "perseverance"])
    if group == "management":
        pairs = pairs.drop(columns=["plan_accuracy_mean", "plan_accuracy_final"])
    errors = 4.9 * pairs.std() / np.sqrt(replicates)
    return {name: (float(abs(pairs[name].mean())), float(errors[name])) for name in pairs}


@pytest.mark.parametrize("group", ["leadership", "management"])
@pytest.mark.parametrize(
    "ocean", [pytest.param({}, id="led"), pytest.param(ROUGH, id="rough", marks=pytest.mark.thorough)]
)
def test_strengths_are_degrees(group: str, ocean: dict[str, Any]) -> None:
    """No outcome jumps where a strength leaves 0: with all 4.9 errors, the means differ by less than `A_TRACE`.

    Over the choice of seeds, each of some 90 intervals of a case misses its mean with probability 1e-6.
    """
    for name, (difference, errors) in steps(sim.load("led").with_(**ocean), group, 600).items():
        assert difference + errors < A_TRACE, f"{name}: {difference:.4f} ± {errors:.4f}"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("group", "rule", "replicates", "periods"),
    [("leadership", ReviewsOnceLed, 30, 200), ("management", BindsOnceManaged, 6, 60)],
)
def test_negative_control_rules_with_a_step_exceed_the_bound(
    group: str, rule: Any, replicates: int, periods: int
) -> None:
    week = [rule if rule.name == other.name else other for other in WEEK]
    changed = steps(sim.load("led").with_(**ROUGH, **{"run.periods": periods}), group, replicates, rules=week)
    beyond = [name for name, (difference, errors) in changed.items() if difference - errors > A_TRACE]
    assert {"leadership": "coverage_mean", "management": "esteem_mean"}[group] in beyond


def test_replicates_are_exchangeable() -> None:
    """Neither a trend over replicate numbers nor a correlation of neighbours; error rate 1e-4 a test, seed fixed."""
    led = sim.load("led").with_(run={"periods": 30}, organization={"members": 12}, leadership={"founding_vision": 0.5})
    outcome = sim.run(led, 8000, seed=20261123, series=False).outcomes["made_good_mean"].to_numpy()
    limit = norm.isf(0.5e-4)
    assert abs(_trend(outcome)) < limit
    assert abs(_neighbours(outcome)) < limit
    drifting = outcome + 0.2 * outcome.std() * np.linspace(-1, 1, len(outcome))
    assert abs(_trend(drifting)) > limit, "negative control"
    echoing = outcome[1:] + 0.2 * outcome[:-1]
    assert abs(_neighbours(echoing)) > limit, "negative control"


def _trend(values: np.ndarray) -> float:
    """z of the correlation with the order."""
    return float(np.corrcoef(values, np.arange(len(values)))[0, 1] * np.sqrt(len(values)))


def _neighbours(values: np.ndarray) -> float:
    """z of the lag-1 correlation."""
    return float(np.corrcoef(values[1:], values[:-1])[0, 1] * np.sqrt(len(values)))


# The built-in streams of chance. Their numbers are part of published results: they never change, nor serve another.
STREAMS = {
    "GOAL": 0, "CONDITION": 1, "VISION": 2, "FOUNDER": 3, "STRATEGIC": 4, "STRATEGIC_FORESEEN": 5, "SHOCK": 6,
    "SHOCK_FORESEEN": 7, "OPERATIONAL": 8, "OPERATIONAL_FORESEEN": 9, "LEAVING": 10, "EXODUS": 11, "SEEN_SKILL": 12,
    "BELIEF": 13, "TALENT": 14, "TIE_SCOPE": 15, "TIE": 16, "DIRECT_TALK": 17, "TURNING": 18, "ANALYSIS": 19,
    "SETTLING": 20, "COMMUNICATION": 21, "MANAGING": 22, "ORDER": 23, "ROTATION": 24, "SEAT": 25, "ASSIGNED": 26,
    "NOTICED": 27, "FREE_SEAT": 28, "LOST_OAR": 29, "READING": 30, "COIN": 31, "INITIATIVE": 32, "SEEING": 33,
    "EXPERIENCE": 34, "VOICE": 35, "REWARD": 36, "ATTEMPT": 37, "ADOPTION": 38, "REPRIMAND": 39, "RECOGNITION": 40,
    "MEETING": 41, "TALK": 42, "MODEL": 43, "PEER": 44, "STAND_IN": 45, "PROMISE": 46, "STANCE": 47, "REWIRING": 48,
    "KEEPING": 49, "REWIRED_TO": 50, "STAGGERED": 51,
}  # fmt: skip


def declared() -> list[tuple[str, Stream]]:
    """Every stream of the built-in week, by name."""
    return [(name, stream) for rule in WEEK for name, stream in rule.declared(Stream).items()]


def test_streams_have_the_numbers_of_published_results() -> None:
    """Those that are here stay. A new one takes its number from its name, and no two have the same."""
    assert sorted((name, int(stream)) for name, stream in declared() if stream < 2**40) == sorted(STREAMS.items())
    assert len({int(stream) for _, stream in declared()}) == len(declared())
    assert len(set(STREAMS.values())) == len(STREAMS)
    assert [*STREAMS.values()][:52] == [*range(52)]


def test_a_stream_of_ones_own_has_a_number_by_its_name_that_no_other_has() -> None:
    class Napping(sim.Mechanism):
        SLEEP = sim.stream("member")
        DREAM = sim.stream("member")

    class Resting(sim.Mechanism):
        name = "napping"
        SLEEP = sim.stream("goal")

    class Other(sim.Mechanism):
        SLEEP = sim.stream("member")

    numbers = [Napping.SLEEP, Napping.DREAM, Other.SLEEP]
    assert len({*numbers, *STREAMS.values()}) == 3 + len(STREAMS)
    assert all(2**40 <= number < 2**62 for number in numbers)
    assert Resting.SLEEP == Napping.SLEEP, "the name alone decides"


PROGRAM = """
import sys, json
sys.path[:0] = {path!r}
from collections import Counter
from sim.model import random as draws
from sim.model.mechanism import Stream
asked, real_uniform, real_split, names = Counter(), draws.uniform, draws.split, {{}}
def split(node, child):
    result = real_split(node, int(child))
    if isinstance(child, Stream):
        names[result] = (int(child), node)
    return result
def uniform(node, position, item):
    if node in names:  # the landscape of ways is asked again and again: it belongs to the run, not to a period
        asked[names[node] + (int(position), int(item))] += 1
    return real_uniform(node, int(position), int(item))
def roll(node, item, dice):  # the same numbers one by one, so that they are counted
    for position in range(len(dice)):
        dice[position] = uniform(node, position, item)
draws.uniform, draws.split, draws.roll = uniform, split, roll
from test_bits import rebuilt
import sim
streams, again = set(), set()
for parameters, interventions, trace, seed in json.load(sys.stdin):
    asked.clear()
    sim.run(rebuilt(parameters, interventions, trace), 2, seed, threads=1)
    streams |= {{key[0] for key in asked}}
    again |= {{key[0] for key, times in asked.items() if times > 1}}
print(json.dumps([sorted(streams), sorted(again)]))
"""


@pytest.mark.thorough
def test_no_number_decides_two_things() -> None:
    """Each (replicate, period, stream, position, item) is drawn at most once, and every stream is drawn from.

    A candidate may be looked at for two vacancies in one period, and is seen with the same error both times. What a
    member hears of a department is the same in all that it judges in a period. Whether the plan of a decision changes
    from below is one number, however many initiatives there succeeded.
    """
    from test_bits import cases

    cliques = sim.load("fang_2010").with_(
        run={"periods": 3}, organization={"members": 21}, published={"rewiring": 0.5},
        environment={"goals": 10, "decisions": 10},
    ).as_dict()  # fmt: skip
    trying = sim.load("led").with_(
        run={"periods": 20}, organization={"members": 14}, environment={"ruggedness": 1.0},
        management={"control": 1.0}, motivation={"ideas": 1.0, "initial_safety": 1.0}, leadership={"outside": 0.3},
    ).as_dict()  # fmt: skip
    small = {"run": {"periods": 5}, "organization": {"members": 14}}
    jumping = sim.load("levinthal_1997").with_(**small, published={"long_jump": 0.5}).as_dict()
    copying = {"copying_error": 0.2, "rewiring": 0.5, "tie_chance": 0.5}
    networks = [
        sim.load("lazer_friedman_2007")
        .with_(**small, network={"ties": 30}, published={"layout": layout, **copying})
        .as_dict()
        for layout in ("pairs", "ring")
    ]
    crews = (cliques, trying, jumping, *networks)
    more = [(crew["parameters"], crew["interventions"], crew["trace"], 1) for crew in crews]
    generated = [*cases(150), *more]
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(path=[str(ROOT), str(ROOT / "tests")])],
        input=json.dumps(generated), capture_output=True, text=True, check=False,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    streams, again = json.loads(answer.stdout)
    hearing = (int(Ideas.HEARING), int(Ideas.BOSS_HEARING), int(Trials.HEARING))
    assert set(again) <= {STREAMS["SEEN_SKILL"], STREAMS["ADOPTION"], *hearing}
    assert streams == sorted(int(stream) for _, stream in declared())
