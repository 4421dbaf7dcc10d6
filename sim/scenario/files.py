"""Text files, read within limits: no more than the limit gets into memory, and every failure is a problem."""

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.suggestions import nearest

LARGEST_FILE = 1_000_000  # bytes
MOST_SIBLINGS = 1000
# Line and paragraph separators count: editors and YAML disagree whether they start a line. (A list of what is allowed
# takes twenty times as long to compile.)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
BREAK = re.compile(r"\r\n|\r|\n")


class Replacement(NamedTuple):
    """A replacement within one line: 0-based line and column, the width of what is replaced, and the new text."""

    line: int
    column: int
    width: int
    text: str


class Source(NamedTuple):
    """A file's text, and the file as its user names it.

    `edits` have been made in `text` and `lines`. Places are those of the text before the edits, which is `written`.
    """

    file: str
    text: str
    lines: list[str]
    written: list[str]
    edits: Mapping[int, tuple[Replacement, ...]] = {}

    def place(self, line: int, column: int, width: int = 1) -> Place:
        """A place in the file as it was written, from 0-based line and column in the edited text."""
        text = self.written[line] if line < len(self.written) else ""
        start, end = self._as_written(line, column), self._as_written(line, column + max(1, width) - 1) + 1
        return Place(self.file, line + 1, start + 1, max(1, end - start), text)

    def edited(self, edits: Iterable[Replacement]) -> "Source":
        """The source with more edits, which are given in columns of the text as it was written."""
        by_line = {number: {*known} for number, known in self.edits.items()}
        for edit in edits:
            by_line.setdefault(edit.line, set()).add(edit)
        lines = [*self.written]
        for number, known in by_line.items():
            if (emptied := Replacement(number, 0, len(lines[number]), "")) in known:
                known.intersection_update({emptied})
        in_order = {number: tuple(sorted(known)) for number, known in by_line.items()}
        for number, sequence in in_order.items():
            for edit in reversed(sequence):
                line = lines[number]
                lines[number] = line[: edit.column] + edit.text + line[edit.column + edit.width :]
        return Source(self.file, "\n".join(lines), lines, self.written, in_order)

    def _as_written(self, line: int, column: int) -> int:
        """The column before the edits; within a new text it is where the replaced text starts."""
        moved = 0
        for edit in self.edits.get(line, ()):
            if edit.column + moved > column:
                break
            if column < edit.column + moved + len(edit.text):
                return edit.column
            moved += len(edit.text) - edit.width
        return column - moved

    @property
    def whole(self) -> Place:
        """The file as such."""
        return Place(self.file)


def read(path: Path, file: str, named: Place, limit: int = LARGEST_FILE) -> Source | Problem:
    """Read a text file.

    Parameters
    ----------
    path, file
        The file, and what messages call it.
    named
        Where it is named; that there is no such file is a problem of this place.
    limit
        The largest number of bytes that is read.

    Returns
    -------
    Source or Problem
        The text, which must be UTF-8, or why it cannot be read.
    """
    content = read_bytes(path, file, named, limit)
    return content if isinstance(content, Problem) else decoded(content, file)


def read_bytes(path: Path, file: str, named: Place, limit: int = LARGEST_FILE) -> bytes | Problem:
    """The content of a file, or why it cannot be read; parameters as for `read`."""
    whole = Place(file)
    try:
        with open(path, "rb", opener=_at_once) as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                return problem(
                    "S002", f"{quoted(file)} is not a file", named, "name a text file; devices and pipes are not read"
                )
            content = b"" if status.st_size > limit else opened.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        return _missing(path, file, named)
    except IsADirectoryError:
        return problem("S002", f"{quoted(file)} is a folder, not a file", named, _example(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible file name"
        return problem(
            "S002", f"{quoted(file)} cannot be read: {reason.lower()}", named, "check its name and permissions"
        )
    if status.st_size > limit or len(content) > limit:
        return too_large(max(status.st_size, len(content)), limit, whole)
    return content


def too_large(size: int, limit: int, whole: Place) -> Problem:
    """The problem of a file that has more bytes than are read."""
    help = f"it has {size:,} bytes; at most {limit:,} are read"
    return problem("S005", "the file is too large", whole, help)


def no_file(file: str, named: Place, help: str) -> Problem:
    """The problem of a file that does not exist, at the place where it is named."""
    return problem("S001", f"there is no file {quoted(file)}", named, help)


def _at_once(path: str, flags: int) -> int:
    # Opening a named pipe would wait until somebody writes to it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decoded(content: bytes, file: str) -> Source | Problem:
    """The text of some bytes in UTF-8, or why they are no text."""
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
    lines = BREAK.split(text) if "\r" in text else text.split("\n")  # a million lines in a third of the time
    source = Source(file, text, lines, lines)
    if control := CONTROL.search(text):
        lines = BREAK.split(text[: control.start()])
        place = source.place(len(lines) - 1, len(lines[-1]))
        message = f"control character U+{ord(control.group()):04X}"
        return problem("S006", message, place, "remove it; scenario files are plain text in UTF-8")
    return source


def _missing(path: Path, file: str, named: Place) -> Problem:
    try:
        siblings = sorted(p.name for p in islice(path.parent.iterdir(), MOST_SIBLINGS) if p.is_file())
    except (OSError, ValueError):
        return no_file(file, named, f"the folder {quoted(path.parent)} is not there either")
    if near := nearest(path.name, siblings):
        help = f"did you mean {quoted(Path(file).parent / near)}?"
    else:
        help = "no file in its folder has a similar name"
    return no_file(file, named, help)


def _example(folder: Path) -> str:
    """A file in the folder to propose."""
    try:
        inside = sorted(p.name for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        inside = []
    return f"did you mean {quoted(folder / inside[0])}?" if inside else "name a file in it"
