"""Dynamism: how unsteady a series of sales, jobs or output was, window by window, to make a trace of it.

[DessBeard1984]: an environment is dynamic as far as it departs from a steady course, measured as the standard error of
the slope of a regression on time, divided by the mean.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from sim.model.state import Floats, Ints

WINDOW = 20  # five years of quarters
LINEAR = 1e-12  # a mean ratio below this is rounding error, not departure from a line


def dynamism(values: ArrayLike, window: int = WINDOW, seasons: int = 1) -> Floats:
    """Compute the dynamism of each window of a series.

    Source: DessBeard1984 (standard error of the slope on time, divided by the mean).

    Parameters
    ----------
    values
        Positive values (n,) at equal distances in time, in any unit.
    window
        How many values make a window.
    seasons
        How many values make a year, if the series is not seasonally adjusted (4 for quarters, 12 for months). What the
        years have in common is then no dynamism.

    Returns
    -------
    array of (n - window + 1,)
        In order of the window's end, in the unit 1 / step of time.

    Raises
    ------
    ValueError
        As `slope_errors`, and for a value that is not above 0.
    """
    series = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(series) & (series > 0)).all():
        raise ValueError("every value must be finite and positive")
    errors = slope_errors(series, window, seasons)
    return np.asarray(errors / sliding_window_view(series, window).mean(axis=1))


def slope_errors(values: ArrayLike, window: int, seasons: int = 1) -> Floats:
    """Compute the standard error of the slope on time in each window of a series, by least squares.

    The regression has one intercept per season, which leaves window - seasons - 1 degrees of freedom.

    Parameters
    ----------
    values, window, seasons
        As for `dynamism`; the values need not be positive.

    Returns
    -------
    array of (n - window + 1,)
        In order of the window's end.

    Raises
    ------
    ValueError
        If no degree of freedom is left, for fewer values than `window`, and for a value that is not finite.
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
    # Neither has the means of the seasons any more, so this slope is that of the whole regression.
    residuals = departures - np.outer(departures @ time / (time @ time), time)
    variance = (residuals**2).sum(axis=1) / (window - seasons - 1)
    return np.asarray(np.sqrt(variance / (time @ time)))


def relative(dynamisms: ArrayLike) -> Floats:
    """Turn dynamism into multipliers of turbulence.

    Parameters
    ----------
    dynamisms
        An array of any shape.

    Returns
    -------
    array of the same shape
        The dynamism divided by its mean, so that the mean of the multipliers is 1.

    Raises
    ------
    ValueError
        If every window is a straight line: dynamism is then 0 everywhere and cannot be scaled.
    """
    ratios = np.asarray(dynamisms, dtype=np.float64)
    if not ratios.mean() > LINEAR:
        raise ValueError("every window is on a straight line: dynamism is 0 and cannot be scaled")
    return np.asarray(ratios / ratios.mean())


def _without_seasons(rows: Floats, season: Ints) -> Floats:
    """Each row minus the means of its own seasons."""
    centred = np.array(rows, dtype=np.float64)
    for number in range(int(season.max()) + 1):
        same = season == number
        centred[:, same] -= centred[:, same].mean(axis=1, keepdims=True)
    return centred
