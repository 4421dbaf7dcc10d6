"""Step 7: what each member does with its oar.

Claim: whoever knows the ends can correct the means where the local water differs from the plan, if it dares and may
(Edmondson 1999 [Edmondson1999]; Dessein & Santos 2006 [DesseinSantos2006]).
A member reads its decision's condition, right with probability `local_accuracy`; its own judgement is belief ·
reading. Without a plan it follows its judgement (a coin if it has none). Plan and judgement agreeing, it does that;
without a judgement, what the plan says. If they disagree it takes the initiative with probability `safety · (1 -
control)`. Alignment is not in here.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, split, uniform
from sim.parameters import Environment, Management
from sim.state import Bools, Floats, Ints


@rule
def action(
    luck: Node, serves: Ints, condition: Ints, plan: Ints, belief: Ints, safety: Floats, decision: Ints,
    dice: Floats, dice2: Floats, reading: Ints, action: Ints, own: Bools, initiative: Bools,
    environment: Environment, management: Management,
) -> None:  # fmt: skip
    """Write `reading`, `action`, and whether it is the member's `own` judgement and an `initiative`."""
    roll(split(luck, Purpose.READING), 0, dice)
    roll(split(luck, Purpose.INITIATIVE), 0, dice2)
    for i in range(len(decision)):
        j = decision[i]
        if j < 0:
            initiative[i] = False
            reading[i] = 0
            action[i] = 0
            own[i] = False
            continue
        reading[i] = condition[j] if dice[i] < environment.local_accuracy else -condition[j]
        judgement = belief[i, serves[j]] * reading[i]
        disagree = plan[j] != 0 and judgement == -plan[j]
        initiative[i] = disagree and dice2[i] < safety[i] * (1.0 - management.control)
        action[i] = judgement if plan[j] == 0 or initiative[i] else plan[j]
        if action[i] == 0:
            action[i] = 1 if uniform(split(luck, Purpose.COIN), i, 0) < 0.5 else -1
        own[i] = judgement == action[i]
