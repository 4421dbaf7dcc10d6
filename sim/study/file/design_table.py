"""The cells of a CSV or Parquet file. How much there is to read is known before it is read."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import numpy as np

from sim.model.state import Bools
from sim.scenario import Problem
from sim.scenario.files import Source, decoded
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Place, problem, quoted
from sim.scenario.scalars import resolve
from sim.scenario.trace import cells_of
from sim.study.design import MOST_POINTS, MOST_VALUES

LARGEST = 200_000_000  # bytes
MOST_LINES = 2 * MOST_POINTS  # with comments
LONGEST_LINE = 10_000  # characters
LONGEST_WORD = 1000
FEW = 1000  # lines of CSV that are looked at one by one
_BATCH = 10_000  # rows of Parquet that are converted at a time


class Table(NamedTuple):
    """The cells of a design.

    Attributes
    ----------
    names : the names of the columns
    columns : the cells of the rows that may be wrong, column by column
    header : where the name of a column stands
    cell : where a cell of `columns` (row, column) stands
    whole : all cells, column by column
    """

    names: list[str]
    columns: list[list[Any]]
    header: Callable[[int], Place]
    cell: Callable[[int, int], Place]
    whole: Callable[[], list[list[Any]]]


def _too_large(rows: int, columns: int, place: Place) -> Problem | None:
    """The problem of a table that has no rows, or more than a study can have."""
    if columns > len(SETTINGS):
        message = f"the design file has {columns:,} columns, and there are only {len(SETTINGS)} settings"
        return problem("D010", message, place, "each column is a setting")
    if not 1 <= rows <= MOST_POINTS:
        help = f"expected at least one row below the header and at most {MOST_POINTS:,}"
        return problem("D010", f"the number of points in the design file is {rows:,}", place, help)
    if rows * columns > MOST_VALUES:
        message = f"the design file has {rows:,} points of {columns} factors, which are {rows * columns:,} values"
        return problem("D011", message, place, f"at most {MOST_VALUES:,}: use fewer points or fewer factors")
    return None


def csv_table(content: bytes, file: str, place: Place) -> Table | list[Problem]:
    """The cells of a CSV file, without empty lines and lines that start with #."""
    count = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    if count > MOST_LINES or content.count(b",") > MOST_VALUES:
        message = f"the design file has {count + 1:,} lines with {content.count(b',') + count + 1:,} cells"
        help = f"at most {MOST_POINTS:,} points and {MOST_VALUES:,} values are read"
        return [problem("D010", message, place, help)]
    source = decoded(content, file)
    if isinstance(source, Problem):
        return [source]
    remarks = "#" in source.text
    numbers = [
        n for n, text in enumerate(source.lines) if text.strip() and not (remarks and text.lstrip().startswith("#"))
    ]
    long = next((n for n in numbers if len(source.lines[n]) > LONGEST_LINE), None)
    if long is not None:
        message = f"this line has {len(source.lines[long]):,} characters"
        return [problem("D010", message, Place(file, long + 1), f"expected at most {LONGEST_LINE:,}")]
    names = [cell.strip() for cell in cells_of(source.lines[numbers[0]])] if numbers else []
    wrong = _too_large(len(numbers) - 1 if numbers else 0, len(names), place)
    return [wrong] if wrong else _csv_cells(source, numbers, names)


def _csv_cells(source: Source, numbers: list[int], names: list[str]) -> Table | list[Problem]:
    sure, known = _sure([source.lines[number] for number in numbers[1:]], names)
    others = [numbers[row + 1] for row in np.flatnonzero(~sure)]
    values: dict[str, Any] = {}  # many cells are alike
    rows: list[list[Any]] = []
    problems: list[Problem] = []
    help = "separate columns by commas, and write decimals with a point"
    for number in others:
        row = cells_of(source.lines[number])
        if len(row) != len(names):
            message = f"this row has {len(row)} columns, the header {len(names)}"
            problems.append(problem("D010", message, _place(source, number, 0), help))
            continue
        for cell in row:
            if cell not in values:
                values[cell] = resolve(cell.strip())
        rows.append([values[cell] for cell in row])
    if problems:
        return problems
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    return Table(
        names,
        columns,
        lambda column: _place(source, numbers[0], column),
        lambda row, column: _place(source, others[row], column),
        lambda: [_mixed(sure, *both) for both in zip(known(), columns, strict=True)],
    )


def _sure(lines: list[str], names: list[str]) -> tuple[Bools, Callable[[], list[list[Any]]]]:
    """Which lines are surely right, and a function that gives their columns. A few lines are not worth the import."""
    if len(lines) <= FEW:
        return np.zeros(len(lines), bool), lambda: [[] for _ in names]
    from sim.study.file.sure_cells import sure_lines

    return sure_lines(lines, names)


def _mixed(first: Bools, ones: list[Any], others: list[Any]) -> list[Any]:
    """A list with `ones` where `first` is true, and with `others` elsewhere, both in their order."""
    mixed = np.empty(len(first), object)
    mixed[first], mixed[~first] = ones, others
    return list(mixed.tolist())


