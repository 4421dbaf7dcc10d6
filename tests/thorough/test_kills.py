"""Sweeps that are killed at any moment, and go on to the tables of one that nothing disturbed."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.model.files import ASIDE
from sim.study.sweep.checkpoints import FOLDER
from tests.studies import SMALL, coxed, tables, written

pytestmark = pytest.mark.thorough

KILLS = 24
LARGER = SMALL.replace("n: 4", "n: 64").replace("periods: 12", "periods: 100").replace("members: 6", "members: 40")


def writes_a_checkpoint(out: Path) -> bool:
    return bool(list(out.glob(f"{FOLDER}/{ASIDE}*")))


def writes_tables(out: Path) -> bool:
    return bool(list(out.glob(f"{ASIDE}*/*.parquet")))


def has_replaced_a_table(out: Path) -> bool:
    return (out / "runs.parquet").exists()


def killed_when(process: subprocess.Popen[str], out: Path, moment: Callable[[Path], bool]) -> bool:
    """Kill as soon as something is seen in the folder; False if the sweep ended before."""
    while process.poll() is None:
        if moment(out):
            process.kill()
            break
    process.communicate()
    return process.returncode == -9


def killed_after(process: subprocess.Popen[str], out: Path, seconds: float) -> bool:
    """Kill some time after it has begun to work; False if the sweep ended before."""
    while process.poll() is None and not list(out.glob(f"{FOLDER}/study.json")):
        pass
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    return process.returncode == -9


def test_kill_9_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    study = written(tmp_path, LARGER)
    undisturbed = coxed("sweep", study, "--out", tmp_path / "undisturbed")
    undisturbed.communicate()
    assert undisturbed.returncode == 0
    expected = tables(tmp_path / "undisturbed")
    rng = np.random.default_rng(20261124)
    events = [writes_a_checkpoint, writes_tables, has_replaced_a_table]
    kills = finished = attempt = 0
    hit = True
    while kills < KILLS or hit:  # the last attempt is left in peace
        out = tmp_path / f"out{finished}"
        process = coxed("sweep", study, "--out", out)
        attempt += 1
        if kills >= KILLS:
            process.communicate()
            hit = False
        elif attempt % 3 == 0:
            hit = killed_when(process, out, events[attempt // 3 % len(events)])
        else:
            hit = killed_after(process, out, rng.uniform(0, 2.5))
        kills += hit
        if not hit:
            assert process.returncode == 0
            assert tables(out) == expected
            assert not (out / FOLDER).exists()
            finished += 1
