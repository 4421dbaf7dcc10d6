"""Scenario files that extend others, and the traces that they name."""

import hashlib
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sim.model.parameters import Parameters
from sim.scenario import (
    Intervention,
    ScenarioError,
    load,
)
from sim.scenario.problem import Place
from sim.scenario.trace import Trace, resolve_trace
from tests.scenario_files import (
    flat,
    written,
)
from tests.strategies import SETTINGS, partial


@settings(max_examples=30)
@given(partial(), partial(), partial())
def test_the_child_wins(grandparent: dict[str, Any], parent: dict[str, Any], child: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "below").mkdir()
        written(folder / "below", "g.yaml", grandparent)
        written(folder, "p.yaml", parent, extends="below/g.yaml")
        merged = load(written(folder, "c.yaml", child, extends="p.yaml"))
    expected = {**flat(Parameters()), **grandparent, **parent, **child}
    assert flat(merged.parameters) == expected
    origins = {
        **dict.fromkeys(grandparent, "g.yaml"),
        **dict.fromkeys(parent, "p.yaml"),
        **dict.fromkeys(child, "c.yaml"),
    }
    assert {path: Path(origin).name.partition(":")[0] for path, origin in merged.origins.items()} == origins


def test_interventions_are_replaced_and_titles_not_inherited(tmp_path: Path) -> None:
    one = [{"at": 10, "set": {"leadership.strength": 0}}]
    two = [{"at": 20, "set": {"management": {"strength": 0}}}]
    written(tmp_path, "p.yaml", {}, title="Parent", interventions=one)
    same = load(written(tmp_path, "a.yaml", {}, extends="p.yaml"))
    replaced = load(written(tmp_path, "b.yaml", {}, extends="p.yaml", interventions=two))
    none = load(written(tmp_path, "c.yaml", {}, extends="p.yaml", interventions=[]))
    assert same.interventions == (Intervention(10, {"leadership.strength": 0.0}),)
    assert replaced.interventions == (Intervention(20, {"management.strength": 0.0}),)
    assert none.interventions == ()
    assert same.title == same.name == "a"


def test_a_parent_reads_its_own_trace(tmp_path: Path) -> None:
    """Names are relative to the file that says them, and a child may take the trace away."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "t.csv").write_text("x\n2\n0\n")
    written(tmp_path / "below", "p.yaml", {"environment.trace": "t.csv"})
    assert load(written(tmp_path, "a.yaml", {}, extends="below/p.yaml")).trace == (2.0, 0.0)
    assert load(written(tmp_path, "b.yaml", {"environment.trace": None}, extends="below/p.yaml")).trace == (1.0,)


def test_a_trace_is_resolved_to_its_content(tmp_path: Path) -> None:
    """Numbers and hash are those of the file beside the one that names it, wherever the current folder is."""
    content = b"x\n2\n0.5\n"
    (tmp_path / "t.csv").write_bytes(content)
    place = Place(str(tmp_path / "study.yaml"), 3, 5)
    trace, problems = resolve_trace("t.csv", place, tmp_path)
    assert problems == []
    assert trace == Trace((2.0, 0.5), str(tmp_path / "t.csv"), hashlib.sha256(content).hexdigest())
    (tmp_path / "t.csv").write_bytes(content.replace(b"2", b"3"))
    changed, _ = resolve_trace("t.csv", place, tmp_path)
    assert changed.multipliers == (3.0, 0.5)
    assert changed.sha256 != trace.sha256
    assert resolve_trace(None, place, tmp_path) == (Trace(), [])
    builtin, problems = resolve_trace("us_gdp_dynamism", place, tmp_path)
    assert (builtin.multipliers, problems) == (load("us_gdp").trace, [])


@pytest.mark.parametrize("value", ["/etc/passwd", "../t.csv", "sub/../../t.csv", "C:\\t.csv", "link.csv"])
def test_a_trace_outside_the_folder_is_not_read(tmp_path: Path, value: str) -> None:
    """Named in a file it is refused, and nothing of it gets into a message; the user may name it."""
    (tmp_path / "t.csv").write_text("x\nsecret\n")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "t.csv")
    trace, problems = resolve_trace(value, Place("study.yaml", 3, 5), folder)
    assert trace == Trace()
    assert [problem.code for problem in problems] == ["S028"]
    assert "secret" not in str(problems)
    _, problems = resolve_trace(str(tmp_path / "t.csv"), Place("--set"), None)
    assert [problem.code for problem in problems] == ["S036"]


def test_links_within_the_folder_are_followed(tmp_path: Path) -> None:
    written(tmp_path, "real.yaml", {"run.periods": 7})
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    assert load(written(tmp_path, "a.yaml", {}, extends="link.yaml")).parameters.run.periods == 7


def test_renamed_settings_keep_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = {"leadership.voice": "leadership.communication", "boss.order": "management.control"}
    for old, new in renamed.items():
        monkeypatch.setitem(sys.modules["sim.scenario.settings"].RENAMED, old, new)
    held = load(written(tmp_path, "a.yaml", {"leadership.voice": 0.5, "boss.order": 0.25}))
    assert held.parameters.leadership.communication == 0.5
    assert held.parameters.management.control == 0.25
    assert set(held.origins) == set(renamed.values())
    assert load("led", ["leadership.voice=.5"]).parameters.leadership.communication == 0.5
    assert load("led").with_(boss={"order": 0}).parameters.management.control == 0
    with pytest.raises(ScenarioError, match=r"'leadership\.communication' is set twice"):
        load(written(tmp_path, "b.yaml", {"leadership.voice": 0.5, "leadership.communication": 0.5}))


def test_every_renaming_leads_to_a_setting() -> None:
    renamed = sys.modules["sim.scenario.settings"].RENAMED
    assert set(renamed.values()) <= set(SETTINGS)
    assert not set(renamed) & set(SETTINGS)
