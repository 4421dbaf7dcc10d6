"""Figures of claims on trial, readable without colour: marks differ in shape and shade."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, ScalarFormatter

from sim.scenario.names import SETTINGS
from sim.state import Floats
from sim.statistics import Interval
from sim.trial.judging import marks, together

if TYPE_CHECKING:
    from sim.trial.running import Tried

# Dark, middle and light in grey; Okabe & Ito's blue and vermilion.
HELD, REVERSED, SMALL, UNDECIDED = "#0072B2", "#D55E00", "#9A9A9A", "#E4E4E4"
SHADES = {"held": HELD, "reversed": REVERSED, "too small to matter": SMALL, "undecided": UNDECIDED}
HATCHES = ("", "///", "", "")
# Mark, sign, colour and size of points on a map; what is drawn last lies on top.
MARKS = ((np.nan, "o", "#CFCFCF", 9), (0.0, "s", SMALL, 12), (1.0, "o", HELD, 20), (-1.0, "X", REVERSED, 34))


def overview(tried: "Tried") -> Figure:
    """Effects at the defaults, shares over the sample, and the map of the two settings that decide the first part."""
    rows = len(tried.judged) + len(tried.ablated)
    figure = Figure(figsize=(14, max(4.2, 1.9 + 0.46 * rows)), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.2, 0.9, 1.1))
    _effects(tried, left)
    _shares(tried, middle)
    _map(tried, right)
    figure.suptitle("\n".join(textwrap.wrap(headline(tried), 130)), x=0.01, ha="left", weight="bold", fontsize=12)
    return figure


def headline(tried: "Tried") -> str:
    """The finding in a sentence."""
    first = tried.judged[0]
    word = together([judged.verdict for judged in tried.judged])
    words = [judged.verdict for judged in tried.judged]
    return (
        f"{tried.claim.title}: {word}. Of {len(words)} statements {words.count('holds')} hold and "
        f"{words.count('holds where')} hold somewhere; the first is held by {first.shares.share:.0%} of "
        f"{first.shares.points} other crews and oceans"
    )


def _effects(tried: "Tried", axes: Axes) -> None:
    """Intervals in multiples of the smallest effect that matters, so that different outcomes share an axis."""
    lines = [(j.part.says, j.effect, j.part.smallest, "o") for j in tried.judged]
    first = tried.judged[0].part.smallest
    lines += [(f"first statement, {a.without}", a.effect, first, "D") for a in tried.ablated]
    axes.axvspan(-1, 1, color="#EEEEEE", zorder=0)
    axes.axvline(0, color="black", linewidth=0.8)
    for y, (_, effect, smallest, marker) in enumerate(lines):
        mean, low, high = (value / smallest for value in effect)
        shade = HELD if effect.low > 0 else REVERSED if effect.high < 0 else "#666666"
        face = shade if marker == "o" else "white"
        axes.plot([low, high], [y, y], color=shade, linewidth=1.6)
        axes.plot(mean, y, marker, color=shade, markerfacecolor=face, markersize=6)
    axes.set_yticks(range(len(lines)), ["\n".join(textwrap.wrap(says, 44)) for says, *_ in lines], fontsize=8)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_xscale("symlog", linthresh=1)
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.set_title("At the defaults", loc="left", fontsize=10)
    axes.set_xlabel("effect ÷ smallest effect that matters (grey band)\nsimultaneous 95 % intervals", fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _shares(tried: "Tried", axes: Axes) -> None:
    """How many points of the sample say what."""
    for y, judged in enumerate(tried.judged):
        left = 0.0
        counts = judged.shares
        for count, shade, hatch in zip(counts, SHADES.values(), HATCHES, strict=True):
            width = count / max(1, counts.points)
            axes.barh(y, width, left=left, color=shade, hatch=hatch, edgecolor="white", height=0.62, linewidth=0.6)
            if width > 0.08:
                ink = "white" if shade in (HELD, REVERSED) else "black"
                text = axes.text(left + width / 2, y, f"{width:.0%}", ha="center", va="center", fontsize=8, color=ink)
                if hatch:
                    text.set_bbox({"facecolor": shade, "edgecolor": "none", "pad": 1.0})
            left += width
        axes.text(1.02, y, judged.verdict, va="center", fontsize=8, weight="bold")
    axes.set(xlim=(0, 1), ylim=(len(tried.judged) + len(tried.ablated) - 0.5, -0.5), yticks=[])
    axes.set_title(f"Over {tried.size.points} other oceans and crews", loc="left", fontsize=10)
    axes.set_xticks([0, 0.5, 1], ["0", "half", "all"], fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    keys = [
        Patch(facecolor=shade, hatch=hatch, edgecolor="white", label=name)
        for (name, shade), hatch in zip(SHADES.items(), HATCHES, strict=True)
    ]
    axes.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2, frameon=False, fontsize=8)


def _map(tried: "Tried", axes: Axes) -> None:
    """The sample in the plane of the two settings that decide the first part."""
    first = tried.judged[0]
    axes.set_title("Where the first statement holds", loc="left", fontsize=10)
    paths = [condition.path for condition in first.region.conditions]
    if not paths:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no setting decides it", ha="center", va="center")
        return
    across, along = paths[0], paths[1] if len(paths) > 1 else next(name for name in tried.sampled if name != paths[0])
    x, y = _places(tried, across), _places(tried, along)
    marked = marks(tried.sums[0], first.part.smallest)
    for mark, marker, shade, size in MARKS:
        here = np.isnan(marked) if np.isnan(mark) else marked == mark
        axes.scatter(x[here], y[here], marker=marker, s=size, color=shade, linewidths=0)
    for path, limit in ((c.path, c.limit) for c in first.region.conditions):
        if not isinstance(limit, str):
            (axes.axvline if path == across else axes.axhline)(limit, color="black", linewidth=1, linestyle="--")
    for path, name in ((across, "x"), (along, "y")):
        _axis(axes, path, name)
    axes.set_xlabel(across, fontsize=8)
    axes.set_ylabel(along, fontsize=8)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def _places(tried: "Tried", path: str) -> Floats:
    """Where the points lie along a setting; words next to each other, with some scatter."""
    column = tried.sampled[path]
    choices = SETTINGS[path].choices
    if not choices:
        return np.asarray(column, dtype=np.float64)
    spread = np.linspace(-0.3, 0.3, 31)[np.arange(len(column)) * 7 % 31]
    return np.array([choices.index(word) for word in column]) + spread


def _axis(axes: Axes, path: str, name: str) -> None:
    """Logarithms where the sample is even in them."""
    about = SETTINGS[path]
    if about.choices:
        getattr(axes, f"set_{name}ticks")(range(len(about.choices)), about.choices)
    elif about.default and (about.unit != "share" or about.default < 0.2):
        getattr(axes, f"set_{name}scale")("log")
        line = getattr(axes, f"{name}axis")
        line.set_major_locator(LogLocator(subs=(1, 2, 5)))
        line.set_minor_locator(NullLocator())
        line.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


class Line(NamedTuple):
    """A line of a figure: its name, and an effect with interval at each place of the axis."""

    name: str
    effects: Sequence[Interval]


STROKES = (("#0072B2", "o", "-"), ("#D55E00", "s", "--"), ("#009E73", "^", "-."), ("#CC79A7", "D", ":"))


def lines(drawn: Sequence[Line], ticks: Sequence[str], axis: str, label: str, title: str) -> Figure:
    """Effects along a setting, with 95 % intervals; places are as far apart as the values were chosen to be."""
    figure = Figure(figsize=(8.4, 4.6), layout="constrained")
    axes = figure.subplots()
    axes.axhline(0, color="black", linewidth=0.8)
    for number, ((name, effects), (shade, marker, stroke)) in enumerate(zip(drawn, STROKES, strict=False)):
        places = np.arange(len(effects)) + 0.06 * (number - (len(drawn) - 1) / 2)
        mean, low, high = (np.array(values) for values in zip(*effects, strict=True))
        axes.plot(places, mean, stroke, marker=marker, color=shade, label=name, markersize=5)
        axes.vlines(places, low, high, color=shade, linewidth=1.4)
    axes.set_xticks(range(len(ticks)), ticks)
    axes.set(xlabel=axis, ylabel=label)
    axes.spines[["top", "right"]].set_visible(False)
    if len(drawn) > 1:
        figure.legend(loc="outside lower center", ncols=len(drawn), frameon=False, fontsize=9)
    figure.suptitle("\n".join(textwrap.wrap(title, 92)), x=0.01, ha="left", weight="bold", fontsize=11)
    return figure


def bars(names: Sequence[str], groups: Sequence[Line], label: str, title: str) -> Figure:
    """An effect with its interval for each name, the first on top, side by side for each group."""
    order = range(len(names) - 1, -1, -1)
    figure = Figure(figsize=(8.8, 1.6 + 0.34 * len(names) * max(1.0, 0.6 * len(groups))), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(groups)
    for number, (name, effects) in enumerate(groups):
        shade, hatch = STROKES[number][0], ("", "////")[number % 2]
        for y, k in enumerate(order):
            mean, low, high = effects[k]
            place = y + height * ((len(groups) - 1) / 2 - number)
            axes.barh(place, mean, height, color=shade, hatch=hatch, edgecolor="white", label=name if y == 0 else None)
            axes.plot([low, high], [place, place], color="black", linewidth=1.2)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(names)), [names[k] for k in order], fontsize=9)
    axes.set_xlabel(label)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if len(groups) > 1:
        figure.legend(loc="outside lower center", ncols=len(groups), frameon=False, fontsize=9)
    figure.suptitle("\n".join(textwrap.wrap(title, 96)), x=0.01, ha="left", weight="bold", fontsize=11)
    return figure


def courses(mean: Floats, half: Floats, label: str, title: str) -> Figure:
    """An effect over the periods with its 95 % interval as a band."""
    figure = Figure(figsize=(8.4, 4.2), layout="constrained")
    axes = figure.subplots()
    weeks = np.arange(len(mean))
    axes.axhline(0, color="black", linewidth=0.8)
    axes.fill_between(weeks, mean - half, mean + half, color=HELD, alpha=0.25, linewidth=0)
    axes.plot(weeks, mean, color=HELD)
    axes.set(xlabel="week", ylabel=label, xlim=(0, len(mean) - 1))
    axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle("\n".join(textwrap.wrap(title, 92)), x=0.01, ha="left", weight="bold", fontsize=11)
    return figure
