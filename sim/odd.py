"""Tables and texts of the model document: what the state holds, and each submodel as its rule states it."""

import inspect
from importlib import import_module
from pathlib import Path

from sim.report import markdown
from sim.state import Column, columns
from sim.timetable import Event, around, events, lasts

RULES = Path(__file__).parent / "rules"
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
    """Each rule, those of the start first: its claim, equations and papers, what it reads and its parameters."""
    return "\n\n".join(_submodel(event) for event in (*around(), *events()) if (RULES / f"{event.rule}.py").exists())


def _submodel(event: Event) -> str:
    module = import_module(f"sim.rules.{event.rule}")
    title, _, text = (inspect.getdoc(module) or "").partition("\n\n")
    used = [f"`{path}`" for path in event.parameters]
    reads = [f"`{column.partition('.')[2]}`" for column in event.reads if lasts(column)]
    closing = [f"Reads {', '.join(reads)}." if reads else "", f"Parameters: {', '.join(used)}." if used else ""]
    file = f"[`{event.rule}.py`](../sim/rules/{event.rule}.py)"
    return "\n\n".join([f"### {event.rule}", title, text, " ".join([f"{file}.", *filter(None, closing)])])


def _range(column: Column) -> str:
    low, high = ("" if abs(bound) == float("inf") else f"{bound:g}" for bound in (column.low, column.high))
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"to {high}" if high else "any"
