"""The state of one organization: a record of arrays. Each column stands once, with its shape, range and meaning.

Columns are whole numbers (int64), real numbers (float64) or bool; nothing is allocated after `allocate`.
"""

from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Parameters

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]

_UNBOUNDED = float("inf")
_TYPES = {"Ints": np.int64, "Floats": np.float64, "Bools": np.bool_}


class Column(NamedTuple):
    """Shape (in words, see `sizes`), range and meaning of a column."""

    shape: tuple[str, ...]
    low: float
    high: float
    meaning: str


# fmt: off

class Structure(NamedTuple):
    """What never changes in a run: who reports to whom, and the series that drives the ocean."""

    boss: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "position of the boss; the chief executive's own is its own")]
    home: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "home goal of the member's team")]
    serves: Annotated[Ints, Column(("decisions",), 0, _UNBOUNDED, "goal that each decision serves")]
    seat: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "decision that each seat serves")]
    leads: Annotated[Bools, Column(("members",), 0, 1, "whether the position has reports")]
    multiplier: Annotated[Floats, Column(("rows",), 0, _UNBOUNDED, "turbulence multipliers of the trace")]


class Ocean(NamedTuple):
    """The world outside: hidden ends, local conditions, and when shocks struck."""

    goal: Annotated[Ints, Column(("goals",), -1, 1, "where the destination lies on each goal: +1 or -1, hidden")]
    condition: Annotated[Ints, Column(("decisions",), -1, 1, "the water at each decision: +1 or -1, seen only there")]
    former: Annotated[Ints, Column(("decisions",), -1, 1, "the water a period ago")]
    shocked: Annotated[Bools, Column(("periods",), 0, 1, "whether a shock or a wave of departures struck in a period")]


class Course(NamedTuple):
    """What the organization says: direction (ends), plan (means), and the reports that speak for or against."""

    direction: Annotated[Ints, Column(("goals",), -1, 1, "what the executives say the ends are; 0 blank (March's code)")]
    said: Annotated[Ints, Column(("goals",), -1, 1, "the direction as members hear it in this period")]
    turned: Annotated[Bools, Column(("goals",), 0, 1, "whether the direction on a goal turned at this period's review")]
    tally: Annotated[Ints, Column(("goals",), -_UNBOUNDED, _UNBOUNDED, "sum of the reports, +1 or -1 each, since the last review")]
    reports: Annotated[Ints, Column(("goals",), 0, _UNBOUNDED, "number of those reports")]
    blank: Annotated[Ints, Column(("goals",), 0, _UNBOUNDED, "how many of them say neither")]
    plan: Annotated[Ints, Column(("decisions",), -1, 1, "what everybody is told to do; 0 no plan")]
    unsettled: Annotated[Bools, Column(("decisions",), 0, 1, "whether the decision still settles into a changed plan")]
    strain: Annotated[Floats, Column(("one",), 0, 1, "moving average of conflicts sent up the formal channel, a member")]


class People(NamedTuple):
    """Who sits at each position. These columns move with the person on promotion."""

    person: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "number of the person; newcomers get new ones")]
    joined: Annotated[Ints, Column(("members",), -1, _UNBOUNDED, "period of entry; -1 for founders")]
    belief: Annotated[Ints, Column(("members", "goals"), -1, 1, "understanding of each goal; 0 none (March's beliefs)")]
    achievement: Annotated[Floats, Column(("members",), 0, 1, "need for achievement, as far as it is met")]
    recognition: Annotated[Floats, Column(("members",), 0, 1, "need for recognition, as far as it is met")]
    belonging: Annotated[Floats, Column(("members",), 0, 1, "need for belonging, as far as it is met")]
    esteem: Annotated[Floats, Column(("members",), 0, 1, "need for self-esteem, as far as it is met")]
    safety: Annotated[Floats, Column(("members",), 0, 1, "psychological safety (Edmondson 1999)")]
    skill: Annotated[Floats, Column(("members",), 0, 1, "leadership skill")]
    potential: Annotated[Floats, Column(("members",), 0, 1, "how fast skill is learned")]
    record: Annotated[Floats, Column(("members",), 0, 1, "track record: moving average of successes as seen")]
    fast: Annotated[Bools, Column(("members",), 0, 1, "whether it learns the direction at the fast rate")]
    tie: Annotated[Ints, Column(("members", "ties"), -1, _UNBOUNDED, "position of each informal tie; -1 none, after all others")]
    trust: Annotated[Floats, Column(("members", "ties"), 0, 1, "trust in each tie")]
    head_count: Annotated[Ints, Column(("one",), 0, _UNBOUNDED, "how many persons have ever belonged")]


