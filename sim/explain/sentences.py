"""Changes of a member in sentences, which are made of the descriptions of the columns."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.explain.structure import scratch
from sim.model.assemble import standard
from sim.model.judgement import SECOND_HALF
from sim.model.mechanisms import conflict
from sim.model.state import Column

SIDES = {-1: "port", 0: "none", 1: "starboard"}
VIEWS = {-1: "that the destination lies to port", 0: "nothing", 1: "that the destination lies to starboard"}
MEETINGS = {
    getattr(conflict, name): name.lower().replace("_", " ") for name in ("NOTHING", "AGREED", "TALKED_OUT", "SENT_UP")
}
POSITIONS = ("people.tie", "week.met", "structure.boss", "course.leader")
ENDS = {-1: "given up", 0: "none ended", 1: "kept"}
EVENTS = (
    "ideas", "ideas not proposed", "ideas refused by the boss", "reprimands for ideas and trials", "trials begun",
    "joint trials begun", "trials ended", "trials kept", "trials kept and better for the whole",
)  # fmt: skip

# For these columns, a sentence made of the description alone would read like a table.
STORIES = {
    "people.belief": "on goal {item} it believed {before}, now {after}",
    "people.person": "another person sits here now: {after} instead of {before}",
    "ocean.goal": "on goal {item} the destination moves from {before} to {after}",
    "ocean.condition": "the water at decision {item} turns from {before} to {after}",
    "course.direction": "the direction on goal {item} turns from {before} to {after}",
    "course.heard": "the word that goes out on goal {item} turns from {before} to {after}",
    "course.way": "the way of working at decision {item} changes from {before} to {after}",
    "course.leader": "who leads a trial at decision {item}: {before} → {after}",
    "course.partner": "what changes together with decision {item}: {before} → {after}",
    "course.events": "{event} until now: {before} → {after}",
    "course.lowest_events": "{event} of members without reports until now: {before} → {after}",
    "people.history": "its {event} until now: {before} → {after}",
    "week.led": "the best trial that it led: {after} (last period: {before})",
    "course.plan": "the plan for decision {item} turns from {before} to {after}",
}


class ColumnChange(NamedTuple):
    """One number that a rule changed.

    Attributes
    ----------
    column
        the column, by path
    item
        the place in the column; None if the column has one number for the member
    before, after
        the number
    sentence
        the change in words
    """

    column: str
    item: int | None
    before: Any
    after: Any
    sentence: str


def changes(
    before: Mapping[str, NDArray[Any]], after: Mapping[str, NDArray[Any]], first: bool, columns: Mapping[str, Column]
) -> Iterator[ColumnChange]:
    """Yield every number that differs between two looks at a member, except in columns for intermediate results.

    Parameters
    ----------
    before, after
        The columns by path.
    first
        Whether this is the first period, so that there was none before.
    columns
        The declarations of the columns by path.
    """
    for path, values in before.items():
        if not scratch(path):
            yield from _changes_of(columns[path], values, after[path], first)


def _changes_of(column: Column, before: NDArray[Any], after: NDArray[Any], first: bool) -> Iterator[ColumnChange]:
    old, new = np.atleast_1d(before), np.atleast_1d(after)
    for place in np.flatnonzero(old != new):
        item = None if before.ndim == 0 or column.shape == ("one",) else int(place)
        values = old[place].item(), new[place].item()
        yield ColumnChange(column.path, item, *values, sentence(column, item, *values, first))


def sentence(column: Column, item: int | None, before: Any, after: Any, first: bool = False) -> str:
    """Return one change in words. For a column that starts anew each period, it also says the last period's number."""
    digits = next((few for few in (3, 6, 9) if word(column, before, few) != word(column, after, few)), 17)
    old, new = word(column, before, digits), word(column, after, digits)
    if column.path in STORIES:
        event = EVENTS[item] if column.shape[-1] == "events" and item is not None else ""
        return STORIES[column.path].format(item=item, before=old, after=new, event=event)
    if column.record == "week":
        last = "" if first else f" (last period: {old})"
        return f"{subject(column, item)}: {new}{last}"
    return f"{subject(column, item)}: {old} → {new}"


def subject(column: Column, item: int | None) -> str:
    """Return the first part of a column's description, about one item: `trust in tie 2`."""
    head = re.sub(r" \(.*?\)", "", column.meaning.partition(";")[0])
    head = head.replace("the member's", "its").replace("the member", "it")
    if item is None:
        return head
    noun = column.shape[-1].removesuffix("s")
    numbered = f"{noun} {item}"
    if re.search(rf"\b(each|a) (informal )?{noun}\b", head):
        return re.sub(rf"\b(each|a) (informal )?{noun}\b", numbered, head, count=1)
    return f"{head}, {numbered}"


def word(column: Column, value: Any, digits: int = 3) -> str:
    """Return a number of a column in words; a real number gets so many decimals."""
    if column.kind is bool:
        return "yes" if value else "no"
    if column.path == "course.leader" and value == SECOND_HALF:
        return "whoever leads its other half"
    if column.path == "course.partner":
        return f"decision {value}" if value >= 0 else "nothing"
    if column.path == "week.led":
        return ENDS[value]
    if column.path in POSITIONS:
        return f"position {value}" if value >= 0 else "nobody"
    if column.path == "week.decision":
        return f"decision {value}" if value >= 0 else "none, idle"
    if column.path == "week.via":
        return f"tie {value}" if value >= 0 else "none"
    if column.path == "people.belief":
        return VIEWS[value]
    if column.path == "week.encounter":
        return MEETINGS[value]
    if column.kind is int and (column.low, column.high) == (-1, 1) and column.path in standard().columns:
        return SIDES[value]
    return f"{value:.{digits}f}" if column.kind is float else str(value)
