"""`coxed sweep`, `coxed report` and `coxed verify`."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

from sim.cli.options import Flag, Folder, OutFolder, Threads, number
from sim.cli.rules import RuleFiles, ready_model, use
from sim.cli.terminal import (
    FAILED,
    INTERNAL,
    INTERRUPTED,
    MISMATCH,
    Misuse,
    Refused,
    duration,
    print_json,
    progress_bar,
    raise_interrupts,
    size,
    suggest,
    sweep_bar,
    table,
)

if TYPE_CHECKING:
    from sim.study.estimate import Estimate
    from sim.study.results import Results
    from sim.study.study import Study
    from sim.study.verdicts import ClaimVerdict

MOST_SAMPLED = 10_000_000


def sweep(
    study: str,
    /,
    *,
    out: OutFolder = None,
    resume: Flag = False,
    dry_run: Flag = False,
    fail_fast: Flag = False,
    threads: Threads = None,
    dask: str | None = None,
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
        A study file, or the name of a built-in one: alignment, rewards, network, everything, quick.
    out
        A folder for runs, points and series (Parquet) and the manifest.
    resume
        Continue also if the study file has changed; runs that the study still contains are kept.
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
    loaded = loaded_study(study)
    if dry_run:
        from sim.study.estimate import estimate

        model = ready_model(own)
        expected = estimate(loaded.of(model), model, threads)
        print_json(expected.as_dict) if json else _print_estimate(loaded, expected)
        return 0
    if out is None:
        raise Misuse("sweep needs a folder for its results", f"coxed sweep {study} --out {loaded.name}")
    from sim.study.run_sweep import Failed, sweep_with_model

    model = ready_model(own, *loaded.sides.values())
    again = [
        "coxed",
        "sweep",
        study,
        "--out",
        str(out),
        *(["--resume"] if resume else []),
        *(["--dask", dask] if dask else []),
        *(word for file in rules or () for word in ("--rules", str(file))),
    ]
    try:
        with terminated_is_interrupted(), sweep_bar(not json, loaded.name) as progress, folder_errors():
            swept = sweep_with_model(model, loaded, out, threads, resume, fail_fast, dask, progress)
    except (KeyboardInterrupt, OSError) as error:
        stopped = isinstance(error, KeyboardInterrupt)
        print("\ninterrupted" if stopped else f"error: {error}", file=sys.stderr)
        suggest(again, "continues from here; finished runs are kept")
        return INTERRUPTED if stopped else INTERNAL
    except Failed as error:
        print(f"a run failed: {error}", file=sys.stderr)
        suggest(again, "records it and runs all others")
        return FAILED
    from sim.study.results import open_results

    with folder_errors():
        _print_swept(open_results(swept.folder), json)
    return FAILED if swept.failed else 0


def report(folder: Folder, /, *, outcome: str | None = None, json: Flag = False) -> None:
    """Write a report about a sweep: report.html, one file with everything in it, and its figures as SVG.

    Example: `coxed sweep quick --out quick`, then `coxed report quick`

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    outcome
        The outcome to look at. If not given, the one that decided when points were precise enough, or made_good_mean.
    json
        Print the verdicts on the claims as JSON.
    """
    from sim.scenario.suggestions import nearest

    with folder_errors():
        from sim.study.results import open_results

        results = open_results(folder)

    if outcome is not None and outcome not in results.outcomes:
        near = nearest(outcome, results.outcomes)
        help = f"did you mean '{near}'?" if near else "all outcomes are listed in docs/reference/measures.md"
        raise Misuse(f"there is no outcome '{outcome}'", help)
    from sim.study.report import write_report

    raise_interrupts()
    with folder_errors():
        page = write_report(results, outcome)
        claims = results.claims() if results.study.claims else []
    if json:
        print_json({"report": str(page), "claims": [claim._asdict() for claim in claims]})
        return
    _print_claims(claims)
    print(f"written: {page}")


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
        from sim.study.verification import verify_with_model

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


def loaded_study(name: str) -> "Study":
    """Load a study. Raises Refused with all of its mistakes."""
    from sim.cli.check import refuse_other_kind
    from sim.scenario import ScenarioError
    from sim.study.reader import load_study

    try:
        return load_study(name)
    except ScenarioError as error:
        if {problem.code for problem in error.problems} & {"D002", "D017"}:
            refuse_other_kind(name, "study")
        raise Refused(str(error), [problem.as_dict for problem in error.problems]) from error


@contextmanager
def folder_errors() -> Iterator[None]:
    """Turn the error that a folder or a claim cannot be used into a message for the user."""
    from sim.study.expressions import ClaimError
    from sim.study.folder import FolderError

    try:
        yield
    except FolderError as error:
        raise Misuse(error.message, error.help) from error
    except ClaimError as error:
        raise Misuse(f"a claim of this sweep cannot be judged: {error.message}", error.help) from error


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


# ----- what is printed --------------------------------------------------------------------------


def _print_estimate(study: "Study", expected: "Estimate") -> None:
    """Print what a sweep will need."""

    def span(low: float, high: float, write: Callable[[float], str]) -> str:
        return write(low) if low == high else f"{write(low)} to {write(high)}"

    def count(number: float) -> str:
        return f"{number:,.0f}"

    sides = " and ".join(study.names)
    print(
        f"{study.title}: {expected.points:,} points ({study.design.kind}) of {len(study.factors)} factors, for {sides}"
    )
    print(f"replicates per point: {span(*expected.replicates, count)}; runs: {span(*expected.runs, count)}")
    print(f"time: about {span(*expected.seconds, duration)}, by timed runs; disk: at most {size(expected.bytes[1])}")
    if expected.contradictory:
        share = f"{expected.contradictory} of {expected.tried} points that were tried"
        print(f"{share} contradict themselves (such as more goals than decisions); their runs are recorded as failed")


def _print_swept(results: "Results", json: bool) -> None:
    """Print how many points and runs a sweep has."""
    manifest, folder = results.manifest, results.folder
    rows = results.points[results.points["scenario"] == results.study.names[0]]
    stopped = {str(why): int(number) for why, number in rows["stopped"].value_counts().items()}
    if json:
        counts = {"points": len(rows), "runs": manifest["runs"], "failed": manifest["failed"], "stopped": stopped}
        print_json({"folder": str(folder), **counts})
        return
    print(f"{results.study.title}: {len(rows):,} points, {manifest['runs']:,} runs")
    if results.study.replicates.stop:
        print(f"precise: {stopped.get('precise', 0):,} points; with the most replicates: {stopped.get('max', 0):,}")
    if manifest["failed"]:
        print(f"failed: {manifest['failed']:,} runs; see 'message' and 'command' in runs.parquet")
    print(f"written: {folder}")
    suggest(["coxed", "report", str(folder)])


def _print_claims(claims: "list[ClaimVerdict]") -> None:
    """Print the verdicts on claims."""
    from sim.output.tables import signed

    if claims:
        rows = [[c.name, c.verdict, signed(c.effect), f"{signed(c.low)} to {signed(c.high)}"] for c in claims]
        table(["claim", "verdict", "left - right", f"95 %, together for {len(claims)} claims"], rows)
