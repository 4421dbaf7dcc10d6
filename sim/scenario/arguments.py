"""Settings that do not come from a file: `--set` on the command line, and Python's `with_`."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.nodes import DEEPEST, Node
from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.scalars import resolve_argument
from sim.scenario.settings import read_settings
from sim.scenario.source import BREAK, CONTROL
from sim.scenario.values import Setting

ARGUMENT = "--set"


def read_arguments(arguments: Sequence[str]) -> tuple[list[Setting], list[Problem]]:
    """The settings in `group.name=value` arguments, in their order, and what is wrong with the others."""
    settings: list[Setting] = []
    problems: list[Problem] = []
    for number, text in enumerate(arguments, start=1):
        said, wrong = _argument(text, number)
        settings += said
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
    """A Python value as if it had been read from a file."""
    if isinstance(value, Mapping) and depth < DEEPEST:
        pairs = [(Node("scalar", str(k), place), from_python(v, place, depth + 1)) for k, v in value.items()]
        return Node("group", pairs, place)
    if isinstance(value, list | tuple) and depth < DEEPEST:
        return Node("list", [from_python(item, place, depth + 1) for item in value], place)
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    # numpy's numbers are not Python's, and numpy is too slow to import here.
    if not isinstance(value, str | int | float | None) and getattr(value, "shape", None) == ():
        value = value.item()
    return Node("scalar", value, place)
