"""The landscapes of a scenario in which each member has ways of its own: all their heights, and the largest."""

from types import FunctionType
from typing import Any, cast

import numpy as np
from numba import njit

from sim.model.compile import with_inner
from sim.model.judgement import NONE, code_at, entry
from sim.model.kernel import luck_of
from sim.model.mechanisms.ways import KEYS, Ways
from sim.model.plain_values import compiled
from sim.model.random import root, split, uniform
from sim.model.state import Floats, Ints
from sim.scenario import Scenario


def world(scenario: Scenario) -> Any:
    """The environment of a scenario, as compiled rules see it."""
    return compiled(scenario.parameters).environment


def tables(e: Any, seed: int, replicate: int) -> tuple[Ints, Floats]:
    """On which decisions each depends (N, K + 1), itself first, and what it is worth by their ways (N, 2^(K + 1)).

    `e` is a scenario's `world`. The tables are those of goals at +1. Where goals lie elsewhere and nothing is obsolete,
    they are the same.
    """
    width = 1 + e.inside + e.across
    depends, worth = np.zeros((e.decisions, width), np.int64), np.zeros((e.decisions, 2**width))
    node = root(int(uniform(split(luck_of(seed, replicate, 0), Ways.KEY), 0, 0) * KEYS))
    land = tuple((np.uint64(a), np.uint64(b)) for a, b in (split(node, child) for child in range(4)))
    _fill(land, e, depends, worth)
    return depends, worth


def _written(land: Any, e: Any, depends: Ints, worth: Floats) -> None:
    decisions, width = depends.shape
    way = np.zeros(decisions, np.int64)
    for j in range(decisions):
        for other in range(decisions):
            way[other] = 1
            code = code_at(land, j, NONE, NONE, way, e.goals, e)
            way[other] = 0
            for bit in range(width):
                if code >> (width - 1 - bit) & 1:
                    depends[j, bit] = other
        for code in range(worth.shape[1]):
            worth[j, code] = entry(land, j, code, 1, e.obsolescence)


_fill: Any = njit(with_inner(cast(FunctionType, _written)))


def heights(depends: Ints, worth: Floats) -> Floats:
    """The height of every form (2^N,); in form x the way at decision j is bit j of x."""
    forms = np.arange(2 ** len(depends))
    total = np.zeros(len(forms))
    for j, partners in enumerate(depends):
        code = np.zeros_like(forms)
        for other in partners:
            code = 2 * code + (forms >> other & 1)
        total += worth[j, code]
    return total / len(depends)


def optima(height: Floats) -> Floats:
    """The heights of the forms that are higher than each of their neighbours."""
    forms = np.arange(len(height))
    peaks = np.ones(len(height), dtype=bool)
    for j in range(int(np.log2(len(height)))):
        peaks &= height > height[forms ^ (1 << j)]
    return height[peaks]


def largest(scenario: Scenario, seed: int, runs: int) -> Floats:
    """The largest height of each replicate's landscape (runs,)."""
    e = world(scenario)
    return np.array([_largest(*tables(e, seed, replicate)) for replicate in range(runs)])


def _highest(depends: Ints, worth: Floats) -> float:
    """The largest height, form after form in the order of a Gray code: one way changes at a time."""
    decisions, width = depends.shape
    masks = np.zeros((decisions, decisions), np.int64)
    for j in range(decisions):
        for bit in range(width):
            masks[depends[j, bit], j] |= 1 << (width - 1 - bit)
    code = np.zeros(decisions, np.int64)
    total = 0.0
    for j in range(decisions):
        total += worth[j, 0]
    best = total
    for form in range(1, 2**decisions):
        changed = 0
        while not form >> changed & 1:
            changed += 1
        for j in range(decisions):
            mask = masks[changed, j]
            if mask:
                total += worth[j, code[j] ^ mask] - worth[j, code[j]]
                code[j] ^= mask
        best = max(best, total)
    return best / len(depends)


_largest: Any = njit(_highest)
