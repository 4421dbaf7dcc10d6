"""Memory does not grow with the number of rows; each thread takes some megabytes, so their number is fixed here."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.studies import written

pytestmark = [pytest.mark.thorough, pytest.mark.skipif(sys.platform != "linux", reason="/proc has the peak")]

STUDY = """\
study: 1
base: led
set: {organization.members: 2, run.periods: 100}
factors: {rewards.initiative: [0, 1], leadership.communication: [0, 1]}
design: {kind: lhs, n: 50}
replicates: REPLICATES
keep: {series: [made_good, alignment]}
"""
# Not getrusage: its peak is inherited from the process that started this one, which may be larger.
MEASURED = """
import re, sys
from sim.cli import main
assert main(["sweep", sys.argv[1], "--out", sys.argv[2], "--threads", "4"]) == 0
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024)
"""


def megabytes(folder: Path, replicates: int) -> float:
    study = written(folder, STUDY.replace("REPLICATES", str(replicates)), f"{replicates}.yaml")
    command = [sys.executable, "-c", MEASURED, str(study), str(folder / str(replicates))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert pq.read_metadata(folder / str(replicates) / "series.parquet").num_rows == 50 * replicates * 100
    return float(done.stdout.splitlines()[-1])


def test_ten_million_rows_take_no_more_memory_than_one(tmp_path: Path) -> None:
    one, ten = megabytes(tmp_path, 200), megabytes(tmp_path, 2000)
    assert ten < 1024
    assert ten < one + 200, "parts that wait are limited to some tens of megabytes"
