"""The tables of a sweep, and the manifest from which they can be made again."""

import datetime
import json
import platform
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import CSVWriter

from sim.engine.manifest import made_by
from sim.engine.store import MANIFEST, damaged_files, manifest_text, publish, streamed
from sim.model.files import own_folder, write_whole
from sim.study.study import Study
from sim.study.sweep import rows
from sim.study.sweep.folder import is_signature, not_written
from sim.study.sweep.registry import Registered, is_register
from sim.study.sweep.rows import SweepRuns

CSV, REPORT = "csv", "report.html"

_FORM = {
    "study": dict, "fingerprints": dict, "seed": int, "runs": int, "failed": int, "finished": str, "seconds": float,
    "processor": str, "system": str, "coxed": str, "results_version": int, "python": str, "libraries": dict,
}  # fmt: skip


class SweepSummary(NamedTuple):
    """The result of a sweep.

    Attributes
    ----------
    folder : the folder that contains the tables
    runs : how many runs are in the tables
    failed : how many of them failed
    """

    folder: Path
    runs: int
    failed: int


def write_tables(folder: Path, runs: SweepRuns, signature: dict[str, Any], **more: Any) -> SweepSummary:
    """Write runs, points, series (if kept) and timings, and last the manifest, which says `more`. Raises OSError."""
    study = runs.study
    files = {
        "runs.parquet": streamed(rows.runs_schema(runs.outcomes), lambda: rows.run_rows(runs)),
        "points.parquet": streamed(rows.points_schema(study, runs.outcomes), lambda: rows.point_rows(runs)),
        "timings.parquet": streamed(rows.TIMINGS, lambda: rows.timing_rows(runs)),
    }
    if study.series:
        files["series.parquet"] = streamed(rows.series_schema(study), lambda: rows.series_rows(runs))
    count, failed, seconds = counted(runs)
    manifest = {
        **made_by(),
        "signature": signature,
        "study": study.as_dict(),
        "fingerprints": {name: scenario.fingerprint() for name, scenario in study.sides.items()},
        "seed": study.seed,
        "runs": count,
        "failed": failed,
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "seconds": seconds,
        "processor": processor(),
        "system": platform.platform(),
        **more,
    }
    publish(folder, files, manifest)
    return SweepSummary(folder, count, failed)


def write_csv(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Write runs, points and series (if kept) of a sweep as CSV, for R, Stata and spreadsheets.

    Numbers are written with as many digits as bring the same number back. What is missing is empty.

    Returns
    -------
    Path
        The folder of these tables, within the sweep's.

    Raises
    ------
    FolderError
        If they cannot be written.
    """
    tables = [Path(name) for name in _tables(manifest)]
    try:
        files = {f"{table.stem}.csv": partial(_as_csv, folder / table) for table in tables}
        publish(own_folder(folder / CSV), files, {}, tidy=True)
    except OSError as error:
        raise not_written("CSV tables", folder / CSV, error, "or copy the folder, and do it there") from None
    return folder / CSV


def outdated(folder: Path) -> list[str]:
    """What was made of these results before they were extended: the names of the report and of the folder of CSV."""
    made = {REPORT: folder / REPORT, CSV: folder / CSV / MANIFEST}
    finished = (folder / MANIFEST).stat().st_mtime_ns
    return [name for name, path in made.items() if path.exists() and path.stat().st_mtime_ns < finished]


def _as_csv(table: Path, path: Path) -> None:
    import pyarrow.compute as pc  # slow to import, and few commands need it

    with pq.ParquetFile(table) as source, CSVWriter(path, source.schema_arrow) as writer:
        for batch in source.iter_batches():
            columns = [
                pc.if_else(pc.is_nan(column), None, column) if pa.types.is_floating(column.type) else column
                for column in batch.columns
            ]
            writer.write_batch(pa.record_batch(columns, batch.schema))


def update_manifest(folder: Path, study: Study, manifest: dict[str, Any], claims: Sequence[Registered]) -> SweepSummary:
    """The summary of a finished sweep. If its study has a new title or new claims, the manifest is updated."""
    register = [entry._asdict() for entry in claims]
    if manifest["study"] != json.loads(json.dumps(study.as_dict())) or manifest.get("claims") != register:
        write_whole(folder / MANIFEST, manifest_text({**manifest, "study": study.as_dict(), "claims": register}))
    return SweepSummary(folder, manifest["runs"], manifest["failed"])


def damage(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """The files of a finished sweep that are missing, or not as they were written. Its manifest may be one of them."""
    if not _has_form(manifest):
        return [MANIFEST]
    return damaged_files(folder, manifest, _tables(manifest))


def _tables(manifest: Mapping[str, Any]) -> list[str]:
    """The tables that a sweep must have."""
    return ["runs.parquet", "points.parquet", *(["series.parquet"] if manifest["study"].get("series") else [])]


def _has_form(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has what a sweep writes."""
    form = all(isinstance(manifest.get(name), (kind, int) if kind is float else kind) for name, kind in _FORM.items())
    return form and is_signature(manifest.get("signature")) and is_register(manifest.get("claims", []))


def counted(runs: SweepRuns) -> tuple[int, int, float]:
    """How many runs there are, how many of them failed, and how many seconds they took."""
    count = failed = sum(len(point.errors) for point in runs.schedule.points)
    seconds = 0.0
    for result in rows.everything(runs):
        count += len(result.messages)
        failed += sum(message is not None for message in result.messages)
        seconds += result.seconds
    return count, failed, seconds


def processor() -> str:
    """The name of the processor, if the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
