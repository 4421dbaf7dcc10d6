"""The compiled week in a damaged cache, or without a home folder: the same numbers, and never a crash."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.thorough

RUN = """
import sim

print(sim.run(sim.load("led", ["run.periods=20"]), 2).outcomes.to_json())
"""
HOMELESS = f"""
import os
import pwd

def getpwuid(user):
    raise KeyError(user)

pwd.getpwuid = getpwuid
for name in ("HOME", "XDG_CACHE_HOME"):
    os.environ.pop(name, None)
{RUN}
"""


def answer(script: str, cache: Path) -> tuple[str, str]:
    own = {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, cwd=cache, env={**os.environ, **own}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr}"
    return done.stdout, done.stderr


def test_flipped_bits_in_machine_code_are_compiled_again(tmp_path: Path) -> None:
    """Two times: 200 bits of the compiled week, which would end the process with near certainty."""
    random = np.random.default_rng(20261129)
    first, message = answer(RUN, tmp_path)
    assert "compiling" in message
    assert answer(RUN, tmp_path) == (first, "")
    for _ in range(2):
        (path,) = tmp_path.rglob("*.run_stretch-*.nbc")
        content = bytearray(path.read_bytes())
        for byte in random.integers(len(content) // 4, len(content), 200):
            content[byte] ^= 1 << random.integers(8)
        path.write_bytes(content)
        again, message = answer(RUN, tmp_path)
        assert again == first
        assert "compiling" in message
    assert answer(RUN, tmp_path) == (first, "")


@pytest.mark.skipif(os.name != "posix", reason="homes as Unix has them")
def test_without_a_home_it_runs_and_says_that_it_compiles_each_time(tmp_path: Path) -> None:
    result, message = answer(HOMELESS, tmp_path)
    assert "there is no home folder" in message
    assert "Traceback" not in message
    assert result.strip() == sim.run(sim.load("led", ["run.periods=20"]), 2).outcomes.to_json()
