"""Checking the tables of a sweep: files by their hashes, and runs by repeating them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

import sim
from sim.engine.store import MANIFEST
from sim.model.assemble import Model, Observers, Rules, model
from sim.model.identity import rules_hash
from sim.model.state import Floats
from sim.scenario import ScenarioError
from sim.study.sweep.folder import FolderError, outcomes_of
from sim.study.sweep.repeat import require_rules
from sim.study.sweep.results import Results, opened
from sim.study.sweep.tables import damage
from sim.study.sweep.worker import Task, Worker, execute


class Verification(NamedTuple):
    """The result of `verify`.

    Attributes
    ----------
    checked : how many runs were repeated
    different : the runs whose numbers differ
    damaged : the files that are missing, or not as they were written
    reasons : why numbers may differ
    """

    checked: int
    different: list[str]
    damaged: list[str]
    reasons: list[str]

    @property
    def same(self) -> bool:
        """Whether no run differs and no file is damaged."""
        return not self.different and not self.damaged


def verify(
    folder: str | Path,
    sample: int = 50,
    run: str | None = None,
    rules: Rules | None = None,
    measures: Observers = (),
    progress: Callable[[int], None] | None = None,
) -> Verification:
    """Repeat some runs of a sweep, and compare their numbers with those in its tables, bit by bit.

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    sample
        How many runs to repeat. The same call chooses the same runs.
    run
        The name of a single run to repeat, from the column `run` of the table `runs`.
    rules, measures
        The rules and measures with which the sweep was run, as in `sim.sweep`.
    progress
        A function that is called with 1 after each run.

    Returns
    -------
    Verification
        The runs that differ, and the files that are damaged.

    Raises
    ------
    FolderError
        If there is no such sweep or run, or if it was run with other rules.
    """
    assembled = model(rules, measures)
    with assembled.knowing():
        return verify_with_model(assembled, Path(folder), sample, run, progress)


def verify_with_model(
    assembled: Model, folder: Path, sample: int, run: str | None, progress: Callable[[int], None] | None
) -> Verification:
    """As `verify`, with a model that is assembled already."""
    results = opened(folder)
    damaged = damage(folder, results.manifest)
    if {MANIFEST, "runs.parquet", "points.parquet", "series.parquet"} & {*damaged}:
        return Verification(0, [], damaged, [])
    signature = results.manifest["signature"]
    require_rules(results, assembled)
    results.study.of(assembled)  # refuses scenarios that cannot be run: the manifest may have been written by anybody
    rows = _chosen(results, sample, run)
    assembled.prepare(next(iter(results.study.sides.values())).parameters)
    worker, different = Worker(assembled, _still_measured(signature, assembled)), []
    for row in rows:
        if not _same(results, row, worker):
            different.append(f"point {row['point']}, {row['scenario']}, replicate {row['replicate']}")
        if progress is not None:
            progress(1)
    return Verification(len(rows), different, damaged, _reasons(results) if different else [])


def _still_measured(signature: dict[str, Any], assembled: Model) -> list[str]:
    """The outcomes that this version measures in the same way. Only these can be compared."""
    same = [name for name, how in signature["observed"].items() if assembled.observed.get(name) == how]
    return outcomes_of({"observed": dict.fromkeys(same)})


def _chosen(results: Results, sample: int, run: str | None) -> list[dict[str, Any]]:
    """Rows of `runs`: the named one, or a random sample, the same each time."""
    path = results.folder / "runs.parquet"
    names = pq.read_table(path, columns=["run"])["run"]
    if run is not None:
        numbers = pc.indices_nonzero(pc.equal(names, run)).to_numpy()
        if not len(numbers):
            raise FolderError(
                f"there is no run {run!r} in this sweep", "runs are named in the column 'run' of runs.parquet"
            )
        numbers = numbers[:1]
    else:
        numbers = np.sort(np.random.default_rng(1).permutation(len(names))[:sample])
    rows: list[dict[str, Any]] = []
    before = 0
    for group in range((file := pq.ParquetFile(path)).num_row_groups):
        size = file.metadata.row_group(group).num_rows
        inside = numbers[(numbers >= before) & (numbers < before + size)] - before
        if len(inside):
            rows += file.read_row_group(group).take(inside).to_pylist()
        before += size
    return rows


def _same(results: Results, row: dict[str, Any], worker: Worker) -> bool:
    """Whether a run gives the numbers of its row again."""
    study = results.study
    try:
        scenario = study.scenario(row["point"], study.names.index(row["scenario"]))
    except ScenarioError:
        return bool(row["status"] == "failed")
    if row["run"] is None:  # not run, because the other scenario cannot be run here
        return True
    result = execute(Task(scenario, row["run"], row["seed"], row["replicate"], 1, study.series), worker)
    assert result is not None
    if row["status"] == "failed":
        return result.failed
    stored = np.array([np.nan if row[name] is None else row[name] for name in worker.outcomes])
    return bool(np.array_equal(stored, result.outcomes[0], equal_nan=True)) and (
        not study.series or np.array_equal(_series(results, row), result.series[0], equal_nan=True)
    )


def _series(results: Results, row: dict[str, Any]) -> Floats:
    """The series of a run in the form of `TaskResult`: measure after measure."""
    keys = [(name, "=", row[name]) for name in ("point", "scenario", "replicate")]
    table = pq.read_table(results.folder / "series.parquet", columns=list(results.study.series), filters=keys)
    return np.concatenate([column.to_numpy() for column in table.columns])


def _reasons(results: Results) -> list[str]:
    """Why numbers may differ: entries of the CHANGELOG, or other rules."""
    manifest = results.manifest
    made, now = manifest["results_version"], sim.RESULTS_VERSION
    reasons = []
    if made != now:
        reasons.append(f"made with results version {made}, this is {now}")
        reasons += [f"CHANGELOG: {entry}" for entry in changes_since(made)]
    elif manifest["signature"]["rules"] != rules_hash():
        reasons.append("made with other rules than these, though the results version is the same")
    return reasons or ["made with the same rules: the tables were changed, or this machine computes differently"]


def changes_since(version: int) -> list[str]:
    """The entries of the CHANGELOG that changed numbers after a results version, newest first."""
    package = Path(sim.__file__).parent
    places = [package / "CHANGELOG.md", package.parent / "CHANGELOG.md"]
    text = next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")
    entries = re.findall(r"^- (`\[results\]`.*(?:\n  .*)*)", text, re.MULTILINE)
    numbered = [(re.search(r"results version (\d+)", entry), " ".join(entry.split())) for entry in entries]
    return [entry for number, entry in numbered if number is None or int(number.group(1)) > version]
