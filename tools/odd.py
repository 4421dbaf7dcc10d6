"""Parts of the model document `docs/model.md`: state variables, and submodels in the words of their mechanisms."""

import inspect

from sim.explain.structure import Event, around, events, lasts
from sim.model.assemble import standard
from sim.model.mechanism import Mechanism
from sim.model.state import Column
from sim.output.tables import markdown

ENTITIES = {
    "ocean": "the ocean",
    "structure": "the hierarchy (fixed)",
    "course": "the organization",
    "people": "a member",
}
NUMBERS = {"int64": "whole", "float64": "real", "bool": "yes or no"}


def state_variables() -> str:
    """Return the table of the columns that carry over to the next period, by the entity that they belong to."""
    rows = [
        [
            entity if column.shape != ("one",) else ENTITIES["course"],
            f"`{column.name}`",
            " × ".join(column.shape),
            NUMBERS[column.array],
            _range(column),
            column.meaning,
        ]
        for record, entity in ENTITIES.items()
        for column in standard().columns.values()
        if column.record == record
    ]
    rows.sort(key=lambda row: [*ENTITIES.values()].index(row[0]))
    return markdown(["of", "variable", "one for each", "number", "range", "meaning"], rows)


def submodels() -> str:
    """Return a section per mechanism: its claim, equations and papers, what it reads, and its parameters."""
    turns = {event.rule: event for event in (*around(), *events())}
    return "\n\n".join(_submodel(rule, turns[rule.name]) for rule in standard().rules)


def _submodel(rule: type[Mechanism], event: Event) -> str:
    title, _, text = (inspect.getdoc(rule) or "").partition("\n\n")
    used = [f"`{path}`" for path in event.parameters]
    reads = [f"`{column.partition('.')[2]}`" for column in event.reads if lasts(column)]
    closing = [f"Reads {', '.join(reads)}." if reads else "", f"Parameters: {', '.join(used)}." if used else ""]
    name = rule.__module__.rpartition(".")[2]
    file = f"[`{name}.py`](../sim/model/mechanisms/{name}.py)"
    return "\n\n".join([f"### {event.rule}", title, text, " ".join([f"{file}.", *filter(None, closing)])])


def _range(column: Column) -> str:
    low, high = ("" if abs(bound) == float("inf") else f"{bound:g}" for bound in (column.low, column.high))
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"to {high}" if high else "any"
