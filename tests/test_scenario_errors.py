"""What is said about scenario files that are wrong: whole texts, every error at once, and never a traceback."""

import json
import os
import pickle
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import CODES, Problem, Scenario, ScenarioError, builtin_names, load, render
from tests.strategies import SETTINGS

HEAD = "coxed: 1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wrong(text: str | bytes, *sets: str) -> ScenarioError:
    """The error for a file bad.yaml in the current folder."""
    Path("bad.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ScenarioError) as raised:
        load("bad.yaml", sets)
    return raised.value


def codes(error: ScenarioError) -> list[str]:
    return [problem.code for problem in error.problems]


# Golden texts

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
  = help: expected a number from 0 to 1 (share)"""

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
  = help: expected a number from 0 to 1 (share)

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
        if p.management.control > p.motivation.initial_safety:
            yield "management.control", "too much control"

    monkeypatch.setattr("sim.scenario.assemble.contradictions", made_up)
    text = HEAD + "interventions:\n  - {at: 3, set: {motivation.initial_safety: 1}}\n"
    text += "  - at: 5\n    set:\n      management.control: .9\n  - at: 9\n    set: {motivation.initial_safety: 0}\n"
    assert load_text(text.replace("safety: 0", "safety: .9")).phases()[3][0] == 9
    error = wrong(text)
    assert [(p.code, p.line, p.column) for p in error.problems] == [("S026", 6, 18)]


def load_text(text: str) -> Scenario:
    Path("good.yaml").write_text(text)
    return load("good.yaml")


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


# Every code

INTERVENTION = HEAD + "interventions:\n  - "
DEEP = "[" * 21 + "]" * 21
CASES: list[tuple[str, str | bytes]] = [
    ("S001", HEAD + "extends: gone.yaml"),
    ("S001", HEAD + "environment: {trace: gone.csv}"),
    ("S002", HEAD + "extends: ./"),
    ("S002", HEAD + f"extends: {'x' * 300}.yaml"),
    ("S003", HEAD + "leadership: {charisma: 1}"),
    ("S003", INTERVENTION + "{at: 1, set: {leadership.charisma: 1}}"),
    ("S004", HEAD + "charisma: {strength: 1}"),
    ("S004", HEAD + "leadership.strength: 1"),
    ("S004", INTERVENTION + "{at: 1, set: {charisma: {strength: 1}}}"),
    ("S005", HEAD + "#" * 1_000_000),
    ("S005", HEAD + "title: [" + "1," * 20_000 + "]"),
    ("S006", HEAD.encode() + b"title: caf\xe9"),
    ("S006", HEAD.encode("utf-16")),
    ("S006", HEAD + "title: a\0b"),
    ("S006", HEAD + "title: \x1b[31m"),
    ("S006", HEAD + 'title: "\\e[31m"'),
    ("S006", HEAD + "title: a\u2028b"),
    ("S006", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("S007", HEAD + "leadership:\n  strength: 1\n control: 2"),
    ("S007", HEAD + "title: 'x"),
    ("S007", HEAD + "title: [x"),
    ("S007", HEAD + 'title: "\\U99999999"'),
    ("S007", "coxed 1\ntitle: x"),
    ("S008", HEAD + "leadership:\n\tstrength: 1"),
    ("S008", HEAD + "leadership: {\n\tstrength: 1}"),
    ("S009", HEAD + f"title: {DEEP}"),
    ("S010", HEAD + "title: &a x"),
    ("S010", HEAD + "title: *a"),
    ("S011", HEAD + "title: !!str x"),
    ("S011", "%YAML 1.1\n---\n" + HEAD),
    ("S012", HEAD + "---\ntitle: x"),
    ("S013", ""),
    ("S013", "# only a comment\n\n"),
    ("S013", "---\n...\n"),
    ("S014", "- coxed"),
    ("S014", HEAD + "leadership: 1"),
    ("S014", HEAD + "leadership: [1]"),
    ("S014", HEAD + "leadership: {strength: [1]}"),
    ("S014", HEAD + "leadership: {strength: {x: 1}}"),
    ("S014", HEAD + "interventions: {at: 1}"),
    ("S014", INTERVENTION + "1"),
    ("S014", INTERVENTION + "{at: 1, set: 5}"),
    ("S014", INTERVENTION + "{at: 1, set: {}}"),
    ("S014", INTERVENTION + "{at: 1, set: 0}"),
    ("S010", INTERVENTION + "{at: 1, set: *b}"),
    ("S010", INTERVENTION + "*a"),
    ("S010", HEAD + "leadership: *a"),
    ("S010", HEAD + "leadership: {strength: *a}"),
    ("S010", HEAD + "*a : 1"),
    ("S010", "coxed: *a"),
    ("S010", INTERVENTION + "{at: *a, set: {leadership.strength: 1}}"),
    ("S015", HEAD + "1: 2"),
    ("S015", HEAD + "[x]: 2"),
    ("S015", HEAD + "~: 2"),
    ("S015", HEAD + "leadership: {strength: 0,5}"),
    ("S016", HEAD + HEAD),
    ("S016", INTERVENTION + "{at: 1, set: {leadership: {strength: 0}, leadership.strength: 0}}"),
    ("S017", "title: x"),
    ("S018", "coxed: 2"),
    ("S019", "coxed: 0"),
    ("S019", "coxed: '1'"),
    ("S019", "coxed: 1.0"),
    ("S019", "coxed: true"),
    ("S019", "coxed:"),
    ("S020", HEAD + "leadership: {strength: true}"),
    ("S020", HEAD + "leadership: {strength: '0.5'}"),
    ("S020", HEAD + "leadership: {strength: NO}"),
    ("S020", HEAD + "run: {periods: ten}"),
    ("S021", HEAD + "run: {periods: 50.0}"),
    ("S021", HEAD + f"run: {{periods: {'9' * 5000}}}"),
    ("S022", HEAD + "leadership: {strength: 1.0000000000000002}"),
    ("S022", HEAD + "leadership: {strength: -.5}"),
    ("S022", HEAD + "leadership: {strength: .nan}"),
    ("S022", HEAD + "leadership: {strength: .inf}"),
    ("S022", HEAD + "leadership: {strength: 1e999}"),
    ("S022", HEAD + f"run: {{periods: {'9' * 200}}}"),
    ("S022", INTERVENTION + "{at: 1, set: {leadership.strength: 2}}"),
    ("S023", HEAD + "management: {planning: loose}"),
    ("S023", HEAD + "management: {planning: 1}"),
    ("S024", HEAD + "leadership:"),
    ("S024", HEAD + "leadership: {strength: }"),
    ("S024", HEAD + "title:"),
    ("S024", HEAD + "extends: null"),
    ("S024", HEAD + "interventions:"),
    ("S024", INTERVENTION + "{at: 1, set: }"),
    ("S025", HEAD + "title: 2024"),
    ("S025", HEAD + "title: [x]"),
    ("S025", HEAD + "extends: 1"),
    ("S025", HEAD + "environment: {trace: 1}"),
    ("S026", HEAD + "run: {warm_up: 200}"),
    ("S027", HEAD + "extends: leaderless"),
    ("S028", HEAD + "extends: ../x.yaml"),
    ("S028", HEAD + "extends: /etc/x.yaml"),
    ("S028", HEAD + "extends: C:\\x.yaml"),
    ("S028", HEAD + "environment: {trace: ../../etc/passwd}"),
    ("S029", HEAD + "extends: bad.yaml"),
    ("S030", HEAD + "extends: chain20.yaml"),
    ("S031", INTERVENTION + "{at: 1, set: {organization.members: 3}}"),
    ("S032", INTERVENTION + "{at: 0, set: {leadership.strength: 0}}"),
    ("S032", INTERVENTION + "{at: 200, set: {leadership.strength: 0}}"),
    ("S032", INTERVENTION + "{at: true, set: {leadership.strength: 0}}"),
    ("S032", INTERVENTION + "{at: 1.0, set: {leadership.strength: 0}}"),
    ("S024", INTERVENTION + "{at: , set: {leadership.strength: 0}}"),
    ("S032", INTERVENTION + "{at: [1], set: {leadership.strength: 0}}"),
    ("S033", INTERVENTION + "{at: 1}"),
    ("S033", INTERVENTION + "{set: {leadership.strength: 0}}"),
    ("S034", INTERVENTION + "{at: 1, set: {leadership.strength: 0}, until: 9}"),
    ("S035", HEAD + "environment: {trace: us_gdp}"),
    ("S036", HEAD + "environment: {trace: word.csv}"),
    ("S037", HEAD + "environment: {trace: bare.csv}"),
    ("S038", HEAD + "environment: {trace: empty.csv}"),
    ("S038", HEAD + "environment: {trace: long.csv}"),
]


@pytest.mark.parametrize(("code", "text"), CASES, ids=[f"{code}-{n}" for n, (code, _) in enumerate(CASES)])
def test_one_mistake_is_one_problem(folder: Path, code: str, text: str | bytes) -> None:
    for n in range(21):
        Path(f"chain{n}.yaml").write_text(HEAD + (f"extends: chain{n - 1}.yaml" if n else ""))
    Path("word.csv").write_text("x\nmany\n")
    Path("bare.csv").write_text("1\n2\n")
    Path("empty.csv").write_text("# nothing\nx\n")
    Path("long.csv").write_text("x\n" + "1\n" * 100_001)
    error = wrong(text)
    assert codes(error) == [code]
    assert error.problems[0].help


def test_an_argument_that_sets_nothing(folder: Path) -> None:
    Path("good.yaml").write_text(HEAD)
    with pytest.raises(ScenarioError) as raised:
        load("good.yaml", ["leadership.strength", "", "=", "a\nb=1", "leadership.strength=\x1b"])
    assert codes(raised.value) == ["S039", "S039", "S004", "S006", "S006"]


def test_every_code_is_reachable_and_explained() -> None:
    assert {code for code, _ in CASES} | {"S039"} == set(CODES)
    assert list(CODES) == [f"S{n:03}" for n in range(1, len(CODES) + 1)]
    assert len({code.title for code in CODES.values()}) == len(CODES)
    for code in CODES.values():
        assert code.title == code.title.rstrip(".")
        assert code.explanation.endswith(".")
    sources = "".join(p.read_text() for p in Path(sys.modules["sim.scenario"].__path__[0]).rglob("*.py"))
    assert set(re.findall(r'"(S\d{3})"', sources)) == set(CODES)


@pytest.mark.parametrize(("code", "text"), CASES[4:10])
def test_mistakes_add_up(folder: Path, code: str, text: str) -> None:
    """One mistake hides no other."""
    if code in ("S003", "S004"):
        assert sorted(codes(wrong(text + "\nrewards: {initiative: 2}"))) == sorted([code, "S022"])


@settings(max_examples=30)
@given(st.lists(st.sampled_from(sorted(SETTINGS)), min_size=1, max_size=8, unique=True), st.randoms())
def test_every_bad_value_is_reported_where_it_stands(scratch: Path, paths: list[str], chance: random.Random) -> None:
    bad = {"S020": "{}", "S022": "-1", "S024": "", "S023": "nonsense", "S025": "3"}
    lines, expected = ["coxed: 1"], []
    for group in dict.fromkeys(path.partition(".")[0] for path in paths):
        lines.append(f"{group}:")
        for path in paths:
            about = SETTINGS[path]
            if about.group == group:
                code = "S023" if about.choices else "S025" if about.kind is str else chance.choice(["S022", "S024"])
                lines.append(f"  {about.name}: {bad[code]}")
                expected.append((code, len(lines), 3 if code == "S024" else len(about.name) + 5))
    with pytest.raises(ScenarioError) as raised:
        load_from(scratch, "\n".join(lines))
    assert [(p.code, p.line, p.column) for p in raised.value.problems] == expected


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for many generated files."""
    return tmp_path_factory.mktemp("scratch")


def load_from(scratch: Path, text: str | bytes, sets: tuple[str, ...] = ()) -> Scenario:
    """Load a text as a file, however little of a text it is."""
    file = scratch / "bad.yaml"
    file.write_bytes(encoded(text))
    return load(file, sets)


def encoded(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


# Rendering


def test_a_problem_as_json(folder: Path) -> None:
    problem = wrong("coxed: 1\nlidership: {strength: 1}").problems[0]
    assert problem.as_dict == {
        "code": "S004",
        "message": "unknown setting or group 'lidership'",
        "where": {"file": "bad.yaml", "line": 2, "column": 1, "width": 9},
        "help": "did you mean 'leadership'?",
        "instead": "leadership",
    }
    assert json.loads(json.dumps(problem.as_dict)) == problem.as_dict


def test_long_lines_are_cut_around_the_caret() -> None:
    text = "x" * 500 + "BAD" + "y" * 500
    lines = render(Problem("S003", "m", "f", 1, 501, 3, text, "")).splitlines()
    assert all(len(line) < 180 for line in lines)
    column = lines[3].index("^")
    assert lines[2][column : column + 3] == "BAD"
    assert lines[3].count("^") == 3


def test_nothing_drives_the_terminal(folder: Path) -> None:
    """Names from a file from somebody else are shown, never obeyed."""
    error = wrong('coxed: 1\n"\\e[2J": 1\nextends: "\\e]0;x\\a.yaml"\n\x1b: 2')
    assert str(error).replace("\n", "").isprintable()
    error = wrong('coxed: 1\n"\\e[2J": 1\nextends: "\\e]0;x\\a.yaml"\n')
    assert str(error).replace("\n", "").isprintable()
    with pytest.raises(ScenarioError) as raised:
        load("\x1b[2J.yaml", ["\x1b=1"])
    assert str(raised.value).replace("\n", "").isprintable()


def test_errors_survive_processes(folder: Path) -> None:
    error = wrong("coxed: 1\nx: 1")
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == str(error)
    assert isinstance(error, ValueError)


# Files that cannot be had


def test_missing_files_suggest_siblings(folder: Path) -> None:
    Path("storms.yaml").write_text(HEAD)
    for name, help in [
        ("stroms.yaml", "did you mean 'storms.yaml'?"),
        ("led.yaml", "for the built-in scenario write 'led'"),
        ("storms", "did you mean the file 'storms.yaml'?"),
        ("nowhere/x.yaml", "the folder 'nowhere' is not there either"),
        ("storms.yaml/x.yaml", "the folder 'storms.yaml' is not there either"),
    ]:
        with pytest.raises(ScenarioError) as raised:
            load(name)
        assert [p.help for p in raised.value.problems] == [help]


def test_what_is_no_file(folder: Path) -> None:
    os.mkfifo("pipe.yaml")
    for name in ("pipe.yaml", ".", "", "/dev/zero", "/dev/stdin", "x\0.yaml", "y" * 5000 + ".yaml", str(folder)):
        began = time.perf_counter()
        with pytest.raises(ScenarioError) as raised:
            load(name)
        assert codes(raised.value) == ["S002"]
        assert time.perf_counter() - began < 3


def test_unreadable_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    Path("x.yaml").write_text(HEAD)
    monkeypatch.setattr("sim.scenario.source._at_once", refuse)
    with pytest.raises(ScenarioError, match=r"error\[S002\]: 'x\.yaml' cannot be read: permission denied"):
        load("x.yaml")


def test_a_large_file_is_not_read(folder: Path) -> None:
    with Path("big.yaml").open("wb") as file:
        file.truncate(50_000_000)
    began = time.perf_counter()
    with pytest.raises(ScenarioError) as raised:
        load("big.yaml")
    assert codes(raised.value) == ["S005"]
    assert time.perf_counter() - began < 2


def test_links_out_of_the_folder(folder: Path) -> None:
    Path("mine").mkdir()
    Path("secret.yaml").write_text("coxed: 1\n")
    Path("secret.csv").write_text("x\nsecret\n")
    Path("mine/link.yaml").symlink_to("../secret.yaml")
    Path("mine/link.csv").symlink_to(folder / "secret.csv")
    Path("mine/folder").symlink_to(folder)
    Path("mine/loop.yaml").symlink_to("loop.yaml")
    for said, code in [
        ("extends: link.yaml", "S028"),
        ("extends: folder/secret.yaml", "S028"),
        ("environment: {trace: link.csv}", "S028"),
        ("extends: sub/../../secret.yaml", "S028"),
        ("extends: loop.yaml", "S002"),
    ]:
        Path("mine/a.yaml").write_text(HEAD + said)
        with pytest.raises(ScenarioError) as raised:
            load("mine/a.yaml")
        assert codes(raised.value) == [code]
        assert "secret\n" not in str(raised.value)


def test_a_circle_through_a_link(folder: Path) -> None:
    Path("link.yaml").symlink_to("bad.yaml")
    assert codes(wrong("coxed: 1\nextends: link.yaml")) == ["S029"]


# Hostile and random input


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "{" * 10_000,
        "- " * 10_000,
        "? " * 10_000,
        "".join(f"{' ' * n}a:\n" for n in range(1000)),
        "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)},' * 9}]\n" for n in range(20)),
        "&a : *a",
        "a: " + "x\n   " * 190_000,
        "a: '" + "''" * 490_000 + "'",
        "%a b\n" * 190_000,
        "{" + "a," * 490_000 + "}",
        "x: 1\n" * 190_000,
        "".join(f"x{n}: 1\n" for n in range(9_000)),
        "leadership:\n" + "".join(f"  strenght{n}: 1\n" for n in range(9_000)),
        "interventions:\n" + "- {at: 1, set: {a.b: 1}}\n" * 2_400,
        "interventions:\n" + "- {at: 1, set: {leadership.strength: 1}}\n" * 2_400,
        "title: " + "\u200b" * 300_000,
        "x" * 900_000 + ": 1",
    ],
    ids=range(18),
)
def test_hostile_files_end_soon(folder: Path, text: str) -> None:
    began = time.perf_counter()
    error = wrong(text)
    assert len(str(error)) < 10_000_000
    assert time.perf_counter() - began < 20


