"""The figures of a report, with titles that state what they show."""

from collections.abc import Iterator

from sim.output.html import Drawing
from sim.output.plot import PALETTE, colours, svg
from sim.study import figures
from sim.study.analysis import Estimated, PairedRuns, contrasts, convergence, curve, levels, phases
from sim.study.factors import Factor
from sim.study.results import Results

MOST_BARS = 20
MOST_CURVES = 6


def drawings(results: Results, runs: PairedRuns, outcome: str) -> list[Drawing]:
    """The figures of a sweep in the order of the page."""
    return list(_drawings(results, runs, outcome)) if len(runs.rows) else []


def subject(results: Results, outcome: str) -> str:
    """What the figures are about, in words."""
    return f"the difference in {outcome}" if results.study.compared else outcome


def _drawings(results: Results, runs: PairedRuns, outcome: str) -> Iterator[Drawing]:
    study = results.study
    effects = contrasts(runs, [factor for factor in study.factors if runs.rows[factor.path].nunique() > 1])
    by_name = {factor.path: factor for factor in study.factors}
    strongest = [by_name[name] for name in effects]
    if len(strongest) > 1:
        yield _phase(results, runs, strongest[:2], outcome)
    if strongest:
        yield _curves(results, runs, strongest[:MOST_CURVES], outcome)
        yield _tornado(results, effects, outcome)
    missing = bool(sum(results.answers(outcome) != results.answers(outcome)))
    if study.design.kind == "saltelli" and not missing:
        yield _sobol(results, outcome)
    if study.design.kind == "morris" and not missing:
        yield _morris(results, outcome)
    yield _convergence(results, runs, outcome)


def _phase(results: Results, runs: PairedRuns, factors: list[Factor], outcome: str) -> Drawing:
    across, along = (levels(factor, runs.rows) for factor in factors)
    cells = phases(runs, across, along)
    flat = [cell for row in cells for cell in row if cell.mean == cell.mean]
    first, other = (sum(cell.decided and sign * cell.mean > 0 for cell in flat) for sign in (1, -1))
    compared = results.study.compared
    names = (
        (f"{results.study.names[0]} ahead", f"{results.study.names[1]} ahead")
        if compared
        else ("above the mean", "below it")
    )
    shades = tuple(colours(results.study.names).values()) if compared else PALETTE[:2]
    title = f"{outcome}: {names[0]} in {first} of {len(flat)} cells, {names[1]} in {other}"
    figure = figures.phase(cells, across, along, names, (shades[0], shades[1]), title)
    what = f"the paired difference {results.shown}" if compared else "the distance from the mean over all points"
    return Drawing(
        "phase", title, svg(figure),
        f"Each cell has {what}, averaged over its points, and so over all other factors. The two factors are those "
        "with the largest effects. Grey: the cell's 95 % interval contains 0. Intervals are not corrected for the "
        "number of cells.",
    )  # fmt: skip


def _curves(results: Results, runs: PairedRuns, factors: list[Factor], outcome: str) -> Drawing:
    answers = {
        name: [(along, curve(runs, answer, along)) for along in (levels(f, runs.rows) for f in factors)]
        for name, answer in runs.answers.items()
    }
    title = _sentence(f"{subject(results, outcome)} moves most with {factors[0].path}")
    figure = figures.curves(answers, outcome, title)
    return Drawing(
        "curves", title, svg(figure),
        "Means at each level of a factor, or in equal parts of its range, averaged over all other factors. Bands and "
        "bars are 95 % intervals of the mean.",
    )  # fmt: skip


def _tornado(results: Results, effects: dict[str, Estimated], outcome: str) -> Drawing:
    shown = dict(list(effects.items())[:MOST_BARS])
    decided = sum(effect.decided for effect in effects.values())
    title = f"{decided} of {len(effects)} factors move {subject(results, outcome)} beyond chance"
    what = f"paired difference {results.shown}" if results.study.compared else f"mean of {results.shown}"
    figure = figures.tornado(shown, f"{outcome}, {what}: last level minus first", title)
    more = f" The {len(shown)} largest of {len(effects)}." if len(effects) > len(shown) else ""
    return Drawing(
        "tornado", title, svg(figure),
        "The mean at a factor's highest level (or in the highest part of its range) minus the mean at the lowest. For "
        "words: the largest mean minus the smallest. Grey: the 95 % interval contains 0. Intervals are not corrected "
        "for the number of factors." + more,
    )  # fmt: skip


def _sobol(results: Results, outcome: str) -> Drawing:
    indices = results.sobol(outcome)
    top = indices["total"].idxmax()
    share = f"{indices['total'].max():.0%} of the variance of {subject(results, outcome)}"
    title = f"{top} accounts for {share}, interactions included"
    return Drawing(
        "sobol", title, svg(figures.sobol(indices, title)),
        "Sobol' indices of the points' means, with 95 % bootstrap intervals over the points. The chance that is left "
        "in the means counts as interaction; more replicates reduce it.",
    )  # fmt: skip


def _morris(results: Results, outcome: str) -> Drawing:
    effects = results.morris(outcome)
    top = list(effects.sort_values("mu_star", ascending=False).index[:3])
    title = _sentence(f"{subject(results, outcome)} answers most to {', '.join(top)}")
    return Drawing(
        "morris", title, svg(figures.morris(effects, title)),
        "Elementary effects: one factor is changed at a time. Far to the right: the effect is large. Near or above the "
        "dashed line: the effect depends on other factors, or is not linear.",
    )  # fmt: skip


def _convergence(results: Results, runs: PairedRuns, outcome: str) -> Drawing:
    rule = results.study.replicates
    narrowed = convergence(runs, [look for look in rule.looks if look > 1])
    target = rule.stop.half_width if rule.stop and rule.stop.outcome == outcome else None
    rows = results.points[results.points["scenario"] == results.shown]
    half = rows[f"{outcome}_half_width"].median()
    title = f"At half of the points {subject(results, outcome)} is known to ±{half:.2g} or better"
    return Drawing(
        "convergence", title, svg(figures.narrowing(narrowed, target, title)),
        f"Half-width of each point's 95 % interval of {results.shown} by the number of replicates.",
    )  # fmt: skip


def _sentence(text: str) -> str:
    """The text with a capital letter, unless it begins with a name."""
    return "T" + text[1:] if text.startswith("the ") else text
