"""The rows of a sweep's tables, bit by bit in the order of the tables: by point, scenario, replicate, period."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sim.outcomes import outcome_names
from sim.scenario.names import SETTINGS
from sim.state import Floats
from sim.statistics import intervals
from sim.study.commands import run_command
from sim.study.parts import Parts
from sim.study.playing import Played, run_name
from sim.study.scheduling import Schedule
from sim.study.study import Study

_KEYS = [("point", pa.int64()), ("scenario", pa.string()), ("replicate", pa.int64())]
_KINDS = {int: pa.int64(), float: pa.float64(), str: pa.string()}


class Gathered(NamedTuple):
    """Everything that was run, to be read in the order of the tables."""

    study: Study
    schedule: Schedule
    parts: Parts
    replaced: bool

    def played(self, point: int, side: int) -> Iterator[Played]:
        """The runs of a scenario at a point, in pieces in the order of the replicates."""
        keys = self.schedule.points[point].keys
        if keys:
            yield from self.parts.replicates(keys[side], self.schedule.replicates(point))


def runs_schema() -> pa.Schema:
    """The columns of `runs`: identity, status, then every outcome."""
    text = [(name, pa.string()) for name in ("run", "status", "message", "command")]
    return pa.schema([*_KEYS, ("seed", pa.int64()), *text, *((name, pa.float64()) for name in outcome_names())])


def points_schema(study: Study) -> pa.Schema:
    """The columns of `points`: factors, how often it was run, then mean and half-width of every outcome."""
    factors = [(factor.path, _KINDS[SETTINGS[factor.path].kind]) for factor in study.factors]
    counts = [("replicates", pa.int64()), ("failed", pa.int64()), ("stopped", pa.string())]
    numbers = [(f"{name}{end}", pa.float64()) for name in outcome_names() for end in ("", "_half_width")]
    return pa.schema([*_KEYS[:2], *factors, *counts, *numbers])


def series_schema(study: Study) -> pa.Schema:
    """The columns of `series`: identity, period, then the measures kept."""
    return pa.schema([*_KEYS, ("period", pa.int64()), *((name, pa.float64()) for name in study.series)])


TIMINGS = pa.schema([*_KEYS, ("count", pa.int64()), ("seconds", pa.float64())])


def _cells(gathered: Gathered) -> Iterator[tuple[int, int, str]]:
    for point in range(len(gathered.study.points)):
        for side, name in enumerate(gathered.study.names):
            yield point, side, name


def everything(gathered: Gathered) -> Iterator[Played]:
    """Everything that was run, in the order of the tables."""
    for point, side, _ in _cells(gathered):
        yield from gathered.played(point, side)


def run_rows(gathered: Gathered) -> Iterator[pa.RecordBatch]:
    """The rows of `runs`; a point that contradicts itself has one that failed for each scenario."""
    schema = runs_schema()
    for point, side, _ in _cells(gathered):
        wrong = gathered.schedule.points[point].wrong
        if wrong:
            message = wrong[side] or "not run: the scenario it is compared with cannot be run here"
            yield _run_rows(
                gathered, schema, point, side, [None], [message], np.full((1, len(outcome_names())), np.nan), 0
            )
        for played in gathered.played(point, side):
            names = [run_name(played.key, played.first + i) for i in range(len(played.messages))]
            yield _run_rows(gathered, schema, point, side, names, played.messages, played.outcomes, played.first)


def _run_rows(
    gathered: Gathered, schema: pa.Schema, point: int, side: int, names: list[Any], messages: list[str | None],
    outcomes: Floats, first: int,
) -> pa.RecordBatch:  # fmt: skip
    study, count = gathered.study, len(messages)
    commands = [
        None if message is None else run_command(study, point, side, first + i, gathered.replaced)
        for i, message in enumerate(messages)
    ]
    status = ["ok" if message is None else "failed" for message in messages]
    columns = [
        *_labels(point, study.names[side], first, count),
        np.full(count, study.seed),
        names,
        status,
        messages,
        commands,
    ]
    return _batch([*columns, *outcomes.T], schema)


def point_rows(gathered: Gathered) -> Iterator[pa.RecordBatch]:
    """A row a scenario and point, and one for the paired difference where two are compared."""
    study, schema = gathered.study, points_schema(gathered.study)
    names = [*study.names, " - ".join(study.names)] if study.compared else study.names
    for point, state in enumerate(gathered.schedule.points):
        sides = [_outcomes(gathered, point, side) for side in range(len(study.sides))]
        failed = [int(np.isnan(side).all(axis=1).sum()) if not state.wrong else 1 for side in sides]
        if study.compared:
            sides.append(sides[0] - sides[1])
            failed.append(max(failed))
        numbers = np.stack([np.stack(intervals(side), axis=1).reshape(-1) for side in sides])
        factors = [[value] * len(sides) for value in study.points[point]]
        counts = [[len(side) for side in sides], failed, [state.closed] * len(sides)]
        yield _batch([[point] * len(sides), names, *factors, *counts, *numbers.T], schema)


def _outcomes(gathered: Gathered, point: int, side: int) -> Floats:
    found = [played.outcomes for played in gathered.played(point, side)]
    return np.concatenate(found) if found else np.zeros((0, len(outcome_names())))


def series_rows(gathered: Gathered) -> Iterator[pa.RecordBatch]:
    """The rows of `series`; runs that failed have none."""
    schema, kept = series_schema(gathered.study), len(gathered.study.series)
    for point, side, name in _cells(gathered):
        for played in gathered.played(point, side):
            good = [i for i, message in enumerate(played.messages) if message is None]
            values = played.series[good].reshape(len(good), kept, -1)
            periods = values.shape[2]
            replicates = np.repeat(played.first + np.array(good, dtype=np.int64), periods)
            labels = [np.full(len(replicates), point), [name] * len(replicates), replicates]
            columns = [
                *labels,
                np.tile(np.arange(periods), len(good)),
                *(values[:, m].reshape(-1) for m in range(kept)),
            ]
            yield _batch(columns, schema)


def timing_rows(gathered: Gathered) -> Iterator[pa.RecordBatch]:
    """The rows of `timings`: a piece of work each."""
    for point, side, name in _cells(gathered):
        for played in gathered.played(point, side):
            yield _batch([[point], [name], [played.first], [len(played.messages)], [played.seconds]], TIMINGS)


def _labels(point: int, name: str, first: int, count: int) -> list[Any]:
    return [np.full(count, point), [name] * count, np.arange(first, first + count)]


def _batch(columns: list[Any], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as Arrow wants them; a number that is missing is null."""
    arrays = [pa.array(column, field.type, from_pandas=True) for column, field in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)
