"""The folder of a sweep: one sweep at a time, and what is there already."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sim.compiler import rules_hash
from sim.results import MANIFEST
from sim.study.parts import FOLDER, UNFINISHED, write_aside
from sim.study.study import Study

LOCK = ".lock"
STUDY = "study.json"  # in the folder of the parts: which study they are of


class FolderError(ValueError):
    """A folder that a sweep cannot use, and what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(f"{message}\n  = help: {help}")
        self.message, self.help = message, help


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder and hold it, so that no second sweep works in it. Raises FolderError if one does."""
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a+", encoding="utf-8")
    except (FileExistsError, NotADirectoryError):
        raise FolderError(f"{folder} is no folder", "name another one with --out") from None
    except OSError as error:
        why = f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"
        raise FolderError(why, "name another one with --out, or change its permissions") from None
    with lock:
        if not _grasp(lock):
            lock.seek(0)
            who = lock.read().strip() or "another process"
            raise FolderError(
                f"a sweep is at work in {folder} ({who})", "wait for it, or name another folder with --out"
            )
        lock.truncate(0)
        lock.write(f"process {os.getpid()} on {_host()}")
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)  # who was at work here is nobody's business afterwards


def _grasp(lock: IO[str]) -> bool:
    """Lock an open file until it is closed or the process ends, however it ends."""
    try:
        if os.name == "nt":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _host() -> str:
    import platform

    return platform.node() or "this computer"


def signature(study: Study, sources: dict[str, str]) -> dict[str, Any]:
    """What the tables of a sweep depend on: the study, the rules, and the rules that were replaced."""
    return {"study": study.fingerprint(), "rules": rules_hash(), "replaced": sources}


def finished(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder whose tables are all there, else None."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        names = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if all((folder / name).is_file() for name in names) else None


def begun(folder: Path) -> dict[str, Any] | None:
    """The signature of the sweep that was begun in the folder, if one was."""
    try:
        said: dict[str, Any] = json.loads((folder / FOLDER / STUDY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said


def begin(folder: Path, signed: dict[str, Any]) -> None:
    """Note which sweep is begun, and remove tables that were being written when another attempt ended."""
    for path in folder.glob(f"{UNFINISHED}-*"):
        shutil.rmtree(path, ignore_errors=True)
    write_aside(folder / FOLDER / STUDY, json.dumps(signed).encode())


def clear(folder: Path) -> None:
    """Remove the parts: their runs are in the tables now."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
