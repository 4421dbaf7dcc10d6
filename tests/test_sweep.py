"""Sweeps: the same numbers as single runs, the same bytes whatever happened on the way, and no silent loss."""

import json
import os
import resource
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from checks import plain

import sim
from sim.cli import main
from sim.model.assemble import standard
from sim.model.mechanisms.plan import Plan
from sim.study.design import balanced
from sim.study.file.reader import load_study
from sim.study.sweep import estimate
from sim.study.sweep.checkpoints import FOLDER
from sim.study.sweep.folder import FolderError, locked
from sim.study.sweep.run_sweep import Failed, SweepProgress, sweep
from tests.studies import SMALL, coxed, stopped, tables, written


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep that nothing disturbed."""
    folder = tmp_path_factory.mktemp("done")
    sweep(written(folder), folder / "out", threads=1)
    return folder / "out"


def interrupted_after(runs: int) -> Callable[[SweepProgress], None]:
    def progress(report: SweepProgress) -> None:
        if report.done >= runs:
            raise KeyboardInterrupt

    return progress


def test_each_row_is_what_a_single_run_gives(done: Path) -> None:
    results = sim.open_results(done)
    for (point, name), rows in results.runs.groupby(["point", "scenario"]):
        scenario = results.study.scenario(point, results.study.names.index(name))
        run = sim.run(scenario, len(rows), seed=1)
        pd.testing.assert_frame_equal(rows[list(run.outcomes)].reset_index(drop=True), run.outcomes, check_names=False)
        series = results.series[(results.series["point"] == point) & (results.series["scenario"] == name)]
        for measure in ("made_good", "alignment"):
            assert np.array_equal(series[measure].to_numpy(), run.measures[measure].reshape(-1))


SHAPES = """\
study: 1
base: led
factors:
  organization.members: {values: [4, 30, 9]}
  environment.goals: {values: [2, 5]}
  network.ties: {values: [0, 6]}
  run.periods: {values: [5, 20]}
