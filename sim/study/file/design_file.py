"""Design files: points in a CSV or Parquet file. Its columns are settings, its rows are points."""

import re
from collections.abc import Iterator
from functools import partial
from heapq import nlargest, nsmallest
from itertools import islice, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from sim.scenario import Problem
from sim.scenario.builtin import Builtin, find
from sim.scenario.files import read_bytes
from sim.scenario.names import GROUPS, NAMES, SETTINGS, unknown_group, unknown_setting
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, quoted
from sim.scenario.settings import after
from sim.scenario.suggestions import nearest, takes
from sim.scenario.values import Setting, wrong_values
from sim.study.design import Rows
from sim.study.factors import Factor
from sim.study.file.design_table import LARGEST, Table, csv_table, parquet_table
from sim.study.file.read_traces import MOST_TRACES, TRACE, StudyFiles

MOST_PROBLEMS = 50  # a column with a wrong unit has a problem in each row
LARGEST_EXACT = 2**53  # up to here each whole number has a float of its own
INDEX = re.compile(r"|index|Unnamed: \d+|__index_level_\d+__")


class PointsFile(NamedTuple):
    """The points of a file, its columns as factors, and its problems."""

    rows: Rows
    factors: tuple[Factor, ...]
    problems: list[Problem]


def read_points(name: str, place: Place, files: StudyFiles) -> PointsFile:
    """The points in a file that a study names, relative to the folder of the study."""
    named = name if Path(name).suffix else f"./{name}"
    file = find(named, place, files.folder, Builtin((files.folder,), "", "design file", "S001"))
    if isinstance(file, Problem):
        return PointsFile([], (), [file])
    content = read_bytes(file.path, file.file, place, LARGEST)
    if isinstance(content, Problem):
        return PointsFile([], (), [content])
    files.record(name, content)
    read = parquet_table if file.path.suffix == ".parquet" else csv_table
    table = read(content, file.file, place)
    if isinstance(table, list):
        return PointsFile([], (), table[:MOST_PROBLEMS])
    return points_of(table, files)


def points_of(table: Table, files: StudyFiles) -> PointsFile:
    """The points in a table."""
    problems = list(islice(_wrong_names(table), MOST_PROBLEMS)) or _wrong_cells(table, files)
    if problems:
        return PointsFile([], tuple(Factor(name) for name in table.names), problems)
    columns = [_typed(path, column) for path, column in zip(table.names, table.whole(), strict=True)]
    factors = tuple(Factor(n, values=tuple(dict.fromkeys(v))) for n, v in zip(table.names, columns, strict=True))
    return PointsFile(list(zip(*columns, strict=True)), factors, [])


def _wrong_names(table: Table) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, path in enumerate(table.names):
        place = table.header(number)
        group, _, name = path.partition(".")
        if path in seen:
            yield problem("S016", f"the column {quoted(path)} is there twice", place, "remove one of them")
        elif INDEX.fullmatch(path):
            message = f"the column {quoted(path)} numbers the rows, and is no setting"
            yield problem("D010", message, place, "write the table without its index (in pandas: index=False)")
        elif group not in GROUPS and nearest(group, [*GROUPS, *NAMES]) is None:
            help = "remove it: each column of a design is a setting, such as 'network.ties'"
            yield problem("D010", f"the column {quoted(path)} is no setting", place, help)
        elif group not in GROUPS:
            yield unknown_group(Node("scalar", path, place), group, dotted=True)
        elif path not in SETTINGS:
            yield unknown_setting(group, name, after(place, len(group) + 1))
        seen.add(path)


def _wrong_cells(table: Table, files: StudyFiles) -> list[Problem]:
    """What is wrong with the first cells that are wrong, in the order of the rows."""
    wrong: list[tuple[int, int, list[Problem]]] = []
    for number, path in enumerate(table.names):
        column = _whole(path, table.columns[number])
        bad = set(islice(_wrong_in(path, column), MOST_PROBLEMS))
        rows = (row for row, value in enumerate(column) if (type(value), value) in bad) if bad else iter(())
        for row in islice(rows, MOST_PROBLEMS):
            place = table.cell(row, number)
            setting = Setting(path, column[row], place, place, None)
            wrong.append((row, number, [p for _, p in wrong_values([setting], True)]))
        if path == TRACE and not bad:
            wrong += _wrong_traces(table, number, files)
    return [p for *_, problems in sorted(wrong, key=lambda w: w[:2])[:MOST_PROBLEMS] for p in problems]


def _wrong_traces(table: Table, number: int, files: StudyFiles) -> Iterator[tuple[int, int, list[Problem]]]:
    count = 0
    for row, value in enumerate(table.columns[number]):
        if value is None or value in files.traces:
            continue
        if problems := files.factor_trace(value, table.cell(row, number)):
            yield row, number, problems[:MOST_PROBLEMS]
            count += 1
        if count == MOST_PROBLEMS:
            return


def _whole(path: str, column: list[Any]) -> list[Any]:
    """The column; where the setting is a whole number, 2.0 is 2: NumPy, pandas and SALib write it so."""
    if SETTINGS[path].kind is not int:
        return column
    return [
        int(value) if type(value) is float and value.is_integer() and abs(value) <= LARGEST_EXACT else value
        for value in column
    ]


def _typed(path: str, column: list[Any]) -> list[Any]:
    if SETTINGS[path].kind is float:
        return [None if value is None else float(value) for value in column]
    return _whole(path, column)


def _wrong_in(path: str, column: list[Any]) -> Iterator[tuple[type, Any]]:
    """The values of a column, with their types, that its setting does not take; True is not 1.

    The numbers that a setting takes are a range, so that only those at both ends of the column need to be judged.
    Of the other values only some are: a setting that takes words has a few of them, or they are traces.
    """
    values = dict.fromkeys(zip(map(type, column), column, strict=True))
    kinds = (float, int) if SETTINGS[path].kind is float else (int,)
    numbers = [value for value in values if value[0] in kinds and value[1] == value[1]]
    others = (value for value in values if value[0] not in kinds or value[1] != value[1])
    for ends in (nsmallest, nlargest):
        yield from takewhile(partial(_is_wrong, path), ends(MOST_PROBLEMS, numbers, key=itemgetter(1)))
    yield from filter(partial(_is_wrong, path), islice(others, MOST_TRACES + MOST_PROBLEMS))


def _is_wrong(path: str, value: tuple[type, Any]) -> bool:
    return not takes(SETTINGS[path], value[1])
