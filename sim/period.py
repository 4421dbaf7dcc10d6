"""One period, top to bottom. This page is the theory: each line names a rule, what it reads, what it changes."""

from sim.compiler import rule
from sim.draws import Node
from sim.formulas import SHARED, sheltered
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
from sim.rules.payoff import payoff
from sim.rules.peers import peers
from sim.rules.plan import plan
from sim.rules.reaction import reaction
from sim.rules.seats import seats
from sim.rules.settling import settling
from sim.rules.superiors import superiors
from sim.rules.turnover import turnover
from sim.state import State


# fmt: off
@rule
def one_period(luck: Node, t: int, state: State, p: Parameters) -> bool:
    """Advance `state` by period `t` under parameters `p`, with the period's own node of chance.

    Return whether the organization is at rest: nothing could have changed, so that every later period would be as this.
    """
    structure, ocean, course, people, week, series = state
    span = p.organization.span_of_control

    # 1  The destination moves, the water changes, members come and go.
    environment(luck, t, structure.multiplier, ocean.goal, ocean.condition, ocean.former, ocean.shocked,
                course.direction, course.tally, course.plan, p.environment)
    turnover(luck, t, structure, ocean.shocked, week.dice, week.leaving, people, p.environment, p.organization,
             p.motivation, p.development, p.network)
    record_knowledge(t, ocean.goal, course.direction, people.belief, series)
    payoff(t, structure.serves, ocean.goal, people.belief, week.payoff, series, p.environment, p.organization,
           p.network)

    # 2-5  Leadership: the channel opens, the direction is reviewed, the plan follows, members hear of it.
    channel(luck, structure.boss, people.skill, people.tie, people.trust, course.strain, week.chain, week.formal,
            week.reach, p.leadership, p.network)
    tossed = superiors(luck, ocean.goal, course.direction, people.belief, week.stance, week.goal_dice, course.tally,
                       course.reports, course.blank, p.leadership)
    doubted = direction(luck, t, course.tally, course.reports, course.blank, course.direction, course.said,
                        course.turned, p.management, p.leadership)
    plan(luck, t, structure.serves, ocean.condition, ocean.former, course.direction, course.turned, course.plan,
         course.unsettled, p.management, p.leadership)
    told = communication(luck, course.said, week.reach, people.fast, people.belief, week.goal_dice, week.alignment,
                         p.leadership)

    if p.organization.work == SHARED:
        # 6-8  The crew rows.
        seats(luck, structure.boss, structure.home, structure.leads, people.skill, course.unsettled, len(ocean.goal),
              structure.seat, week.dice, week.dice2, week.dice3, week.managing, week.order, week.free, week.place,
              week.decision, week.seats, week.manned, week.crew, week.crew_end, p.management, p.development)
        settling(luck, course.unsettled, p.management)
        action(luck, structure.serves, ocean.condition, course.plan, people.belief, people.safety, week.decision,
               week.dice, week.dice2, week.reading, week.action, week.own, week.initiative, p.environment,
               p.management)
        outcome(t, structure.serves, ocean.goal, ocean.condition, people.achievement, people.recognition,
                people.belonging, people.esteem, week.decision, week.action, week.seats, week.manned, week.effort,
                week.pull, series, p.environment, p.management, p.motivation)

        # 9-10  Members see how it went and speak up; the organization reacts.
        feedback(luck, structure.serves, ocean.goal, ocean.condition, week.decision, week.reading, week.action,
                 week.initiative, week.reach, people.safety, week.dice, week.dice2, week.dice3, people.belief,
                 people.record, week.right, week.success, week.implied, course.tally, course.reports, p.environment,
                 p.leadership, p.motivation, p.rewards, p.development)
        reaction(luck, structure.serves, structure.boss, people.skill, people.belief, week.decision, week.reading,
                 week.action, week.initiative, week.success, people.safety, course.plan, course.unsettled, week.dice,
                 week.recognized, week.reprimanded, p.management, p.leadership, p.motivation, p.rewards)

        # 11-12  They meet, need, and argue.
        meeting(luck, people.tie, week.decision, week.manned, week.crew, week.crew_end, week.dice, week.dice2,
                week.met, week.via)
        motivation(week.decision, week.success, week.recognized, week.own, week.alignment, people.trust, week.via,
                   people.achievement, people.recognition, people.belonging, people.esteem, p.motivation)
        conflict(luck, structure.serves, structure.home, week.decision, week.met, week.via, people.record, people.tie,
                 people.belief, people.trust, course.strain, week.encounter, week.before, p.network)

    # 12-13  They learn from each other, and grow.
    learning = peers(luck, people.tie, people.trust, people.record, week.payoff, people.belief, week.before,
                     week.dice, week.goal_dice, week.votes, p.network)
    if p.organization.work == SHARED:
        development(luck, structure.boss, structure.leads, week.initiative, week.success, week.managing,
                    people.potential, week.occasion, people.skill, span, p.development)

    # 14  What there is to see.
    record(t, structure, ocean, course, people, week, series)
    return sheltered(p) and not (tossed or doubted or told or learning)
