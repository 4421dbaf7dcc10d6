"""Which rows of a design table are surely right, found by whole columns: a table may have ten million cells.

Only the other rows are looked at cell by cell, with messages for what is wrong. A row that is right may be among them.
"""

import re
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sim.model.parameters import Described
from sim.model.state import Bools
from sim.scenario.names import SETTINGS
from sim.scenario.scalars import resolve
from sim.scenario.suggestions import takes

# Numbers that Python and Arrow read alike, and that YAML takes for numbers. '-0' is none: YAML reads a whole number.
_FRACTION = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,40}(?:[eE][-+]?[0-9]{1,2})?|[eE][-+]?[0-9]{1,2})"
_NUMBER = rf"(?:0|-?[1-9][0-9]{{0,14}}|{_FRACTION})"
_ANYTHING = '[^",]*'


class SureLines(NamedTuple):
    """Which lines of a CSV file are surely right, and a function that gives the columns of these lines."""

    lines: Bools
    columns: Callable[[], list[list[Any]]]


def sure_lines(lines: Sequence[str], names: Sequence[str]) -> SureLines:
    """Which lines have a cell for each name that its setting takes.

    If a name is no setting, or is there twice, this is the problem of the table; then lines with as many cells as names
    will do.
    """
    known = all(name in SETTINGS for name in names) and len(set(names)) == len(names)
    patterns = [_pattern(SETTINGS[name]) if known else _ANYTHING for name in names]
    if None in patterns:
        return SureLines(np.zeros(len(lines), bool), lambda: [[] for _ in names])
    whole = f"^{','.join(map(str, patterns))}$"
    sure = _numpy(pc.match_substring_regex(_array(lines), whole).cast(pa.uint8())).astype(bool)
    if not known or not sure.any():
        return SureLines(sure, lambda: [[] for _ in names])
    table = csv.read_csv(
        pa.BufferReader("\n".join(compress(lines, sure.tolist())).replace('"', "").replace(" ", "").encode()),
        csv.ReadOptions(column_names=list(names)),
        csv.ParseOptions(quote_char=False),
        csv.ConvertOptions(
            column_types={name: pa.string() if SETTINGS[name].choices else pa.float64() for name in names},
            strings_can_be_null=False,
        ),
    )
    within = np.ones(table.num_rows, bool)
    for name in names:
        if not SETTINGS[name].choices:
            within &= sure_numbers(SETTINGS[name], np.concatenate([_numpy(chunk) for chunk in table[name].chunks]))
    sure[sure] = within
    return SureLines(sure, lambda: [list(compress(table[name].to_pylist(), within.tolist())) for name in names])


def _numpy(array: Any) -> Any:
    """An Arrow array of numbers as one of NumPy; `to_numpy` would import pandas, which takes a third of a second."""
    return np.from_dlpack(array)


def _array(lines: Sequence[str]) -> Any:
    """The lines as an Arrow array."""
    text = "".join(lines)
    if not text.isascii():
        return pa.array(lines, pa.large_string())
    ends = np.cumsum([0, *map(len, lines)], dtype=np.int64)
    return pa.LargeStringArray.from_buffers(len(lines), pa.py_buffer(ends), pa.py_buffer(text.encode()))


def _pattern(about: Described) -> str | None:
    """A regular expression for cells that a setting may take; none if there is none, as for names of files.

    The cells have blanks around them, or quotes (R writes words so).
    """
    words = [re.escape(word) for word in about.choices if resolve(word) == word and not {*' "'} & {*word}]
    cell = "|".join(words) if about.choices else _NUMBER if about.kind in (int, float) else ""
    return f'(?: *(?:{cell}) *|"(?:{cell})")' if cell else None


def sure_numbers(about: Described, values: Any) -> Bools:
    """Which numbers of an array a setting surely takes. What it takes is a range, so that both ends are tried."""
    if about.low is None or about.high is None or about.choices or values.dtype.kind not in "fiu":
        return np.zeros(len(values), bool)
    sure: Bools = (values >= about.low) & (values <= about.high)
    if about.kind is int:
        sure &= values == np.floor(values)
    ends = [about.kind(end(values[sure])) for end in (np.min, np.max)] if sure.any() else []
    return sure if all(takes(about, end) for end in ends) else np.zeros(len(values), bool)


def sure_of_series(name: str, series: Any) -> Bools:
    """Which cells of a pandas Series the setting with this name surely takes."""
    if name not in SETTINGS:
        return np.zeros(len(series), bool)
    about = SETTINGS[name]
    if about.choices:
        return np.asarray(series.isin(about.choices), dtype=bool)
    return sure_numbers(about, series.to_numpy())


def sure_cells(name: str, array: Any) -> Bools:
    """Which cells of an Arrow array the setting with this name surely takes."""
    if name not in SETTINGS or array.null_count:
        return np.zeros(len(array), bool)
    about = SETTINGS[name]
    if pa.types.is_dictionary(array.type):
        right = np.array([word in about.choices for word in array.dictionary.to_pylist()] or [False])
        return np.asarray(right[array.indices.to_numpy(zero_copy_only=False)])
    if pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        return sure_numbers(about, array.to_numpy(zero_copy_only=False))
    return np.zeros(len(array), bool)
