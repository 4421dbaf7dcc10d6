"""Step 5: members hear the direction and make it their own."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import attention_outside
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node, split, uniform
from sim.model.state import State

JUMP, GRADUAL = codes(PublishedParameters, "socialization")


class Communication(Mechanism):
    """Step 5: members hear the direction and make it their own.

    Claim: members learn the ends from the code (March 1991 [March1991]), as far as leaders say them and the channel
    carries them. A member, also the chief executive, adopts the direction as it is said on a goal (where there is one)
    with probability `strength · communication · reach`, fast learners with `communication_fast` instead. With shared
    work this is multiplied by the share of the executives' attention that does not go outside, 1 less `strength ·
    outside` (see `stakeholders`). It jumps to it, or with `socialization: gradual` takes one step of -1, 0, +1 toward
    it, as in the program behind March's figures. Alignment is the share of goals on which there is a direction and its
    belief equals it.
    """

    number = "5"
    about = "members hear the direction and make it their own"
    papers = (cites("March1991", "members who learn from the code", on.communicates),)
    idle = {  # noqa: RUF012
        "W012": Idle(
            "no leadership",
            ("leadership.review_every", "leadership.communication", "published.communication_fast",
             "published.socialization", "leadership.direct_talk", "leadership.outside"),
            "leadership.strength is above 0",
            lambda p: p.leadership.strength == 0,
            {"leadership.strength": 0.0},
        ),
        "W014": Idle(
            "no fast learners",
            ("published.communication_fast",),
            "published.fast_learners is above 0",
            lambda p: p.published.fast_learners == 0,
            {"published.fast_learners": 0.0},
        ),
    }  # fmt: skip

    fast = column("people", bool, "members", "whether it learns the direction at the fast rate")
    alignment = column("week", float, "members", "share of goals with a direction that the belief equals", high=1)

    COMMUNICATION = stream("member; goal", 21)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Move beliefs to the direction; write `alignment`; return whether any belief might have moved."""
        direction, reach, belief = crew.course.heard, crew.week.reach, crew.people.belief
        agreed, chance, leadership, published = crew.week.amount, crew.week.chance, p.leadership, p.published
        heard = split(luck, Communication.COMMUNICATION)
        inside = 1.0 - attention_outside(p)
        reached, differing = 0, 0
        for i in range(len(reach)):
            rate = published.communication_fast if crew.people.fast[i] else leadership.communication
            chance[i] = leadership.strength * rate * reach[i] * inside
            reached += chance[i] > 0
        agreed[:] = 0
        for k in range(len(direction)):
            if direction[k] == 0:
                continue
            if reached > 0:
                for i in range(len(reach)):
                    step = belief[i, k] + direction[k] if published.socialization == GRADUAL else direction[k]
                    differing += (belief[i, k] != direction[k]) & (chance[i] > 0)
                    moves = belief[i, k] != direction[k] and uniform(heard, i, k) < chance[i]
                    belief[i, k] = step if moves else belief[i, k]
                    agreed[i] += belief[i, k] == direction[k]
            else:
                for i in range(len(reach)):
                    agreed[i] += belief[i, k] == direction[k]
        for i in range(len(reach)):
            crew.week.alignment[i] = agreed[i] / len(direction)
        return differing > 0
