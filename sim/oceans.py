"""From a series of what an industry sells, employs or produces to an ocean: how unsteady it was, window by window.

[DessBeard1984]: an environment is dynamic as far as it departs from a steady course, measured as the standard error of
the slope of a regression on time, divided by the mean.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from sim.state import Floats, Ints

WINDOW = 20  # five years of quarters
LINEAR = 1e-12  # a mean ratio below this is rounding error, not departure from a line


def dynamism(values: ArrayLike, window: int = WINDOW, seasons: int = 1) -> Floats:
    """The dynamism (n - window + 1,) of each window of `values` (n,), in order of the window's end.

    Equally spaced, positive values in any unit; dynamism has the unit 1 / step of time. `seasons` is how many values
    make a year that repeats itself (4 for quarters, 12 for months, not seasonally adjusted): what they have in common
    from year to year is then no dynamism. Raises ValueError as `slope_errors`, and for a value that is not above 0.
    Source: DessBeard1984 (standard error of the slope on time, divided by the mean).
    """
    series = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(series) & (series > 0)).all():
        raise ValueError("every value must be finite and positive")
    errors = slope_errors(series, window, seasons)
    return np.asarray(errors / sliding_window_view(series, window).mean(axis=1))


def slope_errors(values: ArrayLike, window: int, seasons: int = 1) -> Floats:
    """The standard error (n - window + 1,) of the slope on time in each window of `values` (n,), by least squares.

    The regression has an intercept a season, so window - seasons - 1 degrees of freedom. Raises ValueError if there are
    none left, for fewer values than `window`, and for a value that is not finite.
    """
    series = np.asarray(values, dtype=np.float64)
    if seasons < 1:
        raise ValueError(f"seasons must be at least 1, not {seasons}")
    if window < seasons + 2:
        raise ValueError(f"window must be at least {seasons + 2}, not {window}")
    if series.ndim != 1 or series.size < window:
        raise ValueError(f"need one series of at least {window} values, not shape {series.shape}")
    if not np.isfinite(series).all():
        raise ValueError("every value must be finite")
    season = np.arange(window) % seasons
    time = _without_seasons(np.arange(window, dtype=np.float64)[None], season)[0]
    departures = _without_seasons(sliding_window_view(series, window), season)
    # Both are free of the seasons' means, so the slope of one on the other is that of the whole regression.
    residuals = departures - np.outer(departures @ time / (time @ time), time)
    variance = (residuals**2).sum(axis=1) / (window - seasons - 1)
    return np.asarray(np.sqrt(variance / (time @ time)))


def relative(dynamisms: ArrayLike) -> Floats:
    """Multipliers of turbulence: `dynamisms` (any shape) divided by the mean of all of them, so that their mean is 1.

    Raises ValueError where every window is on a straight line: dynamism is then 0 throughout and cannot be scaled.
    """
    ratios = np.asarray(dynamisms, dtype=np.float64)
    if not ratios.mean() > LINEAR:
        raise ValueError("every window is on a straight line: dynamism is 0 and cannot be scaled")
    return np.asarray(ratios / ratios.mean())


def _without_seasons(rows: Floats, season: Ints) -> Floats:
    """Each row less the mean of its own season."""
    found = np.array(rows, dtype=np.float64)
    for number in range(int(season.max()) + 1):
        same = season == number
        found[:, same] -= found[:, same].mean(axis=1, keepdims=True)
    return found
