"""Where compiled code is kept between runs, and what protects it.

A cache file holds machine code and pickles: who can write it can run commands, and one wrong bit can end the process.
So the folder must belong to the user alone, and a file is loaded only if its hash stands beside it.
"""

import atexit
import hashlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba.core.caching import IndexDataCacheFile

from sim.model.files import write_whole

log = logging.getLogger("coxed")

_numba: Any = numba.config
_HASH = ".sha256"


@cache
def cache_folder(identity: str) -> tuple[Path, bool]:
    """Where compiled code of this identity is kept, and whether it outlasts the process.

    That is a folder in the user's cache folder. If it cannot be used, a warning says why, and compiled code is kept in
    a temporary folder for this process.
    """
    compiler = [Path(__file__).with_name(f"{name}.py").read_bytes() for name in ("compile", "native", "pipeline")]
    settings = [*compiler, sys.version, numba.__version__, llvmlite.__version__, _numba.OPT, _numba.BOUNDSCHECK]
    settings += [os.environ.get(f"NUMBA_CPU_{name}", "") for name in ("NAME", "FEATURES")]
    name = hashlib.sha256(repr([identity, *settings]).encode()).hexdigest()[:16]
    user = user_cache()
    if user is None:
        _warn("there is no home folder; set XDG_CACHE_HOME to the absolute path of a folder of your own")
    else:
        folder = user / "coxed" / name
        reason = _unusable(folder.parent) or _unusable(folder)
        if reason is None:
            return folder, True
        _warn(reason)
    private = tempfile.mkdtemp(prefix="coxed-")
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    return Path(private), False


def remembered(key: str, make: Callable[[], str]) -> str:
    """The text that `make` returns; an earlier process may have kept it in the user's cache folder under this key."""
    user = user_cache()
    if user is None or _unusable(user / "coxed") is not None:
        return make()
    path = user / "coxed" / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.txt"
    if _is_intact(path):
        return path.read_text(encoding="utf-8")
    text = make()
    with suppress(OSError):  # the next process makes it again
        write_whole(path, text)
        write_whole(_beside(path), _hash_of(path))
    return text


@cache
def _warn(reason: str) -> None:
    log.warning("compiled rules cannot be kept, so each run compiles them anew: %s", reason)


def user_cache() -> Path | None:
    """The user's cache folder on this system; None for a user without a home.

    Relative paths in environment variables are ignored.
    """
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if (path := Path(os.environ.get(variable, ""))).is_absolute():
            return path
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


def _unusable(folder: Path) -> str | None:
    """Why a folder, which is made if it is not there, cannot keep compiled code; None if it can."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            status = folder.stat()
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror or error})"
    if os.name == "posix" and status.st_uid != os.getuid():
        return f"{folder} belongs to another user"
    if os.name == "posix" and status.st_mode & 0o022:
        return f"other users may write to {folder}; delete it, or take that permission from them (chmod go-w)"
    return None


def is_cached(name: str, folder: Path) -> bool:
    """Whether an entry point can be loaded on this machine (or nothing is compiled)."""
    if _numba.DISABLE_JIT:
        return True
    return any(
        _is_intact(index) and all(map(_is_intact, index.parent.glob(f"{index.stem}.*.nbc")))
        for index in folder.rglob(f"*.{name}-*.nbi")
    )


def _beside(path: Path) -> Path:
    return path.with_name(path.name + _HASH)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_intact(path: Path) -> bool:
    """Whether a file is as it was written."""
    try:
        return _beside(path).read_text(encoding="ascii") == _hash_of(path)
    except (OSError, UnicodeDecodeError):
        return False


class _Hashed(IndexDataCacheFile):
    """The files of numba's cache for one function, with hashes. What is not intact counts as not there."""

    def _load_index(self) -> Any:
        return super()._load_index() if _is_intact(Path(self._index_path)) else {}

    def _load_data(self, name: str) -> Any:
        if not _is_intact(Path(self._data_path(name))):
            raise FileNotFoundError(name)
        try:
            return super()._load_data(name)
        except (ImportError, AttributeError) as error:  # a rule of the same content stood in a module that is not here
            raise FileNotFoundError(name) from error

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[Any]:
        path = Path(filepath)
        with super()._open_for_write(filepath) as file:
            yield file
        write_whole(_beside(path), _hash_of(path))

    def save(self, key: Any, data: Any) -> None:
        """Save compiled code; if the disk is full, the next process compiles again."""
        try:
            super().save(key, data)
        except OSError as error:
            _warn(f"{self._cache_path} cannot be written ({error.strerror or error})")


def protect(function: Any) -> None:
    """Let numba load a compiled function from its cache only if the hashes agree."""
    kept: Any = getattr(function, "_cache", None)  # numba's own names, which have been the same since 2016
    if hasattr(kept, "_cache_file"):
        files = kept._cache_file
        kept._cache_file = _Hashed(files._cache_path, Path(files._index_name).stem, files._source_stamp)
