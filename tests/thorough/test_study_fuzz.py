"""Broken study files: never a traceback, never a hang, always a place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import CODES as SCENARIO_CODES
from sim.scenario import ScenarioError, render
from sim.study import studies
from sim.study.codes import CODES
from sim.study.file.reader import load_study

pytestmark = pytest.mark.thorough

TEXTS = [path.read_text("utf-8") for path in studies().files().values()]
PIECES = [
    "NO", "yes", "1e3", "010", "{", "}", "[", "]", ":", "-", "&a", "*a", "!!python/object", "\t", "\x00",
    "9" * 400, "~", ".nan", ".inf", "-1", "3.7", "'", '"', "# ", "%YAML", "---", "é", "mean(", "all", "factors:",
    "\u2028", "null",
]  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A built-in study with a few words replaced, put in, or taken out, and lines doubled, swapped or cut."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        words = [*re.finditer(r"[^\s,:\[\]{}]+|[,:\[\]{}]", text)]
        if not words:
            break
        word = draw(st.sampled_from(words))
        piece = draw(st.sampled_from([*PIECES, "", *(w.group() for w in words)]) | st.text(max_size=12))
        start = draw(st.sampled_from([word.start(), word.end()]))
        text = text[:start] + piece + text[word.end() :]
    return text[: draw(st.just(len(text)) | st.integers(0, len(text)))]


@settings(max_examples=3000, suppress_health_check=list(HealthCheck), deadline=None)
@given(broken())
def test_any_file_is_a_study_or_gets_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert all(wrong_with(Path(path), text))


def wrong_with(path: Path, text: str) -> Iterator[bool]:
    """Whether each problem is told as problems should be."""
    try:
        load_study(path)
    except ScenarioError as error:
        yield bool(error.problems)
        for problem in error.problems:
            yield problem.code in SCENARIO_CODES | CODES
            yield problem.line is None or 1 <= problem.line <= text.count("\n") + text.count("\r") + 1
            yield render(problem).replace("\n", "").isprintable()
