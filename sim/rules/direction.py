"""Step 3: the executives weigh the reports and may turn the direction.

Claim: the code learns from members who contradict it, the faster the larger their majority (March 1991 [March1991],
whose code listens to superior members only; here every report counts);
some resoluteness pays where coordination does (Bolton, Brunnermeier & Veldkamp 2013 [BoltonEtAl2013]).
At a review, a tally T of R reports that contradicts the direction by more than `conviction · R` turns it with
probability `1 - (1 - listening)^|T|`; a blank direction is contradicted by any tally. A tally that speaks against the
direction without turning it carries over to the next review, any other starts anew.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import planning_due, power
from sim.parameters import Leadership, Management
from sim.state import Bools, Ints


@rule
def direction(
    luck: Node, period: int, tally: Ints, reports: Ints, direction: Ints, turned: Bools,
    management: Management, leadership: Leadership,
) -> bool:  # fmt: skip
    """Review the direction if it is due; return whether it was."""
    turned[:] = False
    regular = leadership.strength > 0 and period % leadership.review_every == 0
    if not (regular or planning_due(period, management)):
        return False
    turning = split(luck, Purpose.TURNING)
    for k in range(len(direction)):
        if direction[k] == 0:
            against = abs(tally[k])
            convinced = against > 0
        else:
            against = -direction[k] * tally[k]
            convinced = against > leadership.conviction * reports[k]
        if convinced and uniform(turning, k, 0) < 1.0 - power(1.0 - leadership.listening, against):
            direction[k] = 1 if tally[k] > 0 else -1
            turned[k] = True
        if turned[k] or against <= 0:
            tally[k] = 0
            reports[k] = 0
    return True
