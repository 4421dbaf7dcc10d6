"""Sentences of the page that a number could refute, in both languages, and the numbers that hold them.

The crews are those of the story, which are smaller than the built-in ones.

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
CALM = {"environment.operational_turbulence": 0, "environment.strategic_turbulence": 0}
SMALL = {"organization.members": 12, "environment.decisions": 10}
YEAR = 50  # weeks
SURE = 3.4  # standard errors
WORDS = {
    language: json.loads((bundle.WEB / "locales" / f"{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "de")
}
STORY = """
import { SMALL, sweptBy, touched, crewOf } from "./src/story/chapters";
import { CHAPTERS } from "./src/story/contents";
import { reachOf } from "./src/ocean/lane";
import { initial } from "./src/state";
const swept = Object.fromEntries(CHAPTERS.map((chapter) => [chapter.id, sweptBy(chapter)]));
const late = touched(crewOf(given.facts, CHAPTERS[3]!, CHAPTERS[3]!.crews[0]), CHAPTERS[3]!.touch, 180);
const { crews, replicates, seed } = initial(given.facts);
const sandbox = { crews: crews.map(({ scenario }) => scenario.parent), replicates, seed: String(seed) };
answer({ chapters: CHAPTERS, swept, small: SMALL, reach: reachOf(given.periods), late: late.interventions, sandbox });
"""
CROSSING = """
import { crossingOf } from "./src/crew/numbers";
answer(crossingOf(given.facts, given.points, given.one, given.other));
"""
BEST = """
import { bestOf } from "./src/crew/numbers";
answer(bestOf(given.facts, given.points, given.rows));
"""


@cache
def known() -> dict[str, Any]:
    """What the page knows of the model, gathered once."""
    return facts()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The chapters as the page has them, by their names."""
    if lack := missing_node():
        pytest.skip(lack)
    given = {"periods": sim.load("led").parameters.run.periods, "facts": known()}
    answer: dict[str, Any] = in_node(STORY, given, tmp_path_factory.mktemp("story"))
    return answer | {chapter["id"]: chapter for chapter in answer["chapters"]}


def says(key: str, english: str, german: str) -> None:
    """Both languages have the sentence that is held to the model."""
    assert english in WORDS["en"][key]
    assert german in WORDS["de"][key]


type Changes = tuple[tuple[str, float], ...]
type When = tuple[int, Changes]


@cache
def run(name: str, sets: Changes = (), then: When | None = None, replicates: int = 100) -> sim.Run:
    """The replicates of a crew of the story with some settings; `then` changes more of them in a week."""
    scenario = sim.load(name, [f"{path}={value}" for path, value in (SMALL | dict(sets)).items()])
    if then is not None:
        at, changes = then
        nested: dict[str, dict[str, float]] = {}
        for path, value in changes:
            group, parameter = path.split(".")
            nested.setdefault(group, {})[parameter] = value
        scenario = scenario.with_(interventions=[{"at": at, "set": nested}])
    return sim.run(scenario, replicates, 1)


def crew(name: str, then: When | None = None, replicates: int = 100, **sets: float) -> sim.Run:
    """The same, with settings as `group__parameter=value`."""
    changes = tuple(sorted((path.replace("__", "."), value) for path, value in sets.items()))
    return run(name, changes, then, replicates)


def plan(given: dict[str, Any], ocean: dict[str, float] | None = None, replicates: int = 100) -> sim.Run:
    """A crew as a chapter of the page has it."""
    changes = tuple(sorted(({**given.get("set", {}), **(ocean or {})}).items()))
    interventions = given.get("interventions")
    then = (interventions[0]["at"], tuple(sorted(interventions[0]["set"].items()))) if interventions else None
    return run(given["base"], changes, then, replicates)


def mean(of: sim.Run, measure: str) -> NDArray[np.float64]:
    """The mean over the weeks, per replicate."""
    return np.asarray(of.measures[measure]).mean(axis=1)


