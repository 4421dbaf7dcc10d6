"""What is done to all columns of a record, whatever they are: set to their start, or moved with a person.

Compiled code cannot loop over columns of different types, so for it these functions are written out, column by column.
"""

from collections.abc import Callable
from typing import Any

from sim.model.state import Column


def reset(record: Any, p: Any) -> None:
    """Set every column of a record to its start, but those in which rules only reckon."""
    for column in _kept(record):
        getattr(record, column.name)[...] = _start(column, p)


def settle(people: Any, i: int, p: Any) -> None:
    """Set what moves with a person to its start, at position i."""
    for column in _personal(people):
        getattr(people, column.name)[i] = _start(column, p)


def move_person(people: Any, old: int, new: int) -> None:
    """Copy what moves with the person at position `old` to position `new`."""
    for column in _personal(people):
        getattr(people, column.name)[new] = getattr(people, column.name)[old]


def _columns(record: Any) -> list[Column]:
    """The columns of a record, or of numba's type of it."""
    kind: Any = getattr(record, "instance_class", type(record))
    return list(kind.columns.values())


def _kept(record: Any) -> list[Column]:
    return [column for column in _columns(record) if not column.scratch]


def _personal(people: Any) -> list[Column]:
    return [column for column in _columns(people) if column.shape[0] == "members" and column.moves]


def _start(column: Column, p: Any) -> Any:
    if not isinstance(column.start, str):
        return column.start
    group, _, name = column.start.partition(".")
    return getattr(getattr(p, group), name)


def _written(takes: str, lines: list[str], columns: list[Column]) -> Any:
    """The function that does a line per column: the first of `lines` for one dimension, the second for two."""
    body = [f"def written({takes}):", "    pass"]
    for column in columns:
        start = f"p.{column.start}" if isinstance(column.start, str) else repr(column.kind(column.start))
        body.append("    " + lines[len(column.shape) - 1].format(name=column.name, start=start))
    scope: dict[str, Any] = {}
    exec("\n".join(body), scope)
    return scope["written"]


_EACH = "for x in range(people.{name}.shape[1]):\n        people."
_SET = ["people.{name}[i] = {start}", _EACH + "{name}[i, x] = {start}"]
_COPY = ["people.{name}[new] = people.{name}[old]", _EACH + "{name}[new, x] = people.{name}[old, x]"]
# How each function is written out for a type of record; numba compares names and annotations: these have none.
# ruff: noqa: ARG005
WRITTEN: dict[Callable[..., Any], Callable[..., Any]] = {
    reset: lambda record, p: _written("record, p", ["record.{name}[:] = {start}"] * 2, _kept(record)),
    settle: lambda people, i, p: _written("people, i, p", _SET, _personal(people)),
    move_person: lambda people, old, new: _written("people, old, new", _COPY, _personal(people)),
}
