"""Files that are written whole or not at all, and folders that lead nowhere else.

A file is written under a temporary name that nobody can guess, brought to the disk, and then renamed. After a crash
there is the old file or the new one. A symbolic link at the name is replaced and never written through, because a
folder that was received from somebody else may contain any link.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Buffer, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ASIDE = ".writing-"  # how temporary names begin
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows has none of these three
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def why_unwritable(folder: Path) -> str | None:
    """Say why nothing can be written in a folder; None if something can. It is tried: permissions do not tell all."""
    if not folder.is_dir():
        return f"{folder} is not a folder"
    try:
        TemporaryDirectory(prefix=ASIDE, dir=folder).cleanup()
    except OSError as error:
        return f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"
    return None


def write_whole(path: Path, content: Buffer | str, *, follow: bool = False) -> Path:
    """Write a file whole or not at all.

    A file that is there keeps its permissions. Text is written as UTF-8, with its line ends as they are.

    Parameters
    ----------
    path
        The file; its folder must exist.
    content
        Bytes, another buffer, or text.
    follow
        Whether a symbolic link at `path` is kept and the file that it leads to is written. Only for a file that the
        user named; otherwise the link is replaced.

    Returns
    -------
    Path
        The `path`.

    Raises
    ------
    OSError
        If it cannot be written. What was there before is untouched.
    """
    target = path.resolve() if follow else path
    if follow and target.exists() and not target.is_file():  # renaming would put a file in the place of a device
        raise OSError(errno.EINVAL, "this is not a regular file; name another one", str(path))
    aside = target.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            _lock(handle, wait=True)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(handle)
        if (mode := _mode(target)) is not None:
            aside.chmod(mode)
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync(target.parent)
    return path


@contextmanager
def aside_folder(folder: Path) -> Iterator[Path]:
    """A new folder within `folder` for files that will be moved to their places; it is removed after the block.

    What killed processes left there is removed first. Raises OSError if the folder cannot be made.
    """
    remove_leftovers(folder)
    while True:
        aside = folder / f"{ASIDE}{secrets.token_hex(8)}"
        aside.mkdir(0o700)
        handle = _opened(aside)
        try:
            _lock(handle, wait=True)
            if not aside.is_dir():
                continue  # another process took it for a leftover before it was locked
            yield aside
            return
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            _close(handle)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files and folders of processes that were killed; those in use are locked, and stay.

    On a system without such locks nothing is removed.
    """
    for path in folder.glob(f"{ASIDE}*"):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            continue
        with suppress(OSError):
            handle = _opened(path)
            try:
                if handle is None or not _lock(handle):
                    continue
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            finally:
                _close(handle)


def sync(path: Path) -> None:
    """Wait until a file's content, or the names in a folder, are on the disk.

    Raises
    ------
    OSError
        If the disk reports an error. A folder that the system cannot bring to the disk is no error.
    """
    folder = path.is_dir()
    handle = _opened(path.resolve()) if folder else os.open(path, os.O_RDWR | _NO_LINK | _BINARY)
    if handle is None:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if not folder or error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def own_folder(path: Path) -> Path:
    """Make a folder, or take the one that is there; the names of new folders are brought to the disk.

    Returns
    -------
    Path
        The `path`.

    Raises
    ------
    OSError
        If it cannot be made, or if the name is taken by a file or by a symbolic link, which could lead anywhere.
    """
    if path.is_symlink():
        raise OSError(errno.ELOOP, "this is a symbolic link, which could lead anywhere; remove the link", str(path))
    return made_folder(path)


def made_folder(path: Path) -> Path:
    """As `own_folder`, for a folder that the user named, which may be a symbolic link."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync(folder.parent)
    return path


def open_own(path: Path) -> int:
    """Open a file for reading and writing; it is made if it is not there.

    Returns
    -------
    int
        The file descriptor, for `os.fdopen`.

    Raises
    ------
    OSError
        If the file cannot be opened, or is a symbolic link, a folder or a device.
    """
    if path.is_symlink():  # says more than the system's error, and helps where links cannot be refused
        raise OSError(errno.ELOOP, "this is a symbolic link, which could lead anywhere; remove the link", str(path))
    handle = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK | _NO_WAIT | _BINARY, 0o666)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "this is not a regular file; remove it", str(path))
    return handle


def _mode(path: Path) -> int | None:
    """The permissions of a file that is there; None for a link and for nothing."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None


def _opened(path: Path) -> int | None:
    """A descriptor for locking or syncing; None for a folder that this system or its permissions do not let open."""
    if path.is_dir() and not _FOLDER:
        return None
    try:
        return os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY)
    except PermissionError:
        return None


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)


def _lock(handle: int | None, *, wait: bool = False) -> bool:
    """Lock what is open until it is closed or the process ends; whether that succeeded."""
    if handle is None or fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
