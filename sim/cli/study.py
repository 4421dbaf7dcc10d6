"""`coxed sweep`, `coxed merge`, `coxed report` and `coxed verify`."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

from cyclopts import Parameter

from sim.cli.options import Flag, Folder, OutFolder, Scheduler, Threads, number
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.sweep_text import (
    compared_with,
    folder_errors,
    known_outcome,
    print_claims,
    print_estimate,
    print_part,
    show_swept,
)
from sim.cli.terminal import (
    FAILED,
    INTERNAL,
    INTERRUPTED,
    MISMATCH,
    Misuse,
    Refused,
    print_json,
    progress_bar,
    raise_interrupts,
    suggest,
    sweep_bar,
)

if TYPE_CHECKING:
    from sim.study.study import Study

MOST_SAMPLED = 10_000_000


def sweep(
    study: str,
    /,
    *,
    out: OutFolder = None,
    resume: Flag = False,
    extend: Flag = False,
    part: Annotated[str | None, Parameter(metavar="K/N")] = None,
    dry_run: Flag = False,
    fail_fast: Flag = False,
    threads: Threads = None,
    dask: Scheduler = None,
    rules: RuleFiles = None,
    json: Flag = False,
) -> int:
    """Run a study: simulate scenarios at many points, that is, combinations of parameter values.

    Example: `coxed sweep quick --out quick`
    Example: `coxed sweep alignment --dry-run`

    If a sweep is interrupted, the same command continues it. If some runs
    fail, they are recorded in the results, and the command exits with 3.

    Parameters
    ----------
    study
        A study file, or the name of a built-in one: alignment, rewards, network, everything, quick, policies.
    out
        A folder for runs, points and series (Parquet) and the manifest.
    resume
        Continue also if the study file has changed; runs that the study still contains are kept.
    extend
        Add to a finished sweep: more points, more replicates or narrower intervals. No run is repeated.
    part
        Run only one part of the points: 3/50 is the third of 50. Put the parts together with `coxed merge`.
    dry_run
        Print how many points and runs there are and about how long they take. Nothing is written.
    fail_fast
        Stop at the first run that fails.
    threads
        How many processors to use; all of them if not given. The results do not depend on it.
    dask
        Run on the workers of a Dask scheduler, such as tcp://10.0.0.1:8786, or `local`. Only use a scheduler you trust.
    rules
        A Python file with rules and measures of your own. The study may vary their parameters.
    json
        Print the numbers of points and runs as JSON.
    """
    own = use(rules)
    loaded = load_named(study)
    if dry_run:
        from sim.study.sweep.estimate import estimate

        model = ready_model(own)
        expected = estimate(loaded.of(model), model, threads)
        print_json(expected.as_dict) if json else print_estimate(loaded, expected)
        return 0
    if out is None:
        raise Misuse("sweep needs a folder for its results", f"coxed sweep {study} --out {loaded.name}")
    from sim.study.sweep.executor import NoSchedulerError
    from sim.study.sweep.parts import Part
    from sim.study.sweep.run_sweep import Failed, SweepOptions, sweep_with_model

    try:
        options = SweepOptions(threads, resume, extend, Part.of_text(part) if part else None, fail_fast, dask)
    except ValueError as error:
        raise Misuse(f"--part: {error}", "of 50 machines, the third runs --part 3/50") from None
    model = ready_model(own, *loaded.sides.values())
    again = [
        "coxed",
        "sweep",
        study,
        "--out",
        str(out),
        *(["--resume"] if resume else []),
        *(["--extend"] if extend else []),
        *(["--part", part] if part else []),
        *(["--dask", dask] if dask else []),
        *(word for file in rules or () for word in ("--rules", str(file))),
    ]
    try:
        with terminated_is_interrupted(), sweep_bar(not json, loaded.name) as progress, folder_errors():
            swept = sweep_with_model(model, loaded, out, options, progress)
    except NoSchedulerError as error:
        raise Misuse(f"--dask: {error}", "start one there: dask scheduler; or run without --dask") from None
    except (KeyboardInterrupt, OSError) as error:
        stopped = isinstance(error, KeyboardInterrupt)
        print("\ninterrupted" if stopped else f"error: {error}", file=sys.stderr)
        suggest(again, "continues from here; finished runs are kept")
        return INTERRUPTED if stopped else INTERNAL
    except Failed as error:
        print(f"a run failed: {error}", file=sys.stderr)
        suggest(again, "records it and runs all others")
        return FAILED
    if part:
        print_part(swept, part, json)
        return FAILED if swept.failed else 0
    show_swept(swept, json)
    return FAILED if swept.failed else 0


def merge(*folders: Folder, out: OutFolder = None, json: Flag = False) -> int:
    """Put together the parts of a sweep that were run with `coxed sweep --part`; the same bytes as one sweep.

    Example: `coxed sweep quick --part 1/1 --out one`, then `coxed merge one --out quick`

    If runs are missing, the command exits with 2 and keeps what is there:
    `coxed sweep` with the same folder runs only the rest.

    Parameters
    ----------
    folders
        The folders of the parts.
    out
        A folder for runs, points and series (Parquet) and the manifest.
    json
        Print the numbers of points and runs as JSON.
    """
    from sim.study.sweep.parts import merge

    if out is None:
        raise Misuse("merge needs a folder for the results", "coxed merge parts/* --out results")
    with folder_errors():
        merged = merge(folders, out)
    show_swept(merged, json)
    return FAILED if merged.failed else 0


def report(
    folder: Folder,
    /,
    *,
    outcome: str | None = None,
    compare: str | None = None,
    partial: Flag = False,
    csv: Flag = False,
    json: Flag = False,
) -> None:
    """Write a report about a sweep: report.html, one file with everything in it, and its figures as SVG.

    Example: `coxed sweep quick --out quick`, then `coxed report quick`

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    outcome
        The outcome to look at. If not given, the one that decided when points were precise enough, or made_good_mean.
    compare
        The scenario that figures show beside the base, if the study compares several. If not given, the first one.
    partial
        Report what an unfinished sweep has so far, in the folder `partial` within its own.
    csv
        Write the tables as CSV too, in the folder `csv` within that of the report: for R, Stata and spreadsheets.
        If they are there from before the sweep was extended, they are written anew without being asked.
    json
        Print the verdicts on the claims as JSON.
    """
    with folder_errors():
        from sim.study.sweep.results import open_results

        results = open_results(folder, partial)
        outcome = outcome and known_outcome(results, outcome)
        results = compared_with(results, compare)
    from sim.study.report.write import write_report
    from sim.study.sweep.tables import CSV, outdated, write_csv

    raise_interrupts()
    with folder_errors():
        csv = csv or CSV in outdated(results.folder)
        page = write_report(results, outcome)
        tables = write_csv(results.folder, results.manifest) if csv else None
        claims = results.claims() if results.study.claims else []
    if json:
        more = {"partial": results.manifest["partial"]} if partial else {}
        more |= {"csv": str(tables)} if tables else {}
        print_json({"report": str(page), "claims": [claim._asdict() for claim in claims], **more})
        return
    if partial:
        print(f"{results.study.title}\nVerdicts and intervals can change until the sweep is finished.\n")
    print_claims(claims, max(len(claims), len(results.register)))
    print(f"written: {page}")
    if tables:
        print(f"written: {tables}")


def verify(
    folder: Folder,
    /,
    *,
    sample: Annotated[int, number(0, MOST_SAMPLED)] = 50,
    run: str | None = None,
    rules: RuleFiles = None,
    json: Flag = False,
) -> int:
    """Repeat some runs of a sweep and compare every bit of the results; exit with 4 if any bit differs.

    Example: `coxed sweep quick --out quick`, then `coxed verify quick --sample 20`

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    sample
        How many runs to repeat.
    run
        Repeat only this run. Runs are named in the column `run` of runs.parquet.
    rules
        The file of rules with which the sweep was run.
    json
        Print the findings as JSON.
    """
    model = ready_model(use(rules))
    with progress_bar(1 if run else sample, "verifying") as advance, folder_errors():
        from sim.study.sweep.verification import verify_with_model

        checked = verify_with_model(model, folder, sample, run, None if json else advance)
    if json:
        print_json(checked._asdict() | {"same": checked.same})
        return 0 if checked.same else MISMATCH
    for name in checked.damaged:
        print(f"missing, or changed since it was written: {folder / name}")
    for name in checked.different:
        print(f"different: {name}")
    for reason in checked.reasons:
        print(reason)
    print(f"{checked.checked} runs repeated, {len(checked.different)} different; {len(checked.damaged)} files damaged")
    return 0 if checked.same else MISMATCH


def load_named(name: str) -> "Study":
    """The study with this name or in this file. Raises Refused with everything that is wrong with it."""
    from sim.cli.check import refuse_other_kind
    from sim.scenario import ScenarioError
    from sim.study.file.reader import load_study

    try:
        return load_study(name)
    except ScenarioError as error:
        if {problem.code for problem in error.problems} & {"D002", "D017"}:
            refuse_other_kind(name, "study")
        raise Refused(str(error), [problem.as_dict for problem in error.problems]) from error


@contextmanager
def terminated_is_interrupted() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C: job schedulers end a command with it."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: Callable[..., object] | int | None = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
