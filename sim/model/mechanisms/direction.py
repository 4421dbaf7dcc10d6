"""Step 3: the executives weigh the reports and may turn the direction."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import power, review_due
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node, split, uniform
from sim.model.state import State

EXPERIENCE, SUPERIOR_BELIEFS, _ = codes(PublishedParameters, "reports")


class Direction(Mechanism):
    """Step 3: the executives weigh the reports and may turn the direction.

    Claim: the code learns from members who contradict it, the faster the larger their majority (March 1991
    [March1991], whose code listens to superior members only, see `superiors`; by default every report counts); some
    resoluteness pays where coordination does (Bolton, Brunnermeier & Veldkamp 2013 [BoltonEtAl2013]). The tally T is
    the net majority of R reports: those for +1 minus those for -1. At a review, a tally that contradicts the direction
    by more than `conviction · R` turns it with probability `1 - (1 - listening)^|T|` (with a conviction of .1, 55 of
    100 reports against do not suffice, 56 do); a blank direction is contradicted by any tally, and `conviction` does
    not apply to it. A tally that speaks against the direction without turning it carries over to the next review, any
    other starts anew. Members hear at once of a direction that turned on their experience; one that turned on what
    superiors know, in the next period, since code and members learn from each other at the same time. A review is due
    in period 0, then every `review_every` periods, and whenever a plan of everything falls due (see `plan`); a due
    review takes place with probability `strength`.
    """

    number = "3"
    about = "the executives weigh the reports and may turn the direction"
    papers = (
        cites("March1991", "a code that learns", on.reviews),
        cites("BoltonEtAl2013", "resoluteness", lambda p: on.reviews(p) and p.leadership.conviction > 0),
    )
    idle = {  # noqa: RUF012
        "W013": Idle(
            "no leadership, so that the direction is never reviewed",
            ("leadership.conviction", "leadership.listening"),
            "leadership.strength is above 0",
            lambda p: p.leadership.strength == 0,
            {"leadership.strength": 0.0},
        ),
    }

    heard = column("course", int, "goals", "the direction as members hear it in this period", -1, 1)
    turned = column("course", bool, "goals", "whether the direction on a goal turned at this period's review")
    reviewed = column("week", bool, "one", "whether the direction is reviewed")

    REVIEW = stream("0")
    TURNING = stream("goal", 18)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:
        """Review the direction if it is due; return whether a tally might turn it, now or at a later review."""
        direction, heard, turned = crew.course.direction, crew.course.heard, crew.course.turned
        tally, reports, blank = crew.course.tally, crew.course.reports, crew.course.blank
        turned[:] = False
        for k in range(len(direction)):
            heard[k] = direction[k]
        due = review_due(t, p.management, p.leadership)
        crew.week.reviewed[0] = due and uniform(split(luck, Direction.REVIEW), 0, 0) < p.leadership.strength
        if not crew.week.reviewed[0]:
            return p.leadership.strength > 0
        doubted = False
        for k in range(len(direction)):
            against = _against(direction[k], tally[k], reports[k], blank[k], p.published)
            if against > 0 and (direction[k] == 0 or against > p.leadership.conviction * reports[k]):
                doubted = doubted or p.leadership.listening > 0
                if uniform(split(luck, Direction.TURNING), k, 0) < 1.0 - power(1.0 - p.leadership.listening, against):
                    direction[k] = 1 if tally[k] > 0 else -1
                    turned[k] = True
                    if p.published.reports == EXPERIENCE:
                        heard[k] = direction[k]
            if turned[k] or against <= 0:
                tally[k] = 0
                reports[k] = 0
        return doubted


def _against(direction: int, tally: int, reports: int, blank: int, published: PublishedParameters) -> int:
    """By how many the reports that contradict the direction outnumber the others; 0 where their sum does not."""
    if tally == 0 or direction * tally > 0:
        return 0
    if published.reports != SUPERIOR_BELIEFS:
        return abs(tally)
    return reports - 2 * blank if direction == 0 else blank + abs(tally)
