"""Messages for scenario files with mistakes: whole texts, with every mistake at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario, ScenarioError, builtin_names, load
from tests.scenario_files import HEAD, wrong


def load_good(text: str) -> Scenario:
    Path("good.yaml").write_text(text)
    return load("good.yaml")


GOLDEN = """\
error[S003]: unknown setting 'comunication'
 --> bad.yaml:6:3
6 |   comunication: 3
  |   ^^^^^^^^^^^^
  = help: did you mean 'communication'?

error[S022]: 'leadership.listening' is out of range: 1.4
 --> bad.yaml:7:14
7 |   listening: 1.4
  |              ^^^
  = help: expected a number from 0 to 1 (share)

error[S003]: unknown setting 'control'
 --> bad.yaml:8:3
8 |   control: .5
  |   ^^^^^^^
  = help: did you mean 'management.control'?

error[S020]: 'leadership.strength' must be a number, not '50%'
 --> bad.yaml:9:13
9 |   strength: 50%  # half
  |             ^^^
  = help: write it as 0.5; expected a number from 0 to 1 (share)

error[S023]: 'management.planning' cannot be 'Rigid'
 --> bad.yaml:11:13
11 |   planning: Rigid
   |             ^^^^^
  = help: did you mean 'rigid'? expected one of rigid, follows_direction, rolling, staggered

error[S021]: 'management.planning_horizon' must be a whole number, not 50.0
 --> bad.yaml:12:21
12 |   planning_horizon: 50.0
   |                     ^^^^
  = help: expected a whole number from 1 to 100,000 (periods): 50

error[S004]: unknown setting or group 'members'
 --> bad.yaml:13:1
13 | members: 3
   | ^^^^^^^
  = help: 'members' belongs below 'organization:', indented by two spaces

error[S031]: 'organization.members' shapes the world or its start, and cannot change during a run
 --> bad.yaml:16:24
16 |     set: {organization.members: 3, leadership: {strength: on}}
   |                        ^^^^^^^
  = help: set it outside 'interventions', for the whole run

error[S020]: 'leadership.strength' must be a number, not 'on'
 --> bad.yaml:16:59
16 |     set: {organization.members: 3, leadership: {strength: on}}
   |                                                           ^^
  = help: 'on' does not say how much; expected a number from 0 to 1 (share)"""

BROKEN = """\
coxed: 1
title: A crew
extends: led

leadership:
  comunication: 3
  listening: 1.4
  control: .5
  strength: 50%  # half
management:
  planning: Rigid
  planning_horizon: 50.0
members: 3
interventions:
  - at: 10
    set: {organization.members: 3, leadership: {strength: on}}
"""


def test_every_error_at_once_in_file_order(folder: Path) -> None:
    assert str(wrong(BROKEN)) == GOLDEN


def test_a_broken_parent_is_reported_in_its_own_file(folder: Path) -> None:
    Path("below").mkdir()
    Path("below/parent.yaml").write_text("coxed: 1\nextends: gone.yaml\nrewards: {initiative: true}\n")
    Path("below/gene.yaml").write_text(HEAD)
    error = wrong("coxed: 1\nextends: below/parent.yaml\nrewards:\n  initative: 1\n", "run.periods=0")
    assert (
        str(error)
        == """\
error[S003]: unknown setting 'initative'
 --> bad.yaml:4:3
4 |   initative: 1
  |   ^^^^^^^^^
  = help: did you mean 'initiative'?

error[S001]: there is no file 'below/gone.yaml'
 --> below/parent.yaml:2:10
2 | extends: gone.yaml
  |          ^^^^^^^^^
  = help: did you mean 'below/gene.yaml'?

error[S020]: 'rewards.initiative' must be a number, not true
 --> below/parent.yaml:3:23
3 | rewards: {initiative: true}
  |                       ^^^^
  = help: 'true' does not say how much; expected a number from 0 to 1 (share)

error[S022]: 'run.periods' is out of range: 0
 --> --set:1:13
