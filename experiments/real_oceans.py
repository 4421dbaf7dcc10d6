"""Real oceans: what leadership would be worth in 22 US industries.

Question: leadership is said to be for coping with change (Kotter 1990 [Kotter1990]). Is it worth more where an industry
is less steady?
Hypothesis: (1) leadership gains velocity made good in every industry, (2) the more, the more dynamic the industry.
Design: the ocean of an industry is the dynamism (Dess & Beard 1984 [DessBeard1984]) of its employment, in 100 windows
of five years that end between 1994 and 2019, relative to the mean of all 22 industries; a multiplier of 1 is the
default turbulence, an assumption. Five crews, 100 replicates under the same luck, over the whole series (1,300 weeks).
Worth of leadership: `led` minus `managed_only`, replicate by replicate; the same two crews, 50 replicates, at a quarter
to four times that turbulence, and in a steady ocean of the industry's mean. Intervals of gains and shares hold
together.
Wrong if, at the default turbulence: (1) an industry's interval is not above 0, (2) the interval of the rank correlation
of dynamism and worth across industries is not above 0. Known when this was fixed: the first look, where leadership was
worth 0.140 in a calm ocean and 0.129 at the default turbulence; no industry had been run.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from matplotlib.axes import Axes

from experiments.oceans import (
    CREWS,
    QUICK,
    SCALES,
    SEED,
    WHOLE,
    Size,
    Told,
    at,
    cells,
    crews,
    gain,
    industries,
    share,
    tried,
)
from experiments.oceans_told import Section, headings, rising
from sim import plot
from sim.cli import entry, guarded
from sim.cli.show import progress_bar, table
from sim.comparison import SHOWN
from sim.report import markdown
from sim.results import manifest, outcome_rows, parquet, publish, text
from sim.statistics import Interval

ROOT = Path(__file__).parent.parent


class Asked(NamedTuple):
    """How much is run, and the folder where `real_oceans` goes."""

    size: Size
    results: Path


def headline(told: Told) -> str:
    """The finding, for the title of the figure."""
    names = told.listed.index
    pays = sum(told.worths[at(name)].gain.low > 0 for name in names)
    return (
        f"Leadership gains progress in {pays} of {len(names)} industries: {rising(told.correlation(1, gain))};\n"
        f"as a share of the led crew's progress: {rising(told.correlation(1, share))}"
    )


def written(parts: Sequence[Section], size: Size) -> str:
    """The report as Markdown."""
    page = [
        "# Real oceans",
        f"{size.replicates} paired replicates at the default turbulence, {size.elsewhere} elsewhere, seed {SEED}. "
        "Velocity made good, means over time. Intervals of gains and shares hold together at 95 % (Bonferroni).",
        "![What leadership is worth in each industry](industries.png)",
    ]
    for part in parts:
        page += [f"## {part.title}", markdown(part.header, part.rows), part.closing]
    return "\n\n".join([*page, "![Worth against turbulence](turbulence.png)"]) + "\n"


def industries_drawn(told: Told, size: Size) -> Axes:
    """The figure of industries, the least steady on top."""
    rows = [
        plot.Row(
            title=told.listed.title[name],
            dynamism=Interval(*told.listed.loc[name, ["dynamism", "lower", "upper"]]),
            crews={crew: told.made_good(crew, name) for crew in CREWS},
            gain=told.worths[at(name)].gain,
            share=told.worths[at(name)].share,
        )
        for name in told.listed.index
    ]
    note = (
        f"{size.replicates} crews of each kind under the same luck in each industry. Crews: means with 95 % intervals, "
        "each for itself. Worth and share: intervals that hold together at 95 %.\nTurbulence is the default (an "
        "assumption) times the dynamism of employment, 1990-2019 (U.S. Bureau of Labor Statistics), after Dess & Beard."
    )
    return plot.forest(rows, CREWS, headline(told), note)


def turbulence_drawn(told: Told) -> Axes:
    """The figure of all oceans by their turbulence."""
    oceans = [at(name, scale) for scale in SCALES for name in told.listed.index]
    points = [plot.Point(told.turbulence(o), f"{o.scale:g}", *told.worths[o]) for o in oceans]
    best, worst = max(points, key=lambda p: p.gain.mean), min(points, key=lambda p: p.gain.mean)
    low, high = min(points, key=lambda p: p.share.mean), max(points, key=lambda p: p.share.mean)
    title = (
        f"Leadership gains most ({best.gain.mean:.3f}) near {best.turbulence:.2g} times the default turbulence, least "
        f"({worst.gain.mean:.3f}) at {worst.turbulence:.2g};\nits share of progress goes from {low.share.mean:.0%} at "
        f"{low.turbulence:.2g} to {high.share.mean:.0%} at {high.turbulence:.2g}"
    )
    note = "A point an industry and scale; intervals hold together at 95 %. Where the maximum lies is itself uncertain."
    return plot.landscape(points, title, note)


def rows(told: Told) -> pa.Table:
    """One row a run: industry, ocean and scale, then scenario, seed, replicate, velocity made good, speed, heading."""
    tables = []
    for cell, comparison in told.found.items():
        runs = outcome_rows(list(comparison.runs.values())).select(["scenario", "seed", "replicate", *SHOWN])
        for place, (name, value) in enumerate(cell._asdict().items()):
            runs = runs.add_column(place, name, pa.array([value] * len(runs)))
        tables.append(runs)
    return pa.concat_tables(tables)


def asked(arguments: Sequence[str] | None = None) -> Asked:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="What leadership would be worth in 22 US industries.")
    parser.add_argument("--quick", action="store_true", help="a few replicates and weeks, to see that it works")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where results go (default: results, or build/quick)")
    said: Any = parser.parse_args(arguments)
    return Asked(
        QUICK if said.quick else WHOLE, said.out or (ROOT / "build" / "quick" if said.quick else ROOT / "results")
    )


def main(how: Asked) -> None:
    """Run, print, and write `real_oceans`."""
    size, folder = how.size, how.results / "real_oceans"
    total = sum(len(crews(cell)) * size.of(cell) for cell in cells(list(industries().index)))
    with progress_bar(total, "real oceans") as advance:
        told = tried(size, advance)
    parts = headings(told)
    for part in parts:
        print(f"\n{part.title}")
        table(part.header, part.rows)
        print(part.closing)
    files = {
        "industries.png": plot.writer(industries_drawn(told, size)),
        "turbulence.png": plot.writer(turbulence_drawn(told)),
        "rows.parquet": parquet(rows(told)),
        "table.md": text(written(parts, size)),
    }
    publish(folder, files, manifest([run for comparison in told.found.values() for run in comparison.runs.values()]))
    print(f"\nfigures, tables, rows and manifest: {folder}")


if __name__ == "__main__":
    how = asked()
    entry(lambda: guarded(lambda: main(how)))
