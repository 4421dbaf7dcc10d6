"""The compiled week alone, on one thread: what a member and a period take, in crews of several sizes.

    python -m benchmarks.engine [--quick]

prints JSON. With NUMBA_CPU_NAME=x86-64-v3 and NUMBA_CPU_FEATURES=-avx512f in the environment the same code is
compiled for AVX2. Without the second, numba adds the features of this processor.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
import numpy as np

import sim
from sim.model.assemble import standard
from sim.model.plain_values import compiled
from sim.scenario import Scenario

SIZES = (50, 400, 10_000)
# What takes time in `led` and was not in results version 1: ways of working that have to be found, and retrospectives.
LATER: dict[str, Any] = {"environment": {"ruggedness": 0.0}, "development": {"retrospectives": 0.0}}
# The level of x86-64 that has AVX2 and no AVX-512; the name alone would leave this processor's features in.
AVX2 = {"NUMBA_CPU_NAME": "x86-64-v3", "NUMBA_CPU_FEATURES": "-avx512f"}


class Engine:
    """The compiled week on one thread, without the runner: `work(n)` runs n replicates."""

    def __init__(self, scenario: Scenario, door: Any = None) -> None:
        self.door, self.scenario = door or standard(), scenario
        self.parameters = compiled(scenario.parameters)
        self.state = standard().allocate(scenario.parameters, np.array(scenario.trace))
        self.work(1)

    def work(self, replicates: int) -> None:
        """Run replicates 0 … n - 1 whole; outcomes are kept, series are not."""
        periods = self.scenario.parameters.run.periods
        outcomes = np.zeros((replicates, len(standard().outcomes)))
        kept = np.zeros((0, len(standard().measures), periods))
        self.door.run_stretch(self.state, self.parameters, 1, 0, 0, periods, outcomes, kept)

    def nanoseconds(self, replicates: int) -> float:
        """A member and period, by the wall clock."""
        p = self.scenario.parameters
        return 1e9 * seconds(lambda: self.work(replicates)) / (replicates * p.run.periods * p.organization.members)


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def march(variant: str, rates: tuple[float, ...], periods: int) -> Engine:
    """A model of March (1991): 50 members, 30 goals; p1, p2, p3, p4."""
    p1, p2, p3, p4 = rates
    return Engine(
        sim.load(f"march_1991_{variant}").with_(
            run={"periods": periods}, environment={"strategic_turbulence": p4}, organization={"turnover": p3},
            leadership={"communication": p1, "listening": p2},
        )
    )  # fmt: skip


def instructions() -> str:
    """The widest vectors that code is compiled for here."""
    if os.environ.items() >= AVX2.items():
        return "AVX2"
    features = llvm.get_host_cpu_features()
    names = [name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("neon", "NEON")) if features.get(flag)]
    return names[0] if names else llvm.get_host_cpu_name()


def measured(quick: bool) -> dict[str, Any]:
    """Nanoseconds a member and period of `led` in crews of several sizes, and of March's text in its open system.

    `without_50` and so on are of `led` without `LATER`.
    """
    repeats = 2 if quick else 7
    numbers: dict[str, Any] = {"instructions": instructions()}
    for key, changes in (("", {}), ("without_", LATER)):
        for members in SIZES:
            engine = Engine(sim.load("led").with_(organization={"members": members}, run={"periods": 200}, **changes))
            batch = max(1, (100_000 if quick else 1_000_000) // (members * 200))
            numbers[f"{key}{members}"] = statistics.median(engine.nanoseconds(batch) for _ in range(repeats))
    old = march("text", (0.1, 0.5, 0.1, 0.02), 100)
    numbers["march_"] = statistics.median(old.nanoseconds(20 if quick else 200) for _ in range(repeats))
    return numbers


if __name__ == "__main__":
    print(json.dumps(measured("--quick" in sys.argv)))
