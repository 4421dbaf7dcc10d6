"""The rows of a sweep's tables, in batches and in the order of the tables: point, scenario, replicate, period."""

import shlex
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sim.engine.statistics import intervals
from sim.model.state import Floats
from sim.scenario.names import SETTINGS
from sim.study.study import Study
from sim.study.sweep.checkpoints import Checkpoints
from sim.study.sweep.schedule import Schedule
from sim.study.sweep.worker import TaskResult, run_name

_KEYS = [("point", pa.int64()), ("scenario", pa.string()), ("replicate", pa.int64())]
_COUNTS = {"replicates": pa.int64(), "failed": pa.int64(), "stopped": pa.string()}
_KINDS = {int: pa.int64(), float: pa.float64(), str: pa.string()}
_ROWS_A_BATCH = 1000  # an Arrow array costs some microseconds, however few values it has


class _TableRows(NamedTuple):
    """Some rows of a table: columns of labels, then numbers, an array (rows, columns)."""

    labels: list[Any]  # sequences or arrays
    numbers: Floats


class SweepRuns(NamedTuple):
    """All runs of a sweep, to be read in the order of the tables.

    `custom` says whether the model has rules of the user's own.
    """

    study: Study
    schedule: Schedule
    checkpoints: Checkpoints
    outcomes: list[str]
    custom: bool

    def results(self, point: int, side: int) -> Iterator[TaskResult]:
        """The runs of a scenario at a point, in the order of the replicates."""
        keys = self.schedule.points[point].keys
        if keys:
            yield from self.checkpoints.replicates(keys[side], self.schedule.replicates(point))


def runs_schema(outcomes: list[str]) -> pa.Schema:
    """The columns of `runs`: identity, status, then every outcome."""
    text = [(name, pa.string()) for name in ("run", "status", "message", "command")]
    return pa.schema([*_KEYS, ("seed", pa.int64()), *text, *((name, pa.float64()) for name in outcomes)])


def mean_of(outcome: str) -> str:
    """The column of `points` with the mean of an outcome over the runs of a point."""
    return f"{outcome}_over_runs"


def half_width_of(outcome: str) -> str:
    """The column of `points` with the half-width of the interval of this mean."""
    return f"{outcome}_half_width"


def count_of(outcome: str) -> str:
    """The column of `points` with the number of runs that have the outcome, which are those in the mean."""
    return f"{outcome}_runs"


def points_columns(study: Study, outcomes: list[str]) -> list[str]:
    """The columns of `points`: factors, counts of runs, then mean, half-width and number of runs of every outcome."""
    factors = [factor.path for factor in study.factors]
    numbers = [name(outcome) for outcome in outcomes for name in (mean_of, half_width_of, count_of)]
    return [*(name for name, _ in _KEYS[:2]), *factors, *_COUNTS, *numbers]


def factor_fields(study: Study) -> list[tuple[str, pa.DataType]]:
    """The columns of the factors with their kinds."""
    return [(factor.path, _KINDS[SETTINGS[factor.path].kind]) for factor in study.factors]


def points_schema(study: Study, outcomes: list[str]) -> pa.Schema:
    """The columns of `points` with their kinds."""
    kinds = dict([*_KEYS, *factor_fields(study)]) | _COUNTS
    kinds |= {count_of(outcome): pa.int64() for outcome in outcomes}
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in points_columns(study, outcomes)])


def series_schema(study: Study) -> pa.Schema:
    """The columns of `series`: identity, period, then the measures kept."""
    return pa.schema([*_KEYS, ("period", pa.int64()), *((name, pa.float64()) for name in study.series)])


TIMINGS = pa.schema([*_KEYS, ("count", pa.int64()), ("seconds", pa.float64())])


def _cells(runs: SweepRuns) -> Iterator[tuple[int, int, str]]:
    for point in range(len(runs.study.points)):
        for side, name in enumerate(runs.study.names):
            yield point, side, name


def everything(runs: SweepRuns) -> Iterator[TaskResult]:
    """The results of all tasks, in the order of the tables."""
    for point, side, _ in _cells(runs):
        yield from runs.results(point, side)


def run_rows(runs: SweepRuns) -> Iterator[pa.RecordBatch]:
    """The rows of `runs`. A point whose values contradict each other has one failed run per scenario."""
    return _batches(_rows_of_runs(runs), runs_schema(runs.outcomes))


def _rows_of_runs(runs: SweepRuns) -> Iterator[_TableRows]:
    for point, side, _ in _cells(runs):
        errors = runs.schedule.points[point].errors
        if errors:
            message = errors[side] or "not run: the scenario it is compared with cannot be run here"
            missing = np.full((1, len(runs.outcomes)), np.nan)
            yield _run_rows(runs, point, side, [None], [message], missing, 0)
        for result in runs.results(point, side):
            names = [run_name(result.key, result.first + i) for i in range(len(result.messages))]
            yield _run_rows(runs, point, side, names, result.messages, result.outcomes, result.first)


def _run_rows(
    runs: SweepRuns, point: int, side: int, names: list[Any], messages: list[str | None], outcomes: Floats, first: int
) -> _TableRows:
    study, count = runs.study, len(messages)
    commands = [
        None if message is None else run_command(study, point, side, first + i, runs.custom)
        for i, message in enumerate(messages)
    ]
    status = ["ok" if message is None else "failed" for message in messages]
    labels = [*_labels(point, study.names[side], first, count), [study.seed] * count, names, status, messages, commands]
    return _TableRows(labels, outcomes)


