"""Text files, read within bounds: never a traceback, never more than the limit in memory."""

import os
import re
import stat
from codecs import BOM_UTF8
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sim.scenario.near import nearest
from sim.scenario.problem import Place, Problem, problem, quoted

LARGEST_FILE = 1_000_000  # bytes
MOST_SIBLINGS = 1000
# Line and paragraph separators count: editors and YAML disagree whether they start a line.
CONTROL = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
BREAK = re.compile(r"\r\n|\r|\n")


class Source(NamedTuple):
    """A file's text, and the file as its user names it."""

    file: str
    text: str
    lines: list[str]

    def place(self, line: int, column: int, width: int = 1) -> Place:
        """A place in the file, from 0-based line and column."""
        text = self.lines[line] if line < len(self.lines) else ""
        return Place(self.file, line + 1, column + 1, max(1, width), text)

    @property
    def whole(self) -> Place:
        """The file as such."""
        return Place(self.file)


def read(path: Path, file: str, said: Place, limit: int = LARGEST_FILE) -> Source | Problem:
    """The text of a file (UTF-8, at most `limit` bytes), or why it cannot be had.

    `file` is what its user calls it; a missing file is a problem of the place where it was `said`.
    """
    content = read_bytes(path, file, said, limit)
    return content if isinstance(content, Problem) else decoded(content, file)


def read_bytes(path: Path, file: str, said: Place, limit: int = LARGEST_FILE) -> bytes | Problem:
    """What a file holds, or why it cannot be had; like `read`."""
    whole = Place(file)
    try:
        with open(path, "rb", opener=_at_once) as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                return problem(
                    "S002", f"{quoted(file)} is not a file", said, "name a text file; devices and pipes are not read"
                )
            content = b"" if status.st_size > limit else opened.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        return _missing(path, file, said)
    except IsADirectoryError:
        return problem("S002", f"{quoted(file)} is a folder, not a file", said, _example(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible file name"
        return problem(
            "S002", f"{quoted(file)} cannot be read: {reason.lower()}", said, "check its name and permissions"
        )
    if status.st_size > limit or len(content) > limit:
        size = f"it has {max(status.st_size, len(content)):,} bytes"
        return problem("S005", "the file is too large", whole, f"{size}; at most {limit:,} are read")
    return content


def _at_once(path: str, flags: int) -> int:
    # A named pipe would wait for its writer for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decoded(content: bytes, file: str) -> Source | Problem:
    """The text that bytes are in UTF-8, or why they are none."""
    content = content.removeprefix(BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        bad = f"byte {content[error.start]:#04x} is not UTF-8"
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            bad = "the text is UTF-16, not UTF-8"
        lines = BREAK.split(before)
        rest = BREAK.split(content[error.start :].decode("utf-8", "replace"), maxsplit=1)[0]
        place = Place(file, len(lines), len(lines[-1]) + 1, 1, lines[-1] + rest[:80])
        return problem("S006", f"this is not a plain text file: {bad}", place, "save it as plain text in UTF-8")
    source = Source(file, text, BREAK.split(text))
    if control := CONTROL.search(text):
        lines = BREAK.split(text[: control.start()])
        place = source.place(len(lines) - 1, len(lines[-1]))
        message = f"control character U+{ord(control.group()):04X}"
        return problem("S006", message, place, "remove it; scenario files are plain text in UTF-8")
    return source


def _missing(path: Path, file: str, said: Place) -> Problem:
    try:
        siblings = sorted(p.name for p in islice(path.parent.iterdir(), MOST_SIBLINGS) if p.is_file())
    except (OSError, ValueError):
        help = f"the folder {quoted(path.parent)} is not there either"
        return problem("S001", f"there is no file {quoted(file)}", said, help)
    if near := nearest(path.name, siblings):
        help = f"did you mean {quoted(Path(file).parent / near)}?"
    else:
        help = "no file in its folder has a similar name"
    return problem("S001", f"there is no file {quoted(file)}", said, help)


def _example(folder: Path) -> str:
    try:
        inside = sorted(p.name for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        inside = []
    return f"did you mean {quoted(folder / inside[0])}?" if inside else "name a file in it"
