"""The start: who reports to whom, a world, a direction, and founders; and how a person enters a position."""

from sim.model import conditions as on
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.mechanisms.ties import draw_ties, keep_ties
from sim.model.parameters import Parameters
from sim.model.random import Node, below, split, uniform
from sim.model.records import move_person, settle
from sim.model.state import State

FOUNDERS = -1
ROUNDING = 1e-9  # .29 of 100 members are 29


class Founding(Mechanism):
    """The start: who reports to whom, a world, a direction, and founders.

    Claim: an organization begins with what is in its founders' heads (Schein 1983 [Schein1983]); whether it stays right
    is another matter.
    Goals and conditions are fair coins. The direction is right on a goal with probability `founding_vision`, else
    blank. A founder knows the direction on a goal with probability `founders_know`, else its belief is uniform on -1,
    0, +1 as a newcomer's (March 1991 [March1991]). There is no plan yet, and nothing to report. Positions form a
    heap: the boss of i is (i - 1) // span. Decision j serves goal j mod K (K goals). The home goal of a manager is its
    position mod K, that of a member without reports is its boss's. Fast learners are spread evenly over the positions.
    """

    number = "0"
    about = "the start: who reports to whom, a world, a direction, and founders"
    papers = (
        cites("Schein1983", "a founding vision", lambda p: p.leadership.founding_vision > 0),
        cites(
            "March1991",
            "beliefs of those who know nothing yet",
            lambda p: p.organization.founders_know < 1 or p.leadership.founding_vision < 1 or on.leaves(p),
        ),
    )

    boss = column("structure", int, "members", "position of the boss; the chief executive's own is its own")
    home = column("structure", int, "members", "home goal of the member's team")
    serves = column("structure", int, "decisions", "goal that each decision serves")
    seat = column("structure", int, "members", "decision that each seat serves")
    leads = column("structure", bool, "members", "whether the position has reports")

    goal = column("ocean", int, "goals", "where the destination lies on each goal: +1 or -1, hidden", -1, 1)
    condition = column("ocean", int, "decisions", "the water at each decision: +1 or -1, seen only there", -1, 1)
    direction = column("course", int, "goals", "what the executives say the ends are; 0 blank (March's code)", -1, 1)

    person = column("people", int, "members", "number of the person; newcomers get new ones")
    joined = column("people", int, "members", "period of entry; -1 for founders", -1)
    belief = column("people", int, "members goals", "understanding of each goal; 0 none (March's beliefs)", -1, 1)
    head_count = column("people", int, "one", "how many persons have ever belonged")

    GOAL = stream("goal", 0)
    CONDITION = stream("decision", 1)
    VISION = stream("goal", 2)
    FOUNDER = stream("member; goal", 3)
    BELIEF = stream("member; goal", 13)
    TALENT = stream("member; 0 potential, 1 skill", 14)

    @staticmethod
    def start(luck: Node, crew: State, p: Parameters) -> None:
        """Lay out the hierarchy; draw the world, the direction, and founders for all positions."""
        _hierarchy(crew, p.organization.span_of_control)
        ocean, course, people = crew.ocean, crew.course, crew.people
        goal, vision = split(luck, Founding.GOAL), split(luck, Founding.VISION)
        for k in range(len(ocean.goal)):
            ocean.goal[k] = 1 if uniform(goal, k, 0) < 0.5 else -1
            course.direction[k] = ocean.goal[k] if uniform(vision, k, 0) < p.leadership.founding_vision else 0
            course.heard[k] = course.direction[k]
        condition = split(luck, Founding.CONDITION)
        for j in range(len(ocean.condition)):
            ocean.condition[j] = 1 if uniform(condition, j, 0) < 0.5 else -1
        founder = split(luck, Founding.FOUNDER)
        for i in range(len(people.person)):
            enter(luck, FOUNDERS, i, crew, p)
            for k in range(len(ocean.goal)):
                if course.direction[k] != 0 and uniform(founder, i, k) < p.organization.founders_know:
                    people.belief[i, k] = course.direction[k]
            share = p.published.fast_learners
            people.fast[i] = int((i + 1) * share + ROUNDING) > int(i * share + ROUNDING)


def _hierarchy(crew: State, span: int) -> None:
    """Who reports to whom, and which decision each seat serves."""
    structure, goals = crew.structure, len(crew.ocean.goal)
    members, decisions = len(structure.boss), len(structure.serves)
    for j in range(decisions):
        structure.serves[j] = j % goals
    for i in range(members):
        structure.boss[i] = max(i - 1, 0) // span
        structure.leads[i] = i * span + 1 < members
        structure.home[i] = (i if structure.leads[i] else structure.boss[i]) % goals
        structure.seat[i] = i % decisions


def enter(luck: Node, period: int, position: int, crew: State, p: Parameters) -> None:
    """A new person with random beliefs, half-met needs and new ties takes `position` (period -1: a founder)."""
    people = crew.people
    belief, talent = split(luck, Founding.BELIEF), split(luck, Founding.TALENT)
    settle(people, position, p)
    people.person[position] = people.head_count[0]
    people.head_count[0] += 1
    people.joined[position] = period
    for k in range(people.belief.shape[1]):
        people.belief[position, k] = below(belief, position, k, 3) - 1
    people.potential[position] = uniform(talent, position, 0)
    people.skill[position] = 0.2 * people.potential[position] + 0.3 * uniform(talent, position, 1)
    draw_ties(luck, position, crew, p)


def move(crew: State, old: int, new: int, p: Parameters) -> None:
    """The person at `old` takes position `new`."""
    move_person(crew.people, old, new)
    keep_ties(crew, old, new, p)
