"""One period of one run, rule by rule: the very rules of `sim/period.py`, with a look at the state around each."""

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import kernel, period
from sim.engine import Stretch, cut, fresh_state, prepare
from sim.outcomes import outcome_names
from sim.parameters import Parameters, compiled
from sim.replacing import STANDARD
from sim.scenario import Scenario
from sim.state import State, columns
from sim.timetable import events
from sim.understanding.plain import plain

type Row = NDArray[Any]
_MEMBER, _AROUND = ("structure", "people", "week"), ("ocean", "course")


class Look(NamedTuple):
    """What one rule did: the columns of the member and of what is around it, before and after; none if not called."""

    rule: str
    before: Mapping[str, Row]
    after: Mapping[str, Row]
    called: bool


class Stepped(NamedTuple):
    """A period that was stepped through: the state before it (`start`, the followed columns) and after, and the looks.

    `came_from` is the position before of who sits there after (None: entered), `went_to` the position after of who sat
    there before (None: left). `same` says whether the state has the bits that the compiled period leaves.
    """

    start: Mapping[str, Row]
    end: Mapping[str, Row]
    looks: list[Look]
    came_from: int | None
    went_to: int | None
    same: bool


def step(scenario: Scenario, seed: int, replicate: int, at: int, member: int) -> Stepped:
    """Step through period `at` of a replicate, following the member at a position; both must be within range."""
    prepare(STANDARD, scenario)
    state, untraced = fresh_state(scenario), fresh_state(scenario)
    _run(scenario, state, seed, replicate, at)
    _run(scenario, untraced, seed, replicate, at + 1)
    start, before = followed(state, member), state.people.person.copy()
    looks: list[Look] = []
    luck = plain(kernel.luck_of)(seed, replicate, at + 1)
    traced_period(state, member, looks)(luck, at, state, compiled(_holding(scenario, at)))
    called = {look.rule: look for look in looks}
    everyone = [called.get(event.rule, Look(event.rule, {}, {}, False)) for event in events()]
    after = state.people.person
    came_from, went_to = _where(before, int(after[member])), _where(after, int(before[member]))
    return Stepped(start, followed(state, member), everyone, came_from, went_to, _same(state, untraced))


def _where(persons: Row, person: int) -> int | None:
    found = np.flatnonzero(persons == person)
    return int(found[0]) if len(found) else None


def traced_period(state: State, member: int, looks: list[Look]) -> Callable[..., Any]:
    """The period in plain Python; each of its rules adds a look at `member` (a position) to `looks`."""
    source = plain(period.one_period)
    assert isinstance(source, FunctionType)

    def watched(rule: str) -> Callable[..., Any]:
        standard = source.__globals__[rule]

        def watching(*arguments: Any) -> Any:
            before = followed(state, member)
            answer = standard(*arguments)
            looks.append(Look(rule, before, followed(state, member), True))
            return answer

        return watching

    rules = {event.rule: watched(event.rule) for event in events()}
    return FunctionType(source.__code__, {**source.__globals__, **rules}, source.__name__)


def followed(state: State, member: int) -> dict[str, Row]:
    """Copies of the member's row of every column, and of all that is said and hidden around it."""
    found = {}
    for path, (_, column) in columns().items():
        part, _, name = path.partition(".")
        if part in _MEMBER and column.shape[0] == "members":
            found[path] = np.array(getattr(getattr(state, part), name)[member])
        elif part in _AROUND and column.shape[0] != "periods":
            found[path] = np.array(getattr(getattr(state, part), name))
    return found


def _run(scenario: Scenario, state: State, seed: int, replicate: int, stop: int) -> None:
    """Begin a replicate and run its periods before `stop`, compiled."""
    outcomes, series = np.zeros((1, len(outcome_names()))), np.zeros((0, 0, 0))
    # A stretch of no periods is the start alone.
    beginning = Stretch(0, 0, compiled(scenario.parameters))
    for start, end, parameters in [beginning, *cut(scenario, 1)[1]]:
        if start < stop or start == end:
            STANDARD.run_stretch(state, parameters, seed, replicate, start, min(end, stop), outcomes, series)


def _holding(scenario: Scenario, at: int) -> Parameters:
    return [parameters for start, parameters in scenario.phases() if start <= at][-1]


def _same(one: State, other: State) -> bool:
    """Whether all columns, and what was measured, have the same bits."""
    pairs = zip(_arrays(one), _arrays(other), strict=True)
    return all(a.tobytes() == b.tobytes() for a, b in pairs)


def _arrays(state: State) -> list[Row]:
    return [*(array for part in state[:-1] for array in part), state.series]
