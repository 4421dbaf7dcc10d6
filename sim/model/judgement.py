"""Ways of working: what they are worth, who sees what a change of them does, and how well that is judged.

What the way at a decision is worth depends on the ways at other decisions, some of the same goal and some of others: an
NK landscape, see `ways`. Its entries are uniform numbers that belong to the replicate; they are computed when they are
needed and stored nowhere.
"""

from sim.model.declaration import codes
from sim.model.formulas import count_ties, move_toward
from sim.model.parameters import EnvironmentParameters, Parameters
from sim.model.random import Node, below, called, root, signed, split, uniform
from sim.model.state import EVENTS, Bools, Ints, State

NONE, SECOND_HALF = -1, -2
HAD, SILENT, BLOCKED, REPRIMANDED, BEGUN, JOINT, ENDED, KEPT, KEPT_RIGHT = range(EVENTS)
ALL, LOW = "course.events", "course.lowest_events"
NO_REPORTS = "of members without reports, until now"
LAND, OTHER_LAND, OBSOLETE, PARTNERS = range(4)
RING, DRAWN = codes(EnvironmentParameters, "couplings")
type Lands = tuple[Node, Node, Node, Node]


def lands(crew: State) -> Lands:
    """The landscape while a goal lies at +1, the one while it lies at -1, which entries differ, and drawn couplings."""
    node = root(int(crew.structure.land[0]))
    return split(node, LAND), split(node, OTHER_LAND), split(node, OBSOLETE), split(node, PARTNERS)


def entry(land: Lands, j: int, code: int, end: int, obsolescence: float) -> float:
    """The worth of decision `j` where the ways that it depends on make this code, and its goal lies at `end`.

    An `end` of 0 is that of somebody who holds no belief on the goal: the mean of both.
    """
    first = uniform(land[LAND], j, code)
    if end > 0 or uniform(land[OBSOLETE], j, code) >= obsolescence:
        return first
    other = uniform(land[OTHER_LAND], j, code)
    return other if end < 0 else 0.5 * (first + other)


def code_at(land: Lands, j: int, first: int, second: int, way: Ints, goals: int, e: EnvironmentParameters) -> int:
    """The ways that decision `j` depends on, as bits, with those at `first` and `second` changed (-1: at none)."""
    code, at = _bit(j, first, second, way), j
    if e.couplings == DRAWN:
        for number in range(e.inside + e.across):
            code = 2 * code + _bit(drawn(land, j, number, len(way), goals, e), first, second, way)
        return code
    for _ in range(e.inside):
        at = _around(at + goals, len(way))
        code = 2 * code + _bit(at, first, second, way)
    at = j
    for _ in range(e.across):
        at = _around(at + 1, len(way))
        code = 2 * code + _bit(at, first, second, way)
    return code


def _around(j: int, decisions: int) -> int:
    """Decision `j` modulo their number, of which it is less than two; a division would take ten times as long."""
    return j - decisions if j >= decisions else j


def _bit(j: int, first: int, second: int, way: Ints) -> int:
    return int(1 - way[j] if j in (first, second) else way[j])


