"""Values of settings by dotted path; pydantic checks them, and the messages are Coxed's own."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.model.parameters import Described, Parameters, known
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Place, Problem, problem, shown
from sim.scenario.scalars import resolve
from sim.scenario.suggestions import can_mean_two, cause, certain_number, certain_value, nearest, takes

Values = dict[str, Any]
"""Dotted path -> value."""

BEHIND_HASH = re.compile(r"['\"]?\s*:\s+(?P<hash># *)(?P<value>\S.*)")


class Setting(NamedTuple):
    """A known setting as it is written; relative file names start at `folder` (None: the current folder)."""

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
    listed = SETTINGS.of(type(parameters)).items()
    return {path: getattr(getattr(parameters, d.group), d.name) for path, d in listed}


def checked(values: Values) -> Parameters:
    """The parameters with these values, defaults elsewhere; the values must have been checked."""
    return known().model_validate(nested(values))


def wrong_values(settings: Iterable[Setting], varied: bool = False) -> Iterator[tuple[Setting, Problem]]:
    """The settings with a wrong value; each value is judged by itself. `varied`: a study gives them these values."""
    by_path = {setting.path: setting for setting in settings}
    try:
        checked({path: setting.value for path, setting in by_path.items()})
    except ValidationError as error:
        # At most one for each setting: a choice or an optional text may fail in several ways.
        wrong = {".".join(str(part) for part in details["loc"][:2]): details for details in error.errors()}
        for path, setting in by_path.items():
            if path in wrong:
                yield setting, _wording(wrong[path], setting, varied)


def _wording(details: ErrorDetails, setting: Setting, varied: bool) -> Problem:
    """The problem for one of pydantic's errors, in words of its own."""
    about, value, kind = SETTINGS[setting.path], setting.value, details["type"]
    name, place = f"'{setting.path}'", setting.place
    expected = f"expected {about.expected}"
    if about.unit not in ("choice", "file"):
        expected += f" ({about.unit})"
    correction = certain_value(about, value)
    if value is None:
        return _no_value(setting, about, expected)
    if about.choices:
        near = nearest(value, about.choices) if isinstance(value, str) else None
        help = f"did you mean '{near}'? {expected}" if near else expected
        return problem("S023", f"{name} cannot be {shown(value)}", place, help, correction)
    if about.kind is str:
        return problem("S025", f"{name} must be text, not {shown(value)}", place, expected, correction)
    written = place.text[place.column - 1 :][: place.width] if place.column else ""
    why = cause(about, value, written, varied)
    if kind in ("greater_than_equal", "less_than_equal", "finite_number"):
        return problem("S022", f"{name} is out of range: {shown(value)}", place, _joined(why, expected))
    if isinstance(value, float):
        whole = f"{expected}: {value:.0f}" if value.is_integer() and abs(value) < 1e15 else expected
        return problem("S021", f"{name} must be a whole number, not {shown(value)}", place, whole, correction)
    number = correction
    if isinstance(value, str):
        number = (correction or ("" if can_mean_two(value) else certain_number(value)) or "").partition(" ")[0]
    better = f"write it as {number}" if number and takes(about, resolve(number)) else ""
    message = f"{name} must be a number, not {shown(value)}"
    return problem("S020", message, place, _joined(why, better, expected), correction)


def _no_value(setting: Setting, about: Described, expected: str) -> Problem:
    """The problem of a setting without a value; one may stand behind a '#'."""
    message, key = f"'{setting.path}' has no value", setting.key
    if key.column is not None and (match := BEHIND_HASH.match(key.text, key.column - 1 + key.width)):
        value = match["value"].strip()
        if takes(about, resolve(value)):
            place = key._replace(column=match.start("hash") + 1, width=len(match["hash"]))
            directly = match["hash"] == "#"
            help = f"'#' makes a comment of the value: remove it; {expected}"
            return problem("S024", message, place, help, "" if directly else None)
    return problem("S024", message, key, expected)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
