"""Figures. Each function draws on the Axes it is given, or on new ones, and returns them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import stdtrit

from sim.comparison import OUTCOME, Comparison
from sim.engine import Run
from sim.measures import measures
from sim.statistics import LEVEL, interval

# Okabe & Ito's colours, which the colour-blind can tell apart; the five crews of the story keep theirs in every figure.
_PALETTE = ("#0072B2", "#D55E00", "#009E73", "#999999", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_OWN = {"led": 0, "managed_only": 1, "no_paddles": 2, "neither": 3, "over_managed": 4}


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each scenario; different ones as long as there are no more than eight."""
    taken = {_OWN[name] for name in names if name in _OWN}
    free = [number for number in range(len(_PALETTE)) if number not in taken] or [*range(len(_PALETTE))]
    others = [name for name in names if name not in _OWN]
    numbers = _OWN | {name: free[place % len(free)] for place, name in enumerate(others)}
    return {name: _PALETTE[numbers[name]] for name in names}


def series(runs: Run | Sequence[Run], measure: str = "made_good", ax: Axes | None = None) -> Axes:
    """Mean of a measure over the periods, with the 95 % interval of the mean as a band. Runs need their series."""
    runs = [runs] if isinstance(runs, Run) else list(runs)
    if measure not in measures():
        raise ValueError(f"{measure!r} is no measure; there are {', '.join(measures())}")
    if not all(run.measures for run in runs):
        raise ValueError("these runs kept no series: run them with series=True")
    ax = ax or plt.subplots(layout="constrained")[1]
    shades = colours([run.scenario.name for run in runs])
    for run in runs:
        values = run.measures[measure]
        mean, n = values.mean(axis=0), len(values)
        spread = values.std(axis=0, ddof=1) if n > 1 else np.zeros_like(mean)
        half = stdtrit(n - 1, (1 + LEVEL) / 2) * spread / np.sqrt(n) if n > 1 else spread
        shade = shades[run.scenario.name]
        ax.fill_between(np.arange(len(mean)), mean - half, mean + half, color=shade, alpha=0.25, linewidth=0)
        ax.plot(mean, color=shade, label=run.scenario.name)
    ax.set(xlabel="period (week)", ylabel=f"{measure.replace('_', ' ')} ({measures()[measure].unit})", xlim=(0, None))
    ax.legend(frameon=False)
    return ax


def lanes(comparison: Comparison, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """How far each crew gets toward its destination: velocity made good with 95 % intervals, best on top.

    `labels` replace the scenarios' names. Beside each bar stand its speed and heading.
    """
    ax = ax or plt.subplots(layout="constrained")[1]
    order, shades = comparison.ranking()[::-1], colours(list(comparison.runs))
    for y, name in enumerate(order):
        outcomes = comparison.runs[name].outcomes
        mean, low, high = interval(outcomes[OUTCOME].to_numpy())
        bar = [[mean - low], [high - mean]] if np.isfinite(low) else None
        shade = shades[name]
        ax.barh(y, mean, color=shade, height=0.62)
        ax.errorbar(mean, y, xerr=bar, color="black", capsize=3, linewidth=1)
        words = f"speed {outcomes['speed_mean'].mean():.2f}, on course {outcomes['heading_mean'].mean():.2f}"
        ax.annotate(
            words,
            (max(high if np.isfinite(high) else mean, 0), y),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_yticks(range(len(order)), [(labels or {}).get(name, name) for name in order])
    ax.set_xlabel("velocity made good: progress toward the destination a week")
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def plane(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Speed against heading, a cloud of replicates a crew; along a grey curve velocity made good is the same."""
    ax = ax or plt.subplots(layout="constrained")[1]
    shades = colours(list(comparison.runs))
    speed = np.linspace(0.01, 1, 200)
    for level in (0.05, 0.1, 0.2, 0.4):
        ax.plot(speed, level / speed, color="0.8", linewidth=0.8, zorder=0)
        ax.annotate(f"{level:g}", (0.99, level / 0.99), color="0.5", fontsize=7, ha="right", va="bottom")
    for name, run in comparison.runs.items():
        shade = shades[name]
        ax.scatter(run.outcomes["speed_mean"], run.outcomes["heading_mean"], s=8, alpha=0.4, color=shade, label=name)
    ax.set(
        xlim=(0, 1),
        ylim=(min(-0.05, ax.get_ylim()[0] if comparison.runs else 0), 1),
        xlabel="speed",
        ylabel="heading (1: straight toward the destination)",
    )
    ax.legend(frameon=False)
    return ax


def save(ax: Axes, path: Path | str) -> None:
    """Write the figure that `ax` belongs to, the same bytes each time."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "an Axes that was removed has no figure"
    figure.savefig(path, dpi=150, metadata={"Software": None})


def close(figure: Figure) -> None:
    """Forget a figure that nobody will show."""
    plt.close(figure)


def writer(ax: Axes) -> Callable[[Path], None]:
    """A writer for `sim.results.publish` of the figure that `ax` belongs to."""
    return lambda path: save(ax, path)
