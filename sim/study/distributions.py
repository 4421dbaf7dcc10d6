"""The distributions that a factor can have, as values at points of the unit interval.

Values are rounded to twelve digits: logarithms and roots may differ in the last bit from one machine to another, and
parts of a sweep must have the same points.
"""

from math import exp, floor, log, sqrt

from scipy.special import ndtr, ndtri

KINDS = ("loguniform", "normal", "triangular", "empirical")
DIGITS = 12


def quantile(kind: str, u: float, low: float, high: float, numbers: tuple[float, ...]) -> float:
    """The value below which a share `u` of a distribution lies.

    Parameters
    ----------
    kind
        One of `KINDS`.
    u
        The share, from 0 to 1.
    low, high
        The ends of the range. A normal distribution is cut off there.
    numbers
        Mean and standard deviation (normal), the mode (triangular), or the sorted values (empirical); for loguniform
        none.
    """
    if kind == "empirical":
        return numbers[min(floor(u * len(numbers)), len(numbers) - 1)]
    if kind == "loguniform":
        value = exp(log(low) + u * (log(high) - log(low)))
    elif kind == "normal":
        mean, spread = numbers
        below, above = ndtr((low - mean) / spread), ndtr((high - mean) / spread)
        value = mean + spread * float(ndtri(below + u * (above - below)))
    else:
        value = _triangular(u, low, numbers[0], high)
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)


def _triangular(u: float, low: float, mode: float, high: float) -> float:
    if u * (high - low) < mode - low:
        return low + sqrt(u * (high - low) * (mode - low))
    return high - sqrt((1 - u) * (high - low) * (high - mode))
