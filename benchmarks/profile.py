"""Where a period's time goes: a counter of cycles around each mechanism, in the week as it runs.

`python -m benchmarks.profile [SCENARIO]` prints nanoseconds a member and period, for three sizes of the crew. Compiled,
the week is one function, in which a profiler sees nothing; and a mechanism that is run again and again by itself takes
less than it does in the week, where its columns and branches are others each time.
"""

import sys
import time
from textwrap import indent
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from rich.console import Console
from rich.table import Table

import sim
from sim.model.assemble import standard
from sim.model.compile import entry
from sim.model.kernel import luck_of
from sim.model.measures import observer
from sim.model.plain_values import compiled
from sim.scenario import Scenario

SIZES = {50: (200, 100), 400: (50, 50), 10_000: (10, 20)}  # members: periods, rounds

_WEEK = """
def advance(crew, p, seed, replicate, stop, spent):
    for t in range(stop):
        luck = luck_of(seed, replicate, t + 1)
        whole = cycles()
{body}
        spent[-1] += cycles() - whole
"""
_TIMED = """
began = cycles()
{body}
spent[{place}] += cycles() - began"""


@intrinsic
def cycles(_: Any) -> Any:
    """The processor's counter of cycles."""

    def code(_context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), ir.FunctionType(ir.IntType(64), []))
        return builder.call(counter, [])

    return types.int64(), code


def parts() -> dict[str, str]:
    """What is done in a period, by the mechanisms' names; `measures` is what is observed."""
    week = standard()
    steps = {rule.name: f"{rule.name}_step(luck, t, crew, p)" for rule in week.rules if rule.step is not None}
    acting = {rule.name: f"if {rule.name}_active(p):\n    " for rule in week.rules if rule.active is not None}
    calls = {name: acting.get(name, "") + step for name, step in steps.items()}
    return {**calls, "measures": observer(week.measures, week.columns)}


def timed_week() -> Any:
    """The compiled week with a counter around each part."""
    scope: dict[str, Any] = {"luck_of": luck_of, "cycles": cycles}
    for rule in standard().rules:
        scope |= {f"{rule.name}_step": rule.step, f"{rule.name}_active": rule.active}
    for row, measure in enumerate(standard().measures.values()):
        scope[f"measure{row}"] = measure.function
    body = "".join(_TIMED.format(body=part, place=place) for place, part in enumerate(parts().values()))
    exec(_WEEK.format(body=indent(body, " " * 8)), scope)
    return entry(scope["advance"], None)


def nanoseconds(week: Any, scenario: Scenario, rounds: int) -> Any:
    """The best of many short rounds, part by part and for the whole period, a member and period."""
    parameters, periods = compiled(scenario.parameters), scenario.parameters.run.periods
    crew = standard().allocate(scenario.parameters, np.array(scenario.trace))
    best, ticks, passed = np.full(len(parts()) + 1, np.inf), 0, 0
    for replicate in range(rounds):
        spent = np.zeros(len(best), np.int64)
        standard().begin(crew, parameters, 1, replicate)
        start = time.perf_counter_ns()
        week(crew, parameters, 1, replicate, periods, spent)
        passed += time.perf_counter_ns() - start
        ticks += spent[-1]
        best = np.minimum(best, spent)
    return best * passed / ticks / (periods * scenario.parameters.organization.members)


def measured(scenario: str = "led", members: int = 50) -> dict[str, float]:
    """Nanoseconds a member and period by mechanism."""
    times = by_size(scenario, {members: SIZES[members]})[members]
    del times["together"]
    return times


def by_size(scenario: str, sizes: dict[int, tuple[int, int]]) -> dict[int, dict[str, float]]:
    """Nanoseconds by size of the crew and mechanism, and of all `together`."""
    loaded, week, times = sim.load(scenario), timed_week(), {}
    nanoseconds(week, loaded, 1)  # compiles it
    for members, (periods, rounds) in sizes.items():
        sized = loaded.with_(organization={"members": members}, run={"periods": periods})
        times[members] = dict(zip([*parts(), "together"], nanoseconds(week, sized, rounds), strict=True))
    return times


def main(scenario: str = "led") -> None:
    """Print the table."""
    times = by_size(scenario, SIZES)
    table = Table(
        "mechanism", *(f"{members:,} members" for members in times), title=f"{scenario}: ns per member and period"
    )
    for name in [*parts(), "together"]:
        table.add_row(name, *(f"{of[name]:.1f}" for of in times.values()))
    Console().print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
