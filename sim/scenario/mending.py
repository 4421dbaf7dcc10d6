"""Mending a file: what was meant beyond doubt is written in the place of what stands there, and nothing else changes.

Edits are kept only if their problems are gone and the file is not the worse for it. So comments, layout and line ends
stay, and what was not understood stays too.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sim.scenario.layer import FORMAT
from sim.scenario.problem import Problem
from sim.scenario.scalars import resolve

MOST_READ = 10_000_000  # characters, which take some ten seconds
# An edit must not make two names one, or break the text.
WORSE = frozenset({"S007", "S015", "S016"})
BROKEN = frozenset({"S006", "S007", "S008"})
LINES = re.compile(r"(\r\n|\r|\n)")

type Check = Callable[[str], list[Problem]]
"""Everything that is wrong with a text, in this file and those that it uses."""


class Edit(NamedTuple):
    """What stands there now instead of what was said, where (from 1; 0 for a new line), and because of which code."""

    code: str
    line: int
    said: str
    instead: str


class Mended(NamedTuple):
    """The text as it is now, what was changed, and what is still wrong."""

    text: str
    edits: list[Edit]
    problems: list[Problem]


def mend(text: str, file: str, check: Check) -> Mended:
    """The text with what can be mended mended; `file` is what its problems call it."""
    problems, edits, tried = check(text), list[Edit](), set[tuple[object, ...]]()
    left = MOST_READ
    while left > 0 and (wanted := _wanted(problems, file, tried)):
        tried.update(map(_key, wanted))
        done = _attempt(wanted, _Attempt(text, problems, [], left), check)
        text, problems, left = done.text, done.problems, done.left
        edits += [Edit(edit.code, edit.line or 0, _said(edit), _quoted_alike(edit)) for edit in done.edits]
    return Mended(text, sorted(edits, key=lambda edit: edit.line), problems)


class _Attempt(NamedTuple):
    """How far mending has come, and how many characters may still be read for it."""

    text: str
    problems: list[Problem]
    edits: list[Problem]
    left: int


def _wanted(problems: Iterable[Problem], file: str, tried: set[tuple[object, ...]]) -> list[Problem]:
    """What can be mended in the file and was not tried."""
    return [p for p in problems if p.file == file and p.instead is not None and _key(p) not in tried]


def _attempt(wanted: list[Problem], so_far: _Attempt, check: Check) -> _Attempt:
    """All edits if they do good together, else each half by itself, the later one first: its edits move no earlier."""
    if so_far.left <= 0:
        return so_far
    text, problems, edits, left = so_far
    new = _edited(text, wanted)
    after = check(new)
    left -= len(new)
    if all(_better(edit, problems, after) for edit in wanted):
        return _Attempt(new, after, [*edits, *wanted], left)
    if len(wanted) == 1:
        return so_far._replace(left=left)
    half = len(wanted) // 2
    later = _attempt(wanted[half:], so_far._replace(left=left), check)
    return _attempt(wanted[:half], later, check)


def _key(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.message, problem.line, problem.column


def _edited(text: str, edits: list[Problem]) -> str:
    """The text with these edits, the last first, so that none moves another."""
    parts = LINES.split(text)
    for edit in reversed(edits):
        if edit.line is None or edit.column is None:
            parts = _with_version(parts)
        else:
            _edit_line(parts, 2 * (edit.line - 1), edit.column - 1, edit)
    return "".join(parts)


def _edit_line(parts: list[str], number: int, start: int, edit: Problem) -> None:
    line, instead = parts[number], _quoted_alike(edit)
    parts[number] = line[:start] + instead + line[start + edit.width :]
    if edit.code == "S008" and line.startswith("\t"):
        # A line that begins with a tab is in no block of text, and elsewhere tabs at its beginning mean nothing.
        for other in range(number + 2, len(parts), 2):
            tabs = len(parts[other]) - len(parts[other].lstrip("\t"))
            parts[other] = " " * (len(instead) // edit.width) * tabs + parts[other][tabs:]


def _quoted_alike(edit: Problem) -> str:
    """What belongs there, in quotes if it is a word and stood in quotes."""
    said, instead = _said(edit), edit.instead or ""
    quote = said[0] if len(said) > 1 and said[0] == said[-1] and said[0] in "'\"" else ""
    return f"{quote}{instead}{quote}" if isinstance(resolve(instead), str) and instead.strip() else instead


def _with_version(parts: list[str]) -> list[str]:
    """The lines with its format version before the first line that is no comment."""
    first = next((n for n in range(0, len(parts), 2) if not re.match(r"\s*(#|$|---)", parts[n])), 0)
    end = next((part for part in parts[1::2]), "\n")
    return [*parts[:first], f"coxed: {FORMAT}", end, *parts[first:]]


def _better(edit: Problem, before: list[Problem], after: list[Problem]) -> bool:
    if any((p.code, p.line, p.column) == (edit.code, edit.line, edit.column) for p in after if p.file == edit.file):
        return False
    if edit.code == "S008":
        # Nothing behind a break was checked, so that there is nothing to compare with but whether reading got further.
        known = {*map(_key, before)}
        return all(_key(p) in known or _further(p, edit) for p in after if p.code in BROKEN and p.file == edit.file)
    return sum(p.code in WORSE for p in after) <= sum(p.code in WORSE for p in before)


def _further(problem: Problem, edit: Problem) -> bool:
    place, edited = (problem.line or 0, problem.column or 0), (edit.line or 0, edit.column or 0)
    return place[0] > edited[0] or (problem.code == "S008" and place > edited)


def _said(edit: Problem) -> str:
    start = (edit.column or 1) - 1
    return edit.text[start : start + edit.width] if edit.line else ""