def far(of: sim.Run, first: int = 0, last: int = 200) -> NDArray[np.float64]:
    """How far each replicate gets, from one week to another."""
    return np.asarray(of.measures["made_good"])[:, first:last].sum(axis=1)


def larger(one: Any, other: Any) -> None:
    """The first is surely larger on average than the second, replicate by replicate."""
    gap = np.asarray(one) - np.asarray(other)
    assert gap.mean() > SURE * gap.std(ddof=1) / len(gap) ** 0.5


def unclear(one: Any, other: Any) -> None:
    """A 95 % interval of the difference contains 0, as the page says it of its own runs."""
    gap = interval(np.asarray(one) - np.asarray(other))
    assert gap.low <= 0 <= gap.high


def test_negative_control_no_crew_is_larger_than_itself_or_than_its_better() -> None:
    for one, other in (("led", "led"), ("managed_only", "led")):
        with pytest.raises(AssertionError):
            larger(far(crew(one)), far(crew(other)))
    with pytest.raises(AssertionError):
        unclear(far(crew("led")), far(crew("managed_only")))
    with pytest.raises(AssertionError):
        says("story.adrift.text", "more than once", "mehr als einmal")


def test_the_crews_are_those_of_the_page(story: dict[str, Any]) -> None:
    assert story["small"] == SMALL
    says("story.adrift.text", "Twelve rowers in each boat", "Zwölf Leute in jedem Boot")
    says("story.adrift.number", "25 weeks of perfect rowing away", "25 Wochen vollkommenen Ruderns entfernt")
    assert story["reach"] == 25
    for chapter in story["chapters"]:
        assert chapter["theory"] in chapter["picks"], chapter["id"]
        assert chapter["touch"]["path"] in {"leader", *known()["parameters"]}, chapter["id"]
        assert all(f"touch.{chapter['touch']['path']}.about" in words for words in WORDS.values()), chapter["id"]


def test_pages_of_the_documentation_say_what_the_story_and_the_sandbox_are(story: dict[str, Any]) -> None:
    root = Path(__file__).parents[2]
    readme, page, lesson = (
        " ".join((root / name).read_text(encoding="utf-8").split())
        for name in ("README.md", "docs/how-to/page.md", "docs/tutorials/lesson.md")
    )
    assert story["sandbox"] == {"crews": ["led", "over_managed"], "replicates": 200, "seed": "1"}
    assert "a hash of 200 crews, and `coxed run led --replicates 200 --seed 1 --hash`" in readme
    assert "200 of each with seed 1" in page
    assert "opens with `led` and `over_managed`" in page
    assert len(story["chapters"]) == 14
    assert "fourteen chapters" in page
    assert all(f"`{chapter['id']}`" in page for chapter in story["chapters"])
    places = {chapter["id"]: at for at, chapter in enumerate(story["chapters"], start=1)}
    assert (places["adrift"], places["mirror"], places["both"], places["storm"]) == (1, 2, 3, 5)
    for said in (
        "first chapter, *Fast",
        "second chapter compares",
        "crew of the third chapter",
        "In the fifth chapter",
    ):
        assert said in lesson
    assert f"*{WORDS['en']['event.undo']}*" in page


# Chapter by chapter.


def moves(replicate: int, last: int) -> list[int]:
    """The weeks in which the island moves on the ocean that most chapters show."""
    model = sim.Organization(
        sim.load("led", [f"{path}={value}" for path, value in SMALL.items()]), seed=1, replicate=replicate
    )
    goals, weeks = model.state.ocean.goal.tolist(), []
    for week in range(1, last + 1):
        model.step()
        if (now := model.state.ocean.goal.tolist()) != goals:
            weeks.append(week)
        goals = now
    return weeks


