"""Evaluate every claim, then the studies and the report: `python -m experiments [--quick] [--judge | --report]`."""

from importlib import import_module

from experiments.common import NAMES, STUDIES, Options, claims, evaluate_claim, program
from sim.claims.ledger_page import publish_report


def main(options: Options) -> None:
    """Evaluate all claims (or judge them again), run the studies beside them, and write the report."""
    if not options.report:
        for claim in claims():
            evaluate_claim(claim, options)
        for name in () if options.judge else STUDIES:
            import_module(f"experiments.{name}").main(options)
    print(f"\nall {len(NAMES)} claims: {publish_report(options.results, options.large)}")


if __name__ == "__main__":
    program(main)
