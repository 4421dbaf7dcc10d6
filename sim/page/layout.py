"""The hierarchy, laid out as `sim.state.allocate` lays it out, in a form that compiles to WebAssembly.

A test holds it against `allocate` for generated sizes, so that the page need not know who reports to whom.
"""

from sim.compiler import kernel
from sim.parameters import Parameters
from sim.state import Structure


@kernel
def lay_out(structure: Structure, parameters: Parameters) -> None:
    """Write boss, leads, serves, seat and home of zeroed arrays; the trace's multipliers are the host's to write."""
    span, goals = parameters.organization.span_of_control, parameters.environment.goals
    members, decisions = len(structure.boss), len(structure.serves)
    for i in range(1, members):
        structure.boss[i] = (i - 1) // span
        structure.leads[structure.boss[i]] = True
    for j in range(decisions):
        structure.serves[j] = j % goals
    for i in range(members):
        structure.seat[i] = i % decisions
        structure.home[i] = (i if structure.leads[i] else structure.boss[i]) % goals
