"""Informal ties: drawn one by one, or laid out in cliques, lines, rings and pairs."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import count_ties, first_report
from sim.model.layouts import NONE, TRIES, add, lay_chain, lay_pairs, move_end, rewire_chain, tied
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node, below, split, uniform
from sim.model.state import Ints, State

RANDOM, CLIQUES, LINE, RING, PAIRS = codes(PublishedParameters, "layout")


class Ties(Mechanism):
    """The start of a network: ties that members draw, or mutual ties in cliques, lines, rings and pairs.

    Claim: groups that are mostly closed keep the variety that a few ties between them then spread (Fang, Lee &
    Schilling 2010 [FangEtAl2010]; the rewiring is that of Watts & Strogatz 1998 [WattsStrogatz1998]). With `layout:
    random` each member draws its ties: a tie goes to a team mate, or with probability `cross_team` to anyone else. For
    this, the team mates of a manager are its own reports; those of a member without reports are its boss and the other
    reports of its boss. Ties are drawn with replacement: two ties of a member may lead to the same colleague. In
    cliques, positions in a row form groups of `clique_size`, all tied to each other (the last may be smaller). Each
    of these ties is rewired with probability `rewiring`: one of its ends, by a coin, keeps it, and it leads to a
    member of another clique instead, one that has place for it and is not tied to that end yet. In a line or a ring
    each member is tied to `neighbours` next to it, half on each side, and ties are rewired in the same way, to anyone.
    In `pairs` every two members are tied with probability `tie_chance` (Lazer & Friedman 2007 [LazerFriedman2007]).
    Ties that are laid out are mutual, and rewiring leaves their number as it is. They belong to positions: who takes
    over a position has its ties and its trust in them. Ties that were drawn belong to the person (see `turnover`).
    """

    number = "0"
    about = "the start of the network: ties that members draw, or a layout of mutual ties"
    papers = (
        cites("FangEtAl2010", "ties in cliques", on.cliques),
        cites(
            "WattsStrogatz1998", "rewired ties", lambda p: (on.cliques(p) or on.chains(p)) and p.published.rewiring > 0
        ),
        cites("LazerFriedman2007", "lines, rings and pairs", lambda p: on.mutual(p) and not on.cliques(p)),
    )
    idle = {  # noqa: RUF012
        "W001": Idle(
            "no ties",
            ("network.initial_trust", "network.trust_rate", "network.cross_team", "network.peer_learning",
             "published.copying"),
            "network.ties is above 0",
            lambda p: p.network.ties == 0,
            {"network.ties": 0, "published.layout": "random"},
        ),
        "W015": Idle(
            "no cliques",
            ("published.clique_size",),
            "published.layout is cliques",
            lambda p: not on.cliques(p),
            {"published.layout": "random"},
        ),
        "W016": Idle(
            "ties are laid out",
            ("network.cross_team",),
            "published.layout is random",
            on.mutual,
            {"published.layout": "cliques", "network.ties": 22},
        ),
        "W029": Idle(
            "no tie is rewired",
            ("published.rewiring",),
            "published.layout is cliques, line or ring",
            lambda p: not on.cliques(p) and not on.chains(p),
            {"published.layout": "random"},
        ),
        "W030": Idle(
            "neither a line nor a ring",
            ("published.neighbours",),
            "published.layout is line or ring",
            lambda p: not on.chains(p),
            {"published.layout": "random"},
        ),
        "W031": Idle(
            "ties are not drawn pair by pair",
            ("published.tie_chance",),
            "published.layout is pairs",
            lambda p: p.published.layout != "pairs",
            {"published.layout": "random"},
        ),
    }  # fmt: skip

    tie = column(
        "people", int, "members ties", "position of each informal tie; -1 none, after all others", NONE,
        start=NONE, moves=False,
    )  # fmt: skip
    trust = column("people", float, "members ties", "trust in each tie", high=1, moves=False)

    TIE_SCOPE = stream("member; tie", 15)
    TIE = stream("member; tie, or the other member in pairs", 16)
    REWIRING = stream("member; place of the other in the clique, or its distance in a chain", 48)
    KEEPING = stream("member; place of the other in the clique, or its distance in a chain", 49)
    REWIRED_TO = stream("member; place or distance of the other · tries + try", 50)

    @staticmethod
    def start(luck: Node, crew: State, p: Parameters) -> None:
        """Write everybody's ties, and trust in them, where they are laid out."""
        if p.published.layout == RANDOM:
            return
        tie, size = crew.people.tie, p.published.clique_size
        members = len(tie)
        crew.people.trust[:] = p.network.initial_trust
        if p.published.layout != CLIQUES:
            _lay_out(luck, tie, p.published)
            return
        for i in range(members):
            for other in range(i + 1, min(i - i % size + size, members)):
                add(i, other, tie)
                add(other, i, tie)
        if members <= size:
            return
        chance, end, to = split(luck, Ties.REWIRING), split(luck, Ties.KEEPING), split(luck, Ties.REWIRED_TO)
        for i in range(members):
            for other in range(i + 1, min(i - i % size + size, members)):
                if uniform(chance, i, other % size) < p.published.rewiring:
                    keeps, loses = (i, other) if uniform(end, i, other % size) < 0.5 else (other, i)
                    _rewire(to, i, (other % size) * TRIES, keeps, loses, size, tie)


