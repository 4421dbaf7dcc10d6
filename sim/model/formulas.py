"""Small arithmetic and schedules that several rules share."""

from sim.model.declaration import codes
from sim.model.parameters import LeadershipParameters, ManagementParameters, Parameters, PublishedParameters
from sim.model.state import Ints

SHARED, OWN = codes(PublishedParameters, "work")
RIGID, FOLLOWS_DIRECTION, ROLLING, STAGGERED = codes(ManagementParameters, "planning")


def power(base: float, exponent: int) -> float:
    """`base ** exponent` for exponent ≥ 0 by squaring: the same bits everywhere, which `pow` does not promise."""
    result = 1.0
    while exponent > 0:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


def shares_work(p: Parameters) -> bool:
    """Whether members share the work, an oar each."""
    return bool(p.published.work == SHARED)


def attention_outside(p: Parameters) -> float:
    """The share of the executives' attention that goes to stakeholders."""
    return p.leadership.strength * p.leadership.outside if shares_work(p) else 0.0


def strikes(every: int, period: int) -> bool:
    """Whether something that comes `every` periods (0: never) strikes in this one; never at the start."""
    return every > 0 and period > 0 and period % every == 0


def planning_due(period: int, management: ManagementParameters) -> bool:
    """Whether everything is planned anew in this period; the first time at the start, and then never if staggered."""
    whole = period == 0 if management.planning == STAGGERED else period % management.planning_horizon == 0
    return management.strength > 0 and whole


def review_due(period: int, management: ManagementParameters, leadership: LeadershipParameters) -> bool:
    """Whether a review of the direction is due in this period: regularly, and whenever a plan of everything is made."""
    return period % leadership.review_every == 0 or planning_due(period, management)


def first_report(position: int, span: int) -> int:
    """The first position that reports to `position`; the others follow it (a heap)."""
    return position * span + 1


def either[T](first: bool, one: T, other: T) -> T:
    """`one` if `first`, else `other`. Both have been computed: where chance decides, a branch takes longer."""
    return one if first else other


def sign(number: int) -> int:
    """-1, 0 or +1."""
    return 1 if number > 0 else -1 if number < 0 else 0


def move_toward(value: float, target: float, rate: float) -> float:
    """`value` moved by a share `rate` of its distance to `target`: geometric approach."""
    return value + rate * (target - value)


def count_ties(tie: Ints, i: int) -> int:
    """How many ties member `i` has; empty places (-1) stand at the end of its row."""
    ties = int(tie.shape[1])
    while ties > 0 and tie[i, ties - 1] < 0:
        ties -= 1
    return ties


def number_ties(tie: Ints, ties: Ints) -> int:
    """Write how many ties each member has; return how many there are."""
    ties[:] = 0
    for x in range(tie.shape[1]):
        for i in range(len(ties)):
            ties[i] += tie[i, x] >= 0
    total = 0
    for i in range(len(ties)):
        total += ties[i]
    return total