def test_adrift(story: dict[str, Any]) -> None:
    managed, neither = crew("managed_only"), crew("neither")
    says("story.adrift.text", "nearly every oar is manned", "Fast jedes Ruder ist besetzt")
    assert mean(managed, "coverage").mean() > 0.9
    says("story.adrift.text", "nearly everybody rows to one plan", "fast alle rudern nach einem Plan")
    assert mean(managed, "initiatives").mean() < 0.2
    says("story.adrift.text", "in week 25, and again in week 33", "in Woche 25 und noch einmal in Woche 33")
    assert moves(story["adrift"]["replicate"], story["adrift"]["watch"]) == [25, 33]
    says("story.adrift.why", "so its boat is faster", "also ist ihr Boot schneller")
    larger(mean(managed, "coverage"), mean(neither, "coverage"))
    larger(mean(managed, "speed"), mean(neither, "speed"))
    says(
        "story.adrift.why",
        "after twenty weeks a third of what its people",
        "Nach zwanzig Wochen ist ein Drittel dessen",
    )
    stays = crew("managed_only", environment__strategic_turbulence=0)
    for one in (managed, stays):
        assert np.asarray(one.measures["belief_accuracy"])[:, 19].mean() == pytest.approx(2 / 3, abs=0.03)
    says("story.adrift.why", "learn late, or never", "merken sie spät oder nie")
    assert np.asarray(managed.measures["direction_accuracy"])[:, -1].mean() < 0.7
    says("story.adrift.why", "Less than half of its speed becomes progress", "Weniger als die Hälfte ihrer Fahrt")
    larger(mean(managed, "speed") / 2, mean(managed, "made_good"))
    says("story.adrift.limit", "more than twice as far", "mehr als doppelt so weit")
    calm = run("managed_only", tuple(CALM.items()))
    larger(far(calm), 2 * far(managed))
    says("story.adrift.limit", "there its plan stays right", "Dort bleibt ihr Plan richtig")
    assert mean(calm, "plan_accuracy").mean() > 0.9
    assert mean(managed, "plan_accuracy").mean() < 0.65


def test_the_mirror_case() -> None:
    led, managed = crew("no_paddles"), crew("managed_only")
    says("story.mirror.text", "so some stay empty", "so bleiben manche leer")
    says("story.mirror.why", "about one oar in three stays empty", "etwa jedes dritte Ruder bleibt leer")
    assert mean(led, "coverage").mean() == pytest.approx(2 / 3, abs=0.05)
    says("story.mirror.why", "know better where the island lies", "wissen besser, wo die Insel liegt")
    larger(mean(led, "belief_accuracy"), mean(managed, "belief_accuracy"))
    says("story.mirror.why", "So the boat is slow", "So ist das Boot langsam")
    larger(mean(managed, "speed"), mean(led, "speed"))
    says(
        "story.mirror.limit",
        "In a crew of six it is the other way round",
        "In einer Mannschaft von sechs ist es umgekehrt",
    )
    larger(far(managed), far(led))
    told, ordered = (crew(name, organization__members=6) for name in ("no_paddles", "managed_only"))
    larger(far(told), far(ordered))
    says("story.mirror.limit", "though both get less far", "wenn auch beide weniger weit kommen")
    larger(far(led), far(told))
    larger(far(managed), far(ordered))
    says("story.mirror.limit", "nearly as fast as the managed one", "fast so schnell wie die gemanagte")
    assert mean(told, "speed").mean() / mean(ordered, "speed").mean() == pytest.approx(0.97, abs=0.03)
    says("story.mirror.limit", "keeps the better course", "hält besser Kurs")
    larger(mean(told, "heading"), mean(ordered, "heading"))


def interaction(**sets: float) -> NDArray[np.float64]:
    """What both together are worth beyond the sum of each alone, all against the crew with neither."""
    both, one, other, neither = (far(crew(name, **sets)) for name in ("led", "managed_only", "no_paddles", "neither"))
    return both - one - other + neither


