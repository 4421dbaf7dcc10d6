"""What a list of mechanisms declares in all, and what makes no model."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from keyword import iskeyword
from math import isfinite

from pydantic import ValidationError

from sim.model.declaration import Group
from sim.model.measures import EVERYBODY, LOWEST, MANAGERS, TIES, WORKING, WORKING_LOWEST, Measure, measures
from sim.model.mechanism import Mechanism, MechanismType, Paper, Stream
from sim.model.parameters import Described, Parameters, described, extended, groups
from sim.model.state import RECORDS, Column
from sim.model.week import PARAMETERS, WEEK, own_fields, own_groups

type Rules = Sequence[type[Mechanism]]
type Observers = Iterable[Measure] | Mapping[str, Measure]


MOST_WHOLE = 2**53  # up to which every whole number is a number of either kind


class RuleError(ValueError):
    """A list of rules or measures that makes no model."""


def check(rules: tuple[type[Mechanism], ...]) -> None:
    """Refuse what is no list of mechanisms. Raises RuleError that says why."""
    for rule in rules:
        if not isinstance(rule, MechanismType):
            raise RuleError(f"{rule!r} is no mechanism: write `class Mine(sim.Mechanism)` and pass the class")
        if rule.step is None and rule.start is None:
            raise RuleError(f"the rule {rule.name} has neither step nor start")
        if not str(rule.name).isidentifier() or iskeyword(str(rule.name)):
            raise RuleError(f"the rule's name {rule.name!r} is none that Python could use")
        if not isinstance(rule.papers, tuple | list) or not all(isinstance(paper, Paper) for paper in rule.papers):
            raise RuleError(f"{rule.name}.papers is no list of papers; write `papers = (sim.cites(...),)`")
        for hook, takes in (("step", ("luck", "t", "crew", "p")), ("start", ("luck", "crew", "p")), ("active", ("p",))):
            function = getattr(rule, hook)
            code = getattr(getattr(function, "py_func", function), "__code__", None)
            if function is not None and code is None:
                raise RuleError(f"{rule.name}.{hook} is {function!r}; write `def {hook}({', '.join(takes)}):`")
            have = takes if code is None else code.co_varnames[: code.co_argcount]
            if have != takes:
                raise RuleError(f"{rule.name}.{hook} takes ({', '.join(takes)}), not ({', '.join(have)})")
    names = [rule.name for rule in rules]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise RuleError(f"two rules are called {twice}; give one of them another `name`")

    numbers: dict[int, str] = {}
    for rule in (*WEEK, *rules):
        for stream in rule.declared(Stream).values():
            if numbers.setdefault(int(stream), stream.label) != stream.label:
                raise RuleError(
                    f"{stream.label} has the number {int(stream)} of another stream; declare it without one"
                )


def all_parameters(new: list[type[Mechanism]]) -> type[Parameters]:
    """The built-in groups of parameters, then those of the other mechanisms. Raises RuleError for what is none."""
    for rule in new:
        _check_fields(rule)
    brought = own_groups(new)
    for name in brought:
        if name in groups(PARAMETERS):
            raise RuleError(f"parameters of the rule {name} would stand in a group that exists; give it a `name`")
    parameters = extended(brought, PARAMETERS)
    for about in described(parameters):
        if about.group in brought:
            _check_default(about, brought[about.group])
    return parameters


def _check_fields(rule: type[Mechanism]) -> None:
    """Refuse parameters that cannot be: by their names, types or limits. Raises RuleError that says why."""
    try:
        fields = own_fields(rule)
    except ValueError as error:
        raise RuleError(f"a parameter of the rule {rule.name} cannot be: {error}") from None
    for name, (kind, field) in fields.items():
        path = f"{rule.name}.{name}"
        if name.startswith("_") or name == "rule" or (name.startswith("model_") and hasattr(Group, name)):
            raise RuleError(f"no parameter can be called {path}; choose another name")
        limits = [getattr(limit, end) for limit in field.metadata for end in ("ge", "le") if hasattr(limit, end)]
        if bool(limits) != (kind in (int, float)):
            raise RuleError(f"{path}: a number is declared with `sim.share` or `sim.amount`, words with `sim.choice`")
        written = " and ".join(map(str, limits))
        if any(isinstance(end, bool) or not isinstance(end, int | float) or not isfinite(end) for end in limits):
            raise RuleError(f"the limits of {path} must be finite numbers, not {written}")
        if kind is int and any(end != int(end) or abs(end) > MOST_WHOLE for end in limits):
            raise RuleError(f"{path} is a whole number, and so must its limits be, not {written}")
        if limits and limits[0] > limits[1]:
            raise RuleError(f"the limits of {path} are {written}; the lower one comes first")


def _check_default(about: Described, group: type[Group]) -> None:
    """Refuse a default that its own parameter does not take. Raises RuleError."""
    try:
        group.model_validate({about.name: about.default})
    except ValidationError:
        message = f"the default of {about.path} cannot be {about.default!r}; expected {about.expected}"
        raise RuleError(message) from None


def all_columns(new: list[type[Mechanism]], parameters: type[Parameters]) -> dict[str, Column]:
    """Every column: the built-in ones, whichever mechanisms run, then those of the others."""
    columns: dict[str, Column] = {}
    numbers = {about.path for about in described(parameters) if about.choices or about.kind is not str} if new else {}
    for rule in (*WEEK, *new):
        for column in rule.declared(Column).values():
            if columns.setdefault(column.path, column) is not column:
                raise RuleError(f"the column {column.path} of rule {rule.name} exists already; choose another name")
            if rule in new:
                _check_column(column, rule.name, numbers)
    return columns


def _check_column(column: Column, rule: str, numbers: Collection[str]) -> None:
    """Refuse a column with a name or a start that cannot be; `numbers` are the parameters. Raises RuleError."""
    if column.name.startswith("_"):
        raise RuleError(f"no column can be called {column.path}, as one of rule {rule} is; choose another name")
    start = column.start
    if isinstance(start, str) and start not in numbers:
        message = f"the column {column.path} of rule {rule} cannot start at {start!r}, which is no parameter"
        raise RuleError(f"{message}; write a number, or a path such as 'network.initial_trust'")
    if not isinstance(start, str) and not (isinstance(start, int | float) and isfinite(start)):
        raise RuleError(f"the column {column.path} of rule {rule} cannot start at {start!r}; write a finite number")


def all_measures(new: list[type[Mechanism]], more: Observers, columns: Mapping[str, Column]) -> dict[str, Measure]:
    """Every measure: the built-in ones, those of the other mechanisms, then `more`. Raises RuleError for a clash."""
    known = measures()
    listed = [(name, m) for rule in new for name, m in rule.declared(Measure).items()]
    named = more.items() if isinstance(more, Mapping) else [(getattr(m, "name", ""), m) for m in more]
    for name, measure in (*listed, *named):
        if not isinstance(measure, Measure):
            raise RuleError(f"{measure!r} is no measure: mark a function of (crew) with `@sim.measure(...)`")
        if not name:
            raise RuleError("a measure needs a name: pass {name: measure}, or mark a function")
        if known.setdefault(name, measure) is not measure:
            raise RuleError(f"the measure {name} exists already; choose another name")
        if measure.function is None:
            _check_measure(name, measure, columns)
    return known


def _check_measure(name: str, measure: Measure, columns: Mapping[str, Column]) -> None:
    """Refuse a measure of columns that do not exist or have another shape. Raises RuleError that says which."""
    if not measure.columns:
        raise RuleError(f"the measure {name} names no column; write one such as 'people.skill'")
    over = {measure.over, measure.per} - {None}
    if not over <= {EVERYBODY, MANAGERS, LOWEST, WORKING, WORKING_LOWEST, TIES} or measure.over == WORKING_LOWEST:
        raise RuleError(f"the measure {name} is over {measure.over!r} per {measure.per!r}, see `sim.model.measures`")
    if measure.of_team and measure.over == TIES:
        raise RuleError(f"the measure {name} is over ties and of teams; choose one")
    mean = ("members", "ties") if measure.over == TIES else ("members",)
    shape = () if measure.whole else ("one",) if measure.over is None else mean
    for path in measure.columns:
        if path not in columns:
            listed = [other for other in columns if other.partition(".")[0] == path.partition(".")[0]] or RECORDS
            raise RuleError(f"the measure {name} is of {path}, which is no column; there are {', '.join(listed)}")
        if shape and columns[path].shape != shape:
            have = " ".join(columns[path].shape)
            raise RuleError(f"the measure {name} needs a column of {' '.join(shape)}, and {path} is one of {have}")
