"""What a sweep will take: points, runs, time from timed runs, disk."""

from typing import Any, NamedTuple

from sim.engine import available_threads, prepare
from sim.outcomes import outcome_names
from sim.replacing import STANDARD
from sim.scenario import ScenarioError
from sim.study.design import balanced
from sim.study.playing import Desk, Piece, play
from sim.study.study import Study

TIMED_SECONDS = 2.0
TIMED_POINTS = 50
_ROW = 60  # bytes of a run's keys, and what Parquet adds
_SERIES_ROW = 4


class Estimate(NamedTuple):
    """At least and at most: runs, seconds and bytes. `contradictory` of `tried` points cannot be run at all."""

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


def estimate(study: Study, threads: int | None = None) -> Estimate:
    """Time some runs at points spread over the design (a few seconds), and extrapolate. Nothing is written."""
    desk = Desk(STANDARD)
    prepare(STANDARD, next(iter(study.sides.values())))
    spent = runs = periods = contradictory = tried = 0.0
    for point in balanced(len(study.points))[:TIMED_POINTS]:
        tried += 1
        try:
            sides = [study.scenario(point, side) for side in range(len(study.sides))]
        except ScenarioError:
            contradictory += 1
            continue
        for scenario in sides:
            played = play(Piece(scenario, "", study.seed, 0, 2, study.series), desk)
            assert played is not None
            spent, runs, periods = spent + played.seconds, runs + 2, periods + 2 * scenario.parameters.run.periods
        if spent > TIMED_SECONDS:
            break
    hands = threads or available_threads()
    counts = (study.replicates.min if study.replicates.stop else study.replicates.max, study.replicates.max)
    all_runs = [count * len(study.points) * len(study.sides) for count in counts]
    row = 8 * len(outcome_names()) + _ROW
    series = periods / max(runs, 1) * (8 * len(study.series) + _SERIES_ROW) if study.series else 0
    return Estimate(
        points=len(study.points),
        scenarios=len(study.sides),
        replicates=counts,
        runs=(all_runs[0], all_runs[1]),
        seconds=(spent / max(runs, 1) * all_runs[0] / hands, spent / max(runs, 1) * all_runs[1] / hands),
        # Parts and tables lie side by side when the tables are written.
        bytes=(int(2 * (row + series) * all_runs[0]), int(2 * (row + series) * all_runs[1])),
        tried=int(tried),
        contradictory=int(contradictory),
    )