def test_both_at_once(story: dict[str, Any]) -> None:
    assert [p["base"] for p in (*story["both"]["crews"], *story["both"]["others"])] == [
        "led", "managed_only", "no_paddles", "neither"
    ]  # fmt: skip
    says("story.both.text", "nearly every oar is assigned", "Fast jedes Ruder ist verteilt")
    assert mean(crew("led"), "coverage").mean() > 0.9
    says("story.both.text", "leadership alone adds some", "Führung allein bringt einige")
    larger(far(crew("managed_only")), far(crew("neither")))
    larger(far(crew("no_paddles")), far(crew("neither")))
    says("story.both.why", "Management makes the boat faster", "Management macht das Boot schneller")
    larger(mean(crew("led"), "speed"), mean(crew("no_paddles"), "speed"))
    says("story.both.why", "leadership keeps it on course", "Führung hält es auf Kurs")
    larger(mean(crew("led"), "heading"), mean(crew("managed_only"), "heading"))
    larger(interaction(), 0 * interaction())
    says("story.both.limit", "50 % is a coin toss", "50 % ist ein Münzwurf")
    blind = interaction(environment__feedback_accuracy=0.5)
    larger(0 * blind, blind)


def test_direction_lost(story: dict[str, Any]) -> None:
    first, second = (plan(p) for p in story["lost"]["crews"])
    says("story.lost.text", "For a hundred weeks the island stays", "Hundert Wochen lang bleibt die Insel")
    says("story.lost.text", "Then a storm moves it", "Dann verschiebt sie ein Sturm")
    ocean = sim.load("lost_direction").parameters.environment
    assert (ocean.strategic_turbulence, ocean.shock_every) == (0, 100)
    assert story["lost"]["from"] < 100 < story["lost"]["watch"]
    says("story.lost.why", "many heads believe what was true before", "glauben viele Köpfe, was vorher stimmte")
    beliefs = [np.asarray(r.measures["belief_accuracy"]) for r in (first, second)]
    larger(beliefs[1][:, 98] - 0.1, beliefs[1][:, 101])
    says("story.lost.why", "the reports change the direction", "ändern die Meldungen die Richtung")
    larger(*(np.asarray(r.measures["direction_accuracy"])[:, -1] for r in (first, second)))
    larger(beliefs[0][:, -1], beliefs[1][:, -1])
    says("story.lost.limit", "after 180 weeks makes no clear difference", "nach 180 Wochen kommt, macht keinen klaren")
    assert story["late"] == [{"at": 180, "set": {"leadership.strength": 1}}]
    late = crew("lost_direction", then=(180, (("leadership.strength", 1),)), replicates=200)
    unclear(far(late), far(crew("lost_direction", replicates=200)))


def test_the_tight_crew_of_the_storm(story: dict[str, Any]) -> None:
    tight = sim.load("over_managed").parameters
    says("story.storm.text", "nine in ten departures from the plan", "Neun von zehn Abweichungen vom Plan")
    assert tight.management.control == 0.9
    says("story.storm.text", "hardly any is thanked", "für kaum eine gibt es Dank")
    assert tight.rewards.initiative <= 0.05
    says("story.storm.text", "its rowers dare least to speak", "nirgends traut man sich so wenig zu reden")
    for other in set(FIVE) - {"over_managed"}:
        larger(mean(crew(other), "safety"), mean(crew("over_managed"), "safety"))
    calm = {name: run(name, tuple(CALM.items())) for name in ("led", "over_managed")}
    says("story.storm.why", "In calm water the plan stays right", "In ruhigem Wasser bleibt der Plan richtig")
    assert mean(calm["over_managed"], "plan_accuracy").mean() > 0.9
    says(
        "story.storm.why",
        "there it wins by its course, although its boat is the slower one",
        "obwohl ihr Boot langsamer",
    )
    larger(far(calm["over_managed"]), far(calm["led"]))
    larger(mean(calm["over_managed"], "heading"), mean(calm["led"], "heading"))
    larger(mean(calm["led"], "speed"), mean(calm["over_managed"], "speed"))
    says("story.storm.why", "hardly anybody departs from it", "kaum jemand weicht von ihm ab")
    assert mean(crew("over_managed"), "initiatives").mean() < 0.02
    assert mean(crew("over_managed"), "plan_accuracy").mean() < 0.65


