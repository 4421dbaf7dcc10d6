"""Scenarios that are put together from Python objects, possible and impossible ones, and what happens to them."""

import sys
from collections import Counter
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import SETTINGS, nested

import sim
from sim.model.assemble import standard
from sim.model.parameters import Described, groups, known
from sim.scenario import Intervention, Scenario, ScenarioError

# Small organizations and short runs; goals, ties and cliques may be far too many for them.
LARGEST = {
    "run.periods": 12,
    "run.warm_up": 15,
    "organization.members": 30,
    "environment.decisions": 40,
    "environment.goals": 1000,
    "network.ties": 200,
    "published.clique_size": 200,
    "published.neighbours": 30,
}
SIZES = {"run.periods": 10, "organization.members": 12}
WEIRD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([None, True, "", "many", "rigid", "1", b"1", [], {}, (1,), object()]),
    st.sampled_from([-1, 0, 10**18, 2**63, 2**70, -0.5, 1e300, float("nan"), float("inf")]),
    st.sampled_from([np.float64(0.5), np.int64(3), np.bool_(True), np.zeros(2)]),
)
ENTANGLED = [
    "environment.decisions",
    "environment.goals",
    "published.interdependence",
    "published.layout",
    "network.ties",
    "published.clique_size",
    "published.neighbours",
    "published.rewiring",
    "published.work",
    "run.warm_up",
    "run.periods",
]


def _value(about: Described) -> st.SearchStrategy[Any]:
    """Mostly values that the setting takes by itself, its ends often; also its neighbours beyond the range."""
    if about.choices:
        return st.sampled_from(about.choices)
    if about.kind is str:
        return st.sampled_from([None, "missing.csv"])
    assert about.low is not None
    assert about.high is not None
    low, high = about.low, min(about.high, LARGEST.get(about.path, 100))
    if about.kind is int:
        ends = st.sampled_from([int(low), int(high)])
        return ends | st.integers(int(low), int(high)) | st.integers(int(low), min(int(high), int(low) + 8))
    return st.sampled_from([low, high]) | st.floats(low, high)


def _some(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    chosen = st.lists(st.sampled_from(names), max_size=5, unique=True)
    return chosen.flatmap(lambda few: st.fixed_dictionaries({path: _value(SETTINGS[path]) for path in few}))


@st.composite
def _values(draw: st.DrawFn, fixed: bool = True) -> dict[str, Any]:
    """A few settings by dotted path; every now and then one of them is nonsense."""
    names = [path for path, about in SETTINGS.items() if fixed or not about.fixed]
    drawn = draw(_some(names)) | (draw(_some(ENTANGLED)) if fixed and draw(st.booleans()) else {})
    if not draw(st.integers(0, 5)):
        drawn[draw(st.sampled_from(names))] = draw(WEIRD)
    return drawn


def _constructed(values: dict[str, Any], missing: str | None, junk: Any) -> Any:
    """Parameters without any check; one group may be missing, or be something else."""
    own = {}
    for name, model in groups().items():
        defaults = {field: getattr(model(), field) for field in model.model_fields}
        chosen = {path.partition(".")[2]: value for path, value in values.items() if path.startswith(f"{name}.")}
        own[name] = model.model_construct(**{**defaults, **chosen})
    if missing:
        own[missing] = junk
    return known().model_construct(**own)


@st.composite
def made_scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario through one of the doors; raises ValidationError where the door itself refuses."""
    values = SIZES | draw(_values())
    changes = st.builds(Intervention, st.integers(1, 9), _values(fixed=False))
    odd = st.builds(Intervention, st.integers(-1, 12) | WEIRD, _values())
    steps: Any = tuple(draw(st.lists(changes, max_size=2)))
    trace: Any = tuple(draw(st.lists(st.floats(0, 5), min_size=1, max_size=4)))
    if not draw(st.integers(0, 5)):
        steps = draw(st.lists(odd, max_size=2) | WEIRD)
    if not draw(st.integers(0, 9)):
        trace = draw(st.lists(WEIRD, max_size=2).map(tuple) | WEIRD)
    door = draw(st.sampled_from(["checked", "constructed", "copied", "from_dict"]))
    if door == "from_dict":
        stored = {
            "parameters": nested(values),
            "interventions": [{"at": at, "set": nested(set)} for at, set in steps] if _listed(steps) else [],
            "trace": trace if isinstance(trace, tuple) else [1.0],
        }
        return Scenario.from_dict("drawn", stored)
    if door == "checked":
        parameters = known()(**nested(values))
    elif door == "constructed":
        broken = not draw(st.integers(0, 9))
        name = draw(st.sampled_from(list(groups()))) if broken else None
        parameters = _constructed(values, name, draw(WEIRD) if broken else None)
    else:
        parameters = known()()
        for name, chosen in nested(values).items():
            group = getattr(parameters, name).model_copy(update=chosen)
            parameters = parameters.model_copy(update={name: group})
    return Scenario("drawn", "Drawn", parameters, steps, trace)


def _listed(steps: Any) -> bool:
    return isinstance(steps, tuple) and all(isinstance(step, Intervention) for step in steps)


def attempt(scenario: Scenario, seed: Any = 1) -> str:
    """Run it through `sim.run`, `sim.compare` and `sim.Organization`: `ran` or `refused`, the same each time."""
    answers = [_answer(door, scenario, seed) for door in (_run, _compare, _organization)]
    assert len(set(answers)) == 1, answers
    return answers[0]


def _answer(door: Any, scenario: Scenario, seed: Any) -> str:
    try:
        door(scenario, seed)
    except (ScenarioError, TypeError):
        return "refused"
    return "ran"


def _run(scenario: Scenario, seed: Any) -> None:
    run = sim.run(scenario, 2, seed, threads=1)
    for name, measure in standard().measures.items():
        values = run.measures[name]
        assert measure.low <= values.min() <= values.max() <= measure.high, name
    assert np.isfinite(run.outcomes["made_good_mean"]).all()


def _compare(scenario: Scenario, seed: Any) -> None:
    sim.compare(["led", scenario], 1, seed, threads=1)


def _organization(scenario: Scenario, seed: Any) -> None:
    model = sim.Organization(scenario, seed)
    while model.running:
        model.step()


def fuzz(examples: int) -> Counter[str]:
    """Try so many scenarios; how many ran, were refused, or could not even be made."""
    counts: Counter[str] = Counter()

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def trying(data: st.DataObject) -> None:
        try:
            scenario = data.draw(made_scenarios())
        except ValidationError:
            counts["not made"] += 1
            return
        counts[attempt(scenario)] += 1

    trying()
    return counts


if __name__ == "__main__":
    print(dict(fuzz(int(sys.argv[1]))))
