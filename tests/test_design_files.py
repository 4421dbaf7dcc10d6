"""Design files: what their cells may be, what they are told to be, and how large they may be."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.scenario import ScenarioError
from sim.study import reader
from sim.study.design import MOST_VALUES
from sim.study.factors import Factor
from sim.study.read_traces import MOST_TRACES
from sim.study.reader import load_study
from sim.study.study import Study


def design(folder: Path, table: pd.DataFrame | pa.Table | str, kind: str = "csv", **how: object) -> Study:
    file = folder / f"points.{kind}"
    if isinstance(table, str):
        file.write_text(table, "utf-8")
    elif isinstance(table, pa.Table):
        pq.write_table(table, file)
    elif kind == "csv":
        table.to_csv(file, **how)
    else:
        table.to_parquet(file, **how)
    path = folder / "study.yaml"
    path.write_text(f"study: 1\nbase: led\ndesign: {{kind: file, path: points.{kind}}}\n", "utf-8")
    return load_study(path)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_whole_numbers_may_be_written_as_numpy_writes_them(tmp_path: Path, kind: str) -> None:
    table = pd.DataFrame(np.array([[2.0, 0.5], [3.0, 1.0]]), columns=["network.ties", "rewards.initiative"])
    study = design(tmp_path, table, kind, index=False)
    assert study.points == [(2, 0.5), (3, 1.0)]
    assert [type(value) for value in study.points[0]] == [int, float]
    whole = design(tmp_path, table.astype({"network.ties": int}), kind, index=False)
    assert study.fingerprint() == whole.fingerprint()
    with pytest.raises(ScenarioError, match="S021"):
        design(tmp_path, table + 0.25, kind, index=False)


@pytest.mark.parametrize(
    ("table", "kind", "code", "words"),
    [
        (",network.ties\n0,3\n", "csv", "D010", "numbers the rows"),
        ("Unnamed: 0,network.ties\n0,3\n", "csv", "D010", "index=False"),
        (pd.DataFrame({"network.ties": [3]}, index=[7]), "parquet", "D010", "'__index_level_0__' numbers the rows"),
        (pd.DataFrame({"network.ties": [3]}), "csv", "D010", "numbers the rows"),
        ("network.ties,remark\n3,good\n", "csv", "D010", "the column 'remark' is no setting"),
        ("network.ties,initiative\n3,1\n", "csv", "S004", "did you mean 'rewards.initiative'?"),
        ("network.ties,network.ties\n3,3\n", "csv", "S016", "twice"),
        ("network.ties\nnan\n", "csv", "S020", "'nan'"),
        ("network.ties\ntrue\n", "csv", "S020", "true"),
        ("network.ties\n-1.0\n", "csv", "S022", "-1"),
        ("network.ties\n1e300\n", "csv", "S021", "whole number"),
        ("rewards.initiative\n\n1.5\n", "csv", "S022", "1.5"),
        ("a" * 20_000 + "\n1\n", "csv", "D010", "20,000 characters"),
        ("a," * 500 + "\n1\n", "csv", "D010", "501 columns"),
        (pa.table({"rewards.initiative": [Decimal("0.5")]}), "parquet", "D010", "decimal128(1, 1)"),
        (pa.table({"rewards.initiative": [[0.5]]}), "parquet", "D010", "list"),
        (pa.table({"rewards.initiative": [float("nan")]}), "parquet", "S022", "nan"),
        (pa.table({"rewards.initiative": pa.array([None])}), "parquet", "S024", "no value"),
        (pa.table({"rewards.initiative": [True]}), "parquet", "S020", "true"),
        (pa.table({"management.planning": ["x" * 2000]}), "parquet", "D010", "1,000 characters"),
        ("PAR1" + "x" * 500 + "PAR1", "parquet", "D010", "cannot be read as Parquet"),
    ],
)
def test_what_no_design_file_holds_gets_a_clear_word(
    tmp_path: Path, table: pd.DataFrame | pa.Table | str, kind: str, code: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        design(tmp_path, table, kind)
    assert caught.value.problems[0].code == code
    assert words in str(caught.value)


def test_categories_and_words_come_from_parquet(tmp_path: Path) -> None:
    words = pa.array(["rigid", "rolling", "rigid"])
    for column in (words, words.dictionary_encode(), words.cast(pa.large_string())):
        study = design(tmp_path, pa.table({"management.planning": column}), "parquet")
        assert study.points == [("rigid",), ("rolling",), ("rigid",)]


def test_wrong_cells_are_listed_in_the_order_of_the_rows(tmp_path: Path) -> None:
    cells = ["0.5", "7", "x", "0.5", "-1", "0.75", "1.25"]
    with pytest.raises(ScenarioError) as caught:
        design(tmp_path, "rewards.initiative\n" + "\n".join(cells) + "\n")
    assert [(p.line, p.code) for p in caught.value.problems] == [(3, "S022"), (4, "S020"), (6, "S022"), (8, "S022")]


# How large inputs may be


@pytest.mark.parametrize(
    "text",
    [
        "factors: all\ndesign: {kind: lhs, n: 1000000}\n",
        "factors: all\ndesign: {kind: sobol, n: 524288}\n",
        "factors: all\ndesign: {kind: factorial, levels: 1000000}\n",
        "factors: all\ndesign: {kind: morris, n: 1000000}\n",
    ],
)
def test_a_design_that_is_too_large_is_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(reader, "points", None)
    monkeypatch.setattr(Factor, "levels", None)
    path = tmp_path / "study.yaml"
    path.write_text("study: 1\nbase: led\n" + text, "utf-8")
    with pytest.raises(ScenarioError, match="D011"):
        load_study(path)


def test_a_parquet_file_is_refused_by_its_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million rows of one value take a few thousand bytes."""
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", None)
    rows = pa.array(np.full(1_000_001, 0.5))
    with pytest.raises(ScenarioError, match="1,000,001"):
        design(tmp_path, pa.table({"rewards.initiative": rows}), "parquet")
    assert (tmp_path / "points.parquet").stat().st_size < 100_000
    names = [factor.path for factor in load_study("everything").factors if factor.values is None][:11]
    assert len(names) * len(rows) > MOST_VALUES
    with pytest.raises(ScenarioError, match="10,999,989 values"):
        design(tmp_path, pa.table(dict.fromkeys(names, rows[:999_999])), "parquet")


def test_a_csv_file_with_too_many_rows_is_refused_before_its_cells_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.design_table._csv_cells", None)
    with pytest.raises(ScenarioError, match="1,000,001"):
        design(tmp_path, "network.ties\n" + "3\n" * 1_000_001)
    monkeypatch.setattr("sim.study.design_table.decoded", None)
    with pytest.raises(ScenarioError, match="D010"):
        design(tmp_path, "\n" * 2_000_001)


def test_a_study_varies_no_more_traces_than_its_manifest_can_hold(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("multiplier\n1\n3\n", "utf-8")
    names = ["./" * count + "own.csv" for count in range(MOST_TRACES + 50)]
    with pytest.raises(ScenarioError) as caught:
        design(tmp_path, "\n".join(["environment.trace", *names]))
    assert [problem.code for problem in caught.value.problems] == ["D011"]