def test_the_ocean_of_the_storm(story: dict[str, Any]) -> None:
    says("story.storm.text", "a storm strikes every thirty weeks", "kommt alle dreißig Wochen ein Sturm")
    assert story["storm"]["ocean"]["environment.shock_every"] == 30 < story["storm"]["watch"]
    says("story.storm.text", "from one where the island never moves", "von dem, in dem die Insel nie wandert")
    says("story.storm.text", "to one where it moves twice a year", "in dem sie zweimal im Jahr wandert")
    sweep, usual = story["storm"]["sweep"], sim.load("led").parameters.environment
    island, water = (
        sweep["levers"][f"environment.{kind}_turbulence"] * sweep["points"][-1] for kind in ("strategic", "operational")
    )
    assert (sweep["points"][0], island * usual.goals * YEAR) == (0, pytest.approx(2))
    says("story.storm.text", "The water at the oars changes in proportion", "Das Wasser an den Rudern ändert sich")
    assert water / island == pytest.approx(usual.operational_turbulence / usual.strategic_turbulence)


def test_where_planning_wins(story: dict[str, Any]) -> None:
    assert [p["base"] for p in story["planning"]["crews"]] == ["led", "long_plan"]
    says(
        "story.planning.text", "one plan on the first day, for all 200 weeks", "am ersten Tag einen Plan, für alle 200"
    )
    rigid = sim.load("long_plan").parameters
    assert (rigid.management.planning, rigid.management.planning_horizon) == ("rigid", rigid.run.periods)
    assert list(story["planning"]["sweep"]["levers"]) == ["environment.foresight"]
    accuracy = {
        (name, share): mean(crew(name, environment__foresight=share), "plan_accuracy")
        for name in ("led", "long_plan")
        for share in (0, 1)
    }
    says("story.planning.why", "the long plan is more often wrong", "ist der lange Plan öfter falsch")
    larger(accuracy["led", 0], accuracy["long_plan", 0])
    says("story.planning.why", "it is right nine times in ten", "stimmt er neunmal von zehn")
    assert accuracy["long_plan", 1].mean() == pytest.approx(0.9, abs=0.02)
    says("story.planning.why", "reports are sometimes wrong", "Meldungen sind manchmal falsch")
    larger(accuracy["long_plan", 1], accuracy["led", 1])
    says("story.planning.limit", "the long plan wins as well: set the lever to 0", "auch: Stell den Hebel auf 0")
    larger(*(far(run(name, tuple(CALM.items()))) for name in ("long_plan", "led")))
    touch, usual = story["planning"]["touch"], sim.load("led").parameters.environment
    assert (touch["path"], touch["low"], list(touch["along"])) == (
        "environment.strategic_turbulence", 0, ["environment.operational_turbulence"]
    )  # fmt: skip
    says("touch.environment.strategic_turbulence.about", "four times as often", "viermal so oft")
    ratio = usual.operational_turbulence / usual.strategic_turbulence
    assert touch["along"]["environment.operational_turbulence"] / touch["factor"] == pytest.approx(ratio) == 4


def test_telling_everybody(story: dict[str, Any]) -> None:
    never, weekly = (plan(p) for p in story["channels"]["crews"])
    says("story.channels.why", "more heads are right about the island", "irren sich weniger Köpfe über die Insel")
    larger(mean(weekly, "belief_accuracy"), mean(never, "belief_accuracy"))
    says("story.channels.why", "keeps a better course", "hält besser Kurs")
    larger(mean(weekly, "heading"), mean(never, "heading"))
    says("story.channels.limit", "the telling costs nothing", "kostet das Sagen nichts")
    assert mean(weekly, "coverage").mean() == pytest.approx(mean(never, "coverage").mean(), abs=0.01)
    assert mean(weekly, "speed").mean() > mean(never, "speed").mean()


