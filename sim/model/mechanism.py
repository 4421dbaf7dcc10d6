"""What a mechanism is: one object that holds its claim, parameters, columns, streams of chance, measures and its step.

A week is an ordered list of mechanisms (`sim.WEEK`). Everything else is put together from that list, in
`sim/model/assemble.py`: the state, the sections of the scenario file, the timetable, citations, warnings and hashes. A
mechanism of one's own has the same vocabulary as the built-in ones:

    class Fatigue(sim.Mechanism):
        '''Rowing tires: tired ← tired + rate · (rowed − tired).'''

        rate = sim.share(0.1, "Share of the distance that tiredness moves each period.")
        tired = sim.column("people", float, "members", "how tired the member is", high=1)
        tiredness = sim.mean("people.tired", "mean tiredness")

        def step(luck, t, crew, p):
            for i in range(len(crew.people.tired)):
                rowed = 1.0 if crew.week.decision[i] >= 0 else 0.0
                crew.people.tired[i] += p.fatigue.rate * (rowed - crew.people.tired[i])
"""

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, ClassVar, NamedTuple, get_args

from pydantic.fields import FieldInfo

from sim.model.parameters import Parameters
from sim.model.state import column as column

type Condition = Callable[[Parameters], bool]


class Stream(int):
    """A stream of chance: its number, and what its numbers are drawn for, as `position; item`.

    Published results depend on the numbers of built-in streams. All others take theirs from the stream's full name, so
    that a new one meets no old one and needs no list.
    """

    label: str
    per: str


class _Unnumbered(NamedTuple):
    per: str


def stream(per: str, number: int | None = None) -> Any:
    """Declare a stream of chance that is drawn `per` member, goal, … (`position; item`).

    In a step: `uniform(split(luck, Mine.nap), i, 0)` is the number of member i in this period.
    """
    return _Unnumbered(per) if number is None else _stream(number, per)


def _stream(number: int, per: str, label: str = "") -> Stream:
    made = Stream(number)
    made.per, made.label = per, label
    return made


def _number(label: str) -> int:
    """A number below 2^62 that nobody else has: published ones are small."""
    return int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big") >> 2 | 1 << 40


class Paper(NamedTuple):
    """Papers (keys of `references.bib`) that a mechanism rests on, what for, and under which parameters."""

    keys: tuple[str, ...]
    what: str
    holds: Condition


def cites(keys: str, what: str, holds: Condition) -> Paper:
    """Name papers by their keys, divided by blanks; a run relies on them where `holds` is true of its parameters."""
    return Paper(tuple(keys.split()), what, holds)


class Idle(NamedTuple):
    """Settings that have no effect under a condition, when they would have one, and the least that makes it hold."""

    title: str
    settings: tuple[str, ...]
    counts: str
    holds: Condition
    example: Mapping[str, Any]


def snake(name: str) -> str:
    """`MyRule` as `my_rule`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class MechanismType(type):
    """Reads a mechanism's declarations when its class is made."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **more: Any) -> "MechanismType":
        """Give streams their numbers, and make plain functions static: a step knows no `self`."""
        inherited = next((base.name for base in bases if isinstance(base, MechanismType) and base.name), "")
        own = (namespace.get("name") or inherited or snake(name)) if bases else ""
        for key, value in [*namespace.items()]:
            if isinstance(value, _Unnumbered):
                namespace[key] = _stream(_number(f"{own}.{key}"), value.per, f"{own}.{key}")
            elif isinstance(value, Stream):
                value.label = f"{own}.{key}"
            elif isinstance(value, FunctionType) and key in ("step", "start", "active"):
                namespace[key] = staticmethod(value)
        namespace["name"] = own
        return super().__new__(mcs, name, bases, namespace, **more)

    def declared[T](cls, kind: type[T]) -> dict[str, T]:
        """What the mechanism declares of a kind (`Column`, `Stream`, `FieldInfo`, `Measure`), by name."""
        declarations = {}
        for base in reversed(cls.__mro__):
            declarations.update({key: value for key, value in vars(base).items() if isinstance(value, kind)})
        return declarations

    def __repr__(cls) -> str:
        """Its name, as the timetable has it."""
        return f"<mechanism {cls.name}>" if cls.name else "<mechanism>"

    name: str


class Mechanism(metaclass=MechanismType):
    """One mechanism of the model, or one of your own; the docstring states its claim, equation and papers.

    Attributes
    ----------
    name : its name in the timetable and in front of its parameters; the class's name in small letters if not given
    number, about : its place in the week, and what happens there, in one line
    papers : papers that it rests on, see `cites`
    idle : settings without effect, by the code of the warning
    after : name of the mechanism that it follows where a file of rules is added to the week; at the end if not given
    compiled : False for a step in plain Python, which may use all of Python and is slow

    Functions
    ---------
    step(luck, t, crew, p) : what happens in period t. `luck` is the period's node of chance, `crew` the state, `p` the
        parameters. It returns nothing, or whether anything lasting may have moved or may move in a later period: when
        no mechanism says so, the run is at rest, and is not computed further.
    start(luck, crew, p) : what happens at the start of a run
    active(p) : whether the step is called under these parameters (of choices, `p` has the place of the word)
    """

    name: ClassVar[str] = ""
    number: ClassVar[str] = ""
    about: ClassVar[str] = ""
    papers: ClassVar[tuple[Paper, ...]] = ()
    idle: ClassVar[Mapping[str, Idle]] = {}
    after: ClassVar[str] = ""
    compiled: ClassVar[bool] = True

    step: Any = None
    start: Any = None
    active: Any = None


def about(rule: type[Mechanism]) -> str:
    """What a mechanism is about: its own line, else the first one of its docstring."""
    text = rule.about or (inspect.getdoc(rule) or "").partition("\n")[0]
    return text.rstrip(".")


def reports_rest(rule: type[Mechanism]) -> bool:
    """Whether the mechanism's step says if anything may move: its annotation is `-> bool`."""
    step: Any = rule.step
    return step is not None and step.__annotations__.get("return") in (bool, "bool")


def kind_of(field: FieldInfo, annotation: Any) -> Any:
    """The type of a parameter that a mechanism declares: its annotation, else that of its default."""
    if annotation is not None:
        if annotation in (int, float) or all(isinstance(word, str) for word in get_args(annotation) or [0]):
            return annotation
        raise ValueError(f"a parameter is an int, a float or a Literal of words, not {annotation!r}")
    if isinstance(field.default, str) and not field.metadata:  # one with limits is a number that stands in quotes
        raise ValueError("a choice needs its words: `kind: Literal['one', 'other'] = sim.choice('one', ...)`")
    return int if isinstance(field.default, int) and not _is_share(field) else float


def _is_share(field: FieldInfo) -> bool:
    extra: Any = field.json_schema_extra or {}
    return bool(extra.get("unit") == "share")
