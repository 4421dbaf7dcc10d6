"""The built-in crews that each show one idea: they are what their comments say."""

from pathlib import Path

import pytest

import sim
from sim.model.formulas import strikes
from sim.scenario import Intervention, load
from tests.scenario_files import differences, flat, load_text

EARLY = {
    "development.rate": 0.05,
    "development.retrospectives": 0.9,
    "development.coaching": 0.9,
    "development.stretch": 0.2,
}
CREWS = {
    "without_direction": ("managed_only", {"leadership.founding_vision": 0}),
    "lost_direction": ("managed_only", {"environment.strategic_turbulence": 0, "environment.shock_every": 100}),
    "explorers": ("led", {"management.control": 0.1, "motivation.ideas": 0.2, "motivation.initial_safety": 0.9}),
    "closed_departments": (
        "led",
        {"leadership.channel_fidelity": 0.5, "development.rotation": 0, "network.cross_team": 0},
    ),
    "deaf_to_customers": ("led", {"environment.dependence": 0.3, "leadership.outside": 0}),
    "early_leaders": ("led", EARLY),
}


def means(name: str) -> dict[str, float]:
    """The mean of each measure over the periods of three short runs."""
    run = sim.run(load(name).with_(run={"periods": 60}), 3, seed=1)
    return {measure: float(series.mean()) for measure, series in run.measures.items()}


@pytest.mark.parametrize("name", CREWS)
def test_a_crew_differs_from_its_start_in_what_its_comments_name(name: str) -> None:
    start, changes = CREWS[name]
    assert differences(load(name), load(start)) == changes


def test_the_crew_that_loses_its_direction_meets_one_storm() -> None:
    p = load("lost_direction").parameters
    assert [t for t in range(p.run.periods) if strikes(p.environment.shock_every, t)] == [100]


def test_the_crew_without_a_direction_never_has_one_nor_a_plan_to_depart_from() -> None:
    without, managed = means("without_direction"), means("managed_only")
    assert without["initiatives"] == 0
    assert without["direction_knowledge"] == 0
    assert managed["initiatives"] > 0, "negative control"
    assert managed["direction_knowledge"] > 0, "negative control"


@pytest.mark.parametrize("name", ["without_ideas", "without_ways"])
def test_without_ideas_or_ways_nobody_tries(name: str) -> None:
    assert means(name)["trials"] == 0
    assert means("led")["trials"] > 0, "negative control"


@pytest.mark.parametrize("name", ["without_stakeholders", "deaf_to_customers"])
def test_without_talk_outside_support_only_falls(name: str) -> None:
    support = sim.run(load(name), 2, seed=1).measures["support"]
    assert (support[:, 1:] < support[:, :-1]).all()
    support = sim.run(load("led"), 2, seed=1).measures["support"]
    assert (support[:, 1:] > support[:, :-1]).any(), "negative control"


STOPPED = Intervention(100, {path: flat(load("led").parameters)[path] for path in EARLY})


@pytest.mark.parametrize(
    ("name", "interventions", "changes"),
    [("long_plan", (), {"environment.foresight": 0.9}), ("early_leaders", (STOPPED,), {})],
)
def test_what_a_comment_offers_to_try_is_a_scenario(
    tmp_path: Path, name: str, interventions: tuple[Intervention, ...], changes: dict[str, float]
) -> None:
    """With the hash signs removed as the file says, it has no mistakes, and does what it says."""
    before, _, after = Path(str(load(name).source)).read_text(encoding="utf-8").rpartition("remove the hash signs")
    first, *rest = after.split("\n")
    text = before + first + "\n" + "\n".join(line.removeprefix("# ") for line in rest)
    tried = load_text(text, tmp_path)
    assert tried.interventions == interventions
    assert differences(tried, load(name)) == changes
