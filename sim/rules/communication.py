"""Step 5: members hear the direction and make it their own.

Claim: members learn the ends from the code (March 1991 [March1991]), as far as leaders say them and the channel
carries them.
A member adopts the direction on a goal (where there is one) with probability `strength · communication · reach`.
Alignment is the share of goals on which there is a direction and its belief equals it.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.parameters import Leadership
from sim.state import Floats, Ints


@rule
def communication(
    luck: Node, direction: Ints, reach: Floats, belief: Ints, alignment: Floats, leadership: Leadership
) -> None:
    """Move beliefs to the direction; write `alignment`."""
    heard = split(luck, Purpose.COMMUNICATION)
    for i in range(len(reach)):
        chance = leadership.strength * leadership.communication * reach[i]
        agreed = 0
        for k in range(len(direction)):
            if direction[k] == 0:
                continue
            if belief[i, k] != direction[k] and uniform(heard, i, k) < chance:
                belief[i, k] = direction[k]
            agreed += belief[i, k] == direction[k]
        alignment[i] = agreed / len(direction)
