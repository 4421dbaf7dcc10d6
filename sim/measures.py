"""What is recorded of a run: one number a measure and period."""

from typing import Annotated, NamedTuple, get_type_hints

from sim.compiler import rule
from sim.state import Course, Floats, Ints, Ocean, People, Structure, Week


class Measure(NamedTuple):
    """Unit, range and meaning of a measure."""

    unit: str
    low: float
    high: float
    meaning: str


type _Row = int
_PER_MEMBER = "a working member"


class Measures(NamedTuple):
    """The row of each measure in `series` (measures × periods)."""

    # fmt: off
    made_good: Annotated[_Row, Measure("share", -1, 1, "velocity made good: speed times heading, the outcome that counts")]
    speed: Annotated[_Row, Measure("share", 0, 1, "pull of all oars, a member; 1 if all pulled with full effort the same way")]
    heading: Annotated[_Row, Measure("cosine", -1, 1, "cosine of the angle to the destination; 0 is across the course, as by chance")]
    fit: Annotated[_Row, Measure("share", 0, 1, "share of blocks of decisions that are right")]
    alignment: Annotated[_Row, Measure("share", 0, 1, "share of members' beliefs that equal the direction, blank goals counting as no")]
    direction_accuracy: Annotated[_Row, Measure("share", 0, 1, "share of goals on which the direction is right")]
    direction_knowledge: Annotated[_Row, Measure("share", -1, 1, "right minus wrong goals of the direction, a goal (March's code knowledge)")]
    belief_accuracy: Annotated[_Row, Measure("share", 0, 1, "share of members' beliefs that are right")]
    knowledge: Annotated[_Row, Measure("share", -1, 1, "right minus wrong beliefs, a belief")]
    plan_accuracy: Annotated[_Row, Measure("share", 0, 1, "share of decisions whose plan is the right action, at the period's end")]
    effort: Annotated[_Row, Measure("share", 0, 1, "mean effort of the members")]
    achievement: Annotated[_Row, Measure("share", 0, 1, "mean need for achievement met")]
    recognition: Annotated[_Row, Measure("share", 0, 1, "mean need for recognition met")]
    belonging: Annotated[_Row, Measure("share", 0, 1, "mean need for belonging met")]
    esteem: Annotated[_Row, Measure("share", 0, 1, "mean need for self-esteem met")]
    safety: Annotated[_Row, Measure("share", 0, 1, "mean psychological safety")]
    initiatives: Annotated[_Row, Measure("share", 0, 1, f"initiatives, {_PER_MEMBER}")]
    initiatives_right: Annotated[_Row, Measure("share", 0, 1, f"initiatives that were right, {_PER_MEMBER}")]
    reprimands: Annotated[_Row, Measure("share", 0, 1, f"reprimands, {_PER_MEMBER}")]
    coverage: Annotated[_Row, Measure("share", 0, 1, "share of seats whose oar is manned")]
    reach: Annotated[_Row, Measure("share", 0, 1, "mean reach of the channel from the executives to a member")]
    trust: Annotated[_Row, Measure("share", 0, 1, "mean trust in a tie; 0 without ties")]
    strain: Annotated[_Row, Measure("ratio", 0, 1, "moving average of conflicts sent up, a member")]
    skill: Annotated[_Row, Measure("share", 0, 1, "mean leadership skill of the managers")]
    lowest_initiatives: Annotated[_Row, Measure("share", 0, 1, f"initiatives, {_PER_MEMBER} without reports")]
    lowest_safety: Annotated[_Row, Measure("share", 0, 1, "mean psychological safety of members without reports")]
    lowest_reprimands: Annotated[_Row, Measure("share", 0, 1, f"reprimands, {_PER_MEMBER} without reports")]
    # fmt: on


at = Measures(*range(len(Measures._fields)))


def measures() -> dict[str, Measure]:
    """Every measure by name, in the order of the rows."""
    hints = get_type_hints(Measures, include_extras=True)
    return {name: hints[name].__metadata__[0] for name in Measures._fields}


