"""`coxed error`: every code is explained, with an example."""

import json
import re
import shlex
from pathlib import Path

import pytest

from sim.cli.error_codes import explain, titles
from sim.scenario import CODES
from sim.scenario.examples import EXAMPLES, FILE
from sim.scenario.warnings import IDLE, examples, explanations
from sim.study.codes import CODES as STUDY_CODES
from sim.study.file.examples import EXAMPLES as STUDY_EXAMPLES
from tests.conftest import Coxed
from tests.scenario_files import (
    file_codes,
)
from tests.strategies import SETTINGS

ALL_EXAMPLES = {**EXAMPLES, **STUDY_EXAMPLES, **examples()}


@pytest.mark.parametrize("code", ALL_EXAMPLES)
def test_the_example_of_a_code_gets_this_code_and_mended_none(folder: Path, coxed: Coxed, code: str) -> None:
    wrong, mended, beside = ALL_EXAMPLES[code]
    for name, text in beside.items():
        Path(name).write_text(text, encoding="utf-8")
    for text, expected in ((wrong, [code]), (mended, [])):
        if ALL_EXAMPLES[code].is_command:
            exit_code, out, _ = coxed(*shlex.split(text)[1:], "--json")
            shown = json.loads(out)
            problems = (
                [*shown.get("errors", []), *shown.get("warnings", [])] if exit_code == 2 or "files" in shown else []
            )
            assert [problem["code"] for problem in problems] == expected
        else:
            Path(FILE).write_text(text, encoding="utf-8")
            assert file_codes(FILE) == expected


def test_every_code_has_an_explanation_and_an_example(coxed: Coxed) -> None:
    assert list(titles()) == list(ALL_EXAMPLES) == [*CODES, *STUDY_CODES, *IDLE, "W900"]
    assert len({*titles().values()}) == len(titles())
    _, out, _ = coxed("error")
    assert [line.split("  ")[0] for line in out.splitlines()] == list(titles())
    for code in titles():
        exit_code, out, _ = coxed("error", code)
        assert exit_code == 0
        assert out.startswith(f"{code}: ")
        assert all(len(line) <= 100 for line in out.splitlines()), code
        assert json.loads(coxed("error", code, "--json")[1])["example"]["wrong"] == ALL_EXAMPLES[code].wrong


@pytest.mark.parametrize("written", ["s003", "S3", "error[S003]", " S003 "])
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    assert explain(written).code == "S003"


def test_a_code_that_there_is_not_is_refused_with_a_near_one(coxed: Coxed) -> None:
    exit_code, _, err = coxed("error", "T003")
    assert exit_code == 2
    assert re.search(r"did you mean [SDW]003\?", err)


def test_warnings_are_declared_completely() -> None:
    assert list(IDLE) == [f"W{n:03}" for n in range(1, len(IDLE) + 1)]
    for code, idle in IDLE.items():
        assert {*idle.settings, *idle.example} <= SETTINGS.keys()
        assert not {*idle.settings} & {*idle.example}, f"{code}: what is idle cannot be what makes it idle"
        assert idle.counts in explanations()[code].explanation
        assert all(named in SETTINGS for named in re.findall(r"[a-z]+\.[a-z_]+", idle.counts))
