"""Rules of one's own: a period in which some rules are replaced, compiled or in plain Python.

A replacement is a function with the parameters of the rule it stands for. It is handed over in Python only, never
named in a scenario file, and its source goes into the manifest as a hash.
"""

import ast
import hashlib
import inspect
import logging
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, NamedTuple, cast

import numpy as np
from numba.core.dispatcher import Dispatcher

from sim import kernel, period
from sim.compiler import private_kernel, rule
from sim.draws import Node
from sim.parameters import Parameters

log = logging.getLogger("coxed")

type Rules = Mapping[str, Callable[..., Any]]


class Kernels(NamedTuple):
    """Entry points as in `sim.kernel`, and the SHA-256 of the source of each rule that was replaced."""

    advance: Callable[..., None]
    run_stretch: Callable[..., None]
    sources: dict[str, str]


STANDARD = Kernels(kernel.advance, kernel.run_stretch, {})


def kernels(replace: Rules | None) -> Kernels:
    """The kernels with some rules replaced by functions of the same parameters.

    With compiled functions (`@sim.compiler.rule` or numba's `njit`) the whole kernel is compiled anew; with one in
    plain Python the period runs in Python, and calls the other rules one by one. Raises ValueError for a name that is
    no rule of `sim.period`, or for other parameters.
    """
    if not replace:
        return STANDARD
    for name, function in replace.items():
        _check(name, function)
    sources = {name: hashlib.sha256(_source(f).encode()).hexdigest() for name, f in sorted(replace.items())}
    log.warning("compiling the period with %s replaced; this takes about half a minute", ", ".join(sources))
    # Rules of one's own may act where the standard ones would be at rest, so such a run is never cut short.
    replace = {**replace, "sheltered": rule(_never)}
    if all(isinstance(function, Dispatcher) for function in replace.values()):
        one_period = rule(_rebound(period.one_period, **replace))
        advance = private_kernel(_rebound(kernel.advance, one_period=one_period))
        return Kernels(advance, private_kernel(_rebound(kernel.run_stretch, advance=advance)), sources)
    one_period = _rebound(period.one_period, **replace)
    advance = _rebound(kernel.advance, one_period=one_period, luck_of=_luck_of)
    return Kernels(advance, _rebound(kernel.run_stretch, advance=advance), sources)


def _never(_: Parameters) -> bool:
    return False


def rule_names() -> list[str]:
    """The rules that can be replaced, in the order of the period."""
    page = ast.parse(inspect.getsource(_python(period.one_period)))
    calls = [node for node in ast.walk(page) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    names = [ast.unparse(call.func) for call in sorted(calls, key=lambda call: call.lineno)]
    return [name for name in names if _home(vars(period).get(name)).startswith(("sim.rules.", "sim.measures"))]


def _home(function: Callable[..., Any] | None) -> str:
    return "" if function is None else _python(function).__module__


def _check(name: str, function: Callable[..., Any]) -> None:
    if name not in rule_names():
        raise ValueError(f"there is no rule {name!r}; there are {', '.join(rule_names())}")
    expected = list(inspect.signature(_python(vars(period)[name])).parameters)
    found = list(inspect.signature(_python(function)).parameters)
    if found != expected:
        raise ValueError(f"a rule {name!r} takes ({', '.join(expected)}), not ({', '.join(found)})")


def _source(function: Callable[..., Any]) -> str:
    """The text of a function; its bytecode where there is no text, as in a notebook's deleted cell."""
    python = _python(function)
    try:
        return inspect.getsource(python)
    except OSError:
        return python.__code__.co_code.hex()


def _python(function: Callable[..., Any]) -> FunctionType:
    return cast(FunctionType, getattr(function, "py_func", function))


def _rebound(function: Callable[..., Any], **names: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with other functions under some of the names it calls."""
    python = _python(function)
    return FunctionType(python.__code__, {**python.__globals__, **names}, python.__name__)


def _luck_of(seed: int, replicate: int, moment: int) -> Node:
    """As `sim.kernel.luck_of`, in NumPy's words: Python's are signed or unsigned as they come, and compile anew."""
    node = kernel.luck_of(seed, replicate, moment)
    return np.uint64(node[0]), np.uint64(node[1])  # type: ignore[return-value]
