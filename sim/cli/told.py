"""What `coxed sweep`, `report` and `verify` print."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.cli.show import print_json, suggest, table

if TYPE_CHECKING:
    from sim.study.estimating import Estimate
    from sim.study.judging import Judged
    from sim.study.opening import Results
    from sim.study.study import Study


def print_estimate(study: "Study", expected: "Estimate") -> None:
    """What a sweep will take."""

    def span(low: float, high: float, write: Callable[[float], str]) -> str:
        return write(low) if low == high else f"{write(low)} to {write(high)}"

    def count(number: float) -> str:
        return f"{number:,.0f}"

    sides = " and ".join(study.names)
    print(
        f"{study.title}: {expected.points:,} points ({study.design.kind}) of {len(study.factors)} factors, for {sides}"
    )
    print(f"replicates a point: {span(*expected.replicates, count)}; runs: {span(*expected.runs, count)}")
    print(f"time: about {span(*expected.seconds, duration)}, by timed runs; disk: at most {size(expected.bytes[1])}")
    if expected.contradictory:
        share = f"{expected.contradictory} of {expected.tried} points that were tried"
        print(f"{share} contradict themselves (such as more goals than decisions); they become rows that failed")


def print_swept(results: "Results", json: bool) -> None:
    """What a sweep came to."""
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


def print_claims(claims: "list[Judged]") -> None:
    """The verdicts on claims."""
    from sim.report import signed

    if claims:
        rows = [[c.name, c.verdict, signed(c.effect), f"{signed(c.low)} to {signed(c.high)}"] for c in claims]
        table(["claim", "verdict", "left - right", f"95 %, together for {len(claims)} claims"], rows)


def duration(seconds: float) -> str:
    """A time in words: 40 s, 3 min, 2.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def size(bytes: int) -> str:
    """A size in words."""
    return f"{bytes / 1e6:,.0f} MB" if bytes < 1e9 else f"{bytes / 1e9:,.1f} GB"
