"""Who causes what: the order of the rules, what each reads and writes, taken from the page that calls them.

Nothing is typed in here. The order and the arguments come from `sim/period.py`; what a rule writes, from its own text:
a column to which it assigns, or which it hands to a function that does.
"""

import ast
import inspect
import sys
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from sim import period
from sim.parameters import groups
from sim.replacing import rule_names
from sim.state import columns

_PARTS = ("structure", "ocean", "course", "people", "week")


class Event(NamedTuple):
    """One call of the period: the rule, its phase's comment, what it claims, and its columns and parameter groups."""

    rule: str
    phase: str
    about: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    groups: tuple[str, ...]


def events() -> list[Event]:
    """The calls of rules in the order of the period."""
    text = inspect.getsource(_python(period.one_period))
    found, phase = [], ""
    calls = {call.lineno: call for call in ast.walk(ast.parse(text)) if isinstance(call, ast.Call) and _is_rule(call)}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("#"):
            phase = line.strip().removeprefix("#").strip()
        if number in calls:
            found.append(_event(phase, calls[number]))
    return found


def _python(function: Any) -> Any:
    return getattr(function, "py_func", function)


def _is_rule(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in rule_names()


def _home(name: str) -> ModuleType:
    module = inspect.getmodule(_python(vars(period)[name]))
    assert module is not None
    return module


def _event(phase: str, call: ast.Call) -> Event:
    name = ast.unparse(call.func)
    function = _python(vars(period)[name])
    given = dict(zip(inspect.signature(function).parameters, (ast.unparse(a) for a in call.args), strict=True))
    written = {_column(path, given) for path in _writes(_home(name).__name__, name)}
    used = {_column(path, given) for path in _reads(_home(name).__name__, name)}
    known = sorted((written | used) & columns().keys())
    doc = (inspect.getdoc(_home(name)) or "").partition("\n")[0] if "rules" in _home(name).__name__ else ""
    return Event(
        name,
        phase,
        (doc or inspect.getdoc(function) or "").rstrip("."),
        tuple(column for column in known if column in used),
        tuple(column for column in known if column in written),
        tuple(group for group in groups() if f"p.{group}" in given.values()),
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
    tree = ast.parse(inspect.getsource(function))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            found.add(ast.unparse(node.value))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            found.add(ast.unparse(node.target.value))
        elif isinstance(node, ast.Call) and (called := _called(function, node)) is not None and called is not function:
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
    for node in ast.walk(ast.parse(inspect.getsource(function))):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        flat = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        found |= {ast.unparse(target.value) for target in flat if isinstance(target, ast.Subscript)}
        if isinstance(node, ast.Call) and (called := _called(function, node)) is not None and called is not function:
            given = dict(zip(inspect.signature(called).parameters, map(ast.unparse, node.args), strict=False))
            found |= {_column(path, given) for path in _writes(called.__module__, called.__name__)}
    return frozenset(path for path in found if path.partition(".")[0] in inspect.signature(function).parameters)


def _called(caller: Any, call: ast.Call) -> Any:
    """The function of this package that a call means, None if it is another's."""
    found = _python(caller.__globals__.get(ast.unparse(call.func)))
    return found if inspect.isfunction(found) and found.__module__.startswith("sim.") else None


def _function(module: str, name: str) -> Any:
    found = _python(vars(sys.modules[module]).get(name))
    return found if inspect.isfunction(found) else None


def lasts(column: str) -> bool:
    """Whether a column is of what lasts from week to week, and no count or name."""
    part, _, name = column.partition(".")
    return part in ("ocean", "course", "people") and name not in ("shocked", "person", "joined", "head_count")
