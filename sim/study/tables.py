"""The tables of a sweep, written once, and the manifest from which they can be made again."""

import datetime
import json
import platform
from pathlib import Path
from typing import Any, NamedTuple

from sim.results import MANIFEST, made_by, publish, streamed
from sim.study import rows
from sim.study.parts import write_aside
from sim.study.rows import Gathered
from sim.study.study import Study


class Swept(NamedTuple):
    """What a sweep came to: its folder, how many runs are in the tables, and how many of them failed."""

    folder: Path
    runs: int
    failed: int


def write_tables(folder: Path, gathered: Gathered, signed: dict[str, Any]) -> Swept:
    """Write runs, points, series (if kept) and timings, and last the manifest. Raises OSError where that fails."""
    study = gathered.study
    files = {
        "runs.parquet": streamed(rows.runs_schema(), lambda: rows.run_rows(gathered)),
        "points.parquet": streamed(rows.points_schema(study), lambda: rows.point_rows(gathered)),
        "timings.parquet": streamed(rows.TIMINGS, lambda: rows.timing_rows(gathered)),
    }
    if study.series:
        files["series.parquet"] = streamed(rows.series_schema(study), lambda: rows.series_rows(gathered))
    count, failed, seconds = _count(gathered)
    made = {
        **made_by(),
        "signature": signed,
        "study": study.as_dict(),
        "fingerprints": {name: scenario.fingerprint() for name, scenario in study.sides.items()},
        "seed": study.seed,
        "runs": count,
        "failed": failed,
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "seconds": seconds,
        "processor": processor(),
        "system": platform.platform(),
    }
    publish(folder, files, made)
    return Swept(folder, count, failed)


def renamed(folder: Path, study: Study, manifest: dict[str, Any]) -> Swept:
    """A finished sweep whose study may have got another title or other claims: only the manifest says so."""
    if manifest["study"] != json.loads(json.dumps(study.as_dict())):
        manifest = {**manifest, "study": study.as_dict()}
        write_aside(folder / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())
    return Swept(folder, manifest["runs"], manifest["failed"])


def _count(gathered: Gathered) -> tuple[int, int, float]:
    """How many runs there are, how many of them failed, and how many seconds they took."""
    runs = failed = sum(len(point.wrong) for point in gathered.schedule.points)
    seconds = 0.0
    for played in rows.everything(gathered):
        runs += len(played.messages)
        failed += sum(message is not None for message in played.messages)
        seconds += played.seconds
    return runs, failed, seconds


def processor() -> str:
    """The processor's name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
