"""The effect of a statement in each world, with its error, from the runs of its crews."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.claims.claim import Statement, Term
from sim.claims.deconvolution import Estimates
from sim.model.state import Bools, Floats

CERTAIN = 3.0  # standard errors by which what divides must exceed 0

type Outcomes = Mapping[str, Floats]
"""Per crew, one outcome (worlds, replicates)."""


class Measured(NamedTuple):
    """The effect of a statement in each world.

    Attributes
    ----------
    effects, errors
        The effect and its standard error.
    usable
        Where a share can be taken. In the other worlds what divides is too small: they are adrift anyway.
    """

    effects: Floats
    errors: Floats
    usable: Bools
    freedom: int

    @property
    def estimates(self) -> Estimates:
        """Those of the worlds that are not adrift."""
        return Estimates(self.effects[self.usable], self.errors[self.usable], self.freedom)


def measured(statement: Statement, outcomes: Outcomes) -> Measured:
    """The effect of a statement in each world, with its standard error.

    The replicates of a world are paired: all crews have the same luck there. An effect is a sum of ratios of means; its
    error is that of its linear part in the replicates (the delta method).
    """
    replicates = next(iter(outcomes.values())).shape[1]
    linear = _best_of(statement, outcomes) if statement.best else _sums(statement, outcomes)
    usable = np.logical_and.reduce([_divides(term, outcomes, statement.floor) for term in statement.terms])
    effects = linear.mean(axis=1)
    errors = linear.std(axis=1, ddof=1) / np.sqrt(replicates)
    usable &= np.isfinite(effects) & np.isfinite(errors)
    return Measured(effects, errors, usable, replicates - 1)


def _sums(statement: Statement, outcomes: Outcomes) -> Floats:
    """Numbers (worlds, replicates) whose mean is the effect, and whose standard error is that of the effect."""
    return np.asarray(sum(_share(term, _weighted(term, outcomes), outcomes) for term in statement.terms))


def _weighted(term: Term, outcomes: Outcomes) -> Floats:
    return np.asarray(sum(weight * outcomes[crew] for crew, weight in term.weights.items()))


def _share(term: Term, sums: Floats, outcomes: Outcomes) -> Floats:
    if not term.share_of:
        return sums
    whole = outcomes[term.share_of]
    mean = whole.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = sums.mean(axis=1, keepdims=True) / mean
        return np.asarray(share + (sums - share * whole) / mean)


def _divides(term: Term, outcomes: Outcomes, floor: float) -> Bools:
    """Where the crew that divides reaches enough, and certainly more than nothing."""
    if not term.share_of:
        return np.ones(len(next(iter(outcomes.values()))), dtype=np.bool_)
    whole = outcomes[term.share_of]
    error = whole.std(axis=1, ddof=1) / np.sqrt(whole.shape[1])
    return np.asarray((whole.mean(axis=1) >= floor) & (whole.mean(axis=1) > CERTAIN * error))


def _best_of(statement: Statement, outcomes: Outcomes) -> Floats:
    """By how much the best crew of one group is ahead of the best of another.

    The best of several means is too large by chance. So each half of the replicates is measured with the crews that
    were best in the other half.
    """
    (term,) = statement.terms
    inside, ends = (np.stack([outcomes[name] for name in names]) for names in (statement.best, statement.against))
    replicates = inside.shape[2]
    even = np.arange(replicates) % 2 == 0
    ahead = np.empty(inside.shape[1:])
    worlds = np.arange(inside.shape[1])
    for half in (even, ~even):
        top, other = (group[:, :, ~half].mean(axis=2).argmax(axis=0) for group in (inside, ends))
        ahead[:, half] = (inside[top, worlds] - ends[other, worlds])[:, half]
    return _share(term, ahead, outcomes)
