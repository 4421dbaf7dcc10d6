"""What `sim.explain.structure` says of every rule is what the rule does when it runs in plain Python."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

import sim
from sim.engine.run import fresh_state
from sim.explain.member_trace import take_steps
from sim.explain.sentences import changes
from sim.explain.structure import PHASES, Event, around, events, influence, lasts
from sim.model.assemble import Model, model, standard
from sim.model.declaration import share
from sim.model.kernel import luck_of
from sim.model.measures import mean
from sim.model.mechanism import Mechanism, Stream, column, stream
from sim.model.parameters import described
from sim.model.plain_values import compiled
from sim.model.random import Node, split, uniform
from sim.model.records import reset
from sim.model.state import RECORDS, State
from sim.model.week import WEEK
from sim.scenario import Scenario
from tools.causal_diagram import diagram

SEED = 1  # under which every rule has something to do
BUSY = {
    "environment": {
        "foresight": 0.5,
        "strategic_turbulence": 0.2,
        "shock_every": 5,
        "exodus_every": 7,
        "local_accuracy": 0.6,
        "feedback_accuracy": 0.6,
        "ruggedness": 1,
        "dependence": 0.5,
    },
    "organization": {"members": 14, "span_of_control": 3, "turnover": 0.1, "founders_know": 0.3},
    "published": {"fast_learners": 0.5},
    "run": {"periods": 25},
    "management": {"switching_cost": 0.5, "control": 0.4, "planning": "rolling"},
    "leadership": {"communication": 0.1, "outside": 0.3},
    "rewards": {"initiative": 0.5, "adoption": 1},
    "motivation": {"initial_safety": 0.9, "ideas": 0.8},
    "development": {"stretch": 0.5},
}
SMALL = {"organization": {"members": 14}, "environment": {"goals": 6, "decisions": 6}, "run": {"periods": 6}}
LOOSE = {
    "environment": {"decisions": 6, "goals": 3, "strategic_turbulence": 0.2, "dependence": 0},
    "management": {"planning": "follows_direction", "strength": 0.3, "attention": 0, "handoffs": 3},
    "published": {"information": "last_period", "reports": "superior_beliefs"},
    "leadership": {"founding_vision": 0},
    "rewards": {"kpi_weight": 2},
    "development": {"principles": 1, "rotation": 0.5},
}  # fmt: skip
STERN = {"management": {"control": 1}, "rewards": {"initiative": 0}, "motivation": {"initial_safety": 1, "ideas": 1}}
FORMS = {"goals": 6, "decisions": 6, "across": 3, "obsolescence": 0.5}
CREWS = {
    "stern": sim.load("led").with_(**BUSY).with_(**STERN),
    "led": sim.load("led").with_(**BUSY),
    "loose": sim.load("led").with_(**BUSY).with_(**LOOSE),
    "march_1991_program": sim.load("march_1991_program").with_(**SMALL),
    "march_1991_text": sim.load("march_1991_text").with_(**SMALL),
    "fang_2010": sim.load("fang_2010").with_(**{**SMALL, "published": {"interdependence": 2}}),
    "levinthal_1997": sim.load("levinthal_1997").with_(**{**SMALL, "published": {"long_jump": 0.3}}),
    "lazer_friedman_2007": sim.load("lazer_friedman_2007").with_(
        **{**SMALL, "environment": FORMS, "published": {"copying_error": 0.2}}
    ),
    "pairs": sim.load("lazer_friedman_2007").with_(
        **{**SMALL, "environment": FORMS, "published": {"layout": "pairs", "tie_chance": 0.3}}
    ),
}

type Play = Callable[[State], Any]


class Recording:
    """Parameters, or a group of them, that note which ones are read."""

    def __init__(self, values: Any, read: set[str], group: str = "") -> None:
        self._values, self._read, self._group = values, read, group

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._values, name)
        if not self._group:
            return Recording(value, self._read, name)
        self._read.add(f"{self._group}.{name}")
        return value


def switched_on(rule: type[Mechanism], week: Model) -> Scenario:
    """The crew `led` with one parameter changed so that the rule acts; the parameter is one that `active` reads."""
    crew, read = CREWS["led"].of(week), set[str]()
    rule.active(Recording(compiled(crew.parameters), read))
    for about in (about for about in described(week.parameters) if about.path in read):
        low, high = about.low or 0, about.high or 0
        for value in about.choices or [number for number in (0, 0.5, 1, 2, 5, high) if low <= number <= high]:
            values = crew.parameters.model_dump()
            values[about.group][about.name] = value
            try:
                parameters = type(crew.parameters).model_validate(values)
            except ValueError:
                continue
            if rule.active(compiled(parameters)):
                return replace(crew, parameters=parameters)
    raise AssertionError(f"no change of one parameter makes {rule.name} act: add a crew in which it does")


def idle_in(crews: dict[str, Scenario], week: Model) -> list[type[Mechanism]]:
    """The rules that act in none of these crews."""
    settings = [compiled(crew.of(week).parameters) for crew in crews.values()]
    return [rule for rule in week.rules if rule.active is not None and not any(map(rule.active, settings))]


CREWS |= {f"with_{rule.name}": switched_on(rule, standard()) for rule in idle_in(CREWS, standard())}


def test_a_new_rule_that_is_off_gets_a_crew_in_which_it_acts() -> None:
    class Dormant(Mechanism):
        """Nothing, unless it is switched on."""

        rate = share(0.0, "Share that is moved.")
        chance = share(0.5, "Chance of a move.")

        @staticmethod
        def active(p: Any) -> bool:
            return p.dormant.chance > 0 and p.dormant.rate > 0

        @staticmethod
        def step(luck: Node, t: int, crew: Any, p: Any) -> None:
            crew.people.skill[0] = p.dormant.rate

    week = model([*WEEK, Dormant])
    assert idle_in(CREWS, week) == [Dormant]
    assert idle_in({"new": switched_on(Dormant, week)} | CREWS, week) == []


def plays(
    crew: Scenario, week: Model, given: Callable[[Any, str], Any] = lambda p, _: p
) -> Iterator[tuple[Event, Play, State]]:
    """Every turn of a run in plain Python, with the state before it; it is taken when the next one is asked for.

    `given` may put something in the place of the parameters that a rule, by its name, is given.
    """
    crew = crew.of(week)
    p, state = compiled(crew.parameters), fresh_state(crew, week)
    for record in RECORDS:
        if record != "structure":
            reset(getattr(state, record), p)
    starts, steps = ({event.rule: event for event in listed(week)} for listed in (around, events))
    for rule in week.rules:
        if rule.start is not None:
            play = partial(rule.start, luck_of(SEED, 0, 0), p=given(p, rule.name))
            yield starts[rule.name], play, state
            play(state)
    for t in range(crew.parameters.run.periods):
        for rule in week.rules:
            if rule.step is not None and (rule.active is None or rule.active(given(p, rule.name))):
                play = partial(rule.step, luck_of(SEED, 0, t + 1), t, p=given(p, rule.name))
                yield steps[rule.name], play, state
                play(state)


def copied(state: State, columns: Any) -> dict[str, Any]:
    """Every column by path."""
    return {path: getattr(getattr(state, c.record), c.name).copy() for path, c in columns.items()}


def outcome(play: Play, state: State, week: Model, disturbed: set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """All columns before a turn and after it, if some had other numbers, within their range; the state is as it was."""
    usual, dice = copied(state, week.columns), np.random.default_rng(1)
    for path in sorted(disturbed):
        c = week.columns[path]
        array = getattr(getattr(state, c.record), c.name)
        low, high = max(c.low, -1), min(c.high, 1)
        real, whole = dice.uniform(low, high, array.shape), dice.integers(int(low), int(high) + 1, array.shape)
        array[...] = real if c.kind is float else whole
    before = copied(state, week.columns)
    try:
        returned = np.array(play(state))
    except (IndexError, ZeroDivisionError):  # a combination of numbers that never occurs
        returned = np.array("failed")
    after = {"returned": returned, **copied(state, week.columns)}
    for path, values in usual.items():
        c = week.columns[path]
        getattr(getattr(state, c.record), c.name)[...] = values
    return before, after


def moved(event: Event, play: Play, state: State, week: Model, disturbed: set[str]) -> set[str]:
    """Which columns, of those that a turn writes, come out otherwise if others had other numbers."""
    usual, other = (outcome(play, state, week, columns)[1] for columns in (set[str](), disturbed))
    return {path for path in (*event.writes, "returned") if not np.array_equal(usual[path], other[path])}


def test_a_rule_changes_what_the_timetable_says_and_nothing_else() -> None:
    """Every column that changed is said to be written; every one that is said to be written changed somewhere."""
    declared: dict[str, set[str]] = {}
    seen: dict[str, set[str]] = {}
    for crew in CREWS.values():
        for event, play, state in plays(crew, standard()):
            declared[event.rule] = declared.get(event.rule, set()) | {*event.writes}
            for disturbed in (
                set[str](),
                {*event.writes} - {*event.reads},
            ):  # a column may be right already
                before, after = outcome(play, state, standard(), disturbed)
                changed = {path for path, values in before.items() if not np.array_equal(values, after[path])}
                seen[event.rule] = seen.get(event.rule, set()) | changed
    assert {name: columns - declared[name] for name, columns in seen.items() if columns - declared[name]} == {}
    assert {name: sorted(writes - seen[name]) for name, writes in declared.items() if writes - seen[name]} == {}
    assert declared.keys() == {rule.name for rule in WEEK}


def test_a_rule_depends_on_what_the_timetable_says_it_reads_and_on_nothing_else() -> None:
    """Nothing else moves what it writes. Negative control: each column that it reads would be caught if left out.

    The first is tried at the first turns of each rule, and at every third one.
    """
    turns = {event.rule: event for event in (*around(), *events())}
    missed = {rule.name: {*turns[rule.name].reads} - {*turns[rule.name].writes} for rule in WEEK}
    tried = dict.fromkeys(missed, 0)
    for name, crew in CREWS.items():
        for turn, (event, play, state) in enumerate(plays(crew, standard())):
            if turn % 3 == 0 or tried[event.rule] < 20:
                others = standard().columns.keys() - {*event.reads, *event.writes}
                assert moved(event, play, state, standard(), others) == set(), (name, event.rule)
                tried[event.rule] += 1
            for path in [*missed[event.rule]]:
                if moved(event, play, state, standard(), {path}):
                    missed[event.rule].remove(path)
    assert {rule: columns for rule, columns in missed.items() if columns} == {}
    assert min(tried.values()) > 5


def test_the_order_is_that_of_the_week() -> None:
    assert [event.rule for event in events()] == [*(rule.name for rule in WEEK if rule.step is not None), "record"]
    starts = {rule.name for rule in WEEK if rule.start is not None} | {"action"}  # safety starts at a parameter
    assert [event.rule for event in around()] == [*(rule.name for rule in WEEK if rule.name in starts), "summarize"]
    assert all(event.about and event.known for event in (*around(), *events()))
    numbers = [event.phase.partition("  ")[0] for event in events()]
    assert list(dict.fromkeys(numbers)) == [text.partition("  ")[0] for text in PHASES.values()]


def test_every_stream_is_drawn_by_somebody() -> None:
    declared = {stream.label for rule in WEEK for stream in rule.declared(Stream).values()}
    assert {label for event in (*around(), *events()) for label in event.streams} == declared


def test_the_diagram_names_every_rule_that_moves_what_lasts() -> None:
    drawn = diagram()
    for event in events():
        moves = any(map(lasts, (*event.reads, *event.writes)))
        assert (f">{event.rule}</text>" in drawn) == moves, event.rule
    assert drawn.startswith("<svg")


class Fatigue(Mechanism):
    """Rowing tires, and who is tired pulls less; a nap helps."""

    compiled = False

    rate: float = share(0.1, "Share of the distance that tiredness moves each period.")
    rested: float = share(0.2, "Tiredness of a founder or newcomer.")
    naps: float = share(0.5, "Chance of a nap.")

    tired = column("people", float, "members", "how tired the member is", high=1, start="fatigue.rested")
    yawns = column("week", int, "one", "how many are tired")
    since = column("course", float, "one", "how tired everybody is", high=1, start="fatigue.rested")
    tiredness = mean("people.tired", "mean tiredness")

    NAP = stream("member")

    @staticmethod
    def active(p: Any) -> bool:
        return p.fatigue.rate > 0

    @staticmethod
    def step(luck: Node, t: int, crew: Any, p: Any) -> None:
        tired, effort, yawns, ends = crew.people.tired, crew.week.effort, crew.week.yawns, (0.0, 1.0)
        yawns[:] = 0
        for i, row in enumerate(tired):
            tired[i] += p.fatigue.rate * (ends[int(crew.week.decision[i] >= 0)] - row)
            if _naps(split(luck, Fatigue.NAP), i, p.fatigue):
                _set(tired, i, to=0.0)
        effort *= 1.0 - tired
        yawns += np.sum(crew.people.tired > 0.5)


def _naps(luck: Node, i: int, fatigue: Any) -> bool:
    return uniform(luck, i, 0) < fatigue.naps


def _set(column: Any, i: int, to: float) -> None:
    column[i] = to


def test_a_rule_of_ones_own_is_read_as_the_others_are() -> None:
    """Without its source: what runs is read, through names, helpers and operators that write in place."""
    week = model([*WEEK, Fatigue])
    mine, record = events(week)[-2:]
    assert (mine.rule, mine.phase, mine.known) == ("fatigue", PHASES[13], True)
    assert mine.about == "Rowing tires, and who is tired pulls less; a nap helps"
    assert mine.reads == ("people.tired", "week.decision", "week.effort", "week.yawns")
    assert mine.writes == ("people.tired", "week.effort", "week.yawns")
    assert (mine.groups, mine.parameters) == (("fatigue",), ("fatigue.rate", "fatigue.naps"))
    assert mine.streams == ("fatigue.NAP",)
    assert "people.tired" in record.reads
    by_rule = {event.rule: event for event in (*around(week), *events(week))}
    for rule in ("founding", "turnover"):  # who enters is as tired as `rested` says
        assert "people.tired" in by_rule[rule].writes
        assert "fatigue.rested" in by_rule[rule].parameters
    assert "people.tired" in by_rule["turnover"].reads
    fed = influence("fatigue.rate", week)
    assert [(feed.rule, feed.measures) for feed in fed.rules] == [("fatigue", ("effort", "tiredness"))]
    assert fed.switches == ["fatigue"]
    assert [feed.rule for feed in influence("fatigue.rested", week).rules] == ["founding", "fatigue", "turnover"]
    assert "people.tired" in influence("organization.members", week).shapes
    assert influence("fatigue.rate") == ([], [], [])
    for event, play, state in plays(CREWS["led"], week):
        assert moved(event, play, state, week, week.columns.keys() - {*event.reads, *event.writes}) == set(), event.rule


def test_a_rule_of_ones_own_appears_in_a_trace() -> None:
    week = model([*WEEK, Fatigue])
    crew = CREWS["led"].of(week)
    state = next(state for event, _, state in plays(crew, week) if event.rule == "environment")
    p: Any = compiled(crew.parameters)
    steps = take_steps(week, luck_of(SEED, 0, 1), 0, state, p, 3)
    assert [step.rule for step in steps] == [event.rule for event in events(week)]
    listed = changes(steps[-2].before, steps[-2].after, True, week.columns)
    (change,) = [c for c in listed if c.column == "people.tired"]
    assert change.sentence.startswith("how tired it is: 0.200 → 0.")
    assert state.series[[*week.measures].index("tiredness"), 0] == pytest.approx(state.people.tired.mean())
    off = p._replace(fatigue=p.fatigue._replace(rate=0.0))
    steps = take_steps(week, luck_of(SEED, 0, 2), 1, state, off, 3)
    idle = [rule.name for rule in week.rules if rule.active is not None and not rule.active(off)]
    assert [step.rule for step in steps if not step.called] == idle
    assert "fatigue" in idle


def only_size(luck: Node, t: int, crew: Any, p: Any) -> None:
    for i in range(len(crew.people.skill) + crew.people.tie.shape[1]):
        crew.week.own[i] = i > t


def several_in_turn(luck: Node, t: int, crew: Any, p: Any) -> None:
    for array in (crew.people.skill, crew.people.record):
        array[:] = 0


def a_row(luck: Node, t: int, crew: Any, p: Any) -> None:
    row, one = crew.people.belief[2], crew.week.decision[0]
    one += 1  # a number, and no column any more
    row[0] = one


def the_later_of_two(luck: Node, t: int, crew: Any, p: Any) -> None:
    chosen = crew.people.skill
    for _ in range(2):
        chosen[0] = 0.0
        chosen = crew.people.record


def arrays_of_numpy(luck: Node, t: int, crew: Any, p: Any) -> None:
    np.add(crew.people.skill, p.run.pace, out=crew.people.record)
    crew.people.trust.sort()


def by_name(luck: Node, t: int, crew: Any, p: Any) -> None:
    getattr(crew.course, "strain")[0] = 1.0  # noqa: B009


def kept_elsewhere(luck: Node, t: int, crew: Any, p: Any) -> None:
    kept = {"skill": crew.people.skill}
    kept["skill"][0] = 1.0


def all_of_python(luck: Node, t: int, crew: Any, p: Any) -> None:
    import math

    crew.people.skill[:] = math.sqrt(0.25)


COURSE = sorted(column.name for column in standard().columns.values() if column.record == "course")


@pytest.mark.parametrize(
    ("step", "reads", "writes", "known"),
    [
        (only_size, "", "week.own", True),
        (several_in_turn, "", "people.record people.skill", True),
        (a_row, "people.belief week.decision", "people.belief", True),
        (the_later_of_two, "", "people.record people.skill", True),
        (arrays_of_numpy, "people.record people.skill people.trust", "people.record people.trust", True),
        (by_name, " ".join(f"course.{name}" for name in COURSE), " ".join(f"course.{name}" for name in COURSE), True),
        (kept_elsewhere, "people.skill", "", False),
        (all_of_python, "", "", False),
    ],
)
def test_a_step_is_read_whatever_way_it_is_written(step: Any, reads: str, writes: str, known: bool) -> None:
    """What cannot be read is said to be unknown."""
    mine: Any = type(Mechanism)("Mine", (Mechanism,), {"step": step, "compiled": False})
    event = events(model([*WEEK, mine]))[-2]
    assert (event.rule, " ".join(event.reads), " ".join(event.writes), event.known) == ("mine", reads, writes, known)
