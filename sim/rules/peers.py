"""Step 12, third: members learn from better colleagues they trust.

Claim: members copy those who do better (Fang, Lee & Schilling 2010 [FangEtAl2010]), as far as they trust them.
A member looks at one of its ties at random. If that one's track record is better, it copies its view of each goal
(where it has one) with probability `peer_learning · trust`. All read the beliefs as conflicts left them.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, below, split, uniform
from sim.formulas import count_ties, remember
from sim.parameters import Network
from sim.state import Floats, Ints


@rule
def peers(luck: Node, tie: Ints, trust: Floats, record: Floats, belief: Ints, before: Ints, network: Network) -> None:
    """Copy beliefs along ties."""
    if network.peer_learning <= 0:
        return
    model, copy = split(luck, Purpose.MODEL), split(luck, Purpose.PEER)
    remember(before, belief)
    for i in range(len(record)):
        ties = count_ties(tie, i)
        if ties == 0:
            continue
        x = below(model, i, 0, ties)
        other = tie[i, x]
        if record[other] <= record[i]:
            continue
        for k in range(belief.shape[1]):
            view = before[other, k]
            if view != 0 and view != before[i, k] and uniform(copy, i, k) < network.peer_learning * trust[i, x]:
                belief[i, k] = view
