"""Means over sampled points, adjusted to the ranges of the factors.

The points of a Latin hypercube or of a Sobol' sequence are a sample, but the ranges that they are drawn from are known.
In a part of the ranges (`where`) the other factors have means that differ by chance from those of the ranges. A
regression of the points' answers on the factors removes what follows from these chance differences: the estimate is
the value of the regression at the means of the ranges. It estimates the same mean, also if the regression is wrong,
and its error is that of the residuals [Lin2013]. For a Latin hypercube this is also the error of the plain mean over
the whole ranges [Owen1992].
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.model.state import Bools, Floats, Ints
from sim.study.factors import Factor

SAMPLE = 13  # 2^13 points stand for the ranges of the factors
FEWEST = 3  # draws for each parameter of a regression on factors, below which it is not made
FEWEST_CURVED = 10  # the same for a regression that has squares too
_FEWEST_SAMPLED = 64

# The points' means, the row of each point among the rows used, which rows these are: weights, residuals, parameters.
type Weighted = Callable[[Floats, Ints, Bools], tuple[Floats, Floats, int]]


def equal_weights(means: Floats, first: Ints, used: Bools) -> tuple[Floats, Floats, int]:  # noqa: ARG001
    """Every point counts the same."""
    return np.full(len(means), 1 / len(means)), means - means.mean(), 1


class Ranges(NamedTuple):
    """The factors at the rows of a table, and at points that fill their ranges evenly.

    `terms` and `everywhere` have the same columns: a factor of numbers, or whether a factor of words has some word.
    `sample` has the factors at the points of `everywhere`, and `draws` the number of the draw of each row.
    """

    terms: Floats
    everywhere: Floats
    numeric: Bools
    sample: pd.DataFrame
    draws: Ints

    def adjusted(self, part: Bools) -> Weighted:
        """Weights for the part of the ranges where `part` (one per point of `sample`) is true."""
        inside = self.everywhere[part]

        def weighted(means: Floats, first: Ints, used: Bools) -> tuple[Floats, Floats, int]:
            drawn = len(np.unique(self.draws[used][first]))
            columns = self._columns(inside, self.terms[used][first], drawn)
            if columns is None:
                return equal_weights(means, first, used)
            inverse = np.linalg.pinv(columns)
            rest = means - columns @ (inverse @ means)
            return inverse[0], rest, int(np.linalg.matrix_rank(columns))

        return weighted

    def _columns(self, inside: Floats, terms: Floats, drawn: int) -> Floats | None:
        """What the regression has: 1, the factors, their squares; each has the mean 0 over the ranges but the 1."""
        if len(inside) < _FEWEST_SAMPLED:
            return None
        varies = inside.std(axis=0) > 0
        centre, scale = inside.mean(axis=0)[varies], inside.std(axis=0)[varies]
        linear, ranges = (terms[:, varies] - centre) / scale, (inside[:, varies] - centre) / scale
        curved = self.numeric[varies]
        k, squares = linear.shape[1], int(curved.sum())
        if drawn < FEWEST * (k + 1):
            return None
        parts = [np.ones((len(linear), 1)), linear]
        if drawn >= FEWEST_CURVED * (k + squares + 1):
            parts.append(linear[:, curved] ** 2 - (ranges[:, curved] ** 2).mean(axis=0))
        return np.hstack(parts)


def as_columns(factors: Sequence[Factor], values: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """The values of factors as columns of a table. Words are objects: in columns of text pandas turns null into NaN."""
    return pd.DataFrame(
        {
            factor.path: pd.Series(list(column), dtype=None if factor.numeric else object)
            for factor, column in zip(factors, values, strict=True)
        }
    )


def ranges_of(factors: Sequence[Factor], rows: pd.DataFrame) -> Ranges:
    """The factors at the rows of a table that has them as columns, and over their ranges."""
    places = qmc.Sobol(len(factors), rng=1).random_base2(SAMPLE)
    sample = as_columns(factors, ([f.at(float(u)) for u in places[:, i]] for i, f in enumerate(factors)))
    terms: list[Floats] = []
    everywhere: list[Floats] = []
    numeric: list[bool] = []
    for factor in factors:
        numbers = factor.numeric
        column, over = rows[factor.path], sample[factor.path]
        for word in [None] if numbers else factor.values or ():
            one, other = (part if numbers else [_is(value, word) for value in part] for part in (column, over))
            terms.append(np.asarray(one, dtype=float))
            everywhere.append(np.asarray(other, dtype=float))
            numeric.append(numbers)
    return Ranges(
        np.column_stack(terms), np.column_stack(everywhere), np.array(numeric), sample, rows["draw"].to_numpy()
    )


def _is(value: Any, word: Any) -> bool:
    return bool(value == word or (value is None and word is None))
