"""The claims in their order, and what all of them have in common: options, progress, where results go."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from sim.cli import entry, guarded
from sim.cli.show import sweep_bar, table
from sim.trial.claim import Claim
from sim.trial.running import QUICK, WHOLE, Size, Tried, finished, trial, write
from sim.trial.telling import HEADER, Shown, row

ROOT = Path(__file__).parent.parent
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


class Asked(NamedTuple):
    """How a trial was asked for: its size, where sweeps lie meanwhile (and stay, with `keep`), where results go."""

    size: Size
    work: Path
    results: Path
    keep: bool


type Showing = Callable[[Size], Sequence[Shown]]


def claims() -> list[Claim]:
    """Every claim, in the order of the ledger."""
    return [import_module(f"experiments.{name}").CLAIM for name in NAMES]


def statements() -> int:
    """How many intervals all claims have at the defaults, ablations included, so that they hold together."""
    return sum(len(claim.parts) + len(claim.ablations) for claim in claims())


def asked(arguments: Sequence[str] | None = None) -> Asked:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="Put claims on trial.", allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="a few points and replicates, to see that it works")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where results go (default: results, or build/quick)")
    parser.add_argument(
        "--keep", action="store_true", help="keep the runs over the sample in build/, to look at further"
    )
    said: Any = parser.parse_args(arguments)
    out = said.out or (ROOT / "build" / "quick" if said.quick else ROOT / "results")
    work = ROOT / "build" / ("trials-quick" if said.quick else "trials")
    return Asked(QUICK if said.quick else WHOLE, work, out, said.keep)


def put_on_trial(claim: Claim, how: Asked, showing: Showing | None = None) -> Tried:
    """Run a claim's trial, print the verdicts and write `results/<claim>`."""
    print(f"\n{claim.number}. {claim.title}", flush=True)
    shown = showing(how.size) if showing else ()
    with sweep_bar(True, claim.name) as advance:
        tried = trial(claim, statements(), how.work, how.size, shown, advance)
    close(tried, how)
    table(HEADER, [row(judged) for judged in tried.judged])
    print(f"figures, tables and manifest: {how.results / claim.name}", flush=True)
    return tried


def close(tried: Tried, how: Asked) -> None:
    """Write what was found, and forget the runs over the sample unless they are to be kept."""
    write(tried, how.results / tried.claim.name)
    if not how.keep:
        finished(how.work, tried.claim.name)


def alone(main: Callable[[Asked], object]) -> None:
    """Run one experiment as a program."""

    def program() -> None:
        main(asked())

    if len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help"):
        asked()
    entry(lambda: guarded(program))
