"""Who causes what: the order of the rules, what each reads and writes, taken from the page that calls them.

Nothing is typed in here. The order and the arguments come from `sim/period.py`; what a rule writes, from its own text:
a column to which it assigns, or which it hands to a function that does.
"""

import ast
import inspect
import sys
from functools import cache
from typing import Any, NamedTuple

from sim import kernel, period
from sim.parameters import described, groups
from sim.replacing import rule_names
from sim.usage import COLUMNS, aliases, arguments, function_called, parameters_used, python, tree_of

START, END = "The start of a run", "The end of a run"
_ROOT = {"parameters": "p"}


class Event(NamedTuple):
    """One call of a rule: its phase's comment, what it claims, and its columns, parameter groups and parameters.

    `parameters` are the dotted paths of exactly those whose value the rule uses, itself or through others.
    """

    rule: str
    phase: str
    about: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    groups: tuple[str, ...]
    parameters: tuple[str, ...]


@cache
def events() -> tuple[Event, ...]:
    """The calls of rules in the order of the period."""
    text = inspect.getsource(python(period.one_period))
    found, phase = [], ""
    calls = {call.lineno: call for call in ast.walk(ast.parse(text)) if isinstance(call, ast.Call) and _is_rule(call)}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("#"):
            phase = line.strip().removeprefix("#").strip()
        if number in calls:
            found.append(_event(phase, period.one_period, calls[number]))
    return tuple(found)


@cache
def around() -> tuple[Event, ...]:
    """The calls of rules at the start of a run, before its first period, and at its end, after the last."""
    starting = [_event(START, kernel.begin, call) for call in _calls(kernel.begin, "sim.rules.")]
    ending = [_event(END, kernel.run_stretch, call) for call in _calls(kernel.run_stretch, "sim.outcomes")]
    return (*starting, *ending)


def _calls(caller: Any, home: str) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree_of(caller)) if isinstance(node, ast.Call)]
    return [call for call in calls if (f := function_called(caller, call)) and f.__module__.startswith(home)]


def _is_rule(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in rule_names()


def _event(phase: str, caller: Any, call: ast.Call) -> Event:
    name, function = ast.unparse(call.func), function_called(caller, call)
    given = arguments(function, call, aliases(tree_of(caller), _ROOT))
    given = {own: theirs.removeprefix("state.") for own, theirs in given.items()}
    home = inspect.getmodule(function)
    assert home is not None
    written = {_column(path, given) for path in _writes(home.__name__, name)}
    used = {_column(path, given) for path in _reads(home.__name__, name)}
    known = sorted((written | used) & COLUMNS)
    doc = (inspect.getdoc(home) or "").partition("\n")[0] if "rules" in home.__name__ else ""
    parameters = parameters_used(function, given)
    return Event(
        name,
        phase,
        (doc or inspect.getdoc(function) or "").rstrip("."),
        tuple(column for column in known if column in used),
        tuple(column for column in known if column in written),
        tuple(group for group in groups() if f"p.{group}" in given.values()),
        tuple(about.path for about in described() if about.path in parameters),
    )


def _column(path: str, given: dict[str, str]) -> str:
    """A rule's own name for something, as the period knows it: `people.skill` for `skill`."""
    first, dot, rest = path.partition(".")
    return given.get(first, first) + dot + rest


def _reads(module: str, name: str) -> set[str]:
    """The parameters (or fields of records among them) whose content a function uses, itself or through others."""
    function = _function(module, name)
    if function is None:
        return set()
    tree = tree_of(function)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            found.add(ast.unparse(node.value))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            found.add(ast.unparse(node.target.value))
        elif (
            isinstance(node, ast.Call)
            and (called := function_called(function, node)) is not None
            and called is not function
        ):
            given = dict(zip(inspect.signature(called).parameters, map(ast.unparse, node.args), strict=False))
            found |= {_column(path, given) for path in _reads(called.__module__, called.__name__)}
    # Two rules give a column another name first (`standing = payoff if ... else record`).
    found |= {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.IfExp)
        for name in ast.walk(node)
        if isinstance(name, ast.Name)
    }
    return {path for path in found if path.partition(".")[0] in inspect.signature(function).parameters}


@cache
def _writes(module: str, name: str) -> frozenset[str]:
    """The parameters (or fields of records among them) that a function assigns to, itself or through others."""
    function = _function(module, name)
    if function is None:
        return frozenset()
    found = set()
    for node in ast.walk(tree_of(function)):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        flat = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        found |= {ast.unparse(target.value) for target in flat if isinstance(target, ast.Subscript)}
        if (
            isinstance(node, ast.Call)
            and (called := function_called(function, node)) is not None
            and called is not function
        ):
            given = dict(zip(inspect.signature(called).parameters, map(ast.unparse, node.args), strict=False))
            found |= {_column(path, given) for path in _writes(called.__module__, called.__name__)}
    return frozenset(path for path in found if path.partition(".")[0] in inspect.signature(function).parameters)


def _function(module: str, name: str) -> Any:
    found = python(vars(sys.modules[module]).get(name))
    return found if inspect.isfunction(found) else None


def lasts(column: str) -> bool:
    """Whether a column is of what lasts from week to week, and no count or name."""
    part, _, name = column.partition(".")
    return part in ("ocean", "course", "people") and name not in ("shocked", "person", "joined", "head_count")
