"""Thousands of scenarios from Python objects, with every access to an array checked against its bounds."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
EXAMPLES = 4000

pytestmark = pytest.mark.thorough

FUZZ = f"""
from python_door import fuzz
print(dict(fuzz({EXAMPLES})))
"""
UNCHECKED = """
import sim
import sim.engine.run
from sim.model.parameters import known

sim.engine.run.validated = lambda scenario: scenario
own = known()(
    run={"periods": 5}, environment={"decisions": 1, "goals": 1000}, network={"ties": 0},
    published={"work": "own", "layout": "cliques"},
)
try:
    sim.run(sim.Scenario(parameters=own), 1)
except IndexError as error:
    print({"out of bounds": 1})
else:
    print({"ran": 1})
"""


def test_no_scenario_from_objects_leaves_the_bounds_of_an_array(tmp_path: Path) -> None:
    """In a process of its own, whose rules are compiled with checks of all bounds."""

    def counts(script: str) -> dict[str, int]:
        path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
        own = {"NUMBA_BOUNDSCHECK": "1", "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": path}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        result: dict[str, int] = ast.literal_eval(done.stdout)
        return result

    tried = counts(FUZZ)
    assert sum(tried.values()) >= EXAMPLES
    assert min(tried["ran"], tried["refused"]) > EXAMPLES / 10
    assert counts(UNCHECKED) == {"out of bounds": 1}, "negative control: without the check the bounds are left"
