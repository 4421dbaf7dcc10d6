"""Which figures a sweep gets, and what their titles say."""

from collections.abc import Iterator

from sim.plot import svg, sweeps
from sim.plot.crews import PALETTE, colours
from sim.report.page import Drawing
from sim.study.exploring import Estimated, Table, contrasts, convergence, curve, levels, phases
from sim.study.factors import Factor
from sim.study.opening import Results

MOST_BARS = 20
MOST_CURVES = 6


def drawings(results: Results, found: Table, outcome: str) -> list[Drawing]:
    """The figures of a sweep in the order of the page."""
    return list(_drawings(results, found, outcome)) if len(found.rows) else []


def subject(results: Results, outcome: str) -> str:
    """What the figures speak of."""
    return f"the difference in {outcome}" if results.study.compared else outcome


def _drawings(results: Results, found: Table, outcome: str) -> Iterator[Drawing]:
    study = results.study
    effects = contrasts(found, [factor for factor in study.factors if found.rows[factor.path].nunique() > 1])
    by_name = {factor.path: factor for factor in study.factors}
    strongest = [by_name[name] for name in effects]
    if len(strongest) > 1:
        yield _phase(results, found, strongest[:2], outcome)
    if strongest:
        yield _curves(results, found, strongest[:MOST_CURVES], outcome)
        yield _tornado(results, effects, outcome)
    missing = bool(sum(results.answers(outcome) != results.answers(outcome)))
    if study.design.kind == "saltelli" and not missing:
        yield _sobol(results, outcome)
    if study.design.kind == "morris" and not missing:
        yield _morris(results, outcome)
    yield _convergence(results, found, outcome)


def _phase(results: Results, found: Table, factors: list[Factor], outcome: str) -> Drawing:
    across, along = (levels(factor, found.rows) for factor in factors)
    cells = phases(found, across, along)
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
    figure = sweeps.phase(cells, across, along, names, (shades[0], shades[1]), title)
    what = f"the paired difference {results.shown}" if compared else "the distance from the mean over all points"
    return Drawing(
        "phase", title, svg(figure),
        f"In each cell {what}, averaged over its points, and so over all other factors; the two factors with the "
        "largest contrasts. Grey: the cell's own 95 % interval contains 0. Intervals are not corrected for the "
        "number of cells.",
    )  # fmt: skip


def _curves(results: Results, found: Table, factors: list[Factor], outcome: str) -> Drawing:
    answers = {
        name: [(along, curve(found, answer, along)) for along in (levels(f, found.rows) for f in factors)]
        for name, answer in found.answers.items()
    }
    title = _sentence(f"{subject(results, outcome)} moves most with {factors[0].path}")
    figure = sweeps.curves(answers, outcome, title)
    return Drawing(
        "curves", title, svg(figure),
        "Means at each level of a factor (or in equal parts of its range), averaged over all other factors; bands and "
        "bars are 95 % intervals of the mean.",
    )  # fmt: skip


def _tornado(results: Results, effects: dict[str, Estimated], outcome: str) -> Drawing:
    shown = dict(list(effects.items())[:MOST_BARS])
    decided = sum(effect.decided for effect in effects.values())
    title = f"{decided} of {len(effects)} factors move {subject(results, outcome)} beyond chance"
    what = f"paired difference {results.shown}" if results.study.compared else f"mean of {results.shown}"
    figure = sweeps.tornado(shown, f"{outcome}, {what}: last level minus first", title)
    more = f" The {len(shown)} largest of {len(effects)}." if len(effects) > len(shown) else ""
    return Drawing(
        "tornado", title, svg(figure),
        "How much larger it is at a factor's highest level (or in the highest part of its range) than at the lowest; "
        "for words, at the best than at the worst. Grey: the 95 % interval contains 0. Intervals are not corrected for "
        "the number of factors." + more,
    )  # fmt: skip


def _sobol(results: Results, outcome: str) -> Drawing:
    indices = results.sobol(outcome)
    top = indices["total"].idxmax()
    share = f"{indices['total'].max():.0%} of the variance of {subject(results, outcome)}"
    title = f"{top} accounts for {share}, interactions included"
    return Drawing(
        "sobol", title, svg(sweeps.sobol(indices, title)),
        "Sobol' indices of the points' means with 95 % bootstrap intervals over the points. What chance is left in the "
        "means counts as interaction: more replicates take it away.",
    )  # fmt: skip


def _morris(results: Results, outcome: str) -> Drawing:
    effects = results.morris(outcome)
    top = list(effects.sort_values("mu_star", ascending=False).index[:3])
    title = _sentence(f"{subject(results, outcome)} answers most to {', '.join(top)}")
    return Drawing(
        "morris", title, svg(sweeps.morris(effects, title)),
        "Elementary effects, one factor moved at a time. Far to the right: it matters. Near or above the dashed line: "
        "what it does depends on the others, or bends.",
    )  # fmt: skip


def _convergence(results: Results, found: Table, outcome: str) -> Drawing:
    rule = results.study.replicates
    narrowed = convergence(found, [look for look in rule.looks if look > 1])
    target = rule.stop.half_width if rule.stop and rule.stop.outcome == outcome else None
    rows = results.points[results.points["scenario"] == results.shown]
    half = rows[f"{outcome}_half_width"].median()
    title = f"At half of the points {subject(results, outcome)} is known to ±{half:.2g} or better"
    return Drawing(
        "convergence", title, svg(sweeps.narrowing(narrowed, target, title)),
        f"Half-width of each point's 95 % interval of {results.shown} by the number of replicates.",
    )  # fmt: skip


def _sentence(text: str) -> str:
    """With a capital, unless it begins with a name."""
    return "T" + text[1:] if text.startswith("the ") else text
