"""Fitting the factors of a study to its targets: waves of sweeps, and what they leave."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.engine.manifest import made_by
from sim.engine.store import parquet, publish, text
from sim.model.assemble import Model
from sim.model.state import Floats
from sim.output.tables import markdown
from sim.study.design import Design, values
from sim.study.factors import value_text
from sim.study.inference.history_matching import CUTOFF, Matched, Simulated, history_match
from sim.study.study import Study
from sim.study.sweep.results import open_results
from sim.study.sweep.run_sweep import SweepOptions, sweep_with_model

if TYPE_CHECKING:
    from sim.study.sweep.run_sweep import SweepProgress

A_FACTOR = 10  # points of a wave for each factor, and at least this many for two of them
FILES = (REPORT, RECORD, POINTS, LEFT, LEFT_AS_TEXT) = (
    "match.md", "match.json", "points.parquet", "survivors.parquet", "survivors.csv"
)  # fmt: skip


class Match(NamedTuple):
    """A study whose factors were fitted, what was found, and how many runs failed."""

    study: Study
    matched: Matched
    failed: int = 0


def wave_size(study: Study) -> int:
    """How many points a wave has by default: ten for each factor, at least 20."""
    return max(2, len(study.factors)) * A_FACTOR


def match(
    model: Model,
    study: Study,
    folder: Path,
    waves: int,
    points: int,
    threads: int | None = None,
    progress: "Callable[[SweepProgress], None] | None" = None,
) -> Match:
    """Rule out values of a study's factors with which its outcomes would miss their targets.

    Parameters
    ----------
    model
        The model.
    study
        The study, without policies and with at least two replicates. Its replicates, seed and base are used; its
        design and the scenarios that are compared with its base are not.
    folder
        Where the sweeps of the waves are kept. If matching is interrupted, the same call continues.
    waves, points
        How many waves there are, and how many points each has.
    threads
        How many threads to use.
    progress
        Receives news of the sweep that is running.
    """
    number = iter(range(1, waves + 1))
    base = dict([next(iter(study.sides.items()))])
    alone = replace(study, sides=base, written_names=study.written_names[:1], claims=(), series=())
    failed, options = [], SweepOptions(threads)

    def simulate(units: Floats) -> Simulated:
        wave = replace(alone, design=Design("file", len(units)), points=values(study.factors, units))
        swept = sweep_with_model(model, wave, folder / f"wave_{next(number)}", options, progress)
        failed.append(swept.failed)
        return answers(swept.folder, wave)

    names = [factor.path for factor in study.factors]
    matched = history_match(simulate, names, study.targets, [points] * waves, study.seed)
    return Match(study, matched, sum(failed))


def answers(folder: Path, study: Study) -> Simulated:
    """The means of the targets' outcomes at each point, and the variances of these means.

    Both are missing where fewer than two runs have the outcome: one does not say how far chance reaches.
    """
    grouped = open_results(folder).runs.groupby("point")[[target.name for target in study.targets]]
    known, every = grouped.count() >= 2, range(len(study.points))
    parts = (grouped.mean(), grouped.sem() ** 2)
    return Simulated(*(part.where(known).reindex(every).to_numpy(dtype=float) for part in parts))


def record(fitted: Match) -> dict[str, Any]:
    """What was found, as plain data."""
    matched = fitted.matched
    within = matched.implausible <= CUTOFF
    targets = [
        {
            "outcome": target.name,
            "low": target.low,
            "high": target.high,
            "reached": _extent(matched.simulated.means[:, k]),
            "met_by": float(within[:, k].mean()),
            "missing": int(np.isnan(matched.simulated.means[:, k]).sum()),
        }
        for k, target in enumerate(matched.targets)
    ]
    return {
        "study": fitted.study.name,
        "points": len(matched.units),
        "failed": fitted.failed,
        "all_met": int(within.all(axis=1).sum()),
        "surviving_share": matched.shares[-1] if matched.meetable.all() else 0.0,
        "shares": matched.shares,
        "targets": targets,
        "factors": [*_marginals(fitted)],
        "trusted": [None if np.isnan(share) else share for share in matched.trusted],
    }


def _extent(means: Floats) -> list[float] | None:
    """The lowest and the highest of the means that there are; an outcome may be missing everywhere."""
    present = means[~np.isnan(means)]
    return [float(present.min()), float(present.max())] if len(present) else None


def reached(target: dict[str, Any]) -> str:
    """The values that an outcome took at the points, in words."""
    return "missing" if target["reached"] is None else "{:.4g} to {:.4g}".format(*target["reached"])


def _marginals(fitted: Match) -> Iterator[dict[str, Any]]:
    for k, factor in enumerate(fitted.study.factors):
        row: dict[str, Any] = {"factor": factor.path, **{n: v for n, v in factor.as_dict.items() if n != "path"}}
        column = fitted.matched.survivors[:, k]
        if len(column) and factor.values is None:
            row["left"] = [factor.at(float(u)) for u in np.quantile(column, [0.05, 0.5, 0.95])]
        elif len(column):
            met = Counter(value_text(factor.at(float(u))) for u in column).most_common()
            row["left"] = {value: count / len(column) for value, count in met}
        yield row


def report(fitted: Match) -> str:
    """The report, as Markdown."""
    data = record(fitted)
    never = [one["outcome"] for one in data["targets"] if one["met_by"] == 0]
    lines = [
        f"# {fitted.study.title}: factors matched to targets",
        f"{data['points']} points were run in {len(data['shares'])} waves. After each wave this share of the space of "
        f"the factors was not ruled out: {', '.join(f'{share:.1%}' for share in data['shares'])}. "
        f"{data['all_met']} of the points meet all targets by their own runs.",
    ]
    if never:
        lines.append(
            "No point meets "
            + " or ".join(f"`{name}`" for name in never)
            + ", so no values of these factors meet all targets. The shares are those of the other targets."
        )
    lines += [
        f"`{one['outcome']}` is missing at {one['missing']} of the points; there the target is not met."
        for one in data["targets"]
        if one["missing"]
    ]
    lines += ["## Targets", markdown(*_target_table(data)), "## What is left of the factors"]
    lines.append(markdown(*_factor_table(data)) if len(fitted.matched.survivors) else "Nothing is left.")
    foretold = ", ".join(f"{share:.0%}" for share in data["trusted"] if share is not None)
    if foretold:
        lines.append(
            f"The emulators foretold {foretold} of the outcomes of later waves within three standard deviations. If "
            "this is much less than 95 %, run more points."
        )
    lines.append(
        "A value is ruled out if an outcome lies more than three standard deviations from the middle of its target "
        "(Vernon et al. 2010); the ends of the target count as two. What is not ruled out need not be right."
    )
    return "\n\n".join(lines) + "\n"


def _target_table(data: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    rows = [
        [
            f"`{one['outcome']}`",
            f"{one['low']:g} to {one['high']:g}",
            reached(one),
            f"{one['met_by']:.0%}",
        ]
        for one in data["targets"]
    ]
    return ["outcome", "target", "at the points", "met by"], rows


def _factor_table(data: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    rows = []
    for one in data["factors"]:
        if "values" in one:
            left = ", ".join(f"{value} {share:.0%}" for value, share in one["left"].items())
            rows.append([f"`{one['factor']}`", ", ".join(map(value_text, one["values"])), left, ""])
        else:
            low, middle, high = one["left"]
            ends = [f"{one['low']:g} to {one['high']:g}", f"{low:.4g} to {high:.4g}"]
            rows.append([f"`{one['factor']}`", *ends, f"{middle:.4g}"])
    return ["factor", "tried", "left (middle 90 %)", "median"], rows


def write(fitted: Match, folder: Path) -> None:
    """Write the report, the record, the points that were run, the settings that are left, and a manifest."""
    study, matched, _ = fitted
    names = [factor.path for factor in study.factors]
    points = pd.DataFrame(values(study.factors, matched.units), columns=names)
    points.insert(0, "wave", matched.wave.astype(int) + 1)
    for k, target in enumerate(matched.targets):
        points[target.name] = matched.simulated.means[:, k]
        points[f"{target.name}_implausibility"] = matched.implausible[:, k]
    left = pd.DataFrame(values(study.factors, matched.survivors), columns=names)
    left["implausibility"] = matched.worst
    files = {
        REPORT: text(report(fitted)),
        RECORD: text(json.dumps(record(fitted), indent=1, ensure_ascii=False) + "\n"),
        POINTS: parquet(pa.Table.from_pandas(points, preserve_index=False)),
        LEFT: parquet(pa.Table.from_pandas(left, preserve_index=False)),
        LEFT_AS_TEXT: text(left.to_csv(index=False, lineterminator="\n")),
    }
    publish(folder, files, {**made_by(), "study": study.as_dict()})
