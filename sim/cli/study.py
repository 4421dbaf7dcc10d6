"""`coxed sweep`, `coxed report` and `coxed verify`."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli.show import Misuse, Refused, print_json, progress_bar, suggest, sweep_bar
from sim.cli.simulate import Threads, whole
from sim.cli.told import print_claims, print_estimate, print_swept

if TYPE_CHECKING:
    from sim.study.opening import Results
    from sim.study.study import Study

INTERNAL, FAILED, MISMATCH, INTERRUPTED = 1, 3, 4, 130
type Flag = Annotated[bool, Parameter(negative="")]


def sweep(
    study: str,
    /,
    *,
    out: Path | None = None,
    resume: Flag = False,
    dry_run: Flag = False,
    fail_fast: Flag = False,
    threads: Threads = None,
    dask: str | None = None,
    json: Flag = False,
) -> int:
    """Run a study: many points, paired replicates, nothing lost.

    Example: `coxed sweep quick --out quick`
    Example: `coxed sweep alignment --dry-run`

    Whatever ends a sweep, the same command goes on with it. Exits with 3 if some runs failed: they are rows.

    Parameters
    ----------
    study
        A study file, or the name of a built-in one: alignment, rewards, network, everything, quick.
    out
        Folder for runs, points and series (Parquet) and the manifest.
    resume
        Also go on if the study has changed since, keeping the runs that it still contains.
    dry_run
        Say how many points and runs there are, and about how long they take. Writes nothing.
    fail_fast
        End at the first run that fails.
    threads
        Processors to use; all of them if not given. The numbers do not depend on it.
    dask
        Run on the workers of a Dask scheduler, such as tcp://10.0.0.1:8786, or `local`. Only use schedulers you trust.
    json
        Print what the sweep came to as JSON.
    """
    loaded = _loaded(study)
    if dry_run:
        from sim.study.estimating import estimate

        expected = estimate(loaded, threads)
        print_json(expected.as_dict) if json else print_estimate(loaded, expected)
        return 0
    if out is None:
        raise Misuse("sweep needs a folder for its results", f"coxed sweep {study} --out {loaded.name}")
    from sim.study.running import Failed
    from sim.study.running import sweep as simulate

    again = [
        "coxed",
        "sweep",
        study,
        "--out",
        str(out),
        *(["--resume"] if resume else []),
        *(["--dask", dask] if dask else []),
    ]
    try:
        with _terminated_is_interrupted(), sweep_bar(not json, loaded.name) as progress, _refused():
            swept = simulate(
                loaded, out, threads=threads, resume=resume, fail_fast=fail_fast, dask=dask, progress=progress
            )
    except (KeyboardInterrupt, OSError) as error:
        stopped = isinstance(error, KeyboardInterrupt)
        print("\ninterrupted" if stopped else f"error: {error}", file=sys.stderr)
        suggest(again, "goes on from here; what was finished is kept")
        return INTERRUPTED if stopped else INTERNAL
    except Failed as error:
        print(f"a run failed: {error}", file=sys.stderr)
        suggest(again, "runs it as a row, and all others")
        return FAILED
    from sim.study.opening import open_results

    print_swept(open_results(swept.folder), json)
    return FAILED if swept.failed else 0


def report(folder: Path, /, *, outcome: str | None = None, json: Flag = False) -> None:
    """Write what a sweep found: report.html, complete in one file, and its figures as SVG.

    Example: `coxed sweep quick --out quick`, then `coxed report quick`

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    outcome
        The outcome to look at; that which stopped the points, or made_good_mean, if not given.
    json
        Print the verdicts on the claims as JSON.
    """
    results = _opened(folder)
    from sim.outcomes import outcome_names
    from sim.scenario.near import nearest

    if outcome is not None and outcome not in outcome_names():
        near = nearest(outcome, outcome_names())
        raise Misuse(
            f"unknown outcome '{outcome}'", f"did you mean '{near}'?" if near else "see docs/reference/measures.md"
        )
    from sim.report.study import write_report

    with _refused():
        page = write_report(results, outcome)
    claims = results.claims() if results.study.claims else []
    if json:
        print_json({"report": str(page), "claims": [claim._asdict() for claim in claims]})
        return
    print_claims(claims)
    print(f"written: {page}")


def verify(
    folder: Path,
    /,
    *,
    sample: Annotated[int, Parameter(converter=whole, validator=Number(gte=0))] = 50,
    run: str | None = None,
    json: Flag = False,
) -> int:
    """Run some runs of a sweep again and compare bits; exits with 4 if any differ.

    Example: `coxed sweep quick --out quick`, then `coxed verify quick --sample 20`

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    sample
        How many runs to run again.
    run
        Run just this one, named in the column `run` of runs.parquet.
    json
        Print the findings as JSON.
    """
    with progress_bar(1 if run else sample, "verifying") as advance, _refused():
        from sim.study.verifying import verify as again

        found = again(folder, sample, run, progress=None if json else advance)
    if json:
        print_json(found._asdict() | {"same": found.same})
        return 0 if found.same else MISMATCH
    for name in found.damaged:
        print(f"not as it was written: {folder / name}")
    for name in found.different:
        print(f"different: {name}")
    for reason in found.reasons:
        print(reason)
    print(f"{found.checked} runs run again, {len(found.different)} different; {len(found.damaged)} files damaged")
    return 0 if found.same else MISMATCH


def _loaded(name: str) -> "Study":
    from sim.cli.checking import refuse_other_kind
    from sim.scenario import ScenarioError
    from sim.study.reading import load_study

    try:
        return load_study(name)
    except ScenarioError as error:
        if {problem.code for problem in error.problems} & {"D002", "D017"}:
            refuse_other_kind(name, "study")
        raise Refused(str(error), [problem.as_dict for problem in error.problems]) from error


def _opened(folder: Path) -> "Results":
    with _refused():
        from sim.study.opening import open_results

        return open_results(folder)


@contextmanager
def _refused() -> Iterator[None]:
    """A folder that cannot be used is the user's to mend."""
    from sim.study.folder import FolderError

    try:
        yield
    except FolderError as error:
        raise Misuse(error.message, error.help) from error


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """Job schedulers end a command with SIGTERM: treat it as Ctrl-C."""

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
