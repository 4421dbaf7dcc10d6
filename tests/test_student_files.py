"""What students write: a table of files with the words for each mistake, which the web page is tested with too.

`tests/cases/student_files.json` is a list of cases. `problems` is all that `coxed scenario check` says of `text`, each
with the text that `coxed scenario fix` writes instead (`fix`), if there is one. `fixed` is the text after
`coxed scenario fix`, null where it changes nothing.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.scenario import CODES, load, read_scenario
from sim.scenario.fix import correct
from sim.scenario.problem import Problem
from tests.strategies import SETTINGS

CASES = json.loads((Path(__file__).parent / "cases" / "student_files.json").read_text("utf-8"))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The name of a file in an empty current folder."""
    monkeypatch.chdir(tmp_path)
    return Path("mine.yaml")


def problems(file: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What the command says of a file, as the table has it."""
    capsys.readouterr()
    exit_code = main(["scenario", "check", str(file), "--json"])
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert exit_code == (2 if errors else 0)
    return [
        {key: value for key, value in as_in_table(error).items() if key != "fix" or value is not None}
        for error in errors
    ]


def as_in_table(error: dict[str, Any]) -> dict[str, Any]:
    where = error["where"]
    place = {"line": where["line"], "column": where["column"]}
    return {"code": error["code"], **place, "message": error["message"], "help": error["help"], "fix": error["instead"]}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_said_is_right_and_fix_does_it(
    file: Path, capsys: pytest.CaptureFixture[str], case: dict[str, Any]
) -> None:
    file.write_text(case["text"], encoding="utf-8")
    assert problems(file, capsys) == case["problems"]
    main(["scenario", "fix", str(file)])
    text = file.read_text("utf-8")
    assert text == (case["text"] if case["fixed"] is None else case["fixed"])
    left = problems(file, capsys)
    assert len(left) == sum("fix" not in problem for problem in case["problems"]), "fix does all that check proposes"
    if not left:
        assert load(file)


def test_the_table_is_complete_and_without_repetition() -> None:
    assert len({case["name"] for case in CASES}) == len({case["text"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert set(case) == {"name", "text", "problems", "fixed"}
        assert (case["fixed"] is not None) == any("fix" in problem for problem in case["problems"])
        for problem in case["problems"]:
            assert problem["code"] in CODES
            assert problem["message"]
            assert problem["help"]
            lines = case["text"].split("\n")
            assert 1 <= problem["column"] <= len(lines[problem["line"] - 1])


# Laws


WRONG = {" = ": "S007", "=": "S007", ":": "S007", "：": "S007", " ： ": "S007", ":\u00a0": "S008"}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(sorted(SETTINGS)), min_size=1, max_size=8, unique=True), st.data())
def test_every_wrong_sign_is_reported_where_it_is_and_corrected(paths: list[str], data: st.DataObject) -> None:
    """With any signs at any settings: one problem per wrong sign, and the corrected file is the one without them."""
    wrong, right, expected = ["coxed: 1"], ["coxed: 1"], []
    for group in dict.fromkeys(path.partition(".")[0] for path in paths):
        wrong.append(f"{group}:")
        right.append(f"{group}:")
        for about in (SETTINGS[path] for path in paths if SETTINGS[path].group == group):
            sign = data.draw(st.sampled_from([": ", *WRONG]))
            value = "null" if about.default is None else about.default
            wrong.append(f"  {about.name}{sign}{value}")
            right.append(f"  {about.name}: {value}")
            if sign in WRONG:
                after_colon = sign.startswith(":") and len(sign) > 1
                expected.append((WRONG[sign], len(wrong), 3 + len(about.name) + after_colon))
    text = "\n".join(wrong)
    assert [(p.code, p.line, p.column) for p in errors(text)] == expected
    assert correct(text, "mine.yaml", errors).text == "\n".join(right)


def errors(text: str) -> list[Problem]:
    return read_scenario("mine.yaml", content=text.encode()).errors


@pytest.mark.parametrize(
    "title",
    [
        "a // b, control = 3 and communication:0.6",
        "|\n  communication = 0.6\n  // a comment?\n  leadership",
        '"The crew\n  communication = 0.6\n  – at: 3"',
        "'It''s = fine: no'  # control = 3",
        "“The crew”",
        "0.2–0.4 {control:3}",
    ],
)
def test_signs_within_a_text_are_no_mistakes(title: str) -> None:
    assert errors(f"coxed: 1\ntitle: {title}\nleadership:\n  communication: 0.6\n") == []


def test_a_file_with_many_mistakes_ends_with_the_first_ones() -> None:
    lines = [f"  - 'x{n}'s\n" for n in range(200)]
    problems = errors("coxed: 1\n" + "".join(lines))
    assert 1 <= len(problems) <= 30
