"""What commands write with `--out`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.show import Misuse

if TYPE_CHECKING:
    from sim.comparison import Comparison
    from sim.engine import Run


def writable(folder: Path | None) -> Path | None:
    """The folder, if it can be written or made; raises Misuse before anything is run otherwise."""
    if folder is None:
        return None
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        reason = "is no folder" if not existing.is_dir() else "cannot be written"
        raise Misuse(f"--out {folder}: {existing} {reason}")
    return folder


def write_run(result: "Run", folder: Path) -> None:
    """Outcomes, series, a figure and the manifest of one run."""
    from sim import plot
    from sim.results import manifest, outcome_rows, parquet, publish, series_rows

    files = {
        "outcomes.parquet": parquet(outcome_rows([result])),
        "series.parquet": parquet(series_rows([result])),
        "made_good.png": plot.writer(plot.series(result)),
    }
    publish(folder, files, manifest([result]))


def write_comparison(result: "Comparison", folder: Path) -> None:
    """Outcomes, paired differences, a figure and the manifest of a comparison."""
    import pyarrow as pa

    from sim import plot
    from sim.results import manifest, outcome_rows, parquet, publish

    runs = list(result.runs.values())
    files = {
        "outcomes.parquet": parquet(outcome_rows(runs)),
        "differences.parquet": parquet(pa.Table.from_pandas(result.differences.reset_index(), preserve_index=False)),
        "lanes.png": plot.writer(plot.lanes(result)),
    }
    publish(folder, files, manifest(runs))
