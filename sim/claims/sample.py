"""The oceans and crews in which every claim is evaluated: one space-filling sample of all uncertain settings."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.model.parameters import Described
from sim.model.state import Floats
from sim.scenario.names import SETTINGS
from sim.study.factors import uncertain

POINTS = 512
SEED = 1977
SPREAD = 4.0
RARE, OFTEN = 200, 25  # periods between shocks, if there are any
WORLD = (
    "environment.decisions",
    "environment.goals",
    "organization.members",
    "organization.span_of_control",
    "network.ties",
)


def varied() -> list[str]:
    """The settings that the sample varies: every assumed one, and the sizes of the crew and the ocean."""
    return [*uncertain(), *WORLD]


def may_be_off(about: Described) -> bool:
    """Whether a setting is a time between events of which 0 means never."""
    return about.default == 0 and about.unit == "periods"


def plausible(about: Described, u: float) -> float | int | str:
    """The value of a setting at the place `u` of the unit interval, by one rule for all settings.

    - A share ranges from a quarter to four times the odds of its default; a share of 0 or 1 ranges up to one half.
    - Another number ranges from a quarter to four times its default, evenly in logarithms, within its limits.
    - A choice takes each of its words equally often.
    - A time between events of which 0 means never is 0 at half of the places, and 25 to 200 periods at the others.
    """
    if about.choices:
        return about.choices[min(int(u * len(about.choices)), len(about.choices) - 1)]
    assert about.low is not None
    assert about.high is not None
    times = SPREAD ** (2 * u - 1)
    if may_be_off(about):
        return 0 if u < 0.5 else round(OFTEN * (RARE / OFTEN) ** (2 * u - 1))
    if about.default in (0, 1) and about.unit == "share":
        return u / 2 if about.default == 0 else 1 - u / 2
    if about.unit == "share" and about.high == 1:
        odds = about.default / (1 - about.default) * times
        return float(odds / (1 + odds))
    value = min(max(about.default * times, about.low), about.high)
    return round(value) if about.kind is int else float(value)


def by_name(seed: int, name: str) -> np.random.Generator:
    """A random generator that belongs to a name, so that a further name changes no number of another."""
    return np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest())])


def places(points: int, names: Sequence[str]) -> Floats:
    """The points (points, names) of a Latin hypercube [McKayEtAl1979], with one random generator per column.

    With so many dimensions, the first points of a Sobol' sequence leave half of some planes empty. These points do not.
    """
    generators = (by_name(SEED, name) for name in names)
    return np.column_stack([(rng.permutation(points) + rng.random(points)) / points for rng in generators])


def sample(points: int = POINTS) -> pd.DataFrame:
    """The sample (points, settings), which is the same for every claim.

    The number of goals is at most that of decisions.
    """
    names = varied()
    unit = places(points, names)
    table = pd.DataFrame(
        {name: [plausible(SETTINGS[name], float(u)) for u in unit[:, k]] for k, name in enumerate(names)}
    )
    table.index.name = "point"
    decisions = table["environment.decisions"]
    table["environment.goals"] = np.minimum(table["environment.goals"], decisions)
    return table
