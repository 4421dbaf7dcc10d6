"""Merged settings to parameters, and what is wrong only with all of them together."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.parameters import Parameters, contradictions
from sim.scenario.interventions import Change, no_such_period
from sim.scenario.names import SETTINGS
from sim.scenario.problem import Place, Problem, problem
from sim.scenario.values import Setting, Values, checked, flat


class Intervention(NamedTuple):
    """Settings (dotted path -> value) that hold from period `at` on."""

    at: int
    changes: Mapping[str, Any]


def changed(parameters: Parameters, changes: Mapping[str, Any]) -> Parameters:
    """The parameters with some values replaced."""
    return checked({**flat(parameters), **changes})


def phases(parameters: Parameters, interventions: tuple[Intervention, ...]) -> list[tuple[int, Parameters]]:
    """(first period, parameters from then on), the first at 0; interventions add up."""
    result = [(0, parameters)]
    for at, changes in sorted(interventions, key=lambda i: i.at):
        start, before = result[-1]
        if start == at:
            result.pop()
        result.append((at, changed(before, changes)))
    return result


def interventions(changes: list[Change]) -> tuple[Intervention, ...]:
    """Interventions in the order of the file, with values of the declared type (1 is 1.0 where a number is real)."""
    return tuple(
        Intervention(
            change.at,
            {s.path: float(s.value) if SETTINGS[s.path].kind is float else s.value for s in change.settings},
        )
        for change in changes
    )


def out_of_time(changes: list[Change], periods: int) -> Iterator[Problem]:
    """The interventions that come after the run."""
    for change in changes:
        if change.at >= periods:
            yield no_such_period(change.at, change.place, periods)


def conflicts(values: Values, said: Mapping[str, Setting], changes: list[Change], whole: Place) -> Iterator[Problem]:
    """What contradicts itself, at the start or from an intervention on, at the line to blame or else the `whole`."""
    seen: set[tuple[str, str]] = set()
    parameters = checked(values)
    for at, phase in phases(parameters, interventions(changes)):
        said = {**said, **{s.path: s for change in changes if change.at == at for s in change.settings}}
        for path, wrong in contradictions(phase):
            if (path, wrong) not in seen:
                seen.add((path, wrong))
                place = said[path].key if path in said else whole
                origin = said[path].place.origin if path in said else "its default"
                help = f"'{path}' is {flat(phase)[path]} ({origin}); change it, or what it must fit"
                yield problem("S026", wrong, place, help)
