"""Sweeps that grow: finished ones are extended, unfinished ones read, parts put together; always to the same bytes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import sim
from sim.cli import main
from sim.study.file.reader import load_study
from sim.study.sweep.checkpoints import FOLDER
from sim.study.sweep.folder import FolderError
from sim.study.sweep.parts import Part, merge
from sim.study.sweep.run_sweep import SweepProgress, sweep
from sim.study.sweep.schedule import Schedule
from sim.study.sweep.tables import outdated
from sim.study.sweep.worker import TaskResult
from tests.studies import SMALL, tables, written
from tests.test_sweep import CONTRADICTORY, FADING, FAILING, PLAIN, fading

LARGE = SMALL.replace("n: 4", "n: 8").replace("max: 80", "max: 160").replace("half_width: 0.1", "half_width: 0.05")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    sweep(written(folder), folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The larger study, run at once."""
    folder = tmp_path_factory.mktemp("large")
    sweep(written(folder, LARGE), folder / "out")
    return folder / "out"


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def interrupted_after(runs: int) -> Callable[[SweepProgress], None]:
    def progress(report: SweepProgress) -> None:
        if report.done - report.before >= runs:
            raise KeyboardInterrupt

    return progress


# Extending


def test_an_extended_sweep_has_the_bytes_of_the_large_one_and_repeats_no_run(
    small: Path, large: Path, tmp_path: Path
) -> None:
    out = copied(small, tmp_path / "out")
    reports: list[SweepProgress] = []
    sweep(written(tmp_path, LARGE), out, extend=True, progress=reports.append)
    assert tables(out) == tables(large) != tables(small)
    assert reports[-1].before == len(sim.open_results(small).runs), "every run of the small sweep is used"
    assert sim.verify(out, sample=10).same
    assert not (out / FOLDER).exists()


