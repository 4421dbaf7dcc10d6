"""Means with intervals."""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.state import Floats

LEVEL = 0.95


class Interval(NamedTuple):
    """A mean and the ends of its confidence interval."""

    mean: float
    low: float
    high: float

    @property
    def decided(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


def interval(values: Floats, level: float = LEVEL) -> Interval:
    """Mean of independent `values` (n,) with Student's t interval; missing values are left out.

    A single value has an interval without end, none at all gives NaN.
    """
    values = values[~np.isnan(values)]
    n = len(values)
    if n < 2:
        mean = float(values[0]) if n else float("nan")
        return Interval(mean, float("-inf"), float("inf"))
    mean = float(values.mean())
    half = float(stdtrit(n - 1, (1 + level) / 2) * values.std(ddof=1) / np.sqrt(n))
    return Interval(mean, mean - half, mean + half)


def intervals(values: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """As `interval` for each column of `values` (n, k): means (k,) and half-widths (k,).

    A half-width is infinite for a single value and NaN for none.
    """
    there = ~np.isnan(values)
    n = there.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, values, 0.0).sum(axis=0) / n
        spread = np.sqrt(np.where(there, (values - mean) ** 2, 0.0).sum(axis=0) / (n - 1))
        half = stdtrit(np.maximum(n - 1, 1), (1 + level) / 2) * spread / np.sqrt(n)
    return mean, np.where(n > 1, half, np.where(n == 1, np.inf, np.nan))
