"""What a rule is: a hash of everything that decides its numbers.

The code of Coxed itself is hashed by its text, so that all versions of Python agree. The code of a user is taken from
the object that runs, not from a file that may have been edited since: its bytecode, the values of its closure and
defaults, and the globals and helpers that it uses, recursively. What has no content that could be hashed, such as an
open file or a generator of random numbers, is refused.
"""

import ast
import enum
import hashlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import packages_distributions, version
from textwrap import dedent
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from sim.model.compile import called_names
from sim.model.measures import Measure
from sim.model.mechanism import Mechanism, Stream
from sim.model.parameters import described
from sim.model.source import HERE, HOOKS, bare, code_hash, is_own
from sim.model.state import Column
from sim.model.week import PARAMETERS, WEEK

_OBSERVING = ("measures.py", "outcomes.py")
_CHANCE = ("random", "numpy.random", "secrets", "time", "uuid")  # modules whose functions differ from call to call
_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...), range)


class UnidentifiableError(ValueError):
    """A rule uses something of which nobody can say later whether it was the same."""


@cache
def rules_hash() -> str:
    """SHA-256 (hex) of the built-in dynamics: code without docstrings, streams, columns, parameters, order."""
    digest = hashlib.sha256(code_hash(WEEK).encode())
    for rule in WEEK:
        digest.update(_declarations(rule).encode())
    for parameter in described(PARAMETERS):
        digest.update(f"{parameter.path}:{parameter.kind.__name__}:{parameter.choices}:{parameter.default}".encode())
    return digest.hexdigest()


@cache
def summary_hash() -> str:
    """SHA-256 (hex) of how a run is summed up."""
    return hashlib.sha256(bare(HERE / "outcomes.py").encode()).hexdigest()


@cache
def measures_hash() -> str:
    """SHA-256 (hex) of what is measured and how runs are summed up."""
    of_mechanisms = [measure_identity(measure) for rule in WEEK for measure in rule.declared(Measure).values()]
    return hashlib.sha256("".join([*(bare(HERE / name) for name in _OBSERVING), *of_mechanisms]).encode()).hexdigest()


def _declarations(rule: type[Mechanism]) -> str:
    """What a mechanism declares that decides numbers: not the words that explain it."""
    columns = [(c.path, c.kind.__name__, c.shape, c.start, c.moves) for c in rule.declared(Column).values()]
    streams = [(name, int(stream)) for name, stream in rule.declared(Stream).items()]
    values = [(name, field.default, str(field.annotation)) for name, field in rule.declared(FieldInfo).items()]
    return repr([rule.name, columns, streams, values])


def rule_identity(rule: type[Mechanism]) -> str:
    """SHA-256 (hex) of a user's mechanism: its declarations, its code, and all values that the code uses.

    Raises
    ------
    UnidentifiableError
        If it uses something that has no content to hash.
    """
    functions = [getattr(rule, name) for name in HOOKS]
    parts = [_declarations(rule), str(rule.compiled), *_described([f for f in functions if f], rule.name, {})]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def measure_identity(measure: Measure) -> str:
    """SHA-256 (hex) of a measure.

    Raises
    ------
    UnidentifiableError
        If its function uses something that has no content to hash.
    """
    if measure.function is not None and is_own(measure.function.__module__):
        code = [ast.unparse(ast.parse(dedent(inspect.getsource(measure.function))).body[0])]
    else:
        code = [*_described(measure.function, measure.name, {})]
    counts = [repr((measure.part, measure.whole))] if measure.whole else []
    parts = [repr((measure.columns, measure.over, measure.per)), *counts, *code]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _described(value: Any, where: str, met: dict[int, int]) -> Iterator[str]:
    """Lines that are equal for equal content; `where` says in an error how the value was reached."""
    value = getattr(value, "py_func", value)
    if isinstance(value, enum.Enum):
        yield f"{type(value).__qualname__}.{value.name}={value.value!r}"
    elif isinstance(value, float):
        yield value.hex()
    elif type(value) in _PLAIN or isinstance(value, Stream):
        yield f"{type(value).__name__}:{value!r}"
    elif id(value) in met:
        yield f"again:{met[id(value)]}"
    else:
        met[id(value)] = len(met)
        yield from _composed(value, where, met)


def _composed(value: Any, where: str, met: dict[int, int]) -> Iterator[str]:
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.hasobject:
            raise _refusal(value, where)
        content = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        yield f"array:{value.dtype.str}:{value.shape}:{content}"
    elif isinstance(value, tuple | list):
        yield f"{type(value).__qualname__}:{len(value)}"
        for item in value:
            yield from _described(item, where, met)
    elif isinstance(value, set | frozenset):
        yield from sorted("\n".join(_described(item, where, met)) for item in value)
    elif isinstance(value, Mapping):
        yield f"{type(value).__qualname__}:{len(value)}"
        for key, item in value.items():
            yield from _described(key, where, met)
            yield from _described(item, f"{where}[{key!r}]", met)
    elif isinstance(value, CodeType):
        yield from _code(value, where, met, None)
    elif isinstance(value, FunctionType):
        yield from _function(value, where, met)
    elif isinstance(value, staticmethod | classmethod | property):
        yield from _described(getattr(value, "__func__", getattr(value, "fget", None)), where, met)
    elif isinstance(value, ModuleType):
        yield from _module(value, set(), where, met)
    elif isinstance(value, type):
        yield from _class(value, where, met)
    elif getattr(value, "__module__", None) in _CHANCE or _is_of_generator(value):
        raise _refusal(value, where)
    elif isinstance(value, BuiltinFunctionType) or (
        is_library(type(value)) and callable(value) and hasattr(value, "__name__")
    ):
        yield f"built in:{getattr(value, '__module__', '')}.{value.__name__}"
        yield from _distribution(getattr(value, "__module__", None) or "")
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__qualname__
        for field in fields(value):
            yield from _described(getattr(value, field.name), f"{where}.{field.name}", met)
    else:
        raise _refusal(value, where)


