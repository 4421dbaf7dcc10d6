"""The names of groups and settings, and suggestions for unknown ones."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from sim.model.parameters import Described, Parameters, described, groups, known
from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.suggestions import certain_match, nearest

if TYPE_CHECKING:
    from sim.scenario.nodes import Node


class Known[V](Mapping[str, V]):
    """The names that are known now: the built-in ones, and within `knowing` those of the user's own rules too."""

    def __init__(self, listed: Callable[[type[Parameters]], dict[str, V]]) -> None:
        self.of = cache(listed)

    def __getitem__(self, name: str) -> V:
        """What a name means."""
        return self.of(known())[name]

    def __iter__(self) -> Iterator[str]:
        """The names in order."""
        return iter(self.of(known()))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.of(known()))


SETTINGS: Known[Described] = Known(lambda model: {d.path: d for d in described(model)})
GROUPS: Known[tuple[str, ...]] = Known(lambda model: {g: tuple(m.model_fields) for g, m in groups(model).items()})
NAMES: Known[None] = Known(lambda model: dict.fromkeys(sorted({d.name for d in described(model)})))
RENAMED: dict[str, str] = {
    "motivation.need_rate": "run.pace",
    "motivation.safety_rate": "run.pace",
    "development.record_rate": "run.pace",
    "network.strain_rate": "run.pace",
    "environment.interdependence": "published.interdependence",
    "organization.fast_learners": "published.fast_learners",
    "organization.work": "published.work",
    "leadership.communication_fast": "published.communication_fast",
    "leadership.socialization": "published.socialization",
    "leadership.reports": "published.reports",
    "management.information": "published.information",
    "network.layout": "published.layout",
    "network.clique_size": "published.clique_size",
    "network.rewiring": "published.rewiring",
    "network.copying": "published.copying",
    "network.standing": "published.standing",
}
"""Old dotted path -> new dotted path of a parameter that was renamed; files that use the old one keep working."""


def unknown_group(key: "Node", group: str, dotted: bool, others: tuple[str, ...] = ()) -> Problem:
    """The problem of a group that does not exist; `others` are the names that may stand beside groups."""
    place = key.place
    if len(group) < len(key.value) and place.column is not None:
        place = place._replace(width=len(group))
    what = "setting or group" if others else "group"
    help = _group_help(key.value, dotted, others)
    instead = None if group in NAMES else certain_match(group, [*GROUPS, *others])
    return problem("S004", f"unknown {what} {quoted(group)}", place, help, instead)


def _group_help(name: str, dotted: bool, others: tuple[str, ...]) -> str:
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
    correction = None if elsewhere else certain_match(name, own)
    return problem("S003", f"unknown setting {quoted(name)}", place, help, correction)


def _either(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)
