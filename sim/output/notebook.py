"""A run as notebooks show it: a small table and a figure."""

import base64
import io
import math

from sim import plot
from sim.engine.compare import SHOWN
from sim.engine.run import Run
from sim.engine.statistics import interval
from sim.output.html import environment


def html(run: Run) -> str:
    """Velocity made good, speed and heading with 95 % intervals, and their course over time if the run kept series."""
    periods = run.scenario.parameters.run.periods
    rows = [
        (
            outcome.removesuffix("_mean").replace("_", " "),
            [_written(v) for v in interval(run.outcomes[outcome].to_numpy())],
        )
        for outcome in SHOWN
    ]
    return (
        environment()
        .get_template("notebook.html")
        .render(
            caption=f"{run.scenario.name}: {len(run.outcomes)} replicates of {periods} periods, seed {run.seed}",
            header=("mean over time", "mean", "95 % from", "to"),
            rows=rows,
            picture=_figure(run) if run.measures else None,
        )
    )


def _written(number: float) -> str:
    return f"{number:.3f}" if math.isfinite(number) else "not known"


def _figure(run: Run) -> str:
    """The figure of velocity made good as PNG in base 64."""
    file = io.BytesIO()
    figure = plot.series(run).get_figure(root=True)
    assert figure is not None, "an Axes that was just made has a figure"
    figure.set_size_inches(6, 3)
    figure.savefig(file, format="png", dpi=100)
    plot.close(figure)
    return base64.b64encode(file.getvalue()).decode()
