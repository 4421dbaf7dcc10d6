"""Design files: what their cells may be, what they are told to be, and how large they may be."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import Study
from sim.scenario import Problem, ScenarioError
from sim.study.design import MOST_VALUES
from sim.study.factors import Factor
from sim.study.file import design_file, reader
from sim.study.file.design_table import Table
from sim.study.file.read_traces import MOST_TRACES, StudyFiles
from sim.study.file.reader import load_study
from sim.study.study import Study as MadeStudy


def design(folder: Path, table: pd.DataFrame | pa.Table | str, kind: str = "csv", **how: object) -> MadeStudy:
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


def test_a_cell_with_two_values_is_not_told_to_vary_them_in_a_study(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        design(tmp_path, "network.ties\n3;4\n5-3\n")
    assert {p.help for p in caught.value.problems} == {"expected a whole number from 0 to 1,000 (ties)"}


CELLS = [
    "0", "1", "-0", "-0.0", "0.5", "1.0", "2.0", "3", "+1", "1e0", "1E-2", "-1e-99", "1e999", "007", "0x1", ".5", "1.",
    "1_0", "nan", ".nan", "inf", ".inf", "true", "null", "", " 1 ", "'1'", '"1"', "-77", "9007199254740993",
    "0.1000000000000000055511", "rigid", "rolling", "rigd", "1,1", "#", "ä",
    '"0.5"', ' "1"', '"1" ', '" 1"', '"0"1', '""', '"rigid"', " rigid ", "ri gid", "0. 5", '0"."5',
]  # fmt: skip
NAMES = ["rewards.initiative", "network.ties", "management.planning"]


def found(folder: Path, table: pd.DataFrame | pa.Table | str, kind: str) -> str:
    """The points with their types and signs, or the problems."""
    try:
        return repr(design(folder, table, kind).points)
    except ScenarioError as error:
        return str(error)


def test_rows_that_are_right_by_their_columns_are_read_as_those_that_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell in every column, and 100 files of cells that are mostly right."""
    rng = np.random.default_rng(1)
    good = [["0.25", "-0.0", "1"], ["4", "0", "2.0"], ["rigid", "rolling"]]
    rows = [[cell if place == k else good[k][0] for k in range(3)] for place in range(3) for cell in CELLS]
    files = [[row, *[[g[1] for g in good]] * 2] for row in rows]
    for _ in range(100):
        some = [[str(rng.choice(g)) for g in good] for _ in range(6)]
        some[rng.integers(6)][rng.integers(3)] = str(rng.choice(CELLS))
        files.append(some)
    different = 0
    for cells in files:
        text = "\n".join(map(",".join, [NAMES, *cells])) + "\n"
        both = []
        for few in (0, 1000):
            monkeypatch.setattr("sim.study.file.design_table.FEW", few)
            both.append(found(tmp_path, text, "csv"))
        assert both[0] == both[1], cells
        different += both[0].startswith("[")
    assert 30 < different < len(files) - 30, "both kinds occur"


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0.5, -0.0, 1.5]), pa.array([0.5, None, 0.25]), pa.array([1, 0, 1]),
        pa.array([0.5, 0.1, 1], pa.float32()), pa.array([True, False, True]),
        pa.array(["a", "0.5", "b"]), pa.array([float("nan"), 0.5, float("inf")]),
    ],
)  # fmt: skip
def test_so_are_those_of_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: pa.Array) -> None:
    words = pa.array(["rigid", "rolling", "rigid"]).dictionary_encode()
    table = pa.table(dict(zip(NAMES, [column, pa.array([2.0, 3.0, 0.0]), words], strict=True)))
    known = found(tmp_path, table, "parquet")
    monkeypatch.setattr("sim.study.file.sure_cells.sure_cells", lambda _, array: np.zeros(len(array), bool))
    assert known == found(tmp_path, table, "parquet")