class Week(NamedTuple):
    """What happens within one period; written anew in each."""

    dice: Annotated[Floats, Column(("members",), 0, 1, "a rule's uniform numbers, one a position")]
    dice2: Annotated[Floats, Column(("members",), 0, 1, "its second numbers")]
    dice3: Annotated[Floats, Column(("members",), 0, 1, "its third numbers")]
    goal_dice: Annotated[Floats, Column(("goals",), 0, 1, "a rule's uniform numbers for a member, one a goal")]
    leaving: Annotated[Bools, Column(("members",), 0, 1, "whether the member leaves")]
    chain: Annotated[Floats, Column(("members",), 0, 1, "fidelity of the chain of bosses, before strain")]
    formal: Annotated[Floats, Column(("members",), 0, 1, "reach of the formal channel")]
    reach: Annotated[Floats, Column(("members",), 0, 1, "reach of formal and informal channel together")]
    alignment: Annotated[Floats, Column(("members",), 0, 1, "share of goals with a direction that the belief equals")]
    stance: Annotated[Ints, Column(("members", "goals"), -1, 1, "what each would do on each goal, where superiors are heard")]
    payoff: Annotated[Floats, Column(("members",), 0, 1, "share of the work that its own understanding gets right")]
    votes: Annotated[Ints, Column(("goals",), -_UNBOUNDED, _UNBOUNDED, "sum of the views of a member's better ties")]
    managing: Annotated[Bools, Column(("members",), 0, 1, "whether the member manages instead of rowing")]
    order: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "members in the order in which they come to the boat")]
    free: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "seats that are still free, the first ones count")]
    place: Annotated[Ints, Column(("members",), -1, _UNBOUNDED, "where in `free` a seat stands; -1 if taken")]
    decision: Annotated[Ints, Column(("members",), -1, _UNBOUNDED, "decision that the member's oar serves; -1 idle")]
    seats: Annotated[Ints, Column(("decisions",), 0, _UNBOUNDED, "seats of each decision")]
    manned: Annotated[Ints, Column(("decisions",), 0, _UNBOUNDED, "oars manned at each decision")]
    crew: Annotated[Ints, Column(("members",), 0, _UNBOUNDED, "working members, decision by decision")]
    crew_end: Annotated[Ints, Column(("decisions",), 0, _UNBOUNDED, "end of each decision's part of `crew`")]
    reading: Annotated[Ints, Column(("members",), -1, 1, "condition as the member reads it; 0 idle")]
    action: Annotated[Ints, Column(("members",), -1, 1, "which way the member pulls; 0 idle")]
    own: Annotated[Bools, Column(("members",), 0, 1, "whether it acts as its own judgement says")]
    initiative: Annotated[Bools, Column(("members",), 0, 1, "whether it deviates from the plan")]
    effort: Annotated[Floats, Column(("members",), 0, 1, "how hard it pulls")]
    pull: Annotated[Floats, Column(("decisions",), -_UNBOUNDED, _UNBOUNDED, "pull on each decision, with its sign")]
    right: Annotated[Bools, Column(("members",), 0, 1, "whether its action is right")]
    success: Annotated[Bools, Column(("members",), 0, 1, "whether the member sees its action as right")]
    implied: Annotated[Ints, Column(("members",), -1, 1, "goal that its work seems to imply; 0 idle")]
    recognized: Annotated[Bools, Column(("members",), 0, 1, "whether its work is rewarded or recognized")]
    reprimanded: Annotated[Bools, Column(("members",), 0, 1, "whether its initiative is reprimanded")]
    met: Annotated[Ints, Column(("members",), -1, _UNBOUNDED, "position of the colleague it meets; -1 nobody")]
    via: Annotated[Ints, Column(("members",), -1, _UNBOUNDED, "which of its ties the colleague is; -1 none")]
    encounter: Annotated[Ints, Column(("members",), 0, 3, "how the meeting went, see `rules/conflict.py`")]
    occasion: Annotated[Floats, Column(("members",), 0, 1, "how much the period teaches the member about leading")]
    before: Annotated[Ints, Column(("members", "goals"), -1, 1, "beliefs at the beginning of a step")]

# fmt: on


class State(NamedTuple):
    """Everything one organization is, and the series of what was measured."""

    structure: Structure
    ocean: Ocean
    course: Course
    people: People
    week: Week
    series: Annotated[Floats, Column(("measures", "periods"), -1, 1, "one row a measure, see `measures.py`")]


def columns() -> dict[str, tuple[type, Column]]:
    """Every column by dotted name (`people.belief`): NumPy type and declaration."""
    found = {}
    for part in (Structure, Ocean, Course, People, Week):
        for name, hint in get_type_hints(part, include_extras=True).items():
            found[f"{part.__name__.lower()}.{name}"] = _declared(hint)
    found["series"] = _declared(get_type_hints(State, include_extras=True)["series"])
    return found


def _declared(hint: Any) -> tuple[type, Column]:
    array, column = get_args(hint)
    return _TYPES[array.__name__], column


def sizes(parameters: Parameters, rows: int, measures: int) -> dict[str, int]:
    """The number behind each word of a column's shape."""
    return {
        "members": parameters.organization.members,
        "goals": parameters.environment.goals,
        "decisions": parameters.environment.decisions,
        "ties": parameters.network.ties,
        "periods": parameters.run.periods,
        "rows": rows,
        "measures": measures,
        "one": 1,
    }


def allocate(parameters: Parameters, multiplier: Floats, measures: int) -> State:
    """A state of zeros; a run's start is set by `rules/founding.py`.

    `multiplier` (rows) are the trace's turbulence multipliers, `measures` the number of rows of `series`.
    """
    size = sizes(parameters, len(multiplier), measures)
    arrays: dict[str, Any] = {
        name: np.zeros([size[word] for word in c.shape], kind) for name, (kind, c) in columns().items()
    }
    parts: dict[str, Any] = {
        part.__name__.lower(): part(**{name: arrays[f"{part.__name__.lower()}.{name}"] for name in part._fields})
        for part in (Structure, Ocean, Course, People, Week)
    }
    parts["structure"].multiplier[:] = multiplier
    return State(**parts, series=arrays["series"])
