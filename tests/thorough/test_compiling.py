"""Compiled rules are kept, and never those of yesterday."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    rule_file = tmp_path / "sim" / "rules" / "communication.py"
    text = rule_file.read_text(encoding="utf-8")
    rule_file.write_text(text.replace('"""Step 5', '"""The fifth step'), encoding="utf-8")
    third, said = attempt()
    assert "compiling" not in said, "a docstring is no rule"
    assert third == first
    rule_file.write_text(text.replace("goal_dice[k] < chance", "goal_dice[k] < chance / 2"), encoding="utf-8")
    fourth, said = attempt()
    assert "compiling" in said
    assert fourth != first
    for damaged in (tmp_path / "cache").rglob("*.nb[ci]"):
        damaged.write_bytes(damaged.read_bytes()[:100] if damaged.suffix == ".nbc" else b"")
    assert attempt()[0] == fourth, "a damaged cache is thrown away"
