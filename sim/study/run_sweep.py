"""Running a sweep: submit tasks, store their results, and write the tables when all runs are finished."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sim.engine.store import MANIFEST
from sim.model.assemble import Model, Observers, Rules, model
from sim.study.checkpoints import Checkpoints
from sim.study.executor import Executor, thread_executor
from sim.study.expressions import ClaimError, Vocabulary, parse
from sim.study.folder import (
    FolderError,
    begin,
    begun,
    clear,
    finished,
    is_signature,
    locked,
    outcomes_of,
    same_rules,
    signature_of,
)
from sim.study.reader import load_study
from sim.study.rows import SweepRuns
from sim.study.schedule import Schedule
from sim.study.study import Study
from sim.study.tables import SweepSummary, damage, update_manifest, write_tables
from sim.study.worker import BATCH_TASKS, BATCH_WORK, Task, TaskResult

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


def sweep(
    study: Study | str | Path,
    out: str | Path,
    *,
    threads: int | None = None,
    resume: bool = False,
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
        The folder, how many runs there are, and how many of them failed.

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
        If the rules make no model.
    """
    assembled, folder = model(rules, measures), Path(out)
    with assembled.knowing():
        loaded = study if isinstance(study, Study) else load_study(study)
        return sweep_with_model(assembled, loaded, folder, threads, resume, fail_fast, dask, progress)


def sweep_with_model(
    model: Model, study: Study, folder: Path, threads: int | None, resume: bool, fail_fast: bool, dask: str | None,
    progress: Callable[[SweepProgress], None] | None,
) -> SweepSummary:  # fmt: skip
    """As `sweep`, with a model that is assembled already."""
    study = study.of(model)
    signature = signature_of(study, model)
    with locked(folder):
        manifest = finished(folder)
        if manifest is not None and _is_of(manifest.get("signature"), signature):
            signature["observed"] = manifest["signature"]["observed"]
            _check_claims(study, signature, folder)
            damaged = damage(folder, manifest)
            if not damaged:
                clear(folder)
                return update_manifest(folder, study, manifest)
            log.warning("not as written: %s in %s; the tables are made again", ", ".join(damaged), folder)
            manifest = None
        _check(folder, signature, manifest, resume)
        if (before := begun(folder)) is not None and same_rules(before, signature):
            signature["observed"] = before["observed"]
        _check_claims(study, signature, folder)
        begin(folder, signature)
        outcomes = outcomes_of(signature)
        checkpoints, schedule = Checkpoints(folder, study.series, outcomes), Schedule(study, model.custom, outcomes)
        for result in checkpoints.scan():
            schedule.know(result)
        with _executor(dask, threads, model, outcomes) as executor:
            executor.prepare(next(iter(study.sides.values())))
            _execute(executor, schedule, checkpoints, fail_fast, progress or _ignore)
        runs = SweepRuns(study, schedule, checkpoints, outcomes, bool(model.custom))
        summary = write_tables(folder, runs, signature)
        clear(folder)
    return summary


def _ignore(_: SweepProgress) -> None:
    pass


@contextmanager
def _executor(dask: str | None, threads: int | None, model: Model, outcomes: list[str]) -> Iterator[Executor]:
    if dask is None:
        with thread_executor(model, outcomes, threads) as executor:
            yield executor
    else:
        from sim.study.cluster import dask_executor

        with dask_executor(dask, threads, model, outcomes) as executor:
            yield executor


def _is_of(before: object, signature: dict[str, Any]) -> bool:
    if not isinstance(before, dict) or not is_signature(before):
        return False
    return before["study"] == signature["study"] and same_rules(before, signature)


def _check_claims(study: Study, signature: dict[str, Any], folder: Path) -> None:
    """Refuse claims about outcomes that the tables do not have. Raises FolderError."""
    words = Vocabulary(outcomes_of(signature), [factor.path for factor in study.factors], study.compared)
    for claim in study.claims:
        try:
            parse(claim.text, words)
        except ClaimError as error:
            raise FolderError(
                f"the claim '{claim.name}' cannot be judged by the tables in {folder}: {error.message}",
                error.help or "change the claim, or name another folder",
            ) from None


def _check(folder: Path, signature: dict[str, Any], manifest: dict[str, Any] | None, resume: bool) -> None:
    """Refuse a folder that contains something else."""
    if manifest is not None and "signature" in manifest and damage(folder, manifest) == [MANIFEST]:
        help = f"take the folder from a copy, or delete {folder / MANIFEST} and run the command again"
        raise FolderError(f"{folder / MANIFEST} is damaged", help, [MANIFEST])
    if manifest is not None:
        raise FolderError(f"{folder} holds the results of another study, or of other rules", "name another folder")
    before = begun(folder)
    if before is not None and not _is_of(before, signature) and not resume:
        same_study = before.get("study") == signature["study"]
        other = "other rules" if same_study else "another study, or an older version of this one"
        help = "name another folder, or add --resume to keep those of its runs that this study contains too"
        raise FolderError(f"{folder} holds an unfinished sweep of {other}", help)


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
    while work < BATCH_WORK and len(tasks) < BATCH_TASKS and (task := schedule.take(checkpoints.has)):
        tasks.append(task)
        work += task.work
    return tasks
