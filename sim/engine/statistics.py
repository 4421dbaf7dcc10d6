"""Means with confidence intervals.

The quantile of Student's t comes from scipy.special, which is imported when it is first needed. `scipy.stats` gives the
same intervals (the tests compare them), but takes twenty times as long per interval and rounds some last digits
differently.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.model.state import Floats

LEVEL = 0.95
COUNT_OF_EQUALS = 100  # an event not seen in so many runs has a probability below 3 % (rule of three)
ROUNDING = 1e-12  # a spread of less than this share of the values is rounding


class Interval(NamedTuple):
    """A mean and the ends of its confidence interval."""

    mean: float
    low: float
    high: float

    @property
    def decided(self) -> bool:
        """Whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0


def interval(values: Floats, level: float = LEVEL) -> Interval:
    """The mean of independent values, with Student's t interval.

    Parameters
    ----------
    values
        An array (n,). Missing values (NaN) are left out.
    level
        The confidence level.

    Returns
    -------
    Interval
        A single value has an infinite interval, and so have fewer than 100 equal values, because a value that differs
        may be rare. Without values the mean is NaN.
    """
    values = values[~np.isnan(values)]
    n = len(values)
    if n < 2:
        mean = float(values[0]) if n else float("nan")
        return Interval(mean, float("-inf"), float("inf"))
    mean = float(values.mean())
    if too_few_equals(values):
        return Interval(mean, float("-inf"), float("inf"))
    half = float(_student(n - 1, level) * values.std(ddof=1) / np.sqrt(n))
    return Interval(mean, mean - half, mean + half)


def too_few_equals(values: Floats) -> bool:
    """Whether values (n,) are all equal, up to rounding, and too few to say that no other value occurs."""
    return len(values) < COUNT_OF_EQUALS and is_constant(values)


def is_constant(values: Floats) -> bool:
    """Whether values (n,) without missing ones are all equal, up to rounding."""
    return bool(np.ptp(values) <= ROUNDING * np.abs(values).max())


def _student(freedom: Any, level: float) -> Any:
    """The quantile of Student's t that ends an interval of this level."""
    from scipy.special import stdtrit

    return stdtrit(freedom, (1 + level) / 2)


def intervals(values: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The means and half-widths of the intervals of many columns.

    Parameters
    ----------
    values
        An array (n, k). Missing values (NaN) are left out.
    level
        The confidence level.

    Returns
    -------
    tuple
        The means (k,) and the half-widths (k,). A half-width is infinite for a single value and for fewer than 100
        equal values, and NaN for none.
    """
    present = ~np.isnan(values)
    n = present.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(present, values, 0.0).sum(axis=0) / n
        spread = np.sqrt(np.where(present, (values - mean) ** 2, 0.0).sum(axis=0) / (n - 1))
        half = _student(np.maximum(n - 1, 1), level) * spread / np.sqrt(n)
        low, high = (ends(np.where(present, values, other), axis=0, initial=other) for ends, other in _ENDS)
        equal = (n < COUNT_OF_EQUALS) & (high - low <= ROUNDING * np.maximum(np.abs(low), np.abs(high)))
    return mean, np.where((n > 1) & ~equal, half, np.where(n >= 1, np.inf, np.nan))


_ENDS = ((np.min, np.inf), (np.max, -np.inf))
