"""The week, in order. This list is the theory: each line names a mechanism, its step and what it is about."""

from collections.abc import Iterable
from difflib import get_close_matches
from inspect import get_annotations
from typing import Any

from pydantic.fields import FieldInfo

from sim.model.declaration import Group
from sim.model.measures import DECLARED, Measure
from sim.model.mechanism import Mechanism, about, kind_of
from sim.model.mechanisms.action import Action
from sim.model.mechanisms.channel import Channel
from sim.model.mechanisms.communication import Communication
from sim.model.mechanisms.conflict import Conflict
from sim.model.mechanisms.development import Development
from sim.model.mechanisms.direction import Direction
from sim.model.mechanisms.environment import Environment
from sim.model.mechanisms.feedback import Feedback
from sim.model.mechanisms.forms import Forms
from sim.model.mechanisms.founding import Founding
from sim.model.mechanisms.ideas import Ideas
from sim.model.mechanisms.knowledge import Knowledge
from sim.model.mechanisms.meeting import Meeting
from sim.model.mechanisms.motivation import Motivation
from sim.model.mechanisms.outcome import Outcome
from sim.model.mechanisms.payoff import Payoff
from sim.model.mechanisms.peers import Peers
from sim.model.mechanisms.plan import Plan
from sim.model.mechanisms.reaction import Reaction
from sim.model.mechanisms.retrospectives import Retrospectives
from sim.model.mechanisms.search import Search
from sim.model.mechanisms.seats import Seats
from sim.model.mechanisms.settling import Settling
from sim.model.mechanisms.stakeholders import Stakeholders
from sim.model.mechanisms.stretch import Stretch
from sim.model.mechanisms.superiors import Superiors
from sim.model.mechanisms.ties import Ties
from sim.model.mechanisms.trials import Trials
from sim.model.mechanisms.turnover import Turnover
from sim.model.mechanisms.ways import Ways
from sim.model.parameters import built_in, extended, group_of

WEEK: tuple[type[Mechanism], ...] = (
    Founding,  # 0 the start: who reports to whom, a world, a direction, and founders
    Ties,  # 0 the start of the network: ties that members draw, or a layout of mutual ties
    Environment,  # 1 the destination moves and the water changes
    Turnover,  # 1 members leave, reports move up, newcomers enter at the bottom
    Knowledge,  # 1 what is known before anybody learns
    Payoff,  # 1 what each member's own understanding achieves, where nobody shares an oar
    Forms,  # 1 what each member's own ways of working are worth, where nobody shares an oar
    Channel,  # 2 how well the executives' word reaches each member
    Superiors,  # 3 the executives hear those who know more than they do
    Stakeholders,  # 3 the executives talk with stakeholders, or lose their support
    Direction,  # 3 the executives weigh the reports and may turn the direction
    Plan,  # 4 what everybody is told to do
    Communication,  # 5 members hear the direction and make it their own
    Seats,  # 6 who takes which oar
    Settling,  # 6 changed plans settle
    Action,  # 7 what each member does with its oar
    Ways,  # 8 what the ways of working are worth
    Outcome,  # 8 effort, pull, speed and heading
    Feedback,  # 9 members see how their work went, learn from it, and speak up
    Retrospectives,  # 9 teams look back on their work together
    Reaction,  # 10 how the organization reacts to initiative and to good work
    Trials,  # 10 trials of new ways end, and are looked back on
    Stretch,  # 10 challenging tasks are given
    Meeting,  # 12 whom each member meets
    Ideas,  # 12 members have ideas for new ways of working, and dare to try them or not
    Motivation,  # 11 how far each need is met
    Conflict,  # 12 conflicts are talked out or sent up
    Peers,  # 12 members learn from better colleagues they trust
    Search,  # 12 members search for better ways of their own
    Development,  # 13 practice makes leaders
)


def own_groups(rules: Iterable[type[Mechanism]]) -> dict[str, type[Group]]:
    """A group of parameters for each mechanism that declares some, named after it."""
    declared = {rule: own_fields(rule) for rule in rules}
    return {rule.name: group_of(rule.name, f"{about(rule)}.", own, rule) for rule, own in declared.items() if own}


def own_fields(rule: type[Mechanism]) -> dict[str, tuple[Any, FieldInfo]]:
    """The parameters that a mechanism declares: name -> type and declaration."""
    hints = {name: hint for base in reversed(rule.__mro__) for name, hint in get_annotations(base).items()}
    return {name: (kind_of(field, hints.get(name)), field) for name, field in rule.declared(FieldInfo).items()}


PARAMETERS = extended(own_groups(WEEK))
"""The built-in parameters: those on the page of parameters, and those that mechanisms of the week declare."""
built_in(PARAMETERS)
DECLARED.update({name: measure for rule in WEEK for name, measure in rule.declared(Measure).items()})


def placed(new: Iterable[type[Mechanism]], week: Iterable[type[Mechanism]] = WEEK) -> tuple[type[Mechanism], ...]:
    """The week with more mechanisms: each after the one its `after` names, or in the place of one of the same name.

    Raises
    ------
    ValueError
        If `after` names no mechanism of the week.
    """
    listed = list(week)
    for rule in new:
        names = [other.name for other in listed]
        after: str = rule.after
        if rule.name in names:
            listed[names.index(rule.name)] = rule
        elif after and after not in names:
            near = get_close_matches(after, names, n=1, cutoff=0.75)
            instead = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
            raise ValueError(f"{rule.name} is to come after {after!r}, which is no rule; {instead}")
        else:
            listed.insert(names.index(after) + 1 if after else len(listed), rule)
    return tuple(listed)
