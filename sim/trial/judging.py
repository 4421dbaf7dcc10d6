"""Verdicts: four words, and the rules for them, which were fixed before anything was run."""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import beta

from sim.state import Floats, Ints
from sim.statistics import LEVEL, Interval, intervals
from sim.trial.claim import Part
from sim.trial.regions import Region, deciding
from sim.trial.sample import SEED

MOSTLY = 2 / 3  # share of the points in which a claim that holds must hold,
SELDOM = 0.1  # and the share in which it may be reversed
SMALLEST_REGION = 0.1  # share of the points that a region must cover to be worth naming

type Word = Literal["holds", "holds where", "fails", "undecided"]
WORDS: tuple[Word, ...] = ("fails", "undecided", "holds where", "holds")  # a claim gets the first of its parts' words


class Shares(NamedTuple):
    """How many points hold, are reversed, show too little to matter, or decide nothing."""

    held: int
    reversed: int
    negligible: int
    undecided: int

    @property
    def points(self) -> int:
        """How many there are."""
        return sum(self)

    @property
    def share(self) -> float:
        """The share that holds."""
        return self.held / max(1, self.points)

    @property
    def against(self) -> float:
        """The share that is reversed."""
        return self.reversed / max(1, self.points)

    def limits(self, count: int) -> tuple[float, float]:
        """The 95 % interval (Clopper & Pearson 1934 [ClopperPearson1934]) of the share of `count` of the points."""
        n, tail = self.points, (1 - LEVEL) / 2
        low = float(beta.ppf(tail, count, n - count + 1)) if count else 0.0
        return low, float(beta.ppf(1 - tail, count + 1, n - count)) if count < n else 1.0


class Judged(NamedTuple):
    """A part on trial.

    `effect` at the defaults with its simultaneous interval, `found` what it comes to; `shares` over the sample;
    `region` where the two settings that decide most speak for it, found in one half of the sample, and `inside`
    what the other half says of it.
    """

    part: Part
    effect: Interval
    found: Literal["supported", "reversed", "negligible", "open"]
    shares: Shares
    region: Region
    inside: Shares
    verdict: Word


def level(statements: int) -> float:
    """The level of each of so many intervals that together hold with 95 % [Bonferroni1936]."""
    return 1 - (1 - LEVEL) / statements


def found(effect: Interval, smallest: float) -> Literal["supported", "reversed", "negligible", "open"]:
    """What an interval says: `negligible` lies within the smallest effect that matters."""
    if -smallest < effect.low and effect.high < smallest:
        return "negligible"
    return "supported" if effect.low > 0 else "reversed" if effect.high < 0 else "open"


def marks(sums: Floats, smallest: float) -> Floats:
    """For each point of `sums` (points, replicates) 1 (holds), -1 (reversed), 0 (negligible) or NaN (undecided).

    By a 95 % interval each. Without any effect, one point in forty holds and one in forty is reversed.
    """
    mean, half = intervals(sums.T)
    with np.errstate(invalid="ignore"):
        small = np.abs(mean) + half < smallest
        return np.where(small, 0.0, np.where(mean - half > 0, 1.0, np.where(mean + half < 0, -1.0, np.nan)))


def counted(marked: Floats) -> Shares:
    """How many points have which mark."""
    held, against, small = (int((marked == mark).sum()) for mark in (1, -1, 0))
    return Shares(held, against, small, len(marked) - held - against - small)


def halves(points: int) -> tuple[Ints, Ints]:
    """The numbers of the points that choose a region, and of those that judge it: two halves by lot."""
    order = np.random.default_rng(SEED).permutation(points)
    return np.sort(order[: points // 2]), np.sort(order[points // 2 :])


def judge(part: Part, effect: Interval, sums: Floats, sampled: pd.DataFrame) -> Judged:
    """The verdict on a part from its effect at the defaults and its sums (points, replicates) over the sample."""
    marked = marks(sums, part.smallest)
    learned, tested = halves(len(marked))
    region = deciding(sampled.iloc[learned], marked[learned])
    inside = counted(marked[tested][region.contains(sampled.iloc[tested])])
    said, shares = found(effect, part.smallest), counted(marked)
    covers = inside.points / max(1, len(tested)) if region.conditions else 0.0
    return Judged(part, effect, said, shares, region, inside, word(said, shares, inside, covers))


def word(said: str, shares: Shares, inside: Shares, covers: float) -> Word:
    """*holds*: supported at the defaults, held at two thirds of the points, reversed at a tenth at most.

    *holds where*: else, the same two shares within a region that covers a tenth of the points. *fails*: else, reversed
    or too small to matter at the defaults, or reversed more often than held. *undecided*: all else.
    """
    if said == "supported" and shares.share >= MOSTLY and shares.against <= SELDOM:
        return "holds"
    if covers >= SMALLEST_REGION and inside.share >= MOSTLY and inside.against <= SELDOM:
        return "holds where"
    if said in ("reversed", "negligible") or shares.reversed > shares.held:
        return "fails"
    return "undecided"


def together(words: list[Word]) -> Word:
    """The verdict on a claim: that of its weakest part."""
    return min(words, key=WORDS.index)
