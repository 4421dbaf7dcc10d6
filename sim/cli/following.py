"""`coxed trace` and `coxed timetable`."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sim.cli.completing import Given
from sim.cli.show import Misuse, print_json, suggest
from sim.cli.simulate import First, Seed, Sets, load_all, whole

if TYPE_CHECKING:
    from sim.timetable import Event
    from sim.understanding.following import Story
    from sim.understanding.sentences import Change

MISMATCH = 4
MOST_AROUND, MOST_OWN = 4, 40  # changes of one column that are told one by one
WIDTH = 110
type Json = Annotated[bool, Parameter(negative="")]
type Place = Annotated[int, Parameter(converter=whole)]


def trace(
    scenario: Given,
    /,
    *,
    member: Place = 0,
    period: Place = 0,
    seed: Seed = 1,
    replicate: First = 0,
    sets: Sets = None,
    json: Json = False,
) -> int:
    """Follow one member through one period, rule by rule: what each rule changed, in sentences.

    Example: `coxed trace led --seed 3 --member 7 --period 42`
    Example: `coxed trace exodus --member 20 --period 50 --set environment.exodus_share=0.5 --json`

    A member is a position in the organization: persons come, go, and move up.
    The rules themselves run the period, in plain Python; what comes out is
    compared with the compiled period, and a bit that differs exits with 4.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    member
        The position to follow: 0 is the chief executive, the last ones have no reports.
    period
        The period, the first being 0.
    seed
        The seed of the run.
    replicate
        The number of the run under this seed.
    sets
        Change a parameter: `--set leadership.communication=0.5`.
    json
        Print every change, and the member before and after, as JSON.
    """
    (loaded,) = load_all([scenario], sets)
    p = loaded.parameters
    for name, value, many in (("member", member, p.organization.members), ("period", period, p.run.periods)):
        if not 0 <= value < many:
            raise Misuse(f"--{name} {value}: there is no such {name}", f"expected a whole number from 0 to {many - 1}")
    from sim.understanding.following import follow

    story = follow(loaded, seed, replicate, period, member)
    if json:
        print_json(story.as_dict)
    else:
        _print_story(story)
        later = min(period + 1, p.run.periods - 1)
        words = ["--seed", str(seed), "--member", str(member), "--period", str(later)]
        suggest(["coxed", "trace", scenario, *words], "the period after it" if later > period else "the last period")
    return 0 if story.stepped.same else MISMATCH


def timetable(*, json: Json = False) -> None:
    """Print the order of the rules, with what each reads and writes, and the parameters it uses.

    Example: `coxed timetable`
    Example: `coxed timetable --json`

    It is read off the code of the period, as is the diagram docs/causes.svg.

    Parameters
    ----------
    json
        Print it as JSON.
    """
    from sim.timetable import around, events

    start, end = (event for event in around()[:-1]), around()[-1:]
    listed = [*start, *events(), *end]
    if json:
        print_json([event._asdict() for event in listed])
        return
    phase = ""
    for event in listed:
        if event.phase != phase:
            phase = event.phase
            print(f"\n{phase}")
        _print_event(event)
    suggest(["coxed", "trace", "led", "--member", "7", "--period", "42"], "one member's period, rule by rule")


def _print_event(event: "Event") -> None:
    from sim.influence import scratch

    print(fill(f"{event.rule}: {event.about}", WIDTH, initial_indent="  ", subsequent_indent="      "))
    parts = {
        "reads": [column for column in event.reads if not scratch(column)],
        "writes": ["measures" if column == "series" else column for column in event.writes if not scratch(column)],
        "uses": list(event.parameters),
    }
    for verb, names in parts.items():
        if names:
            print(fill(f"{verb} {', '.join(names)}", WIDTH, initial_indent="      ", subsequent_indent="          "))


def _print_story(story: "Story") -> None:
    print(f"{story.scenario.name}, seed {story.seed}, replicate {story.replicate}, period {story.period}")
    print(_who(story))
    for text in (story.succession, story.summary):
        if text:
            _line(text)
    for step in story.now:
        for path, value in step.changes.items():
            print(f"from this period on {path} is {value}")
    for told in story.told:
        print(f"\n{told.event.rule}: {told.event.about}")
        _print_changes(told.member, "  ", MOST_OWN)
        _print_changes(told.around, "  · ", MOST_AROUND)
    print("\n(· is what happened around it: the ocean, and what the organization says)")
    if story.quiet:
        _line(f"changed nothing for it: {', '.join(story.quiet)}")
    if story.left_out:
        _line(f"not called with organization.work: {story.scenario.parameters.organization.work}: ", story.left_out)
    print(
        "the state at the end has the same bits as that of the compiled period"
        if story.stepped.same
        else "MISMATCH: the state at the end is not that of the compiled period"
    )


def _who(story: "Story") -> str:
    joined = story.start("people.joined")
    since = "a founder" if joined < 0 else f"here since period {joined}"
    boss = story.start("structure.boss")
    role = "the chief executive" if story.member == 0 else f"its boss is at position {boss}"
    team = f"its team's home is goal {story.start('structure.home')}"
    return f"position {story.member}: person {story.start('people.person')}, {since}; {role}; {team}"


def _print_changes(found: "Sequence[Change]", begin: str, most: int) -> None:
    """A line a change; a column of which more changed than `most` is cut short."""
    for column in dict.fromkeys(change.column for change in found):
        inside = [change for change in found if change.column == column]
        for change in inside[:most]:
            _line(f"{begin}{change.sentence}")
        if len(inside) > most:
            _line(f"{begin}and {len(inside) - most} more of {column}")


def _line(text: str, names: "Sequence[str]" = ()) -> None:
    print(fill(text + ", ".join(names), WIDTH, subsequent_indent="      "))
