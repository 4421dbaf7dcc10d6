"""Scenarios that were put together in Python are checked like files before they run."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from python_door import fuzz

import sim
from sim.model.parameters import known
from sim.scenario import Intervention
from sim.scenario.values import flat


def test_scenarios_from_objects_run_in_range_or_are_refused() -> None:
    """A short version; the thorough one also checks the bounds of every array."""
    counts = fuzz(90)
    assert min(counts["ran"], counts["refused"]) > 9


def made(**groups: dict[str, object]) -> sim.Scenario:
    """A scenario whose values are allowed one by one; the run is short."""
    return sim.Scenario(parameters=known()(**{"run": {"periods": 10}, **groups}))


IMPOSSIBLE = {
    "environment.goals": made(environment={"decisions": 1, "goals": 1000}, published={"work": "own"}),
    "published.interdependence": made(published={"interdependence": 3}),
    "network.ties": made(network={"ties": 0}, published={"layout": "cliques"}),
    "run.warm_up": made(run={"periods": 10, "warm_up": 10}),
    "organization.members": made(organization={"members": 1_000_000}, network={"ties": 1000}),
}


@pytest.mark.parametrize("blamed", IMPOSSIBLE)
def test_contradictions_are_refused_in_the_words_for_a_file(blamed: str) -> None:
    scenario = IMPOSSIBLE[blamed]
    values = flat(scenario.parameters)
    differing = {path: value for path, value in values.items() if value != flat(known()())[path]}
    with pytest.raises(sim.ScenarioError) as from_file:
        sim.load("led").with_(**differing)
    expected = [problem.message for problem in from_file.value.problems]
    for door in (sim.run, sim.Organization, lambda made: sim.compare(["led", made])):
        with pytest.raises(sim.ScenarioError) as caught:
            door(scenario)
        assert [problem.message for problem in caught.value.problems] == expected
        assert blamed in caught.value.problems[0].help


BAD_STEPS = {
    "S031": [Intervention(3, {"organization.members": 500})],
    "S026": [Intervention(3, {"network.ties": 2}), Intervention(5, {"environment.goals": 1000})],
    "S022": [Intervention(3, {"leadership.strength": 2.0})],
    "S032": [Intervention(10, {"leadership.strength": 1.0})],
    "S003": [Intervention(3, {"leadership.strenght": 1.0})],
    "S004": [Intervention(3, {"ledership.strength": 1.0})],
    "S014": 5,
}


@pytest.mark.parametrize("code", BAD_STEPS)
def test_every_phase_is_checked(code: str) -> None:
    steps: Any = BAD_STEPS[code]
    scenario = replace(made(), interventions=tuple(steps) if isinstance(steps, list) else steps)
    for door in (sim.run, sim.Organization):
        with pytest.raises(sim.ScenarioError) as caught:
            door(scenario)
        codes = {problem.code for problem in caught.value.problems}
        assert codes == ({"S031"} if code == "S026" else {code})


@pytest.mark.parametrize(
    "trace", [(), (1.0, float("nan")), (-1.0,), (float("inf"),), ("1",), None, 3, (1.0,) * 100_001]
)
def test_a_bad_trace_is_refused(trace: Any) -> None:
    for door in (sim.run, sim.Organization):
        with pytest.raises(sim.ScenarioError, match=r"trace|multiplier"):
            door(replace(made(), trace=trace))


def test_a_named_trace_without_its_numbers_is_refused() -> None:
    with pytest.raises(sim.ScenarioError, match="holds no multipliers"):
        sim.run(made(environment={"trace": "gdp.csv"}))


@pytest.mark.parametrize("wrong", [{"name": 5}, {"title": None}, {"parameters": {}}, {"parameters": None}])
def test_what_is_no_scenario_is_refused(wrong: dict[str, Any]) -> None:
    for door in (sim.run, sim.Organization):
        with pytest.raises(TypeError, match="scenario"):
            door(replace(made(), **wrong))


def test_values_of_a_scenario_from_objects_are_of_the_declared_types() -> None:
    """A whole number where a real one is declared gives the same bits, and NumPy's numbers do as well."""
    exact = made(leadership={"strength": 1.0})
    loose = replace(exact, parameters=exact.parameters.model_copy(deep=True))
    object.__setattr__(loose.parameters.leadership, "strength", 1)
    object.__setattr__(loose.parameters.run, "periods", np.int32(10))
    assert sim.run(loose, 2).outcomes.equals(sim.run(exact, 2).outcomes)
    assert sim.run(loose, 2).scenario.fingerprint() == exact.fingerprint()
