"""The start of a network of cliques: semi-isolated groups with some ties between them.

Claim: groups that are mostly closed keep the variety that a few ties between them then spread (Fang, Lee & Schilling
2010 [FangEtAl2010]; the rewiring is that of Watts & Strogatz 1998 [WattsStrogatz1998]).
Positions in a row form cliques of `clique_size`, all tied to each other (the last may be smaller). Each of these ties
is rewired with probability `rewiring`: one of its ends, by a coin, keeps it, and it leads to a member of another clique
instead, one that has place for it and is not tied to that end yet. Ties are mutual and their number stays. They belong
to positions: who follows at one inherits them.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, below, split, uniform
from sim.formulas import count_ties
from sim.parameters import Network, codes
from sim.state import Floats, Ints

RANDOM, CLIQUES = codes(Network, "layout")
NONE = -1
TRIES = 1000  # a member with no place left is drawn anew; where nobody has place the tie stays


@rule
def cliques(luck: Node, tie: Ints, trust: Floats, network: Network) -> None:
    """Write everybody's ties, and trust in them, where the layout is of cliques."""
    if network.layout != CLIQUES:
        return
    size, members = network.clique_size, len(tie)
    tie[:] = NONE
    trust[:] = network.initial_trust
    for i in range(members):
        for other in range(i + 1, min(i - i % size + size, members)):
            _add(i, other, tie)
            _add(other, i, tie)
    if members <= size:
        return
    chance, end, to = split(luck, Purpose.REWIRING), split(luck, Purpose.KEEPING), split(luck, Purpose.REWIRED_TO)
    for i in range(members):
        for other in range(i + 1, min(i - i % size + size, members)):
            if uniform(chance, i, other % size) < network.rewiring:
                keeps, loses = (i, other) if uniform(end, i, other % size) < 0.5 else (other, i)
                _rewire(to, i, (other % size) * TRIES, keeps, loses, size, tie)


@rule
def _rewire(to: Node, i: int, item: int, keeps: int, loses: int, size: int, tie: Ints) -> None:
    members, clique = len(tie), keeps - keeps % size
    inside = min(size, members - clique)
    for attempt in range(TRIES):
        pick = below(to, i, item + attempt, members - inside)
        new = pick + (inside if pick >= clique else 0)
        if count_ties(tie, new) < tie.shape[1] and not _tied(keeps, new, tie):
            _remove(keeps, loses, tie)
            _remove(loses, keeps, tie)
            _add(keeps, new, tie)
            _add(new, keeps, tie)
            return


@rule
def _tied(i: int, other: int, tie: Ints) -> bool:
    found = 0
    for x in range(tie.shape[1]):
        found += tie[i, x] == other
    return bool(found > 0)


@rule
def _add(i: int, other: int, tie: Ints) -> None:
    tie[i, count_ties(tie, i)] = other


@rule
def _remove(i: int, other: int, tie: Ints) -> None:
    """Take a tie out; the last one fills its place."""
    last = count_ties(tie, i) - 1
    for x in range(last + 1):
        if tie[i, x] == other:
            tie[i, x] = tie[i, last]
            tie[i, last] = NONE
            return
