"""Laws that hold for any valid parameters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from checks import assert_in_range
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from strategies import SETTINGS, parameters, scenarios, values
from test_bits import digest

import sim
from sim import kernel
from sim.measures import measures
from sim.parameters import Parameters, compiled
from sim.scenario import Scenario
from sim.scenario.idle import IDLE
from sim.state import allocate

ROOT = Path(__file__).parent.parent
SEEDS = st.integers(0, 2**63 - 1)


@given(scenarios(), SEEDS)
def test_every_column_stays_in_its_range(scenario: Scenario, seed: int) -> None:
    p = scenario.parameters
    state = allocate(p, np.array(scenario.trace), len(measures()))
    kernel.begin(state, compiled(p), seed, 0)
    for start in range(0, p.run.periods, 7):
        kernel.advance(state, compiled(p), seed, 0, start, min(start + 7, p.run.periods))
        assert_in_range(state)


@given(parameters(), parameters(), SEEDS)
def test_two_crews_in_the_same_ocean_meet_the_same_luck(one: Parameters, other: Parameters, seed: int) -> None:
    """Whatever the crews do, goals and conditions turn alike: no rule uses up another's numbers."""
    other = other.model_copy(update={"environment": one.environment, "run": one.run})
    states = [allocate(p, np.ones(1), len(measures())) for p in (one, other)]
    for state, p in zip(states, (one, other), strict=True):
        kernel.begin(state, compiled(p), seed, 3)
    for t in range(one.run.periods):
        for state, p in zip(states, (one, other), strict=True):
            kernel.advance(state, compiled(p), seed, 3, t, t + 1)
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
    "needs are met or not": (
        {"motivation.effort_floor": 1.0},
        ["motivation.need_rate"],
        ("achievement", "recognition", "belonging", "esteem"),
    ),
    "strain costs nothing": ({"network.strain_cost": 0.0}, ["network.strain_rate"], ("strain",)),
}


def measured(scenario: Scenario, seed: int, apart: tuple[str, ...]) -> str:
    """A hash of all measures but some."""
    run = sim.run(scenario, 2, seed)
    kept = {name: values for name, values in run.measures.items() if name not in apart}
    return digest(sim.Run(run.scenario, run.seed, run.first, kept, run.outcomes.iloc[:0]))


@pytest.mark.parametrize("mechanism", OFF)
@given(st.data(), scenarios(), SEEDS)
def test_a_mechanism_that_is_off_is_the_identity(
    mechanism: str, data: st.DataObject, scenario: Scenario, seed: int
) -> None:
    switch, idle, apart = OFF[mechanism]
    off = scenario.with_(interventions=[], **switch)
    assert mechanism[:4] not in IDLE or IDLE[mechanism[:4]].holds(off.parameters)
    free = [path for path in idle if path != "environment.trace"]
    other = off.with_(**{path: data.draw(values(SETTINGS[path], 30)) for path in free})
    assert measured(off, seed, apart) == measured(other, seed, apart)


# What each idle parameter does once the mechanism is on: that the test above can fail.
ON = {
    **{path: {} for _, idle, _ in OFF.values() for path in idle if path != "environment.trace"},
    "organization.promotion": {"organization.turnover": 0.1},
    "development.visibility": {"organization.turnover": 0.1},
    "environment.exodus_share": {"environment.exodus_every": 10},
    "environment.shock_size": {"environment.shock_every": 10},
    "leadership.communication_fast": {"organization.fast_learners": 0.5},
    "network.clique_size": {"network.layout": "cliques", "network.ties": 80},
    "network.rewiring": {"network.layout": "cliques", "network.ties": 30},
    "management.information": {"environment.operational_turbulence": 0.5},
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


PROGRAM = """
import sys, json
sys.path[:0] = {path!r}
from collections import Counter
import numpy as np
from sim import draws
asked, real_uniform, real_split, names = Counter(), draws.uniform, draws.split, {{}}
def split(node, child):
    result = real_split(node, int(child))
    if isinstance(child, draws.Purpose):
        names[result] = (child.name, node)
    return result
def uniform(node, position, item):
    asked[names[node] + (int(position), int(item))] += 1
    return real_uniform(node, int(position), int(item))
draws.uniform, draws.split = uniform, split
from test_bits import rebuilt
import sim
purposes, again = set(), set()
for parameters, interventions, trace, seed in json.load(sys.stdin):
    asked.clear()
    sim.run(rebuilt(parameters, interventions, trace), 2, seed, threads=1)
    purposes |= {{key[0] for key in asked}}
    again |= {{key[0] for key, times in asked.items() if times > 1}}
print(json.dumps([sorted(purposes), sorted(again)]))
"""


def test_no_number_decides_two_things() -> None:
    """Each (replicate, period, purpose, position, item) is drawn at most once, and every purpose is drawn for.

    A candidate may be looked at for two vacancies in one period, and is seen with the same error both times.
    """
    from test_bits import cases

    from sim.draws import Purpose

    cliques = sim.load("fang_2010").with_(
        run={"periods": 3}, organization={"members": 21}, network={"rewiring": 0.5},
        environment={"goals": 10, "decisions": 10},
    ).as_dict()  # fmt: skip
    generated = [*cases(150), (cliques["parameters"], cliques["interventions"], cliques["trace"], 1)]
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(path=[str(ROOT), str(ROOT / "tests")])],
        input=json.dumps(generated), capture_output=True, text=True, check=False,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    purposes, again = json.loads(answer.stdout)
    assert set(again) <= {"SEEN_SKILL"}
    assert set(purposes) == {purpose.name for purpose in Purpose}
