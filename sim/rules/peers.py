"""Step 12, third: members learn from better colleagues they trust.

Claim: members copy those who do better (Fang, Lee & Schilling 2010 [FangEtAl2010]), as far as they trust them. A tie is
better by its track record, or by what its understanding would achieve (`standing: payoff`, `rules/payoff.py`).
With `copying: one` a member looks at one of its ties at random; if that one is better, it copies its view of each goal
(where it has one) with probability `peer_learning · trust`. With `copying: majority` it asks all its better ties, and
adopts what most of them think of a goal (blanks do not vote, ties change nothing) with probability `peer_learning ·
mean trust in them`. All read the beliefs as conflicts left them.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, roll_items, split, uniform
from sim.formulas import count_ties, remember, sign
from sim.parameters import Network, codes
from sim.state import Floats, Ints

ONE, MAJORITY = codes(Network, "copying")
RECORD, PAYOFF = codes(Network, "standing")


@rule
def peers(
    luck: Node, tie: Ints, trust: Floats, record: Floats, payoff: Floats, belief: Ints, before: Ints, dice: Floats,
    goal_dice: Floats, votes: Ints, network: Network,
) -> bool:  # fmt: skip
    """Copy beliefs along ties; return whether any belief might have moved."""
    if network.peer_learning <= 0:
        return False
    remember(before, belief)
    standing = payoff if network.standing == PAYOFF else record
    if network.copying == MAJORITY:
        return _copy_majority(luck, tie, trust, standing, belief, before, goal_dice, votes, network)
    return _copy_one(luck, tie, trust, standing, belief, before, dice, network)


@rule
def _copy_one(
    luck: Node, tie: Ints, trust: Floats, standing: Floats, belief: Ints, before: Ints, dice: Floats,
    network: Network,
) -> bool:  # fmt: skip
    copy = split(luck, Purpose.PEER)
    roll(split(luck, Purpose.MODEL), 0, dice)
    learning = False
    for i in range(len(standing)):
        ties = count_ties(tie, i)
        if ties == 0:
            continue
        learning = True
        x = int(dice[i] * ties)
        other = tie[i, x]
        differing = 0
        for k in range(belief.shape[1]):
            differing += before[other, k] != 0 and before[other, k] != before[i, k]
        if differing == 0 or standing[other] <= standing[i]:
            continue
        for k in range(belief.shape[1]):
            view = before[other, k]
            if view != 0 and view != before[i, k] and uniform(copy, i, k) < network.peer_learning * trust[i, x]:
                belief[i, k] = view
    return learning


@rule
def _copy_majority(
    luck: Node, tie: Ints, trust: Floats, standing: Floats, belief: Ints, before: Ints, goal_dice: Floats, votes: Ints,
    network: Network,
) -> bool:  # fmt: skip
    copy = split(luck, Purpose.PEER)
    learning = False
    for i in range(len(standing)):
        votes[:] = 0
        trusted, better = 0.0, 0
        for x in range(count_ties(tie, i)):
            other = tie[i, x]
            if standing[other] > standing[i]:
                better += 1
                trusted += trust[i, x]
                for k in range(belief.shape[1]):
                    votes[k] += before[other, k]
        if better == 0:
            continue
        chance = network.peer_learning * (trusted / better)
        differing = 0
        for k in range(belief.shape[1]):
            votes[k] = sign(votes[k])
            differing += votes[k] != 0 and votes[k] != before[i, k]
        if differing > 0 and chance > 0:
            learning = True
            roll_items(copy, i, goal_dice)
            for k in range(belief.shape[1]):
                moves = goal_dice[k] < chance and votes[k] != 0
                belief[i, k] = votes[k] if moves else before[i, k]
    return learning
