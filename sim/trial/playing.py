"""Running the crews of a claim: many replicates at the defaults, some at every point of the sample."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.compiler import rules_hash
from sim.engine import Run, run
from sim.scenario import load
from sim.scenario.values import flat
from sim.state import Floats
from sim.statistics import Interval, interval
from sim.study.design import Design
from sim.study.factors import Factor
from sim.study.running import News, sweep
from sim.study.stopping import Replicates
from sim.study.study import Study
from sim.trial.claim import BASE, Changes, Claim, Part, answers

SEED = 1


def at_defaults(
    claim: Claim, replicates: int, changes: Changes | None = None, progress: Callable[[int], None] | None = None
) -> dict[str, Run]:
    """Runs of every arm under the same luck, by name."""
    return {
        arm: run(claim.scenario(arm, changes), replicates, SEED, series=False, progress=progress) for arm in claim.arms
    }


def effect(part: Part, runs: Mapping[str, Run], level: float) -> Interval:
    """The part's sum with its interval, replicate by replicate."""
    return interval(summed(part, {arm: runs[arm].outcomes for arm in part.weights}), level)


def summed(part: Part, outcomes: Mapping[str, pd.DataFrame]) -> Floats:
    """How far the part's sum is beyond what it must be, for each row of its arms' outcomes."""
    sums = sum(weight * answers(outcomes[arm], part.outcome) for arm, weight in part.weights.items())
    return np.asarray(sums - part.beyond)


def study(claim: Claim, sampled: pd.DataFrame, replicates: int) -> Study:
    """Every arm at every point of the sample, as a sweep: point `p` of arm `a` is number `p * arms + a`."""
    others = sampled.drop(columns=[name for name in sampled if name in claim.own])
    base = load(BASE).with_(**claim.common)
    values = flat(base.parameters)
    names = [*others, *sorted({name for changes in claim.arms.values() for name in changes})]
    rows = [
        tuple({**values, **point, **changes}[name] for name in names)
        for point in others.to_dict("records")
        for changes in claim.arms.values()
    ]
    factors = tuple(Factor(name, values=tuple(dict.fromkeys(row[k] for row in rows))) for k, name in enumerate(names))
    counts = Replicates(replicates, replicates)
    return Study(claim.name, claim.title, {BASE: base}, factors, Design("file", len(rows)), rows, counts, seed=SEED)


def swept(asked: Study, work: Path, progress: Callable[[News], None] | None = None) -> Path:
    """Run a study, or go on with it, in a folder of its own in `work`: other points or rules get another."""
    folder = work / f"{asked.name}-{asked.fingerprint()[:8]}-{rules_hash()[:8]}"
    return sweep(asked, folder, progress=progress).folder


def over_sample(
    claim: Claim,
    sampled: pd.DataFrame,
    replicates: int,
    work: Path,
    progress: Callable[[News], None] | None = None,
) -> list[Floats]:
    """The sum of each part at each point, arrays (points, replicates); what lies in `work` is not run again."""
    folder = swept(study(claim, sampled, replicates), work, progress)
    columns: dict[str, Any] = {
        name: pq.read_table(folder / "runs.parquet", columns=[name])[name].to_numpy() for name in claim.outcomes
    }
    arms = list(claim.arms)
    shape = (len(sampled), len(arms), replicates)
    by_arm = {
        arm: pd.DataFrame({name: column.reshape(shape)[:, a].reshape(-1) for name, column in columns.items()})
        for a, arm in enumerate(arms)
    }
    return [summed(part, by_arm).reshape(len(sampled), replicates) for part in claim.parts]
