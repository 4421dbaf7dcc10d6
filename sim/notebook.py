"""A run as notebooks show it: a small table and a figure."""

import base64
import io
from html import escape

from sim import plot
from sim.comparison import SHOWN
from sim.engine import Run
from sim.statistics import interval


def html(run: Run) -> str:
    """Velocity made good, speed and heading with 95 % intervals, and a curve over the periods if series were kept."""
    periods = run.scenario.parameters.run.periods
    caption = f"{run.scenario.name}: {len(run.outcomes)} replicates of {periods} periods, seed {run.seed}"
    rows = []
    for outcome in SHOWN:
        mean, low, high = interval(run.outcomes[outcome].to_numpy())
        cells = "".join(f"<td>{value:.3f}</td>" for value in (mean, low, high))
        rows.append(f"<tr><th>{outcome.removesuffix('_mean').replace('_', ' ')}</th>{cells}</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("mean over time", "mean", "95 % from", "to"))
    table = f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{''.join(rows)}</table>"
    return table + (_figure(run) if run.measures else "")


def _figure(run: Run) -> str:
    file = io.BytesIO()
    figure = plot.series(run).get_figure(root=True)
    assert figure is not None, "an Axes that was just made has a figure"
    figure.set_size_inches(6, 3)
    figure.savefig(file, format="png", dpi=100)
    plot.close(figure)
    picture = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="velocity made good over the periods" src="data:image/png;base64,{picture}">'
