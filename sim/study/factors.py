"""Factors: the settings that a study varies, and how far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.parameters import Parameters, described
from sim.scenario.names import SETTINGS


@dataclass(frozen=True)
class Factor:
    """A setting by dotted name with its range, or with the values it takes.

    `values` is None where the factor ranges from `low` to `high` (both included).
    """

    path: str
    low: float = 0.0
    high: float = 1.0
    values: tuple[Any, ...] | None = None

    @property
    def whole(self) -> bool:
        """Whether the range is of whole numbers."""
        return self.values is None and SETTINGS[self.path].kind is int

    def at(self, u: float) -> Any:
        """The value at a place `u` of the unit interval, each of several values or whole numbers on an equal part."""
        if self.values is not None:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return int(self.low) + min(int(u * (self.high - self.low + 1)), int(self.high - self.low))
        return min(self.low + u * (self.high - self.low), self.high)

    def levels(self, count: int) -> list[Any]:
        """The values of a factorial design: all where they are listed, else `count` at equal distances."""
        if self.values is not None:
            return list(self.values)
        steps = [self.low + i * (self.high - self.low) / (count - 1) for i in range(count)]
        return list(dict.fromkeys(round(step) for step in steps)) if self.whole else steps

    @property
    def as_dict(self) -> dict[str, Any]:
        """The factor for a manifest."""
        extent = {"low": self.low, "high": self.high} if self.values is None else {"values": list(self.values)}
        return {"path": self.path, **extent}

    @classmethod
    def from_dict(cls, held: Mapping[str, Any]) -> "Factor":
        """The factor of which `held` is the `as_dict`."""
        return cls(**{**held, "values": tuple(held["values"]) if "values" in held else None})


def declared(path: str, parameters: Parameters) -> Factor:
    """The factor with the declared range of its setting (or all words of a choice).

    Times end with the run and numbers of colleagues with the crew of `parameters`: more is the same as that.
    """
    about = SETTINGS[path]
    if about.choices:
        return Factor(path, values=about.choices)
    if about.low is None or about.high is None:
        raise ValueError(f"'{path}' has no range; list its values")
    ends = {"periods": parameters.run.periods, "members": parameters.organization.members}
    high = about.high if about.fixed else min(about.high, ends.get(about.unit, about.high))
    return Factor(path, float(about.low), float(max(high, about.low)))


def uncertain() -> Iterator[str]:
    """Every setting whose default is an assumption, but the whole numbers that give a world its size."""
    for about in described():
        if about.source == "assumed" and not (about.fixed and about.kind is int):
            yield about.path
