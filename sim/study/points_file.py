"""Design files: points that somebody else has chosen, as CSV or Parquet. Columns are settings, rows are points."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sim.scenario import Problem
from sim.scenario.names import GROUPS, SETTINGS, unknown_group, unknown_setting
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, quoted
from sim.scenario.scalars import resolve
from sim.scenario.settings import after
from sim.scenario.shelf import Found, Shelf, find
from sim.scenario.source import read
from sim.scenario.trace import cells_of
from sim.scenario.values import Setting, wrong_values
from sim.study.design import MOST_POINTS, Rows
from sim.study.factors import Factor

LARGEST = 200_000_000  # bytes
MOST_PROBLEMS = 50  # a column in the wrong unit would fill the screen


class PointsFile(NamedTuple):
    """The points of a file, its columns as factors, and what is wrong with it."""

    rows: Rows
    factors: tuple[Factor, ...]
    problems: list[Problem]


type Cells = list[list[Node]]


def read_points(said: str, place: Place, folder: Path) -> PointsFile:
    """The points in the file that a study names, relative to the study's folder."""
    named = said if Path(said).suffix else f"./{said}"
    found = find(named, place, folder, Shelf((folder,), "", "design file", "S001"))
    cells = found if isinstance(found, Problem) else _cells(found, place)
    if isinstance(cells, Problem):
        return PointsFile([], (), [cells])
    names, rows = (cells[0], cells[1:]) if cells else ([], [])
    problems = list(_wrong_names(names))
    if not 1 <= len(rows) <= MOST_POINTS:
        help = f"expected at least one row below the header and at most {MOST_POINTS:,}"
        problems.append(problem("D010", f"the number of points in the design file is {len(rows):,}", place, help))
    if not problems:
        problems = list(islice(_wrong_rows(names, rows), MOST_PROBLEMS))
    if problems:
        return PointsFile([], tuple(Factor(name.value) for name in names), problems)
    points = [tuple(_value(n.value, cell.value) for n, cell in zip(names, row, strict=True)) for row in rows]
    values = zip(*points, strict=True)
    factors = tuple(Factor(n.value, values=tuple(dict.fromkeys(v))) for n, v in zip(names, values, strict=True))
    return PointsFile(points, factors, [])


def _cells(found: Found, place: Place) -> Cells | Problem:
    return _parquet(found, place) if found.path.suffix == ".parquet" else _csv(found, place)


def _csv(found: Found, said: Place) -> Cells | Problem:
    """The cells of a CSV file with their places; empty lines and lines that start with # are passed over."""
    source = read(found.path, found.file, said, LARGEST)
    if isinstance(source, Problem):
        return source
    rows = []
    for number, text in enumerate(source.lines):
        if text.strip() and not text.lstrip().startswith("#"):
            column, row = 0, []
            for cell in cells_of(text):
                start = max(text.find(cell.strip(), column), 0)
                row.append(Node("scalar", resolve(cell.strip()), source.place(number, start, len(cell.strip()))))
                column = start + len(cell.strip())
            rows.append(row)
    return rows


def _parquet(found: Found, said: Place) -> Cells | Problem:
    """The cells of a Parquet file; the number of a row is all there is of a place."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(found.path)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        return problem("D010", f"{quoted(found.file)} cannot be read: {reason}", said, "name a CSV or Parquet file")
    columns = [column.to_pylist() for column in table.columns]
    header = [Node("scalar", name, Place(found.file)) for name in table.column_names]
    return [
        header,
        *(
            [Node("scalar", v, Place(f"{found.file}, row {n}")) for v in row]
            for n, row in enumerate(zip(*columns, strict=True))
        ),
    ]


def _wrong_names(names: list[Node]) -> Iterator[Problem]:
    seen: set[str] = set()
    for key in names:
        path = str(key.value)
        group, _, name = path.partition(".")
        if path in seen:
            yield problem("S016", f"the column {quoted(path)} is there twice", key.place, "remove one of them")
        elif group not in GROUPS:
            yield unknown_group(key._replace(value=path), group, dotted=True)
        elif path not in SETTINGS:
            yield unknown_setting(group, name, after(key.place, len(group) + 1))
        seen.add(path)


def _wrong_rows(names: list[Node], rows: Cells) -> Iterator[Problem]:
    for row in rows:
        if len(row) != len(names):
            message = f"this row has {len(row)} columns, the header {len(names)}"
            yield problem("D010", message, row[0].place, "separate columns by commas, and write decimals with a point")
        else:
            said = [Setting(n.value, c.value, c.place, c.place, None) for n, c in zip(names, row, strict=True)]
            yield from (wrong for _, wrong in wrong_values(said))


def _value(path: str, value: object) -> object:
    return float(value) if SETTINGS[path].kind is float and isinstance(value, int | float) else value
