"""Scenario files, built-in names and `--set` arguments to scenarios."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.scenario.arguments import ARGUMENT, read_arguments
from sim.scenario.assemble import conflicts, interventions, out_of_time
from sim.scenario.chain import Chain, read_chain
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Place, Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.shelf import find, scenarios
from sim.scenario.trace import read_trace
from sim.scenario.values import Setting, checked
from sim.scenario.warnings import without_effect


class Reading(NamedTuple):
    """What came of reading a scenario: the scenario if nothing is wrong, what is wrong, and what has no effect."""

    scenario: Scenario | None
    errors: list[Problem]
    warnings: list[Problem]


def load(path_or_name: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """The scenario in a file, or the built-in one of this name (no folder, no ending, and no file is called so).

    `sets` are `group.name=value` texts that are applied last; of two for one setting the later counts. Raises
    ScenarioError with everything that is wrong, file by file and line by line.
    """
    reading = read_scenario(path_or_name, sets)
    if reading.scenario is None:
        raise ScenarioError(reading.errors)
    return reading.scenario


def read_scenario(path_or_name: str | Path, sets: Sequence[str] = (), content: bytes | None = None) -> Reading:
    """What `load` loads, or everything that is wrong; `content` stands for what the file holds.

    Warnings are of what this file and `sets` say, not of what the file extends.
    """
    file = os.fspath(path_or_name)
    asked = Place(file)
    found = find(file, asked, None, scenarios())
    chosen, wrong = read_arguments(sets)
    if isinstance(found, Problem):
        return Reading(None, [found, *wrong], [])
    chain = read_chain(found._replace(content=content), asked)
    said = _merged(chain, chosen)
    trace, bad_rows = read_trace(said.get("environment.trace"))
    problems = [*chain.problems, *bad_rows, *wrong]
    planned = next((layer.changes for layer in chain.layers if layer.changes is not None), [])
    values = {path: d.default for path, d in SETTINGS.items()} | {path: s.value for path, s in said.items()}
    # What depends on a value that could not be read is not judged: one mistake, one problem.
    if chain.whole and not wrong and all(layer.run_is_clear for layer in chain.layers):
        problems += out_of_time(planned, values["run.periods"])
    if not problems:
        problems += conflicts(values, said, planned, Place(found.file))
    if problems:
        return Reading(None, _in_order(problems, chain.files), [])
    scenario = Scenario(
        name=found.path.stem,
        title=chain.layers[0].title or found.path.stem,
        parameters=checked(values),
        interventions=interventions(planned),
        trace=trace,
        origins={path: setting.place.origin for path, setting in said.items()},
        source=found.path,
    )
    own = [*chain.layers[0].settings, *(s for change in chain.layers[0].changes or () for s in change.settings)]
    warnings = [*without_effect([p for _, p in scenario.phases()], [*own, *chosen], said)]
    return Reading(scenario, [], _in_order(warnings, chain.files))


def _merged(chain: Chain, chosen: list[Setting]) -> dict[str, Setting]:
    """Every setting that somebody made; children override parents, and arguments everybody."""
    said: dict[str, Setting] = {}
    for layer in reversed(chain.layers):
        said |= {setting.path: setting for setting in layer.settings}
    return said | {setting.path: setting for setting in chosen}


def _in_order(problems: list[Problem], files: list[str]) -> list[Problem]:
    """By file (child, parents, trace, arguments), line and column."""
    trace = len(files)
    ranks = {ARGUMENT: trace + 1} | {file: rank for rank, file in reversed([*enumerate(files)])}

    def order(wrong: Problem) -> tuple[int, int, int]:
        return ranks.get(wrong.file, trace), wrong.line or 0, wrong.column or 0

    return sorted(problems, key=order)
