"""What a user's code and its values contain, as lines that are equal for equal content, and differ for any other.

Only what is known here has a content. Everything else is refused, because a name alone would let two different rules
pass as the same. That is also so for whatever asks the world outside, such as a clock, a file or the environment.
"""

import builtins
import enum
import hashlib
import sys
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from importlib import import_module
from types import BuiltinFunctionType, CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from sim.model.bytecode import called_names, changed, imported, looked_up, texts
from sim.model.libraries import distribution, is_library
from sim.model.measures import Measure
from sim.model.mechanism import Mechanism, Stream
from sim.model.source import is_own
from sim.model.state import Column

# Modules whose functions give something else from call to call, or from machine to machine.
_OUTSIDE = ("random", "_random", "numpy.random", "secrets", "time", "uuid", "datetime", "os", "posix", "nt", "io",
            "_io", "pathlib", "subprocess", "socket", "tempfile", "shutil", "urllib")  # fmt: skip
_UNSEEN = {"open", "input", "eval", "exec", "globals", "locals", "vars", "__import__", "id", "hash"}
_PLAIN = (type(None), bool, int, complex, str, bytes, type(...), range)
_FUNCTIONS = (FunctionType, staticmethod, classmethod, property, cached_property)
_DECLARED = (FieldInfo, Column, Stream, Measure)
_WORDS = {"name", "number", "about", "papers", "idle", "after", "compiled"}  # of a mechanism; none decides a number
_GENERATED = {"__init__", "__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__replace__", "__setattr__",
              "__delattr__", "__new__", "_make", "_replace", "_asdict", "_fields", "_field_defaults",
              "__getnewargs__"}  # fmt: skip
_CODE_OF_NO_FILE = "<string>"
type Met = dict[int, tuple[int, Any]]


class UnidentifiableError(ValueError):
    """A rule uses something of which nobody can say later whether it was the same."""


def content(value: Any, where: str, met: Met) -> Iterator[str]:
    """The lines of a value.

    Parameters
    ----------
    value
        A function, or anything that one uses.
    where
        How it was reached, for errors.
    met
        What has been described already, by `id`; a dict that is empty at first. It keeps the values, so that no other
        one gets the same `id`.

    Raises
    ------
    UnidentifiableError
        If it has no content.
    """
    if not isinstance(value, FunctionType) and is_library(type(value).__module__):  # of numba, or with a cache
        value = getattr(value, "py_func", getattr(value, "__wrapped__", value) if callable(value) else value)
    if type(value) is float:
        yield value.hex()
    elif type(value) in _PLAIN or isinstance(value, Stream):
        yield f"{type(value).__name__}:{value!r}"
    elif id(value) in met:
        yield f"again:{met[id(value)][0]}"
    else:
        met[id(value)] = len(met), value
        yield from _composed(value, where, met)


def _composed(value: Any, where: str, met: Met) -> Iterator[str]:
    kind = type(value)
    if _is_outside(str(getattr(value, "__module__", ""))) or _is_of_generator(value):
        raise _refusal(value, where)
    if kind in (np.ndarray, np.memmap) or isinstance(value, np.generic):
        if value.dtype.hasobject:
            raise _refusal(value, where)
        sha256 = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        yield f"array:{np.lib.format.dtype_to_descr(value.dtype)!r}:{value.shape}:{sha256}"
    elif kind in (tuple, list) or (isinstance(value, tuple) and hasattr(value, "_fields")):
        yield f"{kind.__qualname__}:{len(value)}"
        if kind not in (tuple, list):
            yield from content(kind, where, met)
        for item in value:
            yield from content(item, where, met)
    elif kind in (set, frozenset):
        yield from sorted("\n".join(content(item, where, met)) for item in value)
    elif kind in (dict, MappingProxyType, OrderedDict, Counter, defaultdict):
        yield f"{kind.__qualname__}:{len(value)}"
        yield from content(getattr(value, "default_factory", None), where, met)
        for key, item in value.items():
            yield from content(key, where, met)
            yield from content(item, f"{where}[{key!r}]", met)
    elif isinstance(value, CodeType):
        yield from _code(value, where, met, None)
    elif isinstance(value, FunctionType):
        yield from _function(value, where, met)
    elif isinstance(value, MethodType):
        yield from content(value.__func__, where, met)
        yield from content(value.__self__, where, met)
    elif isinstance(value, staticmethod | classmethod | property | cached_property):
        for name in ("__func__", "func", "fget"):
            yield from content(getattr(value, name, None), where, met)
    elif isinstance(value, ModuleType):
        yield from _module(value, set(), where, met, ())
    elif isinstance(value, type):
        yield from _class(value, where, met)
    elif isinstance(value, enum.Enum):
        yield value.name
        yield from content(value.value, where, met)
        yield from content(kind, where, met)
    elif is_dataclass(value):
        yield from content(kind, where, met)
        for field in fields(value):
            yield from content(getattr(value, field.name), f"{where}.{field.name}", met)
    elif (known := _name_in_library(value)) is not None:
        yield f"library:{known}"
        yield from distribution(known)
    else:
        raise _refusal(value, where)


