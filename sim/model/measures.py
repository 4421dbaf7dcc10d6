"""What is observed of a run: one number per measure and period, functions of the state at the period's end.

Observers are apart from the dynamics: no rule reads a measure, so that a new one moves no other number. The built-in
ones stand here in the order of the tables; a mechanism, or whoever runs the model, may bring more in the same words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from sim.model.parameters import also_measured
from sim.model.state import Column, State

EVERYBODY = ""
MANAGERS = "crew.structure.leads[i]"
LOWEST = "not crew.structure.leads[i]"
WORKING = "crew.week.decision[i] >= 0"
WORKING_LOWEST = f"{LOWEST} and {WORKING}"
TIES = "crew.people.tie[i, x] >= 0"
_PER_MEMBER = "per working member"


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes
    ----------
    unit, low, high, meaning : what its numbers are
    columns : for a mean, the columns whose product is averaged (flags count as 0 and 1); for a value, its column
    over : for a mean, whose numbers are added: `EVERYBODY`, `MANAGERS`, `LOWEST` (without reports), `WORKING` or `TIES`
    per : by how many of whom the sum is divided, also `WORKING_LOWEST`
    of_team : for a mean, whether the number that counts for a member stands at its boss, as what a team shares does
    part, whole : for a ratio of counts, the places of its column that are added above and below the line
    function : for any other measure, `function(crew)` or `function(crew, p)`, which returns the number
    """

    unit: str
    low: float
    high: float
    meaning: str
    columns: tuple[str, ...] = ()
    over: str | None = None
    per: str = EVERYBODY
    of_team: bool = False
    part: tuple[int, ...] = ()
    whole: tuple[int, ...] = ()
    function: Callable[..., float] | None = None
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)


def mean(
    columns: str, meaning: str, over: str = EVERYBODY, *, per: str | None = None, of_team: bool = False,
    unit: str = "share", low: float = 0, high: float = 1,
) -> Any:  # fmt: skip
    """Measure the mean of a column over members; of the product of several (divided by blanks); 0 over nobody.

    `over` says whose numbers are added and `per` by how many the sum is divided, see `Measure`; the same if not given.
    With `of_team` the number that counts for a member stands at its boss, as what a team shares does.
    """
    return Measure(unit, low, high, meaning, tuple(columns.split()), over, over if per is None else per, of_team)


def value(column: str, meaning: str, unit: str = "share", low: float = 0, high: float = 1) -> Measure:
    """Measure the number in a column of one."""
    return Measure(unit, low, high, meaning, (column,))


def ratio(
    column: str, part: tuple[int, ...], whole: tuple[int, ...], meaning: str, unit: str = "share", high: float = 1
) -> Any:
    """Measure a ratio of counts: of a column, the sum of the places `part` over that of the places `whole`; 0 of none."""
    return Measure(unit, 0, high, meaning, (column,), part=part, whole=whole)


def measure(unit: str, low: float, high: float, meaning: str) -> Callable[[Callable[..., float]], Any]:
    """Measure what a function of the state returns: `function(crew)`, or `function(crew, p)` with the parameters.

    Raises
    ------
    ValueError
        If the function takes anything else.
    """

    def mark(function: Callable[..., float]) -> Measure:
        takes = function.__code__.co_varnames[: function.__code__.co_argcount]
        if takes not in (("crew",), ("crew", "p")):
            raise ValueError(f"a measure is a function of (crew) or (crew, p), not of ({', '.join(takes)})")
        return Measure(unit, low, high, meaning, function=function, name=function.__name__)

    return mark


@measure("share", 0, 1, "share of decisions whose plan is the right action, at the period's end")
def plan_accuracy(crew: State) -> float:
    """See its meaning."""
    plan, serves = crew.course.plan, crew.structure.serves
    right = 0
    for j in range(len(plan)):
        right += plan[j] == crew.ocean.goal[serves[j]] * crew.ocean.condition[j]
    return right / len(plan)


