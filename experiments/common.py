"""What all programs of this folder share: the list of the claims, the options, and where results go."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from rich.progress import Progress

from experiments.edition import EDITION, samples
from sim.claims.claim import TheoryClaim
from sim.claims.evaluate import Evaluation, evaluate, judge_again, write, write_again
from sim.claims.text import HEADER, record_of, row
from sim.claims.worlds import Edition, Sample
from sim.cli import entry, guarded
from sim.cli.terminal import table
from sim.engine.compare import Comparison
from sim.engine.manifest import made_by
from sim.engine.store import manifest, parquet, publish, text
from sim.output.tables import markdown

ROOT = Path(__file__).parent.parent
PUBLISHED, BUILD = ROOT / "results", ROOT / "build"
NAMES = (
    "size",
    "direction",
    "volatility",
    "planning",
    "reviews",
    "ownership",
    "lowest",
    "stakeholders",
    "motivation",
    "development",
    "rewards",
    "informal",
    "solutions",
)
STUDIES = ("levers", "bundle")
QUICK = Edition(EDITION.number, EDITION.seed, 4, EDITION.family, 4)
QUICK_WORLDS = 24


class Options(NamedTuple):
    """The options of a program.

    `results` is the folder of the results, and `work` that of the runs, which are not repeated. With `judge`, nothing
    is run: the existing points are judged again. With `report`, only the report of the existing verdicts is written.
    """

    results: Path
    work: Path
    quick: bool = False
    report: bool = False
    judge: bool = False

    @property
    def edition(self) -> Edition:
        """Seeds and sizes."""
        return QUICK if self.quick else EDITION

    @property
    def samples(self) -> list[Sample]:
        """The samples of worlds; with `quick` the first worlds of each."""
        some = QUICK_WORLDS if self.quick else None
        return [sample._replace(worlds=sample.worlds.iloc[:some]) for sample in samples()]

    @property
    def large(self) -> Path:
        """The folder of files that are too large for git: build/ if the results are the published ones."""
        return BUILD if self.results == PUBLISHED else self.results


def read_options(arguments: Sequence[str] | None = None, results: Path = PUBLISHED) -> Options:
    """The options on the command line; `results` is the default folder of the results."""
    parser = argparse.ArgumentParser(description="Evaluate claims, and write their results.", allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="few worlds and replicates, to see that it works")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=f"the folder of the results (default: {results.name}, or build/quick with --quick)",
    )
    parser.add_argument("--judge", action="store_true", help="run nothing; judge the existing points of claims again")
    parser.add_argument("--report", action="store_true", help="run nothing; write the report of the existing verdicts")
    read: Any = parser.parse_args(arguments)
    work = BUILD / ("claims-quick" if read.quick else "claims")
    out = read.out or (BUILD / "quick" if read.quick else results)
    return Options(out.resolve(), work, read.quick, read.report, read.judge)


def program(main: Callable[[Options], object], results: Path = PUBLISHED) -> None:
    """Run one of these files as a program."""

    def run() -> None:
        main(read_options(results=results))

    if len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help"):
        read_options(results=results)
    entry(lambda: guarded(run))


def program_of(claim: TheoryClaim) -> None:
    """Evaluate one claim as a program."""
    program(lambda options: evaluate_claim(claim, options))


def claims() -> list[TheoryClaim]:
    """Every claim, in the order of the ledger."""
    return [import_module(f"experiments.{name}").CLAIM for name in NAMES]


def evaluate_claim(claim: TheoryClaim, options: Options) -> Evaluation:
    """Evaluate a claim, or judge its points again; print its verdicts and write its results."""
    print(f"\n{claim.number}. {claim.title}", flush=True)
    if options.judge:
        evaluation = judge_again(claim, options.edition, options.samples, options.results / claim.name)
        write_again(evaluation, options.results / claim.name)
        return _shown(evaluation, options)
    with Progress(disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(claim.name)

        def advance(crew: str, done: int, worlds: int) -> None:
            bar.update(task, description=f"{claim.name}: {crew}", completed=done, total=worlds)

        evaluation = evaluate(claim, options.edition, options.samples, options.work, advance)
    write(evaluation, options.results / claim.name)
    return _shown(evaluation, options)


def _shown(evaluation: Evaluation, options: Options) -> Evaluation:
    for name, tried in record_of(evaluation)["samples"].items():
        print(f"{name}: {tried['word']}")
        table(HEADER, [row(statement) for statement in tried["votes"] + tried["checks"]])
    print(f"figure, tables, points and manifest: {options.results / evaluation.claim.name}", flush=True)
    return evaluation


class Part(NamedTuple):
    """A part of the page of a study: a table, a sentence that sums it up, and the writer of its figure."""

    name: str
    title: str
    header: tuple[str, ...]
    rows: list[list[str]]
    closing: str
    picture: Callable[[Path], None]


def publish_study(name: str, page: str, parts: Sequence[Part], about: Mapping[str, Any], options: Options) -> None:
    """Write the page, figures and manifest of a study beside the claims."""
    title, _, rest = page.strip().partition("\n")
    lines = [f"# {title}", *(" ".join(line.split()) for line in re.split(r"\n(?=[A-Z]\w+: )", rest.strip()))]
    for part in parts:
        lines += [
            f"## {part.title}",
            markdown(part.header, part.rows),
            part.closing,
            f"![{part.title}]({part.name}.png)",
        ]
    files = {"table.md": text("\n\n".join(lines) + "\n"), **{f"{part.name}.png": part.picture for part in parts}}
    publish(options.results / name, files, {**made_by(), **about}, tidy=True)
    for part in parts:
        table(part.header, part.rows[:20])
        print(part.closing)
    print(f"figures, tables and manifest: {options.results / name}", flush=True)


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
