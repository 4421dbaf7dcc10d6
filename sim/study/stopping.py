"""How many replicates a point gets: looks at fixed counts, and when to stop."""

from typing import Any, NamedTuple

import numpy as np

from sim.state import Floats
from sim.statistics import interval

FIRST_LOOK = 10
COUNT_OF_EQUALS = 100  # what never happened in so many happens in less than 3 % (rule of three)
SKEWED = 40  # Cochran found 25 for fixed counts; with stopping, exponential values need more for 93 % coverage


class Stop(NamedTuple):
    """Stop when the interval of an outcome is at most `half_width` to each side at `look_ahead` looks in a row."""

    outcome: str
    half_width: float
    look_ahead: int = 2


class Replicates(NamedTuple):
    """At least `min` and at most `max` replicates a point; without `stop`, `max`."""

    min: int = FIRST_LOOK
    max: int = FIRST_LOOK
    stop: Stop | None = None

    @property
    def looks(self) -> tuple[int, ...]:
        """The counts at which a point is looked at: min, twice that, and so on up to max."""
        counts = [self.min]
        while counts[-1] < self.max:
            counts.append(min(2 * counts[-1], self.max))
        return tuple(counts)

    @property
    def as_dict(self) -> dict[str, Any]:
        """The rule for a manifest."""
        return {**self._asdict(), "stop": self.stop and self.stop._asdict()}


def precise(values: Floats, stop: Stop) -> bool:
    """Whether a look at `values` (n,), those of the first n replicates, finds an interval that is narrow and sound."""
    there = values[~np.isnan(values)]
    mean, _, high = interval(there)
    return len(there) >= 2 and high - mean <= stop.half_width and sound(there)


def sound(values: Floats) -> bool:
    """Whether Student's interval of `values` (n,) holds what it promises.

    Of few skewed values it is too narrow just when it is off the mark, so n must be at least SKEWED times the squared
    skewness [Cochran1977]; and values that are all the same have to be COUNT_OF_EQUALS.
    """
    values = values[~np.isnan(values)]
    if len(values) < 2:
        return False
    spread = values.std()
    if spread == 0:
        return len(values) >= COUNT_OF_EQUALS
    skewness = (((values - values.mean()) / spread) ** 3).mean()
    return bool(len(values) >= SKEWED * skewness**2)


def stopped(values: Floats, replicates: Replicates) -> tuple[int, str]:
    """How many of `values`, one a replicate, a point would have taken, and why no more: `precise` or `max`."""
    agreed = 0
    for look in replicates.looks:
        if replicates.stop is not None:
            agreed = agreed + 1 if precise(values[:look], replicates.stop) else 0
            if agreed >= replicates.stop.look_ahead:
                return look, "precise"
    return replicates.max, "max"
