"""Reading YAML text into nodes that know their line and column.

Nodes are built from ruamel's events. So nothing is ever expanded, what a file must not contain is refused where it
stands, and everything else is still read.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from sim.scenario.files import CONTROL, Replacement, Source
from sim.scenario.problem import Place, Problem, problem, quoted, shown
from sim.scenario.punctuation import edits_of, wrong_punctuation
from sim.scenario.scalars import resolve
from sim.scenario.syntax import OTHER, syntax_problem

DEEPEST = 20
MOST_EVENTS = 20_000


class Node(NamedTuple):
    """A value with its place; a group's `value` is a list of (name, node) pairs, a list's one of nodes.

    `refused` is what has been reported already; whoever reads it skips it.
    """

    kind: Literal["group", "list", "scalar", "refused"]
    value: Any
    place: Place


Pairs = list[tuple[Node, Node]]


MOST_MISTAKES = 20  # after which a file that cannot be read is given up
MOST_REREAD = 300_000  # characters, which take about two seconds
CONSEQUENCES = frozenset({"S013", "S017", "S024", "S033"})
"""What is missing may stand in the lines that could not be read."""


def parse(source: Source, in_part: bool = False) -> tuple[Node | None, list[Problem]]:
    """Read a YAML text as far as possible.

    Where punctuation is wrong and only one reading is possible, the problem is noted, and the text is read as it was
    meant. A line that cannot be read is noted and left out, with what is indented below it.

    Parameters
    ----------
    source
        The text.
    in_part
        Whether a text with lines left out is of use. See `incomplete`.

    Returns
    -------
    root
        The root, or None if there is none that is of use.
    problems
        Everything that is wrong with the text as YAML.
    """
    reading = _Reading(source)
    failure = reading.run()
    problems = [] if reading.stopped else wrong_punctuation(source, reading.texts, failure is not None)
    if problems:
        source = source.edited(edits_of(problems, source))
        reading = _Reading(source)
        failure = reading.run()
    reread = 0
    while failure is not None:
        wrong = syntax_problem(failure, source, reading.line, reading.text_start)
        # The same again, or once more what has no better words, comes of what was left out.
        if wrong in problems or (wrong.message == OTHER.message and OTHER.message in {p.message for p in problems}):
            return None, [*problems, *reading.problems]
        problems.append(wrong)
        reread += len(source.text)
        if len(problems) > MOST_MISTAKES or reread > MOST_REREAD:
            return None, [*problems, *reading.problems]
        source = source.edited(edits_of([wrong], source) if wrong.instead is not None else _left_out(wrong, source))
        reading = _Reading(source)
        failure = reading.run()
    problems += reading.problems
    if reading.root is None or reading.root[:2] == ("scalar", None):
        help = "the shortest scenario is the line 'coxed: 1'"
        return None, [*problems, *([] if problems else [problem("S013", "the file says nothing", source.whole, help)])]
    return reading.root if in_part or not incomplete(problems) else None, problems


def incomplete(problems: list[Problem]) -> bool:
    """Whether lines were left out because of one of these problems, so that nobody knows what they say."""
    return any(wrong.code == "S007" and wrong.instead is None for wrong in problems)


def _left_out(wrong: Problem, source: Source) -> Iterator[Replacement]:
    """Empty the line of a problem and those that belong to it.

    These are the lines that are indented more; below the name of a group, all that are indented.
    """
    first = (wrong.line or 1) - 1
    text = source.written[first]
    is_name = text.partition(" #")[0].rstrip().endswith(":")
    indentation = 0 if is_name else len(text) - len(text.lstrip())
    yield Replacement(first, 0, len(text), "")
    for number in range(first + 1, len(source.written)):
        text = source.written[number]
        if text.strip() and len(text) - len(text.lstrip()) <= indentation:
            break
        yield Replacement(number, 0, len(text), "")


class _Reading:
    """The groups and lists that are open while events come in."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[tuple[Event, list[Node]]] = []
        self.line = 0  # up to which the text was read, from 0
        self.texts: set[int] = set()  # the lines below the first of each quoted text, from 0
        self.text_start: tuple[int, int] | None = None  # of a text in quotes that ended in the line read last
        self.stopped = False

    def run(self) -> Exception | None:
        """Read everything, or until reading has to stop; what the YAML reader raises is returned."""
        try:
            for count, event in enumerate(YAML(typ="safe", pure=True).parse(self.source.text)):
                if count > MOST_EVENTS:
                    help = f"it has more than {MOST_EVENTS:,} entries"
                    self.problems.append(problem("S005", "the file is too large", self.source.whole, help))
                if count > MOST_EVENTS or not self.take(event):
                    self.stopped = True
                    return None
        except (YAMLError, ValueError, OverflowError) as error:  # ruamel passes on what chr() and int() raise
            return error
        return None

    def take(self, event: Event) -> bool:
        """Take in one event; False where reading must stop."""
        self.line = event.end_mark.line
        self.text_start = None
        if isinstance(event, DocumentStartEvent):
            return self.start(event)
        if isinstance(event, CollectionEndEvent):
            start, inside = self.open.pop()
            self.add(self.closed(start, inside))
        elif isinstance(event, NodeEvent):
            self.check(event)
            if isinstance(event, CollectionStartEvent):
                self.open.append((event, []))
                if len(self.open) > DEEPEST:
                    self.report(
                        "S009", f"nested more than {DEEPEST} levels deep", self.place(event), "a scenario needs four"
                    )
                    return False
            elif isinstance(event, ScalarEvent):
                plain = event.style is None or event.style == ""
                if not plain:
                    self.texts.update(range(event.start_mark.line + 1, event.end_mark.line + 1))
                    if event.start_mark.line < event.end_mark.line:
                        self.text_start = (event.start_mark.line, event.start_mark.column)
                self.add(Node("scalar", resolve(event.value) if plain else event.value, self.place(event)))
            else:
                self.add(Node("refused", None, self.place(event)))
        return True

    def start(self, event: DocumentStartEvent) -> bool:
        """Refuse directives and a second document."""
        line = event.start_mark.line
        if self.root is not None:
            help = "put each scenario in a file of its own"
            self.report("S012", "a second document starts here", self.source.place(line, 0, 3), help)
            return False
        for number, text in enumerate(self.source.lines[:line]):
            if text.startswith("%"):
                place = self.source.place(number, 0, len(text))
                self.report("S011", f"directive {quoted(text.strip())}", place, "remove this line")
        return True

    def check(self, event: NodeEvent) -> None:
        """Refuse what YAML allows and no file needs."""
        place = self.place(event)
        before = self.line_of(event)[: event.start_mark.column]
        if "\t" in before and not before.strip():
            place = place._replace(column=1, width=len(before))
            self.report("S008", "a tab is used as indentation", place, "use spaces")
        if isinstance(event, AliasEvent):
            self.report("S010", f"alias '*{event.anchor}'", place, "write the value itself")
        elif event.anchor is not None:
            self.report("S010", f"anchor '&{event.anchor}'", place, "remove it, and write the value where it is used")
        if (tag := getattr(event, "tag", None)) is not None:
            tag = str(tag).replace("tag:yaml.org,2002:", "!!")
            self.report("S011", f"tag {quoted(tag)}", place, "write the plain value, without a tag")
        if isinstance(event, ScalarEvent) and (bad := CONTROL.search(event.value)):
            self.report("S006", f"control character U+{ord(bad.group()):04X}", place, "remove it")

    def closed(self, start: Event, inside: list[Node]) -> Node:
        """The group or list that ends here."""
        if isinstance(start, MappingStartEvent):
            return Node("group", list(self.named(inside)), self.place(start))
        return Node("list", inside, self.place(start))

    def named(self, inside: list[Node]) -> Iterator[tuple[Node, Node]]:
        """The pairs of a group whose names are text and not there before."""
        seen: dict[str, Place] = {}
        for key, value in zip(inside[::2], inside[1::2], strict=True):
            if key.kind == "refused":
                continue
            if not isinstance(key.value, str) or key.kind != "scalar" or not key.value:
                what = f"a {key.kind}" if key.kind != "scalar" else shown(key.value or None)
                help = "write 'name: value', and decimals with a point"
                self.report("S015", f"{what} stands where a name belongs", key.place, help)
            elif key.value == "<<":
                self.report("S010", "the merge key '<<'", key.place, "write what is merged where it is used")
            elif key.value in seen:
                help = f"it is first written in line {seen[key.value].line}; remove one of them"
                self.report("S016", f"{quoted(key.value)} is written twice", key.place, help)
            else:
                seen[key.value] = key.place
                yield key, value

    def add(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if self.open:
            self.open[-1][1].append(node)
        else:
            self.root = node

    def place(self, event: Event) -> Place:
        """The place of an event, as far as it reaches in its first line."""
        start, end = event.start_mark, event.end_mark
        width = (end.column if end.line == start.line else len(self.line_of(event))) - start.column
        return self.source.place(start.line, start.column, width)

    def line_of(self, event: Event) -> str:
        """The line in which an event starts, as it is read."""
        number = event.start_mark.line
        return self.source.lines[number] if number < len(self.source.lines) else ""

    def report(self, code: str, message: str, place: Place, help: str = "") -> None:
        """Add a problem, and go on."""
        self.problems.append(problem(code, message, place, help))
