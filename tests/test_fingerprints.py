"""Fingerprints: a hash changes exactly where results can change."""

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.model.assemble import model
from sim.model.parameters import Parameters
from sim.scenario import (
    Scenario,
    load,
)
from tests.scenario_files import (
    flat,
)
from tests.strategies import SETTINGS, parameters, scenarios, values


@given(parameters(), st.data())
def test_fingerprint_changes_iff_a_value_changes(drawn: Parameters, data: st.DataObject) -> None:
    about = data.draw(st.sampled_from([d for d in SETTINGS.values() if d.path != "environment.trace"]))
    value = data.draw(values(about))
    before = Scenario(parameters=drawn)
    group = getattr(drawn, about.group).model_copy(update={about.name: value})
    after = Scenario(parameters=drawn.model_copy(update={about.group: group}))
    same = flat(drawn)[about.path] == value
    assert (before.fingerprint() == after.fingerprint()) is same


@given(scenarios(), scenarios())
def test_fingerprint_is_blind_to_names_and_sees_trace_and_interventions(one: Scenario, two: Scenario) -> None:
    renamed = Scenario("n", "t", one.parameters, one.interventions, one.trace, {"x": "y"}, Path("z"))
    assert renamed.fingerprint() == one.fingerprint()
    other_trace = Scenario(parameters=one.parameters, interventions=one.interventions, trace=two.trace)
    assert (other_trace.fingerprint() == one.fingerprint()) is (one.trace == two.trace)
    other_file = one.parameters.environment.model_copy(update={"trace": "other.csv"})
    moved = Scenario(
        "n", "t", one.parameters.model_copy(update={"environment": other_file}), one.interventions, one.trace
    )
    assert moved.fingerprint() == one.fingerprint()


def test_fingerprint_of_interventions_is_of_their_effect() -> None:
    led = load("led")
    plain = led.with_(interventions=[{"at": 5, "set": {"leadership.strength": 0, "management.strength": 0}}])
    parts = [{"at": 5, "set": {"leadership.strength": 0}}, {"at": 5, "set": {"management.strength": 0}}]
    assert led.with_(interventions=parts).fingerprint() == plain.fingerprint()
    assert led.with_(interventions=[{"at": 5, "set": {"leadership.strength": 1}}]).fingerprint() == led.fingerprint()
    assert led.with_(interventions=[{"at": 6, "set": parts[0]["set"]}]).fingerprint() != plain.fingerprint()


def test_fingerprint_is_known() -> None:
    """Stored results are found by it: if this fails, the way of hashing has changed."""
    text = '{"phases":[[0,{"leadership.strength":0.5,"organization.members":7}]],"trace":[1.0]}'
    changed = load("led", ["organization.members=7", "leadership.strength=0.5", "network.ties=4"])
    assert changed.fingerprint() == hashlib.sha256(text.encode()).hexdigest()


def _nothing(luck: Any, t: int, crew: Any, p: Any) -> bool:
    return False


def _bringing(default: float) -> type[sim.Mechanism]:
    class Mine(sim.Mechanism):
        name, number, about = "mine", 99, "nothing"
        rate = sim.share(default, "nothing depends on it")
        step = _nothing

    return Mine


def test_a_parameter_at_its_default_moves_no_fingerprint_but_the_default_moves_the_rules() -> None:
    led, mine, other = load("led"), [*sim.WEEK, _bringing(0.5)], [*sim.WEEK, _bringing(0.6)]
    assert load("led", rules=mine).fingerprint() == led.fingerprint()
    assert load("led", ["mine.rate=0.5"], rules=mine).fingerprint() == led.fingerprint()
    assert load("led", ["mine.rate=0.6"], rules=mine).fingerprint() != led.fingerprint()
    assert model(mine).custom["mine"] != model(other).custom["mine"]


def test_fingerprint_of_zero_has_no_sign() -> None:
    led = load("led")
    assert led.with_(**{"rewards.attempts": -0.0}).fingerprint() == led.fingerprint()
    assert Scenario(trace=(-0.0,)).fingerprint() == Scenario(trace=(0.0,)).fingerprint()


@given(scenarios())
def test_pickles_and_serializes(drawn: Scenario) -> None:
    assert pickle.loads(pickle.dumps(drawn)) == drawn
    json.dumps(drawn.as_dict(), allow_nan=False)


@pytest.mark.parametrize("rate", [0.5, 0.3])
def test_values_of_own_rules_count_as_before_when_they_are_read_back_without_the_rules(rate: float) -> None:
    scenario = load("led", [f"mine.rate={rate}"], rules=[*sim.WEEK, _bringing(0.5)])
    again = Scenario.from_dict("led", json.loads(json.dumps(scenario.as_dict())))
    assert again.parameters.model_dump() == scenario.parameters.model_dump()
    assert again.fingerprint() == scenario.fingerprint()
    assert (again.fingerprint() == load("led").fingerprint()) == (rate == 0.5)
