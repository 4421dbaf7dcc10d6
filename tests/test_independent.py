"""The engine against an independent reading of the model: objects in plain Python, written without seeing `sim`."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

import sim
from sim.measures import measures
from sim.scenario import Scenario

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
from object_model import ObjectModel

SMALL: dict[str, Any] = {"organization": {"members": 20}, "run": {"periods": 60}}
ALL_ON: dict[str, Any] = {
    "environment": {"foresight": 0.3, "shock_every": 20, "exodus_every": 25, "interdependence": 2},
    "organization": {"members": 20, "promotion": "record", "turnover": 0.03, "founders_know": 0.5},
    "management": {"strength": 0.6},
    "leadership": {"strength": 0.7, "direct_talk": 0.2, "founding_vision": 0.5},
    "motivation": {"effort_floor": 0.1, "weight_achievement": 0.1, "weight_belonging": 0.3, "weight_esteem": 0.9},
    "rewards": {"kpi_weight": 3, "adoption": 0.5, "attempts": 0.2},
    "development": {"stretch": 0.2, "visibility": 0.5, "principles": 0.5, "rotation": 0.5},
}
SETTINGS = {
    "defaults": {},
    "all on": ALL_ON,
    "rolling": {
        "management": {"planning": "rolling", "switching_cost": 0.8},
        "organization": {"members": 20, "span_of_control": 3},
    },
    "no management": {"management": {"strength": 0}, "organization": {"members": 20, "promotion": "seniority"}},
}
REPLICATES, ERROR_RATE = 150, 0.01


def scenario(changes: dict[str, Any]) -> Scenario:
    return sim.load("led").with_(**{**SMALL, **changes})


def objects(parameters: Any) -> dict[str, np.ndarray]:
    """Mean over time of every measure of the object model, a number a replicate."""
    found: dict[str, list[float]] = {name: [] for name in measures()}
    for replicate in range(REPLICATES):
        model = ObjectModel(parameters, rng=20261123 + replicate)
        for _ in range(parameters.run.periods):
            model.step()
        for name, values in model.series.items():
            found[name].append(float(np.mean(values)))
    return {name: np.array(values) for name, values in found.items()}


def engine(tried: Scenario) -> dict[str, np.ndarray]:
    """The same of the engine, by many more replicates."""
    outcomes = sim.run(tried, 3000, series=False).outcomes
    return {name: outcomes[f"{name}_mean"].to_numpy() for name in measures()}


def different(one: dict[str, np.ndarray], other: dict[str, np.ndarray], tests: int) -> list[str]:
    """The measures whose means differ (Welch's z) at ERROR_RATE over so many tests (Bonferroni)."""
    limit = norm.isf(ERROR_RATE / tests / 2)
    found = []
    for name, a in one.items():
        b = other[name]
        error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        if abs(a.mean() - b.mean()) > limit * error + 1e-12:
            found.append(name)
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_two_readings_of_the_model_agree_on_all_measures(name: str) -> None:
    """Error rate 1 % over all settings and measures, seeds fixed."""
    tried = scenario(SETTINGS[name])
    assert different(objects(tried.parameters), engine(tried), len(SETTINGS) * len(measures())) == []


# A term of each rule altered by a parameter: the comparison must see it.
ALTERED = {
    "environment.strategic_turbulence": 0.03,
    "organization.turnover": 0.02,
    "leadership.channel_fidelity": 0.6,
    "leadership.listening": 0.5,
    "management.analysis_accuracy": 0.8,
    "leadership.communication": 0.1,
    "management.attention": 0,
    "management.settling": 20,
    "environment.local_accuracy": 0.75,
    "management.handoffs": 1,
    "environment.feedback_accuracy": 0.8,
    "rewards.initiative": 0.9,
    "network.initial_trust": 0.6,
    "motivation.need_rate": 0.2,
    "network.trust_rate": 0.2,
    "network.peer_learning": 1,
    "development.rate": 0.04,
}


def test_negative_control_an_altered_term_is_seen() -> None:
    few = scenario({"environment": {"decisions": 5}})  # several seats a decision, so that hand-offs matter
    plain = objects(few.parameters)
    assert different(plain, engine(few), len(SETTINGS) * len(measures())) == []
    unseen = []
    for path, value in ALTERED.items():
        if not different(plain, engine(few.with_(**{path: value})), len(SETTINGS) * len(measures())):
            unseen.append(path)
    assert unseen == []
