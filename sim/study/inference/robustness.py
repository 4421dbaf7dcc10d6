"""How robust decisions are: regret and robustness measures of scenarios or policies over the points of a study.

The measures and their definitions are those of McPhail et al. [McPhailEtAl2018], who collected them from decision
theory and from robust decision making [LempertEtAl2006]. Here an alternative is a scenario or a policy, and a state of
the world is a point. All points count alike; if factors have distributions, likely values are at more points.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.model.state import Floats

MEASURES: Mapping[str, str] = {
    "worst": "the lowest performance (maximin)",
    "best": "the highest performance (maximax)",
    "mean": "the mean performance (Laplace's principle of insufficient reason)",
    "hurwicz": "half of the worst plus half of the best (Hurwicz)",
    "regret": "the largest regret (minimax regret), which is how much the best alternative of a world is ahead",
    "regret_90": "the regret that is exceeded in a tenth of the worlds (90th percentile minimax regret)",
    "mean_variance": "(mean + 1) / (standard deviation + 1)",
    "undesirable": "the mean distance below the median, over the worse half of the worlds (undesirable deviations)",
    "skewness": "how far the median is above the middle of the 10th and 90th percentiles, in halves of their distance",
    "peakedness": "the distance of the 10th and 90th percentiles over that of the 25th and 75th",
}
"""Each measure with its meaning. Performance is the outcome, or minus the outcome if less is better."""
SATISFIED = "satisfied"
"""The share of worlds in which the outcome reaches a threshold (Starr's domain criterion)."""


def regrets(answers: pd.DataFrame, less_is_better: bool = False) -> pd.DataFrame:
    """The regret of each alternative in each world.

    Parameters
    ----------
    answers
        The mean outcome: one row per world, one column per alternative.
    less_is_better
        Whether the outcome should be small.

    Returns
    -------
    DataFrame
        How much the best alternative of the same world is ahead; 0 for the best.
    """
    performance = -answers if less_is_better else answers
    return performance.rsub(performance.max(axis=1), axis=0)


def robustness(answers: pd.DataFrame, threshold: float | None = None, less_is_better: bool = False) -> pd.DataFrame:
    """Regret and ten other measures of robustness, for each scenario or policy.

    The means at the points still contain chance. The largest of several is therefore too large on the average, and so
    is a regret: compare regrets with the half-widths of the differences in the table `points`.

    Parameters
    ----------
    answers
        The mean outcome: one row per world, one column per alternative, as `Results.by_scenario` gives it. A world in
        which an answer is missing is left out.
    threshold
        What the outcome should reach, or not exceed if less is better. Without it there is no column `satisfied`.
    less_is_better
        Whether the outcome should be small. All columns but the regrets are then in terms of minus the outcome.

    Returns
    -------
    DataFrame
        One row per alternative, one column per measure.

    Raises
    ------
    ValueError
        If there are fewer than two worlds or alternatives.
    """
    answers = answers.dropna()
    if answers.shape[0] < 2 or answers.shape[1] < 2:
        count = f"{answers.shape[1]} alternatives in {answers.shape[0]} worlds without missing answers"
        raise ValueError(f"robustness needs at least two alternatives and two worlds; there are {count}")
    regret = regrets(answers, less_is_better)
    performance = -answers if less_is_better else answers
    rows = {name: _measures(performance[name].to_numpy(), regret[name].to_numpy()) for name in answers}
    table = pd.DataFrame(rows).T.rename_axis("scenario")
    if threshold is not None:
        met = answers <= threshold if less_is_better else answers >= threshold
        table[SATISFIED] = met.mean()
    return table


def _measures(performance: Floats, regret: Floats) -> dict[str, float]:
    tenth, quarter, median, upper, ninth = np.quantile(performance, [0.1, 0.25, 0.5, 0.75, 0.9])
    worse = performance[performance <= median]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {
            "worst": performance.min(),
            "best": performance.max(),
            "mean": performance.mean(),
            "hurwicz": (performance.min() + performance.max()) / 2,
            "regret": regret.max(),
            "regret_90": np.quantile(regret, 0.9),
            "mean_variance": (performance.mean() + 1) / (performance.std(ddof=1) + 1),
            "undesirable": (median - worse).mean(),
            "skewness": (median - (ninth + tenth) / 2) / ((ninth - tenth) / 2),
            "peakedness": (ninth - tenth) / (upper - quarter),
        }
    return {name: float(value) for name, value in values.items()}
