"""What makes no model of a list of mechanisms and measures: everything that is wrong, and where it is declared."""

import builtins
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from keyword import iskeyword
from math import isfinite
from typing import Any, NamedTuple, cast

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sim.model.bytecode import chains, looked_up
from sim.model.declaration import Group
from sim.model.measures import EVERYBODY, LOWEST, MANAGERS, TIES, WORKING, WORKING_LOWEST, Measure, measures
from sim.model.mechanism import Mechanism, MechanismType, Paper, Stream
from sim.model.parameters import describe, described, group_of, groups
from sim.model.state import RECORDS, Column
from sim.model.uncompiled import absent
from sim.model.week import PARAMETERS, WEEK, own_fields

MOST_WHOLE = 2**53  # up to which every whole number is a number of either kind
INNER = "_"  # how names begin that tuples have of their own, such as `p.run._replace`
HOOKS = {"step": ("luck", "t", "crew", "p"), "start": ("luck", "crew", "p"), "active": ("p",)}

type Rule = type[Mechanism]
type Named = Sequence[tuple[str, Measure]]


class Flaw(NamedTuple):
    """One thing that is wrong. `owner` is the rule or measure, `name` what it calls the thing."""

    message: str
    owner: Any = None
    name: str = ""


class RuleError(ValueError):
    """Rules or measures that make no model; `flaws` holds everything that is wrong with them."""

    def __init__(self, *flaws: Flaw | str) -> None:
        self.flaws = tuple(Flaw(flaw) if isinstance(flaw, str) else flaw for flaw in flaws)
        super().__init__("\n".join(flaw.message for flaw in self.flaws))


def refuse_flawed(rules: Sequence[Rule], more: Named) -> None:
    """Refuse rules, and measures beside theirs, that make no model. Raises RuleError with everything that is wrong."""
    strange = [
        Flaw(f"{rule!r} is no mechanism: write `class Mine(sim.Mechanism)` and pass the class")
        for rule in rules
        if not isinstance(rule, MechanismType)
    ]
    new = [rule for rule in rules if rule not in WEEK]
    if flaws := strange or [*_of_rules(rules), *_of_declarations(new, more)]:
        raise RuleError(*flaws)


def meant(path: str, columns: Iterable[str]) -> str:
    """What to say of a column that there is not: the one that is called much like it, or all of its record."""
    if near := get_close_matches(path, columns, n=1, cutoff=0.85):
        return f"did you mean {near[0]}?"
    listed = [other for other in columns if other.partition(".")[0] == path.partition(".")[0]] or RECORDS
    return f"there are {', '.join(listed)}"


def _of_rules(rules: Sequence[Rule]) -> Iterator[Flaw]:
    numbers: dict[int, str] = {}
    for rule in (*WEEK, *rules):
        for name, stream in rule.declared(Stream).items():
            if numbers.setdefault(int(stream), stream.label) != stream.label:
                number = f"{stream.label} has the number {int(stream)} of another stream"
                yield Flaw(f"{number}; declare it without one", rule, name)
    for rule in (rule for rule in rules if rule not in WEEK):
        if rule.step is None and rule.start is None:
            yield Flaw(f"the rule {rule.name} has neither step nor start", rule)
        if not str(rule.name).isidentifier() or iskeyword(str(rule.name)):
            yield Flaw(f"the rule's name {rule.name!r} is none that Python could use", rule, "name")
        if not isinstance(rule.papers, tuple | list) or not all(isinstance(paper, Paper) for paper in rule.papers):
            yield Flaw(f"{rule.name}.papers is no list of papers; write `papers = (sim.cites(...),)`", rule, "papers")
        yield from _of_hooks(rule)
    counts = Counter(rule.name for rule in rules)
    for rule in {rule.name: rule for rule in rules if counts[rule.name] > 1}.values():
        yield Flaw(f"two rules are called {rule.name}; give one of them another `name`", rule)


def _of_hooks(rule: Rule) -> Iterator[Flaw]:
    for hook, takes in HOOKS.items():
        function = getattr(rule, hook)
        plain = getattr(function, "py_func", function)
        code = getattr(plain, "__code__", None)
        if code is None:
            if function is not None:
                yield Flaw(f"{rule.name}.{hook} is {function!r}; write `def {hook}({', '.join(takes)}):`", rule, hook)
            continue
        have = code.co_varnames[: code.co_argcount]
        if have != takes:
            yield Flaw(f"{rule.name}.{hook} takes ({', '.join(takes)}), not ({', '.join(have)})", rule, hook)
        if unknown := sorted(looked_up(code) - {*plain.__globals__} - {*vars(builtins)}):
            yield Flaw(f"{rule.name}.{hook} uses {', '.join(unknown)}, which is not defined", rule, hook)


def _of_declarations(new: Sequence[Rule], more: Named) -> Iterator[Flaw]:
    numbers = {about.path for about in described(PARAMETERS) if about.choices or about.kind is not str}
    for rule in new:
        yield from _of_fields(rule)
        for name, field in rule.declared(FieldInfo).items():
            if cast(Any, field.json_schema_extra)["unit"] != "file":
                numbers.add(f"{rule.name}.{name}")
    columns: dict[str, Column] = {}
    for rule in (*WEEK, *new):
        for name, column in rule.declared(Column).items():
            if columns.setdefault(column.path, column) is not column:
                taken = f"the column {column.path} of rule {rule.name} exists already"
                yield Flaw(f"{taken}; choose another name", rule, name)
            if rule in new:
                yield from (Flaw(message, rule, name) for message in _of_column(column, rule.name, numbers))
    for rule in new:
        yield from _of_names(rule, columns, new)
    known = measures()
    listed = [(name, measure, rule) for rule in new for name, measure in rule.declared(Measure).items()]
    for name, measure, owner in (*listed, *((name, measure, measure) for name, measure in more)):
        if not isinstance(measure, Measure):
            yield Flaw(f"{measure!r} is no measure: mark a function of (crew) with `@sim.measure(...)`")
        elif not name:
            yield Flaw("a measure needs a name: pass {name: measure}, or mark a function")
        elif known.setdefault(name, measure) is not measure:
            yield Flaw(f"the measure {name} exists already; choose another name", owner, name)
        elif measure.function is None:
            yield from (Flaw(message, owner, name) for message in _of_measure(name, measure, columns))


