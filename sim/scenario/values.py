"""Values of settings: by dotted path, checked by pydantic and complained about in our words."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.parameters import Parameters
from sim.scenario.meant import taken, value_meant
from sim.scenario.names import SETTINGS
from sim.scenario.near import nearest
from sim.scenario.problem import Place, Problem, problem, shown
from sim.scenario.scalars import number_meant, resolve

Values = dict[str, Any]
"""Dotted path -> value."""


class Setting(NamedTuple):
    """A known setting that somebody wrote; relative file names start at `folder` (None: wherever the user is)."""

    path: str
    value: Any
    key: Place
    place: Place
    folder: Path | None


def nested(values: Values) -> dict[str, Values]:
    """Dotted paths to groups."""
    tree: dict[str, Values] = {}
    for path, value in values.items():
        group, _, name = path.partition(".")
        tree.setdefault(group, {})[name] = value
    return tree


def flat(parameters: Parameters) -> Values:
    """Groups to dotted paths."""
    return {path: getattr(getattr(parameters, d.group), d.name) for path, d in SETTINGS.items()}


def checked(values: Values) -> Parameters:
    """The parameters with these values, defaults elsewhere; the values must have been checked."""
    return Parameters.model_validate(nested(values))


def wrong_values(settings: Iterable[Setting]) -> Iterator[tuple[Setting, Problem]]:
    """The settings whose value cannot be, each judged by itself."""
    by_path = {setting.path: setting for setting in settings}
    try:
        checked({path: setting.value for path, setting in by_path.items()})
    except ValidationError as error:
        # At most one for each setting: a choice or an optional text may fail in several ways.
        wrong = {".".join(str(part) for part in details["loc"][:2]): details for details in error.errors()}
        for path, setting in by_path.items():
            if path in wrong:
                yield setting, _wording(wrong[path], setting)


def _wording(details: ErrorDetails, setting: Setting) -> Problem:
    """Pydantic's kinds of error in our words."""
    about, value, kind = SETTINGS[setting.path], setting.value, details["type"]
    name = f"'{setting.path}'"
    help = f"expected {about.expected}"
    if about.unit not in ("choice", "file"):
        help += f" ({about.unit})"
    instead = value_meant(about, value)
    if value is None:
        return problem("S024", f"{name} has no value", setting.key, help)
    if about.choices:
        near = nearest(value, about.choices) if isinstance(value, str) else None
        help = f"did you mean '{near}'? {help}" if near else help
        return problem("S023", f"{name} cannot be {shown(value)}", setting.place, help, instead)
    if about.kind is str:
        return problem("S025", f"{name} must be text, not {shown(value)}", setting.place, help, instead)
    if kind in ("greater_than_equal", "less_than_equal", "finite_number"):
        return problem("S022", f"{name} is out of range: {shown(value)}", setting.place, help)
    if isinstance(value, float):
        whole = f"{help}: {value:.0f}" if value.is_integer() and abs(value) < 1e15 else help
        return problem("S021", f"{name} must be a whole number, not {shown(value)}", setting.place, whole, instead)
    number = instead or (number_meant(value) if isinstance(value, str) else None)
    if number and taken(about, resolve(number)):
        help = f"write it as {number}; {help}"
    return problem("S020", f"{name} must be a number, not {shown(value)}", setting.place, help, instead)
