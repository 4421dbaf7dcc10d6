"""The programs of the claims as users run them, with few points and replicates."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.common import NAMES, STUDIES
from sim.claims.verdict import WORDS

pytestmark = pytest.mark.thorough


def output_of(module: str, out: Path) -> str:
    """The output of a program of the claims, whose results go to `out`."""
    command = [sys.executable, "-m", module, "--quick", "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_all_claims_are_evaluated_and_reported(tmp_path: Path) -> None:
    shown = output_of("experiments", tmp_path)
    assert f"all {len(NAMES)} claims" in shown
    for name in NAMES:
        record = json.loads((tmp_path / name / "verdict.json").read_text("utf-8"))
        assert record["verdict"] in WORDS
        assert record["title"] in shown
        manifest = json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))
        assert {"verdict.json", "table.md", "points.parquet"} <= set(manifest["files"])
    for name in STUDIES:
        assert (tmp_path / name / "table.md").exists()
    assert (tmp_path / "ledger.html").stat().st_size > 100_000


def test_a_claim_alone_gives_the_same_bytes_again(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        output_of("experiments.reviews", tmp_path / folder)
    for path in (tmp_path / "one" / "reviews").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / "reviews" / path.name).read_bytes(), path.name


def test_what_is_not_understood_is_refused() -> None:
    command = [sys.executable, "-m", "experiments.size", "--fast"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--fast" in done.stderr
