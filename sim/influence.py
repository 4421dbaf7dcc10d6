"""What a parameter feeds: the rules that read it, what those write, and the measures that follow directly.

Nothing is typed in here: rules and columns come from `sim/timetable.py`, measures from the text that records them.
"""

import ast
from functools import cache
from typing import NamedTuple

from sim import period, state
from sim.timetable import Event, around, events
from sim.usage import aliases, arguments, function_called, measures_written, resolved, tree_of

SCRATCH = frozenset({"dice", "dice2", "dice3", "goal_dice", "order", "free", "place", "crew", "crew_end", "before"})
"""Columns of a week in which rules only reckon."""


class Feed(NamedTuple):
    """One rule that a parameter reaches: what the rule writes, and the measures made directly of that."""

    rule: str
    phase: str
    about: str
    writes: tuple[str, ...]
    measures: tuple[str, ...]


class Influence(NamedTuple):
    """All that a parameter reaches: the rules that read it, those it switches, and the columns whose size it sets."""

    rules: list[Feed]
    switches: list[str]
    shapes: list[str]


def influence(path: str) -> Influence:
    """What the parameter of this dotted path feeds."""
    readers = [event for event in [*around(), *events()] if path in event.parameters]
    if path == "environment.trace":  # its multipliers stand in the state
        readers = [event for event in events() if "structure.multiplier" in event.reads]
    switched = switches().get(path, [])
    return Influence([_feed(event) for event in readers], switched, _shaped().get(path, []))


def _feed(event: Event) -> Feed:
    written = set(event.writes)
    direct = set(_recorded().get(event.rule, {}))
    made = [measure for found in _recorded().values() for measure, columns in found.items() if columns & written]
    columns = tuple(column for column in event.writes if column != "series" and not scratch(column))
    return Feed(event.rule, event.phase, event.about, columns, tuple(dict.fromkeys([*sorted(direct), *made])))


def scratch(column: str) -> bool:
    """Whether a column only serves to reckon with."""
    return column.partition(".")[0] == "week" and column.partition(".")[2] in SCRATCH


@cache
def _recorded() -> dict[str, dict[str, set[str]]]:
    """The measures that each rule records, with the columns of which they are made."""
    found = {}
    for event, call in _calls().values():
        function = function_called(period.one_period, call)
        given = arguments(function, call, aliases(tree_of(period.one_period), {}))
        found[event.rule] = measures_written(function, given)
    return {rule: measures for rule, measures in found.items() if measures}


def _calls() -> dict[str, tuple[Event, ast.Call]]:
    by_name = {event.rule: event for event in events()}
    calls = [node for node in ast.walk(tree_of(period.one_period)) if isinstance(node, ast.Call)]
    named = {ast.unparse(call.func): call for call in calls}
    return {name: (event, named[name]) for name, event in by_name.items()}


@cache
def switches() -> dict[str, list[str]]:
    """The rules that the period calls only for some values of a parameter, by its path."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree_of(period.one_period)):
        if isinstance(node, ast.If):
            inside = [ast.unparse(c.func) for s in node.body for c in ast.walk(s) if isinstance(c, ast.Call)]
            rules = [event.rule for event in events() if event.rule in inside]
            for part in ast.walk(node.test):
                if isinstance(part, ast.Attribute) and (path := resolved(part, {})).startswith("p."):
                    found.setdefault(path.removeprefix("p."), []).extend(rules)
    return {path: rules for path, rules in found.items() if path.count(".") == 1}


@cache
def _shaped() -> dict[str, list[str]]:
    """The columns whose size a parameter sets, by its path."""
    listed = next(node for node in ast.walk(tree_of(state.sizes)) if isinstance(node, ast.Dict))
    words = {
        ast.literal_eval(key): ast.unparse(value).removeprefix("parameters.")
        for key, value in zip(listed.keys, listed.values, strict=True)
        if key is not None
    }
    found: dict[str, list[str]] = {}
    for column, (_, about) in state.columns().items():
        for word in set(about.shape):
            found.setdefault(words[word], []).append(column)
    return found
