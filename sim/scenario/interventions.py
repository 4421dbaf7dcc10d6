"""Interventions as written: settings that change while a run is under way."""

from pathlib import Path
from typing import NamedTuple

from sim.scenario.meant import whole_meant
from sim.scenario.names import SETTINGS
from sim.scenario.near import meant
from sim.scenario.nodes import Node, Pairs
from sim.scenario.problem import Place, Problem, problem, quoted, shown
from sim.scenario.settings import read_settings
from sim.scenario.values import Setting


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
    said = {key.value: (key.place, node) for key, node in item.value if key.value in ("at", "set")}
    for key, _ in item.value:
        if key.value not in said:
            instead = meant(key.value, {"at", "set"} - said.keys())
            help = (
                f"did you mean '{instead}'?" if instead else "settings stand below 'set'; expected only 'at' and 'set'"
            )
            message = f"unknown word {quoted(key.value)} in an intervention"
            problems.append(problem("S034", message, key.place, help, instead))
    strange = {meant(key.value, ("at", "set")) for key, _ in item.value if key.value not in said}
    for missing in sorted({"at", "set"} - said.keys() - strange):
        help = "say when: 'at: 100'" if missing == "at" else "say what: 'set:', and settings below it"
        problems.append(problem("S033", f"this intervention has no '{missing}'", item.place, help))
    at = said["at"][1] if "at" in said else None
    usable = at is not None and type(at.value) is int and at.value >= 1
    if at and at.kind == "scalar" and at.value is None:
        problems.append(problem("S024", "'at' has no value", said["at"][0], "say when: 'at: 100'"))
    elif at and at.kind != "refused" and not usable:
        wrong = no_such_period(shown(at.value) if at.kind == "scalar" else f"a {at.kind}", at.place)
        problems.append(wrong._replace(instead=whole_meant(at.value)))
    settings = _changed(*said["set"], folder, problems) if "set" in said else []
    return Change(at.value, at.place, settings) if usable and at else None


def no_such_period(said: object, place: Place, periods: int | None = None) -> Problem:
    """The problem of an intervention at a period that does not come (`periods` None: not known how many do)."""
    help = f"expected a whole number from 1 to {periods - 1}" if periods else "expected a whole number of at least 1"
    return problem("S032", f"'at' cannot be {said}", place, help)


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
