"""The page's checker of files and its statistics, run in node: they say and compute what Python does."""

import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import in_node, missing_node

from sim.engine.statistics import interval
from sim.page import bundle
from sim.page.facts import facts
from sim.scenario.files import decoded
from sim.scenario.loader import read_scenario
from sim.scenario.problem import Problem
from sim.scenario.trace import read_rows

GERMAN = json.loads((bundle.WEB / "locales" / "de.json").read_text(encoding="utf-8"))
STUDENT_FILES = json.loads((Path(__file__).parents[1] / "cases" / "student_files.json").read_text(encoding="utf-8"))
READ = """
import { read } from "./src/scenario/check";
import { wordsOf } from "./src/words";
const words = wordsOf("de", given.german);
answer(given.texts.map((text: string) => read(given.facts, text, "file").problems.map(
  ({ code, message, line, column, help, instead }) =>
    ({ code, message, where: line === null ? null : [line, column], help, instead,
       german: [words.sentence(message), words.sentence(help)] }))));
"""


def problems_in_page(texts: list[str], folder: Path) -> list[list[dict[str, Any]]]:
    if lack := missing_node():
        pytest.skip(lack)
    given_to_page = {"texts": texts, "facts": facts(), "german": GERMAN}
    answer: list[list[dict[str, Any]]] = in_node(READ, given_to_page, folder)
    return answer


def test_the_page_says_of_students_files_what_the_table_says(tmp_path: Path) -> None:
    for case, problems in zip(
        STUDENT_FILES, problems_in_page([case["text"] for case in STUDENT_FILES], tmp_path), strict=True
    ):
        for problem, expected in zip(problems, case["problems"], strict=True):
            place = [problem["where"][0], problem["where"][1]] if problem["where"] else [None, None]
            found = {"code": problem["code"], "message": problem["message"], "line": place[0], "column": place[1]}
            assert found == {key: expected[key] for key in found}, case["name"]
            assert problem["instead"] == expected.get("fix"), case["name"]


@pytest.mark.thorough
def test_the_page_says_of_mutated_files_what_the_command_line_says(tmp_path: Path) -> None:
    """The two YAML parsers differ in rare texts only; what Python reports is compared with the page's report."""
    random_source = random.Random(20261129)
    texts = [mutated(random_source, case["text"]) for case in STUDENT_FILES for _ in range(6)]
    same = 0
    for text, problems in zip(texts, problems_in_page(texts, tmp_path), strict=True):
        expected = read_scenario("file.yaml", content=text.encode()).errors
        found = [(p["code"], p["message"], *(p["where"] or (None, None)), p["instead"]) for p in problems]
        same += found == [(p.code, p.message, p.line, p.column, p.instead) for p in expected]
    assert same >= 0.97 * len(texts), f"{same} of {len(texts)}"


def mutated(source: random.Random, text: str) -> str:
    place = source.randrange(len(text))
    sign = source.choice([" ", "\n", ":", ",", "-", "#", "'", '"', "=", "%", "0", "x", "{", "]", "\t", "é", "  "])
    return text[:place] + sign + text[place + source.choice([0, 0, 1, 3]) :]


NAMES = [
    "extends: leaderless", "extends: ../led.yaml", "extends: a/../../led.yaml", "extends: /led", "extends: 'C:led'",
    "extends: gone.yaml", "environment: {trace: us_gdp}", "environment: {trace: No}", "environment: {trace: ../no.csv}",
    "environment: {trace: gone.csv}", f"title: {'x' * 1_000_000}",
]  # fmt: skip


