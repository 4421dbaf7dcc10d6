"""Wrong punctuation, line by line, with what to write instead: `name = value`, `name:value`, `// comment` and more.

YAML reads such a line as something else, or stops at it. Coxed reads on as if the line were right, so that one
mistake hides no others.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from sim.scenario.files import Replacement, Source
from sim.scenario.names import GROUPS, NAMES, SETTINGS
from sim.scenario.problem import Problem, problem, quoted

WORDS = frozenset({"coxed", "study", "title", "extends", "interventions", "at", "set"})
"""Names at which a line can start besides those of groups and settings."""

NAME = r"(?P<name>[A-Za-z_][\w.]*)"
START = r"(?P<start>\s*(?:[-–—−•] +)*)"
WRONG_SEPARATOR = re.compile(rf"{START}{NAME}(?P<sign>\s*(?::=|=(?!=)|[＝：])\s*|:(?=[^\s:/]))")
IN_BRACES = re.compile(rf"[{{,]\s*{NAME}(?P<sign>\s*(?:=(?!=)|[＝：])\s*|:(?=[^\s:/]))")
BRACES = re.compile(r"\s*(?:- +)*[\w.]+:\s*\{")
NO_SEPARATOR = re.compile(rf"{START}{NAME}(?P<sign> +)(?P<value>[\w.,%+-]+)\s*(?:#.*)?")
ONLY_NAME = re.compile(rf"{START}{NAME}\s*(?:#.*)?")
SLASHES = re.compile(r"\s*(//+)")
BULLET = re.compile(r"\s*([–—−•])\s+[\w.]+\s*[:=：＝]")
NO_BREAK = tuple(re.compile(rf"{before}([ \xa0]*\xa0[ \xa0]*)(?=[^ \xa0#])") for before in ("", r"[ \xa0-]*[\w.]+:"))
QUOTED_PART = re.compile(r"(?<![^\s,\[{(])(?:'(?:[^']|'')*'|\"(?:\\.|[^\"\\])*\")|(?:^|(?<=\s))#.*")
_BEFORE = r"\s*(?:- +)*[\w.]+\s*:\s+"
QUOTED_VALUE = re.compile(rf"{_BEFORE}(?P<quote>['\"])(?P<inside>.*?)(?P=quote)(?:\s+#.*|\s*)")
CURLY_VALUE = re.compile(rf"{_BEFORE}(?P<open>[“”„«‘’‚])[^\"\\]*(?P<close>[“”»’‘])\s*(?:#.*)?")
TITLE = re.compile(r"title:\s+(?P<text>[^\s'\"\[{|>&*!%@`#“„‘][^#]*?)\s*(?:\s#.*)?")
BLOCK_OF_TEXT = re.compile(r"[^#]*[:-]\s+[|>][-+0-9]*\s*(?:#.*)?")
SETTING = re.compile(rf"(?P<blanks> +){NAME}\s*[:=：]")
GROUP = re.compile(rf"{NAME}\s*[:：]")
INDENTED_GROUP = re.compile(rf"(?P<blanks> +){NAME}:\s*(?:#.*)?")
COMMENTED_GROUP = re.compile(r"(?P<hash># *)(?P<name>\w+): *")
ENDING = {"'": re.compile("''|(')"), '"': re.compile(r'\\.|(")')}
WIDE = {"：": "a full-width colon", "＝": "a full-width equals sign"}
KINDS_OF_DASH = {"–": "an en dash", "—": "an em dash", "−": "a mathematical minus", "•": "a bullet"}
MOST_MARKED = 1000  # a longer list helps nobody


def wrong_punctuation(source: Source, texts: Collection[int], broken: bool) -> list[Problem]:
    """Find signs that stand in the place of others.

    Parameters
    ----------
    source
        The text.
    texts
        The lines (from 0) that are known to be within a quoted text.
    broken
        Whether the file cannot be read as it is. Only then are signs judged that could be part of a text.

    Returns
    -------
    list of Problem
        Each with what to write instead.
    """
    problems: list[Problem] = []
    for line in _lines(source, texts):
        problems += [wrong for rule in (_ALWAYS if not broken else _ALL) for wrong in rule(source, line)]
        if len(problems) > MOST_MARKED:
            break
    return [*problems, *_structure(source, texts, broken)]


def edits_of(problems: list[Problem], source: Source) -> Iterator[Replacement]:
    """What the problems say to write instead, as edits; a tab in front of one line stands for those below it too."""
    for wrong in problems:
        if wrong.line is not None and wrong.column is not None and wrong.instead is not None:
            yield Replacement(wrong.line - 1, wrong.column - 1, wrong.width, wrong.instead)
            if wrong.code == "S008" and wrong.instead and wrong.text.startswith("\t"):
                for number in range(wrong.line, len(source.written)):
                    text = source.written[number]
                    tabs = len(text) - len(text.lstrip("\t"))
                    if tabs:
                        yield Replacement(number, 0, tabs, " " * (len(wrong.instead) // wrong.width) * tabs)


class _Line(NamedTuple):
    """A line that is no part of a text: its number from 0, its text, and the text with quoted parts blotted out."""

    number: int
    text: str
    plain: str
    next_is_deeper: bool


def _lines(source: Source, texts: Collection[int]) -> Iterator[_Line]:
    """The lines that may hold a name: no comments, no empty lines, and none within a text."""
    numbers = [*_outside_texts(source, texts)]
    for position, number in enumerate(numbers):
        text = source.lines[number]
        below = source.lines[numbers[position + 1]] if position + 1 < len(numbers) else ""
        plain = QUOTED_PART.sub(lambda part: "\0" * len(part.group()), text)
        yield _Line(number, text, plain, _indentation(below) > _indentation(text))


def _outside_texts(source: Source, texts: Collection[int]) -> Iterator[int]:
    within: int | None = None
    for number, text in enumerate(source.lines):
        stripped = text.strip()
        if not stripped or (within is not None and _indentation(text) > within):
            continue
        within = None
        if stripped.startswith("#") or number in texts:
            continue
        yield number
        if BLOCK_OF_TEXT.fullmatch(text):
            within = _indentation(text)


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _known(name: str) -> bool:
    return name in WORDS or name in NAMES or name in GROUPS or name in SETTINGS


def _separators(source: Source, line: _Line) -> Iterator[Problem]:
    """Another sign than a colon and a blank between a known name and its value."""
    yield from _wrong_separators(source, line, _known)


def _any_separators(source: Source, line: _Line) -> Iterator[Problem]:
    """The same for any name."""
    yield from _wrong_separators(source, line, lambda _: True)


def _wrong_separators(source: Source, line: _Line, known: Callable[[str], bool]) -> Iterator[Problem]:
    matches = [WRONG_SEPARATOR.match(line.plain)]
    if BRACES.match(line.plain):
        matches += IN_BRACES.finditer(line.plain)
    for match in matches:
        if match is not None and known(match["name"]):
            sign, (start, end) = match["sign"], match.span("sign")
            place = source.place(line.number, start, end - start)
            at_end = not line.plain[end:].strip()
            if sign == ":":
                message, help = "a blank is missing after ':'", "write 'name: value', with a blank after the colon"
            else:
                what = WIDE.get(sign.strip(), f"'{sign.strip()}'")
                message, help = f"{what} stands where ':' belongs", "write 'name: value'"
            yield problem("S007", message, place, help, ":" if at_end else ": ")


def _missing_colon(source: Source, line: _Line) -> Iterator[Problem]:
    """A known name and a number, or the name of a group above what belongs to it, without a colon."""
    yield from _without_colon(source, line, lambda value: value[0] in "0123456789.+-")


def _any_missing_colon(source: Source, line: _Line) -> Iterator[Problem]:
    """The same with any word as value."""
    yield from _without_colon(source, line, lambda _: True)


def _without_colon(source: Source, line: _Line, plausible: Callable[[str], bool]) -> Iterator[Problem]:
    message, help = "a ':' is missing after this name", "write 'name: value', with a blank after the colon"
    match = NO_SEPARATOR.fullmatch(line.text)
    if match is not None and _known(match["name"]) and plausible(match["value"]):
        # The whole name is marked, so that the caret does not stand under a blank.
        place = source.place(line.number, match.start("name"), match.end("sign") - match.start("name"))
        yield problem("S007", message, place, help, f"{match['name']}: ")
    alone = ONLY_NAME.fullmatch(line.text)
    if alone is not None and line.next_is_deeper and alone["name"] in {*GROUPS, "interventions", "set"}:
        place = source.place(line.number, alone.start("name"), len(alone["name"]))
        yield problem("S007", message, place, help, f"{alone['name']}:")


def _slashes(source: Source, line: _Line) -> Iterator[Problem]:
    """A comment as in C or JavaScript."""
    if match := SLASHES.match(line.text):
        place = source.place(line.number, match.start(1), len(match[1]))
        yield problem("S007", f"'{match[1]}' starts no comment", place, "a comment starts with '#'", "#")


def _bullets(source: Source, line: _Line) -> Iterator[Problem]:
    """A dash of another kind at the start of an item of a list."""
    if match := BULLET.match(line.text):
        place = source.place(line.number, match.start(1))
        yield problem(
            "S007",
            f"{KINDS_OF_DASH[match[1]]} stands where '-' belongs",
            place,
            "an item of a list starts with '-'",
            "-",
        )


def _no_break_spaces(source: Source, line: _Line) -> Iterator[Problem]:
    """No-break spaces, which look like blanks, where a name is indented by them or follows one after its colon."""
    for match in (pattern.match(line.text) for pattern in NO_BREAK if "\xa0" in line.text):
        if match is not None:
            place = source.place(line.number, match.start(1), len(match[1]))
            message = "a no-break space stands where a blank belongs"
            yield problem("S008", message, place, "use blanks", " " * len(match[1]))


def _quotes(source: Source, line: _Line) -> Iterator[Problem]:
    """A quote within a text in the same quotes, which ends the text too early; and curly quotes around a text."""
    if match := QUOTED_VALUE.fullmatch(line.text):
        quote, start = match["quote"], match.start("inside")
        name = "apostrophe" if quote == "'" else "quote"
        twice = "''" if quote == "'" else '\\"'
        for inner in ENDING[quote].finditer(match["inside"]):
            if inner[1]:
                place = source.place(line.number, start + inner.start(1))
                help = f"write it as {twice} within a text in {quote} quotes, or use the other quotes around the text"
                yield problem("S007", f"this {name} ends the text too early", place, help, twice)
    elif match := CURLY_VALUE.fullmatch(line.text):
        for part in ("open", "close"):
            place = source.place(line.number, match.start(part))
            help = "write straight quotes around a text"
            yield problem("S007", f"the curly quote {match[part]} is no quote in YAML", place, help, '"')


def _title(source: Source, line: _Line) -> Iterator[Problem]:
    """A title with a colon in it, which YAML takes for the end of a name."""
    if (match := TITLE.fullmatch(line.text)) and ": " in match["text"]:
        place = source.place(line.number, match.start("text"), len(match["text"]))
        instead = json.dumps(match["text"], ensure_ascii=False)
        yield problem("S007", "a text with ': ' in it needs quotes", place, f"write {quoted(instead)[1:-1]}", instead)


_ALWAYS = (_separators, _missing_colon, _slashes, _bullets, _no_break_spaces)
_ALL = (_any_separators, _any_missing_colon, _slashes, _bullets, _no_break_spaces, _quotes, _title)


class _Group:
    """The group that the lines below belong to, and how far its settings are indented."""

    def __init__(self, name: str, indentation: int | None = None) -> None:
        self.name = name
        self.indentation = indentation


def _structure(source: Source, texts: Collection[int], broken: bool) -> Iterator[Problem]:
    """Settings that are indented in another way than the first of their group, or whose group is still a comment."""
    outside, written = {*_outside_texts(source, texts)}, {m["name"] for m in map(GROUP.match, source.lines) if m}
    group, comment = _Group(""), -1
    for number, text in enumerate(source.lines):
        if (match := COMMENTED_GROUP.fullmatch(text)) and match["name"] in GROUPS:
            comment = number
        elif number not in outside:
            continue
        elif match := GROUP.match(text):
            group, comment = _Group(match["name"]), -1
        elif broken and group.name not in ("interventions", "set") and _is_indented_group(text):
            blanks = _indentation(text)
            place = source.place(number, 0, blanks)
            help = "a group starts at the left margin: remove the blanks before it"
            yield problem("S007", f"the group '{text.split(':')[0].strip()}' is indented", place, help, "")
            group, comment = _Group(text.split(":")[0].strip()), -1
        elif match := SETTING.match(text):
            name, blanks = match["name"], len(match["blanks"])
            if name not in GROUPS.get(group.name, ()) and comment >= 0 and not _taken(group.name):
                above = COMMENTED_GROUP.fullmatch(source.lines[comment])
                if above and name in GROUPS[above["name"]] and above["name"] not in written:
                    place = source.place(comment, 0, len(above["hash"]))
                    message = f"'{name}' in line {number + 1} has no group, because '{above['name']}:' is a comment"
                    help = f"remove '{above['hash']}' in front of '{above['name']}:'"
                    yield problem("S014", message, place, help, "")
                    group, comment = _Group(above["name"], blanks), -1
            elif name in GROUPS.get(group.name, ()):
                group.indentation = group.indentation or blanks
                if broken and blanks != group.indentation:
                    yield _other_indentation(source, number, blanks, group.indentation)


def _taken(group: str) -> bool:
    """Whether settings may stand below something that is no group."""
    return group in ("interventions", "set", "factors")


def _is_indented_group(text: str) -> bool:
    match = INDENTED_GROUP.fullmatch(text)
    return match is not None and match["name"] in GROUPS


def _other_indentation(source: Source, number: int, blanks: int, first: int) -> Problem:
    message = f"this line is indented by {_blanks(blanks)}, the first setting of its group by {first}"
    help = "settings of one group start in the same column"
    return problem("S007", message, source.place(number, 0, blanks), help, " " * first)


def _blanks(count: int) -> str:
    return "1 blank" if count == 1 else f"{count} blanks"
