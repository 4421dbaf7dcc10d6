"""Step 12, after the meeting: members have ideas for new ways of working, and dare to try them or not."""

from sim.model import conditions as on
from sim.model.formulas import shares_work
from sim.model.judgement import (
    ALL,
    BEGUN,
    BLOCKED,
    DRAWN,
    HAD,
    JOINT,
    LOW,
    NO_REPORTS,
    NONE,
    REPRIMANDED,
    SECOND_HALF,
    SILENT,
    Lands,
    count,
    depends,
    error,
    gain,
    lands,
    look,
    reprimand,
    turn,
)
from sim.model.measures import LOWEST, mean, ratio
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import EnvironmentParameters, Parameters
from sim.model.random import Node, roll, split, uniform
from sim.model.state import State

DROPPED = -1
VOICED = (BLOCKED, BEGUN)


class Ideas(Mechanism):
    """Step 12, after the meeting: members have ideas for new ways of working, and dare to try them or not.

    Claim: new ways come from those who do the work, as far as they see what a change does and dare to propose it; who
    must consent sees it with other eyes (Detert & Burris 2007 [DetertBurris2007]; Sah & Stiglitz 1986
    [SahStiglitz1986]; Knudsen & Levinthal 2007 [KnudsenLevinthal2007]; Csaszar 2013 [Csaszar2013]). A member at work on
    a decision without a trial has an idea with probability `ideas · effort`, and surely with a challenging task. It
    judges the other way at its decision by what it believes the ends are (Gavetti & Levinthal 2000
    [GavettiLevinthal2000]):

        judged gain = Σ of the gains in view + (1 - skill) · ambiguity · (u1 + u2 - 1)

    The gain at a decision is the quality there after the change minus that before it (see `ways`); `ruggedness` does
    not scale it, and `ambiguity` is in the same unit. A blank belief on the goal takes the mean of the qualities for +1
    and for -1. A member sees what the change does to the goals that it is about, to its home goal, and to the goal of
    the decision where it works this week; the chief executive sees all goals. What the change does elsewhere it hears
    with probability trust, the largest in its ties into that department. Where the judged gain is not above 0 and it
    met a tie, it judges with probability trust a joint change, in which a decision of the colleague's home goal that is
    coupled with its own, j, changes too: the first without a trial of j + 1, j - 1, j + 2, j - 2, … up to `across`,
    then j + K, j - K, … up to `inside` times K (K goals; with `couplings: drawn` the lowest number). One random number
    for each goal decides what it hears in both judgements; the errors u are drawn anew. If the joint change is no
    better either, nothing happens. A member with an idea speaks up with probability `safety`. With probability
    `control` it then needs the consent of its boss. The boss judges in the same way with its own beliefs, view and
    skill; it also hears through the formal channel, with the square of its `formal` reach (up one chain and down
    another), which burdens the channel as a conflict does. Who is refused is reprimanded with probability `control ·
    (1 - skill of the boss)` unless both hold the same belief on the goal. Else the trial begins: the ways change, and
    their decisions are unsettled. Ideas are followed in the order of positions: later ones find the trials, ways and
    safety that earlier ones left.
    """

    number = "12"
    about = "members have ideas for new ways of working, and dare to try them or not"
    papers = (
        cites("DetertBurris2007", "voice that needs safety", on.tries),
        cites("GavettiLevinthal2000", "looking forward with beliefs", on.tries),
        cites(
            "SahStiglitz1986 KnudsenLevinthal2007 Csaszar2013",
            "consent by a superior",
            lambda p: on.tries(p) and p.management.control > 0,
        ),
    )

    leader = column(
        "course", int, "decisions", "who leads a trial there; -1 none, -2 second half of one", -2, start=NONE
    )
    partner = column("course", int, "decisions", "the other decision of a joint trial; -1 none", NONE, start=NONE)
    events = column("course", int, "events", "what became of ideas and trials until now, by kind of event")
    lowest_events = column("course", int, "events", "the same for the ideas of members without reports")
    history = column(
        "people", int, "members events", "what became of ideas and trials of this position until now", moves=False
    )
    idea = column("week", bool, "members", "whether it has an idea")
    burden = column("week", int, "one", "what change sent through the formal channel, counted as conflicts sent up")
    ends = column("week", int, "goals", "where whoever judges believes that the goals lie", -1, 1, scratch=True)
    insight = column("week", bool, "goals", "goals in view of whoever judges", scratch=True)

    ideas = mean("week.idea", "ideas for new ways of working, per member")
    silent = ratio(ALL, (SILENT,), (HAD,), "ideas that were not proposed, per idea until now")
    blocked = ratio(ALL, (BLOCKED,), (HAD,), "ideas to which the boss did not consent, per idea until now")
    trials = ratio(ALL, (BEGUN,), (HAD,), "trials of new ways that began, per idea until now")
    joint = ratio(ALL, (JOINT,), (BEGUN,), "trials of joint changes, per trial until now")
    idea_reprimands = ratio(ALL, (REPRIMANDED,), VOICED, "reprimands, per idea voiced until now", "ratio", 2)
    lowest_ideas = mean("week.idea", "ideas for new ways of working, per member without reports", LOWEST)
    lowest_silent = ratio(LOW, (SILENT,), (HAD,), f"ideas that were not proposed, per idea {NO_REPORTS}")
    lowest_blocked = ratio(LOW, (BLOCKED,), (HAD,), f"ideas refused by the boss, per idea {NO_REPORTS}")
    lowest_trials = ratio(LOW, (BEGUN,), (HAD,), f"trials that began, per idea {NO_REPORTS}")
    lowest_idea_reprimands = ratio(LOW, (REPRIMANDED,), VOICED, f"reprimands, per idea voiced {NO_REPORTS}", "ratio", 2)

    IDEA = stream("member")
    HEARING = stream("member; goal")
    ERROR = stream("member; 0-1 single change, 2-3 joint change, 4-5 the boss's judgement")
    COMBINING = stream("member")
    DARING = stream("member")
    ASKING = stream("member")
    BOSS_HEARING = stream("member; goal")
    REPRIMAND = stream("member")

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Let members have ideas, one after another; begin trials."""
        week, dice, few = crew.week, crew.week.dice, crew.week.few
        week.idea[:] = False
        if p.environment.ruggedness <= 0:
            return
        land = lands(crew)
        roll(split(luck, Ideas.IDEA), 0, dice)
        for i in range(len(dice)):
            wants = week.challenged[i] | (dice[i] < p.motivation.ideas * week.effort[i])
            week.idea[i] = wants & (week.decision[i] >= 0)
        wanting = 0
        for i in range(len(dice)):
            few[wanting] = i
            wanting += week.idea[i]
        for n in range(wanting):
            i = int(few[n])
            j = week.decision[i]
            week.idea[i] = crew.course.leader[j] == NONE
            if week.idea[i]:
                count(HAD, i, crew)
                outcome = _follow(luck, i, j, land, crew, p)
                if outcome != DROPPED:
                    count(outcome, i, crew)


def _follow(luck: Node, i: int, j: int, land: Lands, crew: State, p: Parameters) -> int:
    """Follow an idea of member `i` about decision `j` and return what became of it."""
    other, better = NONE, False
    for attempt in range(2):  # first alone, then together with the colleague it met
        if attempt > 0:
            other = _second_decision(luck, i, j, land, crew, p)
        better = (attempt == 0 or other != NONE) and _likes(luck, i, i, j, other, land, crew, p)
        if better:
            break
    if not better:
        return DROPPED
    if uniform(split(luck, Ideas.DARING), i, 0) >= crew.course.safety[crew.structure.boss[i]]:
        return SILENT
    asks = i > 0 and uniform(split(luck, Ideas.ASKING), i, 0) < p.management.control
    if asks and not _likes(luck, crew.structure.boss[i], i, j, other, land, crew, p):
        reprimand(uniform(split(luck, Ideas.REPRIMAND), i, 0), i, j, crew, p)
        return BLOCKED
    _begin(i, j, other, crew)
    return BEGUN


def _likes(luck: Node, judge: int, i: int, j: int, other: int, land: Lands, crew: State, p: Parameters) -> bool:
    """Whether the judge, the member `i` itself or its boss, sees a gain in changing the ways at `j` and `other`."""
    crew.week.insight[:] = False
    asked = judge != i
    formal = crew.week.formal[judge] if asked else 0.0
    hearing = split(luck, Ideas.BOSS_HEARING if asked else Ideas.HEARING)
    look(judge, formal * formal, j, other, hearing, i, land, crew, p)
    ends, way = crew.week.ends, crew.course.way
    for k in range(len(ends)):
        ends[k] = crew.people.belief[judge, k]
    seen = gain(j, other, crew.week.insight, ends, way, land, p.environment)
    item = 4 if asked else (0 if other == NONE else 2)
    blur = (1.0 - crew.people.skill[judge]) * p.environment.ambiguity
    return bool(seen + blur * error(split(luck, Ideas.ERROR), i, item) > 0)


def _second_decision(luck: Node, i: int, j: int, land: Lands, crew: State, p: Parameters) -> int:
    """The decision that could change too: of the home goal of the tie it met, coupled with j, not on trial; or NONE."""
    met, via, e = crew.week.met[i], crew.week.via[i], p.environment
    if met < 0 or via < 0 or uniform(split(luck, Ideas.COMBINING), i, 0) >= crew.people.trust[i, via]:
        return NONE
    wanted, decisions = crew.structure.home[met], len(crew.course.way)
    if e.couplings == DRAWN:
        return _drawn_partner(j, wanted, land, crew, e)
    for a in range(1, e.across + e.inside + 1):
        step = a if a <= e.across else (a - e.across) * len(crew.ocean.goal)
        for side in range(2):
            other = (j + step) % decisions if side == 0 else (j - step) % decisions
            if other != j and crew.structure.serves[other] == wanted and crew.course.leader[other] == NONE:
                return int(other)
    return NONE


def _drawn_partner(j: int, wanted: int, land: Lands, crew: State, e: EnvironmentParameters) -> int:
    """The first such decision where couplings are drawn: one that depends on `j`, or on which `j` depends."""
    decisions, goals = len(crew.course.way), len(crew.ocean.goal)
    for other in range(decisions):
        free = other != j and crew.structure.serves[other] == wanted and crew.course.leader[other] == NONE
        if free and (depends(land, j, other, decisions, goals, e) or depends(land, other, j, decisions, goals, e)):
            return other
    return NONE


def _begin(i: int, j: int, other: int, crew: State) -> None:
    """Begin the trial."""
    course = crew.course
    turn(j, crew)
    turn(other, crew)
    course.leader[j] = i
    course.partner[j] = other
    if other >= 0:
        course.leader[other] = SECOND_HALF
        course.partner[other] = j
        count(JOINT, i, crew)