def outcome(scratch: Path, text: str | bytes, sets: tuple[str, ...] = ()) -> None:
    """A scenario or a ScenarioError that points into its file; anything else fails the test."""
    problems: tuple[Problem, ...] = ()
    try:
        scenario = load_from(scratch, text, sets)
    except ScenarioError as raised:
        problems = raised.problems
    else:
        assert scenario.phases()
        assert len(scenario.fingerprint()) == 64
        return
    assert problems
    for problem in problems:
        assert render(problem).replace("\n", "").isprintable()
        assert problem.code in CODES
        assert problem.message
        assert (problem.line is None) == (problem.column is None)
        assert problem.line is None or problem.line >= 1
        assert problem.column is None or 1 <= problem.column <= len(problem.text) + 1


YAMLISH = st.text(
    st.sampled_from("abl01.:-?#&*!|>'\"%@`{}[], \t\n\r\\~<=+eE_\x00\x85\u2028\ufeff\ud800é") | st.characters()
)


@settings(max_examples=150)
@given(st.binary(max_size=200) | YAMLISH | YAMLISH.map(lambda text: HEAD + text))
def test_random_input(scratch: Path, text: str | bytes) -> None:
    outcome(scratch, text)


LINES = """coxed: 1|title: x|extends: led|leadership:|  strength: 1|  strength:|interventions:|- at: 5|  at: 5|  set:
|    leadership.strength: 1|    leadership:|      strength: 2|---|...|# x||environment:|  trace: us_gdp_dynamism
|  goals: 30|run: {periods: 3}|- |\t|? x|: y|  - [|]""".replace("\n", "").split("|")


