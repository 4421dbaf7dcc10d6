"""`coxed scenario explain` and `coxed scenario diff`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from sim.cli.completing import Given, Parameters
from sim.cli.show import Misuse, print_json, suggest
from sim.cli.simulate import Sets, load_all

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.provenance import Account
    from sim.understanding.differing import Difference
    from sim.understanding.explaining import Explained

type Json = Annotated[bool, Parameter(negative="")]


def explain(
    scenario: Given,
    parameter: Parameters = None,
    /,
    *,
    sets: Sets = None,
    changed: Annotated[bool, Parameter(negative="")] = False,
    json: Json = False,
) -> None:
    """Print what a scenario comes to: every value, who set it, what it means, what it feeds, and how the crew looks.

    Example: `coxed scenario explain over_managed`
    Example: `coxed scenario explain led leadership.communication`
    Example: `coxed scenario explain led management --set management.control=0.9`

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    parameter
        One parameter in depth, or a group: leadership.communication, or leadership.
    sets
        Change a parameter first: `--set leadership.communication=0.5`.
    changed
        Only what somebody set; no defaults.
    json
        Print it as JSON.
    """
    (loaded,) = load_all([scenario], sets)
    from sim.scenario.provenance import account

    chosen = _chosen(parameter)
    told = account(scenario, sets or ())
    from sim.understanding.explaining import explained

    listed = [one for one in explained(loaded, told) if one.about.path in chosen]
    alone = len(chosen) == 1
    shown = [one for one in listed if alone or not changed or one.said or one.changes]
    if json:
        print_json(_account_as_dict(loaded, told) | {"parameters": [one.as_dict for one in shown]})
        return
    from sim.cli.explained import print_all, print_one

    if alone:
        print_one(shown[0])
    else:
        print_all(loaded, told, shown)
    example = next((one for one in listed if one.about.path == "leadership.communication"), listed[0])
    change = f"{example.about.path}={_another(example)}"
    suggest(["coxed", "scenario", "what-if", scenario, "--set", change], "what would that change?")


def diff(scenario: Given, other: Given, /, *, json: Json = False) -> None:
    """Print how two scenarios differ in meaning: `0.0 → 0.3: the crew now hears where the island is`.

    Example: `coxed scenario diff led over_managed`
    Example: `coxed scenario diff led us_gdp --json`

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    other
        Another one; changes are told from the first to this one.
    json
        Print the differences as JSON.
    """
    left, right = load_all([scenario, other], None)
    from sim.scenario.provenance import account
    from sim.understanding.differing import Side, differences

    sides = Side(left, account(scenario)), Side(right, account(other))
    found = differences(*sides)
    text = "" if found else _text_of_no_difference(left, right)
    if json:
        alike = {"same_meaning": not found, "same_text": text == SAME_TEXT}
        print_json({"left": scenario, "right": other, **alike, "differences": [d._asdict() for d in found]})
        return
    if left.title != right.title:
        print(f"title: {left.title} → {right.title}")
    _print_differences(found)
    if text:
        print(text)
    suggest(["coxed", "compare", scenario, other] if found else ["coxed", "scenario", "explain", scenario])


def _chosen(parameter: str | None) -> set[str]:
    """The parameters that somebody asked about; raises Misuse for what is none."""
    from sim.scenario.names import GROUPS, NAMES, SETTINGS
    from sim.scenario.near import nearest

    homes = [path for path, about in SETTINGS.items() if parameter in (None, path, about.group)]
    homes = homes or [path for path, about in SETTINGS.items() if about.name == parameter]
    if parameter is None or parameter in GROUPS or len(homes) == 1:
        return set(homes)
    name = parameter.rpartition(".")[2]
    meant = homes or [path for path, about in SETTINGS.items() if about.name == name]
    if not meant and (near := nearest(parameter, [*SETTINGS, *GROUPS]) or nearest(name, NAMES)):
        meant = [path for path, about in SETTINGS.items() if near in (path, about.name)] or [near]
    help = f"did you mean {' or '.join(meant)}?" if meant else f"groups: {', '.join(GROUPS)}"
    raise Misuse(f"there is no {'single ' if homes else ''}parameter {parameter!r}", help)


def _account_as_dict(loaded: "Scenario", told: "Account") -> dict[str, Any]:
    steps = [
        {"at": step.at, "origin": step.origin, "set": {path: said.value for path, said in step.settings.items()}}
        for step in told.steps
    ]
    return {
        "scenario": loaded.name,
        "title": loaded.title,
        "fingerprint": loaded.fingerprint(),
        "files": told.files,
        "interventions": steps,
    }


def _another(one: "Explained") -> str:
    """Another value to try: a choice's other word, an end of the range, or twice as much."""
    about, value = one.about, one.value
    if about.choices:
        return next(word for word in about.choices if word != value)
    if about.kind is str:
        return "us_gdp_dynamism"
    assert about.low is not None
    assert about.high is not None
    ends = (about.low, about.high) if about.unit == "share" else (2 * value, about.low, about.high)
    return f"{next(end for end in ends if end != value and about.low <= end <= about.high):g}"


SAME_TEXT = "no difference: both say the same, word for word"


def _text_of_no_difference(left: "Scenario", right: "Scenario") -> str:
    """Scenarios that mean the same: are they also written alike?"""
    texts = [side.source.read_bytes() if side.source else b"" for side in (left, right)]
    if texts[0] == texts[1]:
        return SAME_TEXT
    return "no difference in meaning: written differently, but every run comes out the same"


def _print_differences(found: "Sequence[Difference]") -> None:
    at = 0
    for one in found:
        if one.at != at:
            at = one.at
            print(f"\nfrom period {at} on:")
        arrow = f"{_value(one.left)} → {_value(one.right)}" if one.left != one.right else _value(one.left)
        print(f"{one.path} {arrow}: {one.meaning}\n    {one.left_origin} → {one.right_origin}")


def _value(value: object) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
