"""Step 7: what each member does with its oar.

Claim: whoever knows the ends can correct the means where the local water differs from the plan, if it dares and may
(Edmondson 1999 [Edmondson1999]; Dessein & Santos 2006 [DesseinSantos2006]).
A member reads its decision's condition, right with probability `local_accuracy`; its own judgement is belief ·
reading. Without a plan it follows its judgement (a coin if it has none). Plan and judgement agreeing, it does that;
without a judgement, what the plan says. If they disagree it takes the initiative with probability `safety · (1 -
control)`. Alignment is not in here.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.parameters import Environment, Management
from sim.state import Bools, Floats, Ints


@rule
def action(
    luck: Node, serves: Ints, condition: Ints, plan: Ints, belief: Ints, safety: Floats, decision: Ints,
    reading: Ints, action: Ints, own: Bools, initiative: Bools, environment: Environment, management: Management,
) -> None:  # fmt: skip
    """Write `reading`, `action`, and whether it is the member's `own` judgement and an `initiative`."""
    read, coin, dare = split(luck, Purpose.READING), split(luck, Purpose.COIN), split(luck, Purpose.INITIATIVE)
    for i in range(len(decision)):
        j = decision[i]
        initiative[i] = False
        if j < 0:
            reading[i] = 0
            action[i] = 0
            own[i] = False
            continue
        reading[i] = condition[j] if uniform(read, i, 0) < environment.local_accuracy else -condition[j]
        judgement = belief[i, serves[j]] * reading[i]
        if plan[j] != 0 and judgement == -plan[j]:
            initiative[i] = uniform(dare, i, 0) < safety[i] * (1.0 - management.control)
        if judgement != 0 and (plan[j] == 0 or initiative[i]):
            action[i] = judgement
        elif plan[j] != 0:
            action[i] = plan[j]
        else:
            action[i] = 1 if uniform(coin, i, 0) < 0.5 else -1
        own[i] = judgement == action[i]
