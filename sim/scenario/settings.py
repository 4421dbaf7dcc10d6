"""Settings as somebody wrote them: in groups or as dotted names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.scenario.names import GROUPS, RENAMED, SETTINGS, unknown_group, unknown_setting
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, Problem, problem
from sim.scenario.values import Setting, wrong_values

GLUED = re.compile(r"\w+:[\S\xa0]")


def read_settings(
    pairs: Iterable[tuple[Node, Node]], folder: Path | None, dotted: bool, others: tuple[str, ...] = ()
) -> tuple[list[Setting], list[Problem]]:
    """The settings in groups (and as dotted names, if `dotted`) that can be used, and what is wrong with the rest.

    `others` are the names that may stand beside groups.
    """
    found: dict[str, Setting] = {}
    problems: list[Problem] = []
    unknown: dict[int, str] = {}
    for key, group, name, value in _flat(pairs, dotted, others, problems):
        path = RENAMED.get(f"{group}.{name}", f"{group}.{name}")
        if path not in SETTINGS:
            unknown[len(problems)] = group
            problems.append(unknown_setting(group, name, key))
        elif path in found:
            problems.append(problem("S016", f"'{path}' is said twice", key, _first(found[path].key)))
        elif value.kind == "scalar":
            found[path] = Setting(path, value.value, key, value.place, folder)
        elif value.kind != "refused":
            message = f"'{path}' is one setting, not a {value.kind}"
            problems.append(problem("S014", message, key, f"write one value after it: {SETTINGS[path].expected}"))
    _doubt(problems, unknown, found)
    wrong = list(wrong_values(found.values()))
    bad = {setting.path for setting, _ in wrong}
    good = [setting for setting in found.values() if setting.path not in bad]
    return good, [*problems, *(problem for _, problem in wrong)]


def _doubt(problems: list[Problem], unknown: dict[int, str], found: Iterable[str]) -> None:
    """What two unknown names seem to mean, or what stands there already, is not beyond doubt (index -> group)."""
    meant = {index: f"{group}.{problems[index].instead}" for index, group in unknown.items()}
    times = Counter([*found, *meant.values()])
    for index, path in meant.items():
        if times[path] > 1:
            problems[index] = problems[index]._replace(instead=None)


def _first(key: Place) -> str:
    return f"it is first said in line {key.line}; remove one of them" if key.line else "remove one of them"


def _flat(
    pairs: Iterable[tuple[Node, Node]], dotted: bool, others: tuple[str, ...], problems: list[Problem]
) -> Iterator[tuple[Place, str, str, Node]]:
    """Every (place of the name, group, name, value) below known groups."""
    former = {path.partition(".")[0] for path in RENAMED}
    for key, value in pairs:
        group, dot, name = key.value.partition(".") if dotted else (key.value, "", "")
        if group not in GROUPS and group not in former:
            problems.append(unknown_group(key, group, dotted, others))
        elif dot:
            yield after(key.place, len(group) + 1), group, name, value
        elif value.kind == "group":
            yield from ((k.place, group, k.value, v) for k, v in value.value)
        elif value.kind != "refused":
            code = "S024" if value.value is None else "S014"
            message = f"the group '{group}' " + ("is empty" if code == "S024" else "holds no settings, but a value")
            below = "write its settings below it, indented by two spaces"
            if isinstance(value.value, str) and GLUED.match(value.value):
                below = "write a blank after the colon of what stands below it"
            help = f"name one of its settings: '{group}.{GROUPS[group][0]}'" if dotted and group in GROUPS else below
            problems.append(problem(code, message, key.place, help))


def after(place: Place, skip: int) -> Place:
    """The part of a dotted name after the dot."""
    if place.column is None or not place.text:
        return place
    quote = place.text[place.column - 1] in "'\""
    return place._replace(column=place.column + skip + quote, width=place.width - skip - 2 * quote)
