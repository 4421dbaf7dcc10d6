"""A trial from beginning to end: run, judge, draw, write."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from sim.engine import Run
from sim.plot.saving import png
from sim.plot.trials import overview
from sim.results import manifest, parquet, publish, text
from sim.state import Floats
from sim.statistics import Interval, intervals
from sim.study.running import News
from sim.trial.claim import Claim
from sim.trial.judging import Judged, judge, level, marks
from sim.trial.playing import SEED, at_defaults, effect, over_sample, study
from sim.trial.sample import POINTS, sample
from sim.trial.telling import Shown, record, told


class Size(NamedTuple):
    """How large a trial is: points of the sample, replicates at each, and at the defaults."""

    points: int = POINTS
    sampled: int = 16
    replicates: int = 400


WHOLE = Size()
QUICK = Size(16, 2, 6)


class Ablated(NamedTuple):
    """The effect of a claim's first part without a mechanism."""

    without: str
    effect: Interval


class Tried(NamedTuple):
    """A claim after its trial, and what else was looked at."""

    claim: Claim
    size: Size
    judged: list[Judged]
    ablated: list[Ablated]
    shown: list[Shown]
    runs: list[Run]
    sampled: pd.DataFrame
    sums: list[Floats]


def trial(
    claim: Claim,
    statements: int,
    work: Path,
    size: Size = WHOLE,
    shown: Sequence[Shown] = (),
    progress: Callable[[News], None] | None = None,
) -> Tried:
    """Put a claim on trial, with intervals that hold together for so many `statements`.

    The sweep over the sample lies in the folder `work` until `finished`, so that an interrupted trial goes on.
    """
    sampled = sample(size.points)
    at = level(statements)
    runs = at_defaults(claim, size.replicates)
    effects = [effect(part, runs, at) for part in claim.parts]
    sums = over_sample(claim, sampled, size.sampled, work, progress)
    others = sampled.drop(columns=[name for name in sampled if name in claim.own])
    judged = [judge(part, e, s, others) for part, e, s in zip(claim.parts, effects, sums, strict=True)]
    ablated = [
        Ablated(without, effect(claim.parts[0], at_defaults(claim, size.replicates, changes), at))
        for without, changes in claim.ablations.items()
    ]
    return Tried(claim, size, judged, ablated, list(shown), list(runs.values()), others, sums)


def write(tried: Tried, folder: Path) -> None:
    """Write verdict, tables, figures and manifest of a claim."""
    files = {"verdict.json": text(record(tried)), "table.md": text(told(tried))}
    pictures = {s.name: s.picture for s in tried.shown if s.picture}
    about: dict[str, Any] = {**tried.size._asdict(), "seed": SEED}
    if tried.sums:
        pictures = {"verdict": png(overview(tried)), **pictures}
        files["points.parquet"] = parquet(pa.Table.from_pandas(_points(tried), preserve_index=False))
        about["study"] = study(tried.claim, tried.sampled, tried.size.sampled).fingerprint()
    files |= {f"{name}.png": picture for name, picture in pictures.items()}
    publish(folder, files, {**manifest(tried.runs), "trial": about})


def finished(work: Path, name: str) -> None:
    """Forget the sweeps of a claim that has been written; those of others may still go on."""
    for folder in work.glob(f"{name}[-_]*"):
        shutil.rmtree(folder, ignore_errors=True)


def _points(tried: Tried) -> pd.DataFrame:
    """A row a part and point: the effect there with its half-width, and its mark."""
    frames = []
    for number, (judged, sums) in enumerate(zip(tried.judged, tried.sums, strict=True)):
        mean, half = intervals(sums.T)
        frame = {"part": number, "point": range(len(sums)), "effect": mean, "half_width": half}
        frames.append(pd.DataFrame({**frame, "mark": marks(sums, judged.part.smallest)}))
    return pd.concat(frames)