@measure("share", 0, 1, "share of seats whose oar is manned")
def coverage(crew: State) -> float:
    """See its meaning."""
    seats, manned = 0, 0
    for j in range(len(crew.week.seats)):
        seats += crew.week.seats[j]
        manned += crew.week.manned[j]
    return manned / max(seats, 1)


@measure("share", 0, 1, "mean quality of the ways of working; 0 where ways do not matter")
def quality(crew: State) -> float:
    """See its meaning."""
    total = 0.0
    for j in range(len(crew.week.quality)):
        total += crew.week.quality[j]
    return total / len(crew.week.quality)


@measure("share", 0, 1, "mean support by stakeholders")
def support(crew: State) -> float:
    """See its meaning."""
    total = 0.0
    for k in range(len(crew.course.support)):
        total += crew.course.support[k]
    return total / len(crew.course.support)


# fmt: off
MEASURES: dict[str, Measure] = {
    "made_good": value("week.made_good", "velocity made good: speed times heading, the outcome that counts", low=-1),
    "speed": value("week.speed", "pull of all oars, per member; 1 if all pulled with full effort the same way"),
    "heading": value("week.heading", "how well the work is directed; 0 is as by chance (cosine of the angle to the destination if `interdependence` is 1)", "cosine", -1),
    "fit": value("week.fit", "share of blocks of decisions that are right"),
    "alignment": mean("week.alignment", "share of members' beliefs that equal the direction, blank goals counting as no"),
    "direction_accuracy": value("week.direction_accuracy", "share of goals on which the direction is right"),
    "direction_knowledge": value("week.direction_knowledge", "right minus wrong goals of the direction, per goal (March's code knowledge)", low=-1),
    "belief_accuracy": value("week.belief_accuracy", "share of members' beliefs that are right"),
    "knowledge": value("week.knowledge", "right minus wrong beliefs, per belief", low=-1),
    "plan_accuracy": plan_accuracy,
    "effort": mean("week.effort", "mean effort of the members"),
    "achievement": mean("people.achievement", "mean need for achievement met"),
    "recognition": mean("people.recognition", "mean need for recognition met"),
    "belonging": mean("people.belonging", "mean need for belonging met"),
    "esteem": mean("people.esteem", "mean need for self-esteem met"),
    "safety": mean("course.safety", "mean psychological safety of members, each that of its team", of_team=True),
    "initiatives": mean("week.initiative", f"initiatives, {_PER_MEMBER}", per=WORKING),
    "initiatives_right": mean("week.initiative week.right", f"initiatives that were right, {_PER_MEMBER}", per=WORKING),
    "reprimands": mean("week.reprimanded", f"reprimands, {_PER_MEMBER}", per=WORKING),
    "coverage": coverage,
    "reach": mean("week.reach", "mean reach of the channel from the executives to a member"),
    "trust": mean("people.trust", "mean trust in a tie; 0 without ties", TIES),
    "strain": value("course.strain", "moving average of conflicts sent up, per member", "ratio", high=100),
    "skill": mean("people.skill", "mean leadership skill of the managers", MANAGERS),
    "lowest_initiatives": mean("week.initiative", f"initiatives, {_PER_MEMBER} without reports", LOWEST, per=WORKING_LOWEST),
    "lowest_safety": mean("course.safety", "mean psychological safety of members without reports, each that of its team", LOWEST, of_team=True),
    "lowest_reprimands": mean("week.reprimanded", f"reprimands, {_PER_MEMBER} without reports", LOWEST, per=WORKING_LOWEST),
    "quality": quality,
    "support": support,
}
# fmt: on
DECLARED: dict[str, Measure] = {}
"""Those that mechanisms of the week declare, in its order."""
ROWS = {name: row for row, name in enumerate(MEASURES)}
"""The row of each built-in measure in `series` (measures × periods); those of others come after them."""