def _is_outside(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in _OUTSIDE)


def _is_of_generator(value: Any) -> bool:
    """Whether it is a built-in method of an object that holds something, such as `random.random`."""
    owner = getattr(value, "__self__", None)
    return isinstance(value, BuiltinFunctionType) and owner is not None and not isinstance(owner, ModuleType | type)


def _name_in_library(value: Any) -> str | None:
    """The name under which a library has this very object; None if none has, as for a wrapper of a user's function."""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    for module in map(str, (getattr(value, "__module__", None), "builtins", "numpy", "scipy.special") if name else ()):
        there: Any = sys.modules.get(module)
        for part in str(name).split("."):
            there = getattr(there, part, None)
        same = there is value or (isinstance(value, BuiltinFunctionType) and there == value)
        if same and is_library(module):
            return f"{module}.{name}"
    return None


def _function(function: FunctionType, where: str, met: Met) -> Iterator[str]:
    home = str(function.__globals__.get("__name__"))  # a decorator can give a function another `__module__`
    if is_own(home):  # the hash of Coxed's rules goes with every result
        yield f"coxed:{home}.{function.__qualname__}"
        return
    if _is_outside(home):
        raise _refusal(function, where)
    if is_library(home):
        yield f"library:{home}.{function.__qualname__}"
        yield from distribution(home)
        # A library's decorator makes functions around the user's.
        if _name_in_library(function) is None:
            yield from _enclosed(function, where, met)
        return
    if outlasting := changed(function.__code__):
        raise UnidentifiableError(
            f"{where} changes the global {min(outlasting)}, so that a run would depend on those before it; keep what "
            "lasts in a `sim.column`"
        )
    yield from _code(function.__code__, where, met, function.__doc__)
    for name, value in (("default", function.__defaults__), ("keyword default", function.__kwdefaults__)):
        yield from content(value, f"{where}: {name}", met)
    yield from _enclosed(function, where, met)
    for name, value in sorted(vars(function).items()):
        yield f"attribute {name}"
        yield from content(value, f"{where}.{name}", met)
    names = called_names(function.__code__) | texts(function.__code__)
    for name in sorted(called_names(function.__code__) & function.__globals__.keys()):
        yield f"global {name}"
        used = function.__globals__[name]
        if isinstance(used, ModuleType):
            yield from _module(used, names, f"{where}: {name}", met, ())
        else:
            yield from content(used, f"{where}: {name}", met)
    for name in sorted(looked_up(function.__code__) - function.__globals__.keys()):
        if name in _UNSEEN:
            raise _refusal(getattr(builtins, name), f"{where}: {name}")
    for name in sorted(imported(function.__code__)):
        try:
            module = sys.modules.get(name) or import_module(name, function.__globals__.get("__package__"))
        except (ImportError, ValueError, TypeError) as error:
            raise UnidentifiableError(f"a rule cannot be identified: {where} imports {name}: {error}") from None
        yield f"import {name}"
        yield from _module(module, names, f"{where}: {name}", met, ())


