"""Single members in numbers: their columns in chosen periods, and what happened to each of them.

Neither a run nor a sweep stores any of it. Random numbers belong to (seed, stream, period, member, item), so a run that
is repeated has the same members, bit for bit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import Run, fresh_state, simulate, whole_number
from sim.engine.validation import validated
from sim.engine.workload import divide, part
from sim.model.assemble import Model, Rules, model
from sim.model.judgement import BEGUN, BLOCKED, ENDED, HAD, JOINT, KEPT, KEPT_RIGHT, REPRIMANDED, SILENT
from sim.model.state import State
from sim.scenario import Scenario, load
from sim.scenario.suggestions import nearest

if TYPE_CHECKING:
    import pandas as pd

HISTORY = "people.history"
IDEAS_AND_TRIALS = {
    "idea": HAD, "silent": SILENT, "blocked": BLOCKED, "idea_reprimand": REPRIMANDED, "trial": BEGUN, "joint": JOINT,
    "ended": ENDED, "kept": KEPT, "kept_right": KEPT_RIGHT,
}  # fmt: skip
"""Events of ideas and trials, by the words of their measures, and their places in the column `history`."""
FLAGS = {name: f"week.{name}" for name in ("initiative", "recognized", "reprimanded")}
EVENTS = (*IDEAS_AND_TRIALS, *FLAGS, "entered")
KEYS = ("replicate", "period", "member", "person")
type Columns = dict[str, NDArray[Any]]


class MemberTables(NamedTuple):
    """Members of some runs.

    Attributes
    ----------
    members
        One row per replicate, period and member: `replicate`, `period`, `member` (the position), `person` (its number;
        newcomers get new ones), then the chosen columns as they are at the end of the period.
    events
        One row per replicate, period, member and kind of event: `event`, and how often it happened (`count`).
    """

    members: "pd.DataFrame"
    events: "pd.DataFrame"


@dataclass(frozen=True)
class Selection:
    """Which columns, members and periods are wanted; see `select`."""

    columns: Mapping[str, tuple[str, int | None]]
    members: NDArray[np.int64]
    periods: NDArray[np.int64]


def follow(
    scenario: Scenario | str | Path,
    replicates: int = 1,
    seed: int = 1,
    *,
    first: int = 0,
    columns: Sequence[str] | None = None,
    members: Iterable[int] | None = None,
    periods: Iterable[int] | None = None,
    rules: Rules | None = None,
) -> MemberTables:
    """Follow members through runs: agent-level data, and events as a table.

    The runs are those of `sim.run` with the same scenario and seed, bit for bit.

    Parameters
    ----------
    scenario
        A scenario, the name of a built-in one, or a file.
    replicates
        How many organizations are simulated.
    seed
        The seed, from 0 to 2^63 - 1.
    first
        The number of the first replicate.
    columns
        Names of columns that have a number per member, such as `effort`; also of those that have one per member and
        goal (`belief`) or tie, which become `belief_0`, `belief_1` and so on. By default all with one number per
        member. `coxed timetable` lists what each rule writes.
    members
        Positions, from 0 (the chief executive); by default all.
    periods
        Periods, from 0; by default all.
    rules
        The week to run, such as `[*sim.WEEK, Mine]`. Its columns can be chosen too.

    Returns
    -------
    MemberTables
        Two tables: `members` and `events`.

        Events are `idea`, `silent` (not proposed), `blocked` (refused by the boss), `idea_reprimand`, `trial` (begun),
        `joint` (a trial of two decisions), `ended`, `kept` and `kept_right` (also better for the whole); `initiative`
        (it deviates from the plan), `recognized`, `reprimanded` (for an initiative) and `entered` (a newcomer).

    Raises
    ------
    ScenarioError
        If the scenario cannot be used; nothing has been run then.
    ValueError
        For a count or seed that cannot be, and if there is no such column, member or period.
    """
    chosen = model(rules)
    with chosen.knowing():
        loaded = validated(scenario if isinstance(scenario, Scenario) else load(scenario)).of(chosen)
    selection = select(chosen, loaded, columns, members, periods)
    seed, first = whole_number("seed", seed), whole_number("first", first)
    last = whole_number("the number of the last replicate", first + whole_number("replicates", replicates, 1) - 1)
    runs = [(seed, number) for number in range(first, last + 1)]
    return tables(followed(chosen, loaded, runs, selection))


def select(
    chosen: Model,
    scenario: Scenario,
    columns: Sequence[str] | None = None,
    members: Iterable[int] | None = None,
    periods: Iterable[int] | None = None,
) -> Selection:
    """Look up what is wanted.

    Raises
    ------
    ValueError
        If there is no such column, member or period; with the nearest name.
    """
    p = scenario.parameters
    return Selection(
        _columns(chosen, scenario, columns),
        _numbers("member", members, p.organization.members),
        _numbers("period", periods, p.run.periods),
    )


def _columns(chosen: Model, scenario: Scenario, names: Sequence[str] | None) -> dict[str, tuple[str, int | None]]:
    per_member = {c.name: c for c in chosen.columns.values() if c.shape[0] == "members" and not c.scratch}
    if names is None:
        names = [name for name, column in per_member.items() if len(column.shape) == 1 and name not in KEYS]
    state = fresh_state(scenario, chosen)
    columns: dict[str, tuple[str, int | None]] = {}
    for name in (given.rpartition(".")[2] for given in names):
        if name not in per_member:
            near = nearest(name, per_member)
            hint = f"; did you mean {near!r}?" if near else ""
            raise ValueError(f"there is no column {name!r} with numbers per member{hint}")
        column = per_member[name]
        if len(column.shape) == 1:
            columns[name] = column.path, None
        else:
            items = getattr(getattr(state, column.record), name).shape[1]
            columns |= {f"{name}_{item}": (column.path, item) for item in range(items)}
    return columns


def _numbers(what: str, numbers: Iterable[int] | None, many: int) -> NDArray[np.int64]:
    wanted = sorted({whole_number(f"a {what}", number) for number in (range(many) if numbers is None else numbers)})
    if wanted and wanted[-1] >= many:
        raise ValueError(f"there is no {what} {wanted[-1]}; expected a whole number from 0 to {many - 1}")
    if not wanted:
        raise ValueError(f"no {what} is chosen")
    return np.array(wanted, dtype=np.int64)


def followed(
    chosen: Model, scenario: Scenario, runs: Iterable[tuple[int, int]], selection: Selection
) -> Iterator[tuple[Columns, Columns]]:
    """Yield, for each run and each chosen period, the columns of both tables.

    Parameters
    ----------
    chosen, scenario
        What is run.
    runs
        Seed and number of each replicate.
    selection
        What is wanted.
    """
    chosen.prepare(scenario.parameters)
    state = fresh_state(scenario, chosen)
    segments = divide(scenario, 1)[1]
    outcomes, nothing = np.zeros((1, len(chosen.outcomes))), np.zeros((0, 0, 0))
    for seed, replicate in runs:
        at = 0
        for period in selection.periods.tolist():
            simulate(chosen, state, part(segments, at, period), seed, replicate, outcomes, nothing)
            # Before the first period the columns are those of an earlier run: they are set when it begins.
            before = state.people.history * (period > 0)
            at = period + 1
            simulate(chosen, state, part(segments, period, at), seed, replicate, outcomes, nothing)
            keys = {"replicate": replicate, "period": period}
            yield _members(state, keys, selection), _events(state, keys, before, selection)


def _members(state: State, keys: Mapping[str, int], selection: Selection) -> Columns:
    members = selection.members
    rows: Columns = {name: np.full(len(members), number) for name, number in keys.items()}
    rows |= {"member": members, "person": state.people.person[members]}
    for name, (path, item) in selection.columns.items():
        array = _array(state, path)
        rows[name] = array[members] if item is None else array[members, item]
    return rows


def _events(state: State, keys: Mapping[str, int], before: NDArray[np.int64], selection: Selection) -> Columns:
    counts = np.zeros((len(state.people.person), len(EVENTS)), dtype=np.int64)
    counts[:, : len(IDEAS_AND_TRIALS)] = (state.people.history - before)[:, list(IDEAS_AND_TRIALS.values())]
    for place, path in enumerate(FLAGS.values(), len(IDEAS_AND_TRIALS)):
        counts[:, place] = _array(state, path)
    counts[:, -1] = state.people.joined == keys["period"]
    places, events = np.nonzero(counts[selection.members])
    members = selection.members[places]
    rows: Columns = {name: np.full(len(members), number) for name, number in keys.items()}
    names = np.array(EVENTS, dtype=object)
    return rows | {
        "member": members, "person": state.people.person[members], "event": names[events],
        "count": counts[members, events],
    }  # fmt: skip


def _array(state: State, path: str) -> NDArray[Any]:
    record, _, name = path.partition(".")
    return np.asarray(getattr(getattr(state, record), name))


def listed(chosen: Model, scenario: Scenario, runs: Iterable[tuple[int, int]]) -> list[Run]:
    """The runs as a manifest lists them: those with one seed and successive numbers together; without their numbers."""
    spans: list[list[int]] = []
    for seed, number in runs:
        if spans and spans[-1][0] == seed and spans[-1][1] + spans[-1][2] == number:
            spans[-1][2] += 1
        else:
            spans.append([seed, number, 1])
    return [
        Run(scenario, seed, start, {}, np.zeros((count, 0)), (), chosen.custom, chosen.custom_measures)
        for seed, start, count in spans
    ]


def tables(parts: Iterable[tuple[Columns, Columns]]) -> MemberTables:
    """Put the parts that `followed` yields together."""
    members, events = zip(*parts, strict=True)
    return MemberTables(_table(members), _table(events))


def _table(parts: Sequence[Columns]) -> "pd.DataFrame":
    import pandas as pd  # slow to import

    return pd.DataFrame({name: np.concatenate([columns[name] for columns in parts]) for name in parts[0]})
