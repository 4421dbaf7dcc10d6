"""Studies of more than two scenarios: each is analysed by its own runs and those of its partner, and by no others."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.cli import main
from sim.study.analysis.effects import paired_runs
from sim.study.expressions import SIDES
from sim.study.file.reader import load_study
from sim.study.report.report_scenarios import overview
from sim.study.report.write import write_report
from sim.study.sweep.rows import point_rows
from tests.studies import written

OUTCOME = "made_good_mean"
STUDY = """\
study: 1
base: led
compare: [over_managed, neither]
set: {organization.members: 6, run.periods: 12, environment.shock_every: 4}
factors:
  leadership.communication: [0, 1]
  rewards.initiative: [0, 1]
design: {kind: saltelli, n: 4}
replicates: 4
keep: {series: [made_good]}
claims:
  - alone: mean(base.made_good_mean) > 0
  - pair: mean(base.made_good_mean) > mean(compare.made_good_mean)
  - other: mean(base.made_good_mean) > mean(compare2.made_good_mean)
"""


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three")
    return sim.sweep(written(folder, STUDY), folder / "out").folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base and the third scenario alone."""
    folder = tmp_path_factory.mktemp("two")
    text = STUDY.replace("[over_managed, neither]", "neither").partition("claims:")[0]
    return sim.sweep(written(folder, text), folder / "out").folder


def _with_failures(folder: Path, out: Path, lost: dict[str, int]) -> sim.Results:
    """The results, with a failed run at point 1 in a replicate of each of these scenarios."""
    results = sim.open_results(folder)
    runs = pq.read_table(folder / "runs.parquet").to_pandas()
    for name, replicate in lost.items():
        here = (runs["scenario"] == name) & (runs["point"] == 1) & (runs["replicate"] == replicate)
        runs.loc[here, "status"], runs.loc[here, OUTCOME] = "failed", None
    (out / "points.parquet").write_bytes((folder / "points.parquet").read_bytes())
    runs.to_parquet(out / "runs.parquet")
    return sim.Results(out, results.manifest)


def test_every_scenario_and_difference_has_its_indices(three: Path, two: Path) -> None:
    results, alone = sim.open_results(three), sim.open_results(two)
    for name in ("led", "neither", "led - neither"):
        pd.testing.assert_frame_equal(results.sobol(scenario=name), alone.sobol(scenario=name))
    assert not results.sobol(scenario="led - neither").equals(results.sobol(scenario="led - over_managed"))
    pd.testing.assert_frame_equal(results.sobol(), results.sobol(scenario="led - over_managed"))


def test_a_failed_run_takes_away_only_what_is_compared_with_it(three: Path, tmp_path: Path) -> None:
    results = _with_failures(three, tmp_path, {"over_managed": 2, "neither": 3})
    alone, pair, other = results.claims()
    count = len(results.study.points) * 4
    assert [(claim.runs, claim.left_out) for claim in (alone, pair, other)] == [(count, 0), *[(count - 1, 1)] * 2]
    assert [claim.name for claim in (alone, pair, other)] == ["alone", "pair", "other"]
    assert np.isnan(paired_runs(results, OUTCOME).shown).sum() == 1
    missing = {
        sides: [*rows.index[rows[f"{sides[0]}.{OUTCOME}"].isna()] % 4]
        for sides in (SIDES[:1], SIDES[:2], ("base", "compare2"), SIDES[1:2], SIDES)
        for rows in [results.rows([OUTCOME], sides)]
    }
    assert [*missing.values()] == [[], [2], [3], [2], [2, 3]]


