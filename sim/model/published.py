"""The parameters that only published models use; what a parameter is, see `sim.model.parameters`."""

from typing import Literal

from sim.model.declaration import Group, amount, choice, share

# One line a parameter, as on the page of parameters.
# fmt: off

class PublishedParameters(Group):
    """What only published models use: the usual crew leaves all of it at its default."""

    interdependence: int = amount(1, 1, 20, "decisions", "How many consecutive decisions must all be right to count; divides the decisions.", fixed=True, source="design")
    fast_learners: float = share(0, "Share of members that learn the direction at `communication_fast`, a number rounded down; who replaces one is one.", fixed=True, source="design")
    work: Literal["shared", "own"] = choice("shared", "Whether members share the decisions, an oar each, or each makes all of them by its own understanding, as in models of mutual learning.", source="design", fixed=True)
    communication_fast: float = share(.9, "Chance a period that a fast learner within full reach adopts the direction on a goal.", source="March1991")
    socialization: Literal["jump", "gradual"] = choice("jump", "Whether who adopts the direction jumps to it or takes one step, from against over none to for.", source="design")
    reports: Literal["experience", "superior_beliefs", "superior_actions"] = choice("experience", "What speaks for or against the direction: what members see of their work, or the beliefs or actions of those who know more goals than the direction does.", source="design")
    information: Literal["current", "last_period"] = choice("current", "Whether planning reads the water as it is or as it was a period ago.", source="design")
    layout: Literal["random", "cliques", "line", "ring", "pairs"] = choice("random", "Whether each member draws its ties; or ties are mutual: cliques, a line or a ring of neighbours, all of which may be rewired, or every pair with `tie_chance`.", source="design", fixed=True)
    clique_size: int = amount(7, 2, 1000, "members", "How many members a clique has, all tied to each other.", source="FangEtAl2010", fixed=True)
    rewiring: float = share(.1, "Chance that a tie leads elsewhere instead: out of the clique, or to anyone in a line or a ring.", source="FangEtAl2010", fixed=True)
    copying: Literal["one", "majority", "best"] = choice("one", "Whether a member copies one tie it looks at, the majority of its better ties, or the whole of its best tie if that is better.", source="design")
    standing: Literal["record", "payoff"] = choice("record", "What makes a tie better: its track record, or what its understanding would achieve, known exactly.", source="design")
    task: Literal["goals", "ways"] = choice("goals", "What a member's own work is worth where all work alone: how many goals it gets right, or the quality of the ways of working that its views choose, an NK landscape.", source="design", fixed=True)
    search: Literal["none", "one", "first"] = choice("none", "How a member that did not copy its best tie changes its own ways: not at all; one at random, kept if better; or the first better one that it finds, in random order.", source="design")
    long_jump: float = share(0, "Chance a period that a searching member also tries ways drawn anew, and takes them if they are better.", source="design")
    copying_error: float = share(0, "Chance that each view copied from the best tie turns into its opposite.", source="design")
    exponent: int = amount(1, 1, 64, "exponent", "Power to which the quality of a member's own ways is raised to give its payoff.", source="design", fixed=True)
    neighbours: int = amount(2, 2, 1000, "members", "How many neighbours a member has in a line or a ring, half of them on each side.", source="LazerFriedman2007", fixed=True)
    tie_chance: float = share(.07, "Chance that two members are tied, where ties are drawn pair by pair.", source="LazerFriedman2007", fixed=True)