def _of_names(rule: Rule, columns: Iterable[str], new: Sequence[Rule]) -> Iterator[Flaw]:
    """Records, columns, groups and parameters that a rule reads or writes and that there are not."""
    records: dict[str, list[str]] = {record: [] for record in RECORDS}
    for path in columns:
        record, _, column = path.partition(".")
        records[record].append(column)
    fields = {name: [*group.model_fields] for name, group in groups(PARAMETERS).items()}
    fields |= {one.name: own for one in new if (own := [*one.declared(FieldInfo)])}
    have = {"crew": records, "p": fields}
    for hook in HOOKS:
        function = getattr(rule, hook)
        code = getattr(getattr(function, "py_func", function), "__code__", None)
        for of, part, name in dict.fromkeys(chains(code, have) if code is not None else ()):
            if part.startswith(INNER) or name.startswith(INNER):
                continue
            if part not in have[of]:
                yield Flaw(f"{rule.name}.{hook}: {absent(of, part, have[of])}", rule, hook)
            elif name not in have[of][part]:
                yield Flaw(f"{rule.name}.{hook}: {absent(f'{of}.{part}', name, have[of][part])}", rule, hook)


def _of_fields(rule: Rule) -> Iterator[Flaw]:
    """Parameters that cannot be: by their names, types, limits or defaults."""
    if rule.name in groups(PARAMETERS) and rule.declared(FieldInfo):
        message = f"parameters of the rule {rule.name} would stand in a group that exists; give it a `name`"
        yield Flaw(message, rule)
    try:
        fields = own_fields(rule)
    except ValueError as error:
        yield Flaw(f"a parameter of the rule {rule.name} cannot be: {error}", rule)
        return
    flaws = {name: message for name, field in fields.items() if (message := _of_field(rule.name, name, *field))}
    yield from (Flaw(message, rule, name) for name, message in flaws.items())
    group = group_of("own", "", {name: field for name, field in fields.items() if name not in flaws}, rule)
    for name, field in group.model_fields.items():
        try:
            group.model_validate({name: field.default})
        except ValidationError:
            about = describe(rule.name, name, field)
            message = f"the default of {about.path} cannot be {about.default!r}; expected {about.expected}"
            yield Flaw(message, rule, name)


def _of_field(rule: str, name: str, kind: Any, field: FieldInfo) -> str:
    """What is wrong with a parameter apart from its default; empty if nothing is."""
    path = f"{rule}.{name}"
    limits = [getattr(limit, end) for limit in field.metadata for end in ("ge", "le") if hasattr(limit, end)]
    written = " and ".join(map(str, limits))
    if name.startswith("_") or name == "rule" or (name.startswith("model_") and hasattr(Group, name)):
        return f"no parameter can be called {path}; choose another name"
    if bool(limits) != (kind in (int, float)):
        return f"{path}: a number is declared with `sim.share` or `sim.amount`, words with `sim.choice`"
    if any(isinstance(end, bool) or not isinstance(end, int | float) or not isfinite(end) for end in limits):
        return f"the limits of {path} must be finite numbers, not {written}"
    if kind is int and any(end != int(end) or abs(end) > MOST_WHOLE for end in limits):
        return f"{path} is a whole number, and so must its limits be, not {written}"
    if limits and limits[0] > limits[1]:
        return f"the limits of {path} are {written}; the lower one comes first"
    return ""


def _of_column(column: Column, rule: str, numbers: Collection[str]) -> Iterator[str]:
    """A name or a start that cannot be; `numbers` are the parameters."""
    if column.name.startswith("_"):
        yield f"no column can be called {column.path}, as one of rule {rule} is; choose another name"
    start = column.start
    wrong = f"the column {column.path} of rule {rule} cannot start at {start!r}"
    if isinstance(start, str) and start not in numbers:
        yield f"{wrong}, which is no parameter; write a number, or a path such as 'network.initial_trust'"
    if not isinstance(start, str) and not (isinstance(start, int | float) and isfinite(start)):
        yield f"{wrong}; write a finite number"


def _of_measure(name: str, measure: Measure, columns: Mapping[str, Column]) -> Iterator[str]:
    """A measure of columns that do not exist or have another shape."""
    if not measure.columns:
        yield f"the measure {name} names no column; write one such as 'people.skill'"
    over = {measure.over, measure.per} - {None}
    if not over <= {EVERYBODY, MANAGERS, LOWEST, WORKING, WORKING_LOWEST, TIES} or measure.over == WORKING_LOWEST:
        yield f"the measure {name} is over {measure.over!r} per {measure.per!r}, see `sim.model.measures`"
        return
    if measure.of_team and measure.over == TIES:
        yield f"the measure {name} is over ties and of teams; choose one"
    mean = ("members", "ties") if measure.over == TIES else ("members",)
    shape = () if measure.whole else ("one",) if measure.over is None else mean
    for path in measure.columns:
        if path not in columns:
            yield f"the measure {name} is of {path}, which is no column; {meant(path, columns)}"
        elif shape and columns[path].shape != shape:
            have = " ".join(columns[path].shape)
            yield f"the measure {name} needs a column of {' '.join(shape)}, and {path} is one of {have}"
