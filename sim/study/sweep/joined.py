"""The runs of a sweep side by side: one row per point and replicate, with its scenarios and the factors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.model.state import Floats
from sim.study.design import drawn_together
from sim.study.expressions import SIDES
from sim.study.inference.adjustment import Ranges, as_columns, ranges_of
from sim.study.study import Study

_KEYS = ["point", "replicate"]


def joined_runs(
    folder: Path, study: Study, outcomes: list[str], sides: Sequence[str] = SIDES, *, apart: bool = False
) -> pd.DataFrame:
    """The outcomes as `base.x`, `compare.x` and so on, the factors, and the number of the draw, -1 if there is none.

    `sides` are those that are needed, out of `SIDES`. If one of their runs failed, the others with the same point and
    replicate have no outcomes either, unless they are looked at `apart`: means of different runs are no comparison.
    """
    runs = pq.read_table(folder / "runs.parquet", columns=[*_KEYS, "scenario", "status", *outcomes]).to_pandas()
    taken = {side: name for side, name in zip(SIDES, study.names, strict=False) if side in sides}
    joined = None
    for side, name in taken.items():
        rows = runs[runs["scenario"] == name].set_index(_KEYS)[outcomes].add_prefix(f"{side}.")
        joined = rows if joined is None else joined.join(rows)
    assert joined is not None
    if not apart:
        failed = runs[(runs["status"] == "failed") & runs["scenario"].isin(taken.values())].set_index(_KEYS).index
        joined.loc[joined.index.isin(failed)] = np.nan
    paths = [factor.path for factor in study.factors]
    factors = as_columns(study.factors, zip(*study.points, strict=True))
    together = drawn_together(study.design, paths)
    joined = joined.reset_index().join(factors, on="point")
    return joined.assign(draw=joined["point"] // together if together else -1)


def sampled_ranges(study: Study, rows: pd.DataFrame) -> Ranges | None:
    """The ranges of the factors beside their values in `rows`; None unless the points fill the ranges evenly."""
    even = study.design.kind in ("lhs", "sobol", "saltelli")
    return ranges_of(study.factors, rows) if even and len(rows) else None


def answers_of_runs(joined: pd.DataFrame, outcome: str, sides: Sequence[str]) -> Floats:
    """One outcome as (points, replicates): of one side, or the first minus the second; NaN where there is no run."""
    columns = [joined[f"{side}.{outcome}"] for side in sides]
    shown = columns[0] if len(columns) == 1 else columns[0] - columns[1]
    return np.asarray(shown.groupby([joined["point"], joined["replicate"]]).mean().unstack(), dtype=float)
