"""Names of groups and settings, and what an unknown one was meant to be."""

from sim.parameters import Described, described, groups
from sim.scenario.near import meant, nearest
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, Problem, problem, quoted

SETTINGS: dict[str, Described] = {d.path: d for d in described()}
GROUPS: dict[str, tuple[str, ...]] = {g: tuple(model.model_fields) for g, model in groups().items()}
NAMES = tuple(sorted({d.name for d in SETTINGS.values()}))
RENAMED: dict[str, str] = {}
"""Old dotted path -> new dotted path of a parameter that was renamed; files that use the old one keep working."""


def unknown_group(key: Node, group: str, dotted: bool, others: tuple[str, ...] = ()) -> Problem:
    """The problem of a group that does not exist; `others` are the names that may stand beside groups."""
    place = key.place
    if len(group) < len(key.value) and place.column is not None:
        place = place._replace(width=len(group))
    what = "setting or group" if others else "group"
    help = _group_meant(key.value, dotted, others)
    instead = None if group in NAMES else meant(group, [*GROUPS, *others])
    return problem("S004", f"unknown {what} {quoted(group)}", place, help, instead)


def _group_meant(name: str, dotted: bool, others: tuple[str, ...]) -> str:
    if name in SETTINGS:
        group, _, short = name.partition(".")
        return f"write '{short}' on a line below '{group}:', indented by two spaces"
    group, _, short = name.partition(".")
    homes = [path for path, d in SETTINGS.items() if d.name == group]
    if homes and dotted:
        return f"did you mean {_either(homes)}?"
    if homes:
        return f"'{group}' belongs below {_either([f'{SETTINGS[p].group}:' for p in homes])}, indented by two spaces"
    if near := nearest(group, [*GROUPS, *others]):
        return f"did you mean '{near}{'.' + short if short else ''}'?"
    if near := nearest(group, NAMES):
        return f"did you mean {_either([path for path, d in SETTINGS.items() if d.name == near])}?"
    return "known here: " + ", ".join([*others, *GROUPS])


def unknown_setting(group: str, name: str, place: Place) -> Problem:
    """The problem of a setting that its group does not have."""
    own = GROUPS.get(group, ())
    elsewhere = [path for path, d in SETTINGS.items() if d.name == name]
    if elsewhere:
        help = f"did you mean {_either(elsewhere)}?"
    elif near := nearest(name, own):
        help = f"did you mean '{near}'?"
    elif near := nearest(name, NAMES):
        help = f"did you mean {_either([path for path, d in SETTINGS.items() if d.name == near])}?"
    else:
        help = f"'{group}' has " + ", ".join(own) if own else f"known groups: {', '.join(GROUPS)}"
    return problem("S003", f"unknown setting {quoted(name)}", place, help, None if elsewhere else meant(name, own))


def _either(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)