def run_command(study: Study, point: int, side: int, replicate: int, custom: bool) -> str:
    """The command that repeats a run, to be given in the study's folder; Python code if the user's rules are needed."""
    name = study.written_names[side] if side < len(study.written_names) else study.names[side]
    if not name:  # a scenario that was made in Python
        return f"sim.run(study.scenario({point}, {side}), 1, seed={study.seed}, first={replicate})"
    levers = study.levers[side] if side < len(study.levers) else {}
    values = {**study.common, **levers, **study.values(point)}
    settings = [f"{path}={_written(value)}" for path, value in values.items()]
    if custom:
        load = f"sim.load({name!r}, {settings!r}, rules=...)"
        return f"sim.run({load}, 1, seed={study.seed}, first={replicate}, rules=...)"
    sets = [word for setting in settings for word in ("--set", setting)]
    numbers = ["--seed", str(study.seed), "--first", str(replicate), "--replicates", "1"]
    return shlex.join(["coxed", "run", name, *sets, *numbers])


def _written(value: Any) -> str:
    return "null" if value is None else repr(value) if isinstance(value, float) else str(value)


def point_rows(runs: SweepRuns) -> Iterator[pa.RecordBatch]:
    """One row per scenario and point, and one for the paired difference between the base and each other scenario."""
    return _batches(_rows_of_points(runs), points_schema(runs.study, runs.outcomes))


def _rows_of_points(runs: SweepRuns) -> Iterator[_TableRows]:
    study = runs.study
    names = [*study.names, *study.differences]
    for point, state in enumerate(runs.schedule.points):
        sides = [_outcomes(runs, point, side) for side in range(len(study.sides))]
        sides += [sides[0] - other for other in sides[1:]]
        failed = [1 if state.errors else int(np.isnan(side).all(axis=1).sum()) for side in sides]
        factors = [[value] * len(sides) for value in study.points[point]]
        counts = [[len(side) for side in sides], failed, [state.closed] * len(sides)]
        labels = [[point] * len(sides), names, *factors, *counts]
        yield _TableRows(labels, np.stack([_summary(side) for side in sides]))


def _summary(outcomes: Floats) -> Floats:
    """Mean, half-width and number of runs of each outcome, one after the other."""
    return np.stack([*intervals(outcomes), (~np.isnan(outcomes)).sum(axis=0)], axis=1).reshape(-1)


def _outcomes(runs: SweepRuns, point: int, side: int) -> Floats:
    outcomes = [result.outcomes for result in runs.results(point, side)]
    return np.concatenate(outcomes) if outcomes else np.zeros((0, len(runs.outcomes)))


def series_rows(runs: SweepRuns) -> Iterator[pa.RecordBatch]:
    """The rows of `series`; runs that failed have none."""
    return _batches(_rows_of_series(runs), series_schema(runs.study))


def _rows_of_series(runs: SweepRuns) -> Iterator[_TableRows]:
    kept = len(runs.study.series)
    for point, side, name in _cells(runs):
        for result in runs.results(point, side):
            good = [i for i, message in enumerate(result.messages) if message is None]
            periods = result.series.shape[1] // kept
            values = result.series[good].reshape(len(good), kept, periods)
            replicates = np.repeat(result.first + np.array(good, dtype=np.int64), periods)
            period = np.tile(np.arange(periods), len(good))
            labels = [np.full(len(replicates), point), [name] * len(replicates), replicates, period]
            yield _TableRows(labels, values.transpose(0, 2, 1).reshape(-1, kept))


def timing_rows(runs: SweepRuns) -> Iterator[pa.RecordBatch]:
    """The rows of `timings`: one per task."""
    return _batches(_rows_of_tasks(runs), TIMINGS)


def _rows_of_tasks(runs: SweepRuns) -> Iterator[_TableRows]:
    for point, side, name in _cells(runs):
        for result in runs.results(point, side):
            yield _TableRows([[point], [name], [result.first], [len(result.messages)]], np.array([[result.seconds]]))


def _labels(point: int, name: str, first: int, count: int) -> list[Any]:
    return [[point] * count, [name] * count, range(first, first + count)]


def _batches(rows: Iterator[_TableRows], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows as Arrow batches."""
    waiting: list[_TableRows] = []
    count = 0
    for some in rows:
        waiting.append(some)
        count += len(some.numbers)
        if count >= _ROWS_A_BATCH:
            yield _batch(waiting, schema)
            waiting, count = [], 0
    if waiting:
        yield _batch(waiting, schema)


def _batch(rows: list[_TableRows], schema: pa.Schema) -> pa.RecordBatch:
    """The rows as one Arrow batch; a missing number is null."""
    labels = [_joined(column) for column in zip(*(some.labels for some in rows), strict=True)]
    columns = [*labels, *np.concatenate([some.numbers for some in rows]).T]
    arrays = [pa.array(column, field.type, from_pandas=True) for column, field in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)


def _joined(parts: Sequence[Any]) -> Any:
    return np.concatenate(parts) if isinstance(parts[0], np.ndarray) else list(chain.from_iterable(parts))
