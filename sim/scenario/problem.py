"""Problems: what is wrong with a file, where, and what to write instead."""

import os
from collections.abc import Iterable
from typing import Any, NamedTuple

LONGEST_LINE = 160


class Place(NamedTuple):
    """A place in a file: line and column from 1, or the whole file if they are None."""

    file: str
    line: int | None = None
    column: int | None = None
    width: int = 1
    text: str = ""

    @property
    def origin(self) -> str:
        """`led.yaml:12`, or the bare name where there are no lines."""
        return self.file if self.line is None or self.file.startswith("--") else f"{self.file}:{self.line}"


class Problem(NamedTuple):
    """One thing that is wrong, or, with a code W…, that has no effect; a code never changes its meaning.

    Code of rules has no codes; there the code is empty.

    `instead` is what to write in the place of the marked text, if only one reading is possible.
    """

    code: str
    message: str
    file: str
    line: int | None
    column: int | None
    width: int
    text: str
    help: str
    instead: str | None = None

    @property
    def as_dict(self) -> dict[str, Any]:
        """The problem as JSON: code, message, where (file, line, column, width), help and what to write instead."""
        where = {"file": self.file, "line": self.line, "column": self.column, "width": self.width}
        return {
            "code": self.code,
            "message": self.message,
            "where": where,
            "help": self.help,
            "instead": self.instead,
        }

    @property
    def kind(self) -> str:
        """An error, which keeps a file from being used, or a warning."""
        return "warning" if self.code.startswith("W") else "error"


class ScenarioError(ValueError):
    """A scenario that cannot be used; `problems` holds everything that is wrong, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n\n".join(render(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return (ScenarioError, (self.problems,))


def problem(code: str, message: str, place: Place, help: str = "", instead: str | None = None) -> Problem:
    """A problem at a place; control characters in its words are escaped, so that no terminal obeys them."""
    return Problem(code, printable(message), *place, printable(help), instead)


def render(problem: Problem) -> str:
    """The problem as text for a terminal: message, place, the line of the file with carets below it, help."""
    lines = [f"{problem.kind}[{problem.code}]: {problem.message}" if problem.code else f"error: {problem.message}"]
    if problem.line is None or problem.column is None:
        lines.append(f" --> {printable(problem.file)}")
    else:
        number = str(problem.line)
        text, column = _excerpt(problem.text, problem.column - 1)
        carets = "^" * max(1, min(problem.width, len(text) - column))
        lines.append(f" --> {printable(problem.file)}:{number}:{problem.column}")
        lines.append(f"{number} | {text}")
        lines.append(f"{' ' * len(number)} | {' ' * column}{carets}")
    if problem.help:
        lines.append(f"  = help: {problem.help}")
    return "\n".join(lines)


def _excerpt(text: str, column: int) -> tuple[str, int]:
    """A line of the file, short enough for a terminal, and where the column is in it."""
    # A tab would shift the carets, and a terminal could obey other unprintable characters.
    text = "".join(c if c.isprintable() else " " for c in text)
    start = max(0, column - LONGEST_LINE // 2) if len(text) > LONGEST_LINE else 0
    return text[start : start + LONGEST_LINE].rstrip(), column - start


def printable(text: str) -> str:
    """The text with every character escaped that a terminal cannot show."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shown(value: object) -> str:
    """A scalar as it stands in the file: text in quotes, true, nothing, 3."""
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else quoted(value)[1:-1]


def quoted(value: object) -> str:
    """A value in quotes as it stands in the file, shortened."""
    text = printable(os.fspath(value) if isinstance(value, os.PathLike) else str(value))
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"
