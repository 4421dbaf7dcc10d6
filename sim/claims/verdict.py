"""Verdicts: four words and their rules. The rules were fixed before any claim was run."""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from sim.claims.claim import Statement
from sim.claims.regions import Region, deciding
from sim.claims.sample import SEED
from sim.engine.statistics import LEVEL, Interval, intervals
from sim.model.state import Floats, Ints

MOSTLY = 2 / 3  # a claim that holds must hold at this share of the points
SELDOM = 0.1  # and may be reversed at this share
SMALLEST_REGION = 0.1  # the share of the points that a region must cover

type Word = Literal["holds", "holds where", "fails", "undecided"]
type Conclusion = Literal["supported", "reversed", "negligible", "open"]
WORDS: tuple[Word, ...] = ("fails", "undecided", "holds where", "holds")  # from the weakest to the strongest


class Shares(NamedTuple):
    """The number of points at which a statement holds, is reversed, has a negligible effect, or is undecided."""

    held: int
    reversed: int
    negligible: int
    undecided: int

    @property
    def points(self) -> int:
        """The number of points."""
        return sum(self)

    @property
    def share(self) -> float:
        """The share of points at which the statement holds."""
        return self.held / max(1, self.points)

    @property
    def against(self) -> float:
        """The share of points at which the statement is reversed."""
        return self.reversed / max(1, self.points)

    def limits(self, count: int) -> tuple[float, float]:
        """The exact 95 % interval [ClopperPearson1934] of the share of `count` of the points."""
        if not self.points:
            return 0.0, 1.0
        limits = binomtest(count, self.points).proportion_ci(LEVEL, method="exact")
        return float(limits.low), float(limits.high)


class StatementVerdict(NamedTuple):
    """The verdict on a statement, and what it rests on.

    Attributes
    ----------
    effect
        The effect at the defaults with its simultaneous interval.
    at_defaults
        What this interval says.
    shares
        The shares of the points of the sample.
    region
        The region in which the statement holds most often, chosen on one half of the sample.
    inside
        The shares of the points of the other half that lie in the region.
    """

    statement: Statement
    effect: Interval
    at_defaults: Conclusion
    shares: Shares
    region: Region
    inside: Shares
    word: Word


def level(count: int) -> float:
    """The level of each of `count` intervals that hold together with 95 % [Bonferroni1936]."""
    return 1 - (1 - LEVEL) / count


def conclusion(effect: Interval, smallest: float) -> Conclusion:
    """What an interval says. It is `negligible` if it lies within the smallest effect that matters."""
    if -smallest < effect.low and effect.high < smallest:
        return "negligible"
    return "supported" if effect.low > 0 else "reversed" if effect.high < 0 else "open"


def marks(sums: Floats, smallest: float) -> Floats:
    """The mark of each point: 1 (holds), -1 (reversed), 0 (negligible) or NaN (undecided).

    `sums` has the shape (points, replicates), and each point is judged by its own 95 % interval. Without any effect,
    one point in forty holds and one in forty is reversed.
    """
    mean, half = intervals(sums.T)
    with np.errstate(invalid="ignore"):
        small = np.abs(mean) + half < smallest
        return np.where(small, 0.0, np.where(mean - half > 0, 1.0, np.where(mean + half < 0, -1.0, np.nan)))


def counted(marked: Floats) -> Shares:
    """The number of points with each mark."""
    positive, negative, small = (int((marked == mark).sum()) for mark in (1, -1, 0))
    return Shares(positive, negative, small, len(marked) - positive - negative - small)


def halves(points: int) -> tuple[Ints, Ints]:
    """Two random halves of the points: the first chooses a region, the second judges it."""
    order = np.random.default_rng(SEED).permutation(points)
    return np.sort(order[: points // 2]), np.sort(order[points // 2 :])


def judge(statement: Statement, effect: Interval, sums: Floats, sampled: pd.DataFrame) -> StatementVerdict:
    """The verdict on a statement.

    Parameters
    ----------
    statement
        The statement.
    effect
        Its effect at the defaults.
    sums
        Its weighted sums over the sample (points, replicates).
    sampled
        The settings at each point of the sample.
    """
    marked = marks(sums, statement.smallest)
    learned, tested = halves(len(marked))
    region = deciding(sampled.iloc[learned], marked[learned])
    inside = counted(marked[tested][region.contains(sampled.iloc[tested])])
    at_defaults, shares = conclusion(effect, statement.smallest), counted(marked)
    covers = inside.points / max(1, len(tested)) if region.conditions else 0.0
    word = verdict_word(at_defaults, shares, inside, covers)
    return StatementVerdict(statement, effect, at_defaults, shares, region, inside, word)


def verdict_word(at_defaults: str, shares: Shares, inside: Shares, covers: float) -> Word:
    """The verdict in one word.

    - *holds*: it is supported at the defaults, holds at two thirds of the points or more, and is reversed at a tenth of
      them at most.
    - *holds where*: if it does not hold everywhere, but reaches the same two shares in a region with at least a tenth
      of the points.
    - *fails*: if it is reversed or negligible at the defaults, or is reversed at more points than it holds.
    - *undecided*: otherwise.
    """
    if at_defaults == "supported" and shares.share >= MOSTLY and shares.against <= SELDOM:
        return "holds"
    if covers >= SMALLEST_REGION and inside.share >= MOSTLY and inside.against <= SELDOM:
        return "holds where"
    if at_defaults in ("reversed", "negligible") or shares.reversed > shares.held:
        return "fails"
    return "undecided"


def weakest(words: list[Word]) -> Word:
    """The verdict on a claim: that of its weakest statement."""
    return min(words, key=WORDS.index)
