"""Compiling the rules, and never serving stale code from a cache.

Rules and formulas are plain Python functions. Here they are compiled, together with whatever they call, into the few
entry points of a model. numba's own cache watches only the file of the function that is called, so an edited rule
elsewhere would silently give yesterday's numbers: the folder of the cache is named by all that decides the code.
"""

import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CellType, FrameType, FunctionType, ModuleType
from typing import Any, cast

import numba
from numba import njit, types
from numba.core.datamodel import models
from numba.core.dispatcher import Dispatcher
from numba.core.errors import UnsupportedBytecodeError
from numba.core.imputils import lower_constant
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import lower_getattr_generic, overload, register_model, typeof_impl

from sim.model.bytecode import called_names
from sim.model.cache import cache_folder as cache_folder
from sim.model.cache import is_cached as is_cached
from sim.model.cache import protect
from sim.model.libraries import is_library
from sim.model.mechanism import MechanismType
from sim.model.native import TWINS
from sim.model.pipeline import Entry, Inner, Own
from sim.model.records import WRITTEN
from sim.model.state import Record

_numba: Any = numba.config

# Compiled without numba's runtime: a rule that allocates is refused, and no array's references are counted, which
# with so many columns took a quarter of the time.
_ENTRY: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False, "pipeline_class": Entry}
# What only compiled code calls needs no way in from Python, and is laid out in place. Ways in took half the compile.
_INNER: dict[str, Any] = {
    **_ENTRY, "pipeline_class": Inner, "forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True
}  # fmt: skip


_OVERLOADED: Any = {"_nrt": False, "error_model": "numpy"}
for _function, _write in WRITTEN.items():
    overload(_function, jit_options=_OVERLOADED)(_write)


class _Declared(types.Opaque):
    """The type of a mechanism as compiled code sees it: the numbers of its streams."""

    def __init__(self, rule: MechanismType) -> None:
        self.rule = rule
        super().__init__(f"Mechanism({rule.__module__}.{rule.__qualname__}, {id(rule)})")


register_model(_Declared)(models.OpaqueModel)


@typeof_impl.register(MechanismType)
def _typeof(rule: MechanismType, _: Any) -> _Declared:
    return _Declared(rule)


@lower_constant(_Declared)
def _constant(context: Any, *_: Any) -> Any:
    return context.get_dummy_value()


@infer_getattr
class _Streams(AttributeTemplate):
    key = _Declared

    def generic_resolve(self, kind: _Declared, name: str) -> Any:  # type: ignore[override]
        return types.int64 if isinstance(getattr(kind.rule, name, None), int) else None


@lower_getattr_generic(_Declared)
def _number(context: Any, _builder: Any, kind: _Declared, _value: Any, name: str) -> Any:
    return context.get_constant(types.int64, int(getattr(kind.rule, name)))


@typeof_impl.register(Record)
def _record(record: Any, context: Any) -> Any:
    """A record's type, from how its columns are declared: an array of one row or column lies in both orders at once."""
    kinds = [typeof_impl(array, context) for array in record]
    for place, (array, column) in enumerate(zip(record, record.columns.values(), strict=True)):
        if column.order == "F" and array.flags.f_contiguous:
            kinds[place] = kinds[place].copy(layout="F")
    return types.BaseTuple.from_types(kinds, type(record))


def inner(function: Any) -> Any:
    """The compiled twin of a function for calls from compiled code only, with the twins of all that it calls."""
    if isinstance(function, Dispatcher) and _is_users(function.py_func):
        function = function.py_func  # what was compiled earlier may hold globals that have changed since
    if not isinstance(function, FunctionType) or function in WRITTEN:
        return function
    if function in TWINS and not _numba.DISABLE_JIT:
        return TWINS[function]
    if not _is_users(function):
        return _kept_twin(function)
    if function not in _USERS:
        _USERS[function] = _twin(function)
    return _USERS[function]


def _is_users(function: FunctionType) -> bool:
    module = str(function.__module__)
    return not module.startswith("sim.") and not is_library(module)


_USERS: dict[FunctionType, Any] = {}
"""Twins of users' functions for the entry point at hand. The next one may find other globals and closures in them."""


@cache
def _kept_twin(function: FunctionType) -> Any:
    return _twin(function)