1 | run.periods=0
  |             ^
  = help: expected a whole number from 1 to 100,000 (periods)"""
    )


def test_a_circle_names_the_whole_chain(folder: Path) -> None:
    Path("b.yaml").write_text("coxed: 1\nextends: c.yaml\n")
    Path("c.yaml").write_text("coxed: 1\nextends: bad.yaml\n")
    assert (
        str(wrong("coxed: 1\nextends: b.yaml"))
        == """\
error[S029]: scenarios extend each other in a circle: bad.yaml -> b.yaml -> c.yaml -> bad.yaml
 --> c.yaml:2:10
2 | extends: bad.yaml
  |          ^^^^^^^^
  = help: remove 'extends' from one of them"""
    )


def test_a_circle_that_does_not_contain_the_first_file(folder: Path) -> None:
    Path("a.yaml").write_text("coxed: 1\nextends: a.yaml\n")
    assert "circle: a.yaml -> a.yaml\n" in str(wrong("coxed: 1\nextends: a.yaml"))


def test_bad_rows_of_a_trace(folder: Path) -> None:
    Path("t.csv").write_text('# rows\nquarter,multiplier\n1,2\n2,-1\n"3, or so",x\n4\n5,"0,5"\n6,\n7,1e999\n')
    assert (
        str(wrong("coxed: 1\nenvironment: {trace: t.csv}"))
        == """\
error[S036]: the multiplier cannot be '-1'
 --> t.csv:4:3
4 | 2,-1
  |   ^^
  = help: expected a finite number of at least 0

error[S036]: the multiplier cannot be 'x'
 --> t.csv:5:12
5 | "3, or so",x
  |            ^
  = help: expected a finite number of at least 0

error[S036]: this row has 1 column, the header 2
 --> t.csv:6:1
6 | 4
  | ^
  = help: separate columns by commas, and write decimals with a point

error[S036]: the multiplier cannot be '0,5'
 --> t.csv:7:4
7 | 5,"0,5"
  |    ^^^
  = help: write it as 0.5

error[S036]: the multiplier is missing
 --> t.csv:8:3
8 | 6,
  |   ^
  = help: expected a number of at least 0

error[S036]: the multiplier cannot be '1e999'
 --> t.csv:9:3
9 | 7,1e999
  |   ^^^^^
  = help: expected a finite number of at least 0"""
    )


def test_contradictions_are_found_after_merging(folder: Path) -> None:
    """Each file is fine by itself."""
    Path("p.yaml").write_text("coxed: 1\nenvironment:\n  goals: 10\n")
    assert (
        str(wrong("coxed: 1\nextends: p.yaml\nenvironment: {decisions: 7}\n"))
        == """\
error[S026]: 10 goals need as many decisions, there are 7
 --> p.yaml:3:3
3 |   goals: 10
  |   ^^^^^
  = help: 'environment.goals' is 10 (p.yaml:3); change it, or what it must fit"""
    )
    assert (
        str(wrong("coxed: 1\nenvironment: {decisions: 4}\n"))
        == """\
error[S026]: 5 goals need as many decisions, there are 4
 --> bad.yaml
  = help: 'environment.goals' is 5 (its default); change it, or what it must fit"""
    )


def test_contradictions_of_an_intervention(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting that may change can contradict others yet; the day one does, it is found."""

    def made_up(p: Any) -> Iterator[tuple[str, str]]:
        if p.management.control > p.leadership.channel_fidelity:
            yield "management.control", "too much control"

    monkeypatch.setattr("sim.scenario.interventions.contradictions", made_up)
    text = HEAD + "interventions:\n  - {at: 3, set: {leadership.channel_fidelity: 1}}\n"
    text += "  - at: 5\n    set:\n      management.control: .9\n  - at: 9\n    set: {leadership.channel_fidelity: 0}\n"
    assert load_good(text.replace("channel_fidelity: 0", "channel_fidelity: .9")).phases()[3][0] == 9
    error = wrong(text)
    assert [(p.code, p.line, p.column) for p in error.problems] == [("S026", 6, 18)]