@called
def drawn(land: Lands, j: int, number: int, decisions: int, goals: int, e: EnvironmentParameters) -> int:
    """The decision on which the way at `j` depends, number 0 … `inside + across - 1`, where couplings are drawn.

    The first `inside` are drawn from the others of the same goal, the rest from those of other goals (from all others
    if there is one goal), each with replacement. Who has no others depends on itself, which changes nothing.
    """
    if goals == decisions:  # the same as below, without divisions
        if number < e.inside or decisions == 1:
            return j
        pick = below(land[PARTNERS], j, number, decisions - 1)
        return pick + (pick >= j)
    k, own = j % goals, (decisions - j % goals + goals - 1) // goals
    if number < e.inside:
        return k + goals * ((j // goals + 1 + below(land[PARTNERS], j, number, own - 1)) % own)
    if goals == 1:
        return (j + 1 + below(land[PARTNERS], j, number, decisions - 1)) % decisions
    pick = below(land[PARTNERS], j, number, decisions - own)
    row, goal = pick // (goals - 1), pick % (goals - 1)
    return row * goals + goal + (goal >= k)


@called
def depends(land: Lands, j: int, on: int, decisions: int, goals: int, e: EnvironmentParameters) -> bool:
    """Whether the worth of the way at `j` depends on the way at `on`, where couplings are drawn."""
    named = j == on
    for number in range(e.inside + e.across):
        named = named or drawn(land, j, number, decisions, goals, e) == on
    return bool(named)


def concerned(
    place: int, first: int, second: int, decisions: int, goals: int, land: Lands, e: EnvironmentParameters
) -> int:
    """A decision that depends on the way at `first` or `second`: number `place` of them, or -1 if named before."""
    if e.couplings == DRAWN:
        touched = depends(land, place, first, decisions, goals, e)
        return place if touched or (second >= 0 and depends(land, place, second, decisions, goals, e)) else NONE
    j = _dependent(place, first, second, decisions, goals, e)
    for earlier in range(place):
        if _dependent(earlier, first, second, decisions, goals, e) == j:
            return NONE
    return j


def places(second: int, decisions: int, e: EnvironmentParameters) -> int:
    """How many numbers `concerned` takes."""
    if e.couplings == DRAWN:
        return decisions
    return (1 if second < 0 else 2) * (1 + e.inside + e.across)


def _dependent(place: int, first: int, second: int, decisions: int, goals: int, e: EnvironmentParameters) -> int:
    width = 1 + e.inside + e.across
    changed, number = (first, place) if place < width else (second, place - width)
    j = changed - (number * goals if number <= e.inside else number - e.inside)
    while j < 0:
        j += decisions
    return j


def look(
    i: int, formally: float, first: int, second: int, hearing: Node, asked: int, land: Lands, crew: State, p: Parameters
) -> None:
    """Add to `insight` the goals at which member `i` sees or hears what a change at `first` and `second` does.

    It sees the goals that the change is about, that of its home and that of where it works; the chief executive sees
    all. Of another goal's work it hears with probability `1 - (1 - formally)(1 - trust)`, where trust is the largest in
    its ties into that department. One number decides: below the trust, it hears informally; else it hears through the
    formal channel, which is burdened. `hearing` and `asked` choose the number.
    """
    serves, home, insight = crew.structure.serves, crew.structure.home, crew.week.insight
    works_at, decisions = crew.week.decision[i], len(crew.course.way)
    insight[serves[first]] = True
    if second >= 0:
        insight[serves[second]] = True
    for place in range(places(second, decisions, p.environment)):
        j = concerned(place, first, second, decisions, len(insight), land, p.environment)
        if j < 0 or insight[serves[j]]:
            continue
        k = serves[j]
        if i == 0 or k == home[i] or (works_at >= 0 and k == serves[works_at]):
            insight[k] = True
            continue
        trust = _trust_into(k, i, crew)
        u = uniform(hearing, asked, k)
        insight[k] = u < 1.0 - (1.0 - formally) * (1.0 - trust)
        if insight[k] and u >= trust:
            crew.week.burden[0] += 1


def _trust_into(k: int, i: int, crew: State) -> float:
    """The largest trust of the member in a tie whose home goal is `k`."""
    tie, trust, home = crew.people.tie, crew.people.trust, crew.structure.home
    largest = 0.0
    for x in range(count_ties(tie, i)):
        if home[tie[i, x]] == k:
            largest = max(largest, trust[i, x])
    return largest


@called
def gain(first: int, second: int, view: Bools, ends: Ints, way: Ints, land: Lands, e: EnvironmentParameters) -> float:
    """What changing the ways at `first` and `second` (-1: at `first` alone) adds where goals are in view.

    `ends` are where the goals lie, or where somebody believes that they lie.
    """
    goals = len(ends)
    total = 0.0
    for place in range(places(second, len(way), e)):
        j = concerned(place, first, second, len(way), goals, land, e)
        k = j % goals
        if j >= 0 and view[k]:
            changed = entry(land, j, code_at(land, j, first, second, way, goals, e), ends[k], e.obsolescence)
            total += changed - entry(land, j, code_at(land, j, NONE, NONE, way, goals, e), ends[k], e.obsolescence)
    return total


def error(node: Node, position: int, item: int) -> float:
    """An error of judgement before it is scaled: triangular on -1 … 1, from two numbers."""
    return uniform(node, position, item) + uniform(node, position, item + 1) - 1.0


def turn(j: int, crew: State) -> None:
    """Change the way at decision `j` (-1: at none), which unsettles it."""
    if j >= 0:
        crew.course.way[j] = 1 - crew.course.way[j]
        crew.course.unsettled[j] = True


def count(event: int, i: int, crew: State) -> None:
    """Count an event of an idea or a trial of member `i`."""
    add(event, crew.structure.leads[i], crew.course.events, crew.course.lowest_events)
    crew.people.history[i, event] += 1


@signed("void(int64, boolean, int64[::1], int64[::1])")
def add(event: int, leads: bool, events: Ints, lowest_events: Ints) -> None:
    """Add one to the count of an event, and to that of members without reports if it is one of theirs."""
    events[event] += 1
    if not leads:
        lowest_events[event] += 1


def reprimand(u: float, i: int, j: int, crew: State, p: Parameters) -> None:
    """Reprimand member `i` for an idea about decision `j`, or do not, by the number `u`; its team's safety falls.

    A boss who holds the same belief on the goal does not (assumed), and the chief executive has none.
    """
    boss, k, belief = crew.structure.boss[i], crew.structure.serves[j], crew.people.belief
    if i > 0 and belief[boss, k] != belief[i, k] and u < p.management.control * (1.0 - crew.people.skill[boss]):
        crew.course.safety[boss] = move_toward(crew.course.safety[boss], 0.0, p.run.pace)
        count(REPRIMANDED, i, crew)
