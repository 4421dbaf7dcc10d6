"""What ruamel says about broken YAML, in a student's words."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.problem import Problem, problem
from sim.scenario.source import Source


class Wording(NamedTuple):
    """Our words for one of ruamel's, and whether it noticed too late (the beginning is to blame)."""

    theirs: str
    message: str
    help: str
    beginning: bool


WORDINGS = (
    Wording(
        "mapping values are not allowed here",
        "this ':' is out of place",
        "check the indentation of this line, the colon in the line before, and put text with ': ' in quotes",
        False,
    ),
    Wording(
        "could not find expected ':'",
        "a ':' is missing after this name",
        "write 'name: value', with a blank after the colon",
        True,
    ),
    Wording("expected ',' or ']'", "this list is not closed", "add ']' at its end, and commas between its items", True),
    Wording(
        "expected ',' or '}'", "this group is not closed", "add '}' at its end, and commas between its items", True
    ),
    Wording("found unexpected end of stream", "this quote is not closed", "add the same quote at its end", True),
    Wording(
        "expected <block end>",
        "this line does not fit the lines above it",
        "write 'name: value'; what belongs to one group starts in the same column",
        False,
    ),
    Wording(
        "that cannot start any token",
        "a value cannot start with this character",
        "put the value in quotes",
        False,
    ),
    Wording("found unknown escape character", "unknown escape after '\\'", "use single quotes instead", False),
)
NO_BREAK = re.compile(r"(?: *|[ -]*\w+:)([ \xa0]*\xa0[ \xa0]*)(?=[^ \xa0#])")
OTHER = Wording("", "this cannot be read as YAML", "write 'name: value', indented by two spaces below its group", False)


def syntax_problem(error: Exception, source: Source, read: int) -> Problem:
    """The one problem for text that is not YAML, at the character to blame; lines before `read` (from 0) are fine."""
    theirs = str(getattr(error, "problem", None) or error)
    found: Any = getattr(error, "problem_mark", None)
    began: Any = getattr(error, "context_mark", None)
    wording = next((w for w in WORDINGS if w.theirs in theirs), OTHER)
    mark = (began if wording.beginning else None) or found or began
    if mark is None:
        # What Python raised at a character that there is not knows no place: it is the next escape.
        line = next((n for n in range(read, len(source.lines)) if "\\" in source.lines[n]), read)
        place = source.place(line, max(0, source.lines[line].find("\\")), 2)
        return problem("S007", "this escape is no character", place, "use single quotes instead")
    # At the end of the file there is nothing to point at.
    line = min(mark.line, len(source.lines) - 1)
    while line > 0 and not source.lines[line].strip():
        line -= 1
    text = source.lines[line]
    column = min(mark.column if line == mark.line else len(text), max(0, len(text) - 1))
    indentation = text[: len(text) - len(text.lstrip())]
    if "\t" in indentation:
        place = source.place(line, 0, len(indentation))
        return problem(
            "S008", "a tab is used as indentation", place, "use spaces", _as_spaces(indentation, source.lines)
        )
    if text[column : column + 1] == "\t":
        place = source.place(line, column, len(text) - column - len(text[column:].lstrip("\t")))
        return problem("S008", "a tab stands where a blank belongs", place, "use a blank", " ")
    return problem("S007", wording.message, source.place(line, column), wording.help)


def _as_spaces(indentation: str, lines: list[str]) -> str:
    """Indentation with as many spaces for a tab as the text's first indented line has: two if it has none."""
    first = next((line for line in lines if line.startswith(" ") and line.strip()), "  x")
    return indentation.replace("\t", first[: len(first) - len(first.lstrip(" "))])


def no_break_spaces(source: Source) -> Iterator[Problem]:
    """No-break spaces, which look like blanks, where a name is indented by them or follows one after its colon."""
    for number, text in enumerate(source.lines if "\xa0" in source.text else ()):
        if found := NO_BREAK.match(text):
            (start, end), said = found.span(1), found.group(1)
            place = source.place(number, start, end - start)
            yield problem("S008", "a no-break space stands where a blank belongs", place, "use blanks", " " * len(said))