def test_words_for_with(folder: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        load("led").with_(
            leadership={"comunication": 3, "strength": "0.5"}, managment={}, communication=1, **{"run.periods": 0}
        )
    assert (
        str(raised.value)
        == """\
error[S003]: unknown setting 'comunication'
 --> with_
  = help: did you mean 'communication'?

error[S004]: unknown setting or group 'managment'
 --> with_
  = help: did you mean 'management'?

error[S004]: unknown setting or group 'communication'
 --> with_
  = help: did you mean 'leadership.communication'?

error[S020]: 'leadership.strength' must be a number, not '0.5'
 --> with_
  = help: write it as 0.5; expected a number from 0 to 1 (share)

error[S022]: 'run.periods' is out of range: 0
 --> with_
  = help: expected a whole number from 1 to 100,000 (periods)"""
    )


def test_an_unknown_builtin_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        load("over_manged", ["run.period=3"])
    assert (
        str(raised.value)
        == f"""\
error[S027]: there is no built-in scenario 'over_manged'
 --> over_manged
  = help: did you mean 'over_managed'? built-in: {", ".join(builtin_names())}

error[S003]: unknown setting 'period'
 --> --set:1:5
1 | run.period=3
  |     ^^^^^^
  = help: did you mean 'periods'?"""
    )


@pytest.mark.parametrize("cell", ["−0.5", "-0,5", "–1", "1e999"])
def test_a_multiplier_below_0_is_not_to_be_written_in_another_way(folder: Path, cell: str) -> None:
    Path("mine.csv").write_text(f'multiplier,x\n"{cell}",0\n', encoding="utf-8")
    (found,) = wrong("coxed: 1\nenvironment: {trace: mine.csv}\n").problems
    assert (found.code, found.help) == ("S036", "expected a finite number of at least 0")


VARIES = "a scenario has one value per setting; a study varies it"


@pytest.mark.parametrize(
    ("setting", "help"),
    [
        ("communication: 0.2-0.4", f"{VARIES}: 'factors: {{leadership.communication: [0.2, 0.4]}}'; expected a number"),
        ("communication: 0.4-0.2", f"{VARIES}: 'factors: {{leadership.communication: [0.2, 0.4]}}'; expected a number"),
        ("communication: 0-50", f"{VARIES}; expected a number from 0 to 1"),
        ("communication: 0.4-0.4", f"{VARIES}; expected a number from 0 to 1"),
        ("review_every: 5-3", f"{VARIES}: 'factors: {{leadership.review_every: [3, 5]}}'; expected a whole number"),
        ("review_every: 0-3", f"{VARIES}; expected a whole number from 1"),
        ("communication: [0.2, 0.4]", f"{VARIES}: 'factors: {{leadership.communication: {{values: [0.2, 0.4]}}}}'"),
        ("communication: [0, 50]", VARIES),
        ("communication: [0.2, 0.2]", VARIES),
    ],
)
def test_several_values_are_offered_to_a_study_only_where_it_takes_them(folder: Path, setting: str, help: str) -> None:
    (found,) = wrong(f"coxed: 1\nleadership:\n  {setting}\n").problems
    assert found.help.startswith(help)
    assert "factors" in help or "factors" not in found.help


@pytest.mark.parametrize(
    ("periods", "help"),
    [
        (1, "no intervention fits into a run of one period"),
        (2, "expected a whole number from 1 to 1"),
        (9, "expected a whole number from 1 to 8"),
    ],
)
def test_when_an_intervention_can_come(folder: Path, periods: int, help: str) -> None:
    step = "interventions:\n  - {at: 9, set: {leadership.strength: 0}}\n"
    (found,) = wrong(f"coxed: 1\nrun: {{periods: {periods}}}\n{step}").problems
    assert (found.code, found.help) == ("S032", help)