def _is_of_generator(value: Any) -> bool:
    """Whether it is a built-in method of an object that holds something, such as `random.random`."""
    owner = getattr(value, "__self__", None)
    return isinstance(value, BuiltinFunctionType) and owner is not None and not isinstance(owner, ModuleType | type)


def _function(function: FunctionType, where: str, met: dict[int, int]) -> Iterator[str]:
    if is_own(function.__module__):  # the hash of Coxed's rules goes with every result
        yield f"coxed:{function.__module__}.{function.__qualname__}"
        return
    if is_library(function):
        yield f"library:{function.__module__}.{function.__qualname__}"
        yield from _distribution(function.__module__)
        return
    yield from _code(function.__code__, where, met, function.__doc__)
    for name, value in (("default", function.__defaults__), ("keyword default", function.__kwdefaults__)):
        yield from _described(value, f"{where}: {name}", met)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield f"closure {name}"
        yield from _described(cell.cell_contents, f"{where}: {name}", met)
    for name in sorted(called_names(function.__code__) & function.__globals__.keys()):
        yield f"global {name}"
        used = function.__globals__[name]
        if isinstance(used, ModuleType):
            yield from _module(used, called_names(function.__code__), f"{where}: {name}", met)
        else:
            yield from _described(used, f"{where}: {name}", met)


def _code(code: CodeType, where: str, met: dict[int, int], doc: str | None) -> Iterator[str]:
    yield f"{sys.version_info[:2]}:{code.co_code.hex()}:{code.co_names}:{code.co_varnames}:{code.co_freevars}"
    constants = code.co_consts[1:] if doc is not None and code.co_consts[:1] == (doc,) else code.co_consts
    for constant in constants:
        if isinstance(constant, CodeType):
            yield from _code(constant, where, met, None)
        else:
            yield from _described(constant, where, met)


def _class(kind: type, where: str, met: dict[int, int]) -> Iterator[str]:
    yield f"class {kind.__qualname__}"
    if issubclass(kind, Mechanism):
        if not is_own(kind.__module__):
            yield _declarations(kind)
            for name in HOOKS:
                yield from _described(getattr(kind, name), where, met)
            for name, value in sorted(vars(kind).items()):
                if isinstance(value, FunctionType | staticmethod) and name not in HOOKS:
                    yield from _described(value, f"{where}.{name}", met)
    elif is_library(kind) or is_own(kind.__module__):
        yield kind.__module__
        yield from _distribution(kind.__module__)
    else:
        for name, value in sorted(vars(kind).items()):
            if name not in (
                "__dict__",
                "__weakref__",
                "__doc__",
                "__module__",
                "__firstlineno__",
                "__static_attributes__",
            ):
                yield name
                yield from _described(value, f"{where}.{name}", met)


def _module(module: ModuleType, names: set[str], where: str, met: dict[int, int]) -> Iterator[str]:
    """A module: its version if it comes from a package, what is used of it if it is the user's own."""
    yield f"module {module.__name__}"
    inside = [value for name in names if isinstance(value := vars(module).get(name), ModuleType)]
    if any(one.__name__ in _CHANCE for one in (module, *inside)):
        raise _refusal(module, where)
    if is_own(module.__name__) or is_library(module):
        yield from _distribution(module.__name__)
        return
    for name in sorted(names & vars(module).keys()):
        value = vars(module)[name]
        if not isinstance(value, ModuleType):
            yield name
            yield from _described(value, f"{where}.{name}", met)


def is_library(thing: Any) -> bool:
    """Whether it belongs to Python or to an installed package, whose version stands for its content."""
    top = str(getattr(thing, "__module__", None) or getattr(thing, "__name__", "")).partition(".")[0]
    return (top in sys.stdlib_module_names and top != "__main__") or top in _installed()


@cache
def _installed() -> frozenset[str]:
    return frozenset(packages_distributions())


def _distribution(module: str) -> Iterator[str]:
    for name in sorted(set(packages_distributions().get(module.partition(".")[0], []))):
        yield f"{name} {version(name)}"


def _refusal(value: Any, where: str) -> UnidentifiableError:
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    return UnidentifiableError(
        f"a rule cannot be identified: it uses a {kind} ({where}), of which nobody can say later whether it was the "
        "same; use numbers, texts, tuples, arrays and functions, and draw chance from a `sim.stream`"
    )
