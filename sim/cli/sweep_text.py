"""What commands about sweeps print, and what their errors become."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.terminal import Misuse, duration, print_json, size, suggest, table

if TYPE_CHECKING:
    from sim.study.inference.verdicts import ClaimVerdict
    from sim.study.study import Study
    from sim.study.sweep.estimate import Estimate
    from sim.study.sweep.results import Results
    from sim.study.sweep.tables import SweepSummary


@contextmanager
def folder_errors(of_another: str | None = None) -> Iterator[None]:
    """Turn the error that a folder or a claim cannot be used into a message for the user.

    `of_another` is the help if the folder holds another study, for commands that cannot extend it.
    """
    from sim.study.expressions import ClaimError
    from sim.study.sweep.folder import FolderError, OtherStudyError

    try:
        yield
    except FolderError as error:
        help = of_another if of_another and isinstance(error, OtherStudyError) else error.help
        raise Misuse(error.message, help) from error
    except ClaimError as error:
        raise Misuse(f"a claim of this sweep cannot be judged: {error.message}", error.help) from error


def known_outcome(results: "Results", outcome: str | None) -> str:
    """The outcome that is named, or the one that is analysed by default. Raises Misuse if there is none."""
    if outcome is None:
        return results.outcome
    check_outcome(outcome, results.outcomes)
    return outcome


def check_outcome(outcome: str, known: Collection[str]) -> None:
    """Raise Misuse unless this is the name of an outcome."""
    from sim.study.outcomes import unknown

    if outcome not in known:
        raise Misuse(*unknown(outcome, known))


def lacking(message: str, extra: str) -> Misuse:
    """The error that a library is not installed, with the command that installs this extra of Coxed."""
    return Misuse(message, f'in a checkout of Coxed: pip install -c constraints.txt -e ".[{extra}]"')


def compared_with(results: "Results", scenario: str | None) -> "Results":
    """The results with this scenario beside the base in what is shown. Raises Misuse if it is not compared with it."""
    if scenario is None:
        return results
    try:
        return results.beside(scenario)
    except ValueError as error:
        raise Misuse(f"--compare: {error}", "name a scenario that the study compares with its base") from None


def print_estimate(study: "Study", expected: "Estimate") -> None:
    """Print what a sweep will need."""

    def span(low: float, high: float, write: Callable[[float], str]) -> str:
        return write(low) if low == high else f"{write(low)} to {write(high)}"

    def count(number: float) -> str:
        return f"{number:,.0f}"

    points = f"{expected.points:,} points ({study.design.kind}) of {len(study.factors)} factors"
    print(f"{study.title}: {points}, for {study.sides_named}")
    print(f"replicates per point: {span(*expected.replicates, count)}; runs: {span(*expected.runs, count)}")
    print(f"time: about {span(*expected.seconds, duration)}, by timed runs; disk: at most {size(expected.bytes[1])}")
    if expected.contradictory:
        share = f"{expected.contradictory} of {expected.tried} points that were tried"
        print(f"{share} contradict themselves (such as more goals than decisions); their runs are recorded as failed")


def show_swept(swept: "SweepSummary", json: bool) -> None:
    """Open a sweep that was just run, and print how many points and runs it has."""
    from sim.study.sweep.results import open_results

    with folder_errors():
        _print_swept(open_results(swept.folder), json)


def print_part(swept: "SweepSummary", part: str, json: bool) -> None:
    """Print how many runs a part has."""
    if json:
        print_json({"folder": str(swept.folder), "part": part, "runs": swept.runs, "failed": swept.failed})
        return
    print(f"part {part}: {swept.runs:,} runs" + (f", {swept.failed:,} of them failed" if swept.failed else ""))
    print(f"written: {swept.folder}")
    suggest(["coxed", "merge", "FOLDER...", "--out", "RESULTS"], "puts all parts together")


def _print_swept(results: "Results", json: bool) -> None:
    """Print how many points and runs a sweep has."""
    from sim.study.sweep.tables import outdated

    manifest, folder = results.manifest, results.folder
    stopped = results.stopped()
    points = sum(stopped.values())
    if json:
        counts = {"points": points, "runs": manifest["runs"], "failed": manifest["failed"], "stopped": stopped}
        print_json({"folder": str(folder), **counts})
        return
    print(f"{results.study.title}: {points:,} points, {manifest['runs']:,} runs")
    if results.study.replicates.stop:
        print(f"precise: {stopped.get('precise', 0):,} points; with the most replicates: {stopped.get('max', 0):,}")
    if manifest["failed"]:
        print(f"failed: {manifest['failed']:,} runs; see 'message' and 'command' in runs.parquet")
    print(f"written: {folder}")
    older = outdated(folder)
    suggest(["coxed", "report", str(folder)], f"older than these results: {', '.join(older)}" if older else "")


def print_claims(claims: "list[ClaimVerdict]", count: int) -> None:
    """Print the verdicts on claims, `count` of which have ever been stated."""
    from sim.output.tables import ends, signed
    from sim.study.inference.verdicts import counted

    if not claims:
        return
    rows = [[c.name, c.verdict, signed(c.effect), ends(c.low, c.high), c.stated, counted(c)] for c in claims]
    together = f"95 %, together for {count} claims" if count > 1 else "95 %"
    table(["claim", "verdict", "left - right", together, "stated", "runs"], rows)
    if short := [claim.name for claim in claims if claim.needs_points]:
        print(f"undecided for want of points, not of replicates: {', '.join(short)}")
