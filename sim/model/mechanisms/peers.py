"""Step 12, third: members learn from better colleagues they trust."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import count_ties, number_ties, sign
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import NetworkParameters, Parameters, PublishedParameters
from sim.model.random import Node, picked, roll, roll_items, split, uniform
from sim.model.state import Floats, State

ONE, MAJORITY, BEST = codes(PublishedParameters, "copying")
RECORD, PAYOFF = codes(PublishedParameters, "standing")


class Peers(Mechanism):
    """Step 12, third: members learn from better colleagues they trust.

    Claim: members copy those who do better (Fang, Lee & Schilling 2010 [FangEtAl2010]), as far as they trust them. A
    tie is better by its track record, or by what its understanding would achieve (`standing: payoff`, see `payoff`).
    With `copying: one` a member looks at one of its ties at random; if that one is better, it copies its view of each
    goal (where it has one) with probability `peer_learning · trust`. With `copying: majority` it asks all its better
    ties, and adopts what most of them think of a goal (blanks do not vote; as many for as against change nothing) with
    probability `peer_learning · mean trust in them`. With `copying: best` it looks with probability `peer_learning ·
    trust` at the best of its ties (the first in its list where some are equal). If that one is better, it takes over
    all its views, each turned into its opposite with probability `copying_error` (Lazer & Friedman 2007
    [LazerFriedman2007]). All read the beliefs as conflicts left them.
    """

    number = "12"
    about = "members learn from better colleagues they trust"
    papers = (
        cites("FangEtAl2010", "copying better colleagues", lambda p: on.copies(p) and not on.best(p)),
        cites("LazerFriedman2007", "copying the best colleague", on.best),
    )
    idle = {  # noqa: RUF012
        "W002": Idle(
            "nobody learns from colleagues",
            ("published.copying", "published.standing"),
            "network.peer_learning is above 0",
            lambda p: p.network.peer_learning == 0 and p.published.work == "shared",
            {"network.peer_learning": 0.0, "published.work": "shared"},
        ),
        "W032": Idle(
            "nobody copies its best tie",
            ("published.copying_error",),
            "published.copying is best, network.peer_learning above 0, and there are ties",
            lambda p: not on.best(p),
            {"published.copying": "one"},
        ),
    }

    example = column("week", int, "members", "the tie that it looks at; itself without ties", scratch=True)
    goal_dice = column(
        "week", float, "goals", "a rule's uniform numbers for a member, one per goal", high=1, scratch=True
    )
    views = column("week", int, "goals members", "beliefs, those of one member side by side", -1, 1, scratch=True)
    adopted = column("week", int, "goals members", "the same, after copying", -1, 1, scratch=True)
    ahead = column("week", int, "ties", "which ties of a member do better; the first ones count", scratch=True)
    votes = column("week", int, "goals", "a rule's votes for a member, one per goal", float("-inf"), scratch=True)

    copied = column("week", bool, "members", "whether it copied its best tie, and has not searched since")

    MODEL = stream("member", 43)
    PEER = stream("member; goal", 44)
    MISTAKE = stream("member; goal")

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
        if p.published.copying == BEST:
            return _copy_best(luck, standing, crew, p)
        return _copy_one(luck, standing, crew, p.network)


def _copy_one(luck: Node, standing: Floats, crew: State, network: NetworkParameters) -> bool:
    """Goal by goal, for the few whose view may move: they are listed before any of them moves."""
    tie, trust, belief, week = crew.people.tie, crew.people.trust, crew.people.belief, crew.week
    dice, ties, example, chance = week.dice, week.amount, week.example, week.chance
    learners, movers, view = week.few, week.amount, week.opinion
    copy = split(luck, Peers.PEER)
    roll(split(luck, Peers.MODEL), 0, dice)
    if number_ties(tie, ties) == 0:
        return False
    for i in range(len(standing)):
        x = picked(dice[i], ties[i])
        example[i] = tie[i, x] if ties[i] > 0 else i
        chance[i] = network.peer_learning * trust[i, x]
    learning = 0
    for i in range(len(standing)):
        learners[learning] = i
        learning += standing[example[i]] > standing[i]
    for k in range(belief.shape[1]):
        moving = 0
        for n in range(learning):
            i = learners[n]
            movers[moving], view[moving] = i, belief[example[i], k]
            moving += (view[moving] != 0) & (view[moving] != belief[i, k])
        for n in range(moving):
            i = movers[n]
            belief[i, k] = view[n] if uniform(copy, i, k) < chance[i] else belief[i, k]
    return True


def _copy_majority(luck: Node, standing: Floats, crew: State, network: NetworkParameters) -> bool:
    """Member by member, on `views` and `adopted`, which hold what one of them believes side by side.

    Better ties are listed first, so that which of them is better decides no branch.
    """
    tie, trust, belief, ties = crew.people.tie, crew.people.trust, crew.people.belief, crew.week.amount
    views, adopted, goal_dice, votes = crew.week.views, crew.week.adopted, crew.week.goal_dice, crew.week.votes
    copy, ahead = split(luck, Peers.PEER), crew.week.ahead
    learning = False
    number_ties(tie, ties)
    for k in range(len(votes)):
        for i in range(len(standing)):
            views[k, i] = belief[i, k]
    for i in range(len(standing)):
        votes[:] = 0
        trusted, better = 0.0, 0
        for x in range(ties[i]):
            ahead[better] = x
            better += standing[tie[i, x]] > standing[i]
        for n in range(better):
            trusted += trust[i, ahead[n]]
            other = tie[i, ahead[n]]
            for k in range(len(votes)):
                votes[k] += views[k, other]
        differing = 0
        for k in range(len(votes)):
            votes[k] = sign(votes[k])
            differing += (votes[k] != 0) & (votes[k] != views[k, i])
        chance = network.peer_learning * (trusted / better) if differing > 0 else 0.0
        if chance > 0:
            learning = True
            roll_items(copy, i, goal_dice)
        for k in range(len(votes)):
            moves = (goal_dice[k] < chance) & (votes[k] != 0)
            adopted[k, i] = votes[k] if moves else views[k, i]
    for k in range(len(votes) if learning else 0):
        for i in range(len(standing)):
            belief[i, k] = adopted[k, i]
    return learning


def _copy_best(luck: Node, standing: Floats, crew: State, p: Parameters) -> bool:
    tie, trust, belief, views = crew.people.tie, crew.people.trust, crew.people.belief, crew.week.views
    looking, mistake = split(luck, Peers.MODEL), split(luck, Peers.MISTAKE)
    learning = False
    for k in range(belief.shape[1]):
        for i in range(len(standing)):
            views[k, i] = belief[i, k]
    for i in range(len(standing)):
        best = -1
        for x in range(count_ties(tie, i)):
            if best < 0 or standing[tie[i, x]] > standing[tie[i, best]]:
                best = x
        crew.week.copied[i] = False
        if best < 0 or standing[tie[i, best]] <= standing[i]:
            continue
        learning = True
        if uniform(looking, i, 0) < p.network.peer_learning * trust[i, best]:
            crew.week.copied[i] = True
            for k in range(belief.shape[1]):
                view = views[k, tie[i, best]]
                belief[i, k] = -view if uniform(mistake, i, k) < p.published.copying_error else view
    return learning
