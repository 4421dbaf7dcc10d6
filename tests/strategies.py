"""Hypothesis strategies for parameters and scenarios, generated from `sim/model/parameters.py`."""

from collections.abc import Mapping
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sim.model.contradictions import contradictions
from sim.model.parameters import Described, Parameters, described, known
from sim.scenario import Intervention, Scenario

# How long an example takes says more about the machine than about the code.
settings.register_profile("coxed", deadline=None, max_examples=30)
settings.load_profile("coxed")

SETTINGS = {d.path: d for d in described()}
SMALL = {
    "organization.members": 12,
    "run.periods": 30,
    "environment.decisions": 8,
    "network.ties": 6,
    "published.clique_size": 5,
    "published.neighbours": 6,
    "environment.across": 8,
}
SMALL_WHOLE = 30  # any other whole number, so that what happens every so many periods happens


def values(about: Described, most: float | None = None) -> st.SearchStrategy[Any]:
    """Values that a parameter takes, its ends and its default often among them; `most` lowers the upper end."""
    if about.choices:
        return st.just(str(about.default)) | st.sampled_from(about.choices)
    if about.kind is str:
        return st.none()
    assert about.low is not None
    assert about.high is not None
    high = about.high if most is None else max(about.low, min(about.high, most))
    ends = st.sampled_from(sorted({about.low, high}))
    if about.kind is int:
        return ends.map(int) | st.integers(int(about.low), int(high))
    defaults = st.just(float(about.default)).filter(lambda value: value <= high)
    return ends.map(float) | defaults | st.floats(about.low, high, allow_subnormal=False)


def _upper(about: Described, bounds: Mapping[str, float]) -> float | None:
    limits = {**SMALL, **{path: limit for path, limit in bounds.items() if "." in path}}
    limits |= {path: bounds[d.name] for path, d in SETTINGS.items() if d.name in bounds}
    return limits.get(about.path, SMALL_WHOLE if about.kind is int else None)


@st.composite
def parameters(draw: st.DrawFn, **bounds: float) -> Parameters:
    """Valid parameters of a small organization in a short run, never contradicting themselves.

    `bounds` are upper ends by name or dotted path: `parameters(members=40, **{"run.periods": 100})`.
    """
    drawn = {path: draw(values(about, _upper(about, bounds))) for path, about in SETTINGS.items()}
    decisions = drawn["environment.decisions"]
    divisors = [b for b in range(1, min(20, decisions) + 1) if decisions % b == 0]
    drawn["published.interdependence"] = draw(st.sampled_from(divisors))
    drawn["environment.goals"] = min(drawn["environment.goals"], decisions)
    if drawn["published.layout"] == "cliques":
        drawn["network.ties"] = max(drawn["network.ties"], 2 * drawn["published.clique_size"] + 8)
    if drawn["published.layout"] in ("line", "ring"):
        drawn["published.neighbours"] -= drawn["published.neighbours"] % 2
        drawn["network.ties"] = max(drawn["network.ties"], 2 * drawn["published.neighbours"] + 8)
    if drawn["published.layout"] == "pairs":
        drawn["network.ties"] = max(drawn["network.ties"], drawn["organization.members"] - 1)
    drawn["run.warm_up"] = min(drawn["run.warm_up"], drawn["run.periods"] - 1)
    result = known().model_validate(nested(drawn))
    assert not list(contradictions(result))
    return result


def nested(drawn: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Dotted paths to groups."""
    tree: dict[str, dict[str, Any]] = {}
    for path, value in drawn.items():
        group, _, name = path.partition(".")
        tree.setdefault(group, {})[name] = value
    return tree


def partial(*, fixed: bool = True, most: int = 6) -> st.SearchStrategy[dict[str, Any]]:
    """A few settings by dotted path, of those that cannot contradict others; without `fixed` ones if it is False."""
    entangled = {
        "run",
        "environment.decisions",
        "environment.goals",
        "published.interdependence",
        "environment.trace",
        "network.ties",
        "published.layout",
        "published.clique_size",
        "published.neighbours",
        "published.rewiring",
        "organization.members",
    }
    free = [d for d in SETTINGS.values() if not {d.group, d.path} & entangled and (fixed or not d.fixed)]
    chosen = st.lists(st.sampled_from(free), max_size=most, unique_by=lambda d: d.path)
    return chosen.flatmap(lambda few: st.fixed_dictionaries({d.path: values(d, _upper(d, {})) for d in few}))


@st.composite
def scenarios(draw: st.DrawFn, **bounds: float) -> Scenario:
    """Scenarios with such parameters, sometimes with interventions and a trace."""
    drawn = draw(parameters(**bounds))
    interventions: list[Intervention] = []
    if drawn.run.periods > 1:
        periods = st.integers(1, drawn.run.periods - 1)
        change = st.builds(Intervention, periods, partial(fixed=False).filter(bool))
        interventions = draw(st.lists(change, max_size=3))
    multipliers = st.just(0.0) | st.just(1.0) | st.floats(0, 5, allow_subnormal=False)
    trace = draw(st.just([1.0]) | st.lists(multipliers, min_size=1, max_size=6))
    if trace != [1.0]:
        named = drawn.environment.model_copy(update={"trace": "drawn.csv"})
        drawn = drawn.model_copy(update={"environment": named})
    return Scenario(
        name="drawn", title="Drawn", parameters=drawn, interventions=tuple(interventions), trace=tuple(trace)
    )
