"""One period, top to bottom. This page is the theory: each line names a rule, what it reads, what it changes."""

from sim.compiler import rule
from sim.draws import Node
from sim.measures import record, record_knowledge
from sim.parameters import Parameters
from sim.rules.action import action
from sim.rules.channel import channel
from sim.rules.communication import communication
from sim.rules.conflict import conflict
from sim.rules.development import development
from sim.rules.direction import direction
from sim.rules.environment import environment
from sim.rules.feedback import feedback
from sim.rules.meeting import meeting
from sim.rules.motivation import motivation
from sim.rules.outcome import outcome
from sim.rules.peers import peers
from sim.rules.plan import plan
from sim.rules.reaction import reaction
from sim.rules.seats import seats
from sim.rules.turnover import turnover
from sim.state import State


# fmt: off
@rule
def one_period(luck: Node, t: int, state: State, p: Parameters) -> None:
    """Advance `state` by period `t` under parameters `p`, with the period's own node of chance."""
    crew, sea, course, who, week, series = state.structure, state.ocean, state.course, state.people, state.week, state.series
    span = p.organization.span_of_control

    # 1  The destination moves, the water changes, members come and go.
    environment(luck, t, crew.multiplier, sea.goal, sea.condition, sea.shocked, course.direction, course.tally, course.plan, p.environment)
    turnover(luck, t, crew, sea.shocked, week.leaving, who, p.environment, p.organization, p.motivation, p.development, p.network)
    record_knowledge(t, sea.goal, course.direction, who.belief, series)

    # 2-5  Leadership: the channel opens, the direction is reviewed, the plan follows, members hear of it.
    channel(luck, crew.boss, who.skill, who.tie, who.trust, course.strain, week.chain, week.formal, week.reach, p.leadership, p.network)
    reviewed = direction(luck, t, course.tally, course.reports, course.direction, course.turned, p.management, p.leadership)
    plan(luck, t, reviewed, crew.serves, sea.condition, course.direction, course.turned, course.plan, course.unsettled, p.management)
    communication(luck, course.direction, week.reach, who.belief, week.alignment, p.leadership)

    # 6-8  The crew rows.
    seats(luck, crew.boss, crew.home, crew.leads, who.skill, course.unsettled, len(sea.goal), crew.seat,
          week.managing, week.order, week.free, week.place, week.decision, week.seats, week.manned, week.crew, week.crew_end,
          p.management, p.development)
    action(luck, crew.serves, sea.condition, course.plan, who.belief, who.safety, week.decision,
           week.reading, week.action, week.own, week.initiative, p.environment, p.management)
    outcome(t, crew.serves, sea.goal, sea.condition, who.achievement, who.recognition, who.belonging, who.esteem,
            week.decision, week.action, week.seats, week.manned, week.effort, week.pull, series,
            p.environment, p.management, p.motivation)

    # 9-10  Members see how it went and speak up; the organization reacts.
    feedback(luck, crew.serves, sea.goal, sea.condition, week.decision, week.reading, week.action, week.initiative,
             week.reach, who.safety, who.belief, who.record, week.right, week.success, week.implied,
             course.tally, course.reports, p.environment, p.leadership, p.motivation, p.rewards, p.development)
    reaction(luck, crew.serves, crew.boss, who.skill, who.belief, week.decision, week.reading, week.action, week.initiative,
             week.success, who.safety, course.plan, course.unsettled, week.recognized, week.reprimanded,
             p.management, p.leadership, p.motivation, p.rewards)

    # 11-13  They meet, need, argue, learn from each other, and grow.
    meeting(luck, who.tie, week.decision, week.manned, week.crew, week.crew_end, week.met, week.via)
    motivation(week.decision, week.success, week.recognized, week.own, week.alignment, who.trust, week.via,
               who.achievement, who.recognition, who.belonging, who.esteem, p.motivation)
    conflict(luck, crew.serves, crew.home, week.decision, week.met, week.via, who.record, who.tie,
             who.belief, who.trust, course.strain, week.encounter, week.before, p.network)
    peers(luck, who.tie, who.trust, who.record, who.belief, week.before, p.network)
    development(luck, crew.boss, crew.leads, week.initiative, week.success, week.managing, who.potential,
                week.occasion, who.skill, span, p.development)

    # 14  What there is to see.
    record(t, crew, sea, course, who, week, series)
