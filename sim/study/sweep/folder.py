"""The folder of a sweep: one sweep at a time works in it, and what it contains already.

A folder may have been received from somebody else. So its links are not followed, and its content is checked before it
is used.
"""

import errno
import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sim.engine.store import MANIFEST, ResultsError, read_manifest
from sim.model.assemble import Model
from sim.model.files import made_folder, open_own, own_folder, remove_leftovers, sync, write_whole
from sim.model.identity import rules_hash
from sim.model.outcomes import outcome_names
from sim.study.study import Study
from sim.study.sweep.checkpoints import FOLDER

LOCK = ".lock"
SIGNATURE = "study.json"  # beside the checkpoints: the signature of their sweep
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
LARGEST_SIGNATURE = 10_000_000  # bytes


class FolderError(ResultsError):
    """A folder that a sweep cannot use, or whose results cannot be used.

    Attributes
    ----------
    message : what is wrong
    help : what to do
    damaged : the names of the files that are missing, or not as they were written
    """


class OtherStudyError(FolderError):
    """A folder that holds the runs of another study than the one that is to be run."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder and lock it, so that no second sweep works in it. Raises FolderError if one does.

    Of a sweep that was refused no folder of checkpoints is left, which other commands would take for an unfinished one.
    """
    try:
        lock = os.fdopen(open_own(made_folder(folder) / LOCK), "r+", encoding="utf-8")
    except OSError as error:
        raise _unusable(folder, error) from None
    with lock:
        if not _is_ours(lock):
            lock.seek(0)
            owner = lock.read(200).strip() or "another process"
            message = f"another sweep is running in {folder} ({owner})"
            raise FolderError(message, "wait for it, or name another folder with --out")
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()} on {platform.node() or 'this computer'}")
        lock.flush()
        try:
            _make_checkpoints(folder)
            yield
        finally:
            lock.truncate(0)  # names of computers are private
            with suppress(OSError):
                (folder / FOLDER).rmdir()


def _make_checkpoints(folder: Path) -> None:
    try:
        own_folder(folder / FOLDER)
    except OSError as error:
        raise _unusable(folder, error) from None


def _unusable(folder: Path, error: OSError) -> FolderError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        name = folder / FOLDER if folder.is_dir() else folder
        return FolderError(f"{name} is no folder", "name another one with --out")
    reason = error.strerror or str(error)
    if error.errno in (errno.ELOOP, errno.EINVAL) and error.filename:
        return FolderError(f"{error.filename}: {reason}", "or name another folder with --out")
    reason = f"{folder} cannot be written: {reason.lower()}"
    return FolderError(reason, "name another one with --out, or change its permissions")


def not_written(what: str, folder: Path, error: OSError, help: str) -> FolderError:
    """The error of a folder in which something cannot be written. A full disk is raised again: any folder has that."""
    if error.errno in _FULL:
        raise error
    return FolderError(f"{what} cannot be written: {error.filename or folder}: {error.strerror or error}", help)


def _is_ours(lock: IO[str]) -> bool:
    """Lock an open file until it is closed or the process ends, however it ends; whether that succeeded."""
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


def signature_of(study: Study, model: Model) -> dict[str, Any]:
    """What the tables of a sweep depend on: the study, the rules, the user's own rules, and the measures."""
    return {
        "study": study.fingerprint(),
        "rules": rules_hash(),
        "custom": model.custom,
        "observed": model.observed,
    }


def is_signature(content: object) -> bool:
    """Whether something that was read from a file has the form of a signature."""
    return (
        isinstance(content, dict)
        and all(isinstance(content.get(name), str) for name in ("study", "rules"))
        and all(isinstance(content.get(name), dict) for name in ("custom", "observed"))
    )


def same_rules(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a sweep with the signature `before` can be continued or read now. Measures may have been added."""
    observed = before.get("observed", {})
    return (
        all(before.get(name) == now[name] for name in ("rules", "custom"))
        and bool(observed)
        and observed.items() <= now["observed"].items()
    )


def other_rules(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Name the rules and measures that keep a sweep from being continued or read; empty if there are none."""
    ours, theirs = now.get("custom", {}), before.get("custom", {})
    names = [name for name in {**theirs, **ours} if theirs.get(name) != ours.get(name)]
    if len(names) > 1 and "week" in names:  # the order follows from which rules there are
        names.remove("week")
    seen = now.get("observed", {})
    names += [name for name, content in before.get("observed", {}).items() if seen.get(name) != content]
    built_in = [] if before.get("rules") == now.get("rules") else ["the built-in ones"]
    return ", ".join([*built_in, *(name if name != "week" else "their order" for name in names)])


def outcomes_of(signature: dict[str, Any]) -> list[str]:
    """The names of the outcomes in the tables of a sweep with this signature."""
    return outcome_names(name for name in signature["observed"] if name != "outcomes")


def finished(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder, which may be that of other results; None if there is none.

    Raises
    ------
    FolderError
        If it is damaged, so that nobody can tell whose results these are.
    """
    if not (folder / MANIFEST).exists():
        return None
    try:
        return read_manifest(folder)
    except ResultsError as error:
        raise FolderError(error.message, error.help, error.damaged) from None


def begun(folder: Path) -> dict[str, Any] | None:
    """The signature of the unfinished sweep in the folder, if there is one."""
    path = folder / FOLDER / SIGNATURE
    signature: dict[str, Any] | None = None
    with suppress(OSError, ValueError, RecursionError):
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST_SIGNATURE:
            signature = json.loads(path.read_bytes())
    return signature if is_signature(signature) else None


def begin(folder: Path, signature: dict[str, Any]) -> None:
    """Write the signature of the sweep, and remove tables that a killed process did not finish."""
    remove_leftovers(folder)
    write_whole(folder / FOLDER / SIGNATURE, json.dumps(signature))


def clear(folder: Path) -> None:
    """Remove the checkpoints, whose runs are in the tables; the names of the tables are brought to the disk first."""
    sync(folder)
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
