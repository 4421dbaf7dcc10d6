"""Mending a file: what was meant beyond doubt is written in the place of what stands there, and nothing else changes.

Every edit is tried alone and kept only if its problem is gone and the file is not the worse for it. So comments, layout
and line ends stay, and what was not understood stays too.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sim.scenario.layer import FORMAT
from sim.scenario.problem import Problem

MOST_EDITS = 1000
# An edit must not make two names one, or break the text.
WORSE = frozenset({"S007", "S014", "S015", "S016"})
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
    problems, edits = check(text), list[Edit]()
    tried: set[tuple[object, ...]] = set()
    while edit := _next(problems, file, tried):
        tried.add(_key(edit))
        new = _edited(text, edit)
        after = check(new)
        if _better(edit, problems, after):
            edits.append(Edit(edit.code, edit.line or 0, _said(edit), edit.instead or ""))
            text, problems = new, after
        if len(tried) >= MOST_EDITS:
            break
    return Mended(text, sorted(edits, key=lambda e: e.line), problems)


def _next(problems: Iterable[Problem], file: str, tried: set[tuple[object, ...]]) -> Problem | None:
    """The last problem of the file that can be mended and was not tried: its edit moves no other."""
    candidates = [p for p in problems if p.file == file and _key(p) not in tried and (p.instead is not None)]
    return candidates[-1] if candidates else None


def _key(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.message, problem.line, problem.column


def _edited(text: str, edit: Problem) -> str:
    parts = LINES.split(text)
    if edit.line is None or edit.column is None:
        return _with_version(parts)
    number = 2 * (edit.line - 1)
    line, start = parts[number], edit.column - 1
    parts[number] = line[:start] + (edit.instead or "") + line[start + edit.width :]
    if edit.code == "S008" and line.startswith("\t"):
        # A line that begins with a tab is in no block of text, and elsewhere tabs at its beginning mean nothing.
        for other in range(number + 2, len(parts), 2):
            tabs = len(parts[other]) - len(parts[other].lstrip("\t"))
            parts[other] = " " * (len(edit.instead or "") // edit.width) * tabs + parts[other][tabs:]
    return "".join(parts)


def _with_version(parts: list[str]) -> str:
    """The text with its format version before the first line that is no comment."""
    first = next((n for n in range(0, len(parts), 2) if not re.match(r"\s*(#|$|---)", parts[n])), 0)
    end = next((part for part in parts[1::2]), "\n")
    return "".join([*parts[:first], f"coxed: {FORMAT}", end, *parts[first:]])


def _better(edit: Problem, before: list[Problem], after: list[Problem]) -> bool:
    if _key(edit) in map(_key, after):
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
