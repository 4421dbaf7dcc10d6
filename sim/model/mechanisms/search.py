"""Step 12, last: members search for better ways of their own."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.heights import has_forms, height
from sim.model.judgement import NONE, Lands, lands
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node, below, split, uniform
from sim.model.state import State

NOT, ONE, FIRST = codes(PublishedParameters, "search")


class Search(Mechanism):
    """Step 12, last: members search for better ways of their own.

    Claim: search is local, and finds what is better than the present, one change at a time; a rare long jump escapes
    (Levinthal 1997 [Levinthal1997]). With `copying: best`, who copied its best tie in this period does not search
    (Lazer & Friedman 2007 [LazerFriedman2007]); with `one` or `majority` those who copied search too. With `search:
    one` a member looks at its form with one view flipped, any with the same chance, and keeps it if its height is
    larger. With `search: first` it tries flips in random order and keeps the first that is higher; so each of those
    that are higher has the same chance. Then, with probability `long_jump`, it looks at a form drawn anew, and takes it
    if that is higher still.
    """

    number = "12"
    about = "members search for better ways of their own"
    papers = (
        cites("Levinthal1997", "local search and long jumps", lambda p: on.forms(p) and p.published.search != "none"),
        cites(
            "LazerFriedman2007",
            "search by who found nobody to copy",
            lambda p: on.forms(p) and p.published.search != "none" and on.best(p),
        ),
    )
    idle = {  # noqa: RUF012
        "W028": Idle(
            "nobody searches",
            ("published.long_jump",),
            "published.search is one or first",
            lambda p: on.forms(p) and p.published.search == "none",
            {"published.work": "own", "published.task": "ways", "published.search": "none"},
        ),
    }

    leap = column("week", int, "goals", "views drawn anew by whoever tries a long jump", -1, 1, scratch=True)

    TRIED = stream("member; view")
    JUMPING = stream("member")
    JUMP = stream("member; view")

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where everybody has a form and may change it."""
        return has_forms(p) and bool(p.published.search != NOT)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Let who did not copy search; return whether anybody may still find something."""
        belief, week, land, e = crew.people.belief, crew.week, lands(crew), p.environment
        tried, jumping = split(luck, Search.TRIED), split(luck, Search.JUMPING)
        views, moving = belief.shape[1], p.published.search == ONE or p.published.long_jump > 0
        for i in range(len(week.payoff)):
            if week.copied[i]:
                moving = True
                continue
            present, flipped, better = height(land, belief[i], NONE, crew, e), NONE, 0
            if p.published.search == ONE:
                k = below(tried, i, 0, views)
                flipped = k if height(land, belief[i], k, crew, e) > present else NONE
            else:
                for k in range(views):
                    if height(land, belief[i], k, crew, e) > present:
                        better += 1
                        flipped = k if uniform(tried, i, k) * better < 1.0 else flipped
            if flipped != NONE:
                belief[i, flipped] = -1 if belief[i, flipped] > 0 else 1
                moving = True
            if uniform(jumping, i, 0) < p.published.long_jump:
                _jump(split(luck, Search.JUMP), i, land, crew, p)
        week.copied[:] = False
        return bool(moving)


def _jump(drawn: Node, i: int, land: Lands, crew: State, p: Parameters) -> None:
    """Take a form drawn anew, if it is higher."""
    belief, leap = crew.people.belief, crew.week.leap
    for k in range(len(leap)):
        leap[k] = 1 if uniform(drawn, i, k) < 0.5 else -1
    present = height(land, belief[i], NONE, crew, p.environment)
    if height(land, leap, NONE, crew, p.environment) > present:
        for k in range(len(leap)):
            belief[i, k] = leap[k]
