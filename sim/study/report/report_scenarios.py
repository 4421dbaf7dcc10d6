"""What the report on a sweep says about scenarios and policies, and over what the factors were varied."""

import math

import numpy as np
import pandas as pd

from sim.output.html import paragraph, table
from sim.study.analysis.effects import Estimated, PairedRuns, estimated, pooled_where
from sim.study.expressions import SIDES
from sim.study.inference.robustness import MEASURES, robustness
from sim.study.sweep.joined import joined_runs, sampled_ranges
from sim.study.sweep.results import Results

SHOWN = ("worst", "mean", "regret_90", "regret")


def scenarios_text(results: Results, outcome: str) -> list[str]:
    """Every scenario beside the base, if there are more than the two that figures show."""
    if len(results.study.names) < 3:
        return []
    rows = [
        [name, *(text for one in estimates for text in (_number(one), _margin(one)))]
        for name, estimates in overview(results, outcome).items()
    ]
    header = ["scenario", outcome, "interval", f"{results.study.names[0]} minus it", "interval"]
    text = (
        f"Means of {outcome} over all points, and of its differences in pairs of runs. Each 95 % interval is for one "
        "number alone; they do not hold together for all scenarios."
    )
    return [table(header, rows, numbers=range(1, 5)), paragraph(text)]


def regrets_text(results: Results, outcome: str) -> list[str]:
    """The regret of every policy, the smallest first, if the study has policies."""
    if not results.study.levers:
        return []
    answers = results.by_scenario(outcome)
    try:
        measures = robustness(answers).sort_values("regret")
    except ValueError:  # fewer than two worlds in which all policies have an answer
        return []
    rows = [[str(name), *(f"{row[column]:.4f}" for column in SHOWN)] for name, row in measures.iterrows()]
    text = (
        f"Worst and mean of {outcome} over the points. Regret: {MEASURES['regret']}; regret_90: the regret that is "
        f"exceeded at a tenth of the points. A large {outcome} counts as good (coxed robustness --less-is-better turns "
        f"this round). {known_differences('the base', results, outcome)}"
    )
    left_out = len(answers) - len(answers.dropna())
    if left_out:
        text += f" {left_out:,} of {len(answers):,} points are left out: there a policy has no {outcome}."
    return [table(["policy", *SHOWN], rows, numbers=range(1, 5)), paragraph(text)]


def factors_text(results: Results) -> list[str]:
    """What was varied, and over which values."""
    rows = [[factor.path, factor.in_words] for factor in results.study.factors]
    text = "coxed describe DIR writes the whole study in words: base, scenarios, factors, design and claims."
    return [table(["factor", "values"], rows), paragraph(text)]


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


def half_known(results: Results, outcome: str) -> float:
    """The half-width to which half of the differences from the base at single points are known."""
    halves = np.concatenate([results.half_widths(outcome, name) for name in results.study.differences])
    return float(np.median(halves[~np.isnan(halves)])) if not np.isnan(halves).all() else math.nan


def known_differences(base: str, results: Results, outcome: str) -> str:
    """How well differences from the base are known at single points, in a sentence."""
    half = half_known(results, outcome)
    if not math.isfinite(half):
        reason = "there are too few replicates, or equal values"
        return f"How well differences from {base} are known at single points cannot be told: {reason}."
    known = f"Half of the differences from {base} at single points are known to ±{half:.2g}"
    return f"{known}; smaller regrets may be chance."


def half_width_text(value: float) -> str:
    """A half-width for a reader."""
    return f"{value:.4g}" if math.isfinite(value) else "not known"


def _number(one: Estimated | None) -> str:
    return "" if one is None else f"{one.mean:.4g}" if math.isfinite(one.mean) else "not known"


def _margin(one: Estimated | None) -> str:
    return "" if one is None else f"± {half_width_text(one.half)}"
