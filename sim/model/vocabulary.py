"""What a list of mechanisms declares in all, and what makes no model."""

from collections.abc import Iterable, Mapping, Sequence

from sim.model.declaration import Group
from sim.model.measures import Measure, measures
from sim.model.mechanism import Mechanism, MechanismType, Stream
from sim.model.parameters import groups
from sim.model.state import Column
from sim.model.week import PARAMETERS, WEEK, own_groups

type Rules = Sequence[type[Mechanism]]
type Observers = Iterable[Measure] | Mapping[str, Measure]


class RuleError(ValueError):
    """A list of rules or measures that makes no model."""


def check(rules: tuple[type[Mechanism], ...]) -> None:
    """Refuse what is no list of mechanisms. Raises RuleError that says why."""
    for rule in rules:
        if not isinstance(rule, MechanismType):
            raise RuleError(f"{rule!r} is no mechanism: write `class Mine(sim.Mechanism)` and pass the class")
        if rule.step is None and rule.start is None:
            raise RuleError(f"the rule {rule.name} has neither step nor start")
        if not rule.name.isidentifier():
            raise RuleError(f"the rule's name {rule.name!r} is none that Python could use")
        for hook, takes in (("step", ("luck", "t", "crew", "p")), ("start", ("luck", "crew", "p")), ("active", ("p",))):
            function = getattr(rule, hook)
            code = None if function is None else getattr(function, "py_func", function).__code__
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


def all_columns(new: list[type[Mechanism]]) -> dict[str, Column]:
    """Every column: the built-in ones, whichever mechanisms run, then those of the others."""
    columns: dict[str, Column] = {}
    for rule in (*WEEK, *new):
        for column in rule.declared(Column).values():
            if columns.setdefault(column.path, column) is not column:
                raise RuleError(f"the column {column.path} of rule {rule.name} exists already; choose another name")
    return columns


def all_measures(new: list[type[Mechanism]], more: Observers) -> dict[str, Measure]:
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
    return known


def more_groups(new: list[type[Mechanism]]) -> dict[str, type[Group]]:
    """The groups of parameters beside the built-in ones. Raises RuleError for a clash."""
    brought = own_groups(new)
    for name in brought:
        if name in groups(PARAMETERS):
            raise RuleError(f"parameters of the rule {name} would stand in a group that exists; give it a `name`")
    return brought
