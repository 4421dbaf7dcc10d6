"""The figures of a sweep. The title of each states what it shows."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from sim.output.plot import colours
from sim.study.analysis.effects import Convergence, Estimated, FactorRange, Levels

NOTHING = "#FFFFFF"
INK = "#222222"
LETTERS_AN_INCH = 10
WIDEST_WORDS = 40  # letters that fit side by side below a panel
LETTER = 0.011  # the width of a letter of a small label, as a share of the axes of a broad figure
PALEST = 0.25  # how much colour the smallest decided effect has
RISING = {1: "#0072B2", -1: "#D55E00", 0: "#009E73"}


def _figure(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    _title(figure, title)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _title(figure: Figure, title: str) -> None:
    """Write the title above the figure, in as many lines as it needs."""
    lines = textwrap.wrap(title, int(figure.get_figwidth() * LETTERS_AN_INCH))
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=11, weight="bold")


def phase(
    cells: list[list[Estimated]],
    across: Levels,
    along: Levels,
    names: tuple[str, str],
    shades: tuple[str, str],
    title: str,
    what: str,
) -> Figure:
    """Which of two answers is larger in each cell of two factors, by how much, and how many points it has.

    The stronger the colour, the larger the effect. Undecided cells are white, with a broken border and brackets.
    """
    height, width = len(cells), len(cells[0])
    figure, axes = _figure(max(6.0, 2.4 + 0.95 * width), 2.2 + 0.62 * height, title)
    largest = max((abs(cell.mean) for row in cells for cell in row if cell.decided), default=1.0)
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            other = cell.mean < 0
            shade, ink = _shade(cell, shades[other], largest)
            axes.add_patch(_cell(x, y, shade, cell.decided, "//" if cell.decided and other else ""))
            axes.text(
                x, y, _cell_text(cell), ha="center", va="center", fontsize=8, color=ink, linespacing=1.3,
                bbox={"facecolor": shade, "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
    axes.set(xlim=(-0.5, width - 0.5), ylim=(-0.5, height - 0.5), xlabel=across.factor.path, ylabel=along.factor.path)
    axes.set_xticks(range(width), across.labels, fontsize=8)
    axes.set_yticks(range(height), along.labels, fontsize=8)
    if max(len(label) for label in across.labels) > 6:
        axes.tick_params(axis="x", rotation=25)
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title("\n".join(textwrap.wrap(what, int(figure.get_figwidth() * LETTERS_AN_INCH))), fontsize=9, loc="left")
    handles = [
        Patch(facecolor=shades[0], edgecolor="white", linewidth=0.4, label=names[0]),
        Patch(facecolor=NOTHING, edgecolor=INK, linestyle="--", linewidth=0.6, label="(undecided)"),
        Patch(facecolor=shades[1], edgecolor="white", hatch="//", linewidth=0.4, label=names[1]),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    return figure


def _cell_text(cell: Estimated) -> str:
    if np.isnan(cell.mean):
        return "no run" if cell.points else "no point"
    number = f"{cell.mean:+.3f}" if cell.decided else f"({cell.mean:+.3f})"
    return f"{number}\n{cell.points} {'point' if cell.points == 1 else 'points'}"


def _shade(cell: Estimated, shade: str, largest: float) -> tuple[str, str]:
    """The colour of a cell, stronger for a larger effect, and that of its text."""
    if not cell.decided:
        return NOTHING, INK
    strength = PALEST + (1 - PALEST) * abs(cell.mean) / largest
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(shade))
    return to_hex((red, green, blue)), "white" if 0.3 * red + 0.6 * green + 0.1 * blue < 0.5 else INK


def _cell(x: int, y: int, shade: str, decided: bool, hatch: str) -> Patch:
    """A cell. One of the two kinds is hatched, for readers who do not see the colours."""
    if decided:
        return Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=shade, edgecolor="white", linewidth=2, hatch=hatch)
    return Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, facecolor=shade, edgecolor="0.6", linestyle="--", linewidth=0.8)


def curves(answers: Mapping[str, Sequence[tuple[Levels, list[Estimated]]]], label: str, title: str) -> Figure:
    """Response curves: one panel per factor, one line per scenario, with the 95 % interval as a band."""
    shades = colours(list(answers))
    count = len(next(iter(answers.values())))
    columns = min(3, count)
    rows = -(-count // columns)
    upright = any(_upright(along) for along, _ in next(iter(answers.values())))
    figure = Figure(figsize=(3.4 * columns + 0.6, (3.8 if upright else 2.5) * rows + 0.9), layout="constrained")
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).reshape(-1)
    for panel in panels[count:]:
        panel.set_visible(False)
    for name, lines in answers.items():
        for panel, (along, line) in zip(panels, lines, strict=False):
            _line(panel, along, line, shades[name], name)
    for place, panel in enumerate(panels[:count]):
        panel.spines[["top", "right"]].set_visible(False)
        if place % columns == 0:
            panel.set_ylabel(label, fontsize=9)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False, fontsize=9)
    _title(figure, title)
    return figure


def _upright(along: Levels) -> bool:
    """Whether the words below a panel are too long to stand side by side."""
    return along.words and sum(map(len, along.labels)) > WIDEST_WORDS


def _line(panel: Axes, along: Levels, line: list[Estimated], shade: str, name: str) -> None:
    mean, half = (np.array([getattr(e, part) for e in line]) for part in ("mean", "half"))
    half = np.where(np.isfinite(half), half, np.nan)
    if along.words:
        panel.errorbar(along.places, mean, yerr=half, fmt="o", color=shade, capsize=3, markersize=4, label=name)
        panel.set_xticks(along.places, along.labels, fontsize=8, rotation=90 if _upright(along) else 0)
        panel.margins(x=0.2)
    else:
        panel.fill_between(along.places, mean - half, mean + half, color=shade, alpha=0.25, linewidth=0)
        panel.plot(along.places, mean, color=shade, marker="o", markersize=3, label=name)
        if along.factor.distribution == "loguniform":
            panel.set_xscale("log")
            shown = along.places[:: max(1, len(along.places) // 3)]
            panel.set_xticks(shown, [f"{place:.2g}" for place in shown])
            panel.minorticks_off()
    panel.set_xlabel(along.factor.path, fontsize=9)
    panel.tick_params(labelsize=8)


def tornado(ranges: Mapping[str, FactorRange], label: str, title: str) -> Figure:
    """The lowest and the highest mean at the levels of each factor; white if their difference is undecided."""
    names = list(ranges)[::-1]
    figure, axes = _figure(8.5, 1.7 + 0.42 * len(names), title)
    for y, name in enumerate(names):
        one = ranges[name]
        if np.isnan(one.low):
            continue
        sure = one.difference.decided
        shade = RISING[one.direction] if sure else NOTHING
        axes.barh(
            y, one.high - one.low, left=one.low, height=0.6, color=shade, edgecolor=shade if sure else "0.6",
            linestyle="-" if sure else "--", linewidth=0.8,
        )  # fmt: skip
        for x, level, side, shift in ((one.low, one.at_low, "right", -4), (one.high, one.at_high, "left", 4)):
            axes.annotate(
                level, (x, y), (shift, 0), textcoords="offset points", ha=side, va="center", fontsize=7, color=INK
            )
    known = {name: one.difference for name, one in ranges.items() if not np.isnan(one.low)}
    texts = {
        name: f"{one.mean:.3g} ± {one.half:.2g}" if np.isfinite(one.half) else f"{one.mean:.3g} ± not known"
        for name, one in known.items()
    }
    axes.set_yticks(
        range(len(names)), [f"{name}\nrange {texts[name]}" if name in texts else name for name in names], fontsize=8
    )
    drawn = [one for one in ranges.values() if not np.isnan(one.low)]
    low, high = (end((getattr(one, name) for one in drawn), default=0.0) for end, name in ((min, "low"), (max, "high")))
    longest = max((len(label) for one in drawn for label in (one.at_low, one.at_high)), default=0)
    share = min(0.3, 0.06 + LETTER * longest)  # of the width, for the labels of levels on each side
    room = share / (1 - 2 * share) * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.set_xlabel(label, fontsize=9)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    handles = [
        Patch(facecolor=RISING[1], label="highest at the upper end"),
        Patch(facecolor=RISING[-1], label="highest at the lower end"),
        Patch(facecolor=RISING[0], label="neither"),
        Patch(facecolor=NOTHING, edgecolor="0.6", linestyle="--", label="undecided"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    return figure


def sobol(indices: pd.DataFrame, label: str, title: str) -> Figure:
    """First-order and total Sobol' indices with their bootstrap intervals."""
    shown = indices.sort_values("total")
    figure, axes = _figure(7.5, 1.5 + 0.42 * len(shown), title)
    for shift, kind, shade in ((0.19, "first", "#56B4E9"), (-0.19, "total", "#0072B2")):
        meaning = "first order: by itself" if kind == "first" else "total: with its interactions"
        axes.barh(np.arange(len(shown)) + shift, shown[kind], height=0.36, color=shade, label=meaning)
        half = shown[f"{kind}_half_width"].where(np.isfinite, 0.0)
        axes.errorbar(
            shown[kind], np.arange(len(shown)) + shift, xerr=half, fmt="none", color=INK, capsize=2, linewidth=1
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(shown)), list(shown.index), fontsize=9)
    axes.set_xlabel(label, fontsize=9)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return figure


