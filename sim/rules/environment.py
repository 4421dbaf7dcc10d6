"""Step 1, outside: the destination moves and the water changes.

Claim: organizations face change of ends and of means, steady (turbulence) or sudden (shocks); how much of it could be
foreseen decides whether long plans pay (Dess & Beard 1984 [DessBeard1984]; Ansoff 1975 [Ansoff1975]).
Each goal reverses with probability `strategic_turbulence · multiplier`, each condition with `operational_turbulence ·
multiplier` (clipped to 1), and at a shock each goal with `shock_size`. A reversal was foreseen with probability
`foresight`: then what the direction and the plan say about it, and the reports gathered so far, turn with it.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import strikes
from sim.parameters import Environment
from sim.state import Bools, Floats, Ints


@rule
def environment(
    luck: Node, period: int, multiplier: Floats, goal: Ints, condition: Ints, former: Ints, shocked: Bools,
    direction: Ints, tally: Ints, plan: Ints, environment: Environment,
) -> None:  # fmt: skip
    """Reverse goals and conditions; turn direction, tally and plan with what was foreseen."""
    scale = multiplier[(period // environment.trace_every) % len(multiplier)]
    shocked[period] = strikes(environment.shock_every, period)
    strategic = split(luck, Purpose.STRATEGIC)
    for k in range(len(goal)):
        if uniform(strategic, k, 0) < environment.strategic_turbulence * scale:
            foreseen = uniform(split(luck, Purpose.STRATEGIC_FORESEEN), k, 0) < environment.foresight
            _reverse_goal(k, foreseen, goal, direction, tally, plan)
    if shocked[period]:
        shock = split(luck, Purpose.SHOCK)
        for k in range(len(goal)):
            if uniform(shock, k, 0) < environment.shock_size:
                foreseen = uniform(split(luck, Purpose.SHOCK_FORESEEN), k, 0) < environment.foresight
                _reverse_goal(k, foreseen, goal, direction, tally, plan)
    operational = split(luck, Purpose.OPERATIONAL)
    for j in range(len(condition)):
        former[j] = condition[j]
        if uniform(operational, j, 0) < environment.operational_turbulence * scale:
            condition[j] = -condition[j]
            if uniform(split(luck, Purpose.OPERATIONAL_FORESEEN), j, 0) < environment.foresight:
                plan[j] = -plan[j]


@rule
def _reverse_goal(k: int, foreseen: bool, goal: Ints, direction: Ints, tally: Ints, plan: Ints) -> None:
    goal[k] = -goal[k]
    if foreseen:
        direction[k] = -direction[k]
        tally[k] = -tally[k]
        for j in range(k, len(plan), len(goal)):
            plan[j] = -plan[j]
