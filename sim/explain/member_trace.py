"""One member's period, rule by rule: what each rule changed, in sentences.

The steps of the model themselves run the period, in plain Python, and the member is looked at before and after each of
them. At the end the state is compared with the state that the compiled period leaves.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import fresh_state
from sim.engine.validation import validated
from sim.engine.workload import Segment, divide, part
from sim.explain.episodes import watched
from sim.explain.rule_changes import RuleChanges, RuleStep, changes_of
from sim.explain.sentences import SIDES
from sim.explain.structure import events, observe, scratch
from sim.model.assemble import Model, standard
from sim.model.kernel import luck_of
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.model.random import Node
from sim.model.state import Column, State
from sim.scenario import Intervention, Scenario

type Values = NDArray[Any]
_OF_MEMBERS, _AROUND = ("structure", "people", "week"), ("ocean", "course")


class TracedPeriod(NamedTuple):
    """A period that was run step by step.

    Attributes
    ----------
    start, end
        the followed columns before and after the period
    steps
        the rules in order
    came_from
        where the person who sits at the position now sat before; None for a newcomer
    went_to
        where the person who sat there before sits now; None for a person who left
    same
        whether the state has the same bits as after the compiled period
    """

    start: Mapping[str, Values]
    end: Mapping[str, Values]
    steps: list[RuleStep]
    came_from: int | None
    went_to: int | None
    same: bool


class MemberTrace(NamedTuple):
    """One member's period.

    Attributes
    ----------
    interventions
        those that happen in this period
    traced
        the period itself
    changes
        the rules that changed something, or of which there is something to tell, in order
    unchanged
        the rules that were called and changed nothing here
    not_called
        the rules that are not called under these parameters
    """

    scenario: Scenario
    seed: int
    replicate: int
    period: int
    member: int
    interventions: list[Intervention]
    traced: TracedPeriod
    changes: list[RuleChanges]
    unchanged: list[str]
    not_called: list[str]

    def start(self, column: str) -> Any:
        """Return the member's number in a column at the beginning of the period."""
        return self.traced.start[column].item()

    def end(self, column: str) -> Any:
        """Return the member's number in a column at the end of the period."""
        return self.traced.end[column].item()

    @property
    def succession(self) -> str:
        """Who took whose place, or an empty text if nobody did."""
        before, after = self.start("people.person"), self.end("people.person")
        if before == after:
            return ""
        left, entered = self.traced.went_to, self.traced.came_from
        goes = "leaves the organization" if left is None else f"moves to position {left}"
        comes = "enters in its place" if entered is None else f"moves up from position {entered}"
        return f"person {before} {goes}, and person {after} {comes}; what follows is about the new person"

    @property
    def summary(self) -> str:
        """The member's period in one sentence."""
        if "seats" not in {step.rule for step in self.traced.steps if step.called}:
            return f"its understanding achieves {self.end('week.payoff'):.3f}" if self.end("week.payoff") else ""
        if self.end("week.managing"):
            return "it manages instead of rowing"
        if self.end("week.decision") < 0:
            return "it finds no oar, and idles"
        how = "on its own initiative, against the plan" if self.end("week.initiative") else "as it is told"
        if self.end("week.own") and not self.end("week.initiative"):
            how = "by its own judgement, which agrees with the plan, or because there is no plan"
        right, seen = ("right" if self.end(f"week.{column}") else "wrong" for column in ("right", "success"))
        answers = [name for name in ("recognized", "reprimanded") if self.end(f"week.{name}")]
        side = SIDES[self.end("week.action")]
        return (
            f"it rows for decision {self.end('week.decision')} and pulls to {side}, {how}; that is {right}, and it "
            f"sees it as {seen}" + (f"; it is {answers[0]}" if answers else "")
        )

    @property
    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replicate": self.replicate,
            "period": self.period,
            "member": self.member,
            "person": {
                "before": self.start("people.person"),
                "after": self.end("people.person"),
                "came_from": self.traced.came_from,
                "went_to": self.traced.went_to,
            },
            "summary": self.summary,
            "interventions": [dict(step.changes) for step in self.interventions],
            "rules": [
                {
                    "rule": rule.event.rule,
                    "about": rule.event.about,
                    "stories": rule.stories,
                    "stories_around": rule.stories_around,
                    "member": [change._asdict() for change in rule.member],
                    "around": [change._asdict() for change in rule.around],
                }
                for rule in self.changes
            ],
            "changed_nothing": self.unchanged,
            "not_called": self.not_called,
            "before": _plain(self.traced.start),
            "after": _plain(self.traced.end),
            "same_as_untraced": self.traced.same,
        }


def _plain(rows: Mapping[str, Values]) -> dict[str, Any]:
    return {column: row.tolist() for column, row in rows.items() if not scratch(column)}


