"""Studies of more than two scenarios: each is analysed by its own runs and those of its partner, and by no others."""

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
from sim.study.analysis import paired_runs
from sim.study.expressions import SIDES
from sim.study.reader import load_study
from sim.study.rows import point_rows
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
