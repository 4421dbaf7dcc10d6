"""Step 3: the executives weigh the reports and may turn the direction.

Claim: the code learns from members who contradict it, the faster the larger their majority (March 1991 [March1991],
whose code listens to superior members only, see `rules/superiors.py`; by default every report counts);
some resoluteness pays where coordination does (Bolton, Brunnermeier & Veldkamp 2013 [BoltonEtAl2013]).
At a review, a tally T of R reports that contradicts the direction by more than `conviction · R` turns it with
probability `1 - (1 - listening)^|T|`; a blank direction is contradicted by any tally. A tally that speaks against the
direction without turning it carries over to the next review, any other starts anew. Members hear at once of a
direction that turned on their experience; one that turned on what superiors know, in the next period, since code and
members learn from each other at the same time.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import power, review_due
from sim.parameters import Leadership, Management, codes
from sim.state import Bools, Ints

EXPERIENCE, SUPERIOR_BELIEFS, _ = codes(Leadership, "reports")


@rule
def direction(
    luck: Node, period: int, tally: Ints, reports: Ints, blank: Ints, direction: Ints, said: Ints, turned: Bools,
    management: Management, leadership: Leadership,
) -> bool:  # fmt: skip
    """Review the direction if it is due; return whether any tally might have turned it."""
    turned[:] = False
    for k in range(len(direction)):
        said[k] = direction[k]
    if not review_due(period, management, leadership):
        return False
    doubted = False
    for k in range(len(direction)):
        against = _against(direction[k], tally[k], reports[k], blank[k], leadership)
        if against > 0 and (direction[k] == 0 or against > leadership.conviction * reports[k]):
            doubted = doubted or leadership.listening > 0
            if uniform(split(luck, Purpose.TURNING), k, 0) < 1.0 - power(1.0 - leadership.listening, against):
                direction[k] = 1 if tally[k] > 0 else -1
                turned[k] = True
                if leadership.reports == EXPERIENCE:
                    said[k] = direction[k]
        if turned[k] or against <= 0:
            tally[k] = 0
            reports[k] = 0
    return doubted


@rule
def _against(direction: int, tally: int, reports: int, blank: int, leadership: Leadership) -> int:
    """By how many the reports that contradict the direction outnumber the others; 0 where their sum does not."""
    if tally == 0 or direction * tally > 0:
        return 0
    if leadership.reports != SUPERIOR_BELIEFS:
        return abs(tally)
    return reports - 2 * blank if direction == 0 else blank + abs(tally)
