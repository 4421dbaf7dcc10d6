"""What `coxed doctor` checks: whether this installation is sound, and what to do if it is not."""

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
ROOM = 200_000_000  # bytes that should be free for compiled code and results


class Finding(NamedTuple):
    """One check: what was checked, whether it is fine, the state of it, and what to do if it is not fine."""

    what: str
    ok: bool
    state: str
    remedy: str = ""


def findings() -> list[Finding]:
    """Run all checks, the quick ones first. A check that raises an error counts as not fine."""
    checks: list[tuple[str, Callable[[], Finding]]] = [
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
    return [_checked(what, check) for what, check in checks]


def _checked(what: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:
        return Finding(what, False, f"{type(error).__name__}: {error}", "install Coxed again, into a new environment")


def _version() -> Finding:
    return Finding("version", True, f"coxed {sim.__version__}, results version {sim.RESULTS_VERSION}")


def _python() -> Finding:
    ok = sys.version_info >= OLDEST
    version_and_machine = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("python", ok, version_and_machine, f"install Python {OLDEST[0]}.{OLDEST[1]} or newer")


def _libraries() -> Finding:
    from packaging.requirements import Requirement

    wrong, installed = [], []
    for text in requires("coxed") or []:
        need = Requirement(text)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            number = version(need.name)
        except PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
            continue
        installed.append(f"{need.name} {number}")
        if number not in need.specifier:
            wrong.append(f"{need.name} {number} is not {need.specifier}")
    remedy = "make setup, in the checkout"
    return Finding("libraries", not wrong, "; ".join(wrong) or ", ".join(installed), remedy)


def _processors() -> Finding:
    from sim.engine.run import available_threads

    return Finding("processors", True, f"{available_threads()} usable of {os.cpu_count() or 1}; --threads uses fewer")


def _text() -> Finding:
    encoding = sys.stdout.encoding or locale.getpreferredencoding()
    ok = re.sub("[-_]", "", encoding).lower() == "utf8"
    return Finding("text", ok, f"the terminal writes {encoding}", "set the environment variable PYTHONUTF8=1")


def _folder() -> Finding:
    try:
        with tempfile.TemporaryFile(dir=Path.cwd()):
            free = shutil.disk_usage(Path.cwd()).free
    except OSError as error:
        return Finding(
            "this folder", False, f"cannot be written: {error.strerror}", "change to a folder in which you may write"
        )
    text = f"can be written; {free / 1e9:.1f} GB free"
    return Finding("this folder", free > ROOM, text, "free some space on this disk")


def _cache() -> Finding:
    from sim.model.assemble import standard
    from sim.model.compile import cache_folder, is_cached

    folder, kept = cache_folder(standard().identity)
    ready = is_cached("run_stretch", folder)
    state = "the compiled rules are there" if ready else "nothing is compiled yet; the first run takes half a minute"
    remedy = "make it writable for your user, or set XDG_CACHE_HOME to a writable folder; else each run compiles again"
    return Finding("compile cache", kept, f"{folder}: {state}", remedy)


def _scenarios() -> Finding:
    from sim.scenario import builtin_names, load

    names = builtin_names()
    for name in names:
        load(name)
    return Finding("scenarios", bool(names), f"{len(names)} built-in ones can be read", "install Coxed again")


def _bits() -> Finding:
    from sim.explain.member_trace import trace_period

    scenario = sim.load("led").with_(organization={"members": 12})
    same = all(trace_period(scenario, seed, 0, period, 0).same for seed, period in ((1, 0), (2, 9)))
    text = f"compiled rules and plain Python {'agree' if same else 'disagree'}"
    return Finding("same bits", same, text, "delete the folder of the compile cache; if that does not help, report it")
