"""One organization as a Mesa model: the rules are those of `sim.run`, and the agents are views on its arrays.

An Organization whose agents do nothing gives bit for bit the numbers of `sim.run` for the same seed and replicate. The
rules draw their random numbers from `sim.model.random` alone. Mesa's generators are free for the user's agents.
"""

from pathlib import Path
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.engine.run import fresh_state, whole_number
from sim.engine.validation import validated
from sim.model.assemble import Observers, RuleError, Rules, model, standard
from sim.model.plain_values import compiled
from sim.model.state import Column, Floats, Ints, State, per_member
from sim.scenario import Scenario, load


class Member(mesa.Agent):
    """A position in the hierarchy, and the member who sits there at the time.

    Every column with a row per member is an attribute, such as `agent.skill` and `agent.belief` (see
    `sim.model.state`). To read or set it is to read or set the member's row. A subclass may override `step`.
    """

    model: "Organization"

    def __init__(self, model: "Organization", position: int) -> None:
        super().__init__(model)
        self.position = position

    def step(self) -> None:
        """Act at the beginning of a period, before the rules. A subclass may say how; otherwise nothing happens."""

    @property
    def superior(self) -> "Member | None":
        """The member to whom this one reports; None for the chief executive."""
        return self.model.members[self.model.state.structure.boss[self.position]] if self.position > 0 else None

    @property
    def colleagues(self) -> "list[Member]":
        """The members to whom the informal ties lead."""
        return [self.model.members[other] for other in self.model.state.people.tie[self.position] if other >= 0]


class Employee(Member):
    """A member without reports."""


class Manager(Member):
    """A member with reports."""

    @property
    def reports(self) -> "AgentSet[Member]":
        """The members who report to this one."""
        below = np.flatnonzero(self.model.state.structure.boss == self.position)
        return AgentSet([self.model.members[i] for i in below if i > 0], random=self.model.random)


def _view(column: Column) -> property:
    """An attribute that is a member's row of a column: a number, or an array; both can be set."""

    def read(agent: Member) -> Any:
        row = getattr(getattr(agent.model.state, column.record), column.name)[agent.position]
        return row.item() if len(column.shape) == 1 else row

    def write(agent: Member, value: Any) -> None:
        getattr(getattr(agent.model.state, column.record), column.name)[agent.position] = value

    return property(read, write, doc=f"{column.meaning} (can be set)")


# What an agent has without columns and keeps for itself, so that its class does not show it.
_OF_AGENTS = ("model", "pos", "position", "unique_id")


def _give_views() -> None:
    for column in per_member(standard().columns.values()):
        if column.record != "structure":
            setattr(Member, column.name, _view(column))


_give_views()


def _with_views(kind: type[Member], columns: list[Column]) -> type[Member]:
    """The class of agents, with attributes for the columns of the user's rules too.

    Raises RuleError if an agent has an attribute of that name already.
    """
    for column in columns:
        if column.name in _OF_AGENTS or hasattr(Member, column.name):
            raise RuleError(
                f"the column {column.path} cannot be an attribute of agents, which have one called {column.name}; "
                "choose another name"
            )
    return type(kind.__name__, (kind,), {c.name: _view(c) for c in columns}) if columns else kind


def _check_ties(tie: Ints) -> None:
    """Raise ValueError unless ties lead to positions, and free places are last: compiled rules do not look again."""
    if ((tie < -1) | (tie >= len(tie))).any():
        wrong = tie[(tie < -1) | (tie >= len(tie))][0]
        raise ValueError(f"a tie leads to position {wrong}; there are positions 0 to {len(tie) - 1}, and -1 is no tie")
    if ((tie[:, :-1] < 0) & (tie[:, 1:] >= 0)).any():
        raise ValueError("a tie stands after a free place (-1); the free places of a member come last")


class Organization(mesa.Model):
    """One replicate of a scenario as a Mesa model; `step` runs one period.

    Parameters
    ----------
    scenario
        A scenario, the name of a built-in one, or a file.
    seed
        The seed, from 0 to 2^63 - 1.
    replicate
        The number of the replicate.
    employee, manager
        Classes of agents: `Employee` and `Manager`, or subclasses that act in `step`.
    rules, measures
        As in `sim.run`.

    Attributes
    ----------
    members : the agents by position
    period : the number of the period that comes next
    state : all columns, see `sim.model.state`
    week : the model of the rules, see `sim.model.assemble`
    setting : the scenario, as it is run (`scenario` is a name of Mesa's)

    Raises
    ------
    ScenarioError
        If the scenario cannot be used.
    ValueError
        For a seed or replicate that cannot be, for rules or measures that make no model, and for columns whose names
        agents use already.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "led",
        seed: int = 1,
        *,
        replicate: int = 0,
        employee: type[Employee] = Employee,
        manager: type[Manager] = Manager,
        rules: Rules | None = None,
        measures: Observers = (),
    ) -> None:
        seed, replicate = whole_number("seed", seed), whole_number("replicate", replicate)
        super().__init__(rng=[seed, replicate])  # what the user's agents draw differs between replicates
        self.week = model(rules, measures)
        own = [c for c in per_member(self.week.columns.values()) if c.path not in standard().columns]
        kinds = [_with_views(kind, own) for kind in (employee, manager)]
        self._given = dict(zip(kinds, (employee, manager), strict=True))
        with self.week.knowing():
            loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
        self.setting = validated(loaded).of(self.week)
        self.seed, self.replicate, self.period = seed, replicate, 0
        self._phases = dict(self.setting.phases())
        self._parameters = compiled(self._phases[0])
        self.state: State = fresh_state(self.setting, self.week)
        self.week.prepare(self.setting.parameters)
        self.week.first(self.week.begin, self.state, self._parameters, seed, replicate)
        self.week.first(self.week.advance, self.state, self._parameters, seed, replicate, 0, 0)
        leads = self.state.structure.leads
        self.members: list[Member] = [kinds[int(leads[i])](self, i) for i in range(len(leads))]
        self._actors = [member for member in self.members if type(member).step is not Member.step]

    def step(self) -> None:
        """Let the agents act, then run one period.

        Raises
        ------
        RuntimeError
            After the last period of the run.
        ValueError
            If agents have made ties that lead nowhere.
        """
        if self.period >= self.setting.parameters.run.periods:
            raise RuntimeError(f"the run of {self.period} periods is over; set run.periods for a longer one")
        if self.period in self._phases:
            self._parameters = compiled(self._phases[self.period])
        for member in self._actors:
            member.step()
        _check_ties(self.state.people.tie)
        self.week.advance(self.state, self._parameters, self.seed, self.replicate, self.period, self.period + 1)
        self.period += 1
        self.running = self.period < self.setting.parameters.run.periods

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents: those that were given."""
        return list(self.agents_by_type)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """The agents by their class, which is one of those that were given."""
        return {self._given.get(kind, kind): agents for kind, agents in super().agents_by_type.items()}

    @property
    def measures(self) -> dict[str, Floats]:
        """Every measure over the periods that have been run, by the names of `Run.measures`."""
        return {name: self.state.series[row, : self.period] for row, name in enumerate(self.week.measures)}