def measures() -> dict[str, Measure]:
    """Every built-in measure by name, in the order of the rows: those above, then those that mechanisms declare."""
    return {**MEASURES, **DECLARED}


def known_measures() -> list[str]:
    """The names of the measures that may be spoken of: the built-in ones, and those of a run's own rules."""
    return [*dict.fromkeys([*measures(), *also_measured()])]


def observer(listed: Mapping[str, Measure], columns: Mapping[str, Column]) -> str:
    """Lines of Python that write one period of each measure into `crew.series`.

    All means are taken in two loops over members, one of numbers and one of flags: sums in one loop wait for each other.
    """
    means = {row: m for row, m in enumerate(listed.values()) if m.over is not None}
    flags = {row for row, m in means.items() if all(columns[path].kind is bool for path in m.columns)}
    counted = [per for per in dict.fromkeys(m.per for m in means.values()) if per]
    lines = ["members = len(crew.structure.leads)", *(f"count{k} = 0" for k in range(len(counted)))]
    lines += [f"total{row} = {'0' if row in flags else '0.0'}" for row in means]
    for flagged in (False, True):
        groups: dict[str, list[str]] = {over: [] for over in (EVERYBODY, WORKING, MANAGERS, LOWEST, TIES)}
        for k, per in enumerate(counted):
            if flagged == (per in (WORKING, WORKING_LOWEST)):
                over, adds = _COUNTS.get(per, (per, "1"))
                groups[over].append(f"count{k} += {adds}")
        for row, m in means.items():
            if flagged == (row in flags):
                groups[m.over or EVERYBODY].append(f"total{row} += {_term(m, flagged)}")
        lines += ["for i in range(members):", indent("\n".join(_grouped(groups)) or "pass", "    ")]
    for row, m in enumerate(listed.values()):
        lines.append(f"crew.series[{row}, t] = {_number(row, m, counted)}")
    return "\n".join(lines)


_COUNTS = {WORKING: (EVERYBODY, WORKING), WORKING_LOWEST: (LOWEST, WORKING)}
"""Where a count stands, and what is added there: whether somebody works is added up without a branch."""


def _grouped(groups: dict[str, list[str]]) -> Iterator[str]:
    """The lines of each group under its condition; who has no reports is the other branch of who has."""
    yield from groups[EVERYBODY]
    if groups[WORKING]:
        yield from (f"if {WORKING}:", indent("\n".join(groups[WORKING]), "    "))
    if groups[MANAGERS] or groups[LOWEST]:
        yield from (f"if {MANAGERS}:", indent("\n".join(groups[MANAGERS]) or "pass", "    "))
        yield from ("else:", indent("\n".join(groups[LOWEST]) or "pass", "    "))
    if groups[TIES]:
        inside = indent("\n".join(groups[TIES]), "    ")  # empty places stand at the end of a row
        yield f"for x in range(crew.people.tie.shape[1]):\n    if not {TIES}:\n        break\n{inside}"


def _term(measure: Measure, flagged: bool) -> str:
    place = "i, x" if measure.over == TIES else "crew.structure.boss[i]" if measure.of_team else "i"
    return (" and " if flagged else " * ").join(f"crew.{path}[{place}]" for path in measure.columns)


def _number(row: int, measure: Measure, counted: list[str]) -> str:
    if measure.function is not None:
        return f"measure{row}({'crew' if measure.function.__code__.co_argcount == 1 else 'crew, p'})"
    if measure.whole:
        above, below = (
            " + ".join(f"crew.{measure.columns[0]}[{k}]" for k in of) for of in (measure.part, measure.whole)
        )
        return f"({above}) / max({below}, 1)"
    if measure.over is None:
        return f"crew.{measure.columns[0]}[0]"
    return f"total{row} / max(count{counted.index(measure.per)}, 1)" if measure.per else f"total{row} / members"
