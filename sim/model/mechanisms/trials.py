"""Step 10, second: trials of new ways end, and are looked back on."""

from sim.model import conditions as on
from sim.model.formulas import move_toward, shares_work
from sim.model.judgement import (
    ALL,
    ENDED,
    KEPT,
    KEPT_RIGHT,
    LOW,
    NO_REPORTS,
    NONE,
    Lands,
    count,
    error,
    gain,
    lands,
    look,
    reprimand,
    turn,
)
from sim.model.measures import ratio
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State

GAVE_UP, NO_TRIAL, KEPT_IT = -1, 0, 1


class Trials(Mechanism):
    """Step 10, second: trials of new ways end, and are looked back on.

    Claim: looking forward is done by beliefs, looking backward by experience (Gavetti & Levinthal 2000
    [GavettiLevinthal2000]), and teams that look back do better (Tannenbaum & Cerasoli 2013 [TannenbaumCerasoli2013]);
    here because together they see more. A trial whose decisions have settled is looked back on by its leader and, each
    with probability `retrospectives`, by those who work on it. What each sees or hears (see `ideas`; through the formal
    channel with the square of the leader's `formal` reach) is joined, one after another, the leader first; each asks
    only about what nobody before it has in view. Their errors are averaged:

        kept if    Σ of the true gains in view + ambiguity · mean error > 0

    Else the ways change back, and are unsettled again. A trial that is kept is rewarded with probability `initiative`,
    any with probability `attempts`: the leader is recognized, and the safety of its team rises as in `reaction`. A
    failure without a reward may be reprimanded as a refused idea is. The leader's track record moves, counting
    `kpi_weight`; `development` says what it learns. Trials end one after another, in the order of decisions.
    """

    number = "10"
    about = "trials of new ways end, and are looked back on"
    papers = (
        cites("GavettiLevinthal2000", "looking backward with experience", on.tries),
        cites(
            "TannenbaumCerasoli2013",
            "looking back together",
            lambda p: on.tries(p) and p.development.retrospectives > 0,
        ),
    )

    led = column("week", int, "members", "best trial that it led: 1 kept, -1 given up, 0 none ended", GAVE_UP, KEPT_IT)

    kept = ratio(ALL, (KEPT,), (ENDED,), "trials whose ways were kept, per trial that ended until now")
    kept_right = ratio(ALL, (KEPT_RIGHT,), (ENDED,), "trials kept and better for the whole, per ended trial until now")
    lowest_kept = ratio(LOW, (KEPT,), (ENDED,), f"trials kept, per ended trial {NO_REPORTS}")
    lowest_kept_right = ratio(LOW, (KEPT_RIGHT,), (ENDED,), f"trials kept and better, per ended trial {NO_REPORTS}")

    JOINING = stream("decision; member")
    HEARING = stream("member; goal")
    ERROR = stream("decision; twice the member, and one more")
    REWARD = stream("decision")
    ATTEMPT = stream("decision")
    REPRIMAND = stream("decision")

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """End the trials that have settled; write who `led` one."""
        leader, partner, unsettled, led = crew.course.leader, crew.course.partner, crew.course.unsettled, crew.week.led
        led[:] = NO_TRIAL
        if p.environment.ruggedness <= 0:
            return
        land = lands(crew)
        for j in range(len(leader)):
            other = partner[j]
            if leader[j] >= 0 and not unsettled[j] and not (other >= 0 and unsettled[other]):
                _end(luck, j, other, land, crew, p)
                leader[j] = partner[j] = NONE
                if other >= 0:
                    leader[other] = partner[other] = NONE


def _end(luck: Node, j: int, other: int, land: Lands, crew: State, p: Parameters) -> None:
    """Look back on a trial, keep its ways or change them back, and see to the leader."""
    i, people, ends, way = crew.course.leader[j], crew.people, crew.ocean.goal, crew.course.way
    wrong = _mean_error(luck, i, j, other, land, crew, p)
    # The ways have changed already: what changing them back would lose is what they gained.
    gained = -gain(j, other, crew.week.insight, ends, way, land, p.environment)
    kept = gained + p.environment.ambiguity * wrong > 0
    crew.week.insight[:] = True
    better = kept and gain(j, other, crew.week.insight, ends, way, land, p.environment) < 0
    count(ENDED, i, crew)
    if kept:
        count(KEPT, i, crew)
    if better:
        count(KEPT_RIGHT, i, crew)
    if not kept:
        turn(j, crew)
        turn(other, crew)
    crew.week.led[i] = KEPT_IT if kept or crew.week.led[i] == KEPT_IT else GAVE_UP
    rewarded = kept and uniform(split(luck, Trials.REWARD), j, 0) < p.rewards.initiative
    if rewarded or uniform(split(luck, Trials.ATTEMPT), j, 0) < p.rewards.attempts:
        crew.week.recognized[i] = True
        team = crew.structure.boss[i]
        crew.course.safety[team] = move_toward(crew.course.safety[team], 1.0, p.run.pace)
    elif not kept:
        reprimand(uniform(split(luck, Trials.REPRIMAND), j, 0), i, j, crew, p)
    rate = min(1.0, p.run.pace * p.rewards.kpi_weight)
    people.record[i] = move_toward(people.record[i], 1.0 if kept else 0.0, rate)


def _mean_error(luck: Node, i: int, j: int, other: int, land: Lands, crew: State, p: Parameters) -> float:
    """The mean error of those who look back on the trial of member `i`; `insight` is what they see together."""
    week, notes = crew.week, split(luck, Trials.ERROR)
    joining, hearing = split(luck, Trials.JOINING), split(luck, Trials.HEARING)
    formally = week.formal[i] * week.formal[i]
    week.insight[:] = False
    wrong, judges = 0.0, 0
    for half in range(1 if other < 0 else 2):
        end = week.crew_end[j if half == 0 else other]
        start = end - week.manned[j if half == 0 else other]
        for listed in range(start - 1 if half == 0 else start, end):
            leads = listed < start
            x = i if leads else week.crew[listed]
            if leads or (x != i and uniform(joining, j, x) < p.development.retrospectives):
                look(x, formally, j, other, hearing, x, land, crew, p)
                wrong += error(notes, j, 2 * x)
                judges += 1
    return float(wrong / judges)
