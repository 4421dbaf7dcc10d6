"""Settings as somebody wrote them: in groups or as dotted names, in a file, after `--set` or in Python."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.scenario.files import BREAK, CONTROL
from sim.scenario.names import GROUPS, RENAMED, SETTINGS, unknown_group, unknown_setting
from sim.scenario.nodes import DEEPEST, Node
from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.scalars import resolve_argument
from sim.scenario.suggestions import several
from sim.scenario.values import Setting, wrong_values

ARGUMENT = "--set"
"""What stands for a file in the places of settings on the command line."""


def read_settings(
    pairs: Iterable[tuple[Node, Node]], folder: Path | None, dotted: bool, others: tuple[str, ...] = ()
) -> tuple[list[Setting], list[Problem]]:
    """Read settings, which stand in groups or by their dotted names.

    Parameters
    ----------
    pairs
        Names with what stands after them.
    folder
        The folder that file names are relative to: that of the file. None is for what the user typed.
    dotted
        Whether messages propose dotted names rather than groups.
    others
        The names that may stand beside groups.

    Returns
    -------
    settings
        Those that can be used.
    problems
        What is wrong with the others.
    """
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    unknown: dict[int, str] = {}
    for key, group, name, value in _each(pairs, dotted, others, problems):
        path = RENAMED.get(f"{group}.{name}", f"{group}.{name}")
        if path not in SETTINGS:
            unknown[len(problems)] = group
            problems.append(unknown_setting(group, name, key))
        elif path in settings:
            problems.append(problem("S016", f"'{path}' is set twice", key, _first(settings[path].key)))
        elif value.kind == "scalar":
            settings[path] = Setting(path, value.value, key, value.place, folder)
        elif value.kind != "refused":
            problems.append(_not_one_value(path, key, value))
    _withdraw_doubtful(problems, unknown, settings)
    wrong = list(wrong_values(settings.values()))
    bad = {setting.path for setting, _ in wrong}
    good = [setting for setting in settings.values() if setting.path not in bad]
    return good, [*problems, *(problem for _, problem in wrong)]


def _not_one_value(path: str, key: Place, value: Node) -> Problem:
    """The problem of a list or a group in the place of a value."""
    about = SETTINGS[path]
    help = f"write one value after it: {about.expected}"
    if value.kind == "list" and len(value.value) > 1 and all(item.kind == "scalar" for item in value.value):
        values = [item.value for item in value.value]
        help = several(about, values, f"{{values: [{', '.join(str(one) for one in values)}]}}")
    return problem("S014", f"'{path}' takes one value, not a {value.kind}", key, help)


def _withdraw_doubtful(problems: list[Problem], unknown: dict[int, str], known: Iterable[str]) -> None:
    """Withdraw a correction that two unknown names share, or that is set already (`unknown`: index -> group)."""
    corrected = {index: f"{group}.{problems[index].instead}" for index, group in unknown.items()}
    times = Counter([*known, *corrected.values()])
    for index, path in corrected.items():
        if times[path] > 1:
            problems[index] = problems[index]._replace(instead=None)


def _first(key: Place) -> str:
    return f"it is set first in line {key.line}; remove one of them" if key.line else "remove one of them"


def _each(
    pairs: Iterable[tuple[Node, Node]], dotted: bool, others: tuple[str, ...], problems: list[Problem]
) -> Iterator[tuple[Place, str, str, Node]]:
    """Every (place of the name, group, name, value) of known groups."""
    former = {path.partition(".")[0] for path in RENAMED}
    for key, value in pairs:
        group, dot, name = key.value.partition(".")
        if group not in GROUPS and group not in former:
            problems.append(unknown_group(key, group, dotted, others))
        elif dot:
            yield after(key.place, len(group) + 1), group, name, value
        elif value.kind == "group":
            yield from ((k.place, group, k.value, v) for k, v in value.value)
        elif value.kind == "list" and value.value:
            yield from _in_list(group, value.value, problems)
        elif value.kind != "refused":
            code = "S024" if value.value is None else "S014"
            message = f"the group '{group}' " + ("is empty" if code == "S024" else "holds a value instead of settings")
            help = "write its settings below it, indented by two spaces"
            if dotted and group in GROUPS:
                help = f"name one of its settings: '{group}.{GROUPS[group][0]}'"
            problems.append(problem(code, message, key.place if code == "S024" else value.place, help))


def _in_list(group: str, items: list[Node], problems: list[Problem]) -> Iterator[tuple[Place, str, str, Node]]:
    """The settings of a group that stand there as a list: each dash is a problem."""
    short = all(item.kind == "group" and len(item.value) == 1 for item in items)
    for item in items:
        before = item.place.text[: (item.place.column or 1) - 1]
        in_block = before.strip() == "-"
        if item.kind == "group" and in_block:
            dash = before.index("-")
            # Without its dash a name moves to the left; several names in one item stay in their column.
            width, instead = (len(before) - dash, "") if short else (1, " ")
            place = item.place._replace(column=dash + 1, width=width)
            message, help = f"'-' stands before a setting of the group '{group}'", "remove the '-': it is for lists"
            problems.append(problem("S014", message, place, help, instead))
            yield from ((k.place, group, k.value, v) for k, v in item.value)
        elif item.kind == "scalar" and item.value in GROUPS.get(group, ()):
            message = f"'{item.value}' has no value"
            help = f"write '{item.value}: ' and a value, without '-' before it"
            problems.append(problem("S024", message, item.place, help))
        elif item.kind != "refused":
            help = "write 'name: value' below it, indented by two spaces"
            problems.append(problem("S014", f"the group '{group}' is no list", item.place, help))


def after(place: Place, skip: int) -> Place:
    """The part of a dotted name after the dot."""
    if place.column is None or not place.text:
        return place
    quote = place.text[place.column - 1] in "'\""
    return place._replace(column=place.column + skip + quote, width=place.width - skip - 2 * quote)


def read_arguments(arguments: Sequence[str]) -> tuple[list[Setting], list[Problem]]:
    """The settings in `group.name=value` arguments, in their order, and what is wrong with the others."""
    settings: list[Setting] = []
    problems: list[Problem] = []
    for number, text in enumerate(arguments, start=1):
        read, wrong = _argument(text, number)
        settings += read
        problems += wrong
    return settings, problems


def _argument(text: str, number: int) -> tuple[list[Setting], list[Problem]]:
    name, equals, value = text.partition("=")
    whole = Place(ARGUMENT, number, 1, len(text), text)
    if control := CONTROL.search(text) or BREAK.search(text):
        place = whole._replace(column=control.start() + 1, width=1)
        return [], [problem("S006", f"control character U+{ord(control.group()):04X}", place, "remove it")]
    if not equals:
        help = "write group.name=value, such as leadership.strength=0.5"
        return [], [problem("S039", f"{quoted(text)} sets nothing", whole, help)]
    start = len(name) - len(name.lstrip()) + 1
    key = Node("scalar", name.strip(), whole._replace(column=start, width=len(name.strip())))
    blank = len(value) - len(value.lstrip())
    place = whole._replace(column=len(name) + 2 + blank, width=len(value.strip()))
    return read_settings([(key, Node("scalar", resolve_argument(value), place))], None, dotted=True)


def from_python(value: Any, place: Place, depth: int = 0) -> Node:
    """A Python value as a node, as if it had been read from a file."""
    # Numbers, arrays and columns of numpy and pandas are not Python's, and numpy is too slow to import here.
    if hasattr(value, "shape") and hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping) and depth < DEEPEST:
        pairs = [(Node("scalar", str(k), place), from_python(v, place, depth + 1)) for k, v in value.items()]
        return Node("group", pairs, place)
    if isinstance(value, list | tuple | range) and depth < DEEPEST:
        return Node("list", [from_python(item, place, depth + 1) for item in value], place)
    return Node("scalar", os.fspath(value) if isinstance(value, os.PathLike) else value, place)
