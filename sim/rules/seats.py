"""Step 6: who takes which oar.

Claim: management gets every oar manned; without it, members can adjust to each other only where they see each other,
so coordination by mutual adjustment fails in large groups (Mintzberg 1979 [Mintzberg1979]; Steiner 1972 [Steiner1972]).
Members come in random order; a manager manages instead of rowing with probability `strength`. There are as many seats
as members who row, seat s serving decision s mod m. Each picks a seat at random (with probability `1 - rotation`
among its home goal's). If it is taken, the member moves to a free one if assigned (probability `strength`, or by a
manager who knows management, `principles · skill`), or if it saw that the seat was taken (probability `min(1,
attention / (n - 1))`); otherwise two oars collide and the second is wasted.
While a decision is unsettled (`rules/settling.py`) each of its oars is lost with probability `switching_cost`.
An idle oar neither pulls nor learns.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, split, uniform
from sim.parameters import Development, Management
from sim.state import Bools, Floats, Ints

IDLE = -1
TAKEN = -1


@rule
def seats(
    luck: Node, boss: Ints, home: Ints, leads: Bools, skill: Floats, unsettled: Bools, goals: int, seat: Ints,
    dice: Floats, dice2: Floats, dice3: Floats,
    managing: Bools, order: Ints, free: Ints, place: Ints, decision: Ints, seats: Ints, manned: Ints, crew: Ints,
    crew_end: Ints, management: Management, development: Development,
) -> None:  # fmt: skip
    """Write who manages, each member's `decision`, and each decision's `seats`, `manned` oars and `crew`."""
    decision[:] = IDLE
    rowers = _line_up(luck, leads, dice, managing, order, management)
    for s in range(rowers):
        free[s] = s
        place[s] = s
    open_seats = rowers
    roll(split(luck, Purpose.SEAT), 0, dice)
    roll(split(luck, Purpose.ASSIGNED), 0, dice2)
    roll(split(luck, Purpose.FREE_SEAT), 0, dice3)
    noticed = min(1.0, management.attention / (len(boss) - 1))
    for turn in range(rowers):
        i = int(order[turn])
        u = dice[i]
        s = int(u * rowers)
        if development.rotation < 1 and uniform(split(luck, Purpose.ROTATION), i, 0) >= development.rotation:
            s = _at_home(u, home[i], rowers, len(seats), goals)
        elsewhere = free[int(dice3[i] * open_seats)]
        taken = place[s] == TAKEN
        care = management.strength + (1.0 - management.strength) * development.principles * skill[boss[i]]
        if taken and dice2[i] >= care and uniform(split(luck, Purpose.NOTICED), i, 0) >= noticed:
            continue
        s = elsewhere if taken else s
        open_seats -= 1
        last = free[open_seats]
        free[place[s]] = last
        place[last] = place[s]
        place[s] = TAKEN
        if not (unsettled[seat[s]] and uniform(split(luck, Purpose.LOST_OAR), i, 0) < management.switching_cost):
            decision[i] = seat[s]
    _muster(rowers, decision, seats, manned, crew, crew_end)


@rule
def _line_up(luck: Node, leads: Bools, dice: Floats, managing: Bools, order: Ints, management: Management) -> int:
    """Write who manages and the rowers in random order (Fisher-Yates); return how many row."""
    manage = split(luck, Purpose.MANAGING)
    roll(split(luck, Purpose.ORDER), 0, dice)
    rowers = 0
    for i in range(len(leads)):
        managing[i] = leads[i] and uniform(manage, i, 0) < management.strength
        if not managing[i]:
            other = int(dice[rowers] * (rowers + 1))
            order[rowers] = order[other]
            order[other] = i
            rowers += 1
    return rowers


@rule
def _at_home(u: float, goal: int, rowers: int, decisions: int, goals: int) -> int:
    """The seat that u in [0, 1) picks among those that serve the goal; among all if there are none.

    With 7 rowers, 3 decisions and 2 goals, seats 0 … 6 serve decisions 0 1 2 0 1 2 0 and goals 0 1 0 0 1 0 0: two whole
    rounds with two seats of goal 0 each, and a rest of one seat, its too.
    """
    rounds, rest = rowers // decisions, rowers % decisions
    each = (decisions - goal + goals - 1) // goals
    own = rounds * each + (rest - goal + goals - 1) // goals
    if own == 0:
        return int(u * rowers)
    pick = int(u * own)
    return (pick // each) * decisions + goal + goals * (pick % each)


@rule
def _muster(rowers: int, decision: Ints, seats: Ints, manned: Ints, crew: Ints, crew_end: Ints) -> None:
    """Count seats and oars, and list the working members decision by decision (a counting sort)."""
    for j in range(len(seats)):
        seats[j] = rowers // len(seats) + (j < rowers % len(seats))
        manned[j] = 0
    for i in range(len(decision)):
        if decision[i] >= 0:
            manned[decision[i]] += 1
    start = 0
    for j in range(len(seats)):
        crew_end[j] = start
        start += manned[j]
    for i in range(len(decision)):
        if decision[i] >= 0:
            crew[crew_end[decision[i]]] = i
            crew_end[decision[i]] += 1
