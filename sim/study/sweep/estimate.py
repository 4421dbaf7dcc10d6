"""What a sweep will need: points, runs, time (by running a few) and disk."""

import time
from typing import Any, NamedTuple

import numpy as np

from sim.engine.run import available_threads
from sim.model.assemble import Model
from sim.scenario import ScenarioError
from sim.study.design import balanced
from sim.study.study import Study
from sim.study.sweep.worker import Task, Worker, execute, identity

TIMED_SECONDS = 2.0
TIMED_POINTS = 50
_ROW = 60  # bytes for the keys of a run, and what Parquet adds
_SERIES_ROW = 4
_MORE = 2  # replicates that are timed after the first


class _Timed(NamedTuple):
    """How long one scenario of a point takes to set up, and each of its runs; how many periods; all that was spent."""

    setup: float
    run: float
    periods: float
    seconds: float


class Estimate(NamedTuple):
    """What a sweep will need, at least and at most.

    Of the points that were tried (`tried`), `contradictory` cannot be run because their values contradict each other.
    """

    points: int
    scenarios: int
    replicates: tuple[int, int]
    runs: tuple[int, int]
    seconds: tuple[float, float]
    bytes: tuple[int, int]
    tried: int
    contradictory: int

    @property
    def as_dict(self) -> dict[str, Any]:
        """The estimate as plain data."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in self._asdict().items()}


def estimate(study: Study, model: Model, threads: int | None = None) -> Estimate:
    """Run a few seconds at points spread over the design, and extrapolate. Nothing is written.

    Raises ScenarioError if a scenario of the study cannot be run.
    """
    study, worker = study.of(model), Worker(model, model.outcomes)
    model.prepare(next(iter(study.sides.values())).parameters)
    timed: list[_Timed] = []
    contradictory = tried = 0
    for point in balanced(len(study.points))[:TIMED_POINTS]:
        tried += 1
        try:
            timed += [_timed(study, point, side, worker, model.custom) for side in range(len(study.sides))]
        except ScenarioError:
            contradictory += 1
        if sum(spent for *_, spent in timed) > TIMED_SECONDS:
            break
    setup, run, periods, _ = np.mean(timed, axis=0) if timed else np.zeros(4)
    workers = threads or available_threads()
    counts = (study.replicates.min if study.replicates.stop else study.replicates.max, study.replicates.max)
    scenarios = len(study.points) * len(study.sides)
    all_runs = [count * scenarios for count in counts]
    row = 8 * len(model.outcomes) + _ROW
    series = periods * (8 * len(study.series) + _SERIES_ROW) if study.series else 0
    return Estimate(
        points=len(study.points),
        scenarios=len(study.sides),
        replicates=counts,
        runs=(all_runs[0], all_runs[1]),
        # Setting up a point is Python, which threads do one after another.
        seconds=(scenarios * setup + all_runs[0] * run / workers, scenarios * setup + all_runs[1] * run / workers),
        # Checkpoints and tables lie side by side when the tables are written.
        bytes=(int(2 * (row + series) * all_runs[0]), int(2 * (row + series) * all_runs[1])),
        tried=tried,
        contradictory=contradictory,
    )


def _timed(study: Study, point: int, side: int, worker: Worker, custom: dict[str, str]) -> _Timed:
    """Set up one scenario of a point and run it. Raises ScenarioError."""
    start = time.perf_counter()
    scenario = study.scenario(point, side)
    key = identity(scenario, study.seed, custom)
    first = execute(Task(scenario, key, study.seed, 0, 1, study.series), worker)
    once = time.perf_counter()
    others = execute(Task(scenario, key, study.seed, 1, _MORE, study.series), worker)
    assert first is not None
    assert others is not None
    end = time.perf_counter()
    run = min(others.seconds / _MORE, first.seconds)
    return _Timed(once - start - run, run, scenario.parameters.run.periods, end - start)
