"""Step 8, first: what the ways of working are worth."""

from sim.model import conditions as on
from sim.model.formulas import shares_work
from sim.model.judgement import NONE, code_at, entry, lands
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State

KEYS = 9007199254740992.0  # 2^53, as many as a uniform number has


class Ways(Mechanism):
    """Step 8, first: what the ways of working are worth.

    Claim: how the work of a decision is done can be better or worse, and what a way is worth depends on the ways at
    other decisions (Kauffman 1993 [Kauffman1993]; Levinthal 1997 [Levinthal1997]; Rivkin & Siggelkow 2003
    [RivkinSiggelkow2003]). There are two ways for each decision. With K goals, decision j depends on itself, on j + aK
    for a = 1 … `inside` (the same goal) and on j + a for a = 1 … `across` (other goals), all modulo the number of
    decisions. With `couplings: drawn` as many of the same goal, and of other goals, are drawn for each decision, with
    replacement (Lazer & Friedman 2007 [LazerFriedman2007]). The bits of these ways make a code, and the quality of the
    way at j is a uniform number for j and code. Where the goal of j lies at -1, a share `obsolescence` of these numbers
    is another one (Siggelkow & Rivkin 2005 [SiggelkowRivkin2005]). Nobody can read a quality off the water; a way has
    to be tried.

        worth_j = (1 - ruggedness + ruggedness · quality_j) · (1 - dependence · (1 - support_k(j)))

    A stroke is worth so much (see `outcome`): ways and support scale speed, and leave the heading as it is.
    """

    number = "8"
    about = "what the ways of working are worth"
    papers = (
        cites(
            "Kauffman1993 Levinthal1997 RivkinSiggelkow2003 SiggelkowRivkin2005",
            "ways of working that depend on each other",
            on.rugged,
        ),
        cites(
            "LazerFriedman2007",
            "couplings drawn at random",
            lambda p: (on.rugged(p) or on.forms(p)) and p.environment.couplings == "drawn",
        ),
    )
    idle = {  # noqa: RUF012
        "W023": Idle(
            "all ways of working are worth the same",
            (*on.COUPLED, "environment.ambiguity", "motivation.ideas"),
            "environment.ruggedness is above 0",
            lambda p: p.environment.ruggedness == 0 and not on.forms(p),
            {"environment.ruggedness": 0.0},
        ),
    }  # fmt: skip

    land = column("structure", int, "one", "key of the landscape of ways")
    way = column("course", int, "decisions", "which of two ways the work is done in", high=1)
    quality = column("week", float, "decisions", "what the way is worth; 0 where ways do not matter", high=1)
    worth = column("week", float, "decisions", "what a stroke is worth", high=1, start=1.0)

    KEY = stream("0")

    active = shares_work

    @staticmethod
    def start(luck: Node, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Draw the key of the landscape."""
        crew.structure.land[0] = int(uniform(split(luck, Ways.KEY), 0, 0) * KEYS)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write the `quality` and `worth` of every decision."""
        serves, goal, way, support = crew.structure.serves, crew.ocean.goal, crew.course.way, crew.course.support
        quality, worth, e = crew.week.quality, crew.week.worth, p.environment
        land = lands(crew)
        for j in range(len(way)):
            k, worth_of_way = serves[j], 0.0
            if e.ruggedness > 0:
                worth_of_way = entry(land, j, code_at(land, j, NONE, NONE, way, len(goal), e), goal[k], e.obsolescence)
            quality[j] = worth_of_way
            worth[j] = (1.0 - e.ruggedness + e.ruggedness * worth_of_way) * (1.0 - e.dependence * (1.0 - support[k]))
