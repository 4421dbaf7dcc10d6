"""Scenarios that were made in Python are checked like files before compiled code sees them.

Compiled code does not check its bounds. A scenario from a file has been checked when it was read; one that was put
together from objects (`Scenario(...)`, `Parameters(...)`, `Scenario.from_dict(...)`) has not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from sim.model.declaration import Group
from sim.model.parameters import Parameters, groups, knowing
from sim.scenario import Scenario
from sim.scenario.interventions import Change, conflicts, interventions, out_of_time, read_changes
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Place, Problem, ScenarioError, problem, quoted
from sim.scenario.settings import from_python
from sim.scenario.trace import MOST_ROWS, STEADY
from sim.scenario.values import Setting, checked, wrong_values


def validated(scenario: Scenario) -> Scenario:
    """The scenario, checked in every phase, with values of the declared types.

    Parameters
    ----------
    scenario
        Any scenario, however it was made.

    Raises
    ------
    ScenarioError
        If a value cannot be, or if values contradict each other, at the start or from an intervention on. The words
        are those for a file.
    TypeError
        If this is no scenario, or if its parameters are no `Parameters`.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"{scenario!r} is not a scenario")
    if not isinstance(scenario.name, str) or not isinstance(scenario.title, str):
        raise TypeError(f"the name and the title of a scenario are text, not {scenario.name!r} and {scenario.title!r}")
    if not isinstance(scenario.parameters, Parameters):
        raise TypeError(
            f"the parameters of a scenario are sim.model.parameters.Parameters, not {scenario.parameters!r}"
        )
    with knowing(type(scenario.parameters)):
        return _validated(scenario, Place(f"scenario {quoted(scenario.name)}"))


def _validated(scenario: Scenario, place: Place) -> Scenario:
    settings, problems = _settings(scenario.parameters, place)
    changes = _changes(scenario.interventions, place, problems)
    problems += [wrong for _, wrong in wrong_values(settings.values())]
    problems += _wrong_trace(scenario, place)
    if not problems:
        values = {path: setting.value for path, setting in settings.items()}
        problems += out_of_time(changes, values["run.periods"])
    if problems:
        raise ScenarioError(problems)
    result = replace(
        scenario,
        parameters=checked(values),
        interventions=interventions(changes),
        trace=tuple(float(multiplier) for multiplier in scenario.trace),
    )
    if problems := list(conflicts(result.phases(), _explicit(settings), changes, place)):
        raise ScenarioError(problems)
    return result


def _settings(parameters: Parameters, place: Place) -> tuple[dict[str, Setting], list[Problem]]:
    """Every setting by path. One that is missing has the value None, which is wrong wherever it is not allowed."""
    settings, problems = {}, []
    for name, model in groups(type(parameters)).items():
        group = getattr(parameters, name, None)
        if not isinstance(group, Group):
            help = f"give it an object of the class {model.__name__}"
            problems.append(problem("S014", f"'{name}' must be a group of settings, not {quoted(group)}", place, help))
            continue
        for field in model.model_fields:
            value = _plain(getattr(group, field, None), place)
            settings[f"{name}.{field}"] = Setting(f"{name}.{field}", value, place, place, None)
    return settings, problems


def _plain(value: Any, place: Place) -> Any:
    """A number of NumPy's as Python's."""
    return from_python(value, place).value if getattr(value, "shape", None) == () else value


def _explicit(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    return {path: setting for path, setting in settings.items() if setting.value != SETTINGS[path].default}


def _changes(steps: Any, place: Place, problems: list[Problem]) -> list[Change]:
    """The interventions, as if they had been read from a file."""
    try:
        listed = [{"at": _plain(at, place), "set": dict(changes)} for at, changes in steps]
    except (TypeError, ValueError):
        help = "give a tuple of sim.scenario.Intervention(at, changes)"
        problems.append(problem("S014", f"the interventions cannot be {quoted(steps)}", place, help))
        return []
    return read_changes(place, from_python(listed, place), None, problems) if listed else []


def _wrong_trace(scenario: Scenario, place: Place) -> Iterator[Problem]:
    trace = scenario.trace
    if not isinstance(trace, tuple | list):
        yield problem("S036", f"the trace cannot be {quoted(trace)}", place, "expected a tuple of numbers")
    elif not trace:
        yield problem("S038", "the trace is empty", place, "an ocean without one has the trace (1.0,)")
    elif len(trace) > MOST_ROWS:
        yield problem("S038", f"the trace has {len(trace):,} multipliers", place, f"expected at most {MOST_ROWS:,}")
    else:
        wrong = next((multiplier for multiplier in trace if not _is_multiplier(multiplier)), None)
        if wrong is not None or None in trace:
            help = "expected a finite number of at least 0"
            yield problem("S036", f"the multiplier cannot be {quoted(wrong)}", place, help)
    if trace is STEADY and getattr(getattr(scenario.parameters, "environment", None), "trace", None) is not None:
        help = "load the scenario from a file, use with_(environment={'trace': ...}), or give the multipliers as trace"
        yield problem("S026", "'environment.trace' names a file, but the scenario holds no multipliers", place, help)


def _is_multiplier(value: Any) -> bool:
    value = value.item() if getattr(value, "shape", None) == () else value
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and isfinite(value)
