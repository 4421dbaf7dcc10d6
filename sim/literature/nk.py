"""NK landscapes, and local search on them: Kauffman (1993) [Kauffman1993] and Levinthal (1997) [Levinthal1997].

The height of a form is the mean of N contributions, each a uniform number for its own bit and K others. So a random
form has the distribution of the mean of N uniform numbers (Bates); neighbours share all but K + 1 contributions. With
K = 0 the bits are independent. With K = N - 1 the heights of all forms are, so that largest ones have the distribution
of the largest of so many such means.

Levinthal printed how many forms are different at the start and after local search. What he says of selection, births
and deaths cannot be set up here, see `docs/validation.md`.
"""

from collections.abc import Callable
from math import comb, factorial
from typing import Any

import numpy as np
from scipy.stats import binom

from sim.engine.run import run
from sim.literature.check import Check, Provenance, Replication, distributed, equivalent, widened
from sim.literature.landscapes import heights, largest, optima, tables, world
from sim.model.state import Floats
from sim.scenario import Scenario, load

SEED = 11997
N = 10
LANDSCAPES, RUNS = 10_000, 2000
FORM, NEIGHBOUR = 613, 612  # any form, and it with its first bit flipped
EXACT = Provenance("D", "NK landscape, exact")
OCCUPANCY = Provenance("D", "100 draws of 1,024 forms")
PROTOTYPE = Provenance("I", "independent implementation with keyed numbers")
PRINTED = Provenance("P", "Levinthal 1997")
# Different forms of 100 at the start and after local search, by K: printed; an independent implementation's with its
# standard error.
STARTS = {0: 95.4, 1: 95.6, 5: 95.6}
ENDS = {0: 1.0, 1: 4.0, 5: 28.0}
AGAIN = {1: (3.87, 0.15), 5: (29.12, 0.22)}
# "About" 4 and 28 are read as within 1 and 3.
START_MARGIN, END_MARGIN, AGAIN_MARGIN = 1.0, {0: 0.5, 1: 1.0, 5: 3.0}, 1.0


def searchers(k: int, n: int = N) -> Scenario:
    """100 organizations that search locally on a landscape with n decisions and k couplings."""
    return load("levinthal_1997").with_(environment={"decisions": n, "goals": n, "across": k})


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """Exact facts on landscapes, then what Levinthal printed."""
    exact = _heights(scale) + _extremes(scale)
    progress()
    return exact + _walks(scale, progress) + _forms(scale, progress)


def bates(x: Floats, n: int = N) -> Floats:
    """The distribution function of the mean of n uniform numbers, at x."""
    y = np.clip(np.asarray(x, dtype=np.float64), 0, 1)
    # By symmetry from the smaller side, where the alternating sum is exact enough.
    small = np.minimum(y, 1 - y) * n
    terms = [(-1) ** j * comb(n, j) * np.maximum(small - j, 0) ** n for j in range(n + 1)]
    below = np.sum(terms, axis=0) / factorial(n)
    return np.where(y <= 0.5, below, 1 - below)


def mean_largest(count: int, n: int = N) -> float:
    """The mean of the largest of `count` means of n uniform numbers: the integral of 1 - F^count."""
    x = np.linspace(0, 1, 200_001)
    return float(np.trapezoid(1 - bates(x, n) ** count, x))


def _heights(scale: float) -> list[Check]:
    """Mean, variance, distribution, and correlation of neighbours, for little and much coupling."""
    lands, checked = max(500, int(LANDSCAPES * scale)), []
    for k in (0, 3, N - 1):
        e = world(searchers(k))
        pairs = np.array([_pair(e, replicate) for replicate in range(lands)])
        one, other = pairs.T - 0.5
        of, share = f"N = {N}, K = {k}: ", 1 - (k + 1) / N
        checked += [
            distributed("nk", of + "height of a form", pairs[:1000, 0], bates, EXACT),
            equivalent("nk", of + "mean height", pairs[:, 0], 0.5, widened(0.005, scale), EXACT),
            equivalent("nk", of + "variance of heights, times 12 N", 12 * N * one**2, 1.0, widened(0.08, scale), EXACT),
            equivalent("nk", of + "correlation of neighbours", 12 * N * one * other, share, widened(0.08, scale),
                       EXACT),
        ]  # fmt: skip
    return checked


