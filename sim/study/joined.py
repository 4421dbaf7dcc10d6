"""The runs of a sweep side by side: one row per point and replicate, with both scenarios and the factors."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from sim.study.adjustment import Ranges, ranges_of
from sim.study.design import drawn_together
from sim.study.expressions import SIDES
from sim.study.study import Study

_KEYS = ["point", "replicate"]


def joined_runs(folder: Path, study: Study, outcomes: list[str]) -> pd.DataFrame:
    """The outcomes as `base.x` and `compare.x`, the factors, and the number of the draw, -1 if there is none."""
    runs = pq.read_table(folder / "runs.parquet", columns=[*_KEYS, "scenario", *outcomes]).to_pandas()
    joined = None
    for side, name in zip(SIDES, study.names, strict=False):
        rows = runs[runs["scenario"] == name].set_index(_KEYS)[outcomes].add_prefix(f"{side}.")
        joined = rows if joined is None else joined.join(rows)
    assert joined is not None
    factors = pd.DataFrame(study.points, columns=[factor.path for factor in study.factors])
    together = drawn_together(study.design, len(study.factors))
    joined = joined.reset_index().join(factors, on="point")
    return joined.assign(draw=joined["point"] // together if together else -1)


def sampled_ranges(study: Study, rows: pd.DataFrame) -> Ranges | None:
    """The ranges of the factors beside their values in `rows`; None unless the points fill the ranges evenly."""
    even = study.design.kind in ("lhs", "sobol", "saltelli")
    return ranges_of(study.factors, rows) if even and len(rows) else None
