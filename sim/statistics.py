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
