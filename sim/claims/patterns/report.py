"""What the filters found, as files: one record, the points that were run, the settings that are left, a figure."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.claims.patterns.filters import FILTERS
from sim.claims.patterns.firms import FREE
from sim.claims.patterns.run import SEED, Patterns
from sim.claims.sample import distribution
from sim.engine.manifest import made_by
from sim.engine.store import parquet, publish, text
from sim.model.state import Floats
from sim.scenario.names import SETTINGS
from sim.study.inference.history_matching import CUTOFF, implausibility

FILES = (RECORD, POINTS, SURVIVORS, FIGURE) = ("patterns.json", "points.parquet", "survivors.parquet", "patterns.png")
NARROW, ASIDE, TOGETHER = 0.75, 0.12, 0.3
"""A rate is called narrowed if the middle 90 % of what is left covers less than this share of the range, or if its
median lies further than this from the middle; two are called tied if their rank correlation is larger than this."""


def record(patterns: Patterns) -> dict[str, Any]:
    """Everything that the page and the command say, as plain data."""
    matched = patterns.matched
    usual = implausibility(patterns.usual, matched.targets)[0]
    within, simulated = matched.implausible <= CUTOFF, matched.simulated.means
    rows = [
        {
            **one._asdict(),
            "sources": list(one.sources),
            "usual": float(patterns.usual.means[0, k]),
            "usual_error": float(np.sqrt(patterns.usual.variances[0, k])),
            "usual_implausibility": float(usual[k]),
            "lowest": float(np.nanmin(matched.simulated.means[:, k])),
            "highest": float(np.nanmax(matched.simulated.means[:, k])),
            "met_by": float(within[:, k].mean()),
            "inside": float(((simulated[:, k] >= one.low) & (simulated[:, k] <= one.high)).mean()),
        }
        for k, one in enumerate(FILTERS)
    ]
    last = matched.wave == matched.wave.max()
    return {
        **patterns.size._asdict(),
        "waves": list(patterns.size.waves),
        "firms_in_all": patterns.size.industries * patterns.size.firms,
        "cutoff": CUTOFF,
        "filters": rows,
        "meetable": int(matched.meetable.sum()),
        "most_at_once": int(matched.met.max()),
        "usual_met": int((usual <= CUTOFF).sum()),
        "all_met": int(matched.all_met.sum()),
        "all_met_last": int(matched.all_met[last].sum()),
        "points": len(matched.units),
        "shares": matched.shares,
        "trusted": matched.trusted,
        "survivors": len(matched.survivors),
        "rates": _rates(matched.survivors),
        "tied": _tied(matched.survivors),
    }


def _rates(survivors: Floats) -> list[dict[str, Any]]:
    """For each free rate what is left of it: in its own unit, and as places of its plausible distribution."""
    rows = []
    for k, name in enumerate(FREE):
        law, about = distribution(name), SETTINGS[name]
        row: dict[str, Any] = {"name": name, "low": law.low, "high": law.high, "usual": about.default}
        if len(survivors):
            ends = np.quantile(survivors[:, k], [0.05, 0.5, 0.95])
            left = law.quantile(ends)
            row |= {
                "left": [float(value) for value in left],
                "narrowed": bool(ends[2] - ends[0] < NARROW or abs(ends[1] - 0.5) > ASIDE),
                "usual_left": bool(left[0] <= about.default <= left[2]),
            }
        rows.append(row)
    return rows


def _tied(survivors: Floats) -> list[dict[str, Any]]:
    """Pairs of rates that go together among the settings that are left, strongest first."""
    if len(survivors) < 30:
        return []
    ranks = pd.DataFrame(survivors, columns=list(FREE)).corr("spearman")
    pairs = [(one, other, float(ranks.at[one, other])) for one, other in combinations(FREE, 2)]
    pairs = sorted((pair for pair in pairs if abs(pair[2]) > TOGETHER), key=lambda pair: -abs(pair[2]))
    return [{"one": one, "other": other, "correlation": strength} for one, other, strength in pairs]


def points(patterns: Patterns) -> pd.DataFrame:
    """One row per setting that was run: rates, wave, and of each filter the value, its error and the implausibility."""
    matched = patterns.matched
    table = settings(matched.units)
    table.insert(0, "wave", matched.wave.astype(int))
    columns = {}
    for k, one in enumerate(FILTERS):
        columns[one.name] = matched.simulated.means[:, k]
        columns[f"{one.name}_error"] = np.sqrt(matched.simulated.variances[:, k])
        columns[f"{one.name}_implausibility"] = matched.implausible[:, k]
    return pd.concat([table, pd.DataFrame(columns)], axis=1)


def settings(units: Floats) -> pd.DataFrame:
    """The free rates at points of the unit cube, one column each."""
    return pd.DataFrame({name: distribution(name).quantile(units[:, k]) for k, name in enumerate(FREE)})


def write(patterns: Patterns, folder: Path) -> None:
    """Write the record, the tables, the figure and a manifest."""
    from sim.claims.patterns.figures import drawing
    from sim.output.plot import png

    left = settings(patterns.matched.survivors)
    left["implausibility"] = patterns.matched.worst
    table = record(patterns)
    files = {
        RECORD: text(json.dumps(table, indent=1, ensure_ascii=False) + "\n"),
        POINTS: parquet(pa.Table.from_pandas(points(patterns), preserve_index=False)),
        SURVIVORS: parquet(pa.Table.from_pandas(left, preserve_index=False)),
        FIGURE: png(drawing(patterns)),
    }
    publish(folder, files, {**made_by(), "patterns": {**patterns.size._asdict(), "seed": SEED}})


def read(folder: Path) -> dict[str, Any]:
    """The record that `write` has written to a folder, and how many settings of each wave met all filters."""
    stored: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    table = pd.read_parquet(folder / POINTS)
    meetable = [f"{one['name']}_implausibility" for one in stored["filters"] if one["met_by"] > 0]
    met = (table[meetable] <= stored["cutoff"]).all(axis=1) & bool(meetable)
    return {**stored, "met_in_waves": met.groupby(table["wave"]).sum().tolist()}
