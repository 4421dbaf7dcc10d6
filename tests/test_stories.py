"""Ideas, trials and talks with stakeholders: the sentences add up to what the compiled weeks count."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.explain import stories
from sim.explain.episodes import Episode, watched
from sim.explain.member_trace import trace_member, trace_period
from sim.explain.stories import columns_in_stories, of_member, of_others, of_stakeholders
from sim.model import judgement
from sim.model.assemble import model
from sim.model.judgement import BEGUN, BLOCKED, ENDED, HAD, JOINT, KEPT, KEPT_RIGHT, REPRIMANDED, SILENT, count
from sim.model.mechanism import Mechanism
from sim.model.mechanisms.ideas import Ideas
from sim.model.mechanisms.stakeholders import Stakeholders
from sim.model.mechanisms.trials import Trials
from sim.model.week import WEEK
from sim.scenario import Scenario
from tests.test_structure import BUSY, CREWS

SEED, MEMBERS = 1, range(14)
HALF = sim.load("led").with_(**BUSY).with_(management={"control": 0.5}, development={"retrospectives": 1})
AFRAID = HALF.with_(motivation={"initial_safety": 0.3}, management={"control": 0.9})
PATTERNS = {
    HAD: r"^member \d+ had an idea",
    SILENT: r"; it did not dare to propose it$",
    BLOCKED: r"was asked and refused",
    REPRIMANDED: r"(it|its leader) was reprimanded$",
    BEGUN: r"; the trial began",
    JOINT: r"; the trial began at decisions",
    ENDED: r"^the trial that member \d+ led",
    KEPT: r"; it was kept",
    KEPT_RIGHT: r"; it was kept, and is better for the whole",
}


class Week(NamedTuple):
    """What a week told, member by member, and how many events of each kind the compiled week counted."""

    own: list[list[str]]
    others: list[list[str]]
    episodes: list[Episode]
    counted: list[int]
    counted_lowest: list[int]
    state: Any


def weeks(crew: Scenario) -> Iterator[Week]:
    """Every week of a run; the states and counts are those of the compiled rules."""
    organization = sim.Organization(crew, SEED)
    course = organization.state.course
    for t in range(crew.parameters.run.periods):
        before = course.events.copy(), course.lowest_events.copy()
        organization.step()
        episodes = [e for step in trace_period(crew, SEED, 0, t, 0).steps for e in step.episodes]
        own, others = ([say(episodes, m) for m in MEMBERS] for say in (of_member, of_others))
        counted, lowest = course.events - before[0], course.lowest_events - before[1]
        yield Week(own, others, episodes, counted.tolist(), lowest.tolist(), organization.state)


def own_stories(week: Week, members: Any = MEMBERS) -> list[str]:
    """The stories of members about ideas and trials of their own."""
    mine = r"^(member {0} had an idea|the trial that member {0} led)\b"
    return [text for m in members for text in week.own[m] if re.match(mine.format(m), text)]


def counts(texts: list[str]) -> list[int]:
    return [sum(bool(re.search(PATTERNS[event], text)) for text in texts) for event in sorted(PATTERNS)]


@pytest.mark.parametrize("crew", [HALF, AFRAID, CREWS["stern"]], ids=["half", "afraid", "stern"])
def test_the_sentences_of_all_members_add_up_to_the_counts_of_the_week(crew: Scenario) -> None:
    for week in weeks(crew):
        leads = week.state.structure.leads
        assert counts(own_stories(week)) == week.counted
        assert counts(own_stories(week, np.flatnonzero(~leads).tolist())) == week.counted_lowest
        given_up = sum("it was given up" in text for text in own_stories(week))
        assert given_up == week.counted[ENDED] - week.counted[KEPT]


def test_every_kind_of_event_happens_to_these_crews() -> None:
    """Else the sums above would hold of nothing."""
    total = np.sum([week.counted for crew in (HALF, AFRAID) for week in weeks(crew)], axis=0)
    assert min(total) >= 3


@pytest.mark.parametrize(
    ("words", "one", "other"),
    [
        (stories.OUTCOMES, SILENT, BLOCKED),
        pytest.param(stories.OUTCOMES, BLOCKED, BEGUN, marks=pytest.mark.thorough),
        pytest.param(stories.KEPT_OR_NOT, True, False, marks=pytest.mark.thorough),
    ],
)
def test_negative_control_swapped_outcomes_do_not_add_up(
    words: dict[Any, str], one: Any, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = words | {one: words[other], other: words[one]}
    for key, text in swapped.items():
        monkeypatch.setitem(words, key, text)
    differ = [counts(own_stories(week)) != week.counted for crew in (HALF, AFRAID) for week in weeks(crew)]
    assert sum(differ) > 5


@pytest.mark.parametrize("crew", [HALF, AFRAID], ids=["half", "afraid"])
def test_the_sentences_are_about_the_right_member_and_decision(crew: Scenario) -> None:
    """Against the columns that the compiled week leaves, not against its counts."""
    running: dict[tuple[int, ...], int] = {}
    for week in weeks(crew):
        course, last = week.state.course, week.state.week
        led = dict.fromkeys(MEMBERS, 0)
        for text in own_stories(week):
            if ended := re.match(r"the trial that member (\d+) led at decisions? ([\d and]+) ended", text):
                leader, decisions = int(ended[1]), tuple(map(int, ended[2].split(" and ")))
                assert running.pop(decisions) == leader
                led[leader] = max(led[leader] or -1, 1 if "it was kept" in text else -1)
        for text in own_stories(week):  # in the week, ideas come after the ends of trials
            if begun := re.search(r"member (\d+) had .*; the trial began at decisions? ([\d and]+)$", text):
                running[tuple(map(int, begun[2].split(" and ")))] = int(begun[1])
        had = {int(text.split()[1]) for text in own_stories(week) if " had an idea" in text}
        assert had == set(np.flatnonzero(last.idea).tolist())
        assert list(led.values()) == last.led.tolist()
        at = {j: leader for j, leader in enumerate(course.leader.tolist()) if leader >= 0}
        both = {j: [j, *([course.partner[j]] if course.partner[j] >= 0 else [])] for j in at}
        assert {tuple(map(int, both[j])): leader for j, leader in at.items()} == running


@pytest.mark.parametrize("crew", [HALF, AFRAID], ids=["half", "afraid"])
def test_bosses_and_those_who_look_back_tell_the_same_story(crew: Scenario) -> None:
    asked = looked_back = 0
    for week in weeks(crew):
        boss = week.state.structure.boss
        mine, all_of_them = own_stories(week), [text for texts in week.own for text in texts]
        refusals = sorted(
            (int(who), int(by))
            for text in mine
            for by, who in re.findall(r"^member (\d+) .* member (\d+), was asked and refused", text)
        )
        answers = [re.match(r"member (\d+) was asked by member (\d+),.* it refused", text) for text in all_of_them]
        assert refusals == sorted((int(seen[1]), int(seen[2])) for seen in answers if seen)
        assert all(boss[by] == who for who, by in refusals)
        joined = [len(e.looks) - 1 for e in week.episodes if ENDED in e.events]
        assert sum(" looked back on the trial" in text for text in all_of_them) == sum(joined)
        for m in MEMBERS:  # every trial is told to every member once
            texts = [*week.own[m], *week.others[m]]
            assert sum("the trial began" in text or "began a trial" in text for text in texts) == week.counted[BEGUN]
            assert sum(" it was kept" in text or " it was given up" in text for text in texts) == week.counted[ENDED]
        asked, looked_back = asked + len(refusals), looked_back + sum(joined)
    assert min(asked, looked_back) >= 3


@pytest.mark.parametrize("accuracy", [0, 1])
def test_talks_with_stakeholders(accuracy: int) -> None:
    """Against the compiled support; reports are all right or all wrong."""
    crew = HALF.with_(environment={"outside_accuracy": accuracy})
    organization, seen = sim.Organization(crew, SEED), Counter[str]()
    for t in range(crew.parameters.run.periods):
        before = organization.state.course.support.copy()
        organization.step()
        after, goal = organization.state.course.support, organization.state.ocean.goal
        (step,) = (step for step in trace_period(crew, SEED, 0, t, 0).steps if step.rule == "stakeholders")
        texts = of_stakeholders(Stakeholders, step.before, step.after)
        about = {int(re.findall(r"of goal (\d+)", text)[0]): text for text in texts}
        assert len(about) == len(texts)
        for k in range(len(goal)):
            assert (k in about) >= (before[k] != after[k])
            if "nobody talked" in about.get(k, ""):
                seen["falls"] += 1
                assert f"falls from {before[k]:.3f} to {after[k]:.3f}" in about[k]
            elif k in about:
                seen["talks"] += 1
                lies = "starboard" if (goal[k] > 0) == bool(accuracy) else "port"
                assert f"the destination lies to {lies}, which is {'right' if accuracy else 'wrong'};" in about[k]
                assert after[k] == 1
                assert "their support is 1.000" in about[k]
    assert min(seen["falls"], seen["talks"]) >= 10
    assert of_stakeholders(Trials, step.before, step.after) == []


class Whims(Mechanism):
    """Ideas of one's own making, which count through the module and never look."""

    name = "ideas"
    active = Ideas.active

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        judgement.count(HAD, 3, crew)
        judgement.count(SILENT, 3, crew)
        crew.course.way[t % len(crew.course.way)] = 1


