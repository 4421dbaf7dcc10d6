"""The error rates of what-if on outcomes of real runs, skewed ones among them.

Two seeds of one scenario differ by chance alone: there is no effect, whatever the distribution. Were the rate of
false alarms just 5 %, more than 6.2 % of 3,000 tries would come out with a probability of 0.2 %.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.explain import what_if as trying
from sim.explain.what_if import CLEAR, SMALL, judged, what_if

pytestmark = pytest.mark.thorough

TRIES, MOST, POOL = 3000, 160, 40_000
CREW = sim.load(
    "storm", ["organization.members=9", "environment.decisions=6", "environment.goals=3", "environment.shock_every=20",
              "run.periods=60"],
)  # fmt: skip
OUTCOMES = ("made_good_mean", "recovery_time", "loss", "initiatives_mean", "reprimands_mean")


@pytest.fixture(scope="module")
def pool() -> pd.DataFrame:
    """Many independent runs."""
    return sim.run(CREW, POOL, seed=1, series=False).outcomes


def rate(
    outcome: str, verdict: str, shift: float, small: float, pool: pd.DataFrame, patch: pytest.MonkeyPatch
) -> float:
    """How often a verdict is given where the true effect is `shift`."""
    values = pool[outcome].to_numpy()
    rng = np.random.default_rng(5)
    drawn: dict[str, Any] = {}

    def run(scenario: sim.Scenario, count: int, seed: int, *, first: int, series: bool) -> Any:
        return SimpleNamespace(outcomes={outcome: pd.Series(drawn[scenario.name][first : first + count])})

    patch.setattr(trying, "run", run)
    found = 0
    for seed in range(TRIES):
        drawn["one"], drawn["two"] = (rng.choice(values, MOST) for _ in range(2))
        drawn["two"] = drawn["two"] + shift
        effect = what_if(CREW.with_(name="one"), CREW.with_(name="two"), outcome, small, MOST, seed)
        found += effect.verdict == verdict
    return found / TRIES


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_chance_is_hardly_ever_called_an_effect(
    outcome: str, pool: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread = float(pool[outcome].std())
    assert rate(outcome, CLEAR, 0, spread / 100, pool, monkeypatch) <= 0.062


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_matters_is_hardly_ever_called_small(
    outcome: str, pool: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = float(pool[outcome].std()) / 3
    assert rate(outcome, SMALL, small, small, pool, monkeypatch) <= 0.062


def test_negative_control_uncorrected_looks(pool: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "judged", lambda differences, small, _: judged(differences, small, 1))
    assert rate("made_good_mean", CLEAR, 0, 1e-6, pool, monkeypatch) > 0.062
