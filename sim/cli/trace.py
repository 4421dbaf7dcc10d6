"""`coxed trace` and `coxed timetable`."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sim.cli.options import First, Flag, ScenarioName, Seed, Sets, load_all, same_options, whole
from sim.cli.rules import RuleFiles, use
from sim.cli.terminal import MISMATCH, Misuse, print_json, suggest

if TYPE_CHECKING:
    from sim.explain.member_trace import MemberTrace
    from sim.explain.sentences import ColumnChange
    from sim.explain.structure import Event

MOST_AROUND, MOST_OWN = 4, 40  # changes of one column that are printed one by one
MOST_STORIES = 6  # stories of others
WIDTH = 110
type Place = Annotated[int, Parameter(converter=whole)]


def trace(
    scenario: ScenarioName,
    /,
    *,
    member: Place = 0,
    period: Place = 0,
    seed: Seed = 1,
    replicate: First = 0,
    sets: Sets = None,
    rules: RuleFiles = None,
    json: Flag = False,
) -> int:
    """Follow one member through one period and print in sentences what each rule changed.

    Example: `coxed trace led --seed 3 --member 38 --period 60`
    Example: `coxed trace exodus --member 20 --period 50 --set environment.exodus_share=0.5 --json`

    A member is a position in the organization; the person in it may change.
    The period is run in plain Python and compared with the compiled period.
    If a single bit differs, the command exits with 4.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    member
        The position to follow. Position 0 is the chief executive; the last positions have no reports.
    period
        The period to follow, counted from 0.
    seed
        The seed of the random numbers.
    replicate
        The number of the run with this seed, counted from 0.
    sets
        Change a parameter: `--set leadership.communication=0.5`.
    rules
        A Python file with rules and measures of your own.
    json
        Print every change, and the member before and after the period, as JSON.
    """
    own = use(rules)
    (loaded,) = load_all([scenario], sets)
    p = loaded.parameters
    for name, value, many in (("member", member, p.organization.members), ("period", period, p.run.periods)):
        if not 0 <= value < many:
            raise Misuse(f"--{name} {value}: there is no such {name}", f"expected a whole number from 0 to {many - 1}")
    from sim.explain.member_trace import trace_member

    trace = trace_member(loaded, seed, replicate, period, member, own)
    if json:
        print_json(trace.as_dict)
    else:
        _print_trace(trace)
        later = min(period + 1, p.run.periods - 1)
        run = [*same_options(seed, sets, rules), *(["--replicate", str(replicate)] if replicate else [])]
        words = [*run, "--member", str(member), "--period", str(later)]
        suggest(["coxed", "trace", scenario, *words], "the period after it" if later > period else "the last period")
    return 0 if trace.traced.same else MISMATCH


def timetable(*, rules: RuleFiles = None, json: Flag = False) -> None:
    """Print the rules in their order, with what each reads and writes, and the parameters that it uses.

    Example: `coxed timetable`
    Example: `coxed timetable --json`

    The table is made from the code itself, like the diagram docs/causes.svg.

    Parameters
    ----------
    rules
        A Python file with rules and measures of your own.
    json
        Print the table as JSON.
    """
    from sim.explain.structure import around, events

    own = use(rules)
    *start, end = around(own)
    listed = [*start, *events(own), end]
    if json:
        print_json([event._asdict() for event in listed])
        return
    phase = ""
    for event in listed:
        if event.phase != phase:
            phase = event.phase
            print(f"\n{phase}")
        _print_event(event)
    words = [*same_options(1, None, rules), "--member", "7", "--period", "42"]
    suggest(["coxed", "trace", "led", *words], "one period of one member, rule by rule")


def _print_event(event: "Event") -> None:
    from sim.explain.structure import scratch

    print(fill(f"{event.rule}: {event.about}", WIDTH, initial_indent="  ", subsequent_indent="      "))
    parts = {
        "reads": [column for column in event.reads if not scratch(column)],
        "writes": ["measures" if column == "series" else column for column in event.writes if not scratch(column)],
        "uses": list(event.parameters),
    }
    if not event.known:
        print("      (its code cannot be read, so what it reads and writes is not known)")
    for verb, names in parts.items():
        if names:
            print(fill(f"{verb} {', '.join(names)}", WIDTH, initial_indent="      ", subsequent_indent="          "))


def _print_trace(trace: "MemberTrace") -> None:
    print(f"{trace.scenario.name}, seed {trace.seed}, replicate {trace.replicate}, period {trace.period}")
    print(_who(trace))
    for text in (trace.succession, trace.summary):
        if text:
            _line(text)
    for step in trace.interventions:
        for path, value in step.changes.items():
            print(f"from this period on {path} is {value}")
    for rule in (rule for rule in trace.changes if rule.is_shown):
        print(f"\n{rule.event.rule}: {rule.event.about}")
        _print_stories(rule.stories, "  ", MOST_OWN)
        _print_changes(rule.shown(rule.member), "  ", MOST_OWN)
        _print_stories(rule.stories_around, "  · ", MOST_STORIES)
        _print_changes(rule.shown(rule.around), "  · ", MOST_AROUND)
    print("\n(· marks what happened around it: the ocean, and what the organization says)")
    nothing = {*trace.unchanged, *(rule.event.rule for rule in trace.changes if not rule.is_shown)}
    if nothing:
        _line(f"changed nothing for it: {', '.join(s.rule for s in trace.traced.steps if s.rule in nothing)}")
    if trace.not_called:
        _line(f"not called under these parameters: {', '.join(trace.not_called)}")
    print(
        "the state at the end has the same bits as that of the compiled period"
        if trace.traced.same
        else "MISMATCH: the state at the end is not that of the compiled period"
    )


def _who(trace: "MemberTrace") -> str:
    joined = trace.start("people.joined")
    since = "a founder" if joined < 0 else f"here since period {joined}"
    boss = trace.start("structure.boss")
    role = "the chief executive" if trace.member == 0 else f"its boss is at position {boss}"
    team = f"its team's home is goal {trace.start('structure.home')}"
    return f"position {trace.member}: person {trace.start('people.person')}, {since}; {role}; {team}"


def _print_changes(changes: "Sequence[ColumnChange]", begin: str, most: int) -> None:
    """Print one line per change, and at most `most` lines per column."""
    for column in dict.fromkeys(change.column for change in changes):
        inside = [change for change in changes if change.column == column]
        for change in inside[:most]:
            _line(f"{begin}{change.sentence}")
        if len(inside) > most:
            _line(f"{begin}and {len(inside) - most} more of {column}")


def _print_stories(stories: Sequence[str], begin: str, most: int) -> None:
    for story in stories[:most]:
        _line(f"{begin}{story}")
    if len(stories) > most:
        _line(f"{begin}and {len(stories) - most} more")


def _line(text: str) -> None:
    print(fill(text, WIDTH, subsequent_indent="      "))
