"""Figures of claims. They can be read without colour: parts differ in shade and hatching, lines in stroke."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from sim.claims.conditions import Curve
from sim.engine.statistics import Interval
from sim.scenario.names import SETTINGS

if TYPE_CHECKING:
    from sim.claims.evaluate import Evaluation, Tried

# Dark, middle and light in grey; Okabe & Ito's blue and vermilion.
ABOVE, BELOW, SMALL = "#0072B2", "#D55E00", "#C4C4C4"
SHADES = {"an effect that matters": ABOVE, "too small to matter": SMALL, "one against the statement": BELOW}
HATCHES = ("", "", "///")
WIDE = 3  # a setting that spreads over more than so many times its least value gets a logarithmic axis


def overview(evaluation: "Evaluation") -> Figure:
    """Chances of each statement in each sample, and those of the first one along the two settings that matter most."""
    tried = list(evaluation.tried)
    first = tried[0]
    figure = Figure(figsize=(14, max(4.4, 2.0 + 0.5 * len(tried))), layout="constrained")
    left, *right = figure.subplots(
        1, 1 + len(first.curves), width_ratios=(1.7, *[1] * len(first.curves)), squeeze=False
    )[0]
    _chances(tried, [sample.name for sample in evaluation.samples], left)
    for axes, line in zip(right, first.curves, strict=True):
        _along(line, axes)
    figure.suptitle("\n".join(textwrap.wrap(headline(evaluation), 130)), x=0.01, ha="left", weight="bold", fontsize=12)
    return figure


def headline(evaluation: "Evaluation") -> str:
    """The result in one sentence."""
    words = "; ".join(f"{evaluation.word(sample.name)} ({sample.name})" for sample in evaluation.samples)
    return f"{evaluation.claim.title}: {words}"


def _chances(tried: Sequence["Tried"], samples: Sequence[str], axes: Axes) -> None:
    """Three parts that add up to one for each statement."""
    labels = []
    for y, one in enumerate(tried):
        truth, left = one.verdict.truth, 0.0
        named = one.statement.says if len(samples) == 1 else f"{one.sample}: {one.statement.says}"
        labels.append("\n".join(textwrap.wrap(named + ("" if one.votes else " (check)"), 52)))
        if one.verdict.worlds > 1:
            parts = (truth.above, 1 - truth.above - truth.below, truth.below)
            for width, shade, hatch in zip(parts, SHADES.values(), HATCHES, strict=True):
                axes.barh(y, width, left=left, color=shade, hatch=hatch, edgecolor="white", height=0.66, linewidth=0.6)
                left += width
            low, high = one.verdict.low.above, one.verdict.high.above
            axes.plot([low, high], [y, y], color="black", linewidth=2.2)
        axes.text(1.02, y, one.verdict.word, va="center", fontsize=8, weight="bold" if one.votes else "normal")
    axes.set(xlim=(0, 1), ylim=(len(tried) - 0.5, -0.5))
    axes.set_yticks(range(len(tried)), labels, fontsize=8)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_title("Chances over worlds (black: interval of the first)", loc="left", fontsize=10)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    keys = [
        Patch(facecolor=shade, hatch=hatch, edgecolor="white", label=name)
        for (name, shade), hatch in zip(SHADES.items(), HATCHES, strict=True)
    ]
    axes.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.4, -0.07), ncols=3, frameon=False, fontsize=8)


def _along(line: Curve, axes: Axes) -> None:
    """The two chances along a setting, with 95 % limits."""
    for rows, shade, stroke in ((line.above, ABOVE, "-"), (line.below, BELOW, "--")):
        middle, low, high = zip(*rows, strict=True)
        axes.fill_between(line.values, low, high, color=shade, alpha=0.18, linewidth=0)
        axes.plot(line.values, middle, stroke, color=shade)
    axes.set(ylim=(0, 1), xlabel="\n".join(textwrap.wrap(SETTINGS[line.path].meaning, 36)))
    axes.xaxis.label.set_fontsize(8)
    axes.set_title(line.path, loc="left", fontsize=10)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    if line.values[0] > 0 and line.values[-1] > WIDE * line.values[0]:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.spines[["top", "right"]].set_visible(False)


class Line(NamedTuple):
    """A line of a figure: its name, and an effect with interval at each place of the axis."""

    name: str
    effects: Sequence[Interval]


STROKES = (("#0072B2", "o", "-"), ("#D55E00", "s", "--"), ("#009E73", "^", "-."), ("#CC79A7", "D", ":"))


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
