"""Designs: the points of the factors' ranges at which a study is run. Samplers are those of SciPy and SALib."""

from itertools import product
from math import prod
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import qmc

from sim.model.state import Floats
from sim.study.factors import Factor

KINDS = ("factorial", "lhs", "sobol", "saltelli", "morris", "file")
MOST_POINTS = 1_000_000
MOST_VALUES = 10_000_000  # points times factors
MOST_SEED = 2**32  # SALib takes smaller ones

type Rows = list[tuple[Any, ...]]


class Design(NamedTuple):
    """A kind of design with its size.

    `n` is the number of points (lhs, sobol), of base samples (saltelli) or of trajectories (morris).
    """

    kind: str = "factorial"
    n: int = 0
    levels: int = 5
    path: str = ""


def size(design: Design, factors: tuple[Factor, ...]) -> int:
    """How many points a design has."""
    k = len(factors)
    if design.kind == "factorial":
        return prod(f.level_count(design.levels) for f in factors)
    return {"saltelli": design.n * (k + 2), "morris": design.n * (k + 1)}.get(design.kind, design.n)


def points(design: Design, factors: tuple[Factor, ...], seed: int) -> Rows:
    """The values of the factors at each point; the same for the same seed."""
    if design.kind == "factorial":
        return list(product(*(f.levels(design.levels) for f in factors)))
    return [
        tuple(f.at(float(u)) for f, u in zip(factors, row, strict=True)) for row in unit(design, len(factors), seed)
    ]


def unit(design: Design, k: int, seed: int) -> Floats:
    """The points (points, k) of a sampled design in the unit cube."""
    seed %= MOST_SEED
    if design.kind == "lhs":
        return np.asarray(qmc.LatinHypercube(k, rng=seed).random(design.n))
    if design.kind == "sobol":
        return np.asarray(qmc.Sobol(k, rng=seed).random(design.n))
    if design.kind == "saltelli":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem(k), design.n, calc_second_order=False, seed=seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem(k), design.n, num_levels=design.levels, seed=seed))


def drawn_together(design: Design, k: int) -> int:
    """How many consecutive points were drawn together, such as a trajectory of Morris; 0 if they are no sample."""
    return {"lhs": 1, "sobol": 1, "saltelli": k + 2, "morris": k + 1}.get(design.kind, 0)


def problem(k: int) -> dict[str, Any]:
    """SALib's description of the unit cube of k factors."""
    return {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}


def balanced(count: int) -> list[int]:
    """The numbers 0 to count - 1 in an order in which the first ones are always spread evenly (van der Corput)."""
    width = max(1, (count - 1).bit_length())
    swapped = (int(f"{i:0{width}b}"[::-1], 2) for i in range(1 << width))
    return [i for i in swapped if i < count]
