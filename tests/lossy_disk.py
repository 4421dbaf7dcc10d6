"""A simulated disk that loses what was not brought to it."""

import os
import random
import stat
from pathlib import Path


class LossyDisk:
    """What may be found in folders after a crash.

    A name stands for what it stood for when its folder was last brought to the disk, or for anything that it has stood
    for since, whatever the order. A file that was not brought to the disk is empty, cut, or whole.
    """

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self.names: dict[Path, dict[str, set[int | None]]] = {folder: {} for folder in folders}
        self.safe: dict[int, bytes] = {}
        self.written: dict[int, bytes] = {}
        self._pins: list[int] = []
        for folder in folders:
            self._settle(folder)
        self.safe.update(self.written)

    def _now(self, folder: Path) -> dict[str, int]:
        entries = list(os.scandir(folder)) if folder.is_dir() else []
        regular = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
        for entry in regular:
            if entry.inode() not in self.written:
                self._pins.append(os.open(entry.path, os.O_RDONLY))  # so that its number is not given away again
            self.written[entry.inode()] = Path(entry.path).read_bytes()
        return {entry.name: entry.inode() for entry in regular}

    def look(self) -> None:
        """Note what the names stand for."""
        for folder in self.folders:
            now, known = self._now(folder), self.names[folder]
            for name in now.keys() | known.keys():
                known.setdefault(name, {None}).add(now.get(name))

    def _settle(self, folder: Path) -> None:
        now = self._now(folder)
        self.names[folder] = {name: {inode} for name, inode in now.items()}

    def synced(self, handle: int) -> None:
        """Take in that a file or folder has been brought to the disk."""
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            for folder in self.folders:
                if folder.is_dir() and folder.stat().st_ino == status.st_ino:
                    self._settle(folder)
        else:
            path = Path(f"/proc/self/fd/{handle}")
            self.safe[status.st_ino] = path.read_bytes()

    def after_crash(self, chance: random.Random) -> list[dict[str, bytes]]:
        """What each folder may hold, by name."""
        result = []
        for folder in self.folders:
            picked = {name: chance.choice(sorted(which, key=str)) for name, which in self.names[folder].items()}
            result.append({name: self._content(i, chance) for name, i in picked.items() if i is not None})
        return result

    def _content(self, inode: int, chance: random.Random) -> bytes:
        if inode in self.safe:
            return self.safe[inode]
        whole = self.written[inode]
        return chance.choice([b"", whole[: len(whole) // 2], whole])

    def close(self) -> None:
        for pin in self._pins:
            os.close(pin)
