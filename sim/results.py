"""Results on disk: tables, and a manifest from which they can be made again."""

import hashlib
import json
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import sim
from sim.compiler import rules_hash
from sim.engine import Run

ROWS_A_GROUP = 65_536
MANIFEST = "manifest.json"
_LIBRARIES = ("numpy", "numba", "llvmlite", "pandas", "pyarrow", "scipy")


def outcome_rows(runs: Sequence[Run]) -> pa.Table:
    """One row a run: scenario, seed, replicate, then every outcome."""
    return pa.Table.from_pandas(
        pd.concat([_labelled(run, run.outcomes.reset_index()) for run in runs]), preserve_index=False
    )


def series_rows(runs: Sequence[Run]) -> pa.Table:
    """One row a run and period: scenario, seed, replicate, period, then every measure."""
    frames = []
    for run in runs:
        replicates, periods = next(iter(run.measures.values())).shape
        frame = pd.DataFrame({name: values.reshape(-1) for name, values in run.measures.items()})
        frame.insert(0, "replicate", np.repeat(np.arange(run.first, run.first + replicates), periods))
        frame.insert(1, "period", np.tile(np.arange(periods), replicates))
        frames.append(_labelled(run, frame))
    return pa.Table.from_pandas(pd.concat(frames), preserve_index=False)


def _labelled(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    frame.insert(0, "scenario", run.scenario.name)
    frame.insert(1, "seed", run.seed)
    return frame


def parquet(table: pa.Table) -> Callable[[Path], None]:
    """A writer for `publish`: one write with fixed row groups, so that the bytes depend on the rows alone."""
    bare = table.replace_schema_metadata(None)
    return lambda path: pq.write_table(bare, path, row_group_size=ROWS_A_GROUP, compression="zstd")


def streamed(schema: pa.Schema, batches: Callable[[], Iterator[pa.RecordBatch]]) -> Callable[[Path], None]:
    """A writer for `publish` of rows that come bit by bit: the bytes of one write, in the memory of a row group."""

    def write(path: Path) -> None:
        waiting: list[pa.RecordBatch] = []
        rows = 0
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches():
                waiting.append(batch)
                rows += batch.num_rows
                while rows >= ROWS_A_GROUP:
                    table = pa.Table.from_batches(waiting, schema)
                    writer.write_table(table.slice(0, ROWS_A_GROUP).combine_chunks(), ROWS_A_GROUP)
                    waiting, rows = table.slice(ROWS_A_GROUP).to_batches(), rows - ROWS_A_GROUP
            writer.write_table(pa.Table.from_batches(waiting, schema).combine_chunks(), ROWS_A_GROUP)

    return write


def sha256(path: Path) -> str:
    """The hash (hexadecimal) of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text(content: str) -> Callable[[Path], None]:
    """A writer for `publish`."""
    return lambda path: _write_text(path, content)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def made_by() -> dict[str, Any]:
    """The program that makes results: versions, rules, commit."""
    return {
        "coxed": sim.__version__,
        "results_version": sim.RESULTS_VERSION,
        "rules": rules_hash(),
        "commit": _commit(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def manifest(runs: Sequence[Run]) -> dict[str, Any]:
    """What made these results: scenarios with their hashes, seeds, rules, versions. Equal runs give equal text."""
    return {
        **made_by(),
        "runs": [
            {
                "scenario": run.scenario.name,
                "fingerprint": run.scenario.fingerprint(),
                "seed": run.seed,
                "first_replicate": run.first,
                "replicates": len(run.outcomes),
                "replaced": run.replaced,
                "resolved": run.scenario.as_dict(),
            }
            for run in runs
        ],
    }


def _commit() -> str | None:
    """The commit of the checkout this code runs from, `+` marking changes; None where it is installed."""
    root = Path(__file__).parent.parent
    if not (root / ".git").exists():
        return None
    command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+"]
    try:
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def publish(folder: Path, files: Mapping[str, Callable[[Path], None]], made_by: dict[str, Any]) -> None:
    """Write each file of `folder` by its writer, then `manifest.json`, which lists them with their SHA-256.

    Everything is written aside first: if that fails (OSError: no space, no permission), what was there before stays
    untouched. Then the old manifest goes, the files take their places, and the new manifest comes last: a folder
    without a manifest is unfinished.
    """
    folder.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        for name, write in files.items():
            write(workshop / name)
        listed = {name: sha256(workshop / name) for name in files}
        _write_text(workshop / MANIFEST, json.dumps({**made_by, "files": listed}, indent=1, ensure_ascii=False) + "\n")
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in [*files, MANIFEST]:
            (workshop / name).replace(folder / name)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
