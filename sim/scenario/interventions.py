"""Interventions: settings that change during a run, as they are written and as they add up."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.model.contradictions import contradictions
from sim.model.parameters import Parameters, knowing
from sim.scenario.names import SETTINGS
from sim.scenario.nodes import Node, Pairs
from sim.scenario.problem import Place, Problem, problem, quoted, shown
from sim.scenario.settings import read_settings
from sim.scenario.suggestions import UNITS, certain_count, certain_match, certain_number
from sim.scenario.values import Setting, checked, flat


class Intervention(NamedTuple):
    """Settings (dotted path -> value) that hold from period `at` on."""

    at: int
    changes: Mapping[str, Any]


class Change(NamedTuple):
    """An intervention as written: its period and the settings it changes."""

    at: int
    place: Place
    settings: list[Setting]


def read_changes(key: Place, node: Node, folder: Path | None, problems: list[Problem]) -> list[Change]:
    """The list of interventions; those that cannot be used are left out."""
    if node.kind == "refused":
        return []
    if node.kind != "list":
        code = "S024" if node.value is None else "S014"
        help = "write a list: each item starts with '- at: 100', and 'set:' stands below 'at'; or remove the line"
        message = "'interventions' is empty" if code == "S024" else "'interventions' must be a list"
        problems.append(problem(code, message, key, help))
        return []
    changes = (_change(item, folder, problems) for item in node.value)
    return [change for change in changes if change]


def _change(item: Node, folder: Path | None, problems: list[Problem]) -> Change | None:
    if item.kind != "group":
        if item.kind != "refused":
            help = "write '- at: 100', and 'set:' below 'at'"
            problems.append(problem("S014", "an intervention needs 'at' and 'set'", item.place, help))
        return None
    words = {key.value: (key.place, node) for key, node in item.value if key.value in ("at", "set")}
    for key, _ in item.value:
        if key.value not in words:
            instead = certain_match(key.value, {"at", "set"} - words.keys())
            help = (
                f"did you mean '{instead}'?" if instead else "settings stand below 'set'; expected only 'at' and 'set'"
            )
            message = f"unknown word {quoted(key.value)} in an intervention"
            problems.append(problem("S034", message, key.place, help, instead))
    strange = {certain_match(key.value, ("at", "set")) for key, _ in item.value if key.value not in words}
    for missing in sorted({"at", "set"} - words.keys() - strange):
        help = "say when: 'at: 100'" if missing == "at" else "say what: 'set:', and settings below it"
        problems.append(problem("S033", f"this intervention has no '{missing}'", item.place, help))
    at = words["at"][1] if "at" in words else None
    usable = at is not None and type(at.value) is int and at.value >= 1
    if at and at.kind == "scalar" and at.value is None:
        problems.append(problem("S024", "'at' has no value", words["at"][0], "say when: 'at: 100'"))
    elif at and at.kind != "refused" and not usable:
        wrong = no_such_period(shown(at.value) if at.kind == "scalar" else f"a {at.kind}", at.place)
        problems.append(wrong._replace(instead=_certain_period(at.value)))
    settings = _changed(*words["set"], folder, problems) if "set" in words else []
    return Change(at.value, at.place, settings) if usable and at else None


def _certain_period(value: object) -> str | None:
    """The period that is meant by '10', 10.0 or 10 weeks."""
    return certain_count((certain_number(value, UNITS["periods"]) or value) if isinstance(value, str) else value)


def no_such_period(period: object, place: Place, periods: int | None = None) -> Problem:
    """The problem of an intervention at a period that does not come; `periods` is None if their number is unknown."""
    if periods == 1:
        help = "no intervention fits into a run of one period"
    else:
        help = (
            f"expected a whole number from 1 to {periods - 1}" if periods else "expected a whole number of at least 1"
        )
    return problem("S032", f"'at' cannot be {period}", place, help)


def _changed(key: Place, node: Node, folder: Path | None, problems: list[Problem]) -> list[Setting]:
    """The settings below `set`; those that cannot change during a run are problems."""
    if node.kind == "refused":
        return []
    if node.kind != "group" or not node.value:
        code = "S024" if node.value is None else "S014"
        help = "write groups with settings below it, or 'group.name: value'"
        problems.append(problem(code, "this 'set' changes nothing", key, help))
        return []
    pairs: Pairs = node.value
    settings, wrong = read_settings(pairs, folder, dotted=True)
    problems += wrong
    for setting in settings:
        if SETTINGS[setting.path].fixed:
            message = f"'{setting.path}' shapes the world or its start, and cannot change during a run"
            problems.append(problem("S031", message, setting.key, "set it outside 'interventions', for the whole run"))
    return settings


def changed(parameters: Parameters, changes: Mapping[str, Any]) -> Parameters:
    """The parameters with some values replaced."""
    with knowing(type(parameters)):
        return checked({**flat(parameters), **changes})


def phases(parameters: Parameters, interventions: tuple[Intervention, ...]) -> list[tuple[int, Parameters]]:
    """(first period, parameters from then on), the first at 0; interventions add up."""
    result = [(0, parameters)]
    for at, changes in sorted(interventions, key=lambda i: i.at):
        start, before = result[-1]
        if start == at:
            result.pop()
        result.append((at, changed(before, changes)))
    return result


def interventions(changes: list[Change]) -> tuple[Intervention, ...]:
    """Interventions in the order of the file, with values of the declared type (1 is 1.0 where a number is real)."""
    return tuple(
        Intervention(
            change.at,
            {s.path: float(s.value) if SETTINGS[s.path].kind is float else s.value for s in change.settings},
        )
        for change in changes
    )


def out_of_time(changes: list[Change], periods: int) -> Iterator[Problem]:
    """The interventions that come after the run."""
    for change in changes:
        if change.at >= periods:
            yield no_such_period(change.at, change.place, periods)


def conflicts(
    phases: list[tuple[int, Parameters]], settings: Mapping[str, Setting], changes: list[Change], whole: Place
) -> Iterator[Problem]:
    """Contradictions between settings, at the start or from an intervention on, see `phases`.

    Each is a problem of the line that set one of them, or of the `whole` file where only defaults are to blame.
    """
    seen: set[tuple[str, str]] = set()
    for at, phase in phases:
        settings = {**settings, **{s.path: s for change in changes if change.at == at for s in change.settings}}
        for path, wrong in contradictions(phase):
            if (path, wrong) not in seen:
                seen.add((path, wrong))
                place = settings[path].key if path in settings else whole
                origin = settings[path].place.origin if path in settings else "its default"
                help = f"'{path}' is {flat(phase)[path]} ({origin}); change it, or what it must fit"
                yield problem("S026", wrong, place, help)
