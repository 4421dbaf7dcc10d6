"""Step 5: members hear the direction and make it their own.

Claim: members learn the ends from the code (March 1991 [March1991]), as far as leaders say them and the channel
carries them.
A member adopts the direction as it is said on a goal (where there is one) with probability `strength · communication ·
reach`, fast learners with `communication_fast` instead. It jumps to it, or with `socialization: gradual` takes one step
of -1, 0, +1 toward it, as in the program behind March's figures.
Alignment is the share of goals on which there is a direction and its belief equals it.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll_items, split
from sim.parameters import Leadership, codes
from sim.state import Bools, Floats, Ints

JUMP, GRADUAL = codes(Leadership, "socialization")


@rule
def communication(
    luck: Node, said: Ints, reach: Floats, fast: Bools, belief: Ints, goal_dice: Floats, alignment: Floats,
    leadership: Leadership,
) -> bool:  # fmt: skip
    """Move beliefs to the direction; write `alignment`; return whether any belief might have moved."""
    heard = split(luck, Purpose.COMMUNICATION)
    told, there = False, 0
    for k in range(len(said)):
        there += said[k] != 0
    for i in range(len(reach)):
        agreed = _agreed(belief[i], said)
        rate = leadership.communication_fast if fast[i] else leadership.communication
        chance = leadership.strength * rate * reach[i]
        if agreed < there and chance > 0:
            told = True
            roll_items(heard, i, goal_dice)
            for k in range(len(said)):
                step = belief[i, k] + said[k] if leadership.socialization == GRADUAL else said[k]
                moves = goal_dice[k] < chance and said[k] != 0 and belief[i, k] != said[k]
                belief[i, k] = step if moves else belief[i, k]
            agreed = _agreed(belief[i], said)
        alignment[i] = agreed / len(said)
    return told


@rule
def _agreed(view: Ints, said: Ints) -> int:
    agreed = 0
    for k in range(len(said)):
        agreed += said[k] != 0 and view[k] == said[k]
    return agreed
