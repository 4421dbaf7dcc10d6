"""What would a change do? Pairs of runs with the same random numbers, until the effect is clear or clearly small.

The effect is looked at after fixed numbers of pairs. The interval at each look has the level 1 - 5 % / looks
(Bonferroni), so all intervals together contain the true effect in at least 95 % of tries, whenever one stops. A change
without effect is therefore called clear in at most 5 % of tries, and an effect of the `smallest` size or more is called
clearly small in at most 5 %.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.engine.run import run
from sim.engine.statistics import LEVEL, Interval, interval
from sim.model.assemble import Model, standard
from sim.model.outcomes import Extras
from sim.model.parameters import RunParameters
from sim.model.state import Floats
from sim.output.tables import places
from sim.scenario import Scenario
from sim.study.stopping_rule import FIRST_LOOK, Replicates, sound

HUNDREDTH = 0.01
CLEAR, SMALL, UNDECIDED = "clear", "clearly small", "undecided"


class Effect(NamedTuple):
    """What a change does to an outcome.

    Attributes
    ----------
    outcome, verdict
        the outcome's name, and `clear`, `clearly small` or `undecided`
    interval
        mean paired difference and its interval
    without, with_
        mean of the outcome without and with the change
    smallest
        the size below which an effect counts as small
    pairs, missing
        pairs of runs, and how many of them have no outcome, such as runs without a shock
    looks
        how many looks there could have been, for which the interval is made
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
            missing = f"{self.outcome} is missing in all {self.pairs} pairs of runs"
            return f"{missing} (no shock struck, or a crew recovered from none): {self.verdict}"
        direction = "raises" if effect.mean > 0 else "lowers" if effect.mean < 0 else "leaves"
        form = f".{places(effect.mean, effect.low, effect.high)}f"
        moved = f" by {abs(effect.mean):{form}}" if effect.mean else " as it is"
        size = "" if self.verdict == CLEAR else f" (small is less than {self.smallest:g})"
        return (
            f"{direction} {self.outcome}{moved} ({self.without:{form}} → {self.with_:{form}}; "
            f"95 % interval {effect.low:+{form}} to {effect.high:+{form}}): {self.verdict}"
            f"{size}, after {self.pairs} pairs of runs"
        )

    @property
    def as_dict(self) -> dict[str, Any]:
        """The effect as plain data; `with` and `without` the change."""
        content = self._asdict()
        return content | {"interval": self.interval._asdict(), "with": content.pop("with_"), "level": LEVEL}


def small_effect(outcome: str, run: RunParameters, model: Model | None = None) -> float:
    """Return a hundredth of the range that an outcome can take in runs of this length."""
    counted = run.periods - run.warm_up
    extras = {"distance_made_good": 2 * counted, "recovery_censored": 1, "perseverance": 1}
    if outcome in Extras._fields:
        return HUNDREDTH * extras.get(outcome, counted)
    measure = (model or standard()).measures[outcome.removesuffix("_mean").removesuffix("_final")]
    return HUNDREDTH * (measure.high - measure.low)


def what_if(
    scenario: Scenario, other: Scenario, outcome: str, smallest: float, most: int, seed: int,
    progress: Callable[[int], None] | None = None, model: Model | None = None,
) -> Effect:  # fmt: skip
    """Run pairs of two scenarios until the effect of the second one is decided.

    Parameters
    ----------
    scenario, other
        The scenario without and with the change. Both runs of a pair have the same random numbers.
    outcome
        The outcome to look at, such as `made_good_mean`.
    smallest
        An effect of less than this counts as small.
    most
        The largest number of pairs.
    seed
        The seed of the runs.
    progress
        Is called with the number of pairs after each look.
    model
        The model to run; the built-in one if not given.
    """
    looks, own = Replicates(FIRST_LOOK, most).looks, dict[str, Any]()
    if model is not None:
        own = {"rules": model.rules, "measures": {name: model.measures[name] for name in model.custom_measures}}
    one, two = np.empty(0), np.empty(0)
    for look in looks:
        first, count = len(one), look - len(one)
        # A progress bar counts pairs, so it is not handed to the runs.
        more = [
            run(side, count, seed, first=first, series=False, **own).outcomes[outcome].to_numpy()
            for side in (scenario, other)
        ]
        one, two = np.append(one, more[0]), np.append(two, more[1])
        if progress is not None:
            progress(count)
        verdict, estimate = judged(two - one, smallest, len(looks))
        if verdict != UNDECIDED:
            break
    differences = two - one
    present = ~np.isnan(differences)
    means = [float(side[present].mean()) if present.any() else float("nan") for side in (one, two)]
    missing = int((~present).sum())
    return Effect(outcome, verdict, estimate, means[0], means[1], smallest, len(one), missing, len(looks))


def judged(differences: Floats, smallest: float, looks: int) -> tuple[str, Interval]:
    """Return the verdict at one of at most `looks` looks at paired differences, and the interval."""
    estimate = interval(differences, 1 - (1 - LEVEL) / looks)
    if not sound(differences):
        return UNDECIDED, estimate
    if -smallest < estimate.low and estimate.high < smallest:
        return SMALL, estimate
    return (CLEAR if estimate.decided else UNDECIDED), estimate
