"""How two scenarios differ in meaning: at the start, from each intervention on, and in what drives the ocean."""

from typing import Any, NamedTuple

from sim.explain.analogies import changed
from sim.model.parameters import Described, Parameters
from sim.scenario import Scenario
from sim.scenario.names import SETTINGS
from sim.scenario.provenance import Account
from sim.scenario.trace import STEADY
from sim.scenario.values import flat

TRACE = "environment.trace"


class Difference(NamedTuple):
    """One parameter that differs from a period on.

    Attributes
    ----------
    at
        the period
    path
        the parameter
    left, right
        its values
    meaning
        what the change from left to right means
    left_origin, right_origin
        where each value was set
    """

    at: int
    path: str
    left: Any
    right: Any
    meaning: str
    left_origin: str
    right_origin: str


class Side(NamedTuple):
    """One of the two scenarios, and where its values were set."""

    scenario: Scenario
    account: Account

    def origin(self, path: str, at: int = 0) -> str:
        """Return where the value that holds in period `at` was set."""
        settings = self.account.assignments.get(path)
        origin = settings[0].origin if settings else "default"
        for step in sorted(self.account.steps, key=lambda step: step.at):
            if step.at <= at and path in step.settings:
                origin = step.settings[path].origin
        return origin


def differences(left: Side, right: Side) -> list[Difference]:
    """List the differences, those at the start first. Scenarios that give the same runs have none."""
    listed = [d for d in _at_start(left, right) if d.path != TRACE]
    if left.scenario.trace != right.scenario.trace:
        values = _series(left.scenario), _series(right.scenario)
        meaning = changed(SETTINGS[TRACE], *(None if text == "steady" else text for text in values))
        listed.append(Difference(0, TRACE, *values, meaning, left.origin(TRACE), right.origin(TRACE)))
    return listed + _later(left, right)


def _at_start(left: Side, right: Side) -> list[Difference]:
    settings = _settings(left, right)
    before, after = (_values(side.scenario.parameters, settings) for side in (left, right))
    return [
        Difference(
            0, path, before[path], after[path], changed(about, before[path], after[path]),
            left.origin(path), right.origin(path),
        )
        for path, about in settings.items()
        if before[path] != after[path]
    ]  # fmt: skip


def _settings(left: Side, right: Side) -> dict[str, Described]:
    """Return the parameters of both; those of mechanisms of your own come last."""
    return {**SETTINGS.of(type(left.scenario.parameters)), **SETTINGS.of(type(right.scenario.parameters))}


def _values(parameters: Parameters, settings: dict[str, Described]) -> dict[str, Any]:
    """Return the value of each setting, or its default if the parameters do not have it."""
    return {path: about.default for path, about in settings.items()} | flat(parameters)


def _later(left: Side, right: Side) -> list[Difference]:
    """List what begins or ceases to differ, or differs in another way, at each intervention."""
    listed, settings = [], _settings(left, right)
    for at in sorted({step.at for step in (*left.scenario.interventions, *right.scenario.interventions)}):
        was = [_values(_holding(side.scenario, at - 1), settings) for side in (left, right)]
        now = [_values(_holding(side.scenario, at), settings) for side in (left, right)]
        for path, about in settings.items():
            before, after = now[0][path], now[1][path]
            same = before == after
            if (before, after) == (was[0][path], was[1][path]) or (same and was[0][path] == was[1][path]):
                continue
            meaning = "alike from here on" if same else changed(about, before, after)
            listed.append(Difference(at, path, before, after, meaning, left.origin(path, at), right.origin(path, at)))
    return listed


def _holding(scenario: Scenario, at: int) -> Parameters:
    """Return the parameters that hold in a period."""
    return [parameters for start, parameters in scenario.phases() if start <= at][-1]


def _series(scenario: Scenario) -> str:
    """Return in words what drives the ocean."""
    if scenario.trace == STEADY:
        return "steady"
    rows = scenario.trace
    return f"{scenario.parameters.environment.trace}: {len(rows)} rows from {min(rows):g} to {max(rows):g}"
