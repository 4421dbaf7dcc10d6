"""Files written whole or not at all."""

import os
import tempfile
from pathlib import Path

READABLE = 0o644


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside and then under its name; one that is there keeps its permissions, and a link its target."""
    target = path.resolve()
    mode = target.stat().st_mode if target.exists() else READABLE
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}-", suffix=".tmp")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(mode & 0o7777)  # a temporary file is private
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
