"""Every claim on trial, one after another, then the report: `python -m experiments [--quick] [--keep] [--out DIR]`."""

from importlib import import_module

from experiments.trials import NAMES, alone
from experiments.trials import Asked as Asked
from sim.trial.ledger_page import publish_report


def main(how: Asked) -> None:
    """Try all claims, and write the report."""
    for name in NAMES:
        import_module(f"experiments.{name}").main(how)
    print(f"\nall verdicts: {publish_report(how.results)}")


if __name__ == "__main__":
    alone(main)
