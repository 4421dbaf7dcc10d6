"""Tables and texts of the model document: what the state holds, and each submodel as its rule states it."""

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from sim import period
from sim.parameters import Described, described
from sim.report import markdown
from sim.state import Column, columns
from sim.timetable import Event, events, lasts

ENTITIES = {
    "ocean": "the ocean",
    "structure": "the hierarchy (fixed)",
    "course": "the organization",
    "people": "a member",
}
NUMBERS = {"int64": "whole", "float64": "real", "bool": "yes or no"}


def state_variables() -> str:
    """Every column that outlives a period, by the entity it belongs to."""
    rows = [
        [
            entity if column.shape != ("one",) else ENTITIES["course"],
            f"`{name}`",
            " × ".join(column.shape),
            NUMBERS[kind.__name__],
            _range(column),
            column.meaning,
        ]
        for part, entity in ENTITIES.items()
        for path, (kind, column) in columns().items()
        for owner, _, name in [path.partition(".")]
        if owner == part
    ]
    return markdown(["of", "variable", "one for each", "number", "range", "meaning"], rows)


def submodels() -> str:
    """Each rule in the order of the period: its claim, equations and papers, what it reads and its parameters."""
    return "\n\n".join(_submodel(event) for event in events() if _home(event.rule).startswith("sim.rules."))


def _function(rule: str) -> Any:
    return getattr(vars(period)[rule], "py_func", vars(period)[rule])


def _home(rule: str) -> str:
    return str(_function(rule).__module__)


def _submodel(event: Event) -> str:
    title, _, text = (inspect.getdoc(sys.modules[_home(event.rule)]) or "").partition("\n\n")
    source = "\n".join(inspect.getsource(function) for function in _called(_function(event.rule), set()))
    used = [f"`{p.path}`" for p in described() if p.group in event.groups and _is_read(p, source)]
    reads = [f"`{column.partition('.')[2]}`" for column in event.reads if lasts(column)]
    closing = [f"Reads {', '.join(reads)}." if reads else "", f"Parameters: {', '.join(used)}." if used else ""]
    file = f"[`{event.rule}.py`](../sim/rules/{event.rule}.py)"
    return "\n\n".join([f"### {event.rule}", title, text, " ".join([f"{file}.", *filter(None, closing)])])


def _called(function: Any, seen: set[Any]) -> Iterator[Any]:
    """A function and the functions of this package that it calls, directly or through others."""
    if inspect.isfunction(function) and function.__module__.startswith("sim.") and function not in seen:
        seen.add(function)
        yield function
        for name in function.__code__.co_names:
            called = function.__globals__.get(name)
            yield from _called(getattr(called, "py_func", called), seen)


def _is_read(parameter: Described, source: str) -> bool:
    # Some functions call their group by its first letter.
    return re.search(rf"\b(?:{parameter.group}|{parameter.group[0]})\.{parameter.name}\b", source) is not None


def _range(column: Column) -> str:
    low, high = ("" if abs(bound) == float("inf") else f"{bound:g}" for bound in (column.low, column.high))
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"to {high}" if high else "any"