def test_a_report_has_every_scenario_and_the_figures_of_the_chosen_pair(
    three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = three / "report.html"
    texts = {}
    for name in ("over_managed", "neither"):
        assert main(["report", str(three), "--compare", name]) == 0
        texts[name] = page.read_text("utf-8")
        assert f"show the paired difference led - {name} of {OUTCOME}" in texts[name]
        assert "common random numbers removed" in texts[name]
        assert f"between led and {name}" in texts[name]
        assert f"{OUTCOME}: led ahead in" in texts[name]
        assert f", {name} ahead in" in texts[name]
    assert main(["report", str(three)]) == 0
    assert "led - over_managed of" in page.read_text("utf-8")
    assert main(["report", str(three), "--compare", "led"]) == 2
    assert "there are: over_managed; neither" in capsys.readouterr().err
    assert main(["report", str(three), "--compare", "nether"]) == 2
    assert "did you mean 'neither'?" in capsys.readouterr().err
    table = texts["neither"].partition("Every scenario</h2>")[2].partition("</table>")[0]
    rows = [re.findall("<td[^>]*>([^<]*)", row) for row in table.split("<tr>")[2:]]
    assert [row[0] for row in rows] == ["led", "over_managed", "neither"]
    results = sim.open_results(three)
    for row in rows:
        assert float(row[1]) == pytest.approx(results.answers(scenario=row[0]).mean(), rel=2e-3)
    assert rows[0][3:] == ["", ""]
    assert "led, over_managed and neither: " in texts["neither"]


def test_the_table_of_scenarios_has_the_numbers_of_claims(three: Path, tmp_path: Path) -> None:
    """A failed run counts in no difference, and leaves the means of the others as they are."""
    results = _with_failures(three, tmp_path, {"over_managed": 2})
    found = overview(results, OUTCOME)
    texts = [f"mean(base.{OUTCOME}) > 0", f"mean(base.{OUTCOME}) > mean(compare.{OUTCOME})"]
    (alone,), (pair,) = (results.claims(text) for text in texts)
    base, difference = found["led"][0], found["over_managed"][1]
    for claim, one in ((alone, base), (pair, difference)):
        assert one is not None
        assert (claim.effect, claim.high - claim.effect) == pytest.approx((one.mean, one.half))


def test_claims_about_a_later_scenario_count_pairs_of_runs(three: Path, tmp_path: Path) -> None:
    manifest = sim.open_results(three).manifest
    claims = {
        "alone": "mean(compare.made_good_mean) > 0",
        "pair": "mean(base.made_good_mean) > mean(compare2.made_good_mean)",
    }
    for name in ("runs", "points", "series"):
        shutil.copy(three / f"{name}.parquet", tmp_path)
    results = sim.Results(tmp_path, {**manifest, "study": {**manifest["study"], "claims": claims}})
    alone, pair = results.claims()
    page = write_report(results).read_text("utf-8")
    assert f">{pair.runs:,} pairs<" in page
    assert f">{alone.runs:,}<" in page


def test_recovery_has_every_difference(three: Path) -> None:
    table = sim.open_results(three).recovery()
    names = ["led", "over_managed", "neither"]
    assert list(table.index) == [*names, "led - over_managed", "led - neither"]
    means = table["mean"]
    for name in names[1:]:
        assert means[f"led - {name}"] == pytest.approx(means["led"] - means[name])


def test_a_pair_without_one_of_its_runs_is_a_failed_difference(tmp_path: Path) -> None:
    """Three runs of the base failed, and two others of the next scenario, so that five pairs are missing."""
    study = load_study(written(tmp_path, STUDY))
    outcomes = np.zeros((3, 8, 1))
    outcomes[0, :3] = outcomes[1, 3:5] = np.nan

    def results(_: int, side: int) -> Iterator[Any]:
        yield SimpleNamespace(outcomes=outcomes[side])

    points = [SimpleNamespace(errors=[], closed="max") for _ in study.points]
    runs: Any = SimpleNamespace(
        study=study, outcomes=[OUTCOME], results=results, schedule=SimpleNamespace(points=points)
    )
    table = pa.Table.from_batches(point_rows(runs)).to_pandas()
    failed = table[table["point"] == 0].set_index("scenario")["failed"]
    assert failed.to_dict() == {
        "led": 3, "over_managed": 2, "neither": 0, "led - over_managed": 5, "led - neither": 3,
    }  # fmt: skip
