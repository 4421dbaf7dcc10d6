"""Targets: ranges in which outcomes must lie. `coxed match` looks for the factors with which they do."""

from typing import Any, NamedTuple

from sim.model.outcomes import outcome_names
from sim.scenario import Problem
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, shown
from sim.scenario.suggestions import certain_match
from sim.study.outcomes import unknown

_SHAPE = "write the range of its mean, such as [0.2, 0.35]"


class Target(NamedTuple):
    """The range in which an outcome must lie. Its ends are two standard deviations from its middle."""

    name: str
    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2

    @property
    def spread(self) -> float:
        """The standard deviation that stands for the range."""
        return (self.high - self.low) / 4


def read_targets(written: tuple[Place, Node] | None, problems: list[Problem]) -> tuple[Target, ...]:
    """The targets in the order of the file; each one that cannot be used is a problem."""
    if written is None or written[1].kind == "refused":
        return ()
    key, node = written
    if node.kind != "group" or not node.value:
        place = key if node.value is None or node.kind == "group" else node.place
        problems.append(
            problem("D036", "'targets' names no outcome", place, "write effort_mean: [0.2, 0.35] on a line below it")
        )
        return ()
    targets: dict[str, Target] = {}
    known = outcome_names()
    for name, extent in node.value:
        if "refused" in (name.kind, extent.kind):
            continue
        ends = _ends(name, extent, problems)
        if name.value not in known:
            wrong, instead = unknown(name.value, known), certain_match(name.value, known)
            problems.append(problem("D036", wrong.message, name.place, wrong.help, instead))
        elif ends is not None:
            targets[name.value] = Target(name.value, *ends)
    return tuple(targets.values())


def _ends(name: Node, extent: Node, problems: list[Problem]) -> tuple[float, float] | None:
    items: list[Any] = [item.value for item in extent.value] if extent.kind == "list" else []
    if len(items) != 2 or not all(type(item) in (int, float) and abs(item) < float("inf") for item in items):
        place = name.place if extent.value is None else extent.place
        written = f"{shown(extent.value)}, which is" if extent.kind == "scalar" and extent.value is not None else ""
        message = f"the target '{name.value}' is {written} not a range of two numbers".replace("  ", " ")
        problems.append(problem("D036", message, place, _SHAPE))
        return None
    low, high = float(items[0]), float(items[1])
    if not low < high:
        help = f"write [{high:g}, {low:g}]" if high < low else _SHAPE
        problems.append(problem("D036", f"the target '{name.value}' is an empty range", extent.place, help))
        return None
    return low, high
