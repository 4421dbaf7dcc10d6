"""Evaluate every claim, then write the report: `python -m experiments [--quick] [--keep] [--report] [--out DIR]`."""

from importlib import import_module

from experiments.common import NAMES, Options, program
from sim.claims.ledger_page import publish_report


def main(options: Options) -> None:
    """Evaluate all claims, and write the report."""
    if not options.report:
        for name in NAMES:
            import_module(f"experiments.{name}").main(options)
    print(f"\nall verdicts: {publish_report(options.results, options.large)}")


if __name__ == "__main__":
    program(main)