def _twin(function: FunctionType) -> Any:
    signature = getattr(function, "signature", None)
    bound = with_inner(function)
    pipeline = Own if str(function.__module__).startswith("sim.") else Inner
    options = {**_INNER, "pipeline_class": pipeline, "forceinline": not getattr(function, "called", False)}
    return njit(signature, **options)(bound) if signature else njit(**options)(bound)


def with_inner(function: FunctionType) -> FunctionType:
    """The same function, with compiled twins under the names of the functions that it calls."""
    scope, names = dict(function.__globals__), called_names(function.__code__)
    if "print" in names and "print" not in scope:  # it would end the process
        raise UnsupportedBytecodeError(f"{function.__name__} prints, which only plain Python does")
    for name in names & scope.keys():
        if isinstance(scope[name], ModuleType):
            scope[name] = _module(scope[name], names)
        elif scope[name] is not function:
            scope[name] = inner(scope[name])
    cells = tuple(CellType(inner(cell.cell_contents)) for cell in function.__closure__ or ())
    bound = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, cells)
    bound.__kwdefaults__ = function.__kwdefaults__
    return bound


def _module(module: ModuleType, names: set[str]) -> ModuleType:
    """A module whose functions of these names are compiled twins, for `sim.uniform(...)` and helpers in a file."""
    top = module.__name__.partition(".")[0]
    if top != "sim" and (top in sys.stdlib_module_names or "site-packages" in str(getattr(module, "__file__", ""))):
        return module
    made = ModuleType(module.__name__)
    for name in names:
        if (value := getattr(module, name, None)) is not None:
            setattr(made, name, _module(value, names) if isinstance(value, ModuleType) else inner(value))
    return made


def entry(function: FunctionType, folder: Path | None) -> Any:
    """Compile an entry point; with a `folder` it is kept there, and found again by later processes.

    What is found needs no twins. So they are made only if the entry point is compiled, which numba asks for here.
    """
    if folder is None or _numba.DISABLE_JIT:
        return njit(**_ENTRY)(_bound_now(function))
    _know_that_scipy_is_there()
    with _cache_in(folder):
        compiled = njit(**_ENTRY, cache=True)(function)
    compiled._compiler._get_implementation = lambda *_: _bound_now(function)
    protect(compiled)
    return compiled


def _bound_now(function: FunctionType) -> FunctionType:
    """The same function, with compiled twins of all that it calls as it is now."""
    _USERS.clear()
    return with_inner(function)


@cache
def _know_that_scipy_is_there() -> None:
    """Spare numba to import SciPy's linear algebra, only to see that it is there; it imports it when it is used."""
    algebra: Any = import_module("numba.np.linalg")
    ask, algebra.ensure_blas = algebra.ensure_blas, lambda: None
    try:
        cast(Any, import_module("numba.np.arraymath")).ensure_blas = ask
    finally:
        algebra.ensure_blas = ask


@contextmanager
def _cache_in(folder: Path | None) -> Iterator[None]:
    before = _numba.CACHE_DIR
    _numba.CACHE_DIR = before if folder is None else str(folder)
    try:
        yield
    finally:
        _numba.CACHE_DIR = before


def ready(function: Callable[..., Any], folder: Path, *arguments: Any) -> None:
    """Call an entry point for the first time, in the main thread if possible: it is loaded from the cache or compiled.

    A cache that cannot be read is removed. LLVM loses an interrupt that arrives in one of its callbacks, so the
    interrupt is noted and raised afterwards.
    """
    interrupts: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, note) if main else None
    try:
        try:
            function(*arguments)
        except (EOFError, pickle.UnpicklingError, ValueError, ImportError, AttributeError):
            for kept in (path for path in folder.rglob("*.nb?") if path.is_file()):
                kept.unlink(missing_ok=True)
            function(*arguments)
    finally:
        if main:
            signal.signal(signal.SIGINT, before or signal.default_int_handler)
    if interrupts:
        raise KeyboardInterrupt


def freeze(function: Callable[..., Any]) -> None:
    """Refuse to compile an entry point for a second signature: a wrong type would cost half a minute."""
    if not _numba.DISABLE_JIT:
        cast(Any, function).disable_compile()