def test_the_lowest_level_dares(story: dict[str, Any]) -> None:
    says("story.lowest.why", "in both crews", "in beiden Mannschaften")
    for name in ("led", "managed_only"):
        free, held = crew(name, management__control=0), crew(name, management__control=1)
        says("story.lowest.why", "they feel safer and pull harder", "fühlt man sich sicherer und zieht kräftiger")
        larger(mean(free, "safety"), mean(held, "safety"))
        larger(mean(free, "effort"), mean(held, "effort"))
        says("story.lowest.why", "the plan itself is more often right", "stimmt der Plan selbst öfter")
        larger(mean(free, "plan_accuracy"), mean(held, "plan_accuracy"))
        says("story.lowest.limit", "freedom here also helps the crew that is not told", "hilft Freiheit hier auch der")
        larger(far(free), far(held))
    says(
        "story.lowest.limit", "with 24 rowers much control is better for the led crew", "mit 24 Leuten ist für die gef"
    )
    many = [crew("led", organization__members=24, management__control=value) for value in (0.9, 0)]
    larger(*(far(r) for r in many))
    assert (24 - story["lowest"]["touch"]["low"]) % story["lowest"]["touch"]["step"] == 0


def test_setbacks(story: dict[str, Any]) -> None:
    chapter = story["setbacks"]
    says("story.setbacks.text", "Every thirty weeks a storm", "Alle dreißig Wochen wirft ein Sturm")
    assert chapter["ocean"] == {"environment.shock_every": 30}
    met, unmet = (plan(p, chapter["ocean"]) for p in chapter["crews"])
    says("story.setbacks.why", "In the first crew all four are met better", "In der ersten Mannschaft sind alle vier")
    for need in ("achievement", "recognition", "belonging", "esteem", "effort"):
        larger(mean(met, need), mean(unmet, need))
    says(
        "story.setbacks.limit", "hardly lower the effort of either crew", "senken die Anstrengung in keiner der beiden"
    )
    for r in (met, unmet):
        assert r.outcomes["perseverance"].mean() > 0.98


def test_leaders_grown_early(story: dict[str, Any]) -> None:
    early, late = (plan(p, replicates=1000) for p in story["leaders"]["crews"])
    led, always = crew("led", replicates=1000), crew("early_leaders", replicates=1000)
    says("story.leaders.text", "in the first hundred weeks, the second in the last hundred", "die zweite die letzten")
    assert all(p["interventions"][0]["at"] == 100 for p in story["leaders"]["crews"])
    says(
        "story.leaders.why", "In the second half the early crew gets clearly farther", "In der zweiten Hälfte kommt die"
    )
    larger(far(early, 100), far(late, 100))
    larger(mean(early, "skill"), mean(late, "skill"))
    says(
        "story.leaders.limit",
        "the early crew gets less far than the led crew",
        "kommt die frühe Mannschaft weniger weit als",
    )
    larger(far(led, 0, 100), far(early, 0, 100))
    says(
        "story.leaders.limit",
        "A crew that spends all 200 weeks on it also gets less far",
        "alle 200 Wochen darauf verwendet",
    )
    larger(far(led), far(always))


def test_rewards(story: dict[str, Any]) -> None:
    success, every = (plan(p) for p in story["rewards"]["crews"])
    says("story.rewards.text", "Both crews thank every second success", "danken für jeden zweiten Erfolg")
    assert sim.load("led").parameters.rewards.initiative == 0.5
    says("story.rewards.why", "Thanks make people feel safe", "Dank gibt Sicherheit")
    says("story.rewards.why", "dares more and pulls harder", "wagt mehr und zieht kräftiger")
    for measure in ("safety", "initiatives", "effort", "plan_accuracy"):
        larger(mean(every, measure), mean(success, measure))
    says("story.rewards.why", "About half of what they dare is right", "Etwa die Hälfte dessen, was sie wagen")
    assert mean(every, "initiatives_right").mean() / mean(every, "initiatives").mean() == pytest.approx(0.5, abs=0.05)
    says("story.rewards.limit", "does not appear here, not even if everything that is thanked", "zeigt sich hier nicht")
    adopted = [crew("led", rewards__attempts=share, rewards__adoption=1) for share in (1, 0)]
    larger(*(far(r) for r in adopted))
    larger(far(adopted[1]), far(success))


