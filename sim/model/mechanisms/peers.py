"""Step 12, third: members learn from better colleagues they trust."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import count_ties, remember, sign
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Network, Parameters, Published
from sim.model.random import Node, roll, roll_items, split, uniform
from sim.model.state import Floats, State

ONE, MAJORITY = codes(Published, "copying")
RECORD, PAYOFF = codes(Published, "standing")


class Peers(Mechanism):
    """Step 12, third: members learn from better colleagues they trust.

    Claim: members copy those who do better (Fang, Lee & Schilling 2010 [FangEtAl2010]), as far as they trust them. A
    tie is better by its track record, or by what its understanding would achieve (`standing: payoff`, see `payoff`).
    With `copying: one` a member looks at one of its ties at random; if that one is better, it copies its view of each
    goal (where it has one) with probability `peer_learning · trust`. With `copying: majority` it asks all its better
    ties, and adopts what most of them think of a goal (blanks do not vote, ties change nothing) with probability
    `peer_learning · mean trust in them`. All read the beliefs as conflicts left them.
    """

    number = "12"
    about = "members learn from better colleagues they trust"
    papers = (cites("FangEtAl2010", "copying better colleagues", on.copies),)
    idle = {  # noqa: RUF012
        "W002": Idle(
            "nobody learns from colleagues",
            ("published.copying", "published.standing"),
            "network.peer_learning is above 0",
            lambda p: p.network.peer_learning == 0 and p.published.work == "shared",
            {"network.peer_learning": 0.0, "published.work": "shared"},
        ),
    }

    votes = column("week", int, "goals", "sum of the views of a member's better ties", float("-inf"))

    MODEL = stream("member", 43)
    PEER = stream("member; goal", 44)

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where anybody copies."""
        return p.network.peer_learning > 0

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Copy beliefs along ties; return whether any belief might have moved."""
        remember(crew.week.before, crew.people.belief)
        standing = crew.week.payoff if p.published.standing == PAYOFF else crew.people.record
        if p.published.copying == MAJORITY:
            return _copy_majority(luck, standing, crew, p.network)
        return _copy_one(luck, standing, crew, p.network)


def _copy_one(luck: Node, standing: Floats, crew: State, network: Network) -> bool:
    tie, trust, belief = crew.people.tie, crew.people.trust, crew.people.belief
    before, dice = crew.week.before, crew.week.dice
    copy = split(luck, Peers.PEER)
    roll(split(luck, Peers.MODEL), 0, dice)
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


def _copy_majority(luck: Node, standing: Floats, crew: State, network: Network) -> bool:
    tie, trust, belief = crew.people.tie, crew.people.trust, crew.people.belief
    before, goal_dice, votes = crew.week.before, crew.week.goal_dice, crew.week.votes
    copy = split(luck, Peers.PEER)
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
