"""Figures. Each function draws on the Axes it is given, or on new ones, and returns them."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, LogFormatter, NullFormatter, ScalarFormatter
from PIL import Image
from scipy.special import stdtrit

from sim.engine.compare import OUTCOME, Comparison
from sim.engine.run import Run
from sim.engine.statistics import LEVEL, Interval, interval
from sim.model.measures import measures

__all__ = [
    "Industry",
    "Point",
    "close",
    "colours",
    "forest",
    "landscape",
    "lanes",
    "plane",
    "png",
    "save",
    "series",
    "svg",
    "writer",
]

# Okabe & Ito's colours, which colour-blind readers can distinguish. The five crews keep theirs in every figure.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#999999", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_OWN = {"led": 0, "managed_only": 1, "no_paddles": 2, "neither": 3, "over_managed": 4}
MARKERS = "osDv^"  # crews and scales differ in shape too, not only in colour
GREYS = ("0.75", "0.55", "0.0", "0.4", "0.65")


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour per scenario. The colours differ if there are at most eight scenarios."""
    taken = {_OWN[name] for name in names if name in _OWN}
    free = [number for number in range(len(PALETTE)) if number not in taken] or [*range(len(PALETTE))]
    others = [name for name in names if name not in _OWN]
    numbers = _OWN | {name: free[place % len(free)] for place, name in enumerate(others)}
    return {name: PALETTE[numbers[name]] for name in names}


def series(runs: Run | Sequence[Run], measure: str = "made_good", ax: Axes | None = None) -> Axes:
    """The mean of a measure in each period, with its 95 % interval as a band. The runs must have kept their series."""
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
    return _literal(ax)


def lanes(comparison: Comparison, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """How far each crew gets toward its destination: velocity made good with 95 % intervals, the best crew on top.

    `labels` replace the names of the scenarios. Each bar shows the speed and heading of its crew.
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
    ax.set_xlabel("velocity made good: progress toward the destination per week")
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return _literal(ax)


def plane(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Speed against heading, one point per replicate. Velocity made good is constant along each grey curve."""
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
    return _literal(ax)


class Industry(NamedTuple):
    """An industry: its dynamism (mean and quartiles over windows), its crews, and the worth of leadership."""

    title: str
    dynamism: Interval
    crews: Mapping[str, Interval]
    gain: Interval
    share: Interval


class Point(NamedTuple):
    """An ocean: its turbulence (1 is the default), the group it belongs to, and the worth of leadership."""

    turbulence: float
    group: str
    gain: Interval
    share: Interval


def forest(rows: Sequence[Industry], labels: Mapping[str, str], title: str, note: str) -> Axes:
    """One row per industry, the first at the bottom: dynamism, the crews (names in `labels`), gain and share."""
    figure = Figure(figsize=(13, 0.29 * len(rows) + 2.2), layout="constrained")
    panels = figure.subplots(1, 4, sharey=True, width_ratios=[0.9, 1.6, 1.2, 1.2])
    panels[0].set_yticks(range(len(rows)), [row.title for row in rows])
    panels[0].set_ylim(-0.7, len(rows) - 0.3)
    _bars(panels[0], [row.dynamism for row in rows], "black")
    _logarithmic(panels[0])
    panels[0].set_xlabel("dynamism, mean and\nquartiles (1: all industries)")
    _crews(panels[1], rows, labels)
    panels[1].set_xlabel("velocity made good:\nprogress per week")
    _bars(panels[2], [row.gain for row in rows], "black")
    panels[2].set_xlabel("worth of leadership:\nled minus managed, not led")
    _bars(panels[3], [row.share for row in rows], "black")
    panels[3].set_xlabel("the same as a share of\nthe led crew's progress")
    for panel in panels:
        panel.grid(axis="y", color="0.92")
        panel.set_axisbelow(True)
        panel.spines[["top", "right", "left"]].set_visible(False)
        panel.tick_params(axis="y", length=0)
    for panel in panels[1:]:
        panel.axvline(0, color="black", linewidth=0.8)
    figure.suptitle(title + "\n", x=0.01, ha="left", weight="bold", fontsize=12)  # a line for the legend
    figure.supxlabel(note, x=0.01, ha="left", fontsize=8.5)
    axes: Axes = panels[0]
    return axes


def _bars(panel: Axes, values: Sequence[Interval], colour: str) -> None:
    for y, value in enumerate(values):
        panel.plot([value.low, value.high], [y, y], color=colour, linewidth=1.4, solid_capstyle="butt")
    panel.plot([value.mean for value in values], range(len(values)), "o", color=colour, markersize=4)


def _crews(panel: Axes, rows: Sequence[Industry], labels: Mapping[str, str]) -> None:
    shades = colours(list(labels))
    style: dict[str, Any] = {"linestyle": "none", "markeredgecolor": "white", "markeredgewidth": 0.6}
    for (crew, label), marker in zip(labels.items(), MARKERS, strict=True):
        values = [row.crews[crew] for row in rows]
        for y, value in enumerate(values):
            panel.plot([value.low, value.high], [y, y], color=shades[crew], linewidth=1)
        means = [value.mean for value in values]
        panel.plot(means, range(len(rows)), marker, color=shades[crew], markersize=6, label=label, **style)
    legend = panel.legend(
        frameon=False, fontsize=8, ncols=5, loc="lower left", bbox_to_anchor=(-0.02, 0.99), handletextpad=0.1,
        columnspacing=1,
    )  # fmt: skip
    legend.set_in_layout(False)


def _logarithmic(panel: Axes) -> None:
    panel.set_xscale("log")
    panel.xaxis.set_major_formatter(ScalarFormatter())
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.set_xticks([0.1, 0.3, 1, 3, 10])


def landscape(points: Sequence[Point], title: str, note: str) -> Axes:
    """Gain and share against turbulence, with one marker and one grey per group."""
    figure = Figure(figsize=(11, 4.6), layout="constrained")
    panels = figure.subplots(1, 2, sharex=True)
    groups = list(dict.fromkeys(point.group for point in points))
    for place, group in enumerate(groups):
        style = {"color": GREYS[place % len(GREYS)], "marker": MARKERS[place % len(MARKERS)]}
        own = [point for point in points if point.group == group]
        for panel, values in ((panels[0], [p.gain for p in own]), (panels[1], [p.share for p in own])):
            for point, value in zip(own, values, strict=True):
                panel.plot([point.turbulence] * 2, [value.low, value.high], color=style["color"], linewidth=1)
            means = [value.mean for value in values]
            panel.plot([p.turbulence for p in own], means, linestyle="none", markersize=5, label=group, **style)
    _logarithmic(panels[0])
    for panel, label in zip(
        panels,
        ("worth: led minus managed, not led", "as a share of the led crew's progress"),
        strict=True,
    ):
        panel.set_xlabel("turbulence: dynamism × scale (1: the default)")
        panel.set_ylabel(label)
        panel.set_ylim(bottom=0)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].legend(frameon=False, fontsize=8, title="scale", title_fontsize=8)
    figure.suptitle(title, x=0.01, ha="left", weight="bold", fontsize=12)
    figure.supxlabel(note, x=0.01, ha="left", fontsize=8.5)
    axes: Axes = panels[0]
    return axes


