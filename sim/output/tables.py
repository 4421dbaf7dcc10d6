"""Comparisons in words and rows, for the terminal and for Markdown."""

import math
from collections.abc import Sequence
from itertools import combinations

from sim.engine.compare import SHOWN, Comparison
from sim.engine.statistics import interval

MEAN_HEADER = ("mean over time (95 %)", "velocity made good", "speed", "heading")
DIFFERENCE_HEADER = ("paired difference (95 %)", "velocity made good", "speed", "heading")


def mean_rows(comparison: Comparison) -> list[list[str]]:
    """One row per scenario, the best first: velocity made good, speed and heading with their intervals."""
    rows = []
    for name in comparison.ranking():
        values = [interval(comparison.runs[name].outcomes[outcome].to_numpy()) for outcome in SHOWN]
        rows.append([name, *(f"{v.mean:.3f} ({ends(v.low, v.high, '.3f')})" for v in values)])
    return rows


def difference_rows(comparison: Comparison) -> list[list[str]]:
    """One row per pair of scenarios, the better one first: paired differences with their intervals."""
    rows = []
    for one, other in combinations(comparison.ranking(), 2):
        values = [comparison.difference(one, other, outcome) for outcome in SHOWN]
        rows.append([f"{one} - {other}", *(f"{v.mean:+.3f} ({ends(v.low, v.high, '+.3f')})" for v in values)])
    return rows


def verdict(comparison: Comparison) -> str:
    """The scenario with the highest mean velocity made good, and those that cannot be distinguished from it at 95 %."""
    best, *others = comparison.winners()
    return f"farthest: {best}" + (f" (not distinguishable: {', '.join(others)})" if others else "")


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def places(*numbers: float) -> int:
    """The decimals of numbers that stand together: four, or more if none would show two digits otherwise."""
    largest = max((abs(number) for number in numbers if math.isfinite(number)), default=0.0)
    return min(12, max(4, 1 - math.floor(math.log10(largest)))) if largest > 0 else 4


def signed(number: float) -> str:
    """A difference with at least four decimals, or "not known"."""
    return f"{number:+.{places(number)}f}" if math.isfinite(number) else "not known"


def ends(low: float, high: float, form: str = "") -> str:
    """The ends of an interval, or "not known": a single value or a few equal ones do not tell them."""
    form = form or f"+.{places(low, high)}f"
    return f"{low:{form}} to {high:{form}}" if math.isfinite(low) and math.isfinite(high) else "not known"
