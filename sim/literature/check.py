"""A comparison with the literature, and how it is decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import nct, norm, t

from sim.engine import run
from sim.scenario import Scenario
from sim.state import Floats

type Level = Literal["numerical", "distributional", "relational"]

# The error rate of a single equivalence test, and of a whole study's relational tests (Holm).
EQUIVALENCE_LEVEL, FAMILY_LEVEL = 0.01, 0.01


@dataclass(frozen=True)
class Check:
    """One claim of a study beside what the engine gives.

    `ours` is the engine's mean (or, for a relational claim, the difference that must be positive) and `error` its
    standard error; `margin` is the largest difference that counts as agreement. `power` is the probability to pass if
    the engine is right (equivalence), or to see a difference as large as `margin` (relational). `at`: where on
    the study's axes it lies, if anywhere.
    """

    study: str
    claim: str
    level: Level
    ours: float
    error: float
    reference: float | None
    source: Literal["published", "closed form", "sign"]
    margin: float
    power: float
    passed: bool
    at: tuple[float, ...] = ()

    @property
    def z(self) -> float | None:
        """Standardized difference to the reference; for a sign, of the difference to 0."""
        return (self.ours - (self.reference or 0.0)) / self.error if self.error > 0 else None


@dataclass(frozen=True)
class Study:
    """A study: the key in `references.bib` of the paper it reproduces (if one), its subject, and what checks it.

    `run(scale, progress)` gives the checks; `scale` (1: as published here) shrinks the number of replicates, and
    `progress` is called `steps` times. `nested`: the study's model is a setting of the engine, so that every check must
    pass; otherwise a check that fails is a finding.
    """

    name: str
    key: str | None
    title: str
    nested: bool
    steps: int
    run: Callable[[float, Callable[[], None]], list[Check]]


def outcome(scenario: Scenario, runs: int, seed: int, name: str, first: int = 0) -> Floats:
    """One outcome of replicates `first` … `first + runs - 1`, an array (runs,)."""
    return np.asarray(run(scenario, runs, seed, first=first, series=False).outcomes[name], dtype=np.float64)


def widened(margin: float, scale: float) -> float:
    """The margin for fewer replicates: as much wider as the standard error, so that the power stays."""
    return margin / float(np.sqrt(min(1.0, scale)))


def equivalent(
    study: str,
    claim: str,
    values: Floats,
    reference: float,
    margin: float,
    source: Literal["published", "closed form"],
    reference_error: float = 0.0,
    at: tuple[float, ...] = (),
) -> Check:
    """Two one-sided tests that the mean of `values` (n,) lies within `margin` of the reference.

    Passing means that the 98 % interval of the difference lies within ± margin; a mean that is off by the margin or
    more passes with probability .01 at most. `reference_error` is the published value's own standard error.
    """
    error = float(np.hypot(_error(values), reference_error))
    return within(study, claim, float(values.mean()), error, reference, margin, source, at)


def within(
    study: str,
    claim: str,
    size: float,
    error: float,
    reference: float,
    margin: float,
    source: Literal["published", "closed form"],
    at: tuple[float, ...] = (),
) -> Check:
    """Two one-sided tests that a number with a standard error lies within `margin` of the reference."""
    reach = norm.isf(EQUIVALENCE_LEVEL) * error
    passed = abs(size - reference) + reach <= margin
    power = max(0.0, 1 - 2 * norm.sf((margin - reach) / error)) if error > 0 else 1.0
    level: Level = "distributional" if error > 0 else "numerical"
    return Check(study, claim, level, size, error, reference, source, margin, float(power), bool(passed), at)


class Sign(NamedTuple):
    """Differences (n,) whose mean must be positive, and the difference that would matter."""

    differences: Floats
    effect: float


def ordered(study: str, claims: Mapping[str, Sign]) -> list[Check]:
    """One-sided t tests that the mean of each sign's differences is positive, corrected by Holm.

    The power to see its effect stands in the check. A claim whose difference is not significantly positive fails:
    absence of evidence is reported as such.
    """
    found = {claim: (float(sign.differences.mean()), _error(sign.differences)) for claim, sign in claims.items()}
    free = {claim: len(sign.differences) - 1 for claim, sign in claims.items()}
    p = {
        claim: t.sf(mean / error, free[claim]) if error > 0 else float(mean <= 0)
        for claim, (mean, error) in found.items()
    }
    significant: set[str] = set()
    for rank, claim in enumerate(sorted(p, key=lambda claim: p[claim])):
        if p[claim] > FAMILY_LEVEL / (len(p) - rank):
            break
        significant.add(claim)
    return [
        Check(
            study, claim, "relational", mean, error, None, "sign", claims[claim].effect,
            _power(claims[claim].effect, error, free[claim], FAMILY_LEVEL / len(p)), claim in significant,
        )
        for claim, (mean, error) in found.items()
    ]  # fmt: skip


def _power(effect: float, error: float, free: int, level: float) -> float:
    """Probability that a one-sided t test at a level sees an effect, by the noncentral t distribution."""
    return float(nct.sf(t.isf(level, free), free, effect / error)) if error > 0 else 1.0


def _error(values: Floats) -> float:
    """Standard error of the mean; 0 where all are equal."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
