"""What rules changed, in sentences: made of the columns' own descriptions (`sim/state.py`)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.influence import scratch
from sim.rules import conflict
from sim.state import columns
from sim.understanding.stepping import Look, Row

SIDES = {-1: "port", 0: "none", 1: "starboard"}
VIEWS = {-1: "that the destination lies to port", 0: "nothing", 1: "that the destination lies to starboard"}
MEETINGS = {
    getattr(conflict, name): name.lower().replace("_", " ") for name in ("NOTHING", "AGREED", "TALKED_OUT", "SENT_UP")
}
POSITIONS = ("people.tie", "week.met", "structure.boss")

# Where the description alone would read like a table.
STORIES = {
    "people.belief": "on goal {item} it believed {before}, now {after}",
    "people.person": "another person sits here now: {after} instead of {before}",
    "ocean.goal": "on goal {item} the destination moves from {before} to {after}",
    "ocean.condition": "the water at decision {item} turns from {before} to {after}",
    "course.direction": "the direction on goal {item} turns from {before} to {after}",
    "course.said": "the word that goes out on goal {item} turns from {before} to {after}",
    "course.plan": "the plan for decision {item} turns from {before} to {after}",
}


class Change(NamedTuple):
    """One number that a rule changed: its column, its place in the column (None for a single one), and a sentence."""

    column: str
    item: int | None
    before: Any
    after: Any
    sentence: str


def changes(look: Look, first: bool) -> Iterator[Change]:
    """What a rule changed of the member, and of what is around it; in the `first` period there was none before."""
    for column in look.before:
        if not scratch(column):
            yield from _changed(column, look.before, look.after, first)


def _changed(column: str, before: Mapping[str, Row], after: Mapping[str, Row], first: bool) -> Iterator[Change]:
    old, new = np.atleast_1d(before[column]), np.atleast_1d(after[column])
    for place in np.flatnonzero(old != new):
        item = None if before[column].ndim == 0 or columns()[column][1].shape == ("one",) else int(place)
        values = old[place].item(), new[place].item()
        yield Change(column, item, *values, sentence(column, item, *values, first))


def sentence(column: str, item: int | None, before: Any, after: Any, first: bool = False) -> str:
    """One change in words; what is of the week alone says how it was last period."""
    digits = next((few for few in (3, 6, 9) if word(column, before, few) != word(column, after, few)), 17)
    told = {"item": item, "before": word(column, before, digits), "after": word(column, after, digits)}
    if column in STORIES:
        return STORIES[column].format(**told)
    if column.startswith("week."):
        last = "" if first else f" (last period: {told['before']})"
        return f"{subject(column, item)}: {told['after']}{last}"
    return f"{subject(column, item)}: {told['before']} → {told['after']}"


def subject(column: str, item: int | None) -> str:
    """The head of a column's description, about one item: `trust in tie 2`."""
    about = columns()[column][1]
    head = re.sub(r" \(.*?\)", "", about.meaning.partition(";")[0])
    head = head.replace("the member's", "its").replace("the member", "it")
    if item is None:
        return head
    noun = about.shape[-1].removesuffix("s")
    named = f"{noun} {item}"
    if re.search(rf"\b(each|a) (informal )?{noun}\b", head):
        return re.sub(rf"\b(each|a) (informal )?{noun}\b", named, head, count=1)
    return f"{head}, {named}"


def word(column: str, value: Any, digits: int = 3) -> str:
    """A number of a column as people say it, a real one with so many decimals."""
    kind, about = columns()[column]
    if kind is np.bool_:
        return "yes" if value else "no"
    if column in POSITIONS:
        return f"position {value}" if value >= 0 else "nobody"
    if column == "week.decision":
        return f"decision {value}" if value >= 0 else "none, idle"
    if column == "week.via":
        return f"tie {value}" if value >= 0 else "none"
    if column == "people.belief":
        return VIEWS[value]
    if column == "week.encounter":
        return MEETINGS[value]
    if kind is np.int64 and (about.low, about.high) == (-1, 1):
        return SIDES[value]
    return f"{value:.{digits}f}" if kind is np.float64 else str(value)
