"""History matching: which settings can a model have, if its outcomes must lie in given ranges?

Settings are ruled out, wave by wave, where a cheap emulator of the model says that an outcome would lie too far from
its range, even if the emulator is wrong by as much as it may be [VernonEtAl2010]. What is never ruled out is *not
implausible*: that is all it says. The emulators are Gaussian processes of scikit-learn.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import qmc

from sim.engine.statistics import is_constant
from sim.model.state import Bools, Floats
from sim.study.targets import Target

CUTOFF = 3.0
"""An outcome that is more standard deviations away rules a setting out: by chance less than 5 % of any distribution
with one mode lie there (Pukelsheim's rule of three sigma)."""
CANDIDATES = 2**13
SHORTEST, LONGEST = 0.2, 50.0  # limits of an emulator's length scales, in widths of a factor


class Simulated(NamedTuple):
    """The outcomes of a model at some points: means and their variances, each (points, outcomes). NaN is missing."""

    means: Floats
    variances: Floats


@dataclass(frozen=True)
class Matched:
    """What history matching found.

    Attributes
    ----------
    names, targets
        the factors and the targets
    units, wave
        the points of the unit cube that were run, and the wave in which each one was
    simulated
        their outcomes
    shares
        the share of the space that is not ruled out after each wave, by the targets that can be met
    survivors
        points of the unit cube that are not ruled out, from an even cover of it
    worst
        the largest implausibility of each survivor
    trusted
        for each wave after the first, the share of its outcomes that the emulators foretold within three standard
        deviations
    """

    names: tuple[str, ...]
    targets: tuple[Target, ...]
    units: Floats
    wave: Floats
    simulated: Simulated
    shares: list[float]
    survivors: Floats
    worst: Floats
    trusted: list[float]

    @property
    def implausible(self) -> Floats:
        """The implausibility of each run point by its own runs (points, targets)."""
        return implausibility(self.simulated, self.targets)

    @property
    def meetable(self) -> Bools:
        """For each target whether any point that was run meets it."""
        return meetable(self.simulated, self.targets)

    @property
    def met(self) -> Floats:
        """How many targets each point that was run meets."""
        return np.asarray((self.implausible <= CUTOFF).sum(axis=1))

    @property
    def all_met(self) -> Bools:
        """Which of the points that were run meet all targets that can be met."""
        within = self.implausible[:, self.meetable] <= CUTOFF
        return np.asarray(within.all(axis=1) & self.meetable.any())


def implausibility(simulated: Simulated, targets: Sequence[Target]) -> Floats:
    """How far outcomes lie from the middles of their targets, in standard deviations of both together.

    A missing outcome is infinitely far away.
    """
    middle = np.array([target.middle for target in targets])
    spread = np.array([target.spread for target in targets])
    far = np.abs(simulated.means - middle) / np.sqrt(spread**2 + simulated.variances)
    return np.asarray(np.where(np.isnan(far), np.inf, far))


def meetable(simulated: Simulated, targets: Sequence[Target]) -> Bools:
    """For each target whether any of the points meets it."""
    return np.asarray((implausibility(simulated, targets) <= CUTOFF).any(axis=0))


class Emulator:
    """A Gaussian process for each outcome, fitted to means with known variances.

    Where an outcome is missing at some points, another process tells whether it is there.
    """

    def __init__(self, units: Floats, simulated: Simulated) -> None:
        outcomes = range(simulated.means.shape[1])
        there = np.where(np.isnan(simulated.means), 0.0, 1.0)
        certain = np.zeros(len(units))
        self._processes = [_process(units, simulated.means[:, k], simulated.variances[:, k]) for k in outcomes]
        self._presence = [_process(units, there[:, k], certain) for k in outcomes]

    def predict(self, units: Floats) -> Simulated:
        """The means of the outcomes at other points, and the variances of what the emulator does not know of them.

        A mean is missing where it is almost certain that the outcome would be.
        """
        columns = [process(units) for process in self._processes]
        means, variances = (np.column_stack([column[part] for column in columns]) for part in (0, 1))
        for k, presence in enumerate(self._presence):
            there, variance = presence(units)
            means[there + CUTOFF * np.sqrt(variance) < 0.5, k] = np.nan
        return Simulated(means, variances)


def _process(units: Floats, means: Floats, variances: Floats) -> Callable[[Floats], tuple[Floats, Floats]]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel

    present = ~np.isnan(means)
    if present.sum() < 3 or is_constant(means[present]):
        constant = float(means[present].mean()) if present.any() else float("nan")
        return lambda at: (np.full(len(at), constant), np.zeros(len(at)))
    center, scale = float(means[present].mean()), float(means[present].std())
    kernel = ConstantKernel(1.0, (0.01, 100)) * RBF(np.full(units.shape[1], 2.0), (SHORTEST, LONGEST))
    noise = variances[present] / scale**2 + 1e-6
    process: Any = GaussianProcessRegressor(kernel, alpha=noise, random_state=0)
    with warnings.catch_warnings():
        # A factor without influence has a length scale at its limit, which is no fault.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(units[present], (means[present] - center) / scale)

    def predict(at: Floats) -> tuple[Floats, Floats]:
        mean, deviation = process.predict(at, return_std=True)
        return center + scale * mean, (scale * deviation) ** 2

    return predict


def history_match(
    simulate: Callable[[Floats], Simulated],
    names: Sequence[str],
    targets: Sequence[Target],
    waves: Sequence[int],
    seed: int,
    candidates: int = CANDIDATES,
) -> Matched:
    """Rule out settings, wave by wave.

    Parameters
    ----------
    simulate
        Runs the model at points of the unit cube (n, factors).
    names
        The factors.
    targets
        The ranges of the outcomes, in the order in which `simulate` gives them.
    waves
        How many points each wave has. Those of the first fill the cube; those of a later one fill what is left.
    seed
        The seed of all points.
    candidates
        How many points an emulator judges after each wave.
    """
    dimensions, targets = len(names), tuple(targets)
    units = np.asarray(qmc.LatinHypercube(dimensions, rng=seed).random(waves[0]))
    simulated, wave = simulate(units), np.zeros(waves[0])
    shares: list[float] = []
    trusted: list[float] = []
    for number in range(len(waves)):
        emulator = Emulator(units, simulated)
        cover = np.asarray(qmc.Sobol(dimensions, rng=seed + number + 1).random(candidates))
        worst = _worst(with_shared_errors(emulator.predict(cover), simulated), simulated, targets)
        shares.append(float((worst <= CUTOFF).mean()))
        if number == len(waves) - 1:
            break
        chosen = _chosen(worst, waves[number + 1], np.random.default_rng([seed, number]))
        more = simulate(cover[chosen])
        trusted.append(_foretold(emulator.predict(cover[chosen]), more))
        units = np.vstack([units, cover[chosen]])
        simulated = Simulated(*(np.vstack(pair) for pair in zip(simulated, more, strict=True)))
        wave = np.concatenate([wave, np.full(len(chosen), number + 1.0)])
    left = worst <= CUTOFF
    return Matched(tuple(names), targets, units, wave, simulated, shares, cover[left], worst[left], trusted)


def with_shared_errors(foretold: Simulated, simulated: Simulated) -> Simulated:
    """What emulators say, with the error that all points share: they meet the same luck, so it does not average out."""
    present = ~np.isnan(simulated.variances)
    shared = np.where(present, simulated.variances, 0).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    return Simulated(foretold.means, foretold.variances + shared)


def _worst(foretold: Simulated, simulated: Simulated, targets: Sequence[Target]) -> Floats:
    """The largest implausibility at each candidate, over the targets that a point has met; infinite if there is none.

    A target that nothing has met would rule out everything, and so would hide what the others say.
    """
    can = meetable(simulated, targets)
    far = implausibility(foretold, targets)[:, can]
    return np.asarray(far.max(axis=1, initial=0.0 if can.any() else np.inf))


def _chosen(worst: Floats, count: int, rng: np.random.Generator) -> "np.ndarray[Any, Any]":
    """Candidates for the next wave: some of those that are left, or else the least implausible ones."""
    left = np.flatnonzero(worst <= CUTOFF)
    return rng.choice(left, count, replace=False) if len(left) >= count else worst.argsort(kind="stable")[:count]


def _foretold(foretold: Simulated, simulated: Simulated) -> float:
    """The share of outcomes within three standard deviations of what the emulators said; NaN if all are missing."""
    apart, spread = np.abs(foretold.means - simulated.means), np.sqrt(foretold.variances + simulated.variances)
    apart = np.divide(apart, spread, out=np.where(apart > 0, np.inf, apart), where=spread > 0)
    apart = np.where(np.isnan(foretold.means), np.inf, apart)
    present = ~np.isnan(simulated.means)
    return float((apart[present] <= CUTOFF).mean()) if present.any() else float("nan")
