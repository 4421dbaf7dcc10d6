"""Whether the tables of a sweep are what its study gives: files by their hash, runs by running them again."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

import sim
from sim.compiler import rules_hash
from sim.engine import prepare
from sim.outcomes import outcome_names
from sim.replacing import Rules, kernels
from sim.results import sha256
from sim.scenario import ScenarioError
from sim.state import Floats
from sim.study.folder import FolderError
from sim.study.opening import Results, open_results
from sim.study.playing import Desk, Piece, play


class Verified(NamedTuple):
    """What was checked: runs run again, those that differ, and files that are not as they were written."""

    checked: int
    different: list[str]
    damaged: list[str]
    reasons: list[str]

    @property
    def same(self) -> bool:
        """Whether everything is as it was."""
        return not self.different and not self.damaged


def verify(
    folder: str | Path,
    sample: int = 50,
    run: str | None = None,
    replace: Rules | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Run some runs of a sweep again (`sample` of them, or the one named `run`) and compare bits.

    Raises FolderError where there is no such sweep or run, or its rules were replaced by others than `replace`.
    """
    results, chosen = open_results(folder), kernels(replace)
    if results.manifest["signature"]["replaced"] != chosen.sources:
        replaced = ", ".join(results.manifest["signature"]["replaced"]) or "none"
        raise FolderError(
            f"the rules replaced in this sweep were: {replaced}", "in Python: sim.verify(folder, replace=...)"
        )
    damaged = _damaged(results)
    if "runs.parquet" in damaged or "points.parquet" in damaged:
        return Verified(0, [], damaged, [])
    rows = _chosen(results, sample, run)
    prepare(chosen, next(iter(results.study.sides.values())))
    desk, different = Desk(chosen), []
    for row in rows:
        if not _same(results, row, desk):
            different.append(f"point {row['point']}, {row['scenario']}, replicate {row['replicate']}")
        if progress is not None:
            progress(1)
    return Verified(len(rows), different, damaged, _reasons(results) if different else [])


def _damaged(results: Results) -> list[str]:
    found = []
    for name, digest in results.manifest["files"].items():
        path = results.folder / name
        if not path.is_file() or sha256(path) != digest:
            found.append(name)
    return found


def _chosen(results: Results, sample: int, run: str | None) -> list[dict[str, Any]]:
    """Rows of `runs`, spread by chance (the same each time)."""
    path = results.folder / "runs.parquet"
    names = pq.read_table(path, columns=["run"])["run"]
    if run is not None:
        places = pc.indices_nonzero(pc.equal(names, run)).to_numpy()
        if not len(places):
            raise FolderError(
                f"there is no run {run!r} in this sweep", "runs are named in the column 'run' of runs.parquet"
            )
        places = places[:1]
    else:
        places = np.sort(np.random.default_rng(1).permutation(len(names))[:sample])
    rows: list[dict[str, Any]] = []
    before = 0
    for group in range((file := pq.ParquetFile(path)).num_row_groups):
        size = file.metadata.row_group(group).num_rows
        inside = places[(places >= before) & (places < before + size)] - before
        if len(inside):
            rows += file.read_row_group(group).take(inside).to_pylist()
        before += size
    return rows


def _same(results: Results, row: dict[str, Any], desk: Desk) -> bool:
    study = results.study
    try:
        scenario = study.scenario(row["point"], study.names.index(row["scenario"]))
    except ScenarioError:
        return bool(row["status"] == "failed")
    if row["run"] is None:  # not run because of the scenario it is compared with
        return True
    played = play(Piece(scenario, row["run"], row["seed"], row["replicate"], 1, study.series), desk)
    assert played is not None
    if row["status"] == "failed":
        return played.failed
    there = np.array([np.nan if row[name] is None else row[name] for name in outcome_names()])
    return bool(np.array_equal(there, played.outcomes[0], equal_nan=True)) and (
        not study.series or np.array_equal(_series(results, row), played.series[0])
    )


def _series(results: Results, row: dict[str, Any]) -> Floats:
    """The series of a run as `play` gives them: measure after measure."""
    keys = [(name, "=", row[name]) for name in ("point", "scenario", "replicate")]
    table = pq.read_table(results.folder / "series.parquet", columns=list(results.study.series), filters=keys)
    return np.concatenate([column.to_numpy() for column in table.columns])


def _reasons(results: Results) -> list[str]:
    """Why numbers may differ: the entries of the CHANGELOG since, and what else is not the same."""
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
    """The entries of the CHANGELOG that moved numbers after a results version, newest first."""
    package = Path(sim.__file__).parent
    places = [package / "CHANGELOG.md", package.parent / "CHANGELOG.md"]
    text = next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")
    entries = re.findall(r"^- (`\[results\]`.*(?:\n  .*)*)", text, re.MULTILINE)
    told = [(re.search(r"results version (\d+)", entry), " ".join(entry.split())) for entry in entries]
    return [entry for number, entry in told if number is None or int(number.group(1)) > version]
