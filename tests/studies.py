"""Small studies for the tests, as text and as sweeps."""

import subprocess
import sys
from pathlib import Path

from sim.model.state import Floats
from sim.study.stopping_rule import Replicates, precise_in_a_row

TABLES = ("runs", "points", "series")

SMALL = """\
study: 1
base: led
compare: over_managed
set: {organization.members: 6, run.periods: 12}
factors:
  leadership.communication: [0, 1]
  network.ties: {values: [0, 3]}
design: {kind: sobol, n: 4}
replicates: {min: 10, max: 80, stop: {outcome: made_good_mean, half_width: 0.1, look_ahead: 2}}
keep: {series: [made_good, alignment]}
claims:
  - led_is_ahead: mean(base.made_good_mean) > mean(compare.made_good_mean)
"""


def written(folder: Path, text: str = SMALL, name: str = "study.yaml") -> Path:
    """The text as a study file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def stopped(values: Floats, replicates: Replicates) -> tuple[int, str]:
    """After how many of `values`, one per replicate, a point stops, and why: `precise` or `max`."""
    narrow = 0
    for look in replicates.looks if replicates.stop else ():
        narrow = precise_in_a_row(narrow, [values[:look]], replicates.stop)
        if narrow >= replicates.stop.look_ahead:
            return look, "precise"
    return replicates.max, "max"


def tables(folder: Path) -> dict[str, bytes]:
    """The bytes of a sweep's tables."""
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES if (folder / f"{name}.parquet").exists()}


def coxed(*arguments: object) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "sim", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
