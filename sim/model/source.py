"""The code of Coxed itself as text: without docstrings, comments and layout, so that all versions of Python agree.

Parsing takes a quarter of a second, so what came out is kept beside the compiled code, by the bytes of the files.
"""

import ast
import hashlib
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from sim.model.cache import remembered
from sim.model.mechanism import Mechanism

HERE = Path(__file__).parent
# What the numbers depend on besides the mechanisms: chance, shared arithmetic, and how a week is put together.
SHARED = ("random.py", "formulas.py", "judgement.py", "heights.py", "layouts.py", "records.py", "kernel.py")
HOOKS = ("start", "active", "step")


def code_hash(rules: Iterable[type[Mechanism]]) -> str:
    """SHA-256 (hex) of the code of built-in mechanisms, of those whose helpers they use, and of what all share."""
    modules = sorted({rule.__module__ for rule in rules if is_own(rule.__module__)})
    shared = [HERE / name for name in SHARED]

    def made() -> str:
        files = {path for module in modules for path in _with_helpers(module)}
        return hashlib.sha256("".join(map(_bare, [*shared, *sorted(files)])).encode()).hexdigest()

    return _kept([*shared, *sorted((HERE / "mechanisms").glob("*.py"))], modules, made)


def _kept(files: Iterable[Path], what: Iterable[str], made: Callable[[], str]) -> str:
    """What is made of these files, from an earlier process if neither they nor this file have changed."""
    content = hashlib.sha256(b"".join(path.read_bytes() for path in [Path(__file__), *files])).hexdigest()
    return remembered(repr([content, *what, sys.version_info[:2]]), made)


@cache
def _with_helpers(module: str) -> frozenset[Path]:
    """The file of a mechanism, and those of the mechanisms from which it imports."""
    path = Path(str(sys.modules[module].__file__))
    lines = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    others = {str(line.module) for line in lines if str(line.module).startswith("sim.model.mechanisms.")}
    return frozenset({path}).union(*(_with_helpers(other) for other in others))


@cache
def bare(path: Path) -> str:
    """The code of a file without docstrings, comments and layout; of mechanisms only the functions."""
    return _kept([path], [path.name], lambda: _bare(path))


def _bare(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Mechanism" for base in node.bases):
            node.body = [part for part in node.body if _acts(part)] or [ast.Pass()]
    return ast.unparse(tree)


def _acts(part: ast.stmt) -> bool:
    """Whether a line of a mechanism is code: a function, or one that is taken from elsewhere."""
    if isinstance(part, ast.Assign):
        return any(ast.unparse(target) in HOOKS for target in part.targets)
    return isinstance(part, ast.FunctionDef) and not any("measure" in ast.unparse(d) for d in part.decorator_list)


def is_own(module: str | None) -> bool:
    """Whether a module belongs to Coxed."""
    return (module or "").partition(".")[0] == "sim"
