"""Arrays that refuse to count from their end: compiled, our rules take every index as a position from the start."""

from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.model import assemble
from sim.model.mechanism import Mechanism
from sim.model.parameters import Parameters
from sim.model.random import Node
from sim.model.state import State
from sim.model.week import WEEK
from sim.scenario import Scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"


class Watched(np.ndarray[Any, Any]):
    """An array that raises IndexError at a negative index."""

    def __getitem__(self, key: Any) -> Any:
        refuse(key)
        return super().__getitem__(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        refuse(key)
        super().__setitem__(key, value)


def refuse(key: Any) -> None:
    """Raise if a part of the key is a negative number."""
    for part in key if isinstance(key, tuple) else (key,):
        if isinstance(part, int | np.integer) and part < 0:
            raise IndexError(f"{key} counts from the end")


def watch() -> None:
    """From now on every state consists of watched arrays."""
    allocate = assemble.allocate

    def watched(*given: Any) -> Any:
        state: Any = allocate(*given)
        records = [type(record)(*(array.view(Watched) for array in record)) for record in state[:-1]]
        return type(state)(*records, state.series.view(Watched))

    assemble.allocate = watched


def small(scenario: Scenario) -> Scenario:
    """The scenario with few members and periods."""
    p = scenario.parameters
    return scenario.with_(
        organization={"members": min(p.organization.members, 14)}, run={"periods": min(p.run.periods, 25)}
    )


def run_one(rule: type[Mechanism]) -> None:
    """Run a scenario with one rule more."""
    sim.run(small(sim.load("led")), 1, 3, rules=[*WEEK, rule])


def run_all() -> int:
    """Run every scenario here with watched arrays, and return how many there are."""
    names = sorted(path.stem for folder in ("", "literature") for path in (SCENARIOS / folder).glob("*.yaml"))
    for name in names:
        sim.run(small(sim.load(name)), 1, 3)
    return len(names)


class FromTheEnd(Mechanism):
    """What these arrays are for: a rule that takes the last member's belief."""

    compiled = False

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:
        """Count from the end."""
        crew.people.belief[-1, 0] = 0
