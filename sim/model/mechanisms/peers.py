"""Step 12, third: members learn from better colleagues they trust."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import number_ties, sign
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

    goal_dice = column(
        "week", float, "goals", "a rule's uniform numbers for a member, one per goal", high=1, scratch=True
    )
    views = column("week", int, "goals members", "beliefs, those of one member side by side", -1, 1, scratch=True)
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
        standing = crew.week.payoff if p.published.standing == PAYOFF else crew.people.record
        if p.published.copying == MAJORITY:
            return _copy_majority(luck, standing, crew, p.network)
        return _copy_one(luck, standing, crew, p.network)


def _copy_one(luck: Node, standing: Floats, crew: State, network: Network) -> bool:
    tie, trust, belief, week = crew.people.tie, crew.people.trust, crew.people.belief, crew.week
    dice, ties, model, chance, before = week.dice, week.amount, week.few, week.chance, week.opinion
    copy = split(luck, Peers.PEER)
    roll(split(luck, Peers.MODEL), 0, dice)
    if number_ties(tie, ties) == 0:
        return False
    for i in range(len(standing)):
        x = int(dice[i] * ties[i])
        other = tie[i, x] if ties[i] > 0 else i
        model[i] = other
        chance[i] = network.peer_learning * trust[i, x] if standing[other] > standing[i] else 0.0
    for k in range(belief.shape[1]):
        for i in range(len(before)):
            before[i] = belief[i, k]
        for i in range(len(before)):
            view = before[model[i]]
            moves = (view != 0) & (view != before[i]) and uniform(copy, i, k) < chance[i]
            belief[i, k] = view if moves else before[i]
    return True


def _copy_majority(luck: Node, standing: Floats, crew: State, network: Network) -> bool:
    """Member by member; `views` holds the beliefs of one side by side."""
    tie, trust, belief, ties = crew.people.tie, crew.people.trust, crew.people.belief, crew.week.amount
    views, goal_dice, votes = crew.week.views, crew.week.goal_dice, crew.week.votes
    copy = split(luck, Peers.PEER)
    learning = False
    number_ties(tie, ties)
    for k in range(len(votes)):
        for i in range(len(standing)):
            views[k, i] = belief[i, k]
    for i in range(len(standing)):
        votes[:] = 0
        trusted, better = 0.0, 0
        for x in range(ties[i]):
            other = tie[i, x]
            if standing[other] > standing[i]:
                better += 1
                trusted += trust[i, x]
                for k in range(len(votes)):
                    votes[k] += views[k, other]
        if better == 0:
            continue
        chance = network.peer_learning * (trusted / better)
        differing = 0
        for k in range(len(votes)):
            votes[k] = sign(votes[k])
            differing += (votes[k] != 0) & (votes[k] != views[k, i])
        if differing > 0 and chance > 0:
            learning = True
            roll_items(copy, i, goal_dice)
            for k in range(len(votes)):
                moves = (goal_dice[k] < chance) & (votes[k] != 0)
                belief[i, k] = votes[k] if moves else views[k, i]
    return learning
