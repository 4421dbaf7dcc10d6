"""The search finds an optimum that is known, says how it does under other luck, and finds the same again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.model.assemble import model, standard
from sim.scenario import ScenarioError
from sim.study.analysis.search import SearchError, _Worlds, search
from sim.study.file.reader import load_study
from tests.studies import written

pytest.importorskip("optuna")

STUDY = """\
study: 1
base: led
set: {organization.members: 6, run.periods: 12}
policies:
  leadership.communication: {values: [0, 1]}
  network.ties: {values: [0, 5]}
factors: {environment.strategic_turbulence: [0, 0.1]}
design: {kind: sobol, n: 2}
replicates: 4
"""


def hill(policy: dict[str, Any]) -> float:
    return -((policy["leadership.communication"] - 0.7) ** 2) - (policy["network.ties"] - 3) ** 2 / 10


@pytest.mark.parametrize("less", [False, True])
def test_a_known_optimum_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, less: bool) -> None:
    """On a hill without noise; the listed corners are far from its top."""
    monkeypatch.setattr(_Worlds, "of", lambda self, policy, shift: np.full((2, 4), hill(policy)))
    found = search(load_study(written(tmp_path, STUDY)), trials=80, less_is_better=less)
    assert found.policy["network.ties"] == 3
    assert found.policy["leadership.communication"] == pytest.approx(0.7, abs=0.1)
    assert found.listed == {"leadership.communication": 1.0, "network.ties": 5}
    assert found.tested == pytest.approx((-1 if less else 1) * hill(found.policy))
    assert found.gain.mean == pytest.approx(hill(found.policy) - hill(found.listed))


def test_luck_alone_is_no_gain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: all policies are alike. The best looks better, and does not do better under other luck.

    The limit is four standard errors of a mean of 2 · 200 values, which luck exceeds once in 16,000 times.
    """

    def noise(self: _Worlds, policy: dict[str, Any], shift: int) -> Any:
        number = abs(hash((tuple(policy.values()), shift)))
        return np.random.default_rng(number).normal(size=(2, 200))

    monkeypatch.setattr(_Worlds, "of", noise)
    found = search(load_study(written(tmp_path, STUDY)), trials=60)
    assert found.value > 0.05, "it looks like a finding"
    assert abs(found.gain.mean) < 4 * np.sqrt(2 / 400), "and it is none"


def test_the_numbers_are_those_of_runs_and_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = load_study(written(tmp_path, STUDY))
    found = search(study, "speed_mean", goal="worst", trials=6)
    scenarios = [study.scenario(world, 0).with_(**found.policy) for world in (0, 1)]
    for seed, value in ((1, found.value), (2, found.tested)):
        assert value == min(sim.run(one, 4, seed, series=False).outcomes["speed_mean"].mean() for one in scenarios)
    assert found.trials["worst"].max() == found.value
    assert len(found.trials) == 6
    arguments = ["search", str(tmp_path / "study.yaml"), "--outcome", "speed_mean", "--goal", "worst", "--trials", "6"]
    assert main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["policy"] == found.policy
    assert printed["tested"] == found.tested
    assert main(arguments) == 0
    ahead = "Under luck not searched" if found.policy != found.listed else "no policy that is better"
    assert ahead in capsys.readouterr().out


class Drag(sim.Mechanism):
    """The oars lose so much of their force."""

    after, compiled = "outcome", False
    share = sim.share(0.0, "how much is lost")

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Slow the boat."""
        crew.week.made_good[0] *= 1 - p.drag.share


def test_policies_may_set_parameters_of_ones_own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = STUDY.replace("network.ties: {values: [0, 5]}", "drag.share: {values: [0.1, 0.6]}")
    rules = [*sim.WEEK, Drag]
    study = sim.load_study(written(tmp_path, text), rules=rules)
    free, slowed = (
        _Worlds(model(rules), study, "made_good_mean", 1.0).of({"drag.share": share}, 0) for share in (0.0, 0.6)
    )
    assert slowed == pytest.approx(0.4 * free)
    monkeypatch.setattr(_Worlds, "of", lambda self, policy, shift: np.full((2, 4), -policy["drag.share"]))
    found = search(study, trials=20, rules=rules)
    assert found.policy["drag.share"] == pytest.approx(0.1, abs=0.05)
    with pytest.raises(ScenarioError, match="unknown group 'drag'"):
        sim.load_study(tmp_path / "study.yaml")


def test_a_search_that_finds_nothing_better_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With as many trials as listed policies, nothing else is tried; a difference from itself has no interval."""
    assert main(["search", str(written(tmp_path, STUDY)), "--trials", "4"]) == 0
    printed = capsys.readouterr().out
    assert "no policy that is better than the best of the listed" in printed
    assert "inf" not in printed


def test_what_cannot_be_searched_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SearchError, match="no policies"):
        search(sim.Study("led", {"network.ties": [0, 3]}))
    stopping = STUDY.replace("replicates: 4", "replicates: {max: 40, stop: {half_width: 0.1}}")
    with pytest.raises(SearchError, match="one number"):
        search(load_study(written(tmp_path, stopping)))
    assert main(["search", "quick"]) == 2
    assert main(["search", "policies", "--outcome", "sped_mean"]) == 2
    assert main(["search", "nowhere"]) == 2
    assert "did you mean 'speed_mean'" in capsys.readouterr().err


def test_an_outcome_that_some_runs_lack_can_be_searched_and_one_that_all_lack_is_said(tmp_path: Path) -> None:
    study = load_study(written(tmp_path, SHOCKS))
    lacking = _Worlds(standard(), study, "recovery_time", 1.0).of(study.levers[0], 0)
    assert 0 < np.isnan(lacking).sum() < lacking.size
    best = search(study, "recovery_time", trials=3)
    assert np.isfinite([best.value, best.tested]).all()
    calm = load_study(written(tmp_path, SHOCKS.replace("environment.shock_every: 20", "environment.shock_every: 0")))
    with pytest.raises(SearchError, match="recovery_time is missing in all runs"):
        search(calm, "recovery_time", trials=3)


SHOCKS = """\
study: 1
base: led
set: {organization.members: 3, run.periods: 40, environment.shock_every: 20}
factors: {leadership.communication: {values: [0, 0.5]}}
policies:
  leadership.strength: {values: [0.2, 0.9]}
replicates: 5
"""


def test_the_largest_seed_has_other_luck_too(tmp_path: Path) -> None:
    text = STUDY.replace("n: 2}", "n: 2, seed: 7}")  # the same points
    largest = written(tmp_path, text + "seed: 9223372036854775807\n")
    last, first = (
        _Worlds(standard(), load_study(file), "made_good_mean", 1.0)
        for file in (largest, written(tmp_path, text + "seed: 0\n", "first.yaml"))
    )
    policy = last.study.levers[0]
    assert np.array_equal(last.of(policy, 1), first.of(policy, 0)), "after the last seed comes the first"
    assert not np.array_equal(last.of(policy, 1), last.of(policy, 0))
    assert np.isfinite(search(load_study(largest), trials=4).tested)
