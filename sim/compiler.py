"""Compiling the rules, and never serving stale code from a cache.

numba's own cache watches only the file of the function that is called, so an edited rule elsewhere would silently
give yesterday's numbers. Here the cache's folder is named by everything that decides the machine code.
"""

import ast
import atexit
import hashlib
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, cast

import llvmlite
import numba
from numba import njit

from sim.parameters import described

_numba: Any = numba.config

# What the numbers depend on: chance, columns, rules, the order of rules, and what is recorded.
_SOURCES = (
    "draws.py",
    "formulas.py",
    "state.py",
    "people.py",
    "measures.py",
    "outcomes.py",
    "period.py",
    "kernel.py",
)


@cache
def rules_hash() -> str:
    """SHA-256 (hex) of the rules' syntax trees without docstrings, and of the parameters' names and types."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in [*(folder / name for name in _SOURCES), *sorted((folder / "rules").glob("*.py"))]:
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(_bare(path.read_text(encoding="utf-8")).encode())
    for parameter in described():
        digest.update(f"{parameter.path}:{parameter.kind.__name__}:{parameter.choices}".encode())
    return digest.hexdigest()


def _bare(source: str) -> str:
    """The syntax tree as text, without docstrings, comments and layout."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def cache_folder() -> Path:
    """Where compiled rules are kept: the user's cache folder, or one for this process where that cannot be written."""
    own = _bare(Path(__file__).read_text(encoding="utf-8"))
    settings = [own, sys.version, numba.__version__, llvmlite.__version__, _numba.OPT, _numba.BOUNDSCHECK]
    name = hashlib.sha256(repr([rules_hash(), *settings]).encode()).hexdigest()[:16]
    folder = _user_cache() / "coxed" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        private = tempfile.mkdtemp(prefix="coxed-")
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        return Path(private)


def kept_in() -> tuple[Path, bool]:
    """Where compiled rules are kept by this process, and whether they outlast it."""
    folder = Path(_numba.CACHE_DIR)
    return folder, folder.is_relative_to(_user_cache())


def _user_cache() -> Path:
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if os.environ.get(variable):
            return Path(os.environ[variable])
    home = Path.home()
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


_numba.CACHE_DIR = str(cache_folder())


# Compiled without numba's runtime: a rule that allocates is refused, and no array's references are counted, which
# with so many columns took a quarter of the time.
_OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False}


def rule[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or formula; it is laid out in place in the kernel that calls it."""
    return cast(F, njit(**_OPTIONS, forceinline=True)(function))


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile an entry point; it is cached on disk and runs without Python's lock."""
    return cast(F, njit(**_OPTIONS, cache=True)(function))


def private_kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile an entry point for this process alone: it contains what no cache could know by its name."""
    return cast(F, njit(**_OPTIONS)(function))


def signed[F: Callable[..., Any]](signature: str) -> Callable[[F], F]:
    """Compile a small function for one signature: callers' whole numbers become unsigned words without surprises."""
    return cast(Callable[[F], F], njit(signature, **_OPTIONS, forceinline=True))


def ready(entry: Callable[..., Any], *arguments: Any) -> None:
    """Call an entry point for the first time, in the main thread if possible: it is loaded from the cache or compiled.

    A damaged cache is thrown away. LLVM swallows an interrupt that meets it in a callback; it is raised afterwards.
    """
    interrupts: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, note) if main else None
    try:
        try:
            entry(*arguments)
        except (EOFError, pickle.UnpicklingError, ValueError, ImportError, AttributeError):
            shutil.rmtree(_numba.CACHE_DIR, ignore_errors=True)
            entry(*arguments)
    finally:
        if main:
            signal.signal(signal.SIGINT, before or signal.default_int_handler)
    if interrupts:
        raise KeyboardInterrupt


def freeze(entry: Callable[..., Any]) -> None:
    """Refuse to compile `entry` for a second signature: a parameter of the wrong type would cost half a minute."""
    if not _numba.DISABLE_JIT:
        cast(Any, entry).disable_compile()


def is_cached() -> bool:
    """Whether compiled rules lie ready on this machine (or none are needed)."""
    return bool(_numba.DISABLE_JIT) or any(Path(_numba.CACHE_DIR).rglob("kernel.run_stretch*.nbi"))
