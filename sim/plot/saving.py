"""Figures to files, the same bytes each time."""

import io
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def save(ax: Axes, path: Path | str) -> None:
    """Write the figure that `ax` belongs to, the same bytes each time."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "an Axes that was removed has no figure"
    figure.savefig(path, dpi=150, metadata={"Software": None})


def close(figure: Figure) -> None:
    """Forget a figure that nobody will show."""
    plt.close(figure)


def writer(ax: Axes) -> Callable[[Path], None]:
    """A writer for `sim.results.publish` of the figure that `ax` belongs to."""
    return lambda path: save(ax, path)


def png(figure: Figure) -> Callable[[Path], None]:
    """A writer for `sim.results.publish` of a figure, the same bytes each time."""
    return lambda path: figure.savefig(path, dpi=100, metadata={"Software": None})


def svg(figure: Figure) -> str:
    """The figure as SVG, without anything that depends on time or chance."""
    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "coxed", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