def _enclosed(function: FunctionType, where: str, met: Met) -> Iterator[str]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield f"closure {name}"
        yield from content(cell.cell_contents, f"{where}: {name}", met)


def _code(code: CodeType, where: str, met: Met, doc: str | None) -> Iterator[str]:
    yield f"{sys.version_info[:2]}:{code.co_code.hex()}:{code.co_names}:{code.co_varnames}:{code.co_freevars}"
    constants = code.co_consts[1:] if doc is not None and code.co_consts[:1] == (doc,) else code.co_consts
    for constant in constants:
        if isinstance(constant, CodeType):
            yield from _code(constant, where, met, None)
        else:
            yield from content(constant, where, met)


def declarations(rule: type[Mechanism]) -> str:
    """What a mechanism declares that decides numbers: not the words that explain it."""
    columns = [(c.path, c.kind.__name__, c.shape, c.start, c.moves) for c in rule.declared(Column).values()]
    streams = [(name, int(stream)) for name, stream in rule.declared(Stream).items()]
    values = [(name, field.default, str(field.annotation)) for name, field in rule.declared(FieldInfo).items()]
    return repr([rule.name, columns, streams, values])


def _class(kind: type, where: str, met: Met) -> Iterator[str]:
    yield f"class {kind.__qualname__}"
    if is_library(kind.__module__) or is_own(kind.__module__):
        yield kind.__module__
        yield from distribution(kind.__module__)
        return
    if issubclass(kind, Mechanism):
        yield declarations(kind)
    for base in kind.__bases__:
        yield from content(base, where, met)
    if issubclass(kind, enum.Enum):
        for name, member in kind.__members__.items():
            yield name
            yield from content(member.value, where, met)
    for name, value in sorted(vars(kind).items()):
        if _counts(kind, name, value):
            yield name
            yield from content(value, f"{where}.{name}", met)


def _counts(kind: type, name: str, value: Any) -> bool:
    """Whether something in a class was written by the user, and may decide a number."""
    made = is_dataclass(kind) or hasattr(kind, "_fields")
    code = getattr(getattr(value, "__func__", value), "__code__", None)
    if isinstance(value, _FUNCTIONS):
        return not (made and name in _GENERATED and (code is None or code.co_filename == _CODE_OF_NO_FILE))
    if issubclass(kind, Mechanism) and (name in _WORDS or isinstance(value, _DECLARED)):
        return False
    if issubclass(kind, enum.Enum) and (name.startswith("_") or name in kind.__members__):
        return False
    slot = type(value).__name__ in ("member_descriptor", "getset_descriptor", "_tuplegetter")
    return not (slot or (made and name in _GENERATED) or (name.startswith("__") and name.endswith("__")))


def _module(module: ModuleType, names: set[str], where: str, met: Met, above: Iterable[ModuleType]) -> Iterator[str]:
    """A module: its version if it comes from a package, what is used of it if it is the user's own."""
    yield f"module {module.__name__}"
    inside = [value for name in names if isinstance(value := vars(module).get(name), ModuleType)]
    if any(_is_outside(one.__name__) for one in (module, *inside)):
        raise _refusal(module, where)
    if is_own(module.__name__) or is_library(module.__name__):
        yield from distribution(module.__name__)
        return
    for name in sorted(names & vars(module).keys()):
        value = vars(module)[name]
        yield name
        if not isinstance(value, ModuleType):
            yield from content(value, f"{where}.{name}", met)
        elif value not in (module, *above):
            yield from _module(value, names, f"{where}.{name}", met, (module, *above))


def _refusal(value: Any, where: str) -> UnidentifiableError:
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    return UnidentifiableError(
        f"a rule cannot be identified: it uses a {kind} ({where}), of which nobody can say later whether it was the "
        "same; use numbers, texts, tuples, arrays and functions, and draw chance from a `sim.stream`"
    )
