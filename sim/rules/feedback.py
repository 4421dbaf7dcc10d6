"""Step 9: members see how their work went, learn from it, and speak up.

Claim: organizations learn from experience (Levitt & March 1988 [LevittMarch1988]), and voice carries it upward where
people feel safe and the channel reaches them (Hirschman 1970 [Hirschman1970]; Edmondson 1999 [Edmondson1999]).
Who acted sees whether it was right, correctly with probability `feedback_accuracy`. What it saw implies a goal sign,
action · reading · (±1): it adopts it with probability `experience`, and reports it with probability `reach · safety`,
less the share `leadership.strength · direct_talk` of the executives' attention that goes into talking. The track
record moves toward success by `record_rate`, initiatives counting `kpi_weight`.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, split
from sim.formulas import move_toward
from sim.parameters import Development, Environment, Leadership, Motivation, Rewards
from sim.state import Bools, Floats, Ints


@rule
def feedback(
    luck: Node, serves: Ints, goal: Ints, condition: Ints, decision: Ints, reading: Ints, action: Ints,
    initiative: Bools, reach: Floats, safety: Floats, dice: Floats, dice2: Floats, dice3: Floats,
    belief: Ints, record: Floats, right: Bools, success: Bools,
    implied: Ints, tally: Ints, reports: Ints,
    environment: Environment, leadership: Leadership, motivation: Motivation, rewards: Rewards,
    development: Development,
) -> None:  # fmt: skip
    """Write `right`, `success` and `implied`; move beliefs, records and the reports on the executives' desk."""
    roll(split(luck, Purpose.SEEING), 0, dice)
    roll(split(luck, Purpose.EXPERIENCE), 0, dice2)
    roll(split(luck, Purpose.VOICE), 0, dice3)
    heard = 1.0 - leadership.strength * leadership.direct_talk
    initiative_rate = min(1.0, development.record_rate * rewards.kpi_weight)
    for i in range(len(decision)):
        j = decision[i]
        right[i] = success[i] = False
        implied[i] = 0
        if j < 0:
            continue
        k = serves[j]
        right[i] = action[i] == goal[k] * condition[j]
        success[i] = right[i] == (dice[i] < environment.feedback_accuracy)
        implied[i] = action[i] * reading[i] * (1 if success[i] else -1)
        belief[i, k] = implied[i] if dice2[i] < motivation.experience else belief[i, k]
        speaks = 1 if dice3[i] < reach[i] * safety[i] * heard else 0
        tally[k] += speaks * implied[i]
        reports[k] += speaks
        rate = initiative_rate if initiative[i] else development.record_rate
        record[i] = move_toward(record[i], 1.0 if success[i] else 0.0, rate)