@rule
def record_knowledge(period: int, goal: Ints, direction: Ints, belief: Ints, series: Floats) -> None:
    """What the organization and its members know, before this period's learning."""
    goals, members = len(goal), belief.shape[0]
    right, wrong = 0, 0
    for k in range(goals):
        right += direction[k] == goal[k]
        wrong += direction[k] == -goal[k]
    series[at.direction_accuracy, period] = right / goals
    series[at.direction_knowledge, period] = (right - wrong) / goals
    right, wrong = 0, 0
    for i in range(members):
        for k in range(goals):
            right += belief[i, k] == goal[k]
            wrong += belief[i, k] == -goal[k]
    series[at.belief_accuracy, period] = right / (members * goals)
    series[at.knowledge, period] = (right - wrong) / (members * goals)


@rule
def record(
    period: int, structure: Structure, ocean: Ocean, course: Course, people: People, week: Week, series: Floats
) -> None:
    """What happened in this period; `outcome` has written speed, fit, heading and velocity made good."""
    planned, seats, manned = 0, 0, 0
    for j in range(len(course.plan)):
        planned += course.plan[j] == ocean.goal[structure.serves[j]] * ocean.condition[j]
        seats += week.seats[j]
        manned += week.manned[j]
    series[at.plan_accuracy, period] = planned / len(course.plan)
    series[at.coverage, period] = manned / max(seats, 1)
    series[at.strain, period] = course.strain[0]
    _record_means(period, structure, people, week, series)
    _record_initiative(period, structure, week, series)


@rule
def _record_means(period: int, structure: Structure, people: People, week: Week, series: Floats) -> None:
    """Means over members, over managers (skill), over members without reports, and over ties."""
    alignment = effort = achievement = recognition = belonging = esteem = safety = reach = 0.0
    skill = lowest_safety = trust = 0.0
    managers = ties = 0
    members = len(people.person)
    for i in range(members):
        alignment += week.alignment[i]
        effort += week.effort[i]
        achievement += people.achievement[i]
        recognition += people.recognition[i]
        belonging += people.belonging[i]
        esteem += people.esteem[i]
        safety += people.safety[i]
        reach += week.reach[i]
        if structure.leads[i]:
            managers += 1
            skill += people.skill[i]
        else:
            lowest_safety += people.safety[i]
        for x in range(people.tie.shape[1]):
            if people.tie[i, x] >= 0:
                ties += 1
                trust += people.trust[i, x]
    series[at.alignment, period] = alignment / members
    series[at.effort, period] = effort / members
    series[at.achievement, period] = achievement / members
    series[at.recognition, period] = recognition / members
    series[at.belonging, period] = belonging / members
    series[at.esteem, period] = esteem / members
    series[at.safety, period] = safety / members
    series[at.reach, period] = reach / members
    series[at.skill, period] = skill / managers
    series[at.lowest_safety, period] = lowest_safety / (members - managers)
    series[at.trust, period] = trust / ties if ties > 0 else 0.0


@rule
def _record_initiative(period: int, structure: Structure, week: Week, series: Floats) -> None:
    """Initiatives and reprimands a working member; 0 where nobody works."""
    working, initiatives, right, reprimands = 0, 0, 0, 0
    low_working, low_initiatives, low_reprimands = 0, 0, 0
    for i in range(len(week.decision)):
        working += week.decision[i] >= 0
        initiatives += week.initiative[i]
        right += week.initiative[i] and week.right[i]
        reprimands += week.reprimanded[i]
        if not structure.leads[i]:
            low_working += week.decision[i] >= 0
            low_initiatives += week.initiative[i]
            low_reprimands += week.reprimanded[i]
    series[at.initiatives, period] = initiatives / max(working, 1)
    series[at.initiatives_right, period] = right / max(working, 1)
    series[at.reprimands, period] = reprimands / max(working, 1)
    series[at.lowest_initiatives, period] = low_initiatives / max(low_working, 1)
    series[at.lowest_reprimands, period] = low_reprimands / max(low_working, 1)