def _place(source: Source, line: int, column: int) -> Place:
    """Where a cell stands; quotes around cells shift it, so that it is looked for."""
    text, start = source.lines[line], 0
    for cell in (cells := cells_of(text)[: column + 1]):
        start = max(text.find(cell.strip(), start), 0) + len(cell.strip())
    width = len(cells[-1].strip())
    return source.place(line, start - width, width)


def frame_table(frame: Any, place: Place) -> Table | list[Problem]:
    """The cells of a pandas DataFrame."""
    wrong = _too_large(len(frame), len(frame.columns), place)
    if wrong:
        return [wrong]
    from sim.study.file.sure_cells import sure_of_series

    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, number] for number in range(len(names))]
    sure = np.logical_and.reduce([*map(sure_of_series, names, columns)])
    rows = np.flatnonzero(~sure)
    return Table(
        names,
        [[_as_text_if_list(cell) for cell in column.iloc[rows]] for column in columns],
        lambda _: place,
        lambda row, _: Place(f"row {rows[row]}"),
        lambda: [column.tolist() for column in columns],
    )


def _as_text_if_list(cell: Any) -> Any:
    """A cell of a DataFrame: lists and the like, which are no value of any setting, as text."""
    return cell if isinstance(cell, Hashable) else str(cell)


def parquet_table(content: bytes, file: str, place: Place) -> Table | list[Problem]:
    """The cells of a Parquet file; their place is the number of the row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.study.file.sure_cells import sure_cells

    help = "name a CSV or Parquet file"
    try:
        opened = pq.ParquetFile(pa.BufferReader(content))
        wrong = _wrong_metadata(opened, place)
        if wrong:
            return [wrong]
        text = [field.name for field in opened.schema_arrow if not _is_number(field.type)]
        # Text stays in dictionaries: a few bytes can be a million long cells.
        reader = pq.ParquetFile(pa.BufferReader(content), read_dictionary=text)
        names = list(reader.schema_arrow.names)
        batches: list[Any] = []
        for batch in reader.iter_batches(_BATCH):
            batch.validate(full=True)
            for name, array in zip(names, batch.columns, strict=True):
                if _too_long(array):
                    message = f"the column {quoted(name)} has words of more than {LONGEST_WORD:,} characters"
                    return [problem("D010", message, place, "store the words or file names that the setting takes")]
            batches.append(batch)
            if sum(batch.num_rows for batch in batches) > MOST_POINTS:
                return [problem("D010", f"{quoted(file)} has more rows than it says", place, help)]
        known = [np.logical_and.reduce([*map(sure_cells, names, batch.columns)]) for batch in batches]
        rows = np.flatnonzero(~np.concatenate(known))  # of no batch it raises ValueError
    except (OSError, ValueError, pa.ArrowException):
        return [problem("D010", f"{quoted(file)} cannot be read as Parquet", place, help)]
    others = [batch.filter(pa.array(~sure)) for batch, sure in zip(batches, known, strict=True)]
    return Table(
        names,
        _columns(others),
        lambda _: Place(file),
        lambda row, _: Place(f"{file}, row {rows[row]}"),
        lambda: _columns(batches),
    )


def _columns(batches: list[Any]) -> list[list[Any]]:
    """The cells of some record batches, column by column."""
    return [
        [cell for array in arrays for cell in _cells(array)]
        for arrays in zip(*(batch.columns for batch in batches), strict=True)
    ]


def _wrong_metadata(opened: Any, place: Place) -> Problem | None:
    """What the metadata says against reading a Parquet file."""
    metadata, schema = opened.metadata, opened.schema_arrow
    if wrong := _too_large(metadata.num_rows, len(schema), place):
        return wrong
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if size > LARGEST:
        message = f"the design file has {size:,} bytes when it is unpacked"
        return problem("D010", message, place, f"at most {LARGEST:,} are read")
    for field in schema:
        if not (_is_number(field.type) or _is_text(field.type)):
            message = f"the column {quoted(field.name)} is of the type {field.type}"
            return problem("D010", message, place, "store numbers as double or int64, and words as string")
    return None


def _is_number(type: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(type) or pa.types.is_floating(type) or pa.types.is_boolean(type))


def _is_text(type: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(type):
        return _is_text(type.value_type)
    return bool(pa.types.is_string(type) or pa.types.is_large_string(type) or pa.types.is_null(type))


def _too_long(array: Any) -> bool:
    """Whether an array of words has one that is too long."""
    import pyarrow as pa

    if not pa.types.is_dictionary(array.type):
        return False
    return bool(array.dictionary.nbytes > LONGEST_WORD * (len(array.dictionary) + 1))


def _cells(array: Any) -> list[Any]:
    """The cells of an array."""
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        words = array.dictionary.to_pylist()
        return [None if index is None else words[index] for index in array.indices.to_pylist()]
    return list((array.cast(pa.float64()) if pa.types.is_floating(array.type) else array).to_pylist())
