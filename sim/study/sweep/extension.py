"""Extending a finished sweep: a larger study takes the runs over from its tables, and runs only what is new."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.model.state import Floats
from sim.study.design import SAMPLED
from sim.study.stopping_rule import Replicates
from sim.study.study import Study
from sim.study.sweep.results import Results
from sim.study.sweep.worker import TaskResult, identity

_OTHER = "name another folder"


def what_is_lost(before: Study, now: Study) -> tuple[str, str] | None:
    """Why a study does not contain all runs of a finished one, and what to do; None if it contains them all."""
    if now.seed != before.seed:
        return f"its seed is {before.seed}, and this one's is {now.seed}", _OTHER
    sides = {scenario.fingerprint() for scenario in now.sides.values()}
    for name, scenario in before.sides.items():
        if scenario.fingerprint() not in sides:
            return f"it was run for another scenario '{name}' than this study names", _OTHER
    paths = [factor.path for factor in now.factors]
    if {factor.path for factor in before.factors} != set(paths):
        return "it varies other factors", _OTHER
    if changed := [k for k, t in before.traces.items() if k in now.traces and now.traces[k][0] != t[0]]:
        return f"the trace {changed[0]} has changed since", _OTHER
    order = [[factor.path for factor in before.factors].index(path) for path in paths]
    points = set(now.points)
    lost = sum(tuple(point[i] for i in order) not in points for point in before.points)
    if lost:
        help = "with sobol, saltelli, morris and a larger n, all points stay; with more levels or another lhs they move"
        seed = before.design.of(before.seed)
        if before.design.kind == now.design.kind in SAMPLED and now.design.of(now.seed) != seed:
            help = f"its points were drawn with the seed {seed}: write seed: {seed} in the design"
        return f"{lost:,} of its {len(before.points):,} points are not in this one", f"{help}; or {_OTHER}"
    if now.replicates.stop is not None and not _looked_at(before) <= _looked_at(now):
        return (
            "it stops points by another scenario, or by other differences",
            f"leave base and compare as they were; or {_OTHER}",
        )
    if fewer := _fewer(before.replicates, now.replicates):
        return fewer, f"raise max, or lower half_width, and leave the rest as it was; or {_OTHER}"
    if missing := set(now.series) - set(before.series):
        return f"it kept no series of {', '.join(sorted(missing))}", f"remove them from 'keep'; or {_OTHER}"
    return None


def _looked_at(study: Study) -> set[frozenset[str]]:
    """What has to be precise before a point stops: the base alone, or each pair of the base and another scenario."""
    base, *others = (scenario.fingerprint() for scenario in study.sides.values())
    return {frozenset((base, other)) for other in others} or {frozenset((base,))}


def _fewer(before: Replicates, now: Replicates) -> str | None:
    """Why points may get fewer replicates than before; None if none can.

    With the same looks, a narrower interval or more looks ahead never stop a point earlier.
    """
    if now.max < before.max:
        return f"it has up to {before.max:,} replicates per point, and this one {now.max:,}"
    if now.stop is None:
        return None
    same = before.stop is not None and now.stop.outcome == before.stop.outcome and now.min == before.min
    if before.stop is None or not same:
        return "it stops points by another rule"
    if now.stop.half_width > before.stop.half_width or now.stop.look_ahead < before.stop.look_ahead:
        return "it asks for narrower intervals than this one"
    return None


def finished_runs(results: Results, series: tuple[str, ...]) -> Iterator[TaskResult]:
    """The runs in the tables of a finished sweep as results of tasks; without those that failed, which are repeated.

    `series` names the measures of which every period is taken over.
    """
    study, outcomes = results.study, results.outcomes
    custom = results.manifest["signature"]["custom"]
    runs = _Rows(results.folder / "runs.parquet", ["run", "message", *outcomes], "run")
    periods = _Rows(results.folder / "series.parquet", list(series)) if series else None
    key, at = "", (-1, "")
    length = 0
    for row in pq.read_table(results.folder / "timings.parquet").to_pylist():
        if (row["point"], row["scenario"]) != at:
            at = (row["point"], row["scenario"])
            scenario = study.scenario(row["point"], study.names.index(row["scenario"]))
            key, length = identity(scenario, study.seed, custom), scenario.parameters.run.periods
        rows = runs.take(row["count"])
        messages = rows["message"].to_pylist()
        good = sum(message is None for message in messages)
        kept = _kept(periods.take(good * length), good, length) if periods else np.zeros((good, 0))
        if good == len(messages):
            numbers = np.stack([column.to_numpy() for column in rows.select(outcomes).columns], axis=1)
            yield TaskResult(key, row["replicate"], numbers.astype(float), kept, messages, row["seconds"])


def _kept(rows: pa.Table, count: int, periods: int) -> Floats:
    """Series in the form of `TaskResult`: measure after measure, one row per replicate."""
    return np.concatenate([column.to_numpy().reshape(count, periods) for column in rows.columns], axis=1)


class _Rows:
    """The rows of a Parquet file in their order, some at a time; without those that have nothing in one column."""

    def __init__(self, path: Path, columns: list[str], needed: str | None = None) -> None:
        file = pq.ParquetFile(path)
        self._batches = (
            batch if needed is None else batch.filter(pc.is_valid(batch[needed]))
            for batch in file.iter_batches(columns=columns)
        )
        self._schema = pa.schema([file.schema_arrow.field(name) for name in columns])
        self._waiting: list[pa.RecordBatch] = []
        self._count = 0

    def take(self, count: int) -> pa.Table:
        """The next rows."""
        while self._count < count:
            batch = next(self._batches).select(self._schema.names)
            self._waiting.append(batch)
            self._count += batch.num_rows
        table = pa.Table.from_batches(self._waiting, self._schema)
        self._waiting, self._count = table.slice(count).to_batches(), self._count - count
        return table.slice(0, count)