def _literal[A: Artist](drawing: A) -> A:
    """The same drawing, in whose texts a dollar is a dollar and not the beginning of a formula."""
    for text in drawing.findobj(Text):
        if isinstance(text, Text) and "$" in text.get_text():
            text.set_parse_math(False)
    return drawing


@contextmanager
def _all_literal(figure: Figure) -> Iterator[None]:
    """Write every text of a figure as it is, and numbers on logarithmic axes without formulas, while it is saved."""
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        if isinstance(axis.get_major_formatter(), LogFormatter):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        if isinstance(axis.get_minor_formatter(), LogFormatter):
            axis.set_minor_formatter(NullFormatter())
    _literal(figure)
    with mpl.rc_context({"text.parse_math": False}):  # for ticks that are made when the figure is drawn
        yield


def save(ax: Axes, path: Path | str) -> None:
    """Write the figure of `ax`. The same figure gives the same bytes."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "an Axes that was removed has no figure"
    figure.savefig(path, dpi=150, metadata={"Software": None})


def close(figure: Figure) -> None:
    """Close a figure that will not be shown, so that it frees its memory."""
    plt.close(figure)


def writer(ax: Axes) -> Callable[[Path], None]:
    """A function that writes the figure of `ax` as PNG, for `sim.engine.store.publish`."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "an Axes that was removed has no figure"
    return png(figure, dpi=150)


def png(figure: Figure, dpi: int = 100) -> Callable[[Path], None]:
    """A function that writes a figure as PNG, for `sim.engine.store.publish`. The same figure gives the same bytes.

    The file has a palette of 128 colours, which the figures here do not exceed visibly; it is a third as large.
    """

    def write(path: Path) -> None:
        buffer = io.BytesIO()
        with _all_literal(figure):
            figure.savefig(buffer, format="png", dpi=dpi)
        image = Image.open(buffer).convert("RGB")
        image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)

    return write


def svg(figure: Figure) -> str:
    """A figure as SVG. The same figure gives the same text."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "coxed", "svg.fonttype": "path"}), _all_literal(figure):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
