"""What all programs of this folder share: the list of the claims, the options, and where results go."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from sim.claims.claim import TheoryClaim
from sim.claims.evaluate import QUICK, WHOLE, Evaluation, Size, evaluate, remove_sweeps, write
from sim.claims.text import HEADER, Supplement, row
from sim.cli import entry, guarded
from sim.cli.terminal import sweep_bar, table
from sim.engine.compare import Comparison
from sim.engine.store import manifest, parquet, publish

ROOT = Path(__file__).parent.parent
PUBLISHED, BUILD = ROOT / "results", ROOT / "build"
NAMES = (
    "direction",
    "size",
    "volatility",
    "planning",
    "reviews",
    "ownership",
    "lowest",
    "motivation",
    "development",
    "rewards",
    "informal",
    "levers",
    "bundle",
)


class Options(NamedTuple):
    """The options of a program.

    `results` is the folder of the results. `work` holds the sweeps until their claim is written, and with `keep` also
    afterwards. With `report`, nothing is run: only the report of the existing verdicts is written.
    """

    results: Path
    work: Path
    quick: bool = False
    keep: bool = False
    report: bool = False

    @property
    def size(self) -> Size:
        """How large the evaluation of a claim is."""
        return QUICK if self.quick else WHOLE

    @property
    def large(self) -> Path:
        """The folder of files that are too large for git: build/ if the results are the published ones."""
        return BUILD if self.results == PUBLISHED else self.results


type Supplements = Callable[[Size], Sequence[Supplement]]


def read_options(arguments: Sequence[str] | None = None, results: Path = PUBLISHED) -> Options:
    """The options on the command line; `results` is the default folder of the results."""
    parser = argparse.ArgumentParser(description="Evaluate claims, and write their results.", allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="few points and replicates, to see that it works")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=f"the folder of the results (default: {results.name}, or build/quick with --quick)",
    )
    parser.add_argument("--keep", action="store_true", help="keep the runs over the sample in build/")
    parser.add_argument("--report", action="store_true", help="run nothing; write the report of the existing verdicts")
    read: Any = parser.parse_args(arguments)
    work = BUILD / ("claims-quick" if read.quick else "claims")
    out = read.out or (BUILD / "quick" if read.quick else results)
    return Options(out.resolve(), work, read.quick, read.keep, read.report)


def program(main: Callable[[Options], object], results: Path = PUBLISHED) -> None:
    """Run one of these files as a program."""

    def run() -> None:
        main(read_options(results=results))

    if len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help"):
        read_options(results=results)
    entry(lambda: guarded(run))


def claims() -> list[TheoryClaim]:
    """Every claim, in the order of the ledger."""
    return [import_module(f"experiments.{name}").CLAIM for name in NAMES]


def simultaneous() -> int:
    """The number of intervals that hold together: per claim one per statement and one per ablation."""
    return sum(len(claim.statements) + len(claim.ablations) for claim in claims())


def evaluate_claim(claim: TheoryClaim, options: Options, supplements: Supplements | None = None) -> Evaluation:
    """Evaluate a claim, print its verdicts and write its results."""
    print(f"\n{claim.number}. {claim.title}", flush=True)
    further = supplements(options.size) if supplements else ()
    with sweep_bar(True, claim.name) as advance:
        evaluation = evaluate(claim, simultaneous(), options.work, options.size, further, advance)
    write_results(evaluation, options)
    table(HEADER, [row(verdict) for verdict in evaluation.verdicts])
    print(f"figures, tables and manifest: {options.results / claim.name}", flush=True)
    return evaluation


def write_results(evaluation: Evaluation, options: Options) -> None:
    """Write the results of a claim, and remove its runs over the sample unless the user wants to keep them."""
    write(evaluation, options.results / evaluation.claim.name)
    if not options.keep:
        remove_sweeps(options.work, evaluation.claim.name)


def publish_comparisons(
    name: str,
    options: Options,
    comparisons: Sequence[Comparison],
    rows: pa.Table,
    files: Mapping[str, Callable[[Path], None]],
) -> None:
    """Write tables and figures of comparisons with their manifest, and print where they are.

    The rows of the single runs stay outside the published results: the manifest suffices to make them again.
    """
    about = manifest([run for comparison in comparisons for run in comparison.runs.values()])
    folder, single = options.results / name, {"rows.parquet": parquet(rows)}
    if options.large == options.results:
        publish(folder, {**files, **single}, about)
        print(f"\nfigures, tables, rows and manifest: {folder}")
    else:
        publish(folder, files, about)
        publish(options.large / "rows" / name, single, about)
        print(f"\nfigures, tables and manifest: {folder}\nrows of single runs: {options.large / 'rows' / name}")
