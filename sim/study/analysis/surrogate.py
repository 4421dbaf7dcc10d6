"""A surrogate: an outcome of a sweep as a function of its factors, for points that were not run, with its error.

It is a Gaussian process of scikit-learn, as in history matching. How far it may be trusted is measured by
cross-validation: each point is predicted by a surrogate that has not seen it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from sim.engine.statistics import is_constant
from sim.model.state import Floats
from sim.study.factors import Factor, value_text
from sim.study.inference.history_matching import Emulator, Simulated
from sim.study.sweep.results import Results

FEWEST, MOST, FOLDS = 20, 2000, 10
SURE = float(norm.ppf(0.975))


@dataclass(frozen=True)
class Surrogate:
    """An outcome as a function of the factors.

    Attributes
    ----------
    outcome, scenario
        what it predicts: the mean of this outcome, of this scenario or difference
    points
        from how many points it was learned
    error
        how far it is off at points that it has not seen: the root of the mean squared error (cross-validation)
    explained
        the share of the variance between points that it predicts there; 0 is no better than the overall mean
    covered
        the share of these points whose mean lies in the interval of 95 % that was predicted for it
    """

    outcome: str
    scenario: str
    points: int
    error: float
    explained: float
    covered: float
    _factors: tuple[Factor, ...]
    _emulator: Emulator

    def predict(self, table: pd.DataFrame) -> pd.DataFrame:
        """Predict the mean of the outcome.

        Parameters
        ----------
        table
            One row per point, with a column for each factor. Other columns do not matter.

        Returns
        -------
        DataFrame
            `mean`, `low` and `high`: the prediction and its interval of 95 %, which is about the mean over many
            replicates. The index is that of `table`.

        Raises
        ------
        ValueError
            If a factor is missing, or lies outside the values that were swept: a surrogate does not extrapolate.
        """
        predicted = self._emulator.predict(_inputs(self._factors, table))
        mean, deviation = predicted.means[:, 0], np.sqrt(predicted.variances[:, 0])
        ends = {"mean": mean, "low": mean - SURE * deviation, "high": mean + SURE * deviation}
        return pd.DataFrame(ends, index=table.index)


def surrogate(results: Results, outcome: str | None = None, scenario: str | None = None) -> Surrogate:
    """Learn an outcome of a sweep as a function of its factors.

    Needs scikit-learn; in a checkout: `pip install -c constraints.txt -e ".[match]"`. The points of the sweep should
    fill the space: a design of kind `lhs` or `sobol`, with at least ten points per factor. All points meet the same
    luck, so an error that this luck makes everywhere is not seen by comparing points; more replicates make it smaller.

    Parameters
    ----------
    results
        The sweep.
    outcome
        The name of the outcome; by default the one that the report shows.
    scenario
        The name of a scenario, or of a difference such as `led - neither`; by default what the report shows.

    Returns
    -------
    Surrogate
        Predicts, and says how far it is off.

    Raises
    ------
    ValueError
        If there is no such outcome or scenario, if the sweep has fewer than 20 points with at least two runs or more
        than 2,000, or if the outcome is the same at all of them.
    """
    outcome, scenario = results.named(outcome, scenario)
    factors, simulated, table = _learned(results, outcome, scenario)
    if not FEWEST <= len(table) <= MOST:
        wanted = f"expected {FEWEST} to {MOST:,} points with at least two runs"
        raise ValueError(f"{len(table):,} points: {wanted} of {scenario}")
    if is_constant(simulated.means):
        raise ValueError(f"{outcome} is the same at all points; there is nothing to learn")
    inputs = _inputs(factors, table)
    unseen = _cross_validated(inputs, simulated, results.study.seed)
    off = simulated.means - unseen.means
    spread = np.sqrt(unseen.variances + simulated.variances)
    return Surrogate(
        outcome,
        scenario,
        len(table),
        float(np.sqrt((off**2).mean())),
        float(1 - (off**2).sum() / ((simulated.means - simulated.means.mean()) ** 2).sum()),
        float((np.abs(off) <= SURE * spread).mean()),
        factors,
        Emulator(inputs, simulated),
    )


def _learned(results: Results, outcome: str, scenario: str) -> tuple[tuple[Factor, ...], Simulated, pd.DataFrame]:
    """The factors that vary, and for each point with two or more runs its mean, the mean's variance, and the values."""
    sides = results.sides[scenario]
    rows = results.rows([outcome], sides)
    base, *others = (rows[f"{side}.{outcome}"] for side in sides)
    answers = (base - others[0] if others else base).groupby(rows["point"])
    means, variances = answers.mean(), answers.sem() ** 2
    paths = [factor.path for factor in results.study.factors]
    table = rows.drop_duplicates("point").set_index("point")[paths]
    known = (answers.count() >= 2).reindex(table.index, fill_value=False)
    table = table[known]
    factors = tuple(factor for factor in results.study.factors if table[factor.path].nunique(dropna=False) > 1)
    columns = (part.reindex(table.index).to_numpy(dtype=float)[:, None] for part in (means, variances))
    return factors, Simulated(*columns), table


def _inputs(factors: tuple[Factor, ...], table: pd.DataFrame) -> Floats:
    """The values of factors as coordinates: numbers from 0 to 1, and one coordinate for each word."""
    problems, columns = [], []
    if missing := [factor.path for factor in factors if factor.path not in table]:
        problems.append(f"no value for: {', '.join(missing)}")
    for factor in factors:
        if factor.path in table:
            try:
                columns.append(_coordinates(factor, table[factor.path]))
            except ValueError as error:
                problems.append(str(error))
    if problems:
        raise ValueError("; ".join(problems))
    return np.hstack(columns)


def _coordinates(factor: Factor, column: pd.Series) -> Floats:
    if not factor.numeric:
        words = [value_text(value) for value in factor.values or ()]
        values = [value_text(None if pd.isna(value) else value) for value in column]
        if other := sorted({*values} - {*words}):
            raise ValueError(f"{factor.path} was not swept at: {', '.join(other)}")
        return np.array([[float(value == word) for word in words] for value in values])
    low, high = (min(factor.values), max(factor.values)) if factor.values is not None else (factor.low, factor.high)
    try:
        numbers = column.to_numpy(dtype=float)
    except ValueError:
        raise ValueError(f"{factor.path} was swept from {low} to {high}; expected numbers") from None
    if not ((numbers >= low) & (numbers <= high)).all():
        raise ValueError(f"{factor.path} was swept from {low} to {high}; a surrogate does not extrapolate")
    return np.asarray((numbers - low) / (high - low))[:, None]


def _cross_validated(inputs: Floats, simulated: Simulated, seed: int) -> Simulated:
    """What surrogates that have not seen a point predict for it."""
    fold = np.random.default_rng(seed).permutation(len(inputs)) % FOLDS
    means, variances = np.zeros_like(simulated.means), np.zeros_like(simulated.variances)
    for left_out in range(FOLDS):
        seen, unseen = fold != left_out, fold == left_out
        emulator = Emulator(inputs[seen], Simulated(simulated.means[seen], simulated.variances[seen]))
        means[unseen], variances[unseen] = emulator.predict(inputs[unseen])
    return Simulated(means, variances)
