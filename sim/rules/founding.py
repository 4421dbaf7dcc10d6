"""The start: a world, a direction, and founders.

Claim: organizations begin with a vision that founders share (Schein 1983 [Schein1983]); whether it stays right is
another matter.
Goals and conditions are fair coins. The direction is right on a goal with probability `founding_vision`, else blank.
A founder knows the direction on a goal with probability `founders_know`, else its belief is uniform on -1, 0, +1
as a newcomer's (March 1991 [March1991]). There is no plan yet, and nothing to report.
Positions form a heap: the boss of i is (i - 1) // span, a team is a manager and its reports. Fast learners are spread
evenly over the positions.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.parameters import Leadership, Motivation, Network, Organization
from sim.people import enter
from sim.state import Course, Ints, Ocean, People, Structure

FOUNDERS = -1
IDLE = -1
ROUNDING = 1e-9  # .29 of 100 members are 29


@rule
def hierarchy(structure: Structure, span: int, goals: int, decision: Ints) -> None:
    """Lay out who reports to whom and which decision each seat serves; everybody is idle yet."""
    members, decisions = len(structure.boss), len(structure.serves)
    for j in range(decisions):
        structure.serves[j] = j % goals
    for i in range(members):
        structure.boss[i] = max(i - 1, 0) // span
        structure.leads[i] = i * span + 1 < members
        structure.home[i] = (i if structure.leads[i] else structure.boss[i]) % goals
        structure.seat[i] = i % decisions
        decision[i] = IDLE


@rule
def founding(
    luck: Node, structure: Structure, ocean: Ocean, course: Course, people: People,
    organization: Organization, leadership: Leadership, motivation: Motivation, network: Network,
) -> None:  # fmt: skip
    """Set world, course and people to their start, whatever an earlier run left in them."""
    goal, vision = split(luck, Purpose.GOAL), split(luck, Purpose.VISION)
    for k in range(len(ocean.goal)):
        ocean.goal[k] = 1 if uniform(goal, k, 0) < 0.5 else -1
        course.direction[k] = ocean.goal[k] if uniform(vision, k, 0) < leadership.founding_vision else 0
        course.said[k] = course.direction[k]
        course.tally[k] = 0
        course.reports[k] = 0
        course.blank[k] = 0
    condition = split(luck, Purpose.CONDITION)
    for j in range(len(ocean.condition)):
        ocean.condition[j] = 1 if uniform(condition, j, 0) < 0.5 else -1
        course.plan[j] = 0
        course.unsettled[j] = False
    course.strain[0] = 0.0
    ocean.shocked[:] = False
    people.head_count[0] = 0
    founder = split(luck, Purpose.FOUNDER)
    for i in range(len(people.person)):
        enter(luck, FOUNDERS, i, organization.span_of_control, structure, people, motivation, network)
        for k in range(len(ocean.goal)):
            if course.direction[k] != 0 and uniform(founder, i, k) < organization.founders_know:
                people.belief[i, k] = course.direction[k]
        share = organization.fast_learners
        people.fast[i] = int((i + 1) * share + ROUNDING) > int(i * share + ROUNDING)
