"""The figure: where the model lies beside the published ranges, and what is left of the free rates."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.claims.patterns.filters import FILTERS
from sim.claims.patterns.firms import FREE
from sim.claims.patterns.run import Patterns
from sim.output.plot import PALETTE

EDGE = 3.0  # half widths of a range; what lies further out is drawn at the edge


def drawing(patterns: Patterns) -> Figure:
    """Two panels: filters in half widths of their ranges, and the middle 90 % of each free rate that is left."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5.2), layout="constrained", width_ratios=(1, 1))
    _filters(patterns, left)
    _rates(patterns, right)
    return figure


def _filters(patterns: Patterns, ax: Axes) -> None:
    targets = patterns.matched.targets
    middle = np.array([target.middle for target in targets])
    half = np.array([(target.high - target.low) / 2 for target in targets])
    rows = np.arange(len(targets))[::-1]
    ax.barh(rows, 2 * np.ones(len(rows)), left=-1, color=PALETTE[2], alpha=0.25, label="published range")
    tried = np.clip((patterns.matched.simulated.means - middle) / half, -EDGE, EDGE)
    for k, row in enumerate(rows):
        ax.plot(tried[:, k], np.full(len(tried), row), "|", color="0.6", label="settings tried" if k == 0 else None)
    usual = np.clip((patterns.usual.means[0] - middle) / half, -EDGE, EDGE)
    ax.plot(usual, rows, "o", color=PALETTE[1], label="the defaults")
    ax.set_yticks(rows, [one.title for one in FILTERS], fontsize=8)
    ax.set(xlabel="distance from the middle of the range, in half widths", xlim=(-EDGE - 0.2, EDGE + 0.2))
    figure_legend(ax)


def _rates(patterns: Patterns, ax: Axes) -> None:
    rows = np.arange(len(FREE))[::-1]
    ax.barh(rows, np.ones(len(rows)), color="0.92", label="plausible")
    survivors = patterns.matched.survivors
    if len(survivors):
        low, middle, high = np.quantile(survivors, [0.05, 0.5, 0.95], axis=0)
        ax.barh(rows, high - low, left=low, color=PALETTE[0], alpha=0.5, label="left: middle 90 %")
        ax.plot(middle, rows, "|", color=PALETTE[0], markersize=10)
    ax.set_yticks(rows, FREE, fontsize=8)
    ax.set(xlabel="place in what is plausible", xlim=(0, 1))
    figure_legend(ax)


def figure_legend(ax: Axes) -> None:
    """A legend below the panel, where it hides nothing."""
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2, frameon=False, fontsize=8)
