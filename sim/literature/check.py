"""A comparison with the literature, who said the number, and the tests that decide it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import kstest, kstwo, norm, t
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

from sim.engine.run import run
from sim.model.state import Floats
from sim.scenario import Scenario

type Level = Literal["numerical", "distributional", "means", "relational"]

# The error rate of each equivalence test, of each comparison of distributions, and of all relational tests of a
# replication together.
EQUIVALENCE_LEVEL, DISTRIBUTION_LEVEL, FAMILY_LEVEL = 0.01, 0.01, 0.01


class Provenance(NamedTuple):
    """Who said a number or a sign, and where.

    The marks: P printed by the authors, R a named public re-creation, I an independent implementation, D derived. Only
    what is marked P is called published.
    """

    mark: Literal["P", "R", "I", "D"]
    where: str

    def __str__(self) -> str:
        """As it stands in tables."""
        return f"[{self.mark}] {self.where}"


@dataclass(frozen=True)
class Check:
    """One result of the literature beside that of the engine.

    Attributes
    ----------
    ours
        The engine's mean. For a relational check, the difference that must be positive; for a distributional one, the
        largest difference of the two distributions.
    error
        Its standard error.
    source
        Who said the reference or the sign.
    margin
        The largest difference that counts as agreement. For a relational check, the effect that would matter.
    power
        The probability that the check passes if the engine is right (means, distributions), or that a difference as
        large as `margin` is seen (relational).
    at
        The place on the axes of the published figure, if there is one.
    """

    study: str
    claim: str
    level: Level
    ours: float
    error: float
    reference: float | None
    source: Provenance
    margin: float
    power: float
    passed: bool
    at: tuple[float, ...] = ()

    @property
    def z(self) -> float | None:
        """The standardized difference to the reference, or to 0 if there is none."""
        return (self.ours - (self.reference or 0.0)) / self.error if self.error > 0 else None


@dataclass(frozen=True)
class Replication:
    """A model of the literature, or a set of signs, and the function that checks it.

    Attributes
    ----------
    key
        The key of the paper in `references.bib`, if it is one paper.
    seed
        The seed of its runs.
    nested
        Whether the model is a setting of the engine. Then every check must pass; otherwise a check that fails is a
        finding.
    steps
        The number of calls of `progress`.
    run
        `run(scale, progress)` gives the checks. `scale` is the share of the replicates, and 1 gives the published ones.
    """

    name: str
    key: str | None
    title: str
    seed: int
    nested: bool
    steps: int
    run: Callable[[float, Callable[[], None]], list[Check]]


def outcome(scenario: Scenario, runs: int, seed: int, name: str, first: int = 0) -> Floats:
    """One outcome of the replicates `first` to `first + runs - 1`, an array (runs,)."""
    return np.asarray(run(scenario, runs, seed, first=first, series=False).outcomes[name], dtype=np.float64)


def widened(margin: float, scale: float) -> float:
    """The margin for fewer replicates. It grows like the standard error, so that the power stays the same."""
    return margin / float(np.sqrt(min(1.0, scale)))


def equivalent(
    study: str,
    claim: str,
    values: Floats,
    reference: float,
    margin: float,
    source: Provenance,
    reference_error: float = 0.0,
    at: tuple[float, ...] = (),
) -> Check:
    """Test that the mean of `values` (n,) lies within `margin` of the reference, by two one-sided tests.

    The check passes if the 98 % interval of the difference lies within ± margin. A mean that is off by the margin or
    more passes with a probability of at most .01. `reference_error` is the standard error of the reference; if it has
    none, the tests are Student's.
    """
    own = _error(values)
    check = within(study, claim, float(values.mean()), float(np.hypot(own, reference_error)), reference, margin,
                   source, at)  # fmt: skip
    if reference_error > 0 or own == 0:
        return check
    p = DescrStatsW(values).ttost_mean(reference - margin, reference + margin)[0]
    return replace(check, passed=bool(p <= EQUIVALENCE_LEVEL))


def within(
    study: str,
    claim: str,
    size: float,
    error: float,
    reference: float,
    margin: float,
    source: Provenance,
    at: tuple[float, ...] = (),
) -> Check:
    """Test that a number with a standard error lies within `margin` of the reference, by two one-sided tests."""
    reach = norm.isf(EQUIVALENCE_LEVEL) * error
    passed = abs(size - reference) + reach <= margin
    power = max(0.0, 1 - 2 * norm.sf((margin - reach) / error)) if error > 0 else 1.0
    level: Level = "means" if error > 0 else "numerical"
    return Check(study, claim, level, size, error, reference, source, margin, float(power), bool(passed), at)


def distributed(
    study: str, claim: str, values: Floats, reference: Callable[[Floats], Floats], source: Provenance
) -> Check:
    """Test that `values` (n,) have a distribution, given as a function of the value: Kolmogorov-Smirnov at 1 %.

    A pass does not prove that the distributions are equal. `margin` is the largest difference that passes.
    """
    test = kstest(values, reference)
    critical = float(kstwo.isf(DISTRIBUTION_LEVEL, len(values)))
    passed = bool(test.pvalue >= DISTRIBUTION_LEVEL)
    return Check(study, claim, "distributional", float(test.statistic), 0.0, 0.0, source, critical,
                 1 - DISTRIBUTION_LEVEL, passed)  # fmt: skip


class Sign(NamedTuple):
    """Differences (n,) whose mean must be positive, the effect that would matter, and who stated the sign."""

    differences: Floats
    effect: float
    source: Provenance


def ordered(study: str, claims: Mapping[str, Sign]) -> list[Check]:
    """Test that the mean differences of all signs are positive: one-sided t tests, corrected together by Holm's method.

    A sign whose difference is not significantly positive fails. The power to see its effect is part of the check.
    """
    means = [float(sign.differences.mean()) for sign in claims.values()]
    errors = [_error(sign.differences) for sign in claims.values()]
    p = [
        float(t.sf(mean / error, len(sign.differences) - 1)) if error > 0 else float(mean <= 0)
        for sign, mean, error in zip(claims.values(), means, errors, strict=True)
    ]
    significant = multipletests(p, FAMILY_LEVEL, "holm")[0]
    return [
        Check(
            study, claim, "relational", mean, error, None, sign.source, sign.effect,
            _power(sign, FAMILY_LEVEL / len(claims)), bool(passed),
        )
        for (claim, sign), mean, error, passed in zip(claims.items(), means, errors, significant, strict=True)
    ]  # fmt: skip


def _power(sign: Sign, level: float) -> float:
    """The probability that a one-sided t test at a level sees the effect of a sign."""
    spread, n = float(sign.differences.std(ddof=1)), len(sign.differences)
    return float(TTestPower().power(sign.effect / spread, n, level, alternative="larger")) if spread > 0 else 1.0


def _error(values: Floats) -> float:
    """The standard error of the mean; 0 if all values are equal."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