replicates: 12
keep: {series: [made_good]}
"""


def test_factors_may_shape_the_organization(tmp_path: Path) -> None:
    """Each point needs a state of its own, and neighbours must not share one."""
    sweep(written(tmp_path, SHAPES), tmp_path / "out", threads=2)
    results = sim.open_results(tmp_path / "out")
    for point, rows in results.runs.groupby("point"):
        alone = sim.run(results.study.scenario(point, 0), 12)
        assert np.array_equal(rows["made_good_mean"].to_numpy(), alone.outcomes["made_good_mean"].to_numpy())
        series = results.series.loc[results.series["point"] == point, "made_good"]
        assert np.array_equal(series.to_numpy(), alone.measures["made_good"].reshape(-1))


def test_rows_are_sorted_named_and_complete(done: Path) -> None:
    results = sim.open_results(done)
    keys = list(results.runs[["point", "scenario", "replicate"]].itertuples(index=False, name=None))
    assert keys == sorted(keys)
    assert results.runs["run"].is_unique
    assert (results.runs["status"] == "ok").all()
    counts = results.runs.groupby(["point", "scenario"]).size().unstack()
    assert (counts["led"] == counts["over_managed"]).all(), "compared scenarios are paired"
    points = results.points[results.points["scenario"] == "led"].set_index("point")
    assert (points["replicates"] == counts["led"]).all()
    assert set(counts["led"]) <= {20, 40, 80}, "two looks must agree, so nobody stops at 10"


def test_points_hold_means_and_intervals_of_sides_and_difference(done: Path) -> None:
    results = sim.open_results(done)
    wide = results.runs.pivot(index=["point", "replicate"], columns="scenario", values="made_good_mean")
    wide["led - over_managed"] = wide["led"] - wide["over_managed"]
    for row in results.points.itertuples():
        expected = sim.engine.statistics.interval(wide.loc[row.point, row.scenario].dropna().to_numpy())
        assert row.made_good_mean_over_runs == pytest.approx(expected.mean, rel=1e-12)
        assert row.made_good_mean_half_width == pytest.approx(expected.high - expected.mean, rel=1e-9)


def test_a_point_stops_by_its_own_first_replicates(done: Path) -> None:
    """Recomputed from the rows alone, look after look."""
    results = sim.open_results(done)
    for point, row in results.points[results.points["scenario"] == results.shown].set_index("point").iterrows():
        study = results.study
        values = [sim.run(study.scenario(point, s), study.replicates.max, series=False) for s in (0, 1)]
        difference = values[0].outcomes["made_good_mean"] - values[1].outcomes["made_good_mean"]
        assert stopped(difference.to_numpy(), study.replicates) == (row["replicates"], row["stopped"])


@pytest.mark.parametrize("threads", [1, 3])
def test_an_interrupted_sweep_goes_on_to_the_same_bytes(done: Path, tmp_path: Path, threads: int) -> None:
    study = written(tmp_path)
    for runs in (1, 60, 150, 10_000):
        try:
            sweep(study, tmp_path / "out", threads=threads, progress=interrupted_after(runs))
        except KeyboardInterrupt:
            assert not (tmp_path / "out" / "manifest.json").exists()
    assert tables(tmp_path / "out") == tables(done)
    assert not (tmp_path / "out" / FOLDER).exists()


def test_what_is_complete_is_not_run_again(done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = written(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        sweep(study, tmp_path / "out", progress=interrupted_after(60))
    reports: list[SweepProgress] = []
    sweep(study, tmp_path / "out", progress=reports.append)
    assert reports[-1].before >= 60
    assert tables(tmp_path / "out") == tables(done)

    def nothing(*_: object) -> None:
        raise AssertionError("a finished sweep is run again")

    monkeypatch.setattr("sim.study.sweep.run_sweep._execute", nothing)
    changed = written(tmp_path, SMALL.replace("led_is_ahead", "led_wins"))
    sweep(changed, tmp_path / "out")
    assert sim.open_results(tmp_path / "out").study.claims[0].name == "led_wins"
    assert tables(tmp_path / "out") == tables(done)


def test_a_damaged_checkpoint_is_reported_and_run_again(
    done: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    study = written(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        sweep(study, tmp_path / "out", progress=interrupted_after(60))
    stored = sorted((tmp_path / "out" / FOLDER).glob("*.arrow"))
    content = bytearray(stored[0].read_bytes())
    content[len(content) // 2] ^= 1
    stored[0].write_bytes(content)
    (stored[0].parent / ".writing-x.arrow").write_bytes(b"half")
    sweep(study, tmp_path / "out")
    assert "damaged" in caplog.text
    assert tables(tmp_path / "out") == tables(done)


def test_two_sweeps_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; import sys; from sim.study.sweep.folder import locked\n"
        f"with locked(Path({str(tmp_path / 'out')!r})): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(FolderError, match=f"process {other.pid}"):
        sweep(written(tmp_path), tmp_path / "out")
    other.kill()
    other.communicate()
    with locked(tmp_path / "out"):
        pass  # a process that was killed holds nothing


def test_a_folder_with_something_else_is_refused(done: Path, tmp_path: Path) -> None:
    other = written(tmp_path, SMALL.replace("n: 4", "n: 8"))
    before = tables(done)
    with pytest.raises(FolderError, match="another study"):
        sweep(other, done)
    assert tables(done) == before
    with pytest.raises(KeyboardInterrupt):
        sweep(written(tmp_path, name="small.yaml"), tmp_path / "out", progress=interrupted_after(60))
    with pytest.raises(FolderError, match="unfinished"):
        sweep(other, tmp_path / "out")
    reports: list[SweepProgress] = []
    sweep(other, tmp_path / "out", resume=True, progress=reports.append)
    assert reports[-1].before >= 60, "runs that both studies contain are kept"
    sweep(other, tmp_path / "other")
    assert tables(tmp_path / "out") == tables(tmp_path / "other")


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_path_that_is_no_folder_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError):
        sweep(written(tmp_path), tmp_path / where)


def test_a_full_disk_is_reported_and_loses_nothing(
    done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit on the size of files stands for the disk: the tables do not fit, the checkpoints do."""
    study = str(written(tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        assert main(["sweep", study, "--out", str(tmp_path / "out")]) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    output = capsys.readouterr().err
    assert "File too large" in output
    assert "next: coxed sweep" in output
    assert not list((tmp_path / "out").glob("*.parquet"))
    assert main(["sweep", study, "--out", str(tmp_path / "out")]) == 0
    assert tables(tmp_path / "out") == tables(done)


# Runs that fail

CONTRADICTORY = SMALL.replace("  network.ties: {values: [0, 3]}\n", "  environment.goals: {values: [5, 30]}\n")


def test_a_contradictory_point_is_a_row_with_the_command_that_repeats_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", str(written(tmp_path, CONTRADICTORY)), "--out", str(tmp_path / "out")]) == 3
    assert "failed: 4 runs" in capsys.readouterr().out
    results = sim.open_results(tmp_path / "out")
    failed = results.runs[results.runs["status"] == "failed"]
    assert len(failed) == 2 * 2, "two points, two scenarios"
    assert failed["message"].str.contains("30 goals need as many decisions").all()
    assert failed[list(sim.run("led", 1).outcomes)].isna().all(axis=None)
    words = shlex.split(failed["command"].iloc[0])
    assert main(words[1:]) == 2
    assert "30 goals need as many decisions" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "out")]) == 0
    assert main(["report", str(tmp_path / "out")]) == 0
    assert "30 goals need" in (tmp_path / "out" / "report.html").read_text("utf-8")


