"""`coxed scenario explain` and `coxed scenario diff`."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from sim.cli.options import Flag, ParameterName, ScenarioName, Sets, load_all, same_options
from sim.cli.rules import RuleFiles, use
from sim.cli.terminal import Misuse, print_json, suggest

if TYPE_CHECKING:
    from sim.explain.diff import Difference
    from sim.explain.explanation import Explanation
    from sim.model.assemble import Model
    from sim.scenario import Scenario
    from sim.scenario.provenance import Account

WIDTH = 110
SAME_TEXT = "no difference: both say the same, word for word"


def explain(
    scenario: ScenarioName,
    parameter: ParameterName = None,
    /,
    *,
    sets: Sets = None,
    rules: RuleFiles = None,
    changed: Flag = False,
    json: Flag = False,
) -> None:
    """Explain every value of a scenario: who set it, what it means, which rules use it, and how the crew looks.

    Example: `coxed scenario explain over_managed`
    Example: `coxed scenario explain led leadership.communication`
    Example: `coxed scenario explain led management --set management.control=0.9`

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    parameter
        One parameter, which is explained in detail, or one group: leadership.communication, or leadership.
    sets
        Change a parameter first: `--set leadership.communication=0.5`.
    rules
        A Python file with rules and measures of your own.
    changed
        Leave out the parameters that have their defaults.
    json
        Print the explanation as JSON.
    """
    own = use(rules)
    (loaded,) = load_all([scenario], sets)
    from sim.scenario.provenance import account

    paths = _paths(parameter)
    origins = account(scenario, sets or ())
    from sim.explain.explanation import explanations

    listed = [one for one in explanations(loaded, origins, own) if one.about.path in paths]
    alone = len(paths) == 1
    shown = [one for one in listed if alone or not changed or one.assignments or one.changes]
    if json:
        print_json(_scenario_as_dict(loaded, origins) | {"parameters": [one.as_dict for one in shown]})
        return
    if alone:
        _print_one(shown[0], own)
    else:
        _print_all(loaded, origins, shown)
    example = next((one for one in listed if one.about.path == "leadership.communication"), listed[0])
    if change := _change_to_try(scenario, sets, example):
        suggest(["coxed", "scenario", "what-if", scenario, *same_options(1, change, rules)], "what would that change?")


def diff(scenario: ScenarioName, other: ScenarioName, /, *, rules: RuleFiles = None, json: Flag = False) -> None:
    """Print how two scenarios differ, with what each difference means.

    Example: `coxed scenario diff led over_managed`
    Example: `coxed scenario diff led us_gdp --json`

    A line reads `0.0 → 0.3: the crew now hears where the island is`.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a built-in one.
    other
        Another one. Differences are changes from the first scenario to this one.
    rules
        A Python file with rules of your own. The scenarios may set their parameters.
    json
        Print the differences as JSON.
    """
    use(rules)
    left, right = load_all([scenario, other], None)
    from sim.explain.diff import Side, differences
    from sim.scenario.provenance import account

    listed = differences(Side(left, account(scenario)), Side(right, account(other)))
    text = "" if listed else _text_of_no_difference(left, right)
    if json:
        alike = {"same_meaning": not listed, "same_text": text == SAME_TEXT}
        print_json({"left": scenario, "right": other, **alike, "differences": [d._asdict() for d in listed]})
        return
    if left.title != right.title:
        print(f"title: {left.title} → {right.title}")
    _print_differences(listed)
    if text:
        print(text)
    again = ["coxed", "compare", scenario, other] if listed else ["coxed", "scenario", "explain", scenario]
    suggest([*again, *same_options(1, None, rules)])


def _paths(parameter: str | None) -> set[str]:
    """Return the paths that are asked for. Raises Misuse for what is neither a parameter nor a group."""
    from sim.scenario.names import GROUPS, NAMES, SETTINGS
    from sim.scenario.suggestions import nearest

    paths = [path for path, about in SETTINGS.items() if parameter in (None, path, about.group)]
    paths = paths or [path for path, about in SETTINGS.items() if about.name == parameter]
    if parameter is None or parameter in GROUPS or len(paths) == 1:
        return set(paths)
    name = parameter.rpartition(".")[2]
    similar = paths or [path for path, about in SETTINGS.items() if about.name == name]
    if not similar and (near := nearest(parameter, [*SETTINGS, *GROUPS]) or nearest(name, NAMES)):
        similar = [path for path, about in SETTINGS.items() if near in (path, about.name)] or [near]
    help = f"did you mean {' or '.join(similar)}?" if similar else f"groups: {', '.join(GROUPS)}"
    raise Misuse(f"there is no {'single ' if paths else ''}parameter {parameter!r}", help)


def _scenario_as_dict(loaded: "Scenario", origins: "Account") -> dict[str, Any]:
    steps = [
        {"at": step.at, "origin": step.origin, "set": {path: one.value for path, one in step.settings.items()}}
        for step in origins.steps
    ]
    return {
        "scenario": loaded.name,
        "title": loaded.title,
        "fingerprint": loaded.fingerprint(),
        "files": origins.files,
        "interventions": steps,
    }


def _change_to_try(scenario: str, sets: Sequence[str] | None, one: "Explanation") -> Sequence[str]:
    """Return settings that the scenario takes and that make it another one: those given, else one of the parameter."""
    from sim.scenario import read_scenario

    before = read_scenario(scenario).scenario
    for change in [sets] if sets else ([f"{one.about.path}={value}"] for value in _others(one)):
        after = read_scenario(scenario, change).scenario
        if before and after and after.fingerprint() != before.fingerprint():
            return change
    return ()


def _others(one: "Explanation") -> list[str]:
    """Return other values to try: words of a choice, the limits of a share, or twice as much and what is plausible."""
    about, value = one.about, one.value
    if about.choices:
        return [*about.choices]
    if about.kind is str:
        from sim.scenario.builtin import traces

        return [*traces().files(), "null"]
    near = [2 * value] if about.plausible is None else [2 * value, about.plausible.low, about.plausible.high]
    ends = [about.low, about.high] if about.unit == "share" else [*near, about.low, value + 1, about.high]
    return [_value(about.kind(end)) for end in ends]


def _text_of_no_difference(left: "Scenario", right: "Scenario") -> str:
    """Return what is said of scenarios that mean the same: whether they are also written alike."""
    texts = [side.source.read_bytes() if side.source else b"" for side in (left, right)]
    if texts[0] == texts[1]:
        return SAME_TEXT
    return "no difference in meaning: written differently, but every run has the same results"


# ----- what is printed --------------------------------------------------------------------------


def _print_differences(listed: "Sequence[Difference]") -> None:
    at = 0
    for one in listed:
        if one.at != at:
            at = one.at
            print(f"\nfrom period {at} on:")
        arrow = f"{_value(one.left)} → {_value(one.right)}" if one.left != one.right else _value(one.left)
        print(f"{one.path} {arrow}: {one.meaning}\n    {one.left_origin} → {one.right_origin}")


def _print_all(scenario: "Scenario", origins: "Account", listed: "Sequence[Explanation]") -> None:
    """Print the scenario group by group."""
    from sim.model.parameters import groups

    print(f"{scenario.name}: {scenario.title}")
    print(f"files: {' extends '.join(origins.files)}")
    for name, model in groups().items():
        inside = [one for one in listed if one.about.group == name]
        if inside:
            print(f"\n{name}: {model.__doc__}")
        for one in inside:
            print()
            _print_value(one)
            feeds = [feed.rule for feed in one.feeds.rules] + one.feeds.switches
            _print_meaning(one, "feeds " + (", ".join(feeds) or "how many rows the columns have"))
    for step in origins.steps:
        print(f"\nfrom period {step.at} on ({step.origin}):")
        for path, setting in step.settings.items():
            print(f"  {path} = {_value(setting.value)}    {setting.origin}")


def _print_one(one: "Explanation", model: "Model | None") -> None:
    """Print one parameter in detail."""
    from sim.explain.explanation import papers, reached

    _print_value(one, one.about.path)
    _print_meaning(one, "fixed: it shapes the world or its start" if one.about.fixed else "interventions can change it")
    for setting in one.assignments[1:]:
        print(f"    overrides {_value(setting.value)} from {setting.origin}")
    if one.assignments:
        print(f"    overrides {_value(one.about.default)}, the default")
    print("\nread by:" if one.feeds.rules else "\nno rule reads it directly")
    for feed in one.feeds.rules:
        _print_indented(f"{feed.rule}: {feed.about}")
    if one.feeds.switches:
        print(f"\nswitches: {', '.join(one.feeds.switches)}")
    if one.feeds.shapes:
        print(fill(f"sets the size of: {', '.join(one.feeds.shapes)}", WIDTH, subsequent_indent="    "))
    columns, measures = reached(one.feeds.rules, model)
    for title, meanings in (("these rules write:", columns), ("measures that follow directly:", measures)):
        if meanings:
            print(f"\n{title}")
            for name, meaning in meanings.items():
                print(f"    {name}: {meaning}")
    if cited := papers(one, model):
        print("\npapers:")
    for key, text in cited.items():
        _print_indented(f"[{key}] {text}")


def _print_value(one: "Explanation", name: str = "") -> None:
    unit = "" if one.about.unit in ("choice", "file") else f" {one.about.unit}"
    default = f"    (default {_value(one.about.default)})" if one.assignments else ""
    origin = f"{one.origin} (parent)" if one.by == "parent" else one.origin
    print(f"  {name or one.about.name} = {_value(one.value)}{unit}    {origin}{default}")
    for at, setting in one.changes:
        print(f"    from period {at} on {_value(setting.value)}    {setting.origin}")


def _print_meaning(one: "Explanation", last: str) -> None:
    from sim.explain.analogies import pictures

    about = one.about
    texts = [about.meaning, f"{about.expected}; source: {about.source}; {last}"]
    if about.plausible is not None:
        texts.append(f"plausible: {about.plausible} ({about.plausible.source}: {about.plausible.reason})")
    for text in texts:
        print(fill(text, WIDTH, initial_indent="    ", subsequent_indent="    "))
    for when, picture in pictures(about).items():
        print(f"    {when}: {picture}" + (" ← here" if when == str(one.value) else ""))


def _print_indented(text: str) -> None:
    print(fill(text, WIDTH, initial_indent="    ", subsequent_indent="        "))


def _value(value: object) -> str:
    """Return a value in the form in which it is written in a file."""
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