def _lay_out(luck: Node, tie: Ints, published: PublishedParameters) -> None:
    """Write the ties of a line, of a ring or of pairs."""
    if published.layout == PAIRS:
        lay_pairs(split(luck, Ties.TIE), tie, published.tie_chance)
        return
    closed = published.layout == RING
    lay_chain(tie, published.neighbours, closed)
    chance, end, to = split(luck, Ties.REWIRING), split(luck, Ties.KEEPING), split(luck, Ties.REWIRED_TO)
    rewire_chain(chance, end, to, tie, published.neighbours, closed, published.rewiring)


def _rewire(to: Node, i: int, item: int, keeps: int, loses: int, size: int, tie: Ints) -> None:
    members, clique = len(tie), keeps - keeps % size
    inside = min(size, members - clique)
    for attempt in range(TRIES):
        pick = below(to, i, item + attempt, members - inside)
        new = pick + (inside if pick >= clique else 0)
        if count_ties(tie, new) < tie.shape[1] and not tied(keeps, new, tie):
            move_end(keeps, loses, new, tie)
            return


def draw_ties(luck: Node, position: int, crew: State, p: Parameters) -> None:
    """Draw the ties of who enters a position; those that are laid out belong to the position."""
    if p.published.layout != RANDOM:
        return
    people = crew.people
    scope, whom = split(luck, Ties.TIE_SCOPE), split(luck, Ties.TIE)
    for x in range(people.tie.shape[1]):
        if uniform(scope, position, x) < p.network.cross_team:
            other = below(whom, position, x, len(people.person) - 1)
            people.tie[position, x] = other + (other >= position)
        else:
            people.tie[position, x] = _team_mate(whom, position, x, p.organization.span_of_control, crew)
        people.trust[position, x] = p.network.initial_trust


def _team_mate(whom: Node, position: int, x: int, span: int, crew: State) -> int:
    """Someone else of the team: that which a manager leads, or that which a member without reports belongs to."""
    structure = crew.structure
    manager = position if structure.leads[position] else structure.boss[position]
    first = first_report(manager, span)
    reports = min(span, len(structure.boss) - first)
    if position == manager:
        return first + below(whom, position, x, reports)
    pick = below(whom, position, x, reports)
    return int(manager if first + pick == position else first + pick)


def keep_ties(crew: State, old: int, new: int, p: Parameters) -> None:
    """A person's ties move along; one to the new position now means whoever follows at the old one."""
    people = crew.people
    for x in range(people.tie.shape[1] if p.published.layout == RANDOM else 0):
        people.tie[new, x] = old if people.tie[old, x] == new else people.tie[old, x]
        people.trust[new, x] = people.trust[old, x]
