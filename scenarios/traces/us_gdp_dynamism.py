"""Make us_gdp_dynamism.csv: the environmental dynamism of US real GDP, 1959Q1-2009Q3.

python scenarios/traces/us_gdp_dynamism.py      with Coxed and statsmodels 0.15.0 installed
"""

import importlib
from collections.abc import Sequence
from pathlib import Path

from sim.scenario import dynamism as oceans
from sim.scenario.dynamism import relative

WINDOW = 20  # quarters

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
    Raises ValueError as `sim.scenario.dynamism.dynamism` and `relative`.
    """
    return [float(ratio) for ratio in relative(oceans.dynamism(values, window))]


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
