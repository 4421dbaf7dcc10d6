"""The evaluation of a claim: run its crews, judge its statements, draw and write the results."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from sim.claims.claim import TheoryClaim
from sim.claims.figures import overview
from sim.claims.runs import SEED, at_defaults, effect, over_sample, study
from sim.claims.sample import POINTS, sample
from sim.claims.text import Supplement, as_json, as_markdown
from sim.claims.verdict import StatementVerdict, judge, level, marks
from sim.engine.run import Run
from sim.engine.statistics import Interval, intervals
from sim.engine.store import manifest, parquet, publish, text
from sim.model.state import Floats
from sim.output.plot import png
from sim.study.run_sweep import SweepProgress


class Size(NamedTuple):
    """How large an evaluation is: points of the sample, replicates at each point, and replicates at the defaults."""

    points: int = POINTS
    sampled: int = 16
    replicates: int = 400


WHOLE = Size()
QUICK = Size(16, 2, 6)


class Ablation(NamedTuple):
    """The effect of a claim's first statement without a mechanism."""

    without: str
    effect: Interval


class Evaluation(NamedTuple):
    """The results of a claim, and the supplements that are published with them."""

    claim: TheoryClaim
    size: Size
    verdicts: list[StatementVerdict]
    ablations: list[Ablation]
    supplements: list[Supplement]
    runs: list[Run]
    sampled: pd.DataFrame
    sums: list[Floats]


def evaluate(
    claim: TheoryClaim,
    simultaneous: int,
    work: Path,
    size: Size = WHOLE,
    supplements: Sequence[Supplement] = (),
    progress: Callable[[SweepProgress], None] | None = None,
) -> Evaluation:
    """Run the crews of a claim, and judge its statements.

    Parameters
    ----------
    claim
        The claim.
    simultaneous
        The number of intervals that must hold together.
    work
        The folder of the sweep over the sample. The sweep stays there until `remove_sweeps`, so that an interrupted
        evaluation continues where it stopped.
    size
        The numbers of points and replicates.
    supplements
        Further tables and figures that are published with the results.
    progress
        Receives news of the sweep.
    """
    sampled = sample(size.points)
    at = level(simultaneous)
    runs = at_defaults(claim, size.replicates)
    effects = [effect(statement, runs, at) for statement in claim.statements]
    sums = over_sample(claim, sampled, size.sampled, work, progress)
    others = sampled.drop(columns=[name for name in sampled if name in claim.own])
    verdicts = [judge(statement, e, s, others) for statement, e, s in zip(claim.statements, effects, sums, strict=True)]
    ablations = [
        Ablation(without, effect(claim.statements[0], at_defaults(claim, size.replicates, changes), at))
        for without, changes in claim.ablations.items()
    ]
    return Evaluation(claim, size, verdicts, ablations, list(supplements), list(runs.values()), others, sums)


def write(evaluation: Evaluation, folder: Path) -> None:
    """Write the verdict, tables, figures and manifest of a claim."""
    files = {"verdict.json": text(as_json(evaluation)), "table.md": text(as_markdown(evaluation))}
    pictures = {s.name: s.picture for s in evaluation.supplements if s.picture}
    about: dict[str, Any] = {**evaluation.size._asdict(), "seed": SEED}
    if evaluation.sums:
        pictures = {"verdict": png(overview(evaluation)), **pictures}
        files["points.parquet"] = parquet(pa.Table.from_pandas(_points(evaluation), preserve_index=False))
        about["study"] = study(evaluation.claim, evaluation.sampled, evaluation.size.sampled).fingerprint()
        about["varied"] = list(evaluation.sampled)
    files |= {f"{name}.png": picture for name, picture in pictures.items()}
    publish(folder, files, {**manifest(evaluation.runs), "evaluation": about})


def remove_sweeps(work: Path, name: str) -> None:
    """Remove the sweeps of a claim that has been written. The sweeps of other claims stay."""
    for folder in work.glob(f"{name}[-_]*"):
        shutil.rmtree(folder, ignore_errors=True)


def _points(evaluation: Evaluation) -> pd.DataFrame:
    """One row per statement and point: the effect with its half-width, and the mark."""
    frames = []
    for number, (verdict, sums) in enumerate(zip(evaluation.verdicts, evaluation.sums, strict=True)):
        mean, half = intervals(sums.T)
        frame = {"statement": number, "point": range(len(sums)), "effect": mean, "half_width": half}
        frames.append(pd.DataFrame({**frame, "mark": marks(sums, verdict.statement.smallest)}))
    return pd.concat(frames)
