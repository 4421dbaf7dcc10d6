"""How `coxed scenario explain` prints a resolved scenario, and one parameter in depth."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.provenance import Account
    from sim.understanding.explaining import Explained

WIDTH = 110


def print_all(scenario: "Scenario", told: "Account", listed: "Sequence[Explained]") -> None:
    """The scenario group by group."""
    from sim.parameters import groups

    print(f"{scenario.name}: {scenario.title}")
    print(f"files: {' extends '.join(told.files)}")
    for name, model in groups().items():
        inside = [one for one in listed if one.about.group == name]
        if inside:
            print(f"\n{name}: {model.__doc__}")
        for one in inside:
            print()
            _print_value(one)
            feeds = [feed.rule for feed in one.feeds.rules] + one.feeds.switches
            _print_meaning(one, "feeds " + (", ".join(feeds) or "how many rows the columns have"))
    for step in told.steps:
        print(f"\nfrom period {step.at} on ({step.origin}):")
        for path, said in step.settings.items():
            print(f"  {path} = {shown(said.value)}    {said.origin}")


def print_one(one: "Explained") -> None:
    """One parameter in depth."""
    from sim.understanding.explaining import papers, reached

    _print_value(one, one.about.path)
    _print_meaning(one, "fixed: it shapes the world or its start" if one.about.fixed else "interventions may change it")
    for said in one.said[1:]:
        print(f"    overrides {shown(said.value)} from {said.origin}")
    if one.said:
        print(f"    overrides {shown(one.about.default)}, the default")
    print("\nread by:" if one.feeds.rules else "\nread by no rule itself")
    for feed in one.feeds.rules:
        print(fill(f"{feed.rule}: {feed.about}", WIDTH, initial_indent="    ", subsequent_indent="        "))
    if one.feeds.switches:
        print(f"\nswitches: {', '.join(one.feeds.switches)}")
    if one.feeds.shapes:
        print(fill(f"sets the size of: {', '.join(one.feeds.shapes)}", WIDTH, subsequent_indent="    "))
    written, followed = reached(one.feeds.rules)
    for title, found in (("these rules write:", written), ("measures that follow directly:", followed)):
        if found:
            print(f"\n{title}")
            for name, meaning in found.items():
                print(f"    {name}: {meaning}")
    if cited := papers(one):
        print("\npapers:")
    for key, text in cited.items():
        print(fill(f"[{key}] {text}", WIDTH, initial_indent="    ", subsequent_indent="        "))


def _print_value(one: "Explained", name: str = "") -> None:
    unit = "" if one.about.unit in ("choice", "file") else f" {one.about.unit}"
    before = f"    (default {shown(one.about.default)})" if one.said else ""
    print(f"  {name or one.about.name} = {shown(one.value)}{unit}    {_whence(one.by, one.origin)}{before}")
    for at, said in one.changes:
        print(f"    from period {at} on {shown(said.value)}    {said.origin}")


def _whence(by: str, origin: str) -> str:
    return f"{origin} (parent)" if by == "parent" else origin


def _print_meaning(one: "Explained", last: str) -> None:
    from sim.pictures import pictures

    about = one.about
    print(fill(about.meaning, WIDTH, initial_indent="    ", subsequent_indent="    "))
    print(
        fill(
            f"{about.expected}; source: {about.source}; {last}", WIDTH, initial_indent="    ", subsequent_indent="    "
        )
    )
    for when, picture in pictures(about).items():
        print(f"    {when}: {picture}" + (" ← here" if when == str(one.value) else ""))


def shown(value: object) -> str:
    """A value as one would write it in a file."""
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
