"""Verdicts: six words and their rules, which were fixed before any claim of the edition was run."""

from collections import Counter
from typing import Literal, NamedTuple

import numpy as np

from sim.claims.deconvolution import Estimates, Truth, deconvolved, resampled
from sim.engine.statistics import LEVEL
from sim.model.state import Floats

MOSTLY = 2 / 3
HALF = 1 / 2
SOMETIMES = 0.2
SELDOM = 0.1
TIMES = 1000  # how often the worlds are drawn again for a statement that votes
FEW_TIMES = 300  # and for one that does not
SEED = 5

type Word = Literal["holds", "holds, small", "depends", "no effect that matters", "reversed", "open"]
# From the weakest to the strongest: a claim with two primary statements has the weaker word.
WORDS: tuple[Word, ...] = ("reversed", "no effect that matters", "open", "depends", "holds, small", "holds")


class StatementVerdict(NamedTuple):
    """The verdict on a statement, and what it rests on.

    Attributes
    ----------
    truth
        What is estimated of the true effects.
    low, high
        The limits of each of its numbers.
    support
        The share of the resamples in which each word fits; the word must fit in as many as `level` says.
    """

    word: Word
    truth: Truth
    low: Truth
    high: Truth
    support: dict[Word, float]
    worlds: int


def level(family: int) -> float:
    """The level of each of `family` intervals that hold together with 95 % [Bonferroni1936]."""
    return 1 - (1 - LEVEL) / family


def fitting(truth: Truth) -> Word:
    """The first word whose rule the probabilities of true effects meet; `open` if none does."""
    if truth.above >= MOSTLY and truth.below <= SELDOM:
        return "holds"
    if truth.positive >= MOSTLY and truth.small >= HALF:
        return "holds, small"
    if truth.above >= SOMETIMES and truth.below >= SELDOM:
        return "depends"
    if truth.small >= MOSTLY:
        return "no effect that matters"
    if truth.below >= MOSTLY and truth.above <= SELDOM:
        return "reversed"
    return "open"


def judge(estimates: Estimates, smallest: float, family: int = 1, times: int = TIMES) -> StatementVerdict:
    """The verdict on a statement.

    Parameters
    ----------
    estimates
        The effects that were measured in the worlds.
    smallest
        The smallest effect that matters.
    family
        How many statements' intervals hold together. The word of one is open unless it fits in so large a share of the
        resamples of the worlds.
    times
        The number of resamples.
    """
    worlds = len(estimates.effects)
    if worlds < 2:
        nothing = Truth(*[float("nan")] * 6)
        return StatementVerdict("open", nothing, nothing, nothing, {"open": 1.0}, worlds)
    numbers = deconvolved(estimates, smallest, resampled(worlds, times, SEED))
    best, again = Truth(*numbers[0].tolist()), numbers[1:]
    at = level(family)
    counted = Counter(fitting(Truth(*row)) for row in again.tolist())
    support = {word: counted[word] / times for word in WORDS if counted[word]}
    fits = fitting(best)
    word: Word = fits if support.get(fits, 0.0) >= at else "open"
    low, high = (Truth(*np.quantile(again, q, axis=0).tolist()) for q in ((1 - at) / 2, (1 + at) / 2))
    return StatementVerdict(word, best, low, high, support, worlds)


def weakest(words: list[Word]) -> Word:
    """The word of a claim with several primary statements."""
    return min(words, key=WORDS.index)


def limits(numbers: Floats, at: float = LEVEL) -> tuple[float, float]:
    """The percentile interval of resampled numbers."""
    low, high = np.quantile(numbers, [(1 - at) / 2, (1 + at) / 2])
    return float(low), float(high)
