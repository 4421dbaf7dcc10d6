"""Sentences of the page that a number could refute, in both languages, and the numbers that hold them.

A comparison of crews is one of means over replicates with the same luck: it holds if the mean of the paired differences
is more than 3.4 standard errors above 0, so that one in 3,000 holds by luck alone. The seed is that of the page.
"""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import in_node, missing_node
from numpy.typing import NDArray

import sim
from sim.engine.statistics import interval
from sim.page import bundle
from sim.page.facts import facts

FIVE = ("led", "managed_only", "no_paddles", "neither", "over_managed")
CALM = (("environment.operational_turbulence", 0), ("environment.strategic_turbulence", 0))
FORESEEN = (("environment.foresight", 1),)
STORMS = (("environment.shock_every", 30),)
YEAR = 50  # weeks
SURE = 3.4  # standard errors
WORDS = {
    language: json.loads((bundle.WEB / "locales" / f"{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "de")
}
STORY = """
import { CHAPTERS, WATCH } from "./src/story/chapters";
import { reachOf } from "./src/ocean/lane";
answer({ chapters: CHAPTERS, watch: WATCH, reach: reachOf(given.periods) });
"""
CROSSING = """
import { crossingOf } from "./src/crew/numbers";
answer(crossingOf(given.facts, given.points, given.one, given.other));
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The chapters as the page has them, by their names, and how long a reader watches before the bet."""
    if lack := missing_node():
        pytest.skip(lack)
    given = {"periods": sim.load("led").parameters.run.periods}
    answer: dict[str, Any] = in_node(STORY, given, tmp_path_factory.mktemp("story"))
    return answer | {chapter["id"]: chapter for chapter in answer["chapters"]}


def says(key: str, english: str, german: str) -> None:
    """Both languages have the sentence that is held to the model."""
    assert english in WORDS["en"][key]
    assert german in WORDS["de"][key]


type Ocean = tuple[tuple[str, float], ...]


@cache
def measured(name: str, ocean: Ocean = (), replicates: int = 100) -> dict[str, NDArray[np.float64]]:
    """Every measure of a crew in an ocean, per replicate and week."""
    return sim.run(sim.load(name, [f"{path}={value}" for path, value in ocean]), replicates, 1).measures


def mean(name: str, measure: str, ocean: Ocean = ()) -> NDArray[np.float64]:
    """The mean over the weeks, per replicate."""
    return np.asarray(measured(name, ocean)[measure]).mean(axis=1)


def far(name: str, ocean: Ocean = ()) -> NDArray[np.float64]:
    """How far each replicate gets."""
    return np.asarray(measured(name, ocean)["made_good"]).sum(axis=1)


@cache
def in_step(name: str) -> tuple[float, ...]:
    """The share of working members who do what the plan says in the weeks that are watched, per replicate."""
    shares = []
    for replicate in range(12):
        crew = sim.Organization(sim.load(name), seed=1, replicate=replicate)
        agreed = []
        for _ in range(40):
            crew.step()
            week, plan = crew.state.week, crew.state.course.plan
            rows = week.decision >= 0
            agreed.append((plan[week.decision[rows]] == week.action[rows]).mean())
        shares.append(float(np.mean(agreed)))
    return tuple(shares)


def larger(one: Any, other: Any) -> None:
    """The first is surely larger on average than the second, replicate by replicate."""
    gap = np.asarray(one) - np.asarray(other)
    assert gap.mean() > SURE * gap.std(ddof=1) / len(gap) ** 0.5


def test_negative_control_no_crew_is_larger_than_itself_or_than_its_better() -> None:
    for one, other in (("led", "led"), ("managed_only", "led")):
        with pytest.raises(AssertionError):
            larger(far(one), far(other))
    with pytest.raises(AssertionError):
        larger(in_step("led"), in_step("over_managed"))
    with pytest.raises(AssertionError):
        says("story.adrift.text", "more than once", "mehr als einmal")


# Chapter by chapter.


def test_adrift(story: dict[str, Any]) -> None:
    says("story.adrift.text", "nearly every oar is manned", "fast jedes Ruder besetzt")
    assert mean("managed_only", "coverage").mean() > 0.9
    says("story.adrift.text", "nearly everybody pulls to one plan", "fast alle ziehen nach einem Plan")
    assert np.mean(in_step("managed_only")) > 0.8
    says("story.adrift.text", "the island moves once on average", "verschiebt sich die Insel im Mittel einmal")
    says("story.adrift.text", "Watch forty weeks", "Sieh vierzig Wochen zu")
    ocean = sim.load("managed_only").parameters.environment
    assert ocean.goals * ocean.strategic_turbulence * story["watch"] == pytest.approx(1)
    says("story.adrift.text", "on some voyages not at all", "auf manchen Fahrten gar nicht")
    assert 0.1 < (1 - ocean.strategic_turbulence) ** (ocean.goals * story["watch"]) < 0.5
    says("story.adrift.number", "100 weeks to the island", "100 Wochen bis zur Insel")
    assert story["reach"] == 100, "a perfect crew makes good 1 a week"
    says("story.adrift.lesson", "The managed crew is the faster one", "Die gemanagte Mannschaft ist schneller")
    larger(mean("managed_only", "speed"), mean("neither", "speed"))
    says("story.adrift.lesson", "lose its course although nobody stops", "verliert sie den Kurs, obwohl niemand")
    heading, effort = (np.asarray(measured("managed_only")[name]) for name in ("heading", "effort"))
    larger(heading[:, 0] / 2, heading[:, story["watch"] - 1])
    assert effort[:, story["watch"] - 1].mean() > 0.9 * effort[:, 0].mean()


def test_the_mirror_case() -> None:
    says("story.mirror.text", "some seats stay empty", "Manche Plätze bleiben leer")
    larger(mean("managed_only", "coverage") - 0.2, mean("no_paddles", "coverage"))
    says("story.mirror.lesson", "One crew is faster", "Die eine Mannschaft ist schneller")
    larger(mean("managed_only", "speed"), mean("no_paddles", "speed"))
    says("story.mirror.lesson", "the other knows better where to go", "die andere weiß besser, wohin")
    larger(mean("no_paddles", "belief_accuracy"), mean("managed_only", "belief_accuracy"))


def test_both_at_once() -> None:
    says("story.both.text", "nearly every oar is assigned", "Fast jedes Ruder ist verteilt")
    assert mean("led", "coverage").mean() > 0.9
    says("story.both.lesson", "the two halves together get less far", "beide Hälften zusammen weniger weit")
    larger(far("led"), far("managed_only") + far("no_paddles") - far("neither"))


def test_the_tight_crew_of_the_storm(story: dict[str, Any]) -> None:
    tight = sim.load("over_managed").parameters
    says("story.storm.text", "Nine in ten departures from the plan", "Neun von zehn Abweichungen vom Plan")
    assert tight.management.control == 0.9
    says("story.storm.text", "hardly any is thanked", "für kaum eine gibt es Dank")
    assert tight.rewards.initiative <= 0.05
    says("story.storm.text", "in no other boat do the rowers dare so little to speak", "in keinem anderen Boot traut")
    says("story.storm.text", "No other crew rows so much in step", "Keine andere Mannschaft zieht so im Takt")
    says("story.storm.text", "no other boat is as fast", "kein anderes Boot ist so schnell")
    says("story.storm.text", "its rowers pull the least hard", "obwohl sich niemand so wenig anstrengt")
    assert tuple(story["storm"]["ocean"].items()) == STORMS
    for other in set(FIVE) - {"over_managed"}:
        larger(in_step("over_managed"), in_step(other))
        for ocean in ((), STORMS):
            larger(mean(other, "safety", ocean), mean("over_managed", "safety", ocean))
            larger(mean("over_managed", "speed", ocean), mean(other, "speed", ocean))
            larger(mean(other, "effort", ocean), mean("over_managed", "effort", ocean))


def test_the_ocean_of_the_storm(story: dict[str, Any]) -> None:
    says("story.storm.text", "every thirty weeks, and you see the first one", "alle dreißig Wochen ein Sturm, und den")
    assert story["storm"]["ocean"]["environment.shock_every"] == 30 < story["watch"]
    says("story.storm.text", "from one in which the island never moves", "von dem, in dem die Insel nie wandert")
    says("story.storm.text", "in which it moves five times a year", "in dem sie fünfmal im Jahr wandert")
    sweep, usual = story["storm"]["sweep"], sim.load("led").parameters.environment
    island, water = (
        sweep["levers"][f"environment.{kind}_turbulence"] * sweep["points"][-1] for kind in ("strategic", "operational")
    )
    assert (sweep["points"][0], island * usual.goals * YEAR) == (0, pytest.approx(5))
    says("story.storm.text", "The water around the oars changes in proportion", "Das Wasser an den Rudern ändert sich")
    assert water / island == pytest.approx(usual.operational_turbulence / usual.strategic_turbulence)
    says("story.storm.lesson", "the over-managed crew is ahead", "liegt die übermanagte Mannschaft vorn")
    larger(far("over_managed", CALM), far("led", CALM))
    says("story.storm.lesson", "more by its course than by its speed", "mehr durch ihren Kurs als durch ihre Fahrt")
    course, speed = (mean("over_managed", name, CALM) / mean("led", name, CALM) for name in ("heading", "speed"))
    larger(course, speed)


def test_where_planning_wins(story: dict[str, Any]) -> None:
    says("story.planning.text", "On the water nothing changes at all", "Auf dem Wasser ändert sich gar nichts")
    assert sorted(story["planning"]["ocean"].items()) == list(CALM)
    says("story.planning.text", "the island moves as it did at first", "wandert die Insel wie am Anfang")
    assert list(story["planning"]["sweep"]["levers"]) == ["environment.foresight"]
    says("story.planning.lesson", "the plan is nearly always right", "stimmt der Plan fast immer")
    assert mean("over_managed", "plan_accuracy", FORESEEN).mean() > 0.9
    departs = {name: mean(name, "initiatives", FORESEEN).mean() for name in ("over_managed", "led")}
    says("story.planning.lesson", "hardly anybody departs from it", "weicht kaum jemand von ihm ab")
    assert departs["over_managed"] < 0.02
    says(
        "story.planning.lesson", "some do, and most of them are wrong", "tun es manche, und die meisten von ihnen irren"
    )
    assert departs["led"] > 5 * departs["over_managed"]
    assert mean("led", "initiatives_right", FORESEEN).mean() < departs["led"] / 3


def test_what_teachers_are_told() -> None:
    says(
        "teach.wrong.wins.more",
        "In calm or foreseen water the over-managed crew gets farther",
        "vorhergesehenem Wasser",
    )
    says("teach.plan.planning", "who believes that the led crew always gets farther", "die geführte Mannschaft immer")
    for ocean in (CALM, FORESEEN):
        larger(far("over_managed", ocean), far("led", ocean))
    says("teach.wrong.speed.more", "is its speed times its course", "ist ihre Fahrt mal ihr Kurs")
    led = {name: np.asarray(values) for name, values in measured("led").items()}
    np.testing.assert_allclose(led["speed"] * led["heading"], led["made_good"])
    says("teach.wrong.calm.more", "In calm water too the led crew gets farther", "Auch in ruhigem Wasser")
    says("teach.wrong.calm.more", "only the over-managed crew beats it", "nur die übermanagte schlägt sie")
    for other in ("managed_only", "no_paddles", "neither"):
        larger(far("led", CALM), far(other, CALM))
    says("teach.wrong.one.more", "in about three oceans of ten", "in etwa drei von zehn Ozeanen")
    managed, tight = (
        sim.run(name, 400, 1, series=False).outcomes["distance_made_good"] for name in ("managed_only", "over_managed")
    )
    larger(managed, tight)
    assert (tight > managed).mean() == pytest.approx(0.3, abs=0.07), "three standard errors"


# Where curves cross.


def crossing(points: list[float], one: list[Any], other: list[Any]) -> tuple[float, float, float]:
    """Where the mean difference of two crews changes its sign, and where the limits of its interval do."""
    gaps = [interval(np.asarray(a) - np.asarray(b)) for a, b in zip(one, other, strict=True)]

    def zero(limit: str, otherwise: float) -> float:
        for (x0, y0), (x1, y1) in pairwise((x, getattr(gap, limit)) for x, gap in zip(points, gaps, strict=True)):
            if y0 * y1 < 0:
                return float(x0 + (x1 - x0) * y0 / (y0 - y1))
        return otherwise

    first, last = ("high", "low") if gaps[0].mean < 0 else ("low", "high")
    return zero("mean", float("nan")), zero(first, points[0]), zero(last, points[-1])


@pytest.mark.parametrize("name", ["storm", "planning"])
def test_the_curves_cross_where_the_page_finds_it(name: str, story: dict[str, Any], tmp_path: Path) -> None:
    sweep = story[name]["sweep"]
    points = sweep["points"]
    one, other = (
        [far(crew, tuple((path, factor * x) for path, factor in sweep["levers"].items()))[:40].tolist() for x in points]
        for crew in story[name]["crews"]
    )
    answer = in_node(CROSSING, {"facts": facts(), "points": points, "one": one, "other": other}, tmp_path)
    assert (answer["at"], answer["from"], answer["to"]) == pytest.approx(crossing(points, one, other), rel=1e-3)
    swapped = in_node(CROSSING, {"facts": facts(), "points": points, "one": other, "other": one}, tmp_path)
    assert swapped == pytest.approx(answer)
    if name == "storm":
        says("teach.wrong.calm.more", "how little change it takes", "wie wenig Wechsel es braucht")
        assert answer["to"] < 1
    nowhere = [[value + 1e6 for value in row] for row in other]
    assert in_node(CROSSING, {"facts": facts(), "points": points, "one": one, "other": nowhere}, tmp_path) is None
