"""Where a period's time goes: each mechanism of the week alone, called again and again on a crew in mid-voyage.

`python -m benchmarks.profile [SCENARIO]` prints nanoseconds a member and call. Compiled, the week is one function, in
which a profiler sees nothing; so each mechanism's step, and the measures, are compiled here by themselves, with a
counter in the place of the period so that chance differs from call to call.
"""

import sys
import time
from textwrap import indent
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

import sim
from sim.model.assemble import standard
from sim.model.compile import entry
from sim.model.kernel import luck_of
from sim.model.measures import observer
from sim.model.plain_values import compiled

WARM_UP, CALLS, REPEATS = 50, 200, 7

_ALONE = """
def alone(crew, p, seed, calls):
    for call in range(calls):
        luck = luck_of(seed, 0, call)
        t = call % crew.series.shape[1]
{body}
"""


def bodies() -> dict[str, str]:
    """What is done in a period, by the mechanisms' names; `record` are the measures."""
    week = standard()
    steps = {rule.name: f"{rule.name}_step(luck, t, crew, p)" for rule in week.rules if rule.step is not None}
    acting = {rule.name: f"if {rule.name}_active(p):\n    " for rule in week.rules if rule.active is not None}
    calls = {name: acting.get(name, "") + step for name, step in steps.items()}
    return {**calls, "record": observer(week.measures, week.columns)}


def alone(body: str) -> Any:
    """A compiled loop around one of them."""
    scope: dict[str, Any] = {"luck_of": luck_of}
    for rule in standard().rules:
        scope |= {f"{rule.name}_step": rule.step, f"{rule.name}_active": rule.active}
    for row, measure in enumerate(standard().measures.values()):
        scope[f"measure{row}"] = measure.function
    exec(_ALONE.format(body=indent(body, " " * 8)), scope)
    return entry(scope["alone"], None)


def nanoseconds(loop: Any, crew: Any, parameters: Any, members: int) -> float:
    """The best time of a call, a member."""
    loop(crew, parameters, 1, 1)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.thread_time_ns()
        loop(crew, parameters, 1, CALLS)
        best = min(best, time.thread_time_ns() - start)
    return best / CALLS / members


def measured(scenario: str = "led") -> dict[str, float]:
    """Nanoseconds a member by mechanism, less what an empty loop takes."""
    loaded, week = sim.load(scenario), standard()
    parameters = compiled(loaded.parameters)
    found = {}
    for name, body in {"nothing": "crew.series[0, t] = luck[0]", **bodies()}.items():
        crew = week.allocate(loaded.parameters, np.array(loaded.trace))
        week.begin(crew, parameters, 1, 0)
        week.advance(crew, parameters, 1, 0, 0, min(WARM_UP, loaded.parameters.run.periods))
        found[name] = nanoseconds(alone(body), crew, parameters, loaded.parameters.organization.members)
    nothing = found.pop("nothing")
    return {name: max(0.0, spent - nothing) for name, spent in found.items()}


def main(scenario: str = "led") -> None:
    """Print the table."""
    table = Table("mechanism", "ns a member", title=f"{scenario}: where a period goes")
    found = measured(scenario)
    for name, spent in found.items():
        table.add_row(name, f"{spent:.1f}")
    table.add_row("together", f"{sum(found.values()):.1f}")
    Console().print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
