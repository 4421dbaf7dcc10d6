"""Where a period's time goes: each rule of `sim/period.py` alone, called again and again on a crew in mid-voyage.

`python -m benchmarks.profile [SCENARIO]` prints nanoseconds a member and call. The rules are laid out in place in one
kernel, where a profiler sees but one function; so each call of the page is compiled here by itself, with a counter in
the place of the period's number so that chance differs from call to call.
"""

import ast
import inspect
import sys
import time
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

import sim
from sim import kernel, period
from sim.compiler import private_kernel
from sim.measures import Measures
from sim.parameters import compiled
from sim.replacing import rule_names
from sim.state import State, allocate

WARM_UP, CALLS, REPEATS = 50, 200, 7

_FRAME = """
def alone(state, p, seed, calls):
    structure, ocean, course, people, week, series = state
    span = p.organization.span_of_control
    for call in range(calls):
        luck = luck_of(seed, 0, call)
        t = call % series.shape[1]
        {call}
"""


def calls() -> dict[str, str]:
    """The calls of rules in the period by the rules' names, in the order of the page."""
    page = ast.parse(inspect.getsource(period.one_period.py_func))  # type: ignore[attr-defined]
    found = {ast.unparse(node.func): ast.unparse(node) for node in ast.walk(page) if isinstance(node, ast.Call)}
    return {name: found[name] for name in rule_names()}


def alone(call: str) -> Any:
    """A compiled loop around one call."""
    scope = {**vars(period), "luck_of": kernel.luck_of}
    exec(_FRAME.format(call=call), scope)
    return private_kernel(scope["alone"])


def nanoseconds(loop: Any, state: State, parameters: Any, members: int) -> float:
    """The best time of a call, a member."""
    loop(state, parameters, 1, 1)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.thread_time_ns()
        loop(state, parameters, 1, CALLS)
        best = min(best, time.thread_time_ns() - start)
    return best / CALLS / members


def measured(scenario: str = "led") -> dict[str, float]:
    """Nanoseconds a member by rule, less what an empty loop takes."""
    loaded = sim.load(scenario)
    members = loaded.parameters.organization.members
    parameters = compiled(loaded.parameters)
    found = {}
    for name, call in {"nothing": "t", **calls()}.items():
        state = allocate(loaded.parameters, np.array(loaded.trace), len(Measures._fields))
        kernel.begin(state, parameters, 1, 0)
        kernel.advance(state, parameters, 1, 0, 0, min(WARM_UP, loaded.parameters.run.periods))
        found[name] = nanoseconds(alone(call), state, parameters, members)
    nothing = found.pop("nothing")
    return {name: max(0.0, spent - nothing) for name, spent in found.items()}


def main(scenario: str = "led") -> None:
    """Print the table."""
    table = Table("rule", "ns a member", title=f"{scenario}: a period, rule by rule")
    found = measured(scenario)
    for name, spent in found.items():
        table.add_row(name, f"{spent:.1f}")
    table.add_row("together", f"{sum(found.values()):.1f}")
    Console().print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
