"""Running a sweep: hand out pieces, keep what comes back, and write the tables when everything is there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sim.replacing import Kernels, Rules, kernels
from sim.study.crew import Crew, threads_crew
from sim.study.folder import FolderError, begin, begun, clear, finished, held, signature
from sim.study.parts import Parts
from sim.study.playing import BATCH, Piece, Played
from sim.study.reading import load_study
from sim.study.rows import Gathered
from sim.study.scheduling import Schedule
from sim.study.study import Study
from sim.study.tables import Swept, renamed, write_tables

FLUSH_SECONDS = 1.0  # how often finished pieces are written in a young sweep
FLUSH_SHARE = 0.01  # in an old one: this share of its time may be lost to a crash,
FLUSH_MOST = 60.0  # but never more than this
FLUSH_BYTES = 32_000_000


class Failed(RuntimeError):
    """A run that failed, where the first failure is to end the sweep."""


class News(NamedTuple):
    """How a sweep goes: runs that are there (`before`: from an earlier attempt), and at most how many there will be."""

    done: int
    before: int
    ahead: int


def sweep(
    study: Study | str | Path,
    out: str | Path,
    *,
    threads: int | None = None,
    resume: bool = False,
    fail_fast: bool = False,
    replace: Rules | None = None,
    dask: str | None = None,
    progress: Callable[[News], None] | None = None,
) -> Swept:
    """Run a study and write `runs`, `points` and `series` (Parquet) to the folder `out`; read it by `sim.open_results`.

    What was finished there before is not run again, whatever ended it: the tables are the same, byte for byte.
    `resume` also goes on where the study has changed since, keeping the runs that it still contains.
    A run that fails is a row; with `fail_fast` the first one raises Failed. `replace` puts functions in the place of
    rules, see `sim.replacing`. `dask` is the address of a scheduler, or `local`; use only schedulers that you trust.
    Raises ScenarioError for a bad study, FolderError for a folder that cannot be used, OSError where it cannot be
    written.
    """
    study, folder, chosen = study if isinstance(study, Study) else load_study(study), Path(out), kernels(replace)
    signed = signature(study, chosen.sources)
    with held(folder):
        there = finished(folder)
        if there is not None and there.get("signature") == signed:
            clear(folder)
            return renamed(folder, study, there)
        _check(folder, signed, there, resume)
        begin(folder, signed)
        parts, schedule = Parts(folder, study.series), Schedule(study, chosen.sources)
        for played in parts.scan():
            schedule.know(played)
        with _crew(dask, threads, chosen, replace) as crew:
            crew.prepare(next(iter(study.sides.values())))
            _play(crew, schedule, parts, fail_fast, progress or _silent)
        swept = write_tables(folder, Gathered(study, schedule, parts, bool(chosen.sources)), signed)
        clear(folder)
    return swept


def _silent(_: News) -> None:
    pass


@contextmanager
def _crew(dask: str | None, threads: int | None, chosen: Kernels, replace: Rules | None) -> Iterator[Crew]:
    if dask is None:
        with threads_crew(chosen, threads) as crew:
            yield crew
    else:
        from sim.study.cluster import dask_crew

        with dask_crew(dask, threads, replace) as crew:
            yield crew


def _check(folder: Path, signed: dict[str, Any], there: dict[str, Any] | None, resume: bool) -> None:
    """Refuse a folder that holds something else."""
    if there is not None:
        raise FolderError(f"{folder} holds the results of another study, or of other rules", "name another folder")
    before = begun(folder)
    if before is not None and before != signed and not resume:
        what = (
            "other rules"
            if before.get("study") == signed["study"]
            else "another study, or an older version of this one"
        )
        help = "name another folder, or add --resume to keep those of its runs that this study contains too"
        raise FolderError(f"{folder} holds an unfinished sweep of {what}", help)


def _play(crew: Crew, schedule: Schedule, parts: Parts, fail_fast: bool, progress: Callable[[News], None]) -> None:
    """Play until every point is closed. However it ends, what has been played is stored."""
    start = flushed = time.monotonic()
    try:
        while True:
            while crew.free() and (batch := _batch(schedule, parts)):
                crew.submit(batch)
            if crew.idle():
                break
            for played in crew.collect():
                _take_in(played, schedule, parts, fail_fast)
            now = time.monotonic()
            pause = min(max(FLUSH_SECONDS, FLUSH_SHARE * (now - start)), FLUSH_MOST)
            if now - flushed > pause or parts.waiting_bytes > FLUSH_BYTES:
                parts.flush()
                flushed = now
            progress(News(schedule.done, schedule.before, schedule.ahead))
        parts.flush()
        parts.settle()
    except BaseException:
        for played in crew.abandon():
            parts.add(played)
        with suppress(OSError):  # a full disk is reported already
            parts.flush()
            parts.settle()
        raise
    finally:
        parts.close()


def _take_in(played: Played, schedule: Schedule, parts: Parts, fail_fast: bool) -> None:
    parts.add(played)
    schedule.arrived(played)
    if fail_fast and played.failed:
        raise Failed(next(message for message in played.messages if message))


def _batch(schedule: Schedule, parts: Parts) -> list[Piece]:
    """Pieces to be handed out together, so that handing out costs little."""
    pieces: list[Piece] = []
    work = 0
    while work < BATCH and (piece := schedule.take(parts.has)):
        pieces.append(piece)
        work += piece.work
    return pieces
