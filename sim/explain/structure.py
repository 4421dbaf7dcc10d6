"""Who causes what: what each mechanism reads, writes, uses and draws, and what each parameter reaches.

Nothing is listed here by hand. Everything is taken from the code of the steps (`sim/explain/data_flow.py`).
"""

import inspect
from collections.abc import Iterable, Mapping
from functools import cache
from textwrap import indent
from types import SimpleNamespace
from typing import Any, NamedTuple

from sim.explain.data_flow import DataFlow, belongs_to_person
from sim.model.assemble import Model, standard
from sim.model.measures import Measure, observer
from sim.model.mechanism import Mechanism, about
from sim.model.outcomes import summarize
from sim.model.parameters import Parameters, described, groups
from sim.model.state import Column, sizes

START, END = "The start of a run", "The end of a run"
PHASES = {  # by the last number of each
    1: "1  The destination moves, the water changes, members come and go.",
    5: "2-5  Leadership: the channel opens, the direction is reviewed, the plan follows, members hear of it.",
    8: "6-8  The crew rows.",
    10: "9-10  Members see how it went and speak up; the organization reacts.",
    12: "11-12  Members meet, have needs, argue, and learn from each other.",
    13: "13  Members develop.",
    14: "14  The period is recorded.",
}


class Event(NamedTuple):
    """The turn of one mechanism in the period.

    Attributes
    ----------
    rule, phase, about
        its name, its part of the period, and one line about it
    reads, writes
        the columns, by path
    groups
        the groups of the parameters that it uses
    parameters
        the paths of the parameters that decide what it does, or whether it is called
    streams
        the streams of random numbers that it draws from
    known
        False if some of its code cannot be read; then there may be more
    """

    rule: str
    phase: str
    about: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    groups: tuple[str, ...]
    parameters: tuple[str, ...]
    streams: tuple[str, ...]
    known: bool


class Feed(NamedTuple):
    """One rule that a parameter reaches: what the rule writes, and the measures made directly of that."""

    rule: str
    phase: str
    about: str
    writes: tuple[str, ...]
    measures: tuple[str, ...]


class Influence(NamedTuple):
    """All that a parameter reaches: rules that read it, rules that it switches, and columns whose size it sets."""

    rules: list[Feed]
    switches: list[str]
    shapes: list[str]


def events(model: Model | None = None) -> tuple[Event, ...]:
    """Return the turns of a period in their order; the last one records the measures."""
    return tuple(event for event, _ in _turns(model or standard()) if event.phase not in (START, END))


def around(model: Model | None = None) -> tuple[Event, ...]:
    """Return the turns before the first period of a run and after the last."""
    return tuple(event for event, _ in _turns(model or standard()) if event.phase in (START, END))


def influence(path: str, model: Model | None = None) -> Influence:
    """Return what the parameter of this path reaches, such as `leadership.communication`."""
    model = model or standard()
    readers = [event for event, flow in _turns(model) if path in flow.parameters]
    if path == "environment.trace":  # its numbers are a column of the state
        readers = [event for event, flow in _turns(model) if "structure.multiplier" in flow.reads]
    switched = [rule.name for rule in model.rules if path in _flow(model, rule, "active").parameters]
    return Influence([_feed(event, model) for event in readers], switched, shapes(path, model))


def _feed(event: Event, model: Model) -> Feed:
    columns = tuple(column for column in event.writes if column != "series" and not scratch(column))
    made = tuple(name for name, m in model.measures.items() if {*made_of(m, model)} & {*event.writes})
    return Feed(event.rule, event.phase, event.about, columns, made)


def shapes(path: str, model: Model | None = None) -> list[str]:
    """Return the columns whose size a parameter sets.

    The sizes are computed with True as the value of this parameter and False as that of all others. A size that comes
    out as True is that of this parameter.
    """
    probe: Any = SimpleNamespace()
    for group, kind in groups(Parameters).items():
        setattr(probe, group, SimpleNamespace(**{name: f"{group}.{name}" == path for name in kind.model_fields}))
    words = {word for word, size in sizes(probe, 0, 0).items() if size is True}
    return [column.path for column in (model or standard()).columns.values() if words & {*column.shape}]


