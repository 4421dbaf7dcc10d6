"""A comparison with the literature, and how it is decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm

from sim.engine import run
from sim.scenario import Scenario
from sim.state import Floats

type Level = Literal["numerical", "distributional", "relational"]

# The error rate of a single equivalence test, and of a whole study's relational tests (Holm).
EQUIVALENCE_LEVEL, FAMILY_LEVEL = 0.05, 0.01
POWER = 0.95


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
    """A published study: its key in `references.bib`, what it is about, and the function that checks it.

    `run(scale, progress)` gives the checks; `scale` (1: as published here) shrinks the number of replicates, and
    `progress` is called `steps` times. `nested`: the study's model is a setting of the engine, so that every check must
    pass; otherwise a check that fails is a finding.
    """

    name: str
    key: str
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

    Passing means that the 90 % interval of the difference lies within ± margin; a mean that is off by the margin or
    more passes with probability .05 at most. `reference_error` is the published value's own standard error.
    """
    mean, own = float(values.mean()), _error(values)
    error = float(np.hypot(own, reference_error))
    reach = norm.isf(EQUIVALENCE_LEVEL) * error
    passed = abs(mean - reference) + reach <= margin
    power = max(0.0, 1 - 2 * norm.sf((margin - reach) / error)) if error > 0 else 1.0
    level: Level = "distributional" if error > 0 else "numerical"
    return Check(study, claim, level, mean, error, reference, source, margin, float(power), bool(passed), at)


def ordered(study: str, claims: dict[str, Floats], effect: float) -> list[Check]:
    """One-sided tests that the mean of each array of differences (n,) is positive, corrected by Holm.

    `effect` is the difference that would matter; the power to see it stands in the check. A claim whose difference is
    not significantly positive fails: absence of evidence is reported as such.
    """
    found = {claim: (float(values.mean()), _error(values)) for claim, values in claims.items()}
    p = {claim: norm.sf(mean / error) if error > 0 else float(mean <= 0) for claim, (mean, error) in found.items()}
    significant: set[str] = set()
    for rank, claim in enumerate(sorted(p, key=lambda claim: p[claim])):
        if p[claim] > FAMILY_LEVEL / (len(p) - rank):
            break
        significant.add(claim)
    limit = norm.isf(FAMILY_LEVEL / len(p))
    return [
        Check(
            study, claim, "relational", mean, error, None, "sign", effect,
            float(norm.cdf(effect / error - limit)) if error > 0 else 1.0, claim in significant,
        )
        for claim, (mean, error) in found.items()
    ]  # fmt: skip


def _error(values: Floats) -> float:
    """Standard error of the mean; 0 where all are equal."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
