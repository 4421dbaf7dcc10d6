"""Where the values of a scenario come from: every place that sets a value, the one that counts first."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.scenario.builtin import find, scenarios
from sim.scenario.inheritance import read_inheritance
from sim.scenario.problem import Place, Problem, ScenarioError
from sim.scenario.settings import read_arguments
from sim.scenario.values import Setting


class Assignment(NamedTuple):
    """One place where a value is set: `by` is `flag`, `file` (the scenario's own) or `parent`."""

    value: Any
    by: str
    file: str
    line: int | None
    text: str

    @property
    def origin(self) -> str:
        """`led.yaml:12`, or the flag as it was written."""
        return f"--set {self.text}" if self.by == "flag" else f"{self.file}:{self.line}"


class Step(NamedTuple):
    """An intervention as written: its period, its line, and what it sets by dotted path."""

    at: int
    origin: str
    settings: dict[str, Assignment]


class Account(NamedTuple):
    """Where a scenario comes from.

    `files` are its files, the child first; `assignments` the places that set each path; `steps` the interventions that
    count.
    """

    files: list[str]
    assignments: dict[str, list[Assignment]]
    steps: list[Step]


def account(path_or_name: str | Path, sets: Sequence[str] = ()) -> Account:
    """Say where every value of a scenario is set.

    Parameters
    ----------
    path_or_name, sets
        As for `load`. Call that first: it finds all errors.

    Returns
    -------
    Account
        A path that is missing in it has its default.

    Raises
    ------
    ScenarioError
        If there is no such scenario.
    """
    file = os.fspath(path_or_name)
    asked = Place(file)
    named = find(file, asked, None, scenarios())
    arguments, wrong = read_arguments(sets)
    if isinstance(named, Problem):
        raise ScenarioError([named, *wrong])
    inheritance = read_inheritance(named, asked)
    assignments: dict[str, list[Assignment]] = {}
    for setting in reversed(arguments):
        assignments.setdefault(setting.path, []).append(_assignment(setting, "flag"))
    for depth, contents in enumerate(inheritance.contents):
        for setting in contents.settings:
            assignments.setdefault(setting.path, []).append(_assignment(setting, _by(depth)))
    for depth, contents in enumerate(inheritance.contents):
        if contents.changes is not None:
            steps = [
                Step(c.at, c.place.origin, {s.path: _assignment(s, _by(depth)) for s in c.settings})
                for c in contents.changes
            ]
            return Account(inheritance.files, assignments, steps)
    return Account(inheritance.files, assignments, [])


def _by(depth: int) -> str:
    return "parent" if depth else "file"


def _assignment(setting: Setting, by: str) -> Assignment:
    place = setting.place
    return Assignment(setting.value, by, place.file, None if by == "flag" else place.line, place.text.strip())
