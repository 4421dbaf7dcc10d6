"""Real oceans: the worth of leadership in 22 US industries.

Question: leadership is said to be about coping with change (Kotter 1990 [Kotter1990]). Is it worth more in industries
that are less steady?
Hypothesis: (1) leadership gains velocity made good in every industry; (2) it gains more in more dynamic industries.
Design: the ocean of an industry is the dynamism (Dess & Beard 1984 [DessBeard1984]) of its employment, in 100 windows
of five years that end between 1994 and 2019, relative to the mean of all 22 industries; a multiplier of 1 is the
default turbulence, which is an assumption. Five crews, 100 replicates with the same random numbers, over the whole
series (1,300 weeks). The worth of leadership is `led` minus `managed_only`, replicate by replicate. The same two crews
run with 50 replicates at a quarter to four times that turbulence, and in a steady ocean at the industry's mean. The
intervals of all gains and shares hold together.
Wrong if, at the default turbulence: (1) the interval of an industry is not above 0; (2) the interval of the rank
correlation of dynamism and worth across industries is not above 0. When this was fixed, the first look was known, where
leadership was worth 0.140 in a calm ocean and 0.129 at the default turbulence. No industry had been run.
"""

from collections.abc import Sequence

import pyarrow as pa
from matplotlib.axes import Axes

from experiments.common import Options, program, publish_comparisons
from experiments.oceans import (
    CREWS,
    QUICK,
    SCALES,
    SEED,
    WHOLE,
    Findings,
    Size,
    at,
    cells,
    crews,
    gain,
    industries,
    run_all,
    share,
)
from experiments.oceans_report import Section, headings, rising
from sim.cli.terminal import progress_bar, table
from sim.engine.compare import SHOWN
from sim.engine.statistics import Interval
from sim.engine.store import outcome_rows, text
from sim.output import plot
from sim.output.tables import markdown


def headline(findings: Findings) -> str:
    """The main result, as the title of the figure."""
    names = findings.listed.index
    pays = sum(findings.worths[at(name)].gain.low > 0 for name in names)
    return (
        f"Leadership gains progress in {pays} of {len(names)} industries: {rising(findings.correlation(1, gain))};\n"
        f"as a share of the led crew's progress: {rising(findings.correlation(1, share))}"
    )


def written(report: Sequence[Section], size: Size) -> str:
    """The report as Markdown."""
    page = [
        "# Real oceans",
        f"{size.replicates} paired replicates at the default turbulence, {size.elsewhere} elsewhere, seed {SEED}. "
        "Velocity made good, means over time. The intervals of gains and shares hold together at 95 % (Bonferroni).",
        "![What leadership is worth in each industry](industries.png)",
    ]
    for part in report:
        page += [f"## {part.title}", markdown(part.header, part.rows), part.closing]
    return "\n\n".join([*page, "![Worth against turbulence](turbulence.png)"]) + "\n"


def industries_drawn(findings: Findings, size: Size) -> Axes:
    """The figure of industries, the least steady on top."""
    rows = [
        plot.Industry(
            title=findings.listed.title[name],
            dynamism=Interval(*findings.listed.loc[name, ["dynamism", "lower", "upper"]]),
            crews={crew: findings.made_good(crew, name) for crew in CREWS},
            gain=findings.worths[at(name)].gain,
            share=findings.worths[at(name)].share,
        )
        for name in findings.listed.index
    ]
    note = (
        f"{size.replicates} crews of each kind with the same random numbers in each industry. Crews: means, each with "
        "its own 95 % interval. Worth and share: intervals that hold together at 95 %.\nTurbulence is the default (an "
        "assumption) times the dynamism of employment, 1990-2019 (U.S. Bureau of Labor Statistics), after Dess & Beard."
    )
    return plot.forest(rows, CREWS, headline(findings), note)


def turbulence_drawn(findings: Findings) -> Axes:
    """The figure of all oceans by their turbulence."""
    oceans = [at(name, scale) for scale in SCALES for name in findings.listed.index]
    points = [plot.Point(findings.turbulence(o), f"{o.scale:g}", *findings.worths[o]) for o in oceans]
    best, worst = max(points, key=lambda p: p.gain.mean), min(points, key=lambda p: p.gain.mean)
    low, high = min(points, key=lambda p: p.share.mean), max(points, key=lambda p: p.share.mean)
    title = (
        f"Leadership gains most ({best.gain.mean:.3f}) near {best.turbulence:.2g} times the default turbulence, least "
        f"({worst.gain.mean:.3f}) at {worst.turbulence:.2g};\nits share of progress goes from {low.share.mean:.0%} at "
        f"{low.turbulence:.2g} to {high.share.mean:.0%} at {high.turbulence:.2g}"
    )
    note = "One point per industry and scale; intervals hold together at 95 %. The place of the maximum is uncertain."
    return plot.landscape(points, title, note)


def rows(findings: Findings) -> pa.Table:
    """One row per replicate: industry, ocean, scale, scenario, seed, replicate, velocity made good, speed, heading."""
    tables = []
    for cell, comparison in findings.comparisons.items():
        runs = outcome_rows(list(comparison.runs.values())).select(["scenario", "seed", "replicate", *SHOWN])
        for place, (name, value) in enumerate(cell._asdict().items()):
            runs = runs.add_column(place, name, pa.array([value] * len(runs)))
        tables.append(runs)
    return pa.concat_tables(tables)


def main(options: Options) -> None:
    """Run the comparisons, print the tables, and write `real_oceans` in the folder of the results."""
    size = QUICK if options.quick else WHOLE
    total = sum(len(crews(cell)) * size.of(cell) for cell in cells(list(industries().index)))
    with progress_bar(total, "real oceans") as advance:
        findings = run_all(size, advance)
    report = headings(findings)
    for section in report:
        print(f"\n{section.title}")
        table(section.header, section.rows)
        print(section.closing)
    files = {
        "industries.png": plot.writer(industries_drawn(findings, size)),
        "turbulence.png": plot.writer(turbulence_drawn(findings)),
        "table.md": text(written(report, size)),
    }
    publish_comparisons("real_oceans", options, list(findings.comparisons.values()), rows(findings), files)


if __name__ == "__main__":
    program(main)
