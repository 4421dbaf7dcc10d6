"""Scenario files for tests: written, read, and what is wrong with them."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from sim.cli.check import check_file
from sim.model.parameters import Parameters
from sim.scenario import Scenario, ScenarioError, builtin_names, load
from tests.strategies import SETTINGS, nested

HEAD = "coxed: 1\n"
BUILTIN = [Path(str(load(name).source)).read_text(encoding="utf-8") for name in builtin_names()]


YAMLISH = st.text(
    st.sampled_from("abl01.:-?#&*!|>'\"%@`{}[], \t\n\r\\~<=+eE_\x00\x85\u2028\ufeff\ud800é") | st.characters()
)


def wrong(text: str | bytes, *sets: str) -> ScenarioError:
    """The error for a file bad.yaml in the current folder."""
    Path("bad.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ScenarioError) as raised:
        load("bad.yaml", sets)
    return raised.value


def codes(error: ScenarioError) -> list[str]:
    return [problem.code for problem in error.problems]


def file_codes(name: str, content: str | None = None) -> list[str]:
    """Every code that a file gets, errors before warnings."""
    checked = check_file(name, None if content is None else content.encode())
    return [problem.code for problem in [*checked.errors, *checked.warnings]]


def load_from(scratch: Path, text: str | bytes, sets: tuple[str, ...] = ()) -> Scenario:
    """Load a text as a file, however little of a text it is."""
    file = scratch / "bad.yaml"
    file.write_bytes(encoded(text))
    return load(file, sets)


def encoded(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def load_text(text: str, folder: Path | None = None, sets: tuple[str, ...] = ()) -> Scenario:
    with tempfile.TemporaryDirectory() as made:
        file = (folder or Path(made)) / "drawn.yaml"
        file.write_text(text, encoding="utf-8")
        return load(file, sets)


def flat(p: Parameters) -> dict[str, Any]:
    return {path: getattr(getattr(p, d.group), d.name) for path, d in SETTINGS.items()}


def differences(scenario: Scenario, other: Scenario) -> dict[str, Any]:
    theirs = flat(other.parameters)
    return {path: value for path, value in flat(scenario.parameters).items() if value != theirs[path]}


def written(folder: Path, name: str, changes: dict[str, Any], **more: Any) -> Path:
    """A scenario file; JSON is YAML."""
    file = folder / name
    file.write_text(json.dumps({"coxed": 1, **more, **nested(changes)}, ensure_ascii=False), encoding="utf-8")
    return file
