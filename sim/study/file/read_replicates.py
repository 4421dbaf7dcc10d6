"""Reading `replicates` and `keep` in a study file."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sim.model.conditions import shocks, waves
from sim.model.measures import known_measures
from sim.model.outcomes import SHOCK_OUTCOMES, UNKNOWN_IF_CENSORED, outcome_names
from sim.scenario import Problem, Scenario
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, quoted, shown
from sim.scenario.suggestions import certain_count, certain_match, nearest
from sim.study.outcomes import unknown
from sim.study.stopping_rule import FIRST_LOOK, Replicates, Stop

MOST = 10_000_000
_WORDS = ("min", "max", "stop")
_STOP_WORDS = ("outcome", "half_width", "look_ahead")


def read_replicates(
    written: tuple[Place, Node] | None, sides: Iterable[Scenario], factors: Collection[str], problems: list[Problem]
) -> Replicates:
    """How many replicates a point gets; 100 if the file does not say it.

    `sides` are the scenarios, and `factors` the paths of what is varied; they tell which outcomes can be missing.
    """
    if written is None:
        return fixed(100)
    key, node = written
    if node.kind == "scalar" and node.value is not None:
        return fixed(_whole("replicates", key, node, 1, problems))
    words = _group("replicates", key, node, _WORDS, problems)
    if words is None:
        return fixed(1)
    least = _whole("min", *words["min"], 2, problems) if "min" in words else FIRST_LOOK
    most = _whole("max", *words["max"], 2, problems) if "max" in words else None
    if most is None:
        problems.append(problem("D012", "'replicates' has no max", key, "write {min: 10, max: 400, stop: {...}}"))
    elif most < least:
        problems.append(
            problem(
                "D012", f"max is {most}, less than min, {least}", words["max"][1].place, f"expected at least {least}"
            )
        )
    stop = _stop(*words["stop"], _missing_outcomes(sides, factors), problems) if "stop" in words else None
    return Replicates(least, most or least, stop)


def fixed(count: int) -> Replicates:
    """The same number for every point."""
    return Replicates(min(FIRST_LOOK, count), count)


def _missing_outcomes(sides: Iterable[Scenario], factors: Collection[str]) -> Mapping[str, str]:
    """The outcomes that some runs may not have, and why."""
    unrecovered = dict.fromkeys(UNKNOWN_IF_CENSORED, "a crew may not recover from any shock")
    shocked = all(shocks(side.parameters) or waves(side.parameters) for side in sides)
    if shocked and not {"environment.shock_every", "environment.exodus_every", "run.periods"} & {*factors}:
        return unrecovered
    return dict.fromkeys(SHOCK_OUTCOMES, "no shock may strike in a run") | unrecovered


def _stop(key: Place, node: Node, missing: Mapping[str, str], problems: list[Problem]) -> Stop | None:
    words = _group("stop", key, node, _STOP_WORDS, problems)
    if words is None:
        return None
    outcome = "made_good_mean"
    if "outcome" in words:
        outcome = str(words["outcome"][1].value)
        if outcome not in outcome_names():
            place, instead = words["outcome"][1].place, certain_match(outcome, outcome_names())
            wrong = unknown(outcome, outcome_names())
            problems.append(problem("D013", wrong.message, place, wrong.help, instead))
        elif outcome in missing:
            message = f"'{outcome}' can be missing: {missing[outcome]}"
            help = "stop on an outcome that every run has, such as made_good_mean"
            problems.append(problem("D020", message, words["outcome"][1].place, help))
    look_ahead = _whole("look_ahead", *words["look_ahead"], 1, problems) if "look_ahead" in words else 2
    if "half_width" not in words:
        problems.append(
            problem("D012", "'stop' has no half_width", key, "write half_width: 0.01, the precision you need")
        )
        return None
    width: Any = words["half_width"][1].value
    if type(width) not in (int, float) or not 0 < width < float("inf"):
        place = words["half_width"][1].place
        problems.append(problem("D012", f"'half_width' cannot be {shown(width)}", place, "expected a number above 0"))
        return None
    return Stop(outcome, float(width), look_ahead)


def read_series(written: tuple[Place, Node] | None, problems: list[Problem]) -> tuple[str, ...]:
    """The measures of which every period is kept."""
    if written is None:
        return ()
    words = _group("keep", *written, ("series",), problems)
    if words is None or "series" not in words:
        return ()
    key, node = words["series"]
    if node.kind == "scalar" and node.value == "all":
        return tuple(known_measures())
    if node.kind != "list":
        problems.append(problem("D014", "'series' is no list of measures", key, "write [made_good, alignment], or all"))
        return ()
    named = []
    for item in node.value:
        if item.kind != "scalar" or item.value not in known_measures():
            near = nearest(str(item.value), known_measures())
            help = f"did you mean '{near}'?" if near else "known: " + ", ".join(known_measures())
            instead = certain_match(str(item.value), known_measures())
            problems.append(problem("D014", f"unknown measure {shown(item.value)}", item.place, help, instead))
        else:
            named.append(item.value)
    return tuple(name for name in known_measures() if name in named)


def _group(
    name: str, key: Place, node: Node, known: tuple[str, ...], problems: list[Problem]
) -> dict[str, tuple[Place, Node]] | None:
    """The words below a name with places and values; None if there is no group."""
    if node.kind == "refused":
        return None
    if node.kind != "group":
        code = "S024" if node.value is None else "S014"
        problems.append(problem(code, f"'{name}' is no group of settings", key, f"it takes {', '.join(known)}"))
        return None
    for word, _ in node.value:
        if word.value not in known:
            near = nearest(word.value, known)
            help = f"did you mean '{near}'?" if near else f"'{name}' takes {', '.join(known)}"
            instead = certain_match(word.value, known)
            message = f"unknown word {quoted(word.value)} in '{name}'"
            problems.append(problem("D001", message, word.place, help, instead))
    return {k.value: (k.place, v) for k, v in node.value if k.value in known and v.kind != "refused"}


def _whole(word: str, key: Place, node: Node, low: int, problems: list[Problem]) -> int:
    if node.kind == "scalar" and type(node.value) is int and low <= node.value <= MOST:
        return node.value
    value = shown(node.value) if node.kind == "scalar" else f"a {node.kind}"
    place = key if node.value is None else node.place
    help = f"expected a whole number from {low} to {MOST:,}"
    problems.append(problem("D012", f"'{word}' cannot be {value}", place, help, certain_count(node.value, low)))
    return low
