"""Loading scenarios: from files, by built-in names, and with `--set` arguments."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.model.parameters import Parameters, knowing, known
from sim.scenario.builtin import find, scenarios
from sim.scenario.inheritance import Inheritance, read_inheritance
from sim.scenario.interventions import conflicts, interventions, out_of_time
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Place, Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.settings import ARGUMENT, read_arguments
from sim.scenario.trace import read_trace
from sim.scenario.values import Setting, checked
from sim.scenario.warnings import without_effect

if TYPE_CHECKING:
    from sim.model.assemble import Rules


class Reading(NamedTuple):
    """The result of reading a scenario: the scenario if nothing is wrong, what is wrong, and what has no effect."""

    scenario: Scenario | None
    errors: list[Problem]
    warnings: list[Problem]


def load(path_or_name: str | Path, sets: Sequence[str] = (), rules: "Rules | None" = None) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    path_or_name
        A file, or the name of a built-in scenario: no folder, no ending, and there is no file of this name.
    sets
        Settings as `group.name=value`. They are applied last, and of two for one setting the later counts.
    rules
        The rules of the run (see `sim.run`), if it has others than the built-in ones. The file and `sets` may then set
        the parameters of these too.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    ScenarioError
        With everything that is wrong, by file and line.
    """
    with knowing(known() if rules is None else _parameters_of(rules)):
        reading = read_scenario(path_or_name, sets)
    if reading.scenario is None:
        raise ScenarioError(reading.errors)
    return reading.scenario


def _parameters_of(rules: "Rules") -> type[Parameters]:
    from sim.model.assemble import model  # numba takes its time

    return model(rules).parameters


def read_scenario(path_or_name: str | Path, sets: Sequence[str] = (), content: bytes | None = None) -> Reading:
    """Read what `load` loads; problems are returned rather than raised.

    Parameters
    ----------
    path_or_name, sets
        As for `load`.
    content
        What is read instead of the content of the file.

    Returns
    -------
    Reading
        Warnings are about settings of this file and of `sets`, not about those of the files that it extends.
    """
    file = os.fspath(path_or_name)
    asked = Place(file)
    named = find(file, asked, None, scenarios())
    arguments, wrong = read_arguments(sets)
    if isinstance(named, Problem):
        return Reading(None, [named, *wrong], [])
    inheritance = read_inheritance(named._replace(content=content), asked)
    settings = _merged(inheritance, arguments)
    trace, bad_rows = read_trace(settings.get("environment.trace"))
    problems = [*inheritance.problems, *bad_rows, *wrong]
    planned = next((file.changes for file in inheritance.contents if file.changes is not None), [])
    values = {path: d.default for path, d in SETTINGS.items()} | {path: s.value for path, s in settings.items()}
    # What depends on a value that could not be read is not judged: one mistake is one problem.
    if inheritance.complete and not wrong and all(file.run_is_clear for file in inheritance.contents):
        problems += out_of_time(planned, values["run.periods"])
    if problems:
        return Reading(None, _in_order(problems, inheritance.files), [])
    child = inheritance.contents[0]
    scenario = Scenario(
        name=named.path.stem,
        title=child.title or named.path.stem,
        parameters=checked(values),
        interventions=interventions(planned),
        trace=trace.multipliers,
        origins={path: setting.place.origin for path, setting in settings.items()},
        source=named.path,
    )
    if problems := list(conflicts(scenario.phases(), settings, planned, Place(named.file))):
        return Reading(None, _in_order(problems, inheritance.files), [])
    own = [*child.settings, *(s for change in child.changes or () for s in change.settings)]
    warnings = [*without_effect([p for _, p in scenario.phases()], [*own, *arguments], settings)]
    return Reading(scenario, [], _in_order(warnings, inheritance.files))


def _merged(inheritance: Inheritance, arguments: list[Setting]) -> dict[str, Setting]:
    """Every setting that is made, by path: a child overrides its parent, and arguments override all files."""
    settings: dict[str, Setting] = {}
    for contents in reversed(inheritance.contents):
        settings |= {setting.path: setting for setting in contents.settings}
    return settings | {setting.path: setting for setting in arguments}


def _in_order(problems: list[Problem], files: list[str]) -> list[Problem]:
    """By file (the child, its parents, the trace, the arguments), line and column."""
    trace = len(files)
    ranks = {ARGUMENT: trace + 1} | {file: rank for rank, file in reversed([*enumerate(files)])}

    def order(wrong: Problem) -> tuple[int, int, int]:
        return ranks.get(wrong.file, trace), wrong.line or 0, wrong.column or 0

    return sorted(problems, key=order)
