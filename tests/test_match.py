"""History matching finds a planted truth, says where nothing fits, and reads its targets strictly."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.model.state import Floats
from sim.scenario import ScenarioError
from sim.study.analysis import match as study_match
from sim.study.file.reader import load_study
from sim.study.inference.history_matching import CUTOFF, Emulator, Matched, Simulated, history_match, implausibility
from sim.study.study import Study
from sim.study.targets import Target
from tests.studies import written

SHORT = ("--waves", "1", "--points", "6")
NAMES = ("a", "b", "c", "d")
TRUTH = np.array([0.3, 0.6, 0.8, 0.5])
ERROR = 0.01


def _model(units: Floats) -> Floats:
    """Three outcomes of four factors, the last of which does nothing."""
    a, b, c = units[:, 0], units[:, 1], units[:, 2]
    return np.column_stack([3 * a + b**2, c - a, np.sin(3 * b) + c])


def _simulate(units: Floats) -> Simulated:
    rng = np.random.default_rng(int(units.sum() * 1e6))
    means = _model(units)
    return Simulated(means + rng.normal(0, ERROR, means.shape), np.full(means.shape, ERROR**2))


def _targets(half: float = 0.15) -> list[Target]:
    return [Target(f"y{k}", y - half, y + half) for k, y in enumerate(_model(TRUTH[None])[0])]


@pytest.fixture(scope="module")
def planted() -> Matched:
    return history_match(_simulate, NAMES, _targets(), (40, 25, 25), seed=3, candidates=2**11)


def test_a_planted_truth_is_left_and_most_else_is_not(planted: Matched) -> None:
    emulator = Emulator(planted.units, planted.simulated)
    assert implausibility(emulator.predict(TRUTH[None]), planted.targets).max() <= CUTOFF
    assert 0 < planted.shares[-1] < 0.2
    assert planted.meetable.all()
    low, high = np.quantile(planted.survivors, [0.05, 0.95], axis=0)
    assert (low <= TRUTH).all()
    assert (high >= TRUTH).all()
    assert (high - low)[3] > 0.8, "a factor without effect is not narrowed"
    assert planted.all_met.sum() > 20


def test_what_is_left_meets_the_targets_and_what_is_not_does_not(planted: Matched) -> None:
    # The model without noise, at every survivor and at an even cover: nothing that fits well was ruled out.
    exact = Simulated(_model(planted.survivors), np.zeros((len(planted.survivors), 3)))
    assert np.mean(implausibility(exact, planted.targets).max(axis=1) <= CUTOFF + 0.5) > 0.95
    cover = np.random.default_rng(1).random((4000, 4))
    fits = implausibility(Simulated(_model(cover), np.zeros((4000, 3))), planted.targets).max(axis=1) <= CUTOFF - 0.5
    foretold = Emulator(planted.units, planted.simulated).predict(cover)
    kept = implausibility(foretold, planted.targets).max(axis=1) <= CUTOFF
    assert kept[fits].mean() > 0.98


def test_emulators_know_what_they_do_not_know(planted: Matched) -> None:
    # 150 outcomes, 99.7 % of which lie within three standard deviations if the variances are right.
    assert min(planted.trusted) > 0.95


def test_a_target_out_of_reach_is_named_and_rules_nothing_out() -> None:
    out_of_reach = [*_targets()[:2], Target("y2", 7.0, 8.0)]
    found = history_match(_simulate, NAMES, out_of_reach, (40, 20), seed=3, candidates=2**10)
    assert found.meetable.tolist() == [True, True, False]
    assert found.met.max() == 2
    assert found.shares[-1] > 0


def test_targets_that_exclude_each_other_leave_nothing() -> None:
    # The negative control: each can be met, both cannot.
    def one(units: Floats) -> Simulated:
        means = np.column_stack([units[:, 0], 1 - units[:, 0]])
        return Simulated(means, np.full(means.shape, 1e-6))

    found = history_match(one, NAMES, [Target("x", 0.8, 0.9), Target("z", 0.8, 0.9)], (20, 10), 1, 2**10)
    assert found.meetable.all()
    assert found.shares[-1] == 0
    assert not found.all_met.any()


def test_a_missing_outcome_is_implausible() -> None:
    far = implausibility(Simulated(np.array([[np.nan, 0.5]]), np.zeros((1, 2))), [Target("a", 0, 1), Target("b", 0, 1)])
    assert far.tolist() == [[np.inf, 0.0]]


FIT = """\
study: 1
title: Which floor gives this effort
base: led
set: {organization.members: 8, run.periods: 30}
factors:
  motivation.effort_floor: [0, 1]
  rewards.initiative: [0, 1]
