"""How true effects are distributed over worlds, estimated from effects that were measured with known errors.

Each world has one true effect. What is measured there has an error, whose size is known from the replicates. Counting
measured effects would count errors too: with more replicates such counts move, although the worlds stay the same. So
the distribution of the true effects is estimated: on a grid, by steps of expectation maximization [Laird1978] toward
the one under which the measured effects are most probable [KieferWolfowitz1956]. They end before it is reached; the
ledger says what more steps would change.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.model.state import Bools, Floats

INNER = 45  # points of the grid on either side of 0 that are evenly spaced
SPACING = 0.4 / 3  # their distance, in smallest effects that matter: the limits ±1 lie between two points
EXACT = 0.1  # the least error that an effect has, in smallest effects that matter
WIDENING = 1.12  # further out, each point is so many times as far from 0 as the one before it
ITERATIONS = 150
NOTHING = 1e-12


class Estimates(NamedTuple):
    """Effects in worlds: measured, with their standard errors and the degrees of freedom of these."""

    effects: Floats
    errors: Floats
    freedom: int


class Truth(NamedTuple):
    """What is estimated of the true effects: mean, spread between worlds, and probabilities.

    `above` and `below` are those of an effect of more than the smallest that matters, in the sense of the statement and
    against it; `small` is that of a smaller one in either sense, and `positive` of one above 0.
    """

    mean: float
    spread: float
    above: float
    below: float
    small: float
    positive: float


def grid(smallest: float, reach: float) -> Floats:
    """Possible true effects, from -reach to reach at least; 0 is one of them, and ±smallest lie between two."""
    points = list(SPACING * smallest * np.arange(INNER + 1))
    while points[-1] < reach:
        points.append(points[-1] * WIDENING)
    return np.concatenate([-np.array(points[:0:-1]), points])


def likelihoods(estimates: Estimates, points: Floats) -> Floats:
    """How probable each measured effect is under each true one (worlds, points): Student's t, up to a factor."""
    apart = (estimates.effects[:, None] - points) / estimates.errors[:, None]
    logs = -(estimates.freedom + 1) / 2 * np.log1p(apart**2 / estimates.freedom)
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))


def shares(likely: Floats, counts: Floats, points: Floats) -> Floats:
    """The distribution over the grid (resamples, points) after all steps, for each row of counts (resamples, worlds).

    The first one is even.
    """
    widths = np.gradient(points)
    weights = np.tile(widths / widths.sum(), (len(counts), 1))
    counts = counts / counts.sum(axis=1, keepdims=True)
    for _ in range(ITERATIONS):
        # A world that was not drawn counts nothing, also where the others leave it no chance at all.
        chances = np.divide(counts, weights @ likely.T, out=np.zeros_like(counts), where=counts > 0)
        weights = weights * (chances @ likely)
        weights[weights < NOTHING] = 0  # numbers near the smallest that a computer has would make it slow
    return np.asarray(weights)


def summaries(weights: Floats, points: Floats, smallest: float) -> Floats:
    """The numbers of `Truth` (resamples, 6) of each distribution over the grid."""
    mean = weights @ points
    spread = np.sqrt(np.maximum(weights @ points**2 - mean**2, 0))
    sides: list[Bools] = [points > smallest, points < -smallest, np.abs(points) <= smallest, points > 0]
    return np.column_stack([mean, spread, *(weights[:, side].sum(axis=1) for side in sides)])


def resampled(worlds: int, times: int, seed: int) -> Floats:
    """Counts of worlds (times + 1, worlds): first each once, then as drawn again with replacement."""
    rng = np.random.default_rng([seed, worlds])
    return np.vstack([np.ones(worlds), rng.multinomial(worlds, np.full(worlds, 1 / worlds), times)]).astype(float)


def deconvolved(estimates: Estimates, smallest: float, counts: Floats) -> Floats:
    """The numbers of `Truth` (resamples, 6) for each row of counts (resamples, worlds) of the worlds."""
    # An effect that is the same in all replicates is known exactly; the grid cannot tell it better than its spacing.
    known = estimates._replace(errors=np.maximum(estimates.errors, EXACT * smallest))
    points = grid(smallest, float(np.abs(estimates.effects).max(initial=0.0)))
    return summaries(shares(likelihoods(known, points), counts, points), points, smallest)


def margin(level: float, freedom: int) -> float:
    """Half the width of an interval of Student's t, in standard errors."""
    return float(stdtrit(freedom, (1 + level) / 2))
