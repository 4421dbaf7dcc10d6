"""First look: five crews in three oceans.

Question: which crew gets farthest toward the destination: one that is managed, led, both or neither, or one that is
over-managed?
Hypothesis: with management alone, a crew is fast but drifts. With leadership alone, it knows where to go but hardly
moves. With both, it gets farthest, and its advantage is larger where the ocean is less calm.
Design: `led`, `managed_only`, `no_paddles`, `neither` and `over_managed`, 100 replicates each with the same random
numbers, in three oceans: a calm one (no turbulence), a constant one (the defaults), and one that follows the dynamism
of the real GDP of the US from 1959 to 2009 at the same mean rate. All runs cover the whole series: 184 quarters of 13
weeks. Then `led` with each way of planning, at three costs of switching.
Wrong if: in any ocean, the velocity made good of another crew is higher than that of `led`, or cannot be distinguished
from it.

Run it with `make run`, which writes to build/first_look. `make experiments` writes the published results.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import sim
from experiments.common import BUILD, Options, program, publish_comparisons
from sim.cli.terminal import progress_bar, table
from sim.engine.compare import Comparison, compare
from sim.engine.store import outcome_rows, text
from sim.model.parameters import ManagementParameters
from sim.output import plot
from sim.output.tables import DIFFERENCE_HEADER, MEAN_HEADER, difference_rows, markdown, mean_rows, verdict
from sim.scenario import Scenario

CREWS = {
    "led": "managed and led",
    "managed_only": "managed, not led",
    "no_paddles": "led, not managed",
    "neither": "neither",
    "over_managed": "over-managed",
}
CALM = {"strategic_turbulence": 0, "operational_turbulence": 0}
OCEANS: dict[str, tuple[str, dict[str, Any]]] = {
    "calm": ("A calm ocean\nnothing changes", CALM),
    "constant": ("A shifting ocean\nsteady turbulence", {}),
    "us_gdp": ("A real ocean\nUS GDP, 1959-2009", {"trace": "us_gdp_dynamism"}),
}
PLANNINGS = get_args(ManagementParameters.model_fields["planning"].annotation)
SWITCHING_COSTS = (0.0, 0.3, 0.9)
REPLICATES, PLANNING_REPLICATES, SEED = 100, 10, 1
SHORT = 200


class Cell(NamedTuple):
    """What is compared, and in which ocean: the crews over the whole series or its first weeks, or ways of planning."""

    study: str
    ocean: str
    switching_cost: float | None


class Section(NamedTuple):
    """A section of the report: tables as (header, rows), and a sentence that sums them up."""

    title: str
    tables: list[tuple[tuple[str, ...], list[list[str]]]]
    closing: str


def scenarios(cell: Cell) -> list[Scenario]:
    """The scenarios that a cell compares."""
    series = sim.load("us_gdp")
    whole = len(series.trace) * series.parameters.environment.trace_every
    place: dict[str, Any] = {
        "run": {"periods": SHORT if cell.study == "short" else whole},
        "environment": OCEANS[cell.ocean][1],
    }
    if cell.study != "planning":
        return [sim.load(crew).with_(**place) for crew in CREWS]
    ways = [{"planning": kind, "switching_cost": cell.switching_cost} for kind in PLANNINGS]
    return [sim.load("led").with_(name=way["planning"], management=way, **place) for way in ways]


def cells() -> dict[Cell, int]:
    """Every cell with its number of replicates."""
    crews = {Cell(study, ocean, None): REPLICATES for study in ("crews", "short") for ocean in OCEANS}
    return crews | {Cell("planning", o, cost): PLANNING_REPLICATES for o in OCEANS for cost in SWITCHING_COSTS}


def conclusion(comparison: Comparison) -> str:
    """Which crew gets farthest, and whether the hypothesis passes its test."""
    return f"{verdict(comparison)}; the hypothesis {'stands' if comparison.winners() == ['led'] else 'fails'} here"


def sections(compared: dict[Cell, Comparison]) -> list[Section]:
    """The report: one section per ocean, then the first weeks only, then ways of planning."""
    listed = [
        Section(
            OCEANS[ocean][0].replace("\n", ": "),
            [(MEAN_HEADER, mean_rows(crews)), (DIFFERENCE_HEADER, difference_rows(crews))],
            conclusion(crews),
        )
        for ocean, crews in ((ocean, compared[Cell("crews", ocean, None)]) for ocean in OCEANS)
    ]
    short = [[c.ocean, *made_good(x, CREWS), conclusion(x)] for c, x in compared.items() if c.study == "short"]
    listed.append(Section(f"The first {SHORT} weeks only", [(("velocity made good", *CREWS, "farthest"), short)], ""))
    ways = [
        [f"{c.ocean}, switching cost {c.switching_cost:g}", *made_good(x, PLANNINGS), verdict(x)]
        for c, x in compared.items()
        if c.study == "planning"
    ]
    header = ("velocity made good", *PLANNINGS, "farthest")
    return [*listed, Section(f"Planning: led, {PLANNING_REPLICATES} paired replicates", [(header, ways)], "")]


def made_good(comparison: Comparison, names: Iterable[str]) -> list[str]:
    """Mean velocity made good of some scenarios."""
    return [f"{comparison.runs[name].outcomes['made_good_mean'].mean():.3f}" for name in names]


def draw(compared: dict[Cell, Comparison]) -> Axes:
    """One panel per ocean: how far each crew gets."""
    figure = Figure(figsize=(13, 4.2), layout="constrained")
    panels = figure.subplots(1, len(OCEANS), sharex=True)
    for ocean, panel in zip(OCEANS, panels, strict=True):
        plot.lanes(compared[Cell("crews", ocean, None)], CREWS, panel)
        panel.set_title(OCEANS[ocean][0], loc="left", fontsize=11)
        panel.set_xlabel("")
    panels[0].set_xlim(0, 1.8 * panels[0].get_xlim()[1])
    figure.suptitle("How far does each crew get toward its destination?", x=0.01, ha="left", weight="bold")
    figure.supxlabel(
        f"velocity made good: speed × heading, progress per week (bars: mean of {REPLICATES} crews, 95 % interval)",
        fontsize=9,
    )
    axes: Axes = panels[0]
    return axes


def rows(compared: dict[Cell, Comparison]) -> pa.Table:
    """One row per replicate: study, ocean and switching cost, then as in `sim.engine.store.outcome_rows`."""
    tables = []
    for cell, comparison in compared.items():
        table = outcome_rows(list(comparison.runs.values()))
        for place, (name, value) in enumerate(cell._asdict().items()):
            kind = pa.float64() if name == "switching_cost" else pa.string()
            table = table.add_column(place, name, pa.array([value] * len(table), kind))
        tables.append(table)
    return pa.concat_tables(tables)


def written(report: list[Section]) -> str:
    """The report as Markdown."""
    page = [f"# First look\n\nMeans over time, {REPLICATES} paired replicates, seed {SEED}."]
    for part in report:
        page += [f"## {part.title}", *(markdown(*content) for content in part.tables), part.closing]
    return "\n\n".join(text for text in page if text) + "\n"


def main(options: Options) -> None:
    """Run the comparisons, print the tables, and write `first_look` in the folder of the results."""
    total = sum(replicates * len(scenarios(cell)) for cell, replicates in cells().items())
    with progress_bar(total, "first look") as advance:
        compared = {cell: compare(scenarios(cell), n, SEED, progress=advance) for cell, n in cells().items()}
    report = sections(compared)
    for part in report:
        print(f"\n{part.title}")
        for header, lines in part.tables:
            table(header, lines)
        if part.closing:
            print(part.closing)
    files = {"first_look.png": plot.writer(draw(compared)), "table.md": text(written(report))}
    publish_comparisons("first_look", options, list(compared.values()), rows(compared), files)


if __name__ == "__main__":
    program(main, BUILD)
