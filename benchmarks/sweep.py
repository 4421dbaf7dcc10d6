"""The time of a sweep compared with that of the engine alone, and with that of `mesa.batch_run`.

    python -m benchmarks.sweep

Times are measured in turns within one process. Each ratio is the median of several. Starting and compiling are not
included.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa

import sim
from sim.engine.run import available_threads
from sim.study.file.reader import load_study
from sim.study.study import Study
from sim.study.sweep.run_sweep import sweep

sys.path.append(str(Path(__file__).parent))
from object_model import ObjectModel

POINTS, REPLICATES, REPEATS = 50, 100, 3
MESA_POINTS, MESA_REPLICATES = 10, 10  # a thousandth of 1,000 points of 100 replicates
SMALL_POINTS = 200
TEXT = """\
study: 1
base: led
set: {{organization.members: {members}, run.periods: {periods}}}
factors: {{leadership.communication: [0, 1], rewards.initiative: [0, 1]}}
design: {{kind: lhs, n: {points}}}
replicates: {replicates}
"""


class Batched(ObjectModel):
    """The object-style model as `mesa.batch_run` makes it."""

    def __init__(self, communication: float, periods: int, rng: int) -> None:
        changed = {"leadership": {"communication": communication}, "run": {"periods": periods}}
        super().__init__(sim.load("led").with_(**changed).parameters, rng=rng)
        self.datacollector = mesa.DataCollector(model_reporters={"made_good": lambda m: m.series["made_good"][-1]})

    def step(self) -> None:
        """One period, recorded."""
        super().step()
        self.datacollector.collect(self)


def main(points: int = POINTS, repeats: int = REPEATS) -> dict[str, float]:
    """Measure, and return the numbers by name.

    `sweep_overhead`: time of a sweep (50 members, 200 periods, outcomes kept) over that of `sim.run` at each point,
    minus 1. `sweep_overhead_small_crews`: the same with 2 members and 50 periods, where runs take little time.
    `sweep_run_ms`, `mesa_run_ms`: time per run in either, on all processors; `mesa_over_sweep`: their ratio.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        normal = study(folder, points, REPLICATES, 50, 200)
        small = study(folder, SMALL_POINTS, REPLICATES, 2, 50)
        object_style = study(folder, MESA_POINTS, MESA_REPLICATES, 50, 200)
        sim.run("led", 1)
        beside = [(timed(swept(object_style, folder)), timed(lambda: in_mesa(object_style))) for _ in range(repeats)]
        runs = MESA_POINTS * MESA_REPLICATES
        return {
            "sweep_overhead": overhead(normal, folder, repeats),
            "sweep_overhead_small_crews": overhead(small, folder, repeats),
            "sweep_run_ms": 1e3 * statistics.median(ours for ours, _ in beside) / runs,
            "mesa_run_ms": 1e3 * statistics.median(theirs for _, theirs in beside) / runs,
            "mesa_over_sweep": statistics.median(theirs / ours for ours, theirs in beside),
        }


def study(folder: Path, points: int, replicates: int, members: int, periods: int) -> Study:
    """A study with so many points."""
    path = folder / "study.yaml"
    path.write_text(TEXT.format(points=points, replicates=replicates, members=members, periods=periods), "utf-8")
    return load_study(path)


def overhead(measured: Study, folder: Path, repeats: int) -> float:
    """How much longer a sweep takes than the engine alone, as a share: the median of several pairs."""
    pairs = [(timed(swept(measured, folder)), timed(lambda: bare(measured))) for _ in range(repeats)]
    return statistics.median(sweeping / running for sweeping, running in pairs) - 1


def swept(measured: Study, folder: Path) -> Callable[[], Any]:
    """A sweep into a new folder, from planning to tables."""
    return lambda: sweep(measured, tempfile.mkdtemp(dir=folder))


def bare(measured: Study) -> None:
    """The same runs by the engine alone, one point after another."""
    for point in range(len(measured.points)):
        sim.run(measured.scenario(point, 0), measured.replicates.max, measured.seed, series=False)


def in_mesa(measured: Study) -> None:
    """As many runs of the object-style model."""
    communication = [measured.values(point)["leadership.communication"] for point in range(len(measured.points))]
    mesa.batch_run(
        Batched,
        {"communication": communication, "periods": 200},
        number_processes=available_threads(),
        rng=list(range(measured.replicates.max)),
        max_steps=200,
        display_progress=False,
    )


def timed(work: Callable[[], Any]) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name:28} {value:.3g}")