def morris(effects: pd.DataFrame, outcome: str, title: str, named: int = 10) -> Figure:
    """Morris' screening: the size of a factor's effect, and how much the effect varies."""
    figure, axes = _figure(8.5, 4.8, title)
    order = effects.sort_values("mu_star", ascending=False)
    for place, (name, row) in enumerate(order.iterrows()):
        shade = "#0072B2" if place < named else "#999999"
        label = f"{place + 1}  {name}" if place < named else None
        axes.errorbar(
            row["mu_star"], row["sigma"], xerr=row["mu_star_half_width"], fmt="o", markersize=4, elinewidth=0.8,
            alpha=0.8, color=shade, label=label,
        )  # fmt: skip
        if place < named:
            where = (row["mu_star"], row["sigma"])
            axes.annotate(str(place + 1), where, (0, 4), textcoords="offset points", fontsize=8, ha="center", color=INK)
    most = max(axes.get_xlim()[1], 1e-12)
    axes.plot([0, most], [0, most], color="0.6", linewidth=0.8, linestyle="--", zorder=0, label="σ = μ*")
    axes.set(xlim=(0, most), ylim=(0, None))
    axes.set_xlabel(f"μ*: mean absolute effect on {outcome} over the range (bars: 95 % interval)", fontsize=9)
    axes.set_ylabel("σ: spread of the effect", fontsize=9)
    figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    return figure