def test_friends_on_other_benches() -> None:
    none, one, eight = (crew("led", network__ties=ties, replicates=200) for ties in (0, 1, 8))
    says("story.network.text", "some friends are counted twice", "zählen manche doppelt")
    tied = sim.Organization(
        sim.load("led", [f"{path}={value}" for path, value in (SMALL | {"network.ties": 8}).items()]), seed=1
    ).state.people.tie
    assert tied.shape == (12, 8)
    assert any(len(set(friends)) < 8 for friends in tied.tolist())
    says(
        "story.network.why",
        "feels that he or she belongs, and pulls harder",
        "fühlt sich zugehörig und zieht kräftiger",
    )
    for measure in ("belonging", "effort"):
        larger(mean(one, measure), mean(none, measure))
    says("story.network.why", "there is less trust in each, more quarrels go up", "ist das Vertrauen in jeden geringer")
    says("story.network.why", "the word reaches fewer", "das Wort erreicht weniger Leute")
    larger(mean(one, "trust"), mean(eight, "trust"))
    larger(mean(eight, "strain"), mean(one, "strain"))
    larger(mean(one, "reach"), mean(eight, "reach"))
    says("story.network.limit", "more than half of what the first friend brought", "mehr als die Hälfte dessen wieder")
    larger(far(one) - far(eight), (far(one) - far(none)) / 2)
    says(
        "story.network.limit",
        "more quarrels go up with a friend than with none",
        "mit einem Freund mehr Streit nach oben",
    )
    larger(mean(one, "strain"), mean(none, "strain"))


def test_new_ways() -> None:
    none, usual, many = (crew("led", motivation__ideas=share) for share in (0, 0.05, 0.4))
    says("story.ways.text", "in the second everybody has twenty a year", "im zweiten haben alle zwanzig im Jahr")
    assert 0.4 * YEAR == 20
    says(
        "story.ways.why",
        "Without ideas the ways of rowing stay worse",
        "Ohne Ideen bleibt die Art zu rudern schlechter",
    )
    larger(mean(usual, "quality"), mean(none, "quality"))
    says("story.ways.why", "oars are lost in trials all the time, and the boat is slower", "das Boot ist langsamer")
    larger(mean(usual, "coverage"), mean(many, "coverage"))
    larger(mean(usual, "speed"), mean(many, "speed"))
    says("story.ways.limit", "ideas change nothing at all", "ändern Ideen gar nichts")
    flat = [crew("led", motivation__ideas=share, environment__ruggedness=0) for share in (0, 0.4)]
    np.testing.assert_array_equal(far(flat[0]), far(flat[1]))


def test_people_on_shore() -> None:
    never, some, only = (crew("deaf_to_customers", leadership__outside=share) for share in (0, 0.3, 1))
    says("story.shore.why", "Without talk the support is soon gone", "Ohne Gespräch ist die Unterstützung bald fort")
    assert np.asarray(never.measures["support"])[:, 80:].mean() < 0.05
    larger(mean(some, "speed"), mean(never, "speed"))
    says(
        "story.shore.why",
        "the officers know the way, and the crew hears less of it",
        "die Mannschaft hört weniger davon",
    )
    larger(mean(only, "direction_accuracy"), mean(some, "direction_accuracy"))
    larger(mean(some, "belief_accuracy"), mean(only, "belief_accuracy"))
    says("story.shore.limit", "some talk brings this crew farther", "bringt etwas Gespräch diese Mannschaft weiter")
    free = [crew("deaf_to_customers", leadership__outside=share, environment__dependence=0) for share in (0.5, 0)]
    larger(*(far(r) for r in free))


