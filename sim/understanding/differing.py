"""Two scenarios compared in meaning: what holds at the start, what interventions change, what drives the ocean."""

from typing import Any, NamedTuple

from sim.parameters import Parameters
from sim.pictures import changed
from sim.scenario import Scenario
from sim.scenario.names import SETTINGS
from sim.scenario.provenance import Account
from sim.scenario.trace import STEADY
from sim.scenario.values import flat

TRACE = "environment.trace"


class Difference(NamedTuple):
    """One parameter that differs from period `at` on, what the change means, and where each value was set."""

    at: int
    path: str
    left: Any
    right: Any
    meaning: str
    left_origin: str
    right_origin: str


class Side(NamedTuple):
    """One of the two, with where its settings were made."""

    scenario: Scenario
    account: Account

    def origin(self, path: str, at: int = 0) -> str:
        """Where the value that holds in period `at` was set."""
        said = self.account.said.get(path)
        origin = said[0].origin if said else "default"
        for step in sorted(self.account.steps, key=lambda step: step.at):
            if step.at <= at and path in step.settings:
                origin = step.settings[path].origin
        return origin


def differences(left: Side, right: Side) -> list[Difference]:
    """What differs in meaning, the start first; nothing for scenarios that give the same runs."""
    found = [d for d in _at_start(left, right) if d.path != TRACE]
    if left.scenario.trace != right.scenario.trace:
        values = _series(left.scenario), _series(right.scenario)
        meaning = changed(SETTINGS[TRACE], *(None if text == "steady" else text for text in values))
        found.append(Difference(0, TRACE, *values, meaning, left.origin(TRACE), right.origin(TRACE)))
    return found + _later(left, right)


def _at_start(left: Side, right: Side) -> list[Difference]:
    before, after = flat(left.scenario.parameters), flat(right.scenario.parameters)
    return [
        Difference(
            0, path, before[path], after[path], changed(about, before[path], after[path]),
            left.origin(path), right.origin(path),
        )
        for path, about in SETTINGS.items()
        if before[path] != after[path]
    ]  # fmt: skip


def _later(left: Side, right: Side) -> list[Difference]:
    """What begins or ceases to differ, or differs otherwise, when interventions come."""
    found = []
    for at in sorted({step.at for step in (*left.scenario.interventions, *right.scenario.interventions)}):
        was = [flat(_holding(side.scenario, at - 1)) for side in (left, right)]
        now = [flat(_holding(side.scenario, at)) for side in (left, right)]
        for path, about in SETTINGS.items():
            before, after = now[0][path], now[1][path]
            same = before == after
            if (before, after) == (was[0][path], was[1][path]) or (same and was[0][path] == was[1][path]):
                continue
            meaning = "alike from here on" if same else changed(about, before, after)
            found.append(Difference(at, path, before, after, meaning, left.origin(path, at), right.origin(path, at)))
    return found


def _holding(scenario: Scenario, at: int) -> Parameters:
    """The parameters that hold in a period."""
    return [parameters for start, parameters in scenario.phases() if start <= at][-1]


def _series(scenario: Scenario) -> str:
    """What drives the ocean, in words."""
    if scenario.trace == STEADY:
        return "steady"
    rows = scenario.trace
    return f"{scenario.parameters.environment.trace}: {len(rows)} rows from {min(rows):g} to {max(rows):g}"
