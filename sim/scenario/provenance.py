"""Who said what: every value of a scenario with all places that set it, the one that counts first."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.scenario.arguments import read_arguments
from sim.scenario.chain import read_chain
from sim.scenario.problem import Place, Problem, ScenarioError
from sim.scenario.shelf import find, scenarios
from sim.scenario.values import Setting


class Said(NamedTuple):
    """One place where a value was set: `by` is `flag`, `file` (the scenario's own) or `parent`."""

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
    settings: dict[str, Said]


class Account(NamedTuple):
    """Where a scenario comes from: its files from the child up, who set each path, and the interventions that count."""

    files: list[str]
    said: dict[str, list[Said]]
    steps: list[Step]


def account(path_or_name: str | Path, sets: Sequence[str] = ()) -> Account:
    """Where every setting of the scenario was made; paths that are missing have their defaults.

    Raises ScenarioError where the scenario has no file that can be read; call `load` first, which finds all errors.
    """
    file = os.fspath(path_or_name)
    asked = Place(file)
    found = find(file, asked, None, scenarios())
    chosen, wrong = read_arguments(sets)
    if isinstance(found, Problem):
        raise ScenarioError([found, *wrong])
    chain = read_chain(found, asked)
    said: dict[str, list[Said]] = {}
    for setting in reversed(chosen):
        said.setdefault(setting.path, []).append(_said(setting, "flag"))
    for depth, layer in enumerate(chain.layers):
        for setting in layer.settings:
            said.setdefault(setting.path, []).append(_said(setting, _by(depth)))
    for depth, layer in enumerate(chain.layers):
        if layer.changes is not None:
            steps = [
                Step(c.at, c.place.origin, {s.path: _said(s, _by(depth)) for s in c.settings}) for c in layer.changes
            ]
            return Account(chain.files, said, steps)
    return Account(chain.files, said, [])


def _by(depth: int) -> str:
    return "parent" if depth else "file"


def _said(setting: Setting, by: str) -> Said:
    place = setting.place
    return Said(setting.value, by, place.file, None if by == "flag" else place.line, place.text.strip())