def test_what_teachers_are_told() -> None:
    says(
        "teach.wrong.wins.more", "In calm water the over-managed crew gets farther", "In ruhigem Wasser kommt die überm"
    )
    full = {name: sim.run(sim.load(name, [f"{p}={v}" for p, v in CALM.items()]), 100, 1) for name in FIVE}
    larger(far(full["over_managed"]), far(full["led"]))
    says(
        "teach.wrong.speed.more", "is its speed times its course in that week", "ist ihre Fahrt mal ihr Kurs in dieser"
    )
    led = {name: np.asarray(values) for name, values in crew("led").measures.items()}
    np.testing.assert_allclose(led["speed"] * led["heading"], led["made_good"])
    says("teach.wrong.calm.more", "In calm water too the led crew gets farther", "Auch in ruhigem Wasser")
    says("teach.wrong.calm.more", "only the over-managed one beats it", "schlägt nur die übermanagte sie")
    for other in ("managed_only", "no_paddles", "neither"):
        larger(far(run("led", tuple(CALM.items()))), far(run(other, tuple(CALM.items()))))
    says("teach.wrong.one.more", "in about three oceans of ten", "in etwa drei von zehn Ozeanen")
    managed, tight = (
        sim.run(name, 400, 1, series=False).outcomes["distance_made_good"] for name in ("managed_only", "over_managed")
    )
    larger(managed, tight)
    assert (tight > managed).mean() == pytest.approx(0.3, abs=0.07), "three standard errors"
    says("sandbox.about", "50 rowers and 20 parts of work", "50 Leute und 20 Teile der Arbeit")
    usual = sim.load("led").parameters
    assert (usual.organization.members, usual.environment.decisions) == (50, 20)
    says("sandbox.about", "those of the story have 12 and 10", "die der Geschichte 12 und 10")
    assert [*SMALL.values()] == [12, 10]


# Where a crew is best.


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["channels", "lowest", "rewards", "network", "ways", "shore"])
def test_a_crew_is_best_where_the_page_finds_it(name: str, story: dict[str, Any], tmp_path: Path) -> None:
    sweep = story[name]["sweep"]
    (path, factor), points = next(iter(sweep["levers"].items())), sweep["points"]
    for given in story["swept"][name]:
        rows = [far(plan(given, {path: factor * x})) for x in points]
        found = in_node(BEST, {"facts": known(), "points": points, "rows": [row.tolist() for row in rows]}, tmp_path)
        top = max(range(len(points)), key=lambda p: rows[p].mean())
        level = [p == top or interval(rows[top] - rows[p]).low <= 0 for p in range(len(points))]
        first = next((p + 1 for p in range(top, -1, -1) if not level[p]), 0)
        last = next((p - 1 for p in range(top, len(points)) if not level[p]), len(points) - 1)
        assert (found["at"], found["from"], found["to"]) == (points[top], points[first], points[last])
        ends = {(True, True): "same", (True, False): "low", (False, True): "high", (False, False): "middle"}
        assert found["where"] == ends[first == 0, last == len(points) - 1]
    flat = [rows[0].tolist()] * len(points)
    assert in_node(BEST, {"facts": known(), "points": points, "rows": flat}, tmp_path)["where"] == "same"


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


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["storm", "planning"])
def test_the_curves_cross_where_the_page_finds_it(name: str, story: dict[str, Any], tmp_path: Path) -> None:
    sweep = story[name]["sweep"]
    points = sweep["points"]
    one, other = (
        [far(plan(given, {path: factor * x for path, factor in sweep["levers"].items()})).tolist() for x in points]
        for given in story[name]["crews"]
    )
    answer = in_node(CROSSING, {"facts": known(), "points": points, "one": one, "other": other}, tmp_path)
    assert (answer["at"], answer["from"], answer["to"]) == pytest.approx(crossing(points, one, other), rel=1e-3)
    swapped = in_node(CROSSING, {"facts": known(), "points": points, "one": other, "other": one}, tmp_path)
    assert swapped == pytest.approx(answer)
    if name == "storm":
        says("teach.wrong.calm.more", "how little must change until", "Wie wenig muss sich ändern, bis")
        assert answer["to"] < 1
    nowhere = [[value + 1e6 for value in row] for row in other]
    assert in_node(CROSSING, {"facts": known(), "points": points, "one": one, "other": nowhere}, tmp_path) is None
