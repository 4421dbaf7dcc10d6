"""Small arithmetic and schedules that several rules share."""

from sim.compiler import rule
from sim.parameters import Leadership, Management, Organization, Parameters, codes
from sim.state import Ints

SHARED, OWN = codes(Organization, "work")
RIGID, FOLLOWS_DIRECTION, ROLLING, STAGGERED = codes(Management, "planning")


@rule
def power(base: float, exponent: int) -> float:
    """`base ** exponent` for exponent ≥ 0 by squaring: the same bits everywhere, which `pow` does not promise."""
    result = 1.0
    while exponent > 0:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


@rule
def strikes(every: int, period: int) -> bool:
    """Whether something that comes `every` periods (0: never) strikes in this one; never at the start."""
    return every > 0 and period > 0 and period % every == 0


@rule
def planning_due(period: int, management: Management) -> bool:
    """Whether everything is planned anew in this period; the first time at the start, and then never if staggered."""
    whole = period == 0 if management.planning == STAGGERED else period % management.planning_horizon == 0
    return management.strength > 0 and whole


@rule
def review_due(period: int, management: Management, leadership: Leadership) -> bool:
    """Whether the direction is reviewed in this period: regularly under leadership, and whenever a plan is made."""
    regular = leadership.strength > 0 and period % leadership.review_every == 0
    return regular or planning_due(period, management)


@rule
def sheltered(p: Parameters) -> bool:
    """Whether what members and direction learn from each other is all that can move: no world, work or departures."""
    e, lead = p.environment, p.leadership
    return (
        p.organization.work == OWN
        and e.strategic_turbulence <= 0
        and e.operational_turbulence <= 0
        and e.shock_every == 0
        and e.exodus_every == 0
        and p.organization.turnover <= 0
        and p.management.strength <= 0
        and lead.direct_talk <= 0
        and (lead.strength <= 0 or lead.review_every == 1)
    )


@rule
def first_report(position: int, span: int) -> int:
    """The first position that reports to `position`; the others follow it (a heap)."""
    return position * span + 1


@rule
def sign(number: int) -> int:
    """-1, 0 or +1."""
    return 1 if number > 0 else -1 if number < 0 else 0


@rule
def move_toward(value: float, target: float, rate: float) -> float:
    """`value` moved by a share `rate` of its distance to `target`: geometric approach."""
    return value + rate * (target - value)


@rule
def count_ties(tie: Ints, i: int) -> int:
    """How many ties member `i` has; empty places (-1) stand at the end of its row."""
    ties = int(tie.shape[1])
    while ties > 0 and tie[i, ties - 1] < 0:
        ties -= 1
    return ties


@rule
def remember(before: Ints, belief: Ints) -> None:
    """Copy all beliefs (members × goals), so that a step can read how things stood at its beginning."""
    for i in range(belief.shape[0]):
        for k in range(belief.shape[1]):
            before[i, k] = belief[i, k]
