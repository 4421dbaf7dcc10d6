"""The oceans of US industries: the runs of `real_oceans`, and the worth of leadership that follows from them."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import bootstrap, rankdata

import sim
from sim.engine.compare import OUTCOME, Comparison, compare
from sim.engine.statistics import LEVEL, Interval, interval
from sim.model.state import Floats
from sim.scenario import Scenario
from sim.scenario.builtin import builtin_folder
from sim.scenario.dynamism import dynamism, slope_errors

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
SERIES = builtin_folder() / "traces" / "series"
SEASONS = 4


class Size(NamedTuple):
    """The number of replicates and periods."""

    replicates: int  # at the default turbulence
    elsewhere: int  # replicates at other scales and in steady oceans
    periods: int | None  # None: the whole series

    def of(self, cell: "Cell") -> int:
        """Replicates of a cell."""
        return self.replicates if cell == at(cell.industry) else self.elsewhere


WHOLE = Size(100, 50, None)
QUICK = Size(6, 4, 130)


class Cell(NamedTuple):
    """An industry's ocean, as it was or steady at its mean, and the factor by which its turbulence is multiplied."""

    industry: str
    ocean: str
    scale: float


def at(industry: str, scale: float = 1.0) -> Cell:
    """The ocean of an industry as it was, at a scale of turbulence."""
    return Cell(industry, "series", scale)


class Worth(NamedTuple):
    """The worth of leadership in an ocean: the gain, and the gain as a share of the led crew's velocity made good."""

    gain: Interval
    share: Interval


def industries() -> pd.DataFrame:
    """Per industry its name (index), title and dynamism (mean and quartiles over windows), the steadiest first."""
    listed = pd.read_csv(SERIES / "us_industries.csv", comment="#", index_col="name")
    traces = {name: np.array(ocean(name).trace) for name in listed.index}
    listed["dynamism"] = pd.Series({name: trace.mean() for name, trace in traces.items()})
    for column, quantile in (("lower", 0.25), ("upper", 0.75)):
        listed[column] = pd.Series({name: np.quantile(trace, quantile) for name, trace in traces.items()})
    return listed.sort_values("dynamism")


def ocean(industry: str) -> Scenario:
    """The led crew on an industry's ocean."""
    return sim.load(LED).with_(environment={"trace": f"us_{industry}"})


def cells(names: list[str]) -> list[Cell]:
    """Every ocean: per industry one at each scale, and a steady one."""
    return [Cell(n, "series", s) for n in names for s in SCALES] + [Cell(n, "steady", 1.0) for n in names]


def crews(cell: Cell) -> list[str]:
    """All five crews in the industry's own ocean; in other oceans the two that differ in leadership."""
    return list(CREWS) if cell == at(cell.industry) else [LED, UNLED]


def scenarios(cell: Cell, size: Size) -> list[Scenario]:
    """The crews of a cell on its ocean."""
    trace = ocean(cell.industry).trace
    led = sim.load(LED).parameters.environment
    times = cell.scale * (1.0 if cell.ocean == "series" else float(np.mean(trace)))
    water: dict[str, Any] = {
        "strategic_turbulence": led.strategic_turbulence * times,
        "operational_turbulence": led.operational_turbulence * times,
        "trace": f"us_{cell.industry}" if cell.ocean == "series" else None,
    }
    periods = size.periods or len(trace) * led.trace_every
    return [
        sim.load(crew).with_(name=named(crew, cell), environment=water, run={"periods": periods})
        for crew in crews(cell)
    ]


def named(crew: str, cell: Cell) -> str:
    """The name of a crew in a cell, as in the rows and the manifest."""
    return f"{crew}@{cell.industry}" + (" steady" if cell.ocean == "steady" else f" x{cell.scale:g}")


def made_good(comparison: Comparison, crew: str, cell: Cell) -> Floats:
    """Velocity made good of each replicate."""
    return np.asarray(comparison.runs[named(crew, cell)].outcomes[OUTCOME], dtype=np.float64)


def level(comparisons: dict[Cell, Comparison]) -> float:
    """The level of each interval, so that the intervals of all gains and shares hold together (Bonferroni)."""
    return 1 - (1 - LEVEL) / (2 * sum(len(comparison.runs) - 1 for comparison in comparisons.values()))


