"""What the page knows of the model, drawn from its one source: nothing of this is typed again in TypeScript."""

from typing import Any

from scipy.special import stdtrit

import sim
from sim.engine.statistics import LEVEL
from sim.model.assemble import standard
from sim.model.identity import rules_hash
from sim.model.measures import Measure, measures
from sim.model.mechanisms import conflict
from sim.model.outcomes import SHOCK_OUTCOMES, outcome_names
from sim.model.parameters import HIDDEN, Described, described, groups, known
from sim.model.state import SERIES, Column, sizes
from sim.scenario import Scenario, builtin_names, load
from sim.scenario.builtin import traces
from sim.scenario.file_contents import FORMAT
from sim.scenario.trace import STEADY
from sim.scenario.values import flat

ENCOUNTERS = ("NOTHING", "AGREED", "TALKED_OUT", "SENT_UP")


def facts() -> dict[str, Any]:
    """Parameters, columns, measures, outcomes, built-in scenarios and traces as plain data."""
    scenarios = {name: load(name) for name in builtin_names()}
    return {
        "version": sim.__version__,
        "results": sim.RESULTS_VERSION,
        "rules": rules_hash(),
        "format": FORMAT,
        "groups": {name: model.__doc__ for name, model in groups().items() if name not in HIDDEN},
        "parameters": {d.path: _parameter(d) for d in described()},
        "columns": {name: _column(c) for name, c in {**standard().columns, "series": SERIES}.items()},
        "sizes": _sizes(),
        "measures": {name: _measure(m) for name, m in measures().items()},
        "outcomes": outcome_names(),
        "shock_outcomes": list(SHOCK_OUTCOMES),
        "encounters": {name.lower(): getattr(conflict, name) for name in ENCOUNTERS},
        "scenarios": {name: _scenario(name, scenario) for name, scenario in scenarios.items()},
        "traces": {name: list(_trace(name)) for name in traces().files()},
        "quantiles": _quantiles(),
    }


def _quantiles() -> list[list[float]]:
    """Student's t for intervals: [1 / degrees of freedom, quantile], from 1 degree to infinitely many.

    Between two entries a straight line is exact to four digits.
    """
    degrees = [*range(1, 31), 35, 40, 50, 60, 80, 120, 240, float("inf")]
    return [[1 / free, round(float(stdtrit(free, (1 + LEVEL) / 2)), 6)] for free in degrees]


def _parameter(about: Described) -> dict[str, Any]:
    kind = "choice" if about.choices else "file" if about.kind is str else about.kind.__name__
    return {
        "group": about.group, "name": about.name, "kind": kind, "default": about.default, "low": about.low,
        "high": about.high, "choices": list(about.choices), "unit": about.unit, "meaning": about.meaning,
        "source": about.source, "fixed": about.fixed, "expected": about.expected, "plausible": _ends(about),
    }  # fmt: skip


def _ends(about: Described) -> list[float] | None:
    """The limits of what is plausible, for sliders; what can be switched off begins at 0."""
    plausible = about.plausible
    if plausible is None or plausible.shape == "choice":
        return None
    return [0 if about.low == 0 else plausible.low, plausible.high]


def _column(column: Column) -> dict[str, Any]:
    """A column's declaration; a range without an end has None there, for JSON cannot say it otherwise."""
    ends = {name: end if abs(end := getattr(column, name)) != float("inf") else None for name in ("low", "high")}
    return {"kind": column.array, "shape": column.shape, **ends, "meaning": column.meaning}


def _measure(measure: Measure) -> dict[str, Any]:
    return {name: getattr(measure, name) for name in ("unit", "low", "high", "meaning")}


def _sizes() -> dict[str, str | int]:
    """For each word of a shape the parameter that gives its number, `rows` or `measures` by themselves, or the number.

    Found by asking: every whole parameter gets a number of its own, and `sizes` shows which came out.
    """
    whole = [d for d in described() if d.kind is int and not d.choices]
    marks: dict[int, str] = {1_000_000 + place: d.path for place, d in enumerate(whole)} | {-1: "rows", -2: "measures"}
    values = {path: number for number, path in marks.items()}
    nested = {
        name: model.model_construct(None, **{f: values.get(f"{name}.{f}", 0) for f in model.model_fields})
        for name, model in groups().items()
    }
    return {word: marks.get(n, n) for word, n in sizes(known().model_construct(None, **nested), -1, -2).items()}


def _scenario(name: str, scenario: Scenario) -> dict[str, Any]:
    usual = flat(known()())
    return {
        "title": scenario.title,
        "about": _about(name),
        "values": {path: value for path, value in flat(scenario.parameters).items() if value != usual[path]},
        "interventions": [{"at": at, "set": dict(changes)} for at, changes in scenario.interventions],
    }


def _about(name: str) -> str:
    """The comment at the top of a built-in scenario, as far as its first blank line."""
    source = load(name).source
    assert source is not None, "a built-in scenario is a file"
    lines = source.read_text(encoding="utf-8").splitlines()[1:]
    comment = []
    for line in lines:
        if not line.startswith("# "):
            break
        comment.append(line.removeprefix("# "))
    return " ".join(comment)


def _trace(name: str) -> tuple[float, ...]:
    scenario = Scenario().with_(environment={"trace": name})
    assert scenario.trace != STEADY, f"the trace {name} says nothing"
    return scenario.trace
