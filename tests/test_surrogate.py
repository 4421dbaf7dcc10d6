"""Surrogates: what they say of their own error holds at points that they have not seen."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.study.analysis.surrogate import surrogate

SHORT = {"organization.members": 6, "run.periods": 12}
FACTORS = {
    "leadership.communication": [0, 1],
    "network.ties": {"values": [0, 2, 4]},
    "management.planning": {"values": ["rigid", "rolling"]},
}


def swept(folder: Path, points: int, replicates: int, compare: str | None = None, design_seed: int = 1) -> sim.Results:
    design = {"kind": "lhs", "n": points, "seed": design_seed}
    sides = {} if compare is None else {"compare": compare}
    study = sim.Study("led", factors=FACTORS, design=design, set=SHORT, replicates=replicates, **sides)
    return sim.open_results(sim.sweep(study, folder).folder)


@pytest.fixture(scope="module")
def learned_from(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    return swept(tmp_path_factory.mktemp("known"), 80, 20, "over_managed")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    return swept(tmp_path_factory.mktemp("fresh"), 60, 20, "over_managed", design_seed=2)


@pytest.mark.parametrize("scenario", ["led", "led - over_managed"])
def test_the_stated_error_is_that_at_other_points(scenario: str, learned_from: sim.Results, fresh: sim.Results) -> None:
    """Both sweeps meet the same luck. Of 60 means fewer than 80 % in intervals of 95 %: once in 10,000 designs."""
    learned = surrogate(learned_from, "alignment_mean", scenario)
    predicted = learned.predict(fresh.points[fresh.points["scenario"] == scenario])
    actual = fresh.answers("alignment_mean", scenario)
    assert learned.explained > 0.8
    error = np.sqrt(((actual - predicted["mean"].to_numpy()) ** 2).mean())
    assert 0.6 < error / learned.error < 1.6
    assert ((predicted["low"] <= actual) & (actual <= predicted["high"])).mean() > 0.8
    assert learned.covered > 0.8
    assert learned.points == 80


def test_negative_control_points_that_say_nothing_are_not_explained(
    learned_from: sim.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = learned_from.rows(["alignment_mean"], ("base",))
    luck = np.random.default_rng(1).normal(size=len(rows))
    noise = rows.assign(**{"base.alignment_mean": luck})
    monkeypatch.setattr(type(learned_from), "rows", lambda *_: noise)
    learned = surrogate(learned_from, "alignment_mean", "led")
    assert learned.explained < 0.1
    assert learned.covered > 0.85, "it knows that it knows nothing"


def test_what_cannot_be_learned_or_predicted_is_refused(learned_from: sim.Results, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="did you mean 'alignment_mean'"):
        surrogate(learned_from, "alignement_mean")
    with pytest.raises(ValueError, match="there is no scenario 'neither' in this sweep"):
        surrogate(learned_from, scenario="neither")
    with pytest.raises(ValueError, match="8 points: expected 20 to 2,000"):
        surrogate(swept(tmp_path / "few", 8, 3))
    with pytest.raises(ValueError, match="0 points"):
        surrogate(swept(tmp_path / "single", 20, 1))
    learned = surrogate(learned_from, "alignment_mean", "led")
    row = {"leadership.communication": 0.5, "network.ties": 2, "management.planning": "rigid"}
    for change, message in (
        ({"network.ties": 5}, "swept from 0 to 4; a surrogate does not extrapolate"),
        ({"management.planning": "ad_hoc"}, "was not swept at: ad_hoc"),
    ):
        with pytest.raises(ValueError, match=message):
            learned.predict(pd.DataFrame([row | change]))
    with pytest.raises(ValueError, match=r"no value for: network\.ties"):
        learned.predict(pd.DataFrame([row]).drop(columns="network.ties"))


def test_the_command_predicts_as_python_does(learned_from: sim.Results, capsys: pytest.CaptureFixture[str]) -> None:
    """All combinations of the values that are named, in the order of the factors on the command line."""
    command = ["surrogate", str(learned_from.folder), "--outcome", "alignment_mean", "--scenario", "led"]
    at = {"network.ties": [0, 4], "leadership.communication": [0.25], "management.planning": ["rigid", "rolling"]}
    values = [f"--at={path}={','.join(map(str, several))}" for path, several in at.items()]
    assert main([*command, *values, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    learned = surrogate(learned_from, "alignment_mean", "led")
    assert (printed["error"], printed["explained"]) == (learned.error, learned.explained)
    rows = [(ties, 0.25, kind) for ties in (0, 4) for kind in ("rigid", "rolling")]
    expected = learned.predict(pd.DataFrame(rows, columns=list(at)))
    got = pd.DataFrame(printed["predictions"])
    assert [tuple(row) for row in got[list(at)].to_numpy()] == rows
    pd.testing.assert_frame_equal(got[["mean", "low", "high"]], expected)
    assert main([*command, *values]) == 0
    assert f"{expected['mean'][0]:.4g}" in capsys.readouterr().out
    assert main(command) == 0
    assert "learned from 80 points" in capsys.readouterr().out


def test_everything_wrong_with_the_places_is_said_at_once(
    learned_from: sim.Results, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["surrogate", str(learned_from.folder), "--outcome", "alignment_mean", "--scenario", "led"]
    for places, said in (
        (["network.tie=1", "network.ties", "network.ties=1", "network.ties=2"],
         ["did you mean 'network.ties'", "not 'network.ties'", "network.ties is there twice"]),
        (["network.ties=9", "leadership.communication=much"],
         ["no value for: management.planning", "swept from 0 to 4", "expected numbers"]),
        ([f"network.ties={'1,' * 10_000}1"], ["10,001 combinations"]),
    ):  # fmt: skip
        assert main([*command, *(f"--at={place}" for place in places)]) == 2
        printed = capsys.readouterr().err
        assert all(text in printed for text in said), printed