class FailingPlan(Plan):
    """A plan that cannot be made when the first direction is wrong at the third period."""

    compiled = False

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Fail, or plan nothing."""
        if t == 3 and crew.course.direction[0] * crew.ocean.condition[0] > 0:
            raise ZeroDivisionError("no plan\nfor this")


FAILING = plain(FailingPlan if rule is Plan else rule for rule in sim.WEEK)


PLAIN = (
    SMALL.replace("compare: over_managed\n", "")
    .replace("n: 4", "n: 2")
    .replace(
        "replicates: {min: 10, max: 80, stop: {outcome: made_good_mean, half_width: 0.1, look_ahead: 2}}",
        "replicates: 6",
    )
    .replace("claims:\n  - led_is_ahead: mean(base.made_good_mean) > mean(compare.made_good_mean)\n", "")
)


def test_a_run_that_raises_is_a_row_and_stops_no_other(tmp_path: Path) -> None:
    swept = sweep(written(tmp_path, PLAIN), tmp_path / "out", rules=FAILING)
    results = sim.open_results(tmp_path / "out")
    failed = results.runs["status"] == "failed"
    assert 0 < swept.failed == failed.sum() < len(results.runs)
    assert set(results.runs[failed]["message"]) == {"ZeroDivisionError: no plan for this"}
    assert results.runs[failed]["command"].str.startswith("sim.run(sim.load('led', [").all()
    for row in results.runs.itertuples():
        scenario = results.study.scenario(row.point, 0)
        if row.status == "failed":
            with pytest.raises(ZeroDivisionError):
                sim.run(scenario, 1, first=row.replicate, rules=FAILING)
        else:
            expected = sim.run(scenario, 1, first=row.replicate, rules=FAILING).outcomes["made_good_mean"].iloc[0]
            assert row.made_good_mean == expected
    assert results.manifest["signature"]["custom"].keys() >= {"plan"}
    assert sim.verify(tmp_path / "out", rules=FAILING).same
    with pytest.raises(FolderError, match=r"not built in were: .*plan"):
        sim.verify(tmp_path / "out")


def test_runs_that_all_fail_leave_no_series_and_can_be_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All points meet the same luck, so replicate 0 fails at each of them."""
    swept = sweep(written(tmp_path, PLAIN.replace("replicates: 6", "replicates: 1")), tmp_path / "out", rules=FAILING)
    results = sim.open_results(tmp_path / "out")
    assert swept.failed == len(results.runs) > 1
    assert len(results.series) == 0
    assert main(["report", str(tmp_path / "out")]) == 0
    assert "no plan for this" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Traceback" not in capsys.readouterr().err


def fading(rate: float) -> type[sim.Mechanism]:
    """A rule whose text is the same for every rate."""

    class Fading(sim.Mechanism):
        """Skill fades."""

        compiled = False
        speed = sim.share(0.5, "Share of the rate.")
        left = sim.mean("people.skill", "mean skill of all")

        def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
            """Let skill fade."""
            crew.people.skill[:] *= 1 - rate * p.fading.speed

    return Fading


FADING = PLAIN.replace("network.ties: {values: [0, 3]}", "fading.speed: [0, 1]").replace(
    "series: [made_good, alignment]", "series: [left]"
)


@pytest.mark.thorough
def test_a_study_varies_the_parameter_of_a_rule_that_is_identified_by_its_values(tmp_path: Path) -> None:
    """`fading(0.5)` and `fading(1.0)` have the same text: no sweep takes the one's runs for the other's."""
    study, out = written(tmp_path, FADING), tmp_path / "out"
    half, whole = [*sim.WEEK, fading(0.5)], [*sim.WEEK, fading(1.0)]
    with pytest.raises(KeyboardInterrupt):
        sweep(study, out, rules=half, progress=interrupted_after(6))
    with pytest.raises(FolderError, match=r"unfinished sweep of other rules \(fading\)"):
        sweep(study, out, rules=whole)
    sweep(study, out, rules=half)
    results = sim.open_results(out)
    row = results.runs.iloc[-1]
    again = sim.run(results.study.scenario(row["point"], 0), 1, first=row["replicate"], rules=half)
    assert row["left_mean"] == again.outcomes["left_mean"].iloc[0]
    assert set(results.series) == {"point", "scenario", "replicate", "period", "left"}
    assert results.study.points[0][1] == results.points["fading.speed"].iloc[0]
    assert sim.verify(out, rules=half).same
    with pytest.raises(FolderError, match="other code or values, or another Python, for: fading"):
        sim.verify(out, rules=whole)
    with pytest.raises(FolderError, match=r"results of other rules \(fading\)"):
        sweep(study, out, rules=whole)
    assert main(["report", str(out)]) == 0


