"""The course session runs from top to bottom, holds results back until bets are in, and finds what its page says."""

import importlib.util
import math
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import sim
from sim.engine.statistics import interval
from tests.pages import ROOT

mpl.use("Agg")
NOTEBOOK = ROOT / "docs" / "course" / "session.py"
BETS = {
    "first_bet": SimpleNamespace(value={"farther": "led", "faster": "no difference"}),
    "second_bet": SimpleNamespace(value="more than the halves"),
}


@pytest.fixture(scope="module")
def session() -> Any:
    """The notebook."""
    specification = importlib.util.spec_from_file_location("session", NOTEBOOK)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.app


def test_nothing_is_computed_before_the_bet(session: Any) -> None:
    _, values = session.run()
    assert {"one", "third", "gains", "last"} <= values.keys()
    assert not {"two", "synergy"} & values.keys()


def test_it_finds_what_its_page_says(session: Any) -> None:
    _, values = session.run(defs=BETS)
    far = {name: run.outcomes["made_good_mean"].mean() for name, run in values["two"].runs.items()}
    assert 0.45 < far["over_managed"] / far["led"] < 0.55, "half as far"
    speed = values["two"].difference("over_managed", "led", "speed_mean")
    assert 0 < speed.low < speed.high < 0.03, "and a little faster"
    assert values["synergy"].low > 0
    lost = values["two"].difference("led", "over_managed").mean
    gains = {name: gain.mean / lost for name, gain in values["gains"].items()}
    assert 0.8 < gains.pop("leadership") < 0.9
    assert all(gain < 0.1 for gain in gains.values())


def test_both_together_are_worth_more_in_three_ways() -> None:
    """In speed, in heading, and in what their product would be if both were only sums."""
    runs = sim.compare(["led", "managed_only", "no_paddles", "neither"], 100).runs
    sums = []
    for outcome in ("speed_mean", "heading_mean"):
        led, managed, paddleless, neither = (run.outcomes[outcome].to_numpy() for run in runs.values())
        assert interval(led - managed - paddleless + neither).low > 0
        sums.append((managed + paddleless - neither, managed, paddleless, neither))
    led, managed, paddleless, neither = (speed * heading for speed, heading in zip(*sums, strict=True))
    assert interval(led - managed - paddleless + neither).low > 0


def test_leadership_brings_most_of_it_back_under_other_seeds_too() -> None:
    """The statement of the page holds under two other seeds."""
    tight, led = sim.load("over_managed"), sim.load("led")
    for seed in (2, 3):
        trio = sim.compare([tight, tight.with_(name="given back", leadership={"strength": 1}), led], 100, seed)
        share = trio.difference("given back", "over_managed").mean / trio.difference("led", "over_managed").mean
        assert 0.8 < share < 0.9


def test_half_of_the_moves_of_the_island_are_followed_after_ten_weeks_or_later() -> None:
    weeks = []
    for right in sim.run("led", 100).measures["direction_accuracy"]:
        for week in np.flatnonzero(np.diff(right) < 0) + 1:
            after = np.flatnonzero(right[week:] >= right[week - 1])
            weeks.append(after[0] if after.size else math.inf)
    assert len(weeks) > 300
    assert 10 <= np.median(weeks) <= 20


@pytest.mark.parametrize(
    ("ocean", "wins"),
    [
        ({"strategic_turbulence": 0, "operational_turbulence": 0.005}, True),
        ({"strategic_turbulence": 0, "operational_turbulence": 0.02}, False),
        ({"strategic_turbulence": 0.005, "operational_turbulence": 0}, False),
        ({"foresight": 0.9}, True),
        ({"foresight": 0.5}, False),
    ],
)
def test_two_kinds_of_ocean_turn_it_round(ocean: dict[str, float], wins: bool) -> None:
    pair = [sim.load(name).with_(environment=ocean) for name in ("over_managed", "led")]
    gap = sim.compare(pair, 100).difference("over_managed", "led")
    assert gap.low > 0 if wins else gap.high < 0


def test_freedom_costs_speed_and_brings_heading_by_initiative_alone() -> None:
    tight = sim.load("over_managed").with_(motivation={"ideas": 0})
    free = tight.with_(name="free", management={"control": sim.load("led").parameters.management.control})
    pair = sim.compare([tight, free], 100)
    assert pair.difference("free", tight.name, "speed_mean").high < -0.02
    assert pair.difference("free", tight.name, "heading_mean").low > 0.005
    afraid = [crew.with_(motivation={"initial_safety": 0}, rewards={"initiative": 0}) for crew in (tight, free)]
    nobody_dares = sim.compare(afraid, 100)
    assert nobody_dares.difference("free", tight.name, "speed_mean").mean == 0
