"""Is this installation sound? What `coxed doctor` looks at, each with a remedy."""

import locale
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

import sim

OLDEST = (3, 12)
ROOM = 200_000_000  # bytes that compiled rules and results should find free


class Finding(NamedTuple):
    """One thing that was looked at: whether it is fine, what was found, and what to do if it is not."""

    what: str
    ok: bool
    found: str
    remedy: str = ""


def findings() -> list[Finding]:
    """Everything that is looked at, the cheap first; whatever raises is a finding too."""
    looks: list[tuple[str, Callable[[], Finding]]] = [
        ("version", _version),
        ("python", _python),
        ("libraries", _libraries),
        ("processors", _processors),
        ("text", _text),
        ("this folder", _folder),
        ("compile cache", _cache),
        ("scenarios", _scenarios),
        ("same bits", _bits),
    ]
    return [_looked(what, look) for what, look in looks]


def _looked(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:
        return Finding(what, False, f"{type(error).__name__}: {error}", "install Coxed anew into a fresh environment")


def _version() -> Finding:
    return Finding("version", True, f"coxed {sim.__version__}, results version {sim.RESULTS_VERSION}")


def _python() -> Finding:
    ok = sys.version_info >= OLDEST
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("python", ok, found, f"install Python {OLDEST[0]}.{OLDEST[1]} or newer")


def _libraries() -> Finding:
    from packaging.requirements import Requirement

    wrong, found = [], []
    for text in requires("coxed") or []:
        need = Requirement(text)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            there = version(need.name)
        except PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
            continue
        found.append(f"{need.name} {there}")
        if there not in need.specifier:
            wrong.append(f"{need.name} {there} is not {need.specifier}")
    remedy = "python -m pip install --upgrade coxed (in a checkout: make setup)"
    return Finding("libraries", not wrong, "; ".join(wrong) or ", ".join(found), remedy)


def _processors() -> Finding:
    from sim.engine import available_threads

    return Finding("processors", True, f"{available_threads()} usable of {os.cpu_count() or 1}; --threads takes fewer")


def _text() -> Finding:
    encoding = sys.stdout.encoding or locale.getpreferredencoding()
    ok = re.sub("[-_]", "", encoding).lower() == "utf8"
    return Finding("text", ok, f"the console writes {encoding}", "set the environment variable PYTHONUTF8=1")


def _folder() -> Finding:
    try:
        with tempfile.TemporaryFile(dir=Path.cwd()):
            free = shutil.disk_usage(Path.cwd()).free
    except OSError as error:
        return Finding(
            "this folder", False, f"cannot be written: {error.strerror}", "go to a folder that you may write to"
        )
    return Finding("this folder", free > ROOM, f"can be written; {free / 1e9:.1f} GB free", "make room on this disk")


def _cache() -> Finding:
    from sim.compiler import is_cached, kept_in

    folder, kept = kept_in()
    state = "compiled rules lie ready" if is_cached() else "nothing compiled yet: the first run takes half a minute"
    remedy = (
        "let your user write to it, or set XDG_CACHE_HOME to a folder that it may write; without, each run compiles"
    )
    return Finding("compile cache", kept, f"{folder}: {state}", remedy)


def _scenarios() -> Finding:
    from sim.scenario import builtin_names, load

    names = builtin_names()
    for name in names:
        load(name)
    return Finding("scenarios", bool(names), f"{len(names)} built-in ones can be read", "install Coxed anew")


def _bits() -> Finding:
    from sim.understanding.stepping import step

    scenario = sim.load("led").with_(organization={"members": 12})
    same = all(step(scenario, seed, 0, period, 0).same for seed, period in ((1, 0), (2, 9)))
    found = "compiled rules and plain Python agree" if same else "compiled rules and plain Python disagree"
    return Finding("same bits", same, found, "delete the folder of the compile cache; if that does not help, report it")
