"""Traces: a CSV column of multipliers that drives the ocean."""

import csv
from collections.abc import Iterator
from math import isfinite

from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.scalars import NO, REAL, number_meant, resolve
from sim.scenario.shelf import find, traces
from sim.scenario.source import Source, read
from sim.scenario.values import Setting

STEADY = (1.0,)
MOST_ROWS = 100_000
LARGEST_TRACE = 10_000_000  # bytes


def read_trace(setting: Setting | None) -> tuple[tuple[float, ...], list[Problem]]:
    """The multipliers of the trace that a setting names (steady if none), and everything wrong with it."""
    if setting is None or setting.value is None:
        return STEADY, []
    found = find(setting.value, setting.place, setting.folder, traces())
    if isinstance(found, Problem):
        return STEADY, [_none_meant(found, setting.value)]
    source = read(found.path, found.file, setting.place, LARGEST_TRACE)
    if isinstance(source, Problem):
        return STEADY, [source]
    rows = list(_multipliers(source))
    good = tuple(row for row in rows if isinstance(row, float))
    return good, [row for row in rows if isinstance(row, Problem)]


def _none_meant(wrong: Problem, said: str) -> Problem:
    """Who writes `trace: none` wants no trace."""
    if wrong.code == "S035" and said.lower() in NO:
        return wrong._replace(help="for no trace write null", instead="null")
    return wrong


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
    meant = number_meant(cell) if number is None else None
    help = f"write it as {meant}" if meant else "expected a finite number of at least 0"
    return problem("S036", f"the multiplier cannot be {quoted(cell)}", place, help)


def _place(cells: list[str], column: int, source: Source, line: int) -> Place:
    """Where a cell stands; quotes around cells before it shift it, so that it is looked for."""
    cell = cells[column].strip()
    start = sum(len(c) + 1 for c in cells[:column])
    found = source.lines[line].find(cell, start)
    return source.place(line, max(found, 0), len(cell))
