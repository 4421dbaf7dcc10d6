"""The codes of problems in scenario files: each is reachable, and one mistake is one problem."""

import json
import pickle
import random
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import CODES, Problem, ScenarioError, load, render
from tests.scenario_files import (
    HEAD,
    codes,
    load_from,
    wrong,
)
from tests.strategies import SETTINGS

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
    ("S004", HEAD + "leadrship.strength: 1"),
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
    ("S040", "study: 1"),
    ("S040", "coxed: 1\nstudy: 1"),
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
