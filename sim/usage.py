"""What a function of the rules does with what it is given, read from its text: parameters used, measures written.

`given` names the function's own arguments as its caller knows them: `week` is `week`, `network` is `p.network`.
"""

import ast
import inspect
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sim.parameters import described
from sim.state import columns

PARAMETERS = frozenset(f"p.{about.path}" for about in described())
COLUMNS = frozenset(columns())

type Given = Mapping[str, str]


def python(function: Any) -> Any:
    """The Python function behind a compiled one."""
    return getattr(function, "py_func", function)


def tree_of(function: Any) -> ast.FunctionDef:
    """The syntax tree of a function; not to be changed."""
    return _tree(python(function))


@cache
def _tree(function: Any) -> ast.FunctionDef:
    (tree,) = ast.parse(inspect.getsource(function)).body
    assert isinstance(tree, ast.FunctionDef)
    return tree


def function_called(caller: Any, call: ast.Call) -> Any:
    """The function of this package that a call means, None if it is another's."""
    found = python(python(caller).__globals__.get(ast.unparse(call.func)))
    return found if inspect.isfunction(found) and found.__module__.startswith("sim.") else None


def resolved(node: ast.expr, given: Given) -> str:
    """An expression as the caller knows it: `p.network.ties` for `network.ties`."""
    first, dot, rest = ast.unparse(node).partition(".")
    return given.get(first, first) + dot + rest


def aliases(tree: ast.FunctionDef, given: Given) -> dict[str, str]:
    """`given`, with the other names that a function gives to what it was given: `m = motivation`."""
    known = dict(given)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
            meant = resolved(node.value, known)
            for target in node.targets:
                if isinstance(target, ast.Name) and f"{meant}.".startswith("p."):
                    known[target.id] = meant
    return known


def arguments(function: Any, call: ast.Call, given: Given) -> dict[str, str]:
    """What a call gives to a function, by the function's own names."""
    texts = (resolved(argument, given) for argument in call.args)
    return dict(zip(inspect.signature(function).parameters, texts, strict=False))


def parameters_used(function: Any, given: Given) -> set[str]:
    """The dotted paths of the parameters whose value a function uses, itself or through others."""
    tree, found = tree_of(function), set()
    known = aliases(tree, given)
    for node in ast.walk(ast.Module(tree.body, [])):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            found.add(resolved(node, known))
        elif isinstance(node, ast.Call) and (other := function_called(function, node)) not in (None, python(function)):
            found |= {f"p.{path}" for path in parameters_used(other, arguments(other, node, known))}
    return {path.removeprefix("p.") for path in found & PARAMETERS}


def measures_written(function: Any, given: Given) -> dict[str, set[str]]:
    """The measures that a function records, itself or through others, each with the columns it is computed from."""
    found: dict[str, set[str]] = {}
    _follow(tree_of(function).body, _Reader(function, given, {}, found), None)
    return found


class _Reader(NamedTuple):
    """A function being read: what its names are made of so far, and the measures found."""

    function: Any
    given: Given
    known: dict[str, set[str]]
    found: dict[str, set[str]]


def _follow(body: Sequence[ast.stmt], reader: _Reader, under: set[str] | None) -> None:
    """Go through statements that are done once (`under` None) or depend on the columns `under`."""
    for node in body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, reader, under)
        elif isinstance(node, ast.AugAssign):
            _note(node.target, _columns_in(node.value, reader) | (under or set()), reader, whole=False)
        elif isinstance(node, ast.For | ast.While | ast.If):
            test = node.iter if isinstance(node, ast.For) else node.test
            _follow([*node.body, *node.orelse], reader, (under or set()) | _columns_in(test, reader))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            if (other := function_called(reader.function, node.value)) is not None:
                for measure, made in measures_written(other, arguments(other, node.value, reader.given)).items():
                    reader.found.setdefault(measure, set()).update(made)


def _assign(target: ast.expr, value: ast.expr, reader: _Reader, under: set[str] | None) -> None:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            _assign(one, its, reader, under)
    else:
        _note(target, _columns_in(value, reader) | (under or set()), reader, whole=under is None)


def _note(target: ast.expr, made: set[str], reader: _Reader, whole: bool) -> None:
    """Something is made of these columns: of nothing else if it is assigned as a `whole`."""
    if isinstance(target, ast.Name):
        reader.known[target.id] = made if whole else reader.known.get(target.id, set()) | made
    elif isinstance(target, ast.Subscript) and ast.unparse(target.value) == "series":
        reader.found.setdefault(_measure(target), set()).update(made)
    elif isinstance(target, ast.Subscript):
        path = resolved(target.value, reader.given)
        reader.known[path] = reader.known.get(path, set()) | made


def _measure(place: ast.Subscript) -> str:
    """The measure of `series[at.speed, period]`."""
    return ast.unparse(place.slice).strip("()").partition(",")[0].removeprefix("at.")


def _columns_in(expression: ast.expr, reader: _Reader) -> set[str]:
    """The columns whose content an expression depends on; their shape does not count."""
    if isinstance(expression, ast.Call) and ast.unparse(expression.func) == "len":
        return set()
    if isinstance(expression, ast.Subscript) and ast.unparse(expression.value) == "series":
        return reader.found.get(_measure(expression), set())
    if isinstance(expression, ast.Attribute) and expression.attr == "shape":
        return set()
    found: set[str] = set()
    if isinstance(expression, ast.Name | ast.Attribute):
        path = resolved(expression, reader.given)
        found |= reader.known.get(path, set()) | ({path} & COLUMNS)
    for part in ast.iter_child_nodes(expression):
        if isinstance(part, ast.expr):
            found |= _columns_in(part, reader)
    return found
