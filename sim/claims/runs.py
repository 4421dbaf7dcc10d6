"""The runs of a claim: many replicates of its crews at the defaults, and a few at each point of the sample."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.claims.claim import BASE, Changes, Statement, TheoryClaim, answers
from sim.engine.run import Run, run
from sim.engine.statistics import Interval, interval
from sim.model.identity import rules_hash
from sim.model.state import Floats
from sim.scenario import load
from sim.scenario.values import flat
from sim.study.design import Design
from sim.study.factors import Factor
from sim.study.run_sweep import SweepProgress, sweep
from sim.study.stopping_rule import Replicates
from sim.study.study import Study

SEED = 1


def at_defaults(
    claim: TheoryClaim, replicates: int, changes: Changes | None = None, progress: Callable[[int], None] | None = None
) -> dict[str, Run]:
    """The runs of every arm, by name, all with the same random numbers."""
    return {
        arm: run(claim.scenario(arm, changes), replicates, SEED, series=False, progress=progress) for arm in claim.arms
    }


def effect(statement: Statement, runs: Mapping[str, Run], level: float) -> Interval:
    """The mean of a statement's sum over the replicates, with its interval."""
    return interval(summed(statement, {arm: runs[arm].outcomes for arm in statement.weights}), level)


def summed(statement: Statement, outcomes: Mapping[str, pd.DataFrame]) -> Floats:
    """By how much a statement's sum exceeds what it must exceed, per row of the outcomes of its arms."""
    sums = sum(weight * answers(outcomes[arm], statement.outcome) for arm, weight in statement.weights.items())
    return np.asarray(sums - statement.beyond)


def study(claim: TheoryClaim, sampled: pd.DataFrame, replicates: int) -> Study:
    """Every arm at every point of the sample as a sweep. Point `p` of arm `a` has the number `p * arms + a`."""
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


def run_study(design: Study, work: Path, progress: Callable[[SweepProgress], None] | None = None) -> Path:
    """Run a study, or continue it, in its own folder in `work`. Other points or rules get another folder."""
    folder = work / f"{design.name}-{design.fingerprint()[:8]}-{rules_hash()[:8]}"
    return sweep(design, folder, progress=progress).folder


def over_sample(
    claim: TheoryClaim,
    sampled: pd.DataFrame,
    replicates: int,
    work: Path,
    progress: Callable[[SweepProgress], None] | None = None,
) -> list[Floats]:
    """The sums of each statement at each point: arrays (points, replicates). Runs that are in `work` are used again."""
    folder = run_study(study(claim, sampled, replicates), work, progress)
    columns: dict[str, Any] = {
        name: pq.read_table(folder / "runs.parquet", columns=[name])[name].to_numpy() for name in claim.outcomes
    }
    arms = list(claim.arms)
    shape = (len(sampled), len(arms), replicates)
    by_arm = {
        arm: pd.DataFrame({name: column.reshape(shape)[:, a].reshape(-1) for name, column in columns.items()})
        for a, arm in enumerate(arms)
    }
    return [summed(statement, by_arm).reshape(len(sampled), replicates) for statement in claim.statements]
