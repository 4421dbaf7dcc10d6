"""Step 6: who takes which oar."""

from sim.model import conditions as on
from sim.model.formulas import shares_work
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, picked, quotient, roll, split, uniform
from sim.model.state import State

IDLE = -1
TAKEN = -1
NONE = -1

type HomeSeats = tuple[int, int, int, int, int, int, int]


class Seats(Mechanism):
    """Step 6: who takes which oar.

    Claim: management gets every oar manned; without it, members can adjust to each other only where they see each
    other, so coordination by mutual adjustment fails in large groups (Mintzberg 1979 [Mintzberg1979]; Steiner 1972
    [Steiner1972]). Members come in random order; a manager manages instead of rowing with probability `strength`.
    There are as many seats as members who row, seat s serving decision s mod m (m decisions). Each picks a seat at
    random (with probability `1 - rotation` among its home goal's, if that has any). If it is taken, the member moves to
    a free one, of any goal, if assigned (probability `strength`; else by its own boss, if that one knows management,
    `principles · skill of the boss`; the chief executive is its own boss), or if it saw that the seat was taken
    (probability `attention / (attention + n - 1)`, n being all members); otherwise two oars collide and the second is
    wasted. While a decision is unsettled (see `settling`) each of its oars is lost with probability `switching_cost`;
    its seat stays taken. An idle oar neither pulls nor learns.
    """

    number = "6"
    about = "who takes which oar"
    papers = (cites("Mintzberg1979 Steiner1972", "coordination", on.shared),)

    managing = column("week", bool, "members", "whether the member manages instead of rowing")
    order = column("week", int, "members", "members in the order in which they come to the boat", scratch=True)
    free = column("week", int, "members", "seats that are still free, the first ones count", scratch=True)
    place = column("week", int, "members", "where in `free` a seat stands; -1 if taken", TAKEN, scratch=True)
    decision = column("week", int, "members", "decision that the member's oar serves; -1 idle", IDLE, start=IDLE)
    seats = column("week", int, "decisions", "seats of each decision")
    manned = column("week", int, "decisions", "oars manned at each decision")
    crew = column("week", int, "members", "working members, decision by decision", scratch=True)
    crew_end = column("week", int, "decisions", "end of each decision's part of `crew`", scratch=True)
    pick = column("week", int, "members", "seat that it would take", scratch=True)
    unaware = column("week", bool, "members", "whether it would go for a taken seat", scratch=True)
    dice2 = column("week", float, "members", "its second numbers", high=1, scratch=True)
    dice3 = column("week", float, "members", "its third numbers", high=1, scratch=True)

    MANAGING = stream("member", 22)
    ORDER = stream("place in the order", 23)
    ROTATION = stream("member", 24)
    SEAT = stream("member", 25)
    ASSIGNED = stream("member", 26)
    NOTICED = stream("member", 27)
    FREE_SEAT = stream("member", 28)
    LOST_OAR = stream("member", 29)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write who manages, each member's `decision`, and each decision's `seats`, `manned` oars and `crew`."""
        boss, home, seat = crew.structure.boss, crew.structure.home, crew.structure.seat
        skill, unsettled = crew.people.skill, crew.course.unsettled
        week, management, development = crew.week, p.management, p.development
        dice, dice2, dice3 = week.dice, week.dice2, week.dice3
        free, place, decision, pick, unaware = week.free, week.place, week.decision, week.pick, week.unaware
        decision[:] = IDLE
        week.manned[:] = 0
        rowers = _line_up(luck, crew, management.strength)
        for s in range(rowers):
            free[s] = s
            place[s] = s
        open_seats = rowers
        roll(split(luck, Seats.SEAT), 0, dice)
        roll(split(luck, Seats.ASSIGNED), 0, dice2)
        roll(split(luck, Seats.FREE_SEAT), 0, dice3)
        rotation, notices = split(luck, Seats.ROTATION), split(luck, Seats.NOTICED)
        noticed = management.attention / (management.attention + len(boss) - 1)
        for i in range(len(boss)):
            care = management.strength + (1.0 - management.strength) * development.principles * skill[boss[i]]
            unaware[i] = dice2[i] >= care and uniform(notices, i, 0) >= noticed
            pick[i] = picked(dice[i], rowers)
        if development.rotation < 1:
            at_home = _home_seats(rowers, len(week.seats), len(crew.ocean.goal))
            for i in range(len(boss)):
                seat_at_home = _at_home(dice[i], home[i], at_home)
                rotates = (seat_at_home < 0) | (uniform(rotation, i, 0) < development.rotation)
                pick[i] = pick[i] if rotates else seat_at_home
        for turn in range(rowers):
            i = int(week.order[turn])
            wished, elsewhere = place[pick[i]], picked(dice3[i], open_seats)
            taken = wished == TAKEN
            if taken & unaware[i]:
                continue
            where = elsewhere if taken else wished
            s = free[elsewhere] if taken else pick[i]
            open_seats -= 1
            last = free[open_seats]
            free[where] = last
            place[last] = where
            place[s] = TAKEN
            j = seat[s]
            if unsettled[j]:
                if uniform(split(luck, Seats.LOST_OAR), i, 0) < management.switching_cost:
                    continue
            decision[i] = j
            week.manned[j] += 1
        _muster(rowers, crew)


def _line_up(luck: Node, crew: State, strength: float) -> int:
    """Write who manages and the rowers in random order (Fisher-Yates); return how many row."""
    leads, dice, managing, order = crew.structure.leads, crew.week.dice, crew.week.managing, crew.week.order
    manage = split(luck, Seats.MANAGING)
    roll(split(luck, Seats.ORDER), 0, dice)
    rowers = 0
    for i in range(len(leads)):
        managing[i] = leads[i] and uniform(manage, i, 0) < strength
    for i in range(len(leads)):
        if not managing[i]:
            other = picked(dice[rowers], rowers + 1)
            order[rowers] = order[other]
            order[other] = i
            rowers += 1
    return rowers


def _home_seats(rowers: int, decisions: int, goals: int) -> HomeSeats:
    """What `_at_home` reckons with: whole divisions are slow, and the same for all.

    With 7 rowers, 3 decisions and 2 goals, seats 0 … 6 serve decisions 0 1 2 0 1 2 0 and goals 0 1 0 0 1 0 0: two whole
    rounds with two seats of goal 0 each and one of goal 1, and a rest of one seat, of goal 0.
    """
    rest = rowers % decisions
    return (
        decisions, goals, rowers // decisions, decisions // goals, decisions % goals, rest // goals, rest % goals
    )  # fmt: skip


def _at_home(u: float, goal: int, seats: HomeSeats) -> int:
    """The seat that u in [0, 1) picks among those that serve the goal; -1 if there are none."""
    decisions, goals, rounds, in_round, with_more, in_rest, more_in_rest = seats
    each = in_round + (goal < with_more)
    own = rounds * each + in_rest + (goal < more_in_rest)
    pick = picked(u, own)
    whole = quotient(pick, each)
    return whole * decisions + goal + goals * (pick - whole * each) if own > 0 else NONE


def _muster(rowers: int, crew: State) -> None:
    """Count seats, and list the working members decision by decision (a counting sort)."""
    decision, seats, manned = crew.week.decision, crew.week.seats, crew.week.manned
    listed, end = crew.week.crew, crew.week.crew_end
    for j in range(len(seats)):
        seats[j] = rowers // len(seats) + (j < rowers % len(seats))
    start = 0
    for j in range(len(seats)):
        end[j] = start
        start += manned[j]
    for i in range(len(decision)):
        works, j = decision[i] >= 0, max(decision[i], 0)
        # If anybody is idle, the last place stays empty; there it does not matter who is written.
        listed[end[j] if works else len(listed) - 1] = i
        end[j] += works
