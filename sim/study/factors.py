"""Factors: the settings that a study varies, with their values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from sim.model.parameters import Parameters, described
from sim.scenario.names import SETTINGS
from sim.study.distributions import quantile

MOST_TOLD = 8


@dataclass(frozen=True)
class Factor:
    """A setting, by dotted name, with its range or its values.

    `values` is None if the factor has a range, from `low` to `high` (both included). Within it all values are equally
    likely, unless `distribution` has one of the kinds of `sim.study.distributions`, with its `numbers`.
    """

    path: str
    low: float = 0.0
    high: float = 1.0
    values: tuple[Any, ...] | None = None
    distribution: str = ""
    numbers: tuple[float, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the range is of whole numbers.

        A setting that is not known here, because its rule was not named, counts as one of real numbers.
        """
        about = SETTINGS.get(self.path)
        return self.values is None and about is not None and about.kind is int

    def at(self, u: float) -> Any:
        """The value at `u` in the unit interval. Values and whole numbers have equal parts of it.

        With a distribution, it is the value below which a share `u` lies. Whole numbers are rounded.
        """
        if self.values is not None:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        if self.distribution:
            edge = 0.5 if self.whole and self.distribution != "empirical" else 0.0
            value = quantile(self.distribution, u, self.low - edge, self.high + edge, self.numbers)
            return min(max(floor(value + 0.5), int(self.low)), int(self.high)) if self.whole else value
        if self.whole:
            return int(self.low) + min(int(u * (self.high - self.low + 1)), int(self.high - self.low))
        return min(self.low + u * (self.high - self.low), self.high)

    def levels(self, count: int) -> list[Any]:
        """The values in a factorial design: the listed ones, or `count` at equal distances."""
        if self.values is not None:
            return list(self.values)
        steps = [self.low + i * (self.high - self.low) / (count - 1) for i in range(count)]
        return list(dict.fromkeys(round(step) for step in steps)) if self.whole else steps

    def level_count(self, count: int) -> int:
        """How many values `levels` gives."""
        if self.values is not None:
            return len(self.values)
        return min(count, int(self.high) - int(self.low) + 1) if self.whole else count

    @property
    def numeric(self) -> bool:
        """Whether all its values are numbers; otherwise they are words, or null."""
        return self.values is None or all(isinstance(value, int | float) for value in self.values)

    @property
    def in_words(self) -> str:
        """The values with their distribution, in words; of many values the first ones."""
        low, high = f"{self.low:g}", f"{self.high:g}"
        if self.values is not None:
            more = ", ..." if len(self.values) > MOST_TOLD else ""
            return ", ".join(value_text(value) for value in self.values[:MOST_TOLD]) + more
        if self.distribution == "normal":
            mean, spread = self.numbers
            return f"normal, mean {mean:g}, standard deviation {spread:g}, cut off at {low} and {high}"
        if self.distribution == "triangular":
            return f"triangular from {low} to {high}, most likely {self.numbers[0]:g}"
        if self.distribution == "empirical":
            return f"{len(self.numbers):,} measured values from {low} to {high}"
        kind = "log-uniform" if self.distribution else "uniform"
        return f"{kind} from {low} to {high}"

    @property
    def as_dict(self) -> dict[str, Any]:
        """The factor for a manifest."""
        extent = {"low": self.low, "high": self.high} if self.values is None else {"values": list(self.values)}
        likely = {"distribution": self.distribution, "numbers": list(self.numbers)} if self.distribution else {}
        return {"path": self.path, **extent, **likely}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Factor":
        """The factor whose `as_dict` is `data`."""
        lists = {name: tuple(data[name]) for name in ("values", "numbers") if name in data}
        return cls(**{**data, **lists})


def value_text(value: Any) -> str:
    """The value of a setting for a reader."""
    return "nothing" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def declared(path: str, parameters: Parameters) -> Factor:
    """The factor with the whole range of its setting, or with all words of a choice.

    Periods are limited to the length of a run, and numbers of members to the size of the organization in
    `parameters`, because larger values change nothing.
    """
    about = SETTINGS[path]
    if about.choices:
        return Factor(path, values=about.choices)
    if about.low is None or about.high is None:
        raise ValueError(f"'{path}' has no range; list its values")
    ends = {"periods": parameters.run.periods, "members": parameters.organization.members}
    high = about.high if about.fixed else min(about.high, ends.get(about.unit, about.high))
    return Factor(path, float(about.low), float(max(high, about.low)))


def plausible(path: str, parameters: Parameters) -> Factor:
    """The factor with the plausible range of its setting, or with all words of a choice.

    It is limited as that of `declared`; 0 is in it if the setting is a time between events that may never happen.
    """
    factor, about = declared(path, parameters), SETTINGS[path]
    if about.plausible is None or factor.values is not None:
        return factor
    low = 0 if about.plausible.never else about.plausible.low
    return Factor(path, min(low, factor.high), min(about.plausible.high, factor.high))


def uncertain() -> Iterator[str]:
    """Every setting with a plausible distribution, except sizes."""
    for about in described():
        size = about.fixed and about.kind is int
        if about.plausible is not None and not size:
            yield about.path
