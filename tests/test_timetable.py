"""The timetable says of every rule what it really does: held against what changes while a rule runs."""

import inspect
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sim
from sim import period
from sim.causes import diagram
from sim.replacing import rule_names
from sim.scenario import Scenario
from sim.state import State, columns
from sim.timetable import events, lasts

SEED = 1  # under which every rule has something to do
BUSY = {
    "environment": {
        "foresight": 0.5,
        "strategic_turbulence": 0.2,
        "shock_every": 5,
        "exodus_every": 7,
        "local_accuracy": 0.6,
        "feedback_accuracy": 0.6,
    },
    "organization": {"members": 14, "span_of_control": 3, "turnover": 0.1, "fast_learners": 0.5, "founders_know": 0.3},
    "run": {"periods": 25},
    "management": {"switching_cost": 0.5, "control": 0.4, "planning": "rolling"},
    "leadership": {"communication": 0.1},
    "rewards": {"initiative": 0.5, "adoption": 1},
    "motivation": {"initial_safety": 0.9},
    "development": {"stretch": 0.5},
}
SMALL = {"organization": {"members": 14}, "environment": {"goals": 6, "decisions": 6}, "run": {"periods": 6}}
CREWS = {
    "led": sim.load("led").with_(**BUSY),
    "march_1991_program": sim.load("march_1991_program").with_(**SMALL),
    "march_1991_text": sim.load("march_1991_text").with_(**SMALL),
    "fang_2010": sim.load("fang_2010").with_(
        **{**SMALL, "environment": {**SMALL["environment"], "interdependence": 2}}
    ),
}


def copied(state: State) -> dict[str, np.ndarray[Any, Any]]:
    """Every column by dotted name."""
    found = {}
    for name in columns():
        part, _, rest = name.partition(".")
        array = getattr(state, part)
        found[name] = (getattr(array, rest) if rest else array).copy()
    return found


def changes(crew: Scenario) -> dict[str, set[str]]:
    """What every rule changed in a run, by the rule's name."""
    seen: dict[str, set[str]] = defaultdict(set)
    model: list[sim.Organization] = []

    def watched(name: str) -> Callable[..., Any]:
        standard = vars(period)[name]

        def rule(*arguments: Any) -> Any:
            before = copied(model[0].state) if model else {}
            answer = standard(*arguments)
            after = copied(model[0].state) if model else {}
            seen[name] |= {c for c, values in before.items() if not np.array_equal(values, after[c])}
            return answer

        rule.__signature__ = inspect.signature(standard.py_func)  # type: ignore[attr-defined]
        return rule

    made = sim.Organization(crew, seed=SEED, replace={name: watched(name) for name in rule_names()})
    model.append(made)
    while made.running:
        made.step()
    return seen


@pytest.fixture(scope="module")
def changed() -> dict[str, set[str]]:
    """What every rule changed in any of the crews."""
    together: dict[str, set[str]] = defaultdict(set)
    for crew in CREWS.values():
        for name, found in changes(crew).items():
            together[name] |= found
    return together


def test_a_rule_changes_what_the_timetable_says_and_nothing_else(changed: dict[str, set[str]]) -> None:
    """Every column that changed is said to be written; every one that is said to be written changed somewhere."""
    said = {event.rule: set(event.writes) for event in events()}
    assert {name: found - said[name] for name, found in changed.items() if found - said[name]} == {}
    silent = {name: sorted(writes - changed[name]) for name, writes in said.items() if writes - changed[name]}
    assert silent == {}


def test_the_order_is_that_of_the_period() -> None:
    assert [event.rule for event in events()] == rule_names()
    assert all(event.about for event in events())


def test_what_a_rule_only_writes_it_is_not_said_to_read() -> None:
    by_rule = {event.rule: event for event in events()}
    assert {"course.direction", "course.tally", "course.reports", "course.blank"} <= set(by_rule["direction"].reads)
    assert "course.said" not in by_rule["direction"].reads
    assert set(by_rule["communication"].reads) >= {"course.said", "people.belief", "people.fast", "week.reach"}
    assert set(by_rule["peers"].reads) >= {"people.record", "week.payoff", "people.tie", "people.trust"}


def test_the_diagram_names_every_rule_that_moves_what_lasts() -> None:
    drawn = diagram()
    for event in events():
        moves = any(map(lasts, (*event.reads, *event.writes)))
        assert (f">{event.rule}</text>" in drawn) == moves, event.rule
    assert drawn.startswith("<svg")