@pytest.mark.parametrize("column", [[0.5, 0, 1], [0.5, None, 2], [0.5, True, 1], [0, 1, 0], ["0.5", 0.1, float("nan")]])
def test_so_are_those_of_a_frame(monkeypatch: pytest.MonkeyPatch, column: list[object]) -> None:
    words = pd.Series(["rigid", "rolling", "rigid"], dtype="category")
    table = pd.DataFrame(dict(zip(NAMES, [column, [2.0, 3.0, 0.0], words], strict=True)))

    def made() -> str:
        try:
            return repr(Study("led", design=table).points)
        except ScenarioError as error:
            return str(error)

    known = made()
    monkeypatch.setattr("sim.study.file.sure_cells.sure_of_series", lambda _, series: np.zeros(len(series), bool))
    assert known == made()


def test_a_frame_with_a_column_twice_is_refused() -> None:
    with pytest.raises(ScenarioError, match="S016"):
        Study("led", design=pd.DataFrame([[1, 2]], columns=["network.ties", "network.ties"]))


@pytest.mark.parametrize("kind", ["csv", "quoted", "blanks", "parquet", "frame"])
def test_of_a_large_design_only_rows_that_may_be_wrong_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    rng = np.random.default_rng(2)
    table = pd.DataFrame({NAMES[0]: rng.random(5000), NAMES[1]: rng.integers(0, 9, 5000), NAMES[2]: "rigid"})
    table.loc[[7, 4321], NAMES[0]] = 1.5
    table.loc[99, NAMES[2]] = "rigd"
    looked: list[int] = []
    wrong_cells = design_file._wrong_cells

    def watched(table: Table, files: StudyFiles) -> list[Problem]:
        looked.append(len(table.columns[0]))
        return wrong_cells(table, files)

    monkeypatch.setattr(design_file, "_wrong_cells", watched)
    text = table.to_csv(index=False, quoting=csv.QUOTE_ALL if kind == "quoted" else csv.QUOTE_NONE)
    written = text.replace(",", " , ") if kind == "blanks" else text
    make = {
        "frame": lambda: Study("led", design=table),
        "parquet": lambda: design(tmp_path, table, kind, index=False),
    }
    with pytest.raises(ScenarioError) as caught:
        make.get(kind, lambda: design(tmp_path, written))()
    assert [problem.code for problem in caught.value.problems] == ["S022", "S023", "S022"]
    assert looked == [3]
    places = [str(problem.line or problem.file.rpartition(" ")[2]) for problem in caught.value.problems]
    assert places == [str(row + 2 * (kind not in ("parquet", "frame"))) for row in (7, 99, 4321)]


def test_a_wrong_cell_of_a_large_csv_file_is_found_without_the_libraries_that_take_longest_to_import(
    tmp_path: Path,
) -> None:
    (tmp_path / "points.csv").write_text("rewards.initiative\n" + "0.5\n" * 5000 + "1.5\n", "utf-8")
    (tmp_path / "study.yaml").write_text("study: 1\nbase: led\ndesign: {kind: file, path: points.csv}\n", "utf-8")
    program = "import sys; from sim.cli import main; main(['sweep', 'study.yaml', '--dry-run']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "points.csv:5002:1" in done.stderr
    assert not {"pandas", "scipy.stats", "matplotlib", "numba"} & {*done.stdout.split()}


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
    monkeypatch.setattr("sim.study.file.design_table._csv_cells", None)
    with pytest.raises(ScenarioError, match="1,000,001"):
        design(tmp_path, "network.ties\n" + "3\n" * 1_000_001)
    monkeypatch.setattr("sim.study.file.design_table.decoded", None)
    with pytest.raises(ScenarioError, match="D010"):
        design(tmp_path, "\n" * 2_000_001)


def test_a_study_varies_no_more_traces_than_its_manifest_can_hold(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("multiplier\n1\n3\n", "utf-8")
    names = ["./" * count + "own.csv" for count in range(MOST_TRACES + 50)]
    with pytest.raises(ScenarioError) as caught:
        design(tmp_path, "\n".join(["environment.trace", *names]))
    assert [problem.code for problem in caught.value.problems] == ["D011"]
