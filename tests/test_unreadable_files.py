"""Files that cannot be read, and hostile and random ones: never a traceback."""

import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import CODES, Problem, ScenarioError, load, render
from sim.scenario.files import Replacement, Source
from sim.scenario.problem import Place
from tests.scenario_files import (
    BUILTIN,
    HEAD,
    YAMLISH,
    codes,
    encoded,
    load_from,
    wrong,
)


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
        with pytest.raises(ScenarioError) as raised:  # to read some of them would never end
            load(name)
        assert codes(raised.value) == ["S002"]


def test_unreadable_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    Path("x.yaml").write_text(HEAD)
    monkeypatch.setattr("sim.scenario.files._at_once", refuse)
    with pytest.raises(ScenarioError, match=r"error\[S002\]: 'x\.yaml' cannot be read: permission denied"):
        load("x.yaml")


def test_a_large_file_is_not_read(folder: Path) -> None:
    with Path("big.yaml").open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(ScenarioError) as raised:
            load("big.yaml")
        assert codes(raised.value) == ["S005"]
        assert tracemalloc.get_traced_memory()[1] < 5_000_000, "the most memory at once"
    finally:
        tracemalloc.stop()


def test_links_out_of_the_folder(folder: Path) -> None:
    Path("mine").mkdir()
    Path("secret.yaml").write_text("coxed: 1\n")
    Path("secret.csv").write_text("x\nsecret\n")
    Path("mine/link.yaml").symlink_to("../secret.yaml")
    Path("mine/link.csv").symlink_to(folder / "secret.csv")
    Path("mine/folder").symlink_to(folder)
    Path("mine/loop.yaml").symlink_to("loop.yaml")
    for line, code in [
        ("extends: link.yaml", "S028"),
        ("extends: folder/secret.yaml", "S028"),
        ("environment: {trace: link.csv}", "S028"),
        ("extends: sub/../../secret.yaml", "S028"),
        ("extends: loop.yaml", "S002"),
    ]:
        Path("mine/a.yaml").write_text(HEAD + line)
        with pytest.raises(ScenarioError) as raised:
            load("mine/a.yaml")
        assert codes(raised.value) == [code]
        assert "secret\n" not in str(raised.value)


def test_a_circle_through_a_link(folder: Path) -> None:
    Path("link.yaml").symlink_to("bad.yaml")
    assert codes(wrong("coxed: 1\nextends: link.yaml")) == ["S029"]


# Places in a text that was edited to read on


@given(st.data())
def test_places_are_those_of_the_text_as_it_was_written(data: st.DataObject) -> None:
    """Characters that no edit touched are found where they were, however edits move them."""
    line = "".join(chr(ord("a") + n) for n in range(20))
    bounds = sorted(data.draw(st.lists(st.integers(0, 20), min_size=0, max_size=6, unique=True)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    edits = [Replacement(1, start, end - start, data.draw(st.text("+-", max_size=4))) for start, end in pairs]
    lines = ["first", line]
    source = Source("f", "\n".join(lines), lines, lines).edited(edits)
    kept = [c for n, c in enumerate(line) if not any(start <= n < end for start, end in pairs)]
    assert [c for c in source.lines[1] if c not in "+-"] == kept
    for column, character in enumerate(source.lines[1]):
        place = source.place(1, column)
        assert place.text == line
        if character in kept:
            assert line[place.column - 1] == character
    assert source.place(0, 3) == Place("f", 1, 4, 1, "first")


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
        pytest.param("a: " + "x\n   " * 190_000, marks=pytest.mark.thorough),
        "a: '" + "''" * 490_000 + "'",
        pytest.param("%a b\n" * 190_000, marks=pytest.mark.thorough),
        "{" + "a," * 490_000 + "}",
        "x: 1\n" * 190_000,
        pytest.param("".join(f"x{n}: 1\n" for n in range(9_000)), marks=pytest.mark.thorough),
        "leadership:\n" + "".join(f"  strenght{n}: 1\n" for n in range(9_000)),
        "interventions:\n" + "- {at: 1, set: {a.b: 1}}\n" * 2_400,
        "interventions:\n" + "- {at: 1, set: {leadership.strength: 1}}\n" * 2_400,
        "title: " + "\u200b" * 300_000,
        "x" * 900_000 + ": 1",
    ],
    ids=range(18),
)
def test_hostile_files_end_in_a_message(folder: Path, text: str) -> None:
    """Work that grew with the square of their length, or faster, would take hours."""
    assert len(str(wrong(text))) < 10_000_000


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
    with pytest.raises(ScenarioError, match="takes one value"):
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
