"""Bit-identity: the same numbers whatever the threads, chunks, order, process or compiler."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios

import sim
from sim.engine import workload
from sim.scenario import Scenario

REPLICATES = 5
ROOT = Path(__file__).parent.parent


def digest(run: sim.Run) -> str:
    """A hash of every bit of a run's measures and outcomes."""
    sha = hashlib.sha256(run.outcomes.to_numpy().tobytes())
    for name, values in run.measures.items():
        sha.update(name.encode() + np.ascontiguousarray(values).tobytes())
    return sha.hexdigest()


@settings(max_examples=30, deadline=None)
@given(scenarios(), st.integers(0, 2**63 - 1), st.integers(1, 4), st.integers(1, 60_000))
def test_threads_and_chunks_change_no_bit(scenario: Scenario, seed: int, threads: int, budget: int) -> None:
    whole = digest(sim.run(scenario, REPLICATES, seed, threads=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workload, "WORK_A_CALL", budget)
        assert digest(sim.run(scenario, REPLICATES, seed, threads=threads)) == whole


@settings(max_examples=30, deadline=None)
@given(scenarios(), st.integers(0, 2**63 - 1), st.permutations(range(REPLICATES)))
def test_replicates_are_the_same_in_any_order_and_alone(scenario: Scenario, seed: int, order: list[int]) -> None:
    together = sim.run(scenario, REPLICATES, seed)
    for replicate in order:
        alone = sim.run(scenario, 1, seed, first=replicate)
        assert alone.outcomes.loc[replicate].equals(together.outcomes.loc[replicate])
        for name, values in alone.measures.items():
            assert np.array_equal(values[0], together.measures[name][replicate])


@settings(max_examples=30, deadline=None)
@given(scenarios(), st.integers(0, 2**63 - 1))
def test_keeping_series_or_not_changes_no_outcome(scenario: Scenario, seed: int) -> None:
    assert sim.run(scenario, 2, seed).outcomes.equals(sim.run(scenario, 2, seed, series=False).outcomes)


def elsewhere(
    cases: list[tuple[dict[str, object], list[object], list[float], int]], first: str = "", **environment: str
) -> list[str]:
    """Digests of the cases from a fresh process, which does something `first`."""
    program = f"""
import json, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
import sim, test_bits
{first}
for parameters, interventions, trace, seed in json.load(sys.stdin):
    print(test_bits.digest(sim.run(test_bits.rebuilt(parameters, interventions, trace), 2, seed)))
"""
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        input=json.dumps(cases), capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


def rebuilt(parameters: dict[str, dict[str, object]], interventions: list[object], trace: list[float]) -> Scenario:
    """The scenario that `Scenario.as_dict` describes."""
    from dataclasses import replace

    plain = {group: {n: v for n, v in values.items() if n != "trace"} for group, values in parameters.items()}
    return replace(Scenario().with_(interventions=interventions, **plain), trace=tuple(trace))


def cases(count: int) -> list[tuple[dict[str, object], list[object], list[float], int]]:
    """Generated scenarios as JSON, the same at every call."""
    found: list[tuple[dict[str, object], list[object], list[float], int]] = []

    @settings(max_examples=count, deadline=None, database=None, derandomize=True)
    @given(scenarios(), st.integers(0, 2**63 - 1))
    def collect(scenario: Scenario, seed: int) -> None:
        resolved = scenario.as_dict()
        found.append((resolved["parameters"], resolved["interventions"], resolved["trace"], seed))

    collect()
    return found


def here(case: tuple[dict[str, object], list[object], list[float], int]) -> str:
    """The digest of a case in this process."""
    parameters, interventions, trace, seed = case
    return digest(sim.run(rebuilt(parameters, interventions, trace), 2, seed))


@pytest.mark.parametrize("count", [16, pytest.param(60, marks=pytest.mark.thorough)])
def test_another_process_and_plain_python_give_the_same_bits(count: int) -> None:
    generated = cases(count)
    expected = [here(case) for case in generated]
    assert len(set(expected)) >= count * 2 // 5, "too few different cases to mean anything"
    assert elsewhere(generated) == expected
    watched = elsewhere(generated, "import watched\nwatched.watch()", NUMBA_DISABLE_JIT="1")
    assert watched == expected, "and no index counts from the end of an array, where compiled rules would not"


def _watched(program: str) -> "subprocess.CompletedProcess[str]":
    """A process in plain Python whose arrays refuse indices that count from the end."""
    paths = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]; import watched; watched.watch()"
    return subprocess.run(
        [sys.executable, "-c", f"{paths}; {program}"],
        capture_output=True, text=True, check=False, env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip


@pytest.mark.thorough
def test_no_rule_counts_from_the_end_of_an_array() -> None:
    answer = _watched("print(watched.run_all())")
    assert int(answer.stdout) > 35, answer.stderr


def test_negative_control_a_rule_that_counts_from_the_end_is_seen() -> None:
    assert "IndexError: (-1, 0) counts from the end" in _watched("watched.run_one(watched.FromTheEnd)").stderr


@pytest.mark.parametrize("path", ["leadership.channel_fidelity", "run.pace", "motivation.effort_floor"])
def test_negative_control_one_unit_in_the_last_place_is_seen(path: str) -> None:
    """The digests can fail. (A mere threshold moved so little changes nothing, so these enter the arithmetic.)"""
    group, name = path.split(".")
    led = sim.load("led").with_(run={"periods": 20})
    moved = led.with_(**{path: float(np.nextafter(getattr(getattr(led.parameters, group), name), 1))})
    assert digest(sim.run(led, 1)) != digest(sim.run(moved, 1))


def test_calls_of_crews_with_forms_are_shorter_in_periods() -> None:
    """A member that looks at all changes of its ways costs more; Ctrl-C is served between calls."""
    forms = sim.load("levinthal_1997")
    alone = forms.with_(published={"task": "goals"})
    looks = (forms.parameters.environment.goals + 2) * forms.parameters.environment.decisions
    of_forms, without = (workload.work_a_period(crew.parameters) for crew in (forms, alone))
    assert of_forms >= without + forms.parameters.organization.members * looks
