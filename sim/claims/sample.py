"""Which settings are uncertain, how each is distributed, and points that fill their space, drawn setting by setting."""

import hashlib
from collections.abc import Sequence

import numpy as np

from sim.model.parameters import Described, described
from sim.model.plausible import Plausible
from sim.model.state import Floats
from sim.scenario.names import SETTINGS

SEED = 1977


def varied() -> list[str]:
    """The uncertain settings: every one that declares what is plausible."""
    return [about.path for about in described() if about.plausible is not None]


def may_be_off(about: Described) -> bool:
    """Whether a setting is a time between events that may never happen, which 0 says."""
    return about.plausible is not None and about.plausible.never > 0


def distribution(path: str) -> Plausible:
    """The plausible distribution of a setting."""
    plausible = SETTINGS[path].plausible
    assert plausible is not None, path
    return plausible


def by_name(seed: int, name: str) -> np.random.Generator:
    """A random generator that belongs to a name, so that a further name changes no number of another."""
    return np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest())])


def places(points: int, names: Sequence[str]) -> Floats:
    """The points (points, names) of a Latin hypercube [McKayEtAl1979], with one random generator per column.

    With so many dimensions, the first points of a Sobol' sequence leave half of some planes empty. These points do not.
    """
    generators = (by_name(SEED, name) for name in names)
    return np.column_stack([(rng.permutation(points) + rng.random(points)) / points for rng in generators])