def test_an_interrupted_extension_keeps_the_finished_tables_and_goes_on(
    small: Path, large: Path, tmp_path: Path
) -> None:
    out, study = copied(small, tmp_path / "out"), written(tmp_path, LARGE)
    with pytest.raises(KeyboardInterrupt):
        sweep(study, out, extend=True, progress=interrupted_after(40))
    assert tables(out) == tables(small)
    assert sim.open_results(out).study.design.n == 4
    sweep(written(tmp_path, name="small.yaml"), out)  # the small study is finished, and this must remove nothing
    reports: list[SweepProgress] = []
    sweep(study, out, extend=True, progress=reports.append)
    assert reports[-1].before >= len(sim.open_results(small).runs) + 40
    assert tables(out) == tables(large)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("design:", "seed: 2\ndesign:"), "its seed is 1"),
        (("base: led", "base: neither"), "another scenario 'led'"),
        (("  network.ties: {values: [0, 3]}\n", ""), "other factors"),
        (("kind: sobol, n: 8", "kind: lhs, n: 8"), "4 of its 4 points"),
        (("max: 160", "max: 40"), "up to 80 replicates"),
        (("min: 10", "min: 20"), "by another rule"),
        (("half_width: 0.05", "half_width: 0.2"), "narrower intervals"),
        (("series: [made_good, alignment]", "series: [made_good, speed]"), "no series of speed"),
    ],
)
def test_a_study_that_would_lose_runs_is_refused(
    small: Path, tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    out = copied(small, tmp_path / "out")
    with pytest.raises(FolderError, match=message):
        sweep(written(tmp_path, LARGE.replace(*change)), out, extend=True)
    assert tables(out) == tables(small)


def test_points_of_another_seed_say_which_seed_is_needed(small: Path, tmp_path: Path) -> None:
    out = copied(small, tmp_path / "out")
    for design, help in (("sobol, n: 8, seed: 7", "write seed: 1 in the design"), ("lhs, n: 8, seed: 7", "all points")):
        with pytest.raises(FolderError, match="4 of its 4 points") as refused:
            sweep(written(tmp_path, LARGE.replace("sobol, n: 8", design)), out, extend=True)
        assert help in refused.value.help


def test_runs_are_added_only_on_request_and_never_to_damaged_tables(small: Path, tmp_path: Path) -> None:
    out, study = copied(small, tmp_path / "out"), written(tmp_path, LARGE)
    with pytest.raises(FolderError, match="add --extend"):
        sweep(study, out)
    (out / "timings.parquet").unlink()
    with pytest.raises(FolderError, match="cannot be extended"):
        sweep(study, out, extend=True)


def test_a_compared_scenario_and_more_values_can_be_added(tmp_path: Path) -> None:
    alone = PLAIN.replace("design: {kind: sobol, n: 2}\n", "design: factorial\n").replace(
        "leadership.communication: [0, 1]", "leadership.communication: {values: [0, 1]}"
    )
    more = alone.replace("base: led", "base: led\ncompare: neither").replace("[0, 1]}", "[0, 0.5, 1]}")
    sweep(written(tmp_path, alone), tmp_path / "out")
    reports: list[SweepProgress] = []
    sweep(written(tmp_path, more), tmp_path / "out", extend=True, progress=reports.append)
    sweep(written(tmp_path, more), tmp_path / "once")
    assert reports[-1].before == 4 * 6
    assert tables(tmp_path / "out") == tables(tmp_path / "once")


@pytest.mark.thorough
def test_failed_runs_are_tried_again_and_contradictory_points_stay_rows(tmp_path: Path) -> None:
    more = CONTRADICTORY.replace("n: 4", "n: 8")
    sweep(written(tmp_path, CONTRADICTORY), tmp_path / "out")
    sweep(written(tmp_path, more), tmp_path / "out", extend=True)
    sweep(written(tmp_path, more), tmp_path / "once")
    assert tables(tmp_path / "out") == tables(tmp_path / "once")
    sweep(written(tmp_path, PLAIN), tmp_path / "failing", rules=FAILING)
    more = PLAIN.replace("replicates: 6", "replicates: 9")
    sweep(written(tmp_path, more), tmp_path / "failing", rules=FAILING, extend=True)
    sweep(written(tmp_path, more), tmp_path / "failing at once", rules=FAILING)
    assert tables(tmp_path / "failing") == tables(tmp_path / "failing at once")


# Reading what is there


def test_an_unfinished_sweep_is_read_and_says_so(
    large: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, study = tmp_path / "out", written(tmp_path, LARGE)
    with pytest.raises(KeyboardInterrupt):
        sweep(study, out, threads=1, progress=interrupted_after(150))
    assert main(["report", str(out)]) == 2
    assert "--partial" in capsys.readouterr().err
    stored = sorted(path.name for path in (out / FOLDER).iterdir())
    partial = sim.open_results(out, partial=True)
    assert sorted(path.name for path in (out / FOLDER).iterdir()) == stored, "reading changes nothing"
    about = partial.manifest["partial"]
    assert 150 <= about["runs"] == len(partial.runs) < len(sim.open_results(large).runs)
    assert 0 < about["begun"] <= about["points"] == len(partial.study.points) == 8
    final = sim.open_results(large).runs.set_index(["point", "scenario", "replicate"])
    for row in partial.runs.itertuples():
        assert row.made_good_mean == final.loc[(row.point, row.scenario, row.replicate), "made_good_mean"]
    counts = partial.runs.groupby(["point", "scenario"]).size().unstack()
    assert (counts["led"] == counts["over_managed"]).all(), "compared scenarios are paired"
    assert set(partial.points["stopped"]) <= {"open", "precise", "max"}
    assert main(["report", str(out), "--partial", "--json"]) == 0
    output = json.loads(capsys.readouterr().out)
    assert output["partial"] == about
    assert output["claims"][0]["verdict"] in ("supported", "contradicted", "undecided")
    assert "(unfinished: " in (out / "partial" / "report.html").read_text("utf-8")
    assert main(["report", str(out), "--partial"]) == 0
    assert "can change until the sweep is finished" in capsys.readouterr().out
    sweep(study, out)
    assert tables(out) == tables(large)
    with pytest.raises(FolderError, match="no unfinished sweep"):
        sim.open_results(out, partial=True)


def test_nothing_is_no_partial_result(tmp_path: Path) -> None:
    def at_once(_: SweepProgress) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        sweep(written(tmp_path, LARGE), out, threads=1, progress=at_once)
    for checkpoint in (out / FOLDER).glob("*.arrow"):
        checkpoint.unlink()
    with pytest.raises(FolderError, match="no point of the sweep"):
        sim.open_results(out, partial=True)
    (out / FOLDER / "plan.parquet").write_bytes(b"PAR1")
    with pytest.raises(FolderError, match="cannot be read"):
        sim.open_results(out, partial=True)


# Parts


@pytest.mark.parametrize(("points", "count"), [(1, 1), (36, 5), (7, 10), (1000, 50)])
def test_parts_hold_each_point_once_and_are_equally_large(points: int, count: int) -> None:
    parts = [Part(number, count).points(points) for number in range(1, count + 1)]
    assert sorted(point for part in parts for point in part) == list(range(points))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_part_is_no_block_of_neighbours() -> None:
    """Of 1,000 points, 50 in a part: the share in the first half is binomial; 8 to 42 fail once in a million."""
    share = np.array(Part(1, 20).points(1000)) < 500
    assert 8 <= share.sum() <= 42
    block = np.arange(50) < 500
    assert not 8 <= block.sum() <= 42, "negative control"


def test_merged_parts_have_the_bytes_of_one_sweep(
    large: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = str(written(tmp_path, LARGE))
    folders = [str(tmp_path / f"part {number}") for number in (1, 2, 3)]
    runs = 0
    for number, folder in enumerate(folders, 1):
        assert main(["sweep", study, "--part", f"{number}/3", "--out", folder, "--json"]) == 0
        runs += json.loads(capsys.readouterr().out)["runs"]
        assert not (Path(folder) / "manifest.json").exists()
    assert runs == len(sim.open_results(large).runs), "no run is done twice"
    out = str(tmp_path / "out")
    assert main(["merge", *folders[:2], "--out", out]) == 2
    assert "of 8 points are not finished" in capsys.readouterr().err
    assert main(["merge", folders[2], "--out", out]) == 0, "what was there is kept"
    assert tables(Path(out)) == tables(large)
    assert main(["merge", *folders, "--out", out]) == 0, "it is merged already"
    assert merge(folders, tmp_path / "again").runs == runs
    assert tables(tmp_path / "again") == tables(large)


def test_a_part_goes_on_and_a_sweep_runs_only_what_no_part_did(large: Path, tmp_path: Path) -> None:
    study, out = written(tmp_path, LARGE), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        sweep(study, out, part=(2, 2), threads=1, progress=interrupted_after(20))
    reports: list[SweepProgress] = []
    done = sweep(study, out, part=(2, 2), progress=reports.append)
    assert reports[-1].before >= 20
    sweep(study, out, progress=reports.append)
    assert reports[-1].before == done.runs
    assert tables(out) == tables(large)


def test_failures_in_parts_are_rows_of_the_whole(tmp_path: Path) -> None:
    for text, rules in ((PLAIN, FAILING), (CONTRADICTORY, None)):
        study, folders = written(tmp_path, text), [tmp_path / f"{rules is None} {n}" for n in (1, 2)]
        failed = sum(sweep(study, f, part=(n, 2), rules=rules).failed for n, f in enumerate(folders, 1))
        once = sweep(study, tmp_path / f"{rules is None} once", rules=rules)
        merged = merge(folders, tmp_path / f"{rules is None} merged")
        assert failed == merged.failed == once.failed > 0
        assert tables(merged.folder) == tables(once.folder)


@pytest.mark.thorough
@pytest.mark.parametrize("text", [FADING, PLAIN.replace("set: {", "set: {fading.speed: 0.25, ")], ids=["varied", "set"])
def test_parts_with_parameters_of_ones_own_are_merged_without_their_rules(text: str, tmp_path: Path) -> None:
    study, rules = written(tmp_path, text), [*sim.WEEK, fading(0.5)]
    folders = [tmp_path / "1", tmp_path / "2"]
    for number, folder in enumerate(folders, 1):
        sweep(study, folder, part=(number, 2), rules=rules)
    partial = sim.open_results(folders[0], partial=True)
    assert len(partial.runs) > 0
    sweep(study, tmp_path / "once", rules=rules)
    merge(folders, tmp_path / "out")
    assert tables(tmp_path / "out") == tables(tmp_path / "once")


def test_what_does_not_belong_together_is_not_merged(small: Path, large: Path, tmp_path: Path) -> None:
    sweep(written(tmp_path), tmp_path / "a", part=(1, 2))
    sweep(written(tmp_path, LARGE), tmp_path / "b", part=(2, 2))
    with pytest.raises(FolderError, match="different sweeps"):
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "out")
    with pytest.raises(FolderError, match="no part of a sweep"):
        merge([small], tmp_path / "out")
    with pytest.raises(FolderError, match="nothing to merge"):
        merge([], tmp_path / "out")
    with pytest.raises(FolderError, match="other results already"):
        merge([tmp_path / "a"], copied(large, tmp_path / "large"))


@pytest.mark.parametrize("part", ["0/3", "4/3", "3", "a/b", "1/200000", "-1/3"])
def test_a_part_that_is_none_is_refused(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "quick", f"--part={part}", "--out", "nowhere"]) == 2
    assert "K/N" in capsys.readouterr().err


FEW = """\
study: 1
base: led
set: {organization.members: 3, run.periods: 12}
factors: {leadership.communication: {values: [0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.8, 1]}}
"""


def stopping(most: int) -> str:
    stop = "{outcome: made_good_mean, half_width: 0.05, look_ahead: 1}"
    return FEW + f"replicates: {{min: 10, max: {most}, stop: {stop}}}\nseed: 1\n"


def test_more_replicates_run_only_what_is_new(tmp_path: Path) -> None:
    sweep(written(tmp_path, FEW + "replicates: 10\n"), tmp_path / "out")
    reports: list[SweepProgress] = []
    larger = written(tmp_path, FEW + "replicates: 25\n")
    sweep(larger, tmp_path / "out", extend=True, progress=reports.append)
    assert (reports[-1].before, reports[-1].done) == (80, 200)
    sweep(larger, tmp_path / "one")
    assert tables(tmp_path / "out") == tables(tmp_path / "one")


def test_an_interrupted_extension_with_a_stopping_rule_has_the_bytes_of_one_sweep(tmp_path: Path) -> None:
    """The tables end at 30 replicates, and the looks are at 20 and 40: results overlap in the looks that follow."""
    sweep(written(tmp_path, stopping(30)), tmp_path / "out")
    larger = written(tmp_path, stopping(200))
    with pytest.raises(KeyboardInterrupt):
        sweep(larger, tmp_path / "out", extend=True, progress=interrupted_after(1))
    sweep(larger, tmp_path / "out", extend=True)
    sweep(larger, tmp_path / "one")
    assert tables(tmp_path / "out") == tables(tmp_path / "one")
    assert sim.open_results(tmp_path / "out").points["replicates"].max() > 30


@pytest.mark.parametrize("shorter_first", [True, False])
def test_of_two_results_that_begin_alike_the_longer_one_counts(tmp_path: Path, shorter_first: bool) -> None:
    schedule = Schedule(load_study(written(tmp_path, stopping(30))), {}, ["made_good_mean"])
    results = [TaskResult("a", 0, np.ones((n, 1)), np.zeros((n, 0)), [None] * n, 0.0) for n in (10, 20)]
    for result in results if shorter_first else reversed(results):
        schedule.know(result)
    schedule.points[0].keys, schedule.points[0].looks = ("a",), 2
    (values,) = schedule._stopping_values(schedule.points[0])
    assert len(values) == 20
    assert not np.isnan(values).any()


def test_what_was_made_before_an_extension_is_named_and_made_anew(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = copied(small, tmp_path / "out")
    assert main(["report", str(out), "--csv"]) == 0
    again = ["sweep", str(written(tmp_path)), "--out", str(out)]
    assert main(again) == 0
    assert capsys.readouterr().err.endswith(f"report {out}\n"), "nothing was run anew"
    written(tmp_path, LARGE)
    assert main([*again, "--extend"]) == 0
    assert capsys.readouterr().err.endswith(f"report {out}   (older than these results: report.html, csv)\n")
    assert main(["report", str(out)]) == 0
    lines = (out / "csv" / "runs.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + pq.read_metadata(out / "runs.parquet").num_rows
    assert outdated(out) == []


def test_points_that_would_stop_earlier_are_not_extended(tmp_path: Path) -> None:
    """The difference between two scenarios under the same luck may be precise sooner than the outcome itself."""
    sweep(written(tmp_path, stopping(160)), tmp_path / "out")
    more = stopping(160).replace("base: led\n", "base: led\ncompare: no_paddles\n")
    with pytest.raises(FolderError, match="stops points by another scenario"):
        sweep(written(tmp_path, more), tmp_path / "out", extend=True)
