"""One organization as a Mesa model: the same rules, its members as agents that are views on the arrays.

The period is the engine's own, so an untouched Organization gives bit for bit what `sim.run` gives for the same seed
and replicate. Chance comes from `sim.draws` alone; Mesa's generators are there for users and move nothing here.
"""

from pathlib import Path
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.compiler import ready
from sim.kernel import begin
from sim.measures import Measures
from sim.parameters import compiled
from sim.replacing import Rules, kernels
from sim.scenario import Scenario, load
from sim.state import Floats, State, allocate, columns


class Member(mesa.Agent):
    """A position in the hierarchy: whoever sits there. Reads and writes its row of the arrays.

    Every column that has a row a member is an attribute (`agent.skill`, `agent.belief`; see `sim.state`).
    A subclass may override `step`.
    """

    model: "Organization"

    def __init__(self, model: "Organization", position: int) -> None:
        super().__init__(model)
        self.position = position

    def step(self) -> None:
        """What the member does at the beginning of each period, before the rules: nothing, unless a subclass says."""

    @property
    def superior(self) -> "Member | None":
        """The boss; None for the chief executive."""
        return self.model.members[self.model.state.structure.boss[self.position]] if self.position > 0 else None

    @property
    def colleagues(self) -> "list[Member]":
        """The members its informal ties lead to."""
        return [self.model.members[other] for other in self.model.state.people.tie[self.position] if other >= 0]


class Employee(Member):
    """A member without reports."""


class Manager(Member):
    """A member with reports."""

    @property
    def reports(self) -> "AgentSet[Member]":
        """The members who report to it."""
        below = np.flatnonzero(self.model.state.structure.boss == self.position)
        return AgentSet([self.model.members[i] for i in below if i > 0], random=self.model.random)


def _view(part: str, name: str, single: bool) -> property:
    """An attribute that is a member's row of a column: a number, or an array that writes through."""

    def read(agent: Member) -> Any:
        row = getattr(getattr(agent.model.state, part), name)[agent.position]
        return row.item() if single else row

    def write(agent: Member, value: Any) -> None:
        getattr(getattr(agent.model.state, part), name)[agent.position] = value

    return property(read, write)


def _give_views() -> None:
    for path, (_, column) in columns().items():
        part, _, name = path.partition(".")
        if column.shape[0] == "members" and part != "structure":
            view = _view(part, name, single=len(column.shape) == 1)
            view.__doc__ = f"{column.meaning} (writes through)"
            setattr(Member, name, view)


_give_views()


class Organization(mesa.Model):
    """One replicate of a scenario as a Mesa model; `step` is one period.

    `members` are its agents by position. `employee` and `manager` may be subclasses of `Employee` and `Manager`
    that act in `step`; `replace` puts functions in the place of rules, see `sim.replacing`. `period` is the number of
    the period that comes next, `state` all columns (`sim.state`).
    Raises ScenarioError for a bad scenario.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "led",
        seed: int = 1,
        *,
        replicate: int = 0,
        employee: type[Employee] = Employee,
        manager: type[Manager] = Manager,
        replace: Rules | None = None,
    ) -> None:
        super().__init__(rng=seed)
        self.setting = scenario if isinstance(scenario, Scenario) else load(scenario)
        self.seed, self.replicate, self.period = seed, replicate, 0
        self._phases = dict(self.setting.phases())
        self._parameters = compiled(self._phases[0])
        self.state: State = allocate(self._phases[0], np.array(self.setting.trace), len(Measures._fields))
        ready(begin, self.state, self._parameters, seed, replicate)
        self._replace = replace
        self._advance = kernels(replace).advance
        ready(self._advance, self.state, self._parameters, seed, replicate, 0, 0)
        leads = self.state.structure.leads
        self.members: list[Member] = [(manager if leads[i] else employee)(self, i) for i in range(len(leads))]
        self._actors = [member for member in self.members if type(member).step is not Member.step]

    def step(self) -> None:
        """Let agents act, then run one period. Raises RuntimeError after the last period of the run."""
        if self.period >= self.setting.parameters.run.periods:
            raise RuntimeError(f"the run of {self.period} periods is over; set run.periods for a longer one")
        if self.period in self._phases:
            self._parameters = compiled(self._phases[self.period])
        for member in self._actors:
            member.step()
        self._advance(self.state, self._parameters, self.seed, self.replicate, self.period, self.period + 1)
        self.period += 1
        self.running = self.period < self.setting.parameters.run.periods

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the compiled period, which is found again by the rules it was made of."""
        return {name: value for name, value in self.__dict__.items() if name != "_advance"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was."""
        self.__dict__.update(state)
        self._advance = kernels(self._replace).advance

    @property
    def measures(self) -> dict[str, Floats]:
        """Every measure by name, over the periods run so far: the names of `Run.measures`."""
        return {name: self.state.series[row, : self.period] for row, name in enumerate(Measures._fields)}
