"""Figures of one industry a row, or one ocean a point: plain numbers in, nothing is computed here."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, ScalarFormatter

from sim.plot.crews import colours
from sim.statistics import Interval

MARKERS = "osDv^"  # so that crews and scales can be told apart without colour
GREYS = ("0.75", "0.55", "0.0", "0.4", "0.65")


class Row(NamedTuple):
    """An industry: how dynamic it is (mean over windows, quartiles as ends), its crews, and what leading is worth."""

    title: str
    dynamism: Interval
    crews: Mapping[str, Interval]
    gain: Interval
    share: Interval


class Point(NamedTuple):
    """An ocean: its turbulence (1 is the default), the group it belongs to, and what leading is worth in it."""

    turbulence: float
    group: str
    gain: Interval
    share: Interval


def forest(rows: Sequence[Row], labels: Mapping[str, str], title: str, note: str) -> Axes:
    """A row an industry, the first at the bottom: dynamism, the crews (names in `labels`), gain and share."""
    figure = Figure(figsize=(13, 0.29 * len(rows) + 2.2), layout="constrained")
    panels = figure.subplots(1, 4, sharey=True, width_ratios=[0.9, 1.6, 1.2, 1.2])
    panels[0].set_yticks(range(len(rows)), [row.title for row in rows])
    panels[0].set_ylim(-0.7, len(rows) - 0.3)
    _bars(panels[0], [row.dynamism for row in rows], "black")
    _logarithmic(panels[0])
    panels[0].set_xlabel("dynamism, mean and\nquartiles (1: all industries)")
    _crews(panels[1], rows, labels)
    panels[1].set_xlabel("velocity made good:\nprogress a week")
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


def _crews(panel: Axes, rows: Sequence[Row], labels: Mapping[str, str]) -> None:
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
    """Gain and share against turbulence, a marker and a grey a group."""
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
