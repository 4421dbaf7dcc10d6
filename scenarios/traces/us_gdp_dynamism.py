# /// script
# requires-python = ">=3.13"
# dependencies = ["numpy==2.5.5", "statsmodels==0.15.0"]
# ///
"""Make us_gdp_dynamism.csv: the environmental dynamism of US real GDP, 1959Q1-2009Q3."""

import importlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

WINDOW = 20  # quarters
LINEAR = 1e-12  # a mean ratio below this is rounding error, not departure from a line

HEADER = """\
# Environmental dynamism of US real GDP, a multiplier with mean 1 (dimensionless).
# Source series: realgdp, quarterly 1959Q1-2009Q3 (203 values, billions of chained 2005 US dollars,
#   seasonally adjusted annual rate), of the data set macrodata as shipped in statsmodels {version}.
# Licence: public domain. U.S. Bureau of Economic Analysis, via the Federal Reserve Bank of St. Louis.
# Transformation: in each window of {window} quarters, the standard error of the OLS slope of GDP on time
#   divided by the window's mean GDP; then divided by the mean over all windows.
#   Rounded to 6 decimals, so the mean is 1 to within 1e-6.
# Paper (DessBeard1984): Dess, G. G. & Beard, D. W. (1984). Dimensions of organizational task environments.
#   Administrative Science Quarterly, 29(1), 52-73.
# Made by: scenarios/traces/us_gdp_dynamism.py
# Rows: {rows}. Each covers the {window} quarters that end with window_end, that one included:
#   the first {first}, the last {last}.
window_end,multiplier
"""


def dynamism(values: Sequence[float], window: int = WINDOW) -> list[float]:
    """Return the dynamism of each window of `values`, relative to its mean over the windows.

    Shape: n equally spaced values give n - window + 1 multipliers, in order of the window's end.
    Unit: none; the multipliers are not negative and their mean is 1, whatever the unit of `values`.
    A window on a straight line has (to rounding) the multiplier 0.
    Raises ValueError if `window` is below 3 (no residual degree of freedom), if there are fewer
    values than `window`, if a value is not finite and positive, or if every window is on a
    straight line: dynamism is then 0 throughout and cannot be scaled to mean 1.
    Source: DessBeard1984 (standard error of the slope on time, divided by the mean).
    """
    series = np.asarray(values, dtype=np.float64)
    if window < 3:
        raise ValueError(f"window must be at least 3, not {window}")
    if series.ndim != 1 or series.size < window:
        raise ValueError(f"need one series of at least {window} values, not shape {series.shape}")
    if not (np.isfinite(series) & (series > 0)).all():
        raise ValueError("every value must be finite and positive")
    windows = np.lib.stride_tricks.sliding_window_view(series, window)
    relative = windows / windows.mean(axis=1, keepdims=True)
    time = np.arange(window) - (window - 1) / 2
    # Time is centred and each relative window has mean 1, so every intercept is 1.
    residuals = relative - 1 - np.outer(relative @ time / (time @ time), time)
    ratios = np.sqrt((residuals**2).sum(axis=1) / (window - 2) / (time @ time))
    if ratios.mean() < LINEAR:
        raise ValueError("every window is on a straight line: dynamism is 0 and cannot be scaled")
    return [float(ratio) for ratio in ratios / ratios.mean()]


def main() -> None:
    """Write the CSV beside this script and print its path."""
    # By name, so that type checking and the tests do without statsmodels.
    data = importlib.import_module("statsmodels.datasets.macrodata").load_pandas().data
    quarters = [f"{int(y)}Q{int(q)}" for y, q in zip(data["year"], data["quarter"], strict=True)]
    multipliers = dynamism(data["realgdp"].tolist())
    ends = quarters[WINDOW - 1 :]
    text = HEADER.format(
        version=importlib.import_module("statsmodels").__version__,
        window=WINDOW,
        rows=len(multipliers),
        first=f"{quarters[0]}-{ends[0]}",
        last=f"{quarters[-WINDOW]}-{ends[-1]}",
    )
    text += "".join(f"{end},{m:.6f}\n" for end, m in zip(ends, multipliers, strict=True))
    target = Path(__file__).resolve().with_suffix(".csv")
    temporary = target.with_suffix(".csv.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    print(target)


if __name__ == "__main__":
    main()