def test_the_page_says_of_names_and_sizes_of_files_what_the_command_line_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The help of S001 is the page's own, because a page cannot look for files."""
    monkeypatch.chdir(tmp_path)
    texts = [f"coxed: 1\n{text}\n" for text in NAMES]
    codes = set()
    for text, problems in zip(texts, problems_in_page(texts, tmp_path), strict=True):
        (tmp_path / "file.yaml").write_text(text)
        (expected,) = read_scenario("file.yaml").errors
        (problem,) = problems
        codes.add(expected.code)
        for key in ("code", "message", "instead", *(("help",) if expected.code != "S001" else ())):
            assert problem[key] == getattr(expected, key), text[:60]
    assert codes == {"S001", "S005", "S027", "S028", "S035"}


TRACES = [
    "# mine\nmultiplier,week\n0,1\n2.5,2\n1e-3,3\n", 'week,"Multi""plier"\n"a,b",1\n2,.5\n', "\n", "multiplier\n",
    "1\n2\n", "multiplier\n1,5\n", "a,multiplier\n1,-1\n2,x\n3,\n4,0 5\n5,.inf\n6,'1'\n", "a,b\n1\n2,3\n",
    "m\n1\n\x07\n", "m\r\n0x10\r\n",
]  # fmt: skip
READ_TRACE = """
import { readTrace } from "./src/scenario/check";
import { wordsOf } from "./src/words";
const words = wordsOf("de", given.german);
answer(given.texts.map((text: string) => {
  const { trace, problems } = readTrace(text, "file.csv");
  return { trace, problems: problems.map(({ code, message, line, column, help }) =>
    ({ code, message, line, column, help, german: [words.sentence(message), words.sentence(help)] })) };
}));
"""
ENGLISH = re.compile(r"\b(the|is|not|write|expected|stands|and|did|known|remove|of|has|use|must)\b")


def test_the_page_reads_traces_as_the_command_line_does(tmp_path: Path) -> None:
    if lack := missing_node():
        pytest.skip(lack)
    codes = set()
    for text, answer in zip(TRACES, in_node(READ_TRACE, {"texts": TRACES, "german": GERMAN}, tmp_path), strict=True):
        source = decoded(text.encode(), "file.csv")
        multipliers, problems = ((), [source]) if isinstance(source, Problem) else read_rows(source)
        found = [tuple(p[key] for key in ("code", "message", "line", "column", "help")) for p in answer["problems"]]
        assert found == [(p.code, p.message, p.line, p.column or 1, p.help) for p in problems], text
        assert problems or tuple(answer["trace"]) == multipliers, text
        codes |= {problem.code for problem in problems}
        for problem in answer["problems"]:
            for own in problem["german"]:
                assert not ENGLISH.search(re.sub(r"„[^“]*“", "", own)), own
    assert codes == {"S006", "S036", "S037", "S038"}


def test_the_german_page_has_german_sentences(tmp_path: Path) -> None:
    for problems in problems_in_page([case["text"] for case in STUDENT_FILES], tmp_path):
        for problem in problems:
            for own, sentence in zip(problem["german"], [problem["message"], problem["help"]], strict=True):
                plain = re.sub(r"„[^“]*“|\"[^\"]*\"", "", own)
                assert not ENGLISH.search(plain), sentence


INTERVALS = """
import { interval } from "./src/crew/numbers";
answer(given.samples.map((sample: number[]) => interval(given.facts, sample)));
"""


def test_the_intervals_of_the_page_are_those_of_python(tmp_path: Path) -> None:
    if lack := missing_node():
        pytest.skip(lack)
    generator = np.random.default_rng(7)
    samples = [generator.normal(3, 2, n) for n in (2, 3, 4, 7, 33, 200, 2_000)]
    given_to_page = {"samples": [sample.tolist() for sample in samples], "facts": facts()}
    for sample, found in zip(samples, in_node(INTERVALS, given_to_page, tmp_path), strict=True):
        expected = interval(sample)
        assert found["low"] == pytest.approx(expected.low, rel=1e-4)
        assert found["high"] == pytest.approx(expected.high, rel=1e-4)
    quantiles = dict(facts()["quantiles"])
    assert quantiles[1 / 2] == pytest.approx(4.302653, abs=1e-6)
