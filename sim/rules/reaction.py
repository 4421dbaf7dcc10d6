"""Step 10: how the organization reacts to initiative and to good work.

Claim: what is rewarded and what is punished decides whether people dare (Kerr 1975 [Kerr1975]; Edmondson 1999
[Edmondson1999]); a rewarded success may become everybody's plan (change from below: Burgelman 1983 [Burgelman1983]).
A success (as seen) is rewarded with probability `initiative`, any initiative with probability `attempts`: safety and
recognition rise; a rewarded success becomes the decision's plan with probability `adoption`. A failed one that goes
unrewarded is reprimanded with probability `control · (1 - skill of the boss)` unless the boss's own understanding
agrees with it: safety falls. The chief executive has no boss and is never reprimanded. Other successful work is
recognized with probability `strength · skill of the boss`.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, split, uniform
from sim.formulas import move_toward
from sim.parameters import Leadership, Management, Motivation, Rewards
from sim.state import Bools, Floats, Ints


@rule
def reaction(
    luck: Node, serves: Ints, boss: Ints, skill: Floats, belief: Ints, decision: Ints, reading: Ints, action: Ints,
    initiative: Bools, success: Bools, safety: Floats, plan: Ints, unsettled: Bools, dice: Floats, recognized: Bools,
    reprimanded: Bools, management: Management, leadership: Leadership, motivation: Motivation, rewards: Rewards,
) -> None:  # fmt: skip
    """Write `recognized` and `reprimanded`; move safety and, by adoption, the plan."""
    roll(split(luck, Purpose.RECOGNITION), 0, dice)
    for i in range(len(decision)):
        j = decision[i]
        recognized[i] = reprimanded[i] = False
        if j < 0:
            continue
        if not initiative[i]:
            recognized[i] = success[i] and dice[i] < leadership.strength * skill[boss[i]]
            continue
        recognized[i] = (success[i] and uniform(split(luck, Purpose.REWARD), i, 0) < rewards.initiative) or (
            uniform(split(luck, Purpose.ATTEMPT), i, 0) < rewards.attempts
        )
        if recognized[i]:
            safety[i] = move_toward(safety[i], 1.0, motivation.safety_rate)
            if success[i] and plan[j] != action[i]:
                if uniform(split(luck, Purpose.ADOPTION), i, 0) < rewards.adoption:
                    plan[j] = action[i]
                    unsettled[j] = True
        elif not success[i] and i > 0 and belief[boss[i], serves[j]] != action[i] * reading[i]:
            strictness = management.control * (1.0 - skill[boss[i]])
            reprimanded[i] = uniform(split(luck, Purpose.REPRIMAND), i, 0) < strictness
            if reprimanded[i]:
                safety[i] = move_toward(safety[i], 0.0, motivation.safety_rate)