def worth(comparisons: dict[Cell, Comparison], cell: Cell, rival: str = UNLED, *, of: str = LED) -> Worth:
    """The paired gain of a crew over a rival, and its share, by linearizing the ratio of means [Cochran1977]."""
    own, other = made_good(comparisons[cell], of, cell), made_good(comparisons[cell], rival, cell)
    gain = interval(own - other, level(comparisons))
    share = float(gain.mean / own.mean())
    spread = interval((own - other - share * own) / own.mean(), level(comparisons))
    return Worth(gain, Interval(share, share + spread.low, share + spread.high))


def rank_correlation(one: Floats, other: Floats) -> Interval:
    """Spearman's rank correlation, with a 95 % percentile interval over resampled industries."""

    def correlation(x: Floats, y: Floats, axis: int = -1) -> Floats:
        ranks = [rankdata(values, axis=axis) for values in (x, y)]
        one, other = (r - r.mean(axis=axis, keepdims=True) for r in ranks)
        return np.asarray((one * other).sum(axis=axis) / np.sqrt((one**2).sum(axis=axis) * (other**2).sum(axis=axis)))

    drawn = bootstrap(
        (one, other), correlation, paired=True, vectorized=True, n_resamples=RESAMPLES, method="percentile",
        confidence_level=LEVEL, rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return Interval(float(correlation(one, other)), float(drawn.low), float(drawn.high))


def definitions(names: list[str]) -> dict[str, Floats]:
    """The mean dynamism of each industry, as it is defined here and otherwise."""
    quarters = pd.read_csv(SERIES / "us_employment.csv", comment="#", index_col="quarter")[names]
    whole_years = quarters.loc[:"2018Q4"]
    years = whole_years.groupby(whole_years.index.str[:4]).mean()
    ways: dict[str, Callable[[pd.Series], Floats]] = {
        "here: 20 quarters, level, seasons out": lambda s: dynamism(s, 20, SEASONS),
        "12 quarters": lambda s: dynamism(s, 12, SEASONS),
        "40 quarters": lambda s: dynamism(s, 40, SEASONS),
        "logarithm instead of level over mean": lambda s: slope_errors(np.log(s), 20, SEASONS),
        "seasons left in": lambda s: dynamism(s, 20),
        "5 annual means (1990-2018)": lambda s: dynamism(years[s.name], 5),
    }
    return {way: np.array([measure(quarters[name]).mean() for name in names]) for way, measure in ways.items()}


class Findings(NamedTuple):
    """The numbers from which verdicts, tables and titles are computed."""

    listed: pd.DataFrame
    comparisons: dict[Cell, Comparison]
    worths: dict[Cell, Worth]

    def turbulence(self, cell: Cell) -> float:
        """The mean multiplier of an ocean."""
        return float(self.listed.dynamism[cell.industry] * cell.scale)

    def made_good(self, crew: str, name: str) -> Interval:
        """Velocity made good of a crew in an industry's ocean, with an interval for itself alone."""
        return interval(made_good(self.comparisons[at(name)], crew, at(name)))

    def column(self, scale: float, what: Callable[[Worth], Interval]) -> Floats:
        """The gain or share at a scale, one number per industry."""
        return np.array([what(self.worths[at(name, scale)]).mean for name in self.listed.index])

    def correlation(self, scale: float, what: Callable[[Worth], Interval]) -> Interval:
        """Rank correlation of dynamism and gain or share across industries."""
        return rank_correlation(self.listed.dynamism.to_numpy(), self.column(scale, what))

    def uneven(self, name: str) -> Interval:
        """Gain in an industry's ocean minus gain in a steady one of the same mean."""
        gains = [
            made_good(self.comparisons[cell], LED, cell) - made_good(self.comparisons[cell], UNLED, cell)
            for cell in (at(name), Cell(name, "steady", 1.0))
        ]
        both = min(map(len, gains))
        return interval(gains[0][:both] - gains[1][:both], level(self.comparisons))


def gain(worth: Worth) -> Interval:
    """The gain of a worth."""
    return worth.gain


def share(worth: Worth) -> Interval:
    """The share of a worth."""
    return worth.share


def run_all(size: Size, progress: Callable[[int], None] | None = None) -> Findings:
    """Run everything."""
    listed = industries()
    comparisons = {
        cell: compare(scenarios(cell, size), size.of(cell), SEED, progress=progress)
        for cell in cells(list(listed.index))
    }
    return Findings(listed, comparisons, {cell: worth(comparisons, cell) for cell in comparisons})
