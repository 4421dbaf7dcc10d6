"""The rules in plain Python: the same functions, called without being compiled, so that one can look in between."""

from collections.abc import Callable
from types import FunctionType
from typing import Any

from sim.usage import python


def plain(function: Any, held: dict[int, FunctionType] | None = None) -> Callable[..., Any]:
    """The function with itself, and whatever compiled functions it calls, in plain Python; the same bits, slowly."""
    held = {} if held is None else held
    source = python(function)
    if id(source) not in held:
        names = dict(source.__globals__)
        held[id(source)] = FunctionType(source.__code__, names, source.__name__, source.__defaults__)
        for name in _called_names(source.__code__):
            if hasattr(names.get(name), "py_func"):
                names[name] = plain(names[name], held)
    return held[id(source)]


def _called_names(code: Any) -> set[str]:
    inner = [constant for constant in code.co_consts if hasattr(constant, "co_names")]
    return set(code.co_names).union(*(_called_names(one) for one in inner))
