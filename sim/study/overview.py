"""Every scenario of a sweep beside its base: the mean of one outcome over all points, and the difference."""

import pandas as pd

from sim.study.analysis import Estimated, PairedRuns, estimated, pooled_where
from sim.study.expressions import SIDES
from sim.study.joined import joined_runs, sampled_ranges
from sim.study.results import Results


def overview(results: Results, outcome: str) -> dict[str, tuple[Estimated, Estimated | None]]:
    """The means of an outcome over all points, with their intervals.

    Parameters
    ----------
    results
        The results of a sweep.
    outcome
        The name of the outcome.

    Returns
    -------
    dict
        For each scenario its mean, of all its runs, and the mean of the base minus the scenario, of all pairs of runs.
        The base itself has no difference.
    """
    rows = joined_runs(results.folder, results.study, [outcome], apart=True)
    ranges = sampled_ranges(results.study, rows)
    answers = {
        name: rows[f"{side}.{outcome}"].to_numpy() for name, side in zip(results.study.names, SIDES, strict=False)
    }
    base = next(iter(answers.values()))
    keys = rows[["point", "replicate", "draw"]]

    def mean(answer: pd.Series) -> Estimated:
        runs = PairedRuns(keys, {}, answer, ranges)
        return estimated(runs, pooled_where(runs, answer))

    return {name: (mean(one), None if one is base else mean(base - one)) for name, one in answers.items()}
