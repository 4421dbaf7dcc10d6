"""First look: five crews in three oceans.

Question: who gets farther toward the destination: a crew that is managed, led, both or neither, or one that is
over-managed? Hypothesis: with management alone a crew is fast and adrift, with leadership alone it knows where to go
and hardly moves; both together get farthest, the more so the less calm the ocean.
Design: `led`, `managed_only`, `no_paddles`, `neither` and `over_managed`, 100 replicates each under the same luck, in
a calm ocean (no turbulence), a constant one (the defaults), and one driven by the dynamism of US real GDP, 1959-2009,
at the same mean rate. All run through the whole series: 184 quarters of 13 weeks. Then `led` with three ways of
planning, by switching cost.
Wrong if: another crew's velocity made good is higher than that of `led`, or not distinguishable from it, in any ocean.
"""

from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import sim
from sim import plot
from sim.cli import entry, guarded
from sim.cli.show import progress_bar, table
from sim.comparison import Comparison, compare
from sim.parameters import Management
from sim.report import DIFFERENCE_HEADER, MEAN_HEADER, difference_rows, markdown, mean_rows, verdict
from sim.results import manifest, outcome_rows, parquet, publish, text
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
PLANNINGS = get_args(Management.model_fields["planning"].annotation)
SWITCHING_COSTS = (0.0, 0.3, 0.9)
PLANNING_HEADER = ("velocity made good", *PLANNINGS, "which wins")
REPLICATES, PLANNING_REPLICATES, SEED = 100, 10, 1
RESULTS = Path(__file__).parent.parent / "results" / "first_look"


def crews(ocean: str) -> list[Scenario]:
    """The five crews in an ocean, for the whole of the real series."""
    return [in_ocean(sim.load(crew), ocean) for crew in CREWS]


def in_ocean(scenario: Scenario, ocean: str) -> Scenario:
    """The scenario in an ocean, for as long as the real series lasts."""
    series = sim.load("us_gdp")
    periods = len(series.trace) * series.parameters.environment.trace_every
    return scenario.with_(run={"periods": periods}, environment=OCEANS[ocean][1])


def planners(ocean: str, cost: float) -> list[Scenario]:
    """`led` with each way of planning."""
    led = in_ocean(sim.load("led"), ocean)
    return [led.with_(name=kind, management={"planning": kind, "switching_cost": cost}) for kind in PLANNINGS]


def planning_rows(comparisons: dict[tuple[str, float], Comparison]) -> list[list[str]]:
    """A row an ocean and switching cost: velocity made good of each way of planning, and which wins."""
    rows = []
    for (ocean, cost), comparison in comparisons.items():
        values = [f"{comparison.runs[kind].outcomes['made_good_mean'].mean():.3f}" for kind in PLANNINGS]
        rows.append([f"{ocean}, switching cost {cost:g}", *values, verdict(comparison)])
    return rows


def draw(comparisons: dict[str, Comparison]) -> Axes:
    """A panel an ocean: how far each crew gets."""
    figure = Figure(figsize=(13, 4.2), layout="constrained")
    panels = figure.subplots(1, len(comparisons), sharex=True)
    for (ocean, comparison), panel in zip(comparisons.items(), panels, strict=True):
        plot.lanes(comparison, CREWS, panel)
        panel.set_title(OCEANS[ocean][0], loc="left", fontsize=11)
        panel.set_xlabel("")
    panels[0].set_xlim(0, 1.6 * panels[0].get_xlim()[1])
    figure.suptitle("How far does each crew get toward its destination?", x=0.01, ha="left", weight="bold")
    figure.supxlabel(
        "velocity made good: speed × heading, progress a week (bars: mean of 100 crews, 95 % interval)", fontsize=9
    )
    axes: Axes = panels[0]
    return axes


def write(folder: Path, comparisons: dict[str, Comparison], planning: dict[tuple[str, float], Comparison]) -> None:
    """Figure, rows, table and manifest."""
    runs = {(ocean, 0): comparison for ocean, comparison in comparisons.items()}
    tables, everything = [], []
    for study, group in (("crews", runs), ("planning", planning)):
        for (ocean, _), comparison in group.items():
            made = list(comparison.runs.values())
            rows = outcome_rows(made)
            costs = [
                run.scenario.parameters.management.switching_cost for run in made for _ in range(len(run.outcomes))
            ]
            rows = rows.add_column(0, "study", pa.array([study] * len(rows)))
            rows = rows.add_column(1, "ocean", pa.array([ocean] * len(rows)))
            tables.append(rows.add_column(2, "switching_cost", pa.array(costs)))
            everything += made
    publish(
        folder,
        {
            "first_look.png": plot.writer(draw(comparisons)),
            "rows.parquet": parquet(pa.concat_tables(tables)),
            "table.md": text(report(comparisons, planning)),
        },
        manifest(everything),
    )


def report(comparisons: dict[str, Comparison], planning: dict[tuple[str, float], Comparison]) -> str:
    """The printed tables as Markdown."""
    parts = [f"# First look\n\nMeans over time, {REPLICATES} paired replicates, seed {SEED}."]
    for ocean, comparison in comparisons.items():
        parts.append(f"## {title(ocean)}")
        parts.append(markdown(MEAN_HEADER, mean_rows(comparison)))
        parts.append(markdown(DIFFERENCE_HEADER, difference_rows(comparison)))
        parts.append(f"{verdict(comparison)}.")
    parts.append(f"## Planning: `led`, {PLANNING_REPLICATES} paired replicates")
    parts.append(markdown(PLANNING_HEADER, planning_rows(planning)))
    return "\n\n".join(parts) + "\n"


def title(ocean: str) -> str:
    """An ocean's name in a line."""
    return OCEANS[ocean][0].replace("\n", ": ")


def main() -> None:
    """Run, print, and write `results/first_look`."""
    total = len(OCEANS) * (len(CREWS) * REPLICATES + len(SWITCHING_COSTS) * len(PLANNINGS) * PLANNING_REPLICATES)
    with progress_bar(total, "first look") as advance:
        comparisons = {ocean: compare(crews(ocean), REPLICATES, SEED, progress=advance) for ocean in OCEANS}
        planning = {
            (ocean, cost): compare(planners(ocean, cost), PLANNING_REPLICATES, SEED, progress=advance)
            for ocean in OCEANS
            for cost in SWITCHING_COSTS
        }
    for ocean, comparison in comparisons.items():
        print(f"\n{title(ocean)}")
        table(MEAN_HEADER, mean_rows(comparison))
        table(DIFFERENCE_HEADER, difference_rows(comparison))
        print(verdict(comparison))
    print(f"\nPlanning (led, {PLANNING_REPLICATES} paired replicates)")
    table(PLANNING_HEADER, planning_rows(planning))
    write(RESULTS, comparisons, planning)
    print(f"\nfigure, table, rows and manifest: {RESULTS}")


if __name__ == "__main__":
    entry(lambda: guarded(main))
