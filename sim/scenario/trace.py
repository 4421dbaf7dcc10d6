"""Traces: a column of multipliers in a CSV file, which makes the ocean more or less turbulent over time."""

import csv
from collections.abc import Iterator
from hashlib import sha256
from math import inf, isfinite
from pathlib import Path
from typing import NamedTuple

from sim.scenario.builtin import find, traces
from sim.scenario.files import Source, decoded, read_bytes
from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.scalars import REAL, resolve
from sim.scenario.suggestions import certain_number
from sim.scenario.values import Setting

STEADY = (1.0,)
MOST_ROWS = 100_000
LARGEST_TRACE = 10_000_000  # bytes


class Trace(NamedTuple):
    """What a trace holds, however its file changes later.

    `multipliers` is steady and `file` and `sha256` (of the file's bytes, hexadecimal) are None where no trace is set.
    """

    multipliers: tuple[float, ...] = STEADY
    file: str | None = None
    sha256: str | None = None


def resolve_trace(value: str | None, place: Place, folder: Path | None) -> tuple[Trace, list[Problem]]:
    """Read the trace that a value of `environment.trace` names.

    Parameters
    ----------
    value
        The name of a built-in trace, a file name, or None for no trace.
    place
        Where the value stands; problems with the name are problems of this place.
    folder
        The folder of the file that names the trace. A file name is relative to it, and a file outside it is refused
        with code S028. None is for names that the user typed: they are relative to the current folder, and may lead
        anywhere.

    Returns
    -------
    trace
        The numbers, and the SHA-256 of the file that they came from. It is steady if there are problems.
    problems
        Everything that is wrong with the name or the rows.
    """
    if value is None:
        return Trace(), []
    file = find(value, place, folder, traces())
    if isinstance(file, Problem):
        return Trace(), [file]
    content = read_bytes(file.path, file.file, place, LARGEST_TRACE)
    source = content if isinstance(content, Problem) else decoded(content, file.file)
    if isinstance(content, Problem) or isinstance(source, Problem):
        return Trace(), [source] if isinstance(source, Problem) else []
    multipliers, problems = read_rows(source)
    return Trace() if problems else Trace(multipliers, file.file, sha256(content).hexdigest()), problems


def read_trace(setting: Setting | None) -> tuple[Trace, list[Problem]]:
    """The trace that a setting names (a steady one if None), and everything that is wrong with it."""
    if setting is None:
        return Trace(), []
    return resolve_trace(setting.value, setting.place, setting.folder)


def read_rows(source: Source) -> tuple[tuple[float, ...], list[Problem]]:
    """The multipliers in a file, and everything that is wrong with its rows."""
    rows = list(_multipliers(source))
    multipliers = tuple(row for row in rows if isinstance(row, float))
    return multipliers, [row for row in rows if isinstance(row, Problem)]


def _multipliers(source: Source) -> Iterator[float | Problem]:
    """Each row's multiplier or problem; the first line that is not a comment is the header."""
    lines = [(n, text) for n, text in enumerate(source.lines) if text.strip() and not text.lstrip().startswith("#")]
    if not 1 < len(lines) <= MOST_ROWS + 1:
        message = f"the number of rows below the trace's header is {max(0, len(lines) - 1):,}"
        yield problem("S038", message, source.whole, f"expected at least 1 and at most {MOST_ROWS:,}")
        return
    number, text = lines[0]
    header = [name.strip() for name in cells_of(text)]
    if all(REAL.fullmatch(name) for name in header):
        place = source.place(number, 0, len(text))
        yield problem("S037", "the trace has no header", place, "add a line above it that names the columns")
    names = [name.lower() for name in header]
    column = names.index("multiplier") if "multiplier" in names else len(names) - 1
    for number, text in lines[1:]:
        cells = cells_of(text)
        if len(cells) != len(header):
            columns = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
            message = f"this row has {columns}, the header {len(header)}"
            place = source.place(number, 0, len(text))
            yield problem("S036", message, place, "separate columns by commas, and write decimals with a point")
        else:
            yield _multiplier(cells, column, source, number)


def cells_of(text: str) -> list[str]:
    """The cells of a line of CSV; of one that is none, the line."""
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text]))
    except csv.Error:
        return [text]


def _multiplier(cells: list[str], column: int, source: Source, line: int) -> float | Problem:
    cell = cells[column].strip()
    value = resolve(cell)
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is not None and isfinite(number) and number >= 0:
        return number
    place = _place(cells, column, source, line)
    if not cell:
        return problem("S036", "the multiplier is missing", place, "expected a number of at least 0")
    correction = certain_number(cell) if number is None else None
    taken = correction and 0 <= float(correction) < inf
    help = f"write it as {correction}" if taken else "expected a finite number of at least 0"
    return problem("S036", f"the multiplier cannot be {quoted(cell)}", place, help)


def _place(cells: list[str], column: int, source: Source, line: int) -> Place:
    """Where a cell stands; quotes around cells before it shift it, so that it is looked for."""
    cell = cells[column].strip()
    start = sum(len(c) + 1 for c in cells[:column])
    return source.place(line, max(source.lines[line].find(cell, start), 0), len(cell))
