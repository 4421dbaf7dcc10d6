"""The figures of a report, with titles that state what they show."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.output.html import Drawing
from sim.output.plot import PALETTE, colours, svg
from sim.study.analysis.effects import FactorRange, PairedRuns, convergence, curve, factor_ranges, levels, phases
from sim.study.factors import Factor
from sim.study.report import figures
from sim.study.sweep.results import Results

MOST_BARS = 20
MOST_CURVES = 6
BY_VARIANCE = "by the share of the variance (total Sobol' index)"
BY_EFFECT = "by the mean absolute effect (Morris' μ*)"
BY_RANGE = "by the range of the means at its levels"


class Ranking(NamedTuple):
    """The factors from the one that matters most to the one that matters least, and by what, in words.

    `sure` says whether the effect of the first one is beyond chance.
    """

    factors: list[Factor]
    by: str
    sure: bool


def drawings(results: Results, runs: PairedRuns, outcome: str) -> list[Drawing]:
    """The figures of a sweep in the order of the page."""
    return list(_drawings(results, runs, outcome)) if np.isfinite(runs.shown).any() else []


def subject(results: Results, outcome: str) -> str:
    """What the figures are about, in words."""
    return f"the difference in {outcome}" if results.study.compared else outcome


def _drawings(results: Results, runs: PairedRuns, outcome: str) -> Iterator[Drawing]:
    study = results.study
    ranges = factor_ranges(
        runs, [factor for factor in study.factors if runs.rows[factor.path].nunique(dropna=False) > 1]
    )
    complete = not np.isnan(results.answers(outcome)).any()
    indices = results.sobol(outcome) if study.design.kind == "saltelli" and complete else None
    effects = results.morris(outcome) if study.design.kind == "morris" and complete else None
    ranking = _ranked(study.factors, ranges, indices, effects)
    if len(ranking.factors) > 1:
        yield _phase(results, runs, ranking, outcome)
    if ranking.factors:
        yield _curves(results, runs, ranking, outcome)
        yield _tornado(results, ranges, outcome)
    if indices is not None:
        yield _sobol(results, indices, outcome)
    if effects is not None:
        yield _morris(results, effects, outcome)
    yield _convergence(results, runs, outcome)


def _ranked(
    factors: Sequence[Factor], ranges: Mapping[str, FactorRange], indices: pd.DataFrame | None,
    effects: pd.DataFrame | None,
) -> Ranking:  # fmt: skip
    """The factors that vary, ranked as in the figure of the design's own analysis, if it has one."""
    by_name = {factor.path: factor for factor in factors if factor.path in ranges}
    if indices is not None and set(by_name) <= set(indices.index):
        ordered, by = indices.sort_values("total", ascending=False, kind="stable"), BY_VARIANCE
        names, sure = list(ordered.index), bool((ordered["total"] > ordered["total_half_width"]).iloc[0])
    elif effects is not None:
        ordered, by = effects.sort_values("mu_star", ascending=False, kind="stable"), BY_EFFECT
        names, sure = list(ordered.index), bool(ordered["beyond_chance"].iloc[0])
    else:
        names, by = list(ranges), BY_RANGE
        sure = bool(names) and ranges[names[0]].difference.decided
    return Ranking([by_name[name] for name in names if name in by_name], by, sure)


def _phase(results: Results, runs: PairedRuns, ranking: Ranking, outcome: str) -> Drawing:
    across, along = (levels(factor, runs) for factor in ranking.factors[:2])
    cells = phases(runs, across, along)
    flat = [cell for row in cells for cell in row if cell.mean == cell.mean]
    first, other = (sum(cell.decided and sign * cell.mean > 0 for cell in flat) for sign in (1, -1))
    compared = results.study.compared
    names = (f"{results.pair[0]} ahead", f"{results.pair[1]} ahead") if compared else ("above the mean", "below it")
    shades = [colours(results.study.names)[name] for name in results.pair] if compared else PALETTE[:2]
    open_cells = len(flat) - first - other
    title = f"{outcome}: {names[0]} in {first} of {len(flat)} cells, {names[1]} in {other}, undecided in {open_cells}"
    what = f"{outcome}, {results.shown}" if compared else f"{outcome} minus its mean over all points"
    figure = figures.phase(cells, across, along, names, (shades[0], shades[1]), title, what)
    meant = f"the paired difference {results.shown}" if compared else "the distance from the mean over all points"
    return Drawing(
        "phase", title, svg(figure),
        f"Each cell has {meant}, averaged over its points, and so over all other factors, and the number of its "
        f"points. The two factors are those that matter most, {ranking.by}. The stronger the colour, the larger the "
        "effect. White and in brackets: undecided, because the cell's 95 % interval contains 0 or is not known. "
        "Intervals are not corrected for the number of cells.",
    )  # fmt: skip