@pytest.mark.thorough
def test_a_new_measure_ends_no_sweep_and_no_verification(tmp_path: Path) -> None:
    """The tables keep the measures that the sweep began with."""
    study, out = written(tmp_path, PLAIN), tmp_path / "out"
    more = {"chief": sim.measure("share", 0, 1, "skill of the chief")(lambda crew: crew.people.skill[0])}
    with pytest.raises(KeyboardInterrupt):
        sweep(study, out, threads=1, progress=interrupted_after(6))
    sweep(study, out, measures=more)
    kept = tables(out)
    assert sweep(study, tmp_path / "bare").runs == len(sim.open_results(out).runs)
    assert tables(tmp_path / "bare") == kept
    assert sim.verify(out, measures=more).same
    sweep(study, out, measures=more)
    assert tables(out) == kept
    sweep(study, tmp_path / "more", measures=more)
    assert "chief_mean" in sim.open_results(tmp_path / "more").runs
    with pytest.raises(FolderError, match=r"of other rules \(chief\)"):
        sweep(study, tmp_path / "more")


def test_fail_fast_ends_at_the_first_failure(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no plan"):
        sweep(written(tmp_path, PLAIN), tmp_path / "out", rules=FAILING, fail_fast=True)
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_fail_fast_ends_at_a_point_that_contradicts_itself(tmp_path: Path) -> None:
    text = SMALL.replace("network.ties: {values: [0, 3]}", "environment.goals: {values: [30, 5]}").replace(
        "n: 4", "n: 64"
    )
    with pytest.raises(Failed, match="goals"):
        sweep(written(tmp_path, text), tmp_path / "out", fail_fast=True)
    assert not (tmp_path / "out" / "runs.parquet").exists()


# The command line


def test_the_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = written(tmp_path)
    assert main(["sweep", str(study), "--dry-run", "--json"]) == 0
    output = json.loads(capsys.readouterr().out)
    assert output["points"] == 4
    assert output["runs"] == [4 * 2 * 10, 4 * 2 * 80]
    assert 0 < output["seconds"][0] < output["seconds"][1]
    assert [path.name for path in tmp_path.iterdir()] == ["study.yaml"]


def test_setting_up_points_counts_in_the_time_and_is_not_shared_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "_timed", lambda *_: (0.5, 0.03, 12, 0.6))
    expected = estimate.estimate(load_study(written(tmp_path)), standard(), threads=3)
    assert expected.seconds == pytest.approx((8 * 0.5 + 80 * 0.03 / 3, 8 * 0.5 + 640 * 0.03 / 3))


@pytest.mark.parametrize(
    "arguments",
    [
        ["sweep"],
        ["sweep", "nowhere"],
        ["sweep", "quick"],
        ["verify", "nowhere"],
        ["report", "nowhere"],
        ["report", "."],
    ],
)
def test_bad_input_exits_2(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_ctrl_c_prints_how_to_go_on_and_exits_130(done: Path, tmp_path: Path) -> None:
    """The signal is sent when the first checkpoint is there, long before the end of so many runs."""
    study = written(tmp_path, SMALL.replace("n: 4", "n: 4096").replace("periods: 12", "periods: 60"))
    process = coxed("sweep", study, "--out", tmp_path / "out")
    while not list((tmp_path / "out").glob(f"{FOLDER}/*.arrow")):
        assert process.poll() is None
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    _, output = process.communicate()
    assert process.returncode == 130
    assert f"next: coxed sweep {study} --out {tmp_path / 'out'}" in output
    assert "Traceback" not in output


def test_the_order_is_spread_evenly_from_the_beginning() -> None:
    for count in (1, 2, 7, 36, 1000):
        assert sorted(balanced(count)) == list(range(count))
    first = balanced(1000)[:100]
    assert np.histogram(first, bins=10, range=(0, 1000))[0].tolist() == pytest.approx([10] * 10, abs=2)
