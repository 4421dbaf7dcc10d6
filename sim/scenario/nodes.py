"""YAML text to nodes that know their line and column.

Nodes are built from ruamel's events rather than composed by it: so nothing is ever expanded, what a scenario must
not contain is refused where it stands, and everything else is still read.
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

from sim.scenario.problem import Place, Problem, problem, quoted, shown
from sim.scenario.scalars import resolve
from sim.scenario.source import CONTROL, Source
from sim.scenario.syntax import no_break_spaces, syntax_problem

DEEPEST = 20
MOST_EVENTS = 20_000


class Node(NamedTuple):
    """A value with its place; a group's `value` is a list of (name, node) pairs, a list's one of nodes.

    `refused` is what has been reported already and is to be passed over.
    """

    kind: Literal["group", "list", "scalar", "refused"]
    value: Any
    place: Place


Pairs = list[tuple[Node, Node]]


def parse(source: Source) -> tuple[Node | None, list[Problem]]:
    """The root of a YAML text (None if there is none) and everything that is wrong with it as YAML."""
    reading = _Reading(source)
    if strange := [*no_break_spaces(source)]:
        return None, strange
    try:
        for count, event in enumerate(YAML(typ="safe", pure=True).parse(source.text)):
            if count > MOST_EVENTS:
                help = f"it has more than {MOST_EVENTS:,} entries"
                reading.problems.append(problem("S005", "the file is too large", source.whole, help))
            if count > MOST_EVENTS or not reading.take(event):
                return reading.root, reading.problems
    except (YAMLError, ValueError, OverflowError) as error:  # ruamel passes on what chr() and int() raise
        return None, [*reading.problems, syntax_problem(error, source, reading.line)]
    if reading.root is None or reading.root[:2] == ("scalar", None):
        help = "the shortest scenario is the line 'coxed: 1'"
        return None, [*reading.problems, problem("S013", "the file says nothing", source.whole, help)]
    return reading.root, reading.problems


class _Reading:
    """The open groups and lists while events come in."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[tuple[Event, list[Node]]] = []
        self.line = 0  # up to which the text was read, from 0

    def take(self, event: Event) -> bool:
        """Take in one event; False where reading must stop."""
        self.line = event.end_mark.line
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
        """Refuse what YAML allows and a scenario does not need."""
        place = self.place(event)
        before = place.text[: event.start_mark.column]
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
        """The pairs of a group whose names can be used: text, and the first of its kind."""
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
                help = f"it is first said in line {seen[key.value].line}; remove one of them"
                self.report("S016", f"{quoted(key.value)} is said twice", key.place, help)
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
        """Where an event stands, as far as it goes in its first line."""
        start, end = event.start_mark, event.end_mark
        text = self.source.lines[start.line] if start.line < len(self.source.lines) else ""
        width = (end.column if end.line == start.line else len(text)) - start.column
        return self.source.place(start.line, start.column, width)

    def report(self, code: str, message: str, place: Place, help: str = "") -> None:
        """Note a problem and go on."""
        self.problems.append(problem(code, message, place, help))