def narrowing(convergence: Convergence, target: float | None, label: str, title: str) -> Figure:
    """How intervals became narrower with more replicates: the median and the middle 90 % of the points."""
    figure, axes = _figure(7.5, 3.6, title)
    axes.fill_between(
        convergence.counts, convergence.low, convergence.high, color="#0072B2", alpha=0.25, linewidth=0,
        label="middle 90 % of points",
    )  # fmt: skip
    counts, medians = convergence.counts, convergence.median
    axes.plot(counts, medians, color="#0072B2", marker="o", markersize=4, label="median of points")
    for x, y, points in zip(convergence.counts, convergence.median, convergence.points, strict=True):
        axes.annotate(
            f"{points:,} points", (x, y), (0, 8), textcoords="offset points", ha="center", fontsize=7, color=INK
        )
    if target is not None:
        axes.axhline(target, color="#D55E00", linestyle="--", linewidth=1, label=f"target: {target:g}")
    axes.set_xscale("log")
    axes.margins(x=0.08)
    axes.set_xticks(convergence.counts, [str(count) for count in convergence.counts])
    axes.minorticks_off()
    axes.set(ylim=(0, None))
    axes.set_xlabel("replicates (points that stopped earlier are left out)", fontsize=9)
    axes.set_ylabel("\n".join(textwrap.wrap(label, int(figure.get_figheight() * LETTERS_AN_INCH))), fontsize=9)
    axes.legend(frameon=False, fontsize=9)
    return figure
