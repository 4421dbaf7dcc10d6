"""Running a sweep: submit tasks, store their results, and write the tables when all runs are finished."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sim.model.assemble import Model, Observers, Rules, model
from sim.study.file.reader import load_study
from sim.study.study import Study
from sim.study.sweep.admission import check_claims, check_folder, is_of
from sim.study.sweep.checkpoints import Checkpoints
from sim.study.sweep.executor import Executor, thread_executor
from sim.study.sweep.extension import finished_runs
from sim.study.sweep.folder import begin, begun, clear, finished, locked, outcomes_of, same_rules, signature_of
from sim.study.sweep.parts import Part
from sim.study.sweep.plan import write_plan
from sim.study.sweep.registry import register as registered
from sim.study.sweep.results import opened
from sim.study.sweep.rows import SweepRuns
from sim.study.sweep.schedule import Schedule
from sim.study.sweep.tables import SweepSummary, counted, damage, update_manifest, write_tables
from sim.study.sweep.worker import BATCH_TASKS, BATCH_WORK, Task, TaskResult

log = logging.getLogger("coxed")

FLUSH_SECONDS = 1.0  # how often results are written at the beginning of a sweep
FLUSH_SHARE = 0.01  # later: a crash may lose this share of the time that the sweep has taken,
FLUSH_MOST = 60.0  # but never more seconds than this
FLUSH_BYTES = 32_000_000


class Failed(RuntimeError):
    """A run that failed in a sweep that ends at the first failure."""


class SweepProgress(NamedTuple):
    """How far a sweep is.

    Attributes
    ----------
    done : how many runs are finished
    before : how many of them were finished by an earlier attempt
    ahead : how many runs there will be at most; fewer as points become precise
    """

    done: int
    before: int
    ahead: int


class SweepOptions(NamedTuple):
    """How a study is run; see `sweep`."""

    threads: int | None = None
    resume: bool = False
    extend: bool = False
    part: Part | None = None
    fail_fast: bool = False
    dask: str | None = None


def sweep(
    study: Study | str | Path,
    out: str | Path,
    *,
    threads: int | None = None,
    resume: bool = False,
    extend: bool = False,
    part: tuple[int, int] | None = None,
    fail_fast: bool = False,
    rules: Rules | None = None,
    measures: Observers = (),
    dask: str | None = None,
    progress: Callable[[SweepProgress], None] | None = None,
) -> SweepSummary:
    """Run a study and write its tables `runs`, `points` and `series` (Parquet) to a folder.

    Read them by `sim.open_results`. If a sweep ends early, for whatever reason, the same call continues it: finished
    runs are not repeated, and the tables are the same, byte for byte, as if nothing had happened. They do not depend
    on the number of threads either. Tables of a finished sweep are compared with their hashes. If one is missing or
    damaged, all are made again.

    Parameters
    ----------
    study
        A study, a study file, or the name of a built-in study.
    out
        The folder for the tables and their manifest.
    threads
        How many threads to use. The default is one per processor.
    resume
        Whether to continue a sweep whose study has changed. The runs that it still contains are kept.
    extend
        Whether to add to a finished sweep. Its study must contain all points and replicates that were run, and may
        have more. The tables become the same, byte for byte, as if the larger study had been run at once.
    part
        Run only one part of the points, such as (3, 50) for the third of 50 parts. No tables are written; put the
        parts together with `sim.merge`.
    fail_fast
        Whether the first run that fails ends the sweep. Otherwise such a run is a row with the reason.
    rules
        The rules of the model, as in `sim.run`. A study that is read here may set their parameters.
    measures
        Measures of your own, as in `sim.run`. Claims and stopping rules may use them. A sweep keeps the measures that
        it was begun with, even if a later version of Coxed has more.
    dask
        The address of a Dask scheduler, or `local`. Use only schedulers that you trust.
    progress
        A function that is called with a SweepProgress from time to time.

    Returns
    -------
    SweepSummary
        The folder, how many runs there are (in this part), and how many of them failed.

    Raises
    ------
    ScenarioError
        If the study is wrong.
    FolderError
        If the folder is in use or contains something else.
    Failed
        If a run fails and `fail_fast` is set.
    OSError
        If the folder cannot be written; what was finished is kept.
    ValueError
        If the rules make no model, or if there is no such part.
    """
    assembled, folder = model(rules, measures), Path(out)
    chosen = None if part is None else Part.of_numbers(*part)
    with assembled.knowing():
        loaded = study if isinstance(study, Study) else load_study(study)
        options = SweepOptions(threads, resume, extend, chosen, fail_fast, dask)
        return sweep_with_model(assembled, loaded, folder, options, progress)


def sweep_with_model(
    model: Model, study: Study, folder: Path, options: SweepOptions,
    progress: Callable[[SweepProgress], None] | None = None,
) -> SweepSummary:  # fmt: skip
    """As `sweep`, with a model that is assembled already."""
    study = study.of(model)
    signature = signature_of(study, model)
    with locked(folder):
        manifest = earlier = finished(folder)
        if manifest is not None and is_of(manifest.get("signature"), signature):
            signature["observed"] = manifest["signature"]["observed"]
            check_claims(study, signature, folder)
            damaged = damage(folder, manifest)
            if not damaged:
                register = registered(folder, study.claims, 0, manifest)
                if is_of(begun(folder) or signature, signature):  # else these are runs of an unfinished extension
                    clear(folder)
                return update_manifest(folder, study, manifest, register)
            log.warning("not as written: %s in %s; the tables are made again", ", ".join(damaged), folder)
            manifest = None
        check_folder(folder, study, signature, manifest, options.resume, options.extend)
        before = manifest["signature"] if manifest is not None else begun(folder)
        if before is not None and same_rules(before, signature):
            signature["observed"] = before["observed"]
        check_claims(study, signature, folder)
        begin(folder, signature)
        write_plan(folder, study)
        outcomes = outcomes_of(signature)
        checkpoints = Checkpoints(folder, study.series, outcomes)
        chosen = None if options.part is None else set(options.part.points(len(study.points)))
        schedule = Schedule(study, model.custom, outcomes, chosen)
        stored = 0
        for result in checkpoints.scan():
            schedule.know(result)
            stored += len(result.messages)
        register = registered(folder, study.claims, stored, earlier)
        if manifest is not None:
            _take_over(folder, checkpoints, schedule)
        with _executor(options, model, outcomes) as executor:
            executor.prepare(next(iter(study.sides.values())))
            _execute(executor, schedule, checkpoints, options.fail_fast, progress or _ignore)
        runs = SweepRuns(study, schedule, checkpoints, outcomes, bool(model.custom))
        if options.part is not None:
            count, failed, _ = counted(runs)
            return SweepSummary(folder, count, failed)
        summary = write_tables(folder, runs, signature, claims=[entry._asdict() for entry in register])
        clear(folder)
    return summary


def _take_over(folder: Path, checkpoints: Checkpoints, schedule: Schedule) -> None:
    """Store the runs of the finished tables as checkpoints, so that they are not repeated. Raises OSError."""
    for result in finished_runs(opened(folder), checkpoints.series):
        if not checkpoints.has(result.key, result.first, len(result.messages)):
            checkpoints.add(result)
            schedule.know(result)
        if checkpoints.waiting_bytes > FLUSH_BYTES:
            checkpoints.flush()
    checkpoints.flush()
    checkpoints.settle()


def _ignore(_: SweepProgress) -> None:
    pass


@contextmanager
def _executor(options: SweepOptions, model: Model, outcomes: list[str]) -> Iterator[Executor]:
    if options.dask is None:
        with thread_executor(model, outcomes, options.threads) as executor:
            yield executor
    else:
        from sim.study.sweep.cluster import dask_executor

        with dask_executor(options.dask, options.threads, model, outcomes) as executor:
            yield executor


def _execute(
    executor: Executor, schedule: Schedule, checkpoints: Checkpoints, fail_fast: bool,
    progress: Callable[[SweepProgress], None],
) -> None:  # fmt: skip
    """Run tasks until every point is closed. However this ends, finished results are stored."""
    start = flushed = time.monotonic()
    try:
        while True:
            while executor.free() and (batch := _batch(schedule, checkpoints)):
                executor.submit(batch)
            if fail_fast and schedule.contradiction:
                raise Failed(schedule.contradiction)
            if executor.idle():
                break
            for result in executor.collect():
                _take_in(result, schedule, checkpoints, fail_fast)
            now = time.monotonic()
            pause = min(max(FLUSH_SECONDS, FLUSH_SHARE * (now - start)), FLUSH_MOST)
            if now - flushed > pause or checkpoints.waiting_bytes > FLUSH_BYTES:
                checkpoints.flush()
                flushed = now
            progress(SweepProgress(schedule.done, schedule.before, schedule.ahead))
        checkpoints.flush()
        checkpoints.settle()
    except BaseException:
        for result in executor.abandon():
            checkpoints.add(result)
        with suppress(OSError):  # a full disk is reported already
            checkpoints.flush()
            checkpoints.settle()
        raise
    finally:
        checkpoints.close()


def _take_in(result: TaskResult, schedule: Schedule, checkpoints: Checkpoints, fail_fast: bool) -> None:
    checkpoints.add(result)
    schedule.arrived(result)
    if fail_fast and result.failed:
        raise Failed(next(message for message in result.messages if message))


def _batch(schedule: Schedule, checkpoints: Checkpoints) -> list[Task]:
    """Tasks that are submitted together, because submitting takes time."""
    tasks: list[Task] = []
    work = 0
    while work < BATCH_WORK and len(tasks) < BATCH_TASKS and (task := schedule.take(checkpoints.end)):
        tasks.append(task)
        work += task.work
    return tasks
