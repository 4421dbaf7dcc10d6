"""How many replicates a point gets: looks at fixed counts, and a rule for stopping."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.engine.statistics import COUNT_OF_EQUALS, ROUNDING, interval
from sim.model.state import Floats

FIRST_LOOK = 10
SKEWED = 40  # Cochran's 25 is for a fixed n; a stopping rule needs more for 93 % coverage of exponential values


class Stop(NamedTuple):
    """Stop when the interval of an outcome is at most `half_width` to each side at `look_ahead` looks in a row."""

    outcome: str
    half_width: float
    look_ahead: int = 2


class Replicates(NamedTuple):
    """At least `min` and at most `max` replicates per point; exactly `max` without `stop`."""

    min: int = FIRST_LOOK
    max: int = FIRST_LOOK
    stop: Stop | None = None

    @property
    def looks(self) -> tuple[int, ...]:
        """The numbers of replicates at which the rule is applied: min, doubled each time, and at last max."""
        counts = [self.min]
        while counts[-1] < self.max:
            counts.append(min(2 * counts[-1], self.max))
        return tuple(counts)

    @property
    def as_dict(self) -> dict[str, Any]:
        """The rule for a manifest."""
        return {**self._asdict(), "stop": self.stop and self.stop._asdict()}


def precise(values: Floats, stop: Stop) -> bool:
    """Whether the interval of `values` (n,), those of the first n replicates, is narrow and can be relied on."""
    known = values[~np.isnan(values)]
    mean, _, high = interval(known)
    return len(known) >= 2 and high - mean <= stop.half_width and sound(known)


def sound(values: Floats) -> bool:
    """Whether Student's interval of `values` (n,) has about the coverage that it states.

    With few and skewed values the interval is narrow just when the mean is far off. So n must be at least SKEWED times
    the squared skewness [Cochran1977]. Equal values must be at least COUNT_OF_EQUALS.
    """
    values = values[~np.isnan(values)]
    if len(values) < 2:
        return False
    spread = values.std()
    if np.ptp(values) <= ROUNDING * np.abs(values).max():
        return len(values) >= COUNT_OF_EQUALS
    skewness = (((values - values.mean()) / spread) ** 3).mean()
    return bool(len(values) >= SKEWED * skewness**2)


def precise_in_a_row(before: int, sides: Sequence[Floats], stop: Stop) -> int:
    """How many looks in a row were precise, with this one, at which every one of `sides` must be, and those before."""
    return before + 1 if all(precise(values, stop) for values in sides) else 0
