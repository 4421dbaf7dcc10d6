"""Compiled rules are kept, and never those of yesterday."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sim

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.thorough


def test_an_edited_rule_is_compiled_anew_and_a_first_compile_says_so(tmp_path: Path) -> None:
    """In a copied tree: compile with a message, load without; edit a rule: other numbers; damage the cache: mended."""
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "sim", "run", "led", "--replicates", "2", "--set", "run.periods=20", "--json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}

    def attempt() -> tuple[str, str]:
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return done.stdout, done.stderr

    first, said = attempt()
    assert "compiling" in said
    second, said = attempt()
    assert "compiling" not in said
    assert second == first
    rule_file = tmp_path / "sim" / "model" / "mechanisms" / "communication.py"
    text = rule_file.read_text(encoding="utf-8")
    rule_file.write_text(text.replace('"""Step 5', '"""The fifth step'), encoding="utf-8")
    third, said = attempt()
    assert "compiling" not in said, "a docstring is no rule"
    assert third == first
    edited = text.replace("uniform(heard, i, k) < chance[i]", "uniform(heard, i, k) < chance[i] / 2")
    assert edited != text
    rule_file.write_text(edited, encoding="utf-8")
    fourth, said = attempt()
    assert "compiling" in said
    assert fourth != first
    for damaged in (tmp_path / "cache").rglob("*.nb[ci]"):
        damaged.write_bytes(damaged.read_bytes()[:100] if damaged.suffix == ".nbc" else b"")
    assert attempt()[0] == fourth, "a damaged cache is thrown away"


RULE = '''\
import sim


class Mine(sim.Mechanism):
    """Skill fades: skill ← (1 − rate) · skill."""

    rate = sim.share(0.1, "Share of the skill that fades each period.")
    faded = sim.mean("people.skill", "mean skill of all members")

    def step(luck, t, crew, p):
        for i in range(len(crew.people.skill)):
            crew.people.skill[i] *= 1.0 - p.mine.rate
'''


def test_a_week_with_a_rule_of_ones_own_is_kept_and_an_edit_never_served_stale(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    command = [sys.executable, "-m", "sim", "run", "led", "--rules", str(file), "--replicates", "2", "--json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}

    def attempt(text: str) -> tuple[str, bool]:
        file.write_text(text, encoding="utf-8")
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return done.stdout, "compiling the week with mine" in done.stderr

    first, compiled = attempt(RULE)
    assert compiled
    assert attempt(RULE) == (first, False)
    assert attempt(RULE.replace("Skill fades", "What fades")) == (first, False), "a docstring is no rule"
    edited, compiled = attempt(RULE.replace("1.0 - p.mine.rate", "1.0 - p.mine.rate / 2"))
    assert compiled
    assert edited != first
    assert attempt(RULE) == (first, False)


BUILT_IN = '''\
"""Step 14: skill fades."""

from sim.model.measures import mean
from sim.model.mechanism import Mechanism, column
from sim.model.declaration import share
from sim.model.parameters import Parameters
from sim.model.random import Node
from sim.model.state import State


class Fading(Mechanism):
    """Step 14: skill fades: skill ← (1 − rate) · skill."""

    number = "14"
    about = "skill fades"

    rate = share(0.0, "Share of the skill that fades each period.")
    lost = column("people", float, "members", "how much skill the member has lost")
    lost_skill = mean("people.lost", "mean skill lost", high=100)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Let skill fade."""
        for i in range(len(crew.people.skill)):
            fades = p.fading.rate * crew.people.skill[i]
            crew.people.skill[i] -= fades
            crew.people.lost[i] += fades
'''


def test_a_mechanism_is_one_file_and_one_line(tmp_path: Path) -> None:
    """In a copied tree: its parameter, column and measure are there, and what was there before has not moved."""
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "sim/model/mechanisms/fading.py").write_text(BUILT_IN, encoding="utf-8")
    week = tmp_path / "sim/model/week.py"
    text = week.read_text(encoding="utf-8")
    text = text.replace("    Development,  # 13", "    Fading,  # 14 skill fades\n    Development,  # 13")
    week.write_text(
        text.replace("\nWEEK:", "\nfrom sim.model.mechanisms.fading import Fading\n\nWEEK:"), encoding="utf-8"
    )
    changed = [
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("*.py")
        if not (ROOT / path.relative_to(tmp_path)).exists()
        or path.read_bytes() != (ROOT / path.relative_to(tmp_path)).read_bytes()
    ]
    assert sorted(changed) == ["sim/model/mechanisms/fading.py", "sim/model/week.py"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}

    def answer(*arguments: str) -> Any:
        command = [sys.executable, "-m", "sim", *arguments, "--json"]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    short = ["--replicates", "3", "--set", "run.periods=30"]
    still = answer("run", "led", *short)["outcomes"]
    before = sim.run(sim.load("led", ["run.periods=30"]), 3).outcomes
    assert {name: still[name]["mean"] for name in ("made_good_mean", "skill_final")} == pytest.approx(
        before[["made_good_mean", "skill_final"]].mean().to_dict(), rel=1e-12
    )
    fading = answer("run", "led", *short, "--set", "fading.rate=0.2")["outcomes"]
    assert fading["skill_final"]["mean"] < still["skill_final"]["mean"] / 2
    assert fading["lost_skill_final"]["mean"] > 0
    rules = {event["rule"]: event for event in answer("timetable")}
    assert rules["fading"]["parameters"] == ["fading.rate"]