def _curves(results: Results, runs: PairedRuns, ranking: Ranking, outcome: str) -> Drawing:
    answers = {
        name: [(along, curve(runs, answer, along)) for along in (levels(f, runs) for f in shown)]
        for shown in [ranking.factors[:MOST_CURVES]]
        for name, answer in runs.answers.items()
    }
    title = _sentence(f"{subject(results, outcome)} depends most on {ranking.factors[0].path}, {ranking.by}")
    if not ranking.sure:
        title = f"Which factor {subject(results, outcome)} depends on most cannot be told {ranking.by}"
    figure = figures.curves(answers, outcome, title)
    return Drawing(
        "curves", title, svg(figure),
        "Means at each level of a factor, or in equal parts of its range, averaged over all other factors. Bands and "
        "bars are 95 % intervals of the mean. Where there is none, it is not known.",
    )  # fmt: skip


def _tornado(results: Results, ranges: dict[str, FactorRange], outcome: str) -> Drawing:
    shown = dict(list(ranges.items())[:MOST_BARS])
    decided = sum(one.difference.decided for one in ranges.values())
    widest = f"; the widest range is that of {next(iter(ranges))}" if decided else ""
    move = "moves" if decided == 1 else "move"
    title = f"{decided} of {len(ranges)} factors {move} {subject(results, outcome)} beyond chance{widest}"
    what = f"paired difference {results.shown}" if results.study.compared else f"mean of {results.shown}"
    figure = figures.tornado(shown, f"{outcome}, {what}", title)
    more = f" The {len(shown)} widest of {len(ranges)}." if len(ranges) > len(shown) else ""
    return Drawing(
        "tornado", title, svg(figure),
        "Each bar goes from the lowest to the highest of the means at a factor's levels (or in equal parts of its "
        "range), which stand at its ends. The number is the range with its 95 % interval, which holds for all pairs "
        "of levels together. White: the interval contains 0 or is not known. Intervals are not corrected for the "
        "number of factors." + more,
    )  # fmt: skip


def _sobol(results: Results, indices: pd.DataFrame, outcome: str) -> Drawing:
    top = indices["total"].idxmax()
    share = f"{indices['total'].max():.0%} of the variance of {subject(results, outcome)}"
    title = f"{top} accounts for {share}, interactions included"
    if indices["total"].max() <= indices["total_half_width"][top]:
        largest = f"; the largest is of {top}" if indices["total"].max() > 0 else ""
        title = f"No share of the variance of {subject(results, outcome)} is beyond chance{largest}"
    return Drawing(
        "sobol", title, svg(figures.sobol(indices, f"share of the variance of {outcome} over the points", title)),
        "Sobol' indices, with 95 % bootstrap intervals over points and replicates. What chance adds to the variance is "
        "estimated from the replicates and taken away, so that it does not count as interaction.",
    )  # fmt: skip


def _morris(results: Results, effects: pd.DataFrame, outcome: str) -> Drawing:
    ordered = effects.sort_values("mu_star", ascending=False, kind="stable")
    top = list(ordered[ordered["beyond_chance"]].index[:3])
    title = _sentence(f"{subject(results, outcome)} depends most on {', '.join(top)}, {BY_EFFECT}")
    if not top:
        title = f"No factor moves {subject(results, outcome)} beyond chance {BY_EFFECT}"
    return Drawing(
        "morris", title, svg(figures.morris(effects, outcome, title)),
        "Elementary effects: one factor is changed at a time. Far to the right: the effect is large. Near or above the "
        "dashed line: the effect depends on other factors, or is not linear. Chance alone moves μ* away from 0 too. "
        f"{ordered['beyond_chance'].sum()} of {len(effects)} factors have a larger μ* than 95 % of draws of chance; "
        "fewer than six replicates cannot show that.",
    )  # fmt: skip


def _convergence(results: Results, runs: PairedRuns, outcome: str) -> Drawing:
    rule = results.study.replicates
    narrowed = convergence(runs, [look for look in rule.looks if look > 1])
    target = rule.stop.half_width if rule.stop and rule.stop.outcome == outcome else None
    half = results.half_widths(outcome)
    known = half[np.isfinite(half)]
    title = f"How well {subject(results, outcome)} is known cannot be told at any point"
    if len(known):
        which = "half of the points" if len(known) == len(half) else f"half of the {len(known):,} points that tell it,"
        title = f"At {which} {subject(results, outcome)} is known to ±{np.median(known):.2g} or better"
    silent = len(half) - len(known)
    more = f" {silent:,} of {len(half):,} points have too few values, or equal ones, to tell it." if silent else ""
    label = f"half-width of the interval of {outcome}"
    return Drawing(
        "convergence", title, svg(figures.narrowing(narrowed, target, label, title)),
        f"Half-width of each point's 95 % interval of {results.shown} by the number of replicates." + more,
    )  # fmt: skip


def _sentence(text: str) -> str:
    """The text with a capital letter, unless it begins with a name."""
    return "T" + text[1:] if text.startswith("the ") else text
