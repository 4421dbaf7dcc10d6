"""Designs: the points of the factors' ranges at which a study is run. Samplers are those of SciPy and SALib."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

import numpy as np

from sim.model.state import Floats
from sim.study.factors import Factor

SAMPLED = ("lhs", "sobol", "saltelli", "morris")  # kinds whose points are drawn with a seed
KINDS = ("factorial", *SAMPLED, "file")
MOST_POINTS = 1_000_000
MOST_VALUES = 10_000_000  # points times factors
MOST_SEED = 2**32  # SALib takes smaller ones

type Rows = list[tuple[Any, ...]]


class Design(NamedTuple):
    """A kind of design with its size.

    `n` is the number of points (lhs, sobol), of base samples (saltelli) or of trajectories (morris). `seed` draws the
    points; if it is None, the seed of the study does. `second_order` and `groups` belong to saltelli: whether pairs of
    factors get indices, and the factors that are varied together, by the name of their group.
    """

    kind: str = "factorial"
    n: int = 0
    levels: int = 5
    path: str = ""
    seed: int | None = None
    second_order: bool = False
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def parts(self, paths: Sequence[str]) -> list[str]:
        """For each factor the name of its group, or its own."""
        group = {path: name for name, members in self.groups for path in members}
        return [group.get(path, path) for path in paths]

    def of(self, study_seed: int) -> int:
        """The seed that draws the points."""
        return (study_seed if self.seed is None else self.seed) % MOST_SEED

    @property
    def as_dict(self) -> dict[str, Any]:
        """The design for a manifest."""
        return {**self._asdict(), "groups": {name: list(members) for name, members in self.groups}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Design":
        """The design whose `as_dict` is `data`."""
        groups = tuple((name, tuple(members)) for name, members in data.get("groups", {}).items())
        return cls(**{**data, "groups": groups})


def size(design: Design, factors: tuple[Factor, ...]) -> int:
    """How many points a design has."""
    if design.kind == "factorial":
        return prod(f.level_count(design.levels) for f in factors)
    block = drawn_together(design, [f.path for f in factors])
    return design.n * (block or 1)


def points(design: Design, factors: tuple[Factor, ...], seed: int) -> Rows:
    """The values of the factors at each point; the same for the same seed."""
    if design.kind == "factorial":
        return list(product(*(f.levels(design.levels) for f in factors)))
    parts = design.parts([factor.path for factor in factors]) if design.groups else None
    return values(factors, unit(design, len(factors), seed, parts))


def values(factors: Sequence[Factor], units: Floats) -> Rows:
    """The values of the factors at points (points, k) of the unit cube."""
    return [tuple(f.at(float(u)) for f, u in zip(factors, row, strict=True)) for row in units]


def unit(design: Design, k: int, seed: int, parts: Sequence[str] | None = None) -> Floats:
    """The points (points, k) of a sampled design in the unit cube.

    `seed` is that of the study, and `parts` the group of each factor, if they have groups.
    """
    seed = design.of(seed)
    if design.kind in ("lhs", "sobol"):
        from scipy.stats import qmc  # half a second, which a design from a file or a grid does not take

        sampler = qmc.LatinHypercube(k, rng=seed) if design.kind == "lhs" else qmc.Sobol(k, rng=seed)
        return np.asarray(sampler.random(design.n))
    if design.kind == "saltelli":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem(k, parts), design.n, calc_second_order=design.second_order, seed=seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem(k), design.n, num_levels=design.levels, seed=seed))


def drawn_together(design: Design, paths: Sequence[str]) -> int:
    """How many consecutive points were drawn together, such as a trajectory of Morris; 0 if they are no sample."""
    parts = len(set(design.parts(paths)))
    block = (2 * parts if design.second_order else parts) + 2
    return {"lhs": 1, "sobol": 1, "saltelli": block, "morris": len(paths) + 1}.get(design.kind, 0)


def problem(k: int, groups: Sequence[str] | None = None) -> dict[str, Any]:
    """SALib's description of the unit cube of k factors, and of the group of each."""
    cube = {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}
    return cube if groups is None else {**cube, "groups": list(groups)}


def balanced(count: int) -> list[int]:
    """The numbers 0 to count - 1 in an order in which the first ones are always spread evenly (van der Corput)."""
    width = max(1, (count - 1).bit_length())
    swapped = (int(f"{i:0{width}b}"[::-1], 2) for i in range(1 << width))
    return [i for i in swapped if i < count]
