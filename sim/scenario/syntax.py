"""Messages for text that cannot be read as YAML, in words that need no knowledge of YAML."""

from typing import Any, NamedTuple

from sim.scenario.files import Source
from sim.scenario.names import GROUPS
from sim.scenario.problem import Problem, problem


class Wording(NamedTuple):
    """The message for one of ruamel's; `start` says that the mistake is where the text in question starts."""

    theirs: str
    message: str
    help: str
    start: bool


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
AFTER_QUOTE = Wording(
    "",
    "the text in quotes ends before this",
    "write the quote twice if it belongs to the text, or use the other quotes around the text",
    False,
)
OTHER = Wording("", "this cannot be read as YAML", "write 'name: value', indented by two spaces below its group", False)


def syntax_problem(error: Exception, source: Source, read: int, text_start: tuple[int, int] | None = None) -> Problem:
    """The problem that stopped the reading, at the character to blame.

    Parameters
    ----------
    error
        What the YAML reader raised.
    source
        The text that it read.
    read
        Lines before this one (from 0) are right.
    text_start
        Line and column (from 0) of the text in quotes that ends in line `read`, if it started in an earlier line.
    """
    theirs = str(getattr(error, "problem", None) or error)
    stopped: Any = getattr(error, "problem_mark", None)
    started: Any = getattr(error, "context_mark", None)
    wording = next((w for w in WORDINGS if w.theirs in theirs), OTHER)
    mark = (started if wording.start else None) or stopped or started
    if mark is None:
        # Python raised this at an impossible character and gives no place. It is the next escape.
        line = next((n for n in range(read, len(source.lines)) if "\\" in source.lines[n]), read)
        place = source.place(line, max(0, source.lines[line].find("\\")), 2)
        return problem("S007", "this escape is no character", place, "use single quotes instead")
    # At the end of the file there is nothing to mark.
    line = min(mark.line, len(source.lines) - 1)
    while line > 0 and not source.lines[line].strip():
        line -= 1
    text = source.lines[line]
    column = min(mark.column if line == mark.line else len(text), max(0, len(text) - 1))
    indentation = text[: len(text) - len(text.lstrip())]
    if "\t" in indentation:
        place = source.place(line, 0, len(indentation))
        instead = "" if _is_at_margin(source.lines, line) else _as_spaces(indentation, source.lines)
        help = "use spaces" if instead else "remove it: this line starts at the left margin"
        return problem("S008", "a tab is used as indentation", place, help, instead)
    if text[column : column + 1] == "\t":
        place = source.place(line, column, len(text) - column - len(text[column:].lstrip("\t")))
        return problem("S008", "a tab stands where a blank belongs", place, "use a blank", " ")
    if wording.theirs == "expected <block end>" and text[:column].rstrip()[-1:] in ("'", '"'):
        wording = AFTER_QUOTE
        if text_start is not None and line == read:
            unclosed = next(w for w in WORDINGS if "end of stream" in w.theirs)
            return problem("S007", unclosed.message, source.place(*text_start), unclosed.help)
    return problem("S007", wording.message, source.place(line, column), wording.help)


def _is_at_margin(lines: list[str], number: int) -> bool:
    """Whether the line has a name of the left margin: a word of a file's own, or a group that is nobody's child."""
    name, colon, _ = lines[number].strip().partition(":")
    if not colon or any(line.startswith(("interventions", "set")) for line in lines[:number]):
        return False
    above = next((line for line in reversed(lines[:number]) if line.strip() and not line.lstrip().startswith("#")), "")
    is_child = above.partition(" #")[0].rstrip().endswith(":")
    return name in ("coxed", "study", "title", "extends", "interventions") or (name in GROUPS and not is_child)


def _as_spaces(indentation: str, lines: list[str]) -> str:
    """Indentation with spaces instead of tabs: per tab as many as the first line has that is indented by spaces."""
    first = next((line for line in lines if line.startswith(" ") and line.strip()), "  x")
    return indentation.replace("\t", first[: len(first) - len(first.lstrip(" "))])
