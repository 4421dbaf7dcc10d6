"""Real oceans: what leadership would be worth in 22 US industries.

Question: leadership is said to be for coping with change (Kotter 1990 [Kotter1990]). Is it worth more where an industry is less steady?
Hypothesis: (1) leadership gains velocity made good in every industry, (2) the more, the more dynamic the industry.
Design: the ocean of an industry is the dynamism (Dess & Beard 1984 [DessBeard1984]) of its employment, in 100 windows of
five years that end between 1994 and 2019, relative to the mean of all 22 industries; a multiplier of 1 is the default
turbulence, an assumption. Five crews a series, 100 replicates under the same luck, over the whole series (1,300 weeks).
Worth of leadership: `led` minus `managed_only`, replicate by replicate; the same two crews at a quarter to four times
that turbulence, and in a steady ocean of the industry's mean. Intervals hold for all differences together (Bonferroni).
Wrong if, at the default turbulence: (1) an industry's interval is not above 0, (2) the interval of the rank correlation
of dynamism and worth across industries is not above 0. Known when this was fixed: the first look, where leadership was
worth 0.140 in a calm ocean and 0.129 at the default turbulence; no industry had been run.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import bootstrap, spearmanr

import sim
from sim import plot
from sim.cli import entry, guarded
from sim.cli.show import progress_bar, table
from sim.comparison import OUTCOME, SHOWN, Comparison, compare
from sim.oceans import dynamism, relative, slope_errors
from sim.report import markdown
from sim.results import manifest, outcome_rows, parquet, publish, text
from sim.scenario import Scenario
from sim.scenario.shelf import builtin_folder
from sim.state import Floats
from sim.statistics import LEVEL, Interval, interval

LED, UNLED = "led", "managed_only"
CREWS = {
    LED: "managed and led",
    UNLED: "managed, not led",
    "over_managed": "over-managed",
    "no_paddles": "led, not managed",
    "neither": "neither",
}
SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
SEED, RESAMPLES = 1, 2000
ROOT = Path(__file__).parent.parent
SERIES = builtin_folder() / "traces" / "series"
SEASONS = 4


class Size(NamedTuple):
    """How much is run, and where it is written."""

    replicates: int
    periods: int | None  # None: the whole series
    folder: Path


FULL = Size(100, None, ROOT / "results" / "real_oceans")
QUICK = Size(4, 130, ROOT / "build" / "real_oceans")


class Cell(NamedTuple):
    """An industry's ocean: as it was or steady at its mean, and by what its turbulence is multiplied."""

    industry: str
    ocean: str
    scale: float


class Worth(NamedTuple):
    """What leadership is worth in an ocean: the gain, and the gain as a share of what the led crew makes good."""

    gain: Interval
    share: Interval


def industries() -> pd.DataFrame:
    """Name (index), title and dynamism (mean and quartiles over windows) of each industry, the steadiest first."""
    found = pd.read_csv(SERIES / "us_industries.csv", comment="#", index_col="name")
    traces = {name: np.array(ocean(name).trace) for name in found.index}
    found["dynamism"] = pd.Series({name: trace.mean() for name, trace in traces.items()})
    for column, quantile in (("lower", 0.25), ("upper", 0.75)):
        found[column] = pd.Series({name: np.quantile(trace, quantile) for name, trace in traces.items()})
    return found.sort_values("dynamism")


def ocean(industry: str) -> Scenario:
    """The led crew on an industry's ocean."""
    return sim.load(LED).with_(environment={"trace": f"us_{industry}"})


def cells(names: list[str]) -> list[Cell]:
    """Every ocean: each industry's at every scale, and its steady counterpart."""
    return [Cell(n, "series", s) for n in names for s in SCALES] + [Cell(n, "steady", 1.0) for n in names]


def scenarios(cell: Cell, size: Size) -> list[Scenario]:
    """The crews of a cell: all five where the ocean is the industry's own, else the two that differ in leadership."""
    trace = ocean(cell.industry).trace
    led = sim.load(LED).parameters.environment
    times = cell.scale * (1.0 if cell.ocean == "series" else float(np.mean(trace)))
    water: dict[str, Any] = {
        "strategic_turbulence": led.strategic_turbulence * times,
        "operational_turbulence": led.operational_turbulence * times,
        "trace": f"us_{cell.industry}" if cell.ocean == "series" else None,
    }
    periods = size.periods or len(trace) * led.trace_every
    crews = list(CREWS) if cell.ocean == "series" and cell.scale == 1 else [LED, UNLED]
    return [
        sim.load(crew).with_(name=named(crew, cell), environment=water, run={"periods": periods}) for crew in crews
    ]


def named(crew: str, cell: Cell) -> str:
    """A crew's name in a cell, as rows and manifest have it."""
    return f"{crew}@{cell.industry}" + (" steady" if cell.ocean == "steady" else f" x{cell.scale:g}")


def made_good(found: Comparison, crew: str, cell: Cell) -> Floats:
    """Velocity made good of each replicate."""
    return found.runs[named(crew, cell)].outcomes[OUTCOME].to_numpy()


def level(found: dict[Cell, Comparison]) -> float:
    """The level of each interval at which all differences hold together (Bonferroni)."""
    return 1 - (1 - LEVEL) / sum(len(comparison.runs) - 1 for comparison in found.values())


def worth(found: dict[Cell, Comparison], cell: Cell, rival: str = UNLED) -> Worth:
    """Paired gain of `led` over a rival, and its share by linearization of the ratio of means [Cochran1977]."""
    led, other = made_good(found[cell], LED, cell), made_good(found[cell], rival, cell)
    gain = interval(led - other, level(found))
    share = gain.mean / led.mean()
    spread = interval((led - other - share * led) / led.mean(), level(found))
    return Worth(gain, Interval(share, share + spread.low, share + spread.high))


def rank_correlation(one: Floats, other: Floats) -> Interval:
    """Spearman's rank correlation, with the 95 % percentile interval of resampled industries."""

    def correlation(x: Floats, y: Floats) -> float:
        return float(spearmanr(x, y).statistic)

    drawn = bootstrap(
        (one, other), correlation, paired=True, vectorized=False, n_resamples=RESAMPLES, method="percentile",
        confidence_level=LEVEL, rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return Interval(correlation(one, other), float(drawn.low), float(drawn.high))
