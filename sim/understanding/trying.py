"""What would a change do? Pairs of runs under the same luck, until the effect is clear or clearly small.

Looks are at fixed counts of pairs. The interval of each look is at the level 1 - 5 % / looks, so that (Bonferroni) all
of them together hold the true effect in 95 % of tries, whenever one stops: without any effect, at most 5 % of tries end
with a clear one, and of effects of the `smallest` size or more at most 5 % are called clearly small.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.engine import run
from sim.measures import measures
from sim.outcomes import Extras
from sim.parameters import Run as RunParameters
from sim.scenario import Scenario
from sim.state import Floats
from sim.statistics import LEVEL, Interval, interval
from sim.study.stopping import FIRST_LOOK, Replicates, sound

HUNDREDTH = 0.01
CLEAR, SMALL, UNDECIDED = "clear", "clearly small", "undecided"


class Effect(NamedTuple):
    """What a change does to an outcome: mean paired difference with its interval, and how it was found out.

    `without` and `with_` are the outcome's means; `missing` of `pairs` had no outcome, such as runs without a shock;
    `looks` is how many there could have been, for which the interval is made.
    """

    outcome: str
    verdict: str
    interval: Interval
    without: float
    with_: float
    smallest: float
    pairs: int
    missing: int
    looks: int

    @property
    def sentence(self) -> str:
        """The effect in one line."""
        effect = self.interval
        if self.missing == self.pairs:
            return f"{self.outcome} is missing in all {self.pairs} pairs of runs (no shock struck): {self.verdict}"
        direction = "raises" if effect.mean > 0 else "lowers" if effect.mean < 0 else "leaves"
        moved = f" by {abs(effect.mean):.4f}" if effect.mean else " as it is"
        size = "" if self.verdict == CLEAR else f" (small is less than {self.smallest:g})"
        return (
            f"{direction} {self.outcome}{moved} ({self.without:.4f} → {self.with_:.4f}; "
            f"95 % interval {effect.low:+.4f} to {effect.high:+.4f}): {self.verdict}"
            f"{size}, after {self.pairs} pairs of runs"
        )

    @property
    def as_dict(self) -> dict[str, Any]:
        """The effect as plain data; `with` and `without` the change."""
        held = self._asdict()
        held |= {"interval": self.interval._asdict(), "with": held.pop("with_"), "level": LEVEL}
        return held


def small_effect(outcome: str, run: RunParameters) -> float:
    """A hundredth of the range that an outcome can take in runs of this length."""
    counted = run.periods - run.warm_up
    extras = {"distance_made_good": 2 * counted, "recovery_censored": 1, "perseverance": 1}
    if outcome in Extras._fields:
        return HUNDREDTH * extras.get(outcome, counted)
    measure = measures()[outcome.removesuffix("_mean").removesuffix("_final")]
    return HUNDREDTH * (measure.high - measure.low)


def what_if(
    scenario: Scenario, other: Scenario, outcome: str, smallest: float, most: int, seed: int,
    progress: Callable[[int], None] | None = None,
) -> Effect:  # fmt: skip
    """Run both with the same luck until the effect of `other` on `outcome` is decided, at most `most` pairs."""
    looks = Replicates(FIRST_LOOK, most).looks
    one, two = np.empty(0), np.empty(0)
    for look in looks:
        first, count = len(one), look - len(one)
        # The bar counts pairs, and each pair is two runs.
        more = [
            run(side, count, seed, first=first, series=False).outcomes[outcome].to_numpy() for side in (scenario, other)
        ]
        one, two = np.append(one, more[0]), np.append(two, more[1])
        if progress is not None:
            progress(count)
        verdict, found = judged(two - one, smallest, len(looks))
        if verdict != UNDECIDED:
            break
    differences = two - one
    there = ~np.isnan(differences)
    means = [float(side[there].mean()) if there.any() else float("nan") for side in (one, two)]
    return Effect(outcome, verdict, found, means[0], means[1], smallest, len(one), int((~there).sum()), len(looks))


def judged(differences: Floats, smallest: float, looks: int) -> tuple[str, Interval]:
    """What a look at paired differences says, one of at most `looks`, and its interval."""
    found = interval(differences, 1 - (1 - LEVEL) / looks)
    if not sound(differences):
        return UNDECIDED, found
    if -smallest < found.low and found.high < smallest:
        return SMALL, found
    return (CLEAR if found.decided else UNDECIDED), found
