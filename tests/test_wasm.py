"""The WebAssembly door: the committed module is that of these rules, and gives their bits."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios
from wasm_host import Host

import sim
from sim.model.assemble import standard
from sim.model.identity import measures_hash, rules_hash
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.model.state import State
from sim.page import linker
from sim.page.build import MODULE, about
from sim.scenario import Scenario

HOST = Host(MODULE.read_bytes())
NATIVE = standard()
FUNCTIONS = 3  # the section of a module that has a line for each function


def test_each_step_is_a_function_of_its_own() -> None:
    """Engines turn them into faster code than one function; the build knows them by how numba writes their names."""
    defined = next(body for kind, body in linker._sections(MODULE.read_bytes()) if kind == FUNCTIONS)
    assert linker._read(defined, 0)[0] > sum(rule.step is not None for rule in NATIVE.rules)


def digest(state: State) -> str:
    """A hash of every bit of a state."""
    sha = hashlib.sha256()
    for path in [*NATIVE.columns, "series"]:
        found: Any = state
        for name in path.split("."):
            found = getattr(found, name)
        sha.update(found.tobytes())
    return sha.hexdigest()


def blank(parameters: Parameters, trace: tuple[float, ...]) -> State:
    return NATIVE.allocate(parameters, np.array(trace))


def test_the_committed_module_is_of_these_rules() -> None:
    said = about(MODULE.read_bytes())
    assert said["rules"] == rules_hash(), "stale: python -m sim.page.build"
    assert said["measures"] == measures_hash(), "stale: python -m sim.page.build"
    assert said["results_version"] == sim.RESULTS_VERSION


@settings(max_examples=40)
@given(scenarios(), st.integers(0, 2**63 - 1), st.integers(0, 5))
def test_start_and_steps_have_the_native_bits(scenario: Scenario, seed: int, replicate: int) -> None:
    native, other = (blank(scenario.parameters, scenario.trace) for _ in range(2))
    first = compiled(scenario.parameters)
    NATIVE.begin(native, first, seed, replicate)
    HOST.begin(other, first, seed, replicate)
    assert digest(native) == digest(other)
    phases = dict(scenario.phases())
    for t in range(scenario.parameters.run.periods):
        first = compiled(phases[t]) if t in phases else first
        NATIVE.advance(native, first, seed, replicate, t, t + 1)
        HOST.advance(other, first, seed, replicate, t, t + 1)
        assert digest(native) == digest(other), f"period {t}"


@settings(max_examples=40)
@given(scenarios(members=60, periods=80), st.integers(0, 2**63 - 1))
def test_whole_runs_have_the_native_bits(scenario: Scenario, seed: int) -> None:
    p = scenario.parameters
    found = []
    for door in (NATIVE, HOST):
        outcomes = np.zeros((3, len(NATIVE.outcomes)))
        series = np.zeros((3, len(NATIVE.measures), p.run.periods))
        door.run_stretch(blank(p, scenario.trace), compiled(p), seed, 2, 0, p.run.periods, outcomes, series)
        found.append(outcomes.tobytes() + series.tobytes())
    assert found[0] == found[1]


def test_negative_control_one_unit_in_the_last_place_is_seen() -> None:
    led = sim.load("led").parameters
    moved = led.model_copy(
        update={"leadership": led.leadership.model_copy(update={"channel_fidelity": float(np.nextafter(0.85, 1))})}
    )
    states = []
    for p, door in ((led, NATIVE), (moved, HOST)):
        states.append(blank(p, (1.0,)))
        door.begin(states[-1], compiled(p), 1, 0)
        door.advance(states[-1], compiled(p), 1, 0, 0, 5)
    assert digest(states[0]) != digest(states[1])


PROGRAM = """
import math, os, tempfile
os.environ |= {{"NUMBA_OPT": "0", "NUMBA_CACHE_DIR": tempfile.mkdtemp()}}
from numba import float64, njit
from sim.page import wasm
@njit(error_model="numpy")
def wrong(x): return {expression}
wrong.compile((float64,))
wasm.build({{"wrong": (wrong, (float64,))}})
"""


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("math.exp(x)", "exp"),
        pytest.param("x ** 1.5", "pow", marks=pytest.mark.thorough),
        ("x % 0.3", "fmod"),
        pytest.param("math.sin(x)", "sin", marks=pytest.mark.thorough),
    ],
)
def test_what_differs_between_platforms_is_refused_by_name(expression: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(expression=expression)],
        cwd=Path(sim.__file__).parent.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"the rules use what WebAssembly does not have: {name}" in done.stderr


def test_what_every_platform_does_alike_is_accepted() -> None:
    program = PROGRAM.format(expression="math.sqrt(x) * x / 3 - x")
    subprocess.run([sys.executable, "-c", program], cwd=Path(sim.__file__).parent.parent, check=True)