def made_of(measure: Measure, model: Model | None = None) -> tuple[str, ...]:
    """Return the columns that a measure is made of."""
    return tuple(sorted(_flow_of_measures(model or standard(), measure).reads))


def observe(measures: Iterable[Measure], columns: Mapping[str, Column]) -> Any:
    """Return a function of (crew, p, t) in plain Python that writes these measures into `crew.series`."""
    rows = dict(enumerate(measures))
    scope: dict[str, Any] = {f"measure{row}": measure.function for row, measure in rows.items()}
    text = observer({str(row): measure for row, measure in rows.items()}, columns)
    exec(f"def observe(crew, p, t):\n{indent(text, '    ')}", scope)
    return scope["observe"]


def scratch(column: str, model: Model | None = None) -> bool:
    """Return whether a column only holds intermediate results."""
    declared = (model or standard()).columns.get(column)
    return declared is not None and declared.scratch


def lasts(column: str) -> bool:
    """Return whether a column carries over to the next period and is no mere count or name."""
    record, _, name = column.partition(".")
    return record in ("ocean", "course", "people") and name not in ("shocked", "person", "joined", "head_count")


@cache
def _turns(model: Model) -> list[tuple[Event, DataFlow]]:
    """Return every turn in order, with what its code does."""
    starts = [(rule, _flow(model, rule, "start")) for rule in model.rules]
    turns = [_turn(rule.name, START, about(rule), flow) for rule, flow in starts if flow.writes or not flow.known]
    phase = PHASES[1]
    for rule in model.rules:
        if rule.number.isdecimal():
            phase = next((PHASES[last] for last in PHASES if int(rule.number) <= last), phase)
        if rule.step is not None:
            switches = _flow(model, rule, "active").parameters
            turns.append(_turn(rule.name, phase, about(rule), _flow(model, rule, "step"), switches))
    record, summary = _flow_of_measures(model, *model.measures.values()), DataFlow(model)
    turns.append(_turn("record", PHASES[14], "what happened in this period", record))
    summary.follow(summarize, series={"crew.series"}, shocked={"crew.ocean.shocked"}, run={"p.run"})
    return [*turns, _turn("summarize", END, (inspect.getdoc(summarize) or "").rstrip("."), summary)]


def _turn(rule: str, phase: str, about: str, flow: DataFlow, switches: Iterable[str] = ()) -> tuple[Event, DataFlow]:
    parameters = tuple(d.path for d in described(flow.model.parameters) if d.path in {*flow.parameters, *switches})
    groups = tuple(dict.fromkeys(path.partition(".")[0] for path in parameters))
    columns = tuple(sorted(flow.reads)), tuple(sorted(flow.writes))
    return Event(rule, phase, about, *columns, groups, parameters, tuple(sorted(flow.streams)), flow.known), flow


@cache
def _flow(model: Model, rule: type[Mechanism], hook: str) -> DataFlow:
    """Return what a mechanism's `start`, `active` or `step` does; its columns may start at the value of a parameter."""
    flow, function = DataFlow(model), getattr(rule, hook)
    if function is not None:
        flow.follow(function, crew={"crew"}, p={"p"})
    for column in rule.declared(Column).values() if hook == "start" else ():
        if isinstance(column.start, str) and not belongs_to_person(column):
            flow.writes.add(column.path)
            flow.parameters.add(column.start)
    return flow


@cache
def _flow_of_measures(model: Model, *measures: Measure) -> DataFlow:
    flow = DataFlow(model)
    flow.follow(observe(measures, model.columns), crew={"crew"}, p={"p"})
    return flow