class Uncounted(Whims):
    """Ideas that tell nobody."""

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        crew.course.way[t % len(crew.course.way)] = 1


@pytest.mark.parametrize("own", [Whims, Uncounted])
def test_ideas_of_ones_own_are_told_as_far_as_they_count(own: Any) -> None:
    """In other words than the columns, too: only the built-in rule is known to tell all in its stories."""
    kind: Any = type(Mechanism)
    plain = kind("Ideas", (own,), {"compiled": False, "__doc__": own.__doc__})
    week = model([plain if rule is Ideas else kind(rule.__name__, (rule,), {"compiled": False}) for rule in WEEK])
    traced = trace_member(CREWS["led"], 1, 0, 4, 3, week)
    assert traced.traced.same
    (rule,) = (rule for rule in traced.changes if rule.event.rule == "ideas")
    expected = ["member 3 had an idea; it did not dare to propose it"] if own is Whims else []
    assert [text.replace(", as its challenging task asks for", "") for text in rule.stories] == expected
    assert rule.shown(rule.around) == rule.around != []
    assert columns_in_stories(Ideas)
    assert columns_in_stories(plain) == ()


def test_the_watch_ends_with_the_step() -> None:
    crew = sim.Organization(HALF, SEED).state

    def fails() -> None:
        count(HAD, 2, crew)
        raise RuntimeError

    usual = sys.getprofile()
    with pytest.raises(RuntimeError):
        watched(fails, crew)
    assert sys.getprofile() is usual
    (episode,) = watched(lambda: count(HAD, 2, crew), crew)
    assert (episode.member, episode.events, episode.decisions) == (2, [HAD], ())


def test_stories_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    sets = ["environment.ruggedness=1", "motivation.ideas=1", "organization.members=14", "run.periods=12"]
    words = [word for one in sets for word in ("--set", one)]
    own = 0
    for member in MEMBERS:
        asked = ["trace", "led", "--member", str(member), "--period", "9", *words]
        assert main(asked) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert main([*asked, "--json"]) == 0
        as_json = json.loads(capsys.readouterr().out)
        for rule in as_json["rules"]:
            for story in [*rule["stories"], *rule["stories_around"][:6]]:
                assert story in text
                own += f"member {member} had an idea" in story
            if rule["rule"] in ("ideas", "trials"):  # in stories; the columns are in the JSON
                assert "what became of ideas" not in text
                assert "ideas until now:" not in text
    assert own > 0
