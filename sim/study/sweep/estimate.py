"""What a sweep will need: points, runs, time (by running a few) and disk."""

from typing import Any, NamedTuple

from sim.engine.run import available_threads
from sim.model.assemble import Model
from sim.scenario import ScenarioError
from sim.study.design import balanced
from sim.study.study import Study
from sim.study.sweep.worker import Task, Worker, execute

TIMED_SECONDS = 2.0
TIMED_POINTS = 50
_ROW = 60  # bytes for the keys of a run, and what Parquet adds
_SERIES_ROW = 4


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
    spent = runs = periods = contradictory = tried = 0.0
    for point in balanced(len(study.points))[:TIMED_POINTS]:
        tried += 1
        try:
            sides = [study.scenario(point, side) for side in range(len(study.sides))]
        except ScenarioError:
            contradictory += 1
            continue
        for scenario in sides:
            result = execute(Task(scenario, "", study.seed, 0, 2, study.series), worker)
            assert result is not None
            spent, runs, periods = spent + result.seconds, runs + 2, periods + 2 * scenario.parameters.run.periods
        if spent > TIMED_SECONDS:
            break
    workers = threads or available_threads()
    counts = (study.replicates.min if study.replicates.stop else study.replicates.max, study.replicates.max)
    all_runs = [count * len(study.points) * len(study.sides) for count in counts]
    row = 8 * len(model.outcomes) + _ROW
    series = periods / max(runs, 1) * (8 * len(study.series) + _SERIES_ROW) if study.series else 0
    return Estimate(
        points=len(study.points),
        scenarios=len(study.sides),
        replicates=counts,
        runs=(all_runs[0], all_runs[1]),
        seconds=(spent / max(runs, 1) * all_runs[0] / workers, spent / max(runs, 1) * all_runs[1] / workers),
        # Checkpoints and tables lie side by side when the tables are written.
        bytes=(int(2 * (row + series) * all_runs[0]), int(2 * (row + series) * all_runs[1])),
        tried=int(tried),
        contradictory=int(contradictory),
    )
