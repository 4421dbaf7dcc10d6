"""Step 2: how well the executives' word reaches each member.

Claim: a message loses content at every level it passes (Downs 1967 [Downs1967]; Williamson 1967 [Williamson1967]),
more so under unskilled managers and when the channel is strained by conflicts sent up; informal ties carry it past
the hierarchy (Krackhardt & Hanson 1993 [KrackhardtHanson1993]).

    formal_i = Π over bosses b of i [fidelity + (1 - fidelity) · skill_b] / (1 + strain_cost · strain)
    informal_i = max over ties x of trust_ix · formal_x
    reach_i = 1 - (1 - formal_i)(1 - informal_i)

With probability `strength · direct_talk` the executives talk to the member themselves: reach 1. The chief executive's
is 1.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.parameters import Leadership, Network
from sim.state import Floats, Ints


@rule
def channel(
    luck: Node, boss: Ints, skill: Floats, tie: Ints, trust: Floats, strain: Floats,
    chain: Floats, formal: Floats, reach: Floats, leadership: Leadership, network: Network,
) -> None:  # fmt: skip
    """Write `chain`, `formal` and `reach` of every member."""
    fidelity = leadership.channel_fidelity
    toll = 1.0 + network.strain_cost * strain[0]
    chain[0] = formal[0] = reach[0] = 1.0
    for i in range(1, len(boss)):
        chain[i] = chain[boss[i]] * (fidelity + (1.0 - fidelity) * skill[boss[i]])
        formal[i] = chain[i] / toll
    for i in range(1, len(boss)):
        informal = 0.0
        for x in range(tie.shape[1]):
            if tie[i, x] >= 0:
                informal = max(informal, trust[i, x] * formal[tie[i, x]])
        reach[i] = 1.0 - (1.0 - formal[i]) * (1.0 - informal)
    talked_to = leadership.strength * leadership.direct_talk
    if talked_to > 0:
        talk = split(luck, Purpose.DIRECT_TALK)
        for i in range(1, len(boss)):
            if uniform(talk, i, 0) < talked_to:
                reach[i] = 1.0