replicates: 10
"""


def test_match_recovers_the_floor_with_which_the_targets_were_made(tmp_path: Path) -> None:
    import sim

    floor = 0.5
    crew = sim.load("led").with_(organization={"members": 8}, run={"periods": 30}, motivation={"effort_floor": floor})
    effort = sim.run(crew, 100, series=False).outcomes["effort_mean"].mean()
    text = f"{FIT}targets:\n  effort_mean: [{effort - 0.04:.3f}, {effort + 0.04:.3f}]\n"
    out = tmp_path / "fit"
    command = ["match", str(written(tmp_path, text)), "--out", str(out), "--waves", "2", "--points", "12"]
    assert main(command) == 0
    left = pd.read_csv(out / "survivors.csv")
    pd.testing.assert_frame_equal(left, pd.read_parquet(out / "survivors.parquet"))
    low, high = left["motivation.effort_floor"].quantile([0.05, 0.95])
    assert low < floor < high
    assert high - low < 0.4
    record = json.loads((out / "match.json").read_text())
    assert 0 < record["surviving_share"] < 0.5
    assert record["factors"][0]["left"][0] == pytest.approx(low)
    points = pd.read_parquet(out / "points.parquet")
    assert len(points) == record["points"] == 24
    report = (out / "match.md").read_text()
    assert "`effort_mean`" in report
    assert "`motivation.effort_floor`" in report
    before = (out / "survivors.csv").read_bytes()
    assert main([*command, "--json"]) == 0
    assert (out / "survivors.csv").read_bytes() == before, "the same again"


def test_an_outcome_that_is_missing_everywhere_is_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{FIT}targets:\n  recovery_time: [3, 6]\n  effort_mean: [0.5, 0.9]\n"
    command = ["match", str(written(tmp_path, text)), "--out", str(tmp_path / "fit"), "--waves", "1", "--points", "6"]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert re.search(r"recovery_time +3 to 6 +missing +0%", printed)
    assert "0.0% of the space is left" in printed
    assert "No point meets `recovery_time`" in (tmp_path / "fit" / "match.md").read_text()


def test_runs_that_fail_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = FIT.replace("rewards.initiative: [0, 1]", "environment.goals: [3, 30]")
    text += "targets: {effort_mean: [0.5, 0.9]}\n"
    command = ["match", str(written(tmp_path, text)), "--out", str(tmp_path / "fit"), "--waves", "1", "--points", "8"]
    assert main(command) == 3
    assert re.search(r"failed: \d+ runs", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("targets", "code", "line", "help"),
    [
        ("targets: {effort: [0.2, 0.35]}", "D036", 9, "did you mean 'effort_mean'?"),
        ("targets: {effort_mean: [0.4, 0.2]}", "D036", 9, "write [0.2, 0.4]"),
        ("targets: {effort_mean: [0.4]}", "D036", 9, "[0.2, 0.35]"),
        ("targets: {effort_mean: [a, 1]}", "D036", 9, "[0.2, 0.35]"),
        ("targets: {effort_mean: 0.3}", "D036", 9, "[0.2, 0.35]"),
        ("targets: {effort_mean: [0.3, .inf]}", "D036", 9, "[0.2, 0.35]"),
        ("targets: {effort_mean: }", "D036", 9, "[0.2, 0.35]"),
        ("targets: {effort_mean: {low: 1}}", "D036", 9, "[0.2, 0.35]"),
        ("targets:", "D036", 9, "effort_mean: [0.2, 0.35]"),
        ("targets: all", "D036", 9, "effort_mean: [0.2, 0.35]"),
        ("targts: {effort_mean: [0.2, 0.35]}", "D001", 9, "did you mean 'targets'?"),
    ],
)
def test_a_wrong_target_is_an_error_with_its_place(
    tmp_path: Path, targets: str, code: str, line: int, help: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_study(written(tmp_path, f"{FIT}{targets}\n"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == (code, line)
    assert help in problem.help


def test_targets_survive_the_manifest_and_change_no_run(tmp_path: Path) -> None:
    study = load_study(written(tmp_path, f"{FIT}targets: {{effort_mean: [0.2, 0.35], speed_mean: [0, 1]}}\n"))
    assert study.targets == (Target("effort_mean", 0.2, 0.35), Target("speed_mean", 0.0, 1.0))
    again = Study.from_dict(json.loads(json.dumps(study.as_dict())), study.points)
    assert again.targets == study.targets
    assert load_study(written(tmp_path, FIT)).fingerprint() == study.fingerprint()
    assert "targets" not in load_study(written(tmp_path, FIT)).as_dict()


def test_an_outcome_of_a_single_run_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = load_study(written(tmp_path, f"{FIT}targets: {{effort_mean: [0.2, 0.35], loss: [0, 1]}}\n"))
    study = replace(study, points=[(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
    runs = pd.DataFrame(
        {"point": [0, 0, 1, 1], "effort_mean": [0.2, 0.4, 0.5, np.nan], "loss": [1.0, np.nan, 2.0, 4.0]}
    )
    monkeypatch.setattr(study_match, "open_results", lambda _: SimpleNamespace(runs=runs))
    means, variances = study_match.answers(tmp_path, study)
    np.testing.assert_allclose(means, [[0.3, np.nan], [np.nan, 3.0], [np.nan, np.nan]])
    np.testing.assert_allclose(variances, [[0.01, np.nan], [np.nan, 1.0], [np.nan, np.nan]])


def test_match_runs_only_the_base(tmp_path: Path) -> None:
    # The rule stops by the outcome of the base; by the difference from itself it would stop at the first look.
    rule = "{min: 2, max: 20, stop: {outcome: effort_mean, half_width: 0.0001, look_ahead: 1}}"
    text = FIT.replace("replicates: 10", f"replicates: {rule}") + "targets: {effort_mean: [0.2, 0.9]}\n"
    found = [
        main(["match", str(written(tmp_path, text + more)), "--out", str(tmp_path / name), *SHORT])
        for name, more in (("one", ""), ("two", "compare: led\n"))
    ]
    assert found == [0, 0]
    one, two = (pd.read_parquet(tmp_path / name / "wave_1" / "runs.parquet") for name in ("one", "two"))
    assert set(two["scenario"]) == {"led"}
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("more", "help"),
    [
        ("policies: {network.ties: {values: [0, 3]}}\n", "match fits one scenario, and this study has policies"),
        ("replicates: 1\n", "write replicates: 20"),
    ],
)
def test_match_refuses_what_it_cannot_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: str, help: str
) -> None:
    text = FIT.replace("replicates: 10\n", "") + "targets: {effort_mean: [0.2, 0.35]}\n" + more
    assert main(["match", str(written(tmp_path, text)), "--out", str(tmp_path / "out"), *SHORT]) == 2
    assert help in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_match_in_the_folder_of_another_says_what_can_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FIT + "targets: {effort_mean: [0.2, 0.35]}\n"
    command = ["match", str(written(tmp_path, text)), "--out", str(tmp_path / "fit"), *SHORT]
    assert main(command) == 0
    written(tmp_path, text.replace("replicates: 10", "replicates: 12"))
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "goes on only with the same study, --waves and --points" in said
    assert "--extend" not in said


def test_a_study_that_is_made_in_python_has_targets() -> None:
    study = sim.Study("led", {"network.ties": [0, 4]}, replicates=2, targets={"effort_mean": [0.2, 0.35]})
    assert study.targets == (Target("effort_mean", 0.2, 0.35),)
    with pytest.raises(ScenarioError, match="did you mean 'effort_mean'"):
        sim.Study("led", {"network.ties": [0, 4]}, targets={"effort": [0.2, 0.35]})


def test_match_needs_targets_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", str(written(tmp_path, FIT)), "--out", str(tmp_path / "out")]) == 2
    assert "targets: {effort_mean: [0.2, 0.35]}" in capsys.readouterr().err
    assert main(["match", str(written(tmp_path, f"{FIT}targets: {{effort_mean: [0.2, 0.35]}}\n"))]) == 2
    assert "--out" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_scikit_learn_match_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.modules["sim.cli.match"], "find_spec", lambda _: None)
    study = written(tmp_path, f"{FIT}targets: {{effort_mean: [0.2, 0.35]}}\n")
    assert main(["match", str(study), "--out", str(tmp_path / "out")]) == 2
    assert 'pip install -c constraints.txt -e ".[match]"' in capsys.readouterr().err
    assert main(["patterns", "--quick"]) == 2


def test_settings_without_the_outcome_are_ruled_out() -> None:
    def half(units: Floats) -> Simulated:
        means = np.where(units[:, 1] < 0.5, np.nan, units[:, 0])[:, None]
        return Simulated(means, np.where(np.isnan(means), np.nan, 1e-4))

    found = history_match(half, ["a", "b"], [Target("x", 0.2, 0.6)], (40, 30), 1, 2**10)
    assert 0.3 < found.shares[-1] < 0.45, ".6, which is three standard deviations, of one half, and a margin"
    assert (found.survivors[:, 1] > 0.5).mean() > 0.7
    there = ~np.isnan(found.simulated.means[found.wave == 1]).ravel()
    assert there.mean() > 0.7, "runs are not spent where there is nothing to see"


def test_an_outcome_that_is_always_the_same_is_foretold(tmp_path: Path) -> None:
    study = written(tmp_path, FIT + "targets: {shocks: [0, 1], recovery_time: [1, 8]}\n")
    command = ["match", str(study), "--out", str(tmp_path / "out"), "--waves", "2", "--points", "8"]
    assert main(command) == 0
    found = json.loads((tmp_path / "out" / "match.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert found["trusted"] == [1.0]
    assert [target["missing"] for target in found["targets"]] == [0, found["points"]]
    assert "`recovery_time` is missing at 16 of the points" in (tmp_path / "out" / "match.md").read_text("utf-8")
