"""Figures that show the engine beside numbers of the literature and closed forms."""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from sim.engine.run import run
from sim.literature import chain, fang, march, networks, nk, planning
from sim.literature.check import Check
from sim.literature.landscapes import largest

# Okabe & Ito's blue, vermilion and green, in the order of the curves.
_SHADES = ("#0072B2", "#D55E00", "#009E73")
_NETWORKS, _RUNS, _SPACES, _CHAINS = 60, 100, 200, 20_000  # per point of a curve


def mutual_learning(checks: Sequence[Check], _: float) -> Axes:
    """Figure 1 of March (1991): code knowledge at rest over p1, one curve per p2; rings are re-created points."""
    ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
    for shade, (p2, theirs) in zip(_SHADES, march.FIGURE_1.items(), strict=True):
        points = sorted((c.at[0], c.ours, c.error) for c in checks if c.at and c.at[1] == p2)
        p1, ours, error = np.array(points).T
        ax.errorbar(p1, ours, 1.96 * error, color=shade, label=f"p2 = {p2}", linewidth=1.5)
        ax.plot(march.RATES, theirs, "o", color=shade, fillstyle="none", markersize=8)
    ax.plot([], [], "o", color="black", fillstyle="none", label="re-created")
    ax.set(xlabel="p1: how fast members learn from the code", ylabel="code knowledge at rest")
    ax.set_title("Slow members and a fast code know most (March 1991, Figure 1)", loc="left", fontsize=10)
    ax.legend(frameon=False)
    return ax


def subgroups(_: Sequence[Check], scale: float) -> Axes:
    """Payoff at rest over the share of rewired ties, with 95 % intervals and one curve per block size."""
    networks = max(10, int(_NETWORKS * scale))
    ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
    for shade, block in zip(_SHADES, fang.BLOCKS, strict=True):
        payoffs = [fang.payoff(fang.groups(beta, block), networks) for beta in fang.BETAS]
        means = np.array([values.mean() for values in payoffs])
        half = 1.96 * np.array([values.std(ddof=1) for values in payoffs]) / np.sqrt(networks)
        ax.fill_between(fang.BETAS, means - half, means + half, color=shade, alpha=0.25, linewidth=0)
        ax.plot(fang.BETAS, means, "o-", color=shade, markersize=4, label=f"s = {block}")
    ax.set(xlabel="beta: share of ties rewired to other groups", ylabel="mean payoff at rest", ylim=(0, 1.02))
    ax.set_title("Semi-isolated groups learn most (Fang, Lee & Schilling 2010)", loc="left", fontsize=10)
    ax.legend(frameon=False, title="block size")
    return ax


def rigidity(_: Sequence[Check], scale: float) -> Axes:
    """The gain of adapting to old news over standing still, by q, with one colour per cost; lines show the formula."""
    runs = max(10, int(_RUNS * scale))
    ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
    fine, grid = np.linspace(0, 0.5, 101), np.linspace(0.02, 0.46, 12)
    ax.axhspan(-0.3, 0, color="0.93")
    for shade, cost in zip(_SHADES, planning.COSTS, strict=True):
        ax.plot(fine, [planning.worth(q, cost) for q in fine], color=shade, label=f"cost {cost}")
        gains = [planning.adapting(float(q), cost, runs) for q in grid]
        half = [1.96 * values.std(ddof=1) / np.sqrt(runs) for values in gains]
        ax.errorbar(grid, [values.mean() for values in gains], half, fmt="o", color=shade, markersize=4)
    ax.text(0.01, -0.28, "standing still wins", va="bottom")
    ax.set(xlabel="q: chance a period that the water turns", ylabel="adapting less standing still", xlim=(0, 0.5))
    ax.set_ylim(-0.3, 0.42)
    ax.set_title(
        "The faster the water turns, the sooner rigidity wins: engine (dots) on formula", loc="left", fontsize=10
    )
    ax.legend(frameon=False)
    return ax


def forms(checks: Sequence[Check], _: float) -> Axes:
    """Different forms among 100 organizations by K, at the start and after local search; rings are printed."""
    ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
    for shade, (t, label) in zip(_SHADES, ((0, "at the start"), (48, "after local search")), strict=False):
        points = sorted((c.at[0], c.ours, c.error, c.reference or 0.0) for c in checks if c.at and c.at[1] == t)
        k, ours, error, theirs = np.array(points).T
        ax.errorbar(k, ours, 1.96 * error, color=shade, label=label, linewidth=1.5, marker=".")
        ax.plot(k, theirs, "o", color=shade, fillstyle="none", markersize=9)
    ax.plot([], [], "o", color="black", fillstyle="none", label="printed")
    ax.set(xlabel="K: on how many others a decision depends", ylabel="different forms of 100", xticks=list(nk.STARTS))
    ax.set_title("Rugged landscapes keep organizations apart (Levinthal 1997)", loc="left", fontsize=10)
    ax.legend(frameon=False)
    return ax


def scores(_: Sequence[Check], scale: float) -> Axes:
    """Mean scores over time, one curve per network; rings are the printed levels, at t = 100."""
    spaces = max(10, int(_SPACES * scale))
    ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
    top = largest(networks.network("line"), networks.SEED, spaces)
    for number, (name, printed) in enumerate(networks.SCORES.items()):
        curve = networks.scores(name, top)[:, :101].mean(axis=0)
        shade = (*_SHADES, "#CC79A7", "#E69F00", "#56B4E9")[number]
        ax.plot(curve, color=shade, label=name, linewidth=1.5)
        ax.plot([100], [printed], "o", color=shade, fillstyle="none", markersize=9)
    ax.plot([], [], "o", color="black", fillstyle="none", label="printed")
    ax.set(xlabel="period", ylabel="mean score", ylim=(0, 1))
    ax.set_title("Dense networks are ahead at first (Lazer & Friedman 2007)", loc="left", fontsize=10)
    ax.legend(frameon=False, loc="lower right")
    return ax


def single_belief(_: Sequence[Check], scale: float) -> Axes:
    """Code knowledge over time with one belief: the engine (dots) on the Markov chain (lines)."""
    runs = max(200, int(_CHAINS * scale))
    ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
    for shade, setting in zip((*_SHADES, "#CC79A7"), chain.SINGLE, strict=True):
        n, p1, p2, p3, p4 = setting
        code = run(chain.single(*setting), runs, chain.SEED).measures["direction_knowledge"]
        ax.plot(chain.with_one_belief(*setting, 60)[0], color=shade, linewidth=1.2)
        label = f"n = {n}, p1 = {p1}, p2 = {p2}, p3 = {p3}, p4 = {p4}"
        ax.plot(np.arange(0, 60, 3), code.mean(axis=0)[::3], ".", color=shade, label=label)
    ax.set(xlabel="period", ylabel="code knowledge", ylim=(0, 1))
    ax.set_title("One belief, exactly: engine (dots) on the Markov chain", loc="left", fontsize=10)
    ax.legend(frameon=False, fontsize=8)
    return ax


FIGURES: dict[str, Callable[[Sequence[Check], float], Axes]] = {
    "march": mutual_learning,
    "chain": single_belief,
    "fang": subgroups,
    "nk": forms,
    "networks": scores,
    "planning": rigidity,
}
