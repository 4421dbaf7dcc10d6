"""Figures of claims. They can be read without colour: marks differ in shape and shade."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, ScalarFormatter

from sim.claims.verdict import marks, weakest
from sim.engine.statistics import Interval
from sim.model.state import Floats
from sim.scenario.names import SETTINGS

if TYPE_CHECKING:
    from sim.claims.evaluate import Evaluation

# Dark, middle and light in grey; Okabe & Ito's blue and vermilion.
HELD, REVERSED, SMALL, UNDECIDED = "#0072B2", "#D55E00", "#9A9A9A", "#E4E4E4"
SHADES = {"held": HELD, "reversed": REVERSED, "too small to matter": SMALL, "undecided": UNDECIDED}
HATCHES = ("", "///", "", "")
# Mark, sign, colour and size of the points on a map. Later ones are drawn on top.
MARKS = ((np.nan, "o", "#CFCFCF", 9), (0.0, "s", SMALL, 12), (1.0, "o", HELD, 20), (-1.0, "X", REVERSED, 34))


def overview(evaluation: "Evaluation") -> Figure:
    """Effects at the defaults, shares over the sample, and a map of the sample for the first statement."""
    rows = len(evaluation.verdicts) + len(evaluation.ablations)
    figure = Figure(figsize=(14, max(4.2, 1.9 + 0.46 * rows)), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.2, 0.9, 1.1))
    _effects(evaluation, left)
    _shares(evaluation, middle)
    _map(evaluation, right)
    figure.suptitle("\n".join(textwrap.wrap(headline(evaluation), 130)), x=0.01, ha="left", weight="bold", fontsize=12)
    return figure


def headline(evaluation: "Evaluation") -> str:
    """The result in one sentence."""
    first = evaluation.verdicts[0]
    word = weakest([verdict.word for verdict in evaluation.verdicts])
    words = [verdict.word for verdict in evaluation.verdicts]
    return (
        f"{evaluation.claim.title}: {word}. Of {len(words)} statements {words.count('holds')} hold and "
        f"{words.count('holds where')} hold in a region; the first one holds in {first.shares.share:.0%} of "
        f"{first.shares.points} other crews and oceans"
    )


def _effects(evaluation: "Evaluation", axes: Axes) -> None:
    """Intervals as multiples of the smallest effect that matters, so that different outcomes share an axis."""
    lines = [(j.statement.says, j.effect, j.statement.smallest, "o") for j in evaluation.verdicts]
    first = evaluation.verdicts[0].statement.smallest
    lines += [(f"first statement, {a.without}", a.effect, first, "D") for a in evaluation.ablations]
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


def _shares(evaluation: "Evaluation", axes: Axes) -> None:
    """The shares of the points of the sample."""
    for y, verdict in enumerate(evaluation.verdicts):
        left = 0.0
        counts = verdict.shares
        for count, shade, hatch in zip(counts, SHADES.values(), HATCHES, strict=True):
            width = count / max(1, counts.points)
            axes.barh(y, width, left=left, color=shade, hatch=hatch, edgecolor="white", height=0.62, linewidth=0.6)
            if width > 0.08:
                ink = "white" if shade in (HELD, REVERSED) else "black"
                text = axes.text(left + width / 2, y, f"{width:.0%}", ha="center", va="center", fontsize=8, color=ink)
                if hatch:
                    text.set_bbox({"facecolor": shade, "edgecolor": "none", "pad": 1.0})
            left += width
        axes.text(1.02, y, verdict.word, va="center", fontsize=8, weight="bold")
    axes.set(xlim=(0, 1), ylim=(len(evaluation.verdicts) + len(evaluation.ablations) - 0.5, -0.5), yticks=[])
    axes.set_title(f"Over {evaluation.size.points} other oceans and crews", loc="left", fontsize=10)
    axes.set_xticks([0, 0.5, 1], ["0", "half", "all"], fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    keys = [
        Patch(facecolor=shade, hatch=hatch, edgecolor="white", label=name)
        for (name, shade), hatch in zip(SHADES.items(), HATCHES, strict=True)
    ]
    axes.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2, frameon=False, fontsize=8)


def _map(evaluation: "Evaluation", axes: Axes) -> None:
    """The sample in the plane of the two settings that matter most to the first statement."""
    first = evaluation.verdicts[0]
    axes.set_title("Where the first statement holds", loc="left", fontsize=10)
    paths = [condition.path for condition in first.region.conditions]
    if not paths:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no setting makes a difference", ha="center", va="center")
        return
    across = paths[0]
    along = paths[1] if len(paths) > 1 else next(name for name in evaluation.sampled if name != across)
    x, y = _places(evaluation, across), _places(evaluation, along)
    marked = marks(evaluation.sums[0], first.statement.smallest)
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


def _places(evaluation: "Evaluation", path: str) -> Floats:
    """The positions of the points along a setting. Words are next to each other, with some scatter."""
    column = evaluation.sampled[path]
    choices = SETTINGS[path].choices
    if not choices:
        return np.asarray(column, dtype=np.float64)
    spread = np.linspace(-0.3, 0.3, 31)[np.arange(len(column)) * 7 % 31]
    return np.array([choices.index(word) for word in column]) + spread


def _axis(axes: Axes, path: str, name: str) -> None:
    """A logarithmic axis where the sample is even in logarithms."""
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
    """Effects along a setting, with 95 % intervals, at evenly spaced places."""
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