@settings(max_examples=150)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_random_lines(scratch: Path, lines: list[str]) -> None:
    outcome(scratch, "\n".join(lines))


BUILTIN = [Path(str(load(name).source)).read_text(encoding="utf-8") for name in builtin_names()]


@settings(max_examples=150)
@given(st.data())
def test_mutated_scenarios(scratch: Path, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(BUILTIN))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 12))
        text = text[:start] + data.draw(YAMLISH.map(lambda t: t[:8])) + text[end:]
    outcome(scratch, text)


@given(st.lists(YAMLISH | YAMLISH.map(lambda value: f"leadership.strength={value}"), max_size=3))
def test_random_arguments(scratch: Path, sets: list[str]) -> None:
    outcome(scratch, HEAD, tuple(sets))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers() | st.text(max_size=5), inner, max_size=3),
)
NAMES = st.sampled_from(["leadership", "run", "interventions", "leadership.strength", "environment.trace", "extends"])


@given(st.dictionaries(NAMES | st.text(max_size=8), ANYTHING, max_size=3))
def test_random_changes(changes: dict[str, Any]) -> None:
    changes = {k: v for k, v in changes.items() if k not in ("name", "title", "self")}
    text = ""
    try:
        load("led").with_(**changes)
    except ScenarioError as raised:
        text = str(raised)
    assert text.replace("\n", "").isprintable()


def test_changes_that_contain_themselves() -> None:
    endless: dict[str, Any] = {}
    endless["strength"] = endless
    with pytest.raises(ScenarioError, match="one setting"):
        load("led").with_(leadership=endless)


@settings(max_examples=60)
@given(
    st.binary(max_size=100)
    | YAMLISH
    | st.lists(st.sampled_from(["1", "x", "1,2", '"', ",", "#", "", "multiplier", "-0"])).map("\n".join)
)
def test_random_traces(scratch: Path, content: str | bytes) -> None:
    (scratch / "t.csv").write_bytes(encoded(content))
    outcome(scratch, HEAD + "environment: {trace: t.csv}")