def _pair(e: Any, replicate: int) -> tuple[float, float]:
    """The heights of two neighbours on a replicate's landscape."""
    depends, worth = tables(e, SEED, replicate)
    return (_height(depends, worth, FORM), _height(depends, worth, NEIGHBOUR))


def _height(depends: np.ndarray, worth: Floats, form: int) -> float:
    codes = (form >> depends & 1) @ (2 ** np.arange(depends.shape[1])[::-1])
    return float(worth[np.arange(len(worth)), codes].mean())


def _extremes(scale: float) -> list[Check]:
    """The optima of landscapes without coupling, and with all of it."""
    lands = max(200, int(RUNS * scale))
    tops, smooth, rough = largest(searchers(0), SEED, lands), world(searchers(0)), world(searchers(N - 1))
    peaks = [optima(heights(*tables(smooth, SEED, replicate))) for replicate in range(100)]
    checked = [
        equivalent("nk", "K = 0: largest height", tops, 2 / 3, widened(0.01, scale), EXACT),
        equivalent("nk", "K = 0: optima", np.array([len(p) for p in peaks], dtype=float), 1.0, 0.0, EXACT),
    ]
    optima_of_lands = [optima(heights(*tables(rough, SEED, replicate))) for replicate in range(lands)]
    count, local = 2**N / (N + 1), mean_largest(N + 1)
    numbers, highest = (
        np.array([len(p) for p in optima_of_lands], dtype=float),
        np.array([p.max() for p in optima_of_lands]),
    )
    excess = np.array([np.sum(p - local) for p in optima_of_lands]) / count
    return [
        *checked,
        equivalent("nk", f"K = {N - 1}: optima", numbers, count, widened(1.0, scale), EXACT),
        equivalent("nk", f"K = {N - 1}: mean height of optima", local + excess, local, widened(0.005, scale), EXACT),
        equivalent("nk", f"K = {N - 1}: largest height", highest, mean_largest(2**N), widened(0.005, scale), EXACT),
        distributed("nk", f"K = {N - 1}: largest height", highest, lambda x: bates(x) ** 2**N, EXACT),
    ]


def _walks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """With K = 0 a search mends one wrong way a period, any of them alike, and all end at the optimum.

    W of N ways are wrong at the start, binomially. After t periods W - t are, if any, and a wrong way costs 1/3 of a
    contribution on average. So N/2 steps lead to the optimum, and the mean height is 2/3 - E max(W - t, 0) / (3 N).
    """
    measures = run(searchers(0), max(100, int(RUNS * scale)), SEED).measures
    wrong = np.arange(N + 1)
    chance = binom.pmf(wrong, N, 0.5)
    checked = []
    for t in (0, 2, 4, 6, 48):
        expected = 2 / 3 - float(chance @ np.maximum(wrong - t, 0)) / (3 * N)
        claim = f"K = 0: mean height after {t} steps of search"
        checked.append(equivalent("nk", claim, measures["fit"][:, t], expected, widened(0.01, scale), EXACT))
    ends = 100 * measures["variety"][:, -1]
    progress()
    return [*checked, equivalent("nk", "K = 0: different forms in the end", ends, 1.0, 0.0, EXACT)]


def _forms(scale: float, progress: Callable[[], None]) -> list[Check]:
    """How many of 100 forms are different."""
    runs, checked, exact = max(100, int(RUNS * scale)), [], 1024 * (1 - (1 - 1 / 1024) ** 100)
    for k in STARTS:
        forms = 100 * run(searchers(k), runs, SEED).measures["variety"]
        first, last = forms[:, 0], forms[:, -1]
        start, end = f"K = {k}: different forms at the start", f"K = {k}: different forms after local search, t = 48"
        checked.append(equivalent("nk", start, first, exact, widened(0.5, scale), OCCUPANCY))
        checked.append(equivalent("nk", start, first, STARTS[k], START_MARGIN, PRINTED, at=(k, 0)))
        checked.append(equivalent("nk", end, last, ENDS[k], END_MARGIN[k], PRINTED, at=(k, 48)))
        if k in AGAIN:
            theirs, error = AGAIN[k]
            checked.append(equivalent("nk", end, last, theirs, widened(AGAIN_MARGIN, scale), PROTOTYPE, error))
        progress()
    return checked


REPLICATION = Replication("nk", "Levinthal1997", "NK landscapes and local search", SEED, True, 5, checks)
