"""Runs of a sweep as rows that the page can replay."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from sim.engine.store import ResultsError, read_manifest
from sim.page.replay import ReplayRow, Resolved
from sim.scenario import ScenarioError
from sim.study.sweep.folder import begun
from sim.study.sweep.results import Results, open_results

RUNS = "runs.parquet"
_KEYS = ["run", "point", "scenario", "replicate", "seed"]


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep, finished or not."""
    try:
        return "signature" in read_manifest(folder)
    except ResultsError:
        return (folder / RUNS).is_file() or begun(folder) is not None


def rows_of(folder: Path, run_ids: Sequence[str]) -> tuple[str, list[ReplayRow]]:
    """The hash of the rules that a finished sweep was run with, and its runs of these names.

    A run's name stands in the column `run` of `runs.parquet`. Raises ValueError that says what is wrong, also where a
    file is damaged.
    """
    results = open_results(folder)
    signature = results.manifest["signature"]
    if custom := ", ".join(signature["custom"]):
        raise ValueError(f"this sweep ran with rules of its own ({custom}), which no page has")
    return signature["rules"], [_row(results, run_id) for run_id in run_ids]


def _row(results: Results, run_id: str) -> ReplayRow:
    rows = pq.read_table(results.folder / RUNS, columns=_KEYS, filters=[("run", "=", run_id)]).to_pylist()
    if not rows:
        raise ValueError(f"there is no run {run_id!r} in this sweep; runs are named in the column 'run' of {RUNS}")
    row, study = rows[0], results.study
    try:
        scenario = study.scenario(row["point"], study.names.index(row["scenario"]))
    except ScenarioError as error:
        raise ValueError(f"the scenario of run {run_id!r} cannot be: {error}") from None
    return ReplayRow(row["scenario"], Resolved(**scenario.as_dict()), row["seed"], row["replicate"])