def trace_member(
    scenario: Scenario, seed: int, replicate: int, period: int, member: int, model: Model | None = None
) -> MemberTrace:
    """Follow the member at a position through one period of one run.

    Parameters
    ----------
    scenario, seed, replicate
        The run.
    period
        The period, from 0 to the scenario's `run.periods` - 1.
    member
        The position, from 0 to the scenario's `organization.members` - 1.
    model
        The model that runs it; the built-in one if not given.
    """
    model = model or standard()
    traced = trace_period(scenario, seed, replicate, period, member, model)
    by_rule, rules = {event.rule: event for event in events(model)}, {rule.name: rule for rule in model.rules}
    changed, unchanged = [], []
    for step in traced.steps:
        rule = changes_of(step, by_rule[step.rule], rules.get(step.rule), member, period == 0, model.columns)
        if not rule.is_empty:
            changed.append(rule)
        elif step.called:
            unchanged.append(step.rule)
    not_called = [step.rule for step in traced.steps if not step.called]
    now = [intervention for intervention in scenario.interventions if intervention.at == period]
    return MemberTrace(scenario, seed, replicate, period, member, now, traced, changed, unchanged, not_called)


def trace_period(
    scenario: Scenario, seed: int, replicate: int, period: int, member: int, model: Model | None = None
) -> TracedPeriod:
    """Run one period of a replicate step by step, with a look at the member at a position around each step."""
    model = model or standard()
    scenario = validated(scenario).of(model)
    model.prepare(scenario.parameters)
    state, untraced = fresh_state(scenario, model), fresh_state(scenario, model)
    segments = divide(scenario, 1)[1]
    before_it = [Segment(0, 0, compiled(scenario.parameters)), *part(segments, 0, period)]
    (here,) = part(segments, period, period + 1)
    _run(model, state, seed, replicate, before_it)
    _run(model, untraced, seed, replicate, [*before_it, here])
    start, before = followed(state, member, model.columns), state.people.person.copy()
    steps = take_steps(model, luck_of(seed, replicate, period + 1), period, state, here.parameters, member)
    after = state.people.person
    came_from, went_to = _position(before, int(after[member])), _position(after, int(before[member]))
    end = followed(state, member, model.columns)
    return TracedPeriod(start, end, steps, came_from, went_to, _same_bits(state, untraced))


def take_steps(model: Model, luck: Node, t: int, state: State, p: Parameters, member: int) -> list[RuleStep]:
    """Run period `t` in plain Python and look at a member before and after each rule, the last being the record."""
    turns = [
        (rule.name, rule.active is None or rule.active(p), partial(rule.step, luck, t, state, p))
        for rule in model.rules
        if rule.step is not None
    ]
    turns.append(("record", True, partial(observe(model.measures.values(), model.columns), state, p, t)))
    return [_step(rule, play if called else None, state, member, model.columns) for rule, called, play in turns]


def _step(
    rule: str, play: Callable[[], Any] | None, state: State, member: int, columns: Mapping[str, Column]
) -> RuleStep:
    if play is None:
        return RuleStep(rule, {}, {}, False)
    before = followed(state, member, columns)
    episodes = watched(play, state)
    return RuleStep(rule, before, followed(state, member, columns), True, episodes)


def followed(state: State, member: int, columns: Mapping[str, Column]) -> dict[str, Values]:
    """Return copies of the member's row of every column, of its team's row, and of the other columns around it."""
    copies, team = {}, state.structure.boss[member]
    for path, column in columns.items():
        array = getattr(getattr(state, column.record), column.name)
        if column.record in _OF_MEMBERS and column.shape[0] == "members":
            copies[path] = np.array(array[member])
        elif column.record in _AROUND and column.shape[0] == "members":
            copies[path] = np.array(array[team])
        elif column.record in _AROUND and column.shape[0] != "periods":
            copies[path] = np.array(array)
    return copies


def _position(persons: Values, person: int) -> int | None:
    positions = np.flatnonzero(persons == person)
    return int(positions[0]) if len(positions) else None


def _run(model: Model, state: State, seed: int, replicate: int, segments: list[Segment]) -> None:
    """Run segments of a replicate, compiled; the first one has no periods and is its start."""
    outcomes, series = np.zeros((1, len(model.outcomes))), np.zeros((0, 0, 0))
    for start, stop, parameters in segments:
        model.run_stretch(state, parameters, seed, replicate, start, stop, outcomes, series)


def _same_bits(one: State, other: State) -> bool:
    """Return whether all columns and all measures have the same bits."""
    pairs = zip(_arrays(one), _arrays(other), strict=True)
    return all(a.tobytes() == b.tobytes() for a, b in pairs)


def _arrays(state: State) -> list[Values]:
    return [*(array for record in state[:-1] for array in record), state.series]
