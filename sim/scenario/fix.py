"""Correcting a file where only one reading is possible; everything else in it stays as it is.

An edit is kept only if its problem is gone and the file is not worse. So comments, layout and line ends stay, and
what was not understood stays too.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

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
    """A correction that was made: of which code, in which line (from 1; 0 for a new line), the old text and the new."""

    code: str
    line: int
    before: str
    instead: str


class Corrected(NamedTuple):
    """A text after its correction, what was changed, and what is still wrong."""

    text: str
    edits: list[Edit]
    problems: list[Problem]


def correct(text: str, file: str, check: Check) -> Corrected:
    """Correct everything in a text that can be corrected.

    Parameters
    ----------
    text
        The text of a scenario or a study.
    file
        What its problems call the file.
    check
        Gives everything that is wrong with a text.

    Returns
    -------
    Corrected
        To correct it again would change nothing.
    """
    problems, edits, tried = check(text), list[Edit](), set[tuple[object, ...]]()
    left = MOST_READ
    while left > 0 and (wanted := _wanted(problems, file, tried)):
        tried.update(map(_key, wanted))
        done = _attempt(wanted, _Attempt(text, problems, [], left), check)
        text, problems, left = done.text, done.problems, done.left
        edits += [Edit(edit.code, edit.line or 0, _old_text(edit), _new_text(edit)) for edit in done.edits]
    return Corrected(text, sorted(edits, key=lambda edit: edit.line), problems)


class _Attempt(NamedTuple):
    """How far the correction has come, and how many characters may still be read for it."""

    text: str
    problems: list[Problem]
    edits: list[Problem]
    left: int


def _wanted(problems: Iterable[Problem], file: str, tried: set[tuple[object, ...]]) -> list[Problem]:
    """What can be corrected in the file and was not tried."""
    return [p for p in problems if p.file == file and p.instead is not None and _key(p) not in tried]


def _attempt(wanted: list[Problem], so_far: _Attempt, check: Check) -> _Attempt:
    """Make all edits if each is good; otherwise try each half by itself.

    The later half comes first, because its edits do not move the places of the earlier ones.
    """
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
    """The text with these edits; the last is made first, so that none moves the place of another."""
    parts = LINES.split(text)
    for edit in reversed(edits):
        if edit.line is None or edit.column is None:
            parts = _with_first_line(parts, edit.instead or "")
        else:
            _edit_line(parts, 2 * (edit.line - 1), edit.column - 1, edit)
    return "".join(parts)


def _edit_line(parts: list[str], number: int, start: int, edit: Problem) -> None:
    line, instead = parts[number], _new_text(edit)
    parts[number] = line[:start] + instead + line[start + edit.width :]
    if edit.code == "S008" and instead and line.startswith("\t"):
        # A line that starts with a tab is in no block of text, and elsewhere tabs at the start mean nothing.
        for other in range(number + 2, len(parts), 2):
            tabs = len(parts[other]) - len(parts[other].lstrip("\t"))
            parts[other] = " " * (len(instead) // edit.width) * tabs + parts[other][tabs:]


def _new_text(edit: Problem) -> str:
    """The new text, in quotes if it is a word and the old text was in quotes."""
    old, instead = _old_text(edit), edit.instead or ""
    quote = old[0] if len(old) > 1 and old[0] == old[-1] and old[0] in "'\"" else ""
    return f"{quote}{instead}{quote}" if isinstance(resolve(instead), str) and instead.strip() else instead


def _with_first_line(parts: list[str], line: str) -> list[str]:
    """The lines with a new one before the first line that is no comment."""
    first = next((n for n in range(0, len(parts), 2) if not re.match(r"\s*(#|$|---)", parts[n])), 0)
    end = next((part for part in parts[1::2]), "\n")
    return [*parts[:first], line, end, *parts[first:]]


def _better(edit: Problem, before: list[Problem], after: list[Problem]) -> bool:
    if any((p.code, p.line, p.column) == (edit.code, edit.line, edit.column) for p in after if p.file == edit.file):
        return False
    if edit.code == "S008":
        # Nothing behind a break was checked, so that all there is to compare is whether reading got further.
        known = {*map(_key, before)}
        return all(_key(p) in known or _further(p, edit) for p in after if p.code in BROKEN and p.file == edit.file)
    return sum(p.code in WORSE for p in after) <= sum(p.code in WORSE for p in before)


def _further(problem: Problem, edit: Problem) -> bool:
    place, edited = (problem.line or 0, problem.column or 0), (edit.line or 0, edit.column or 0)
    return place[0] > edited[0] or (problem.code == "S008" and place > edited)


def _old_text(edit: Problem) -> str:
    start = (edit.column or 1) - 1
    return edit.text[start : start + edit.width] if edit.line else ""
