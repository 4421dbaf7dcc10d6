"""The oceans and crews in which every claim is tried: one space-filling sample of all that is uncertain."""

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.parameters import Described
from sim.scenario.names import SETTINGS
from sim.state import Floats
from sim.study.factors import uncertain

POINTS = 512
SEED = 1977
SPREAD = 4.0
RARE, OFTEN = 200, 25  # periods between shocks, where there are any
WORLD = (
    "environment.decisions",
    "environment.goals",
    "environment.interdependence",
    "organization.members",
    "organization.span_of_control",
    "network.ties",
)


def varied() -> list[str]:
    """The settings that the sample varies: every assumed one, and the sizes of crew and ocean."""
    return [*uncertain(), *WORLD]


def may_be_off(about: Described) -> bool:
    """Whether a setting is a time between events of which 0 means never."""
    return about.default == 0 and about.unit == "periods"


def plausible(about: Described, u: float) -> float | int | str:
    """The value at a place `u` of the unit interval, by one rule for all parameters.

    Shares range from a quarter to four times the odds of their default, other numbers from a quarter to four times the
    default (evenly in logarithms, within the declared limits); shares of 0 or 1 up to one half, words over all words.
    What is switched off by 0 is off at half the places, and else strikes every 25 to 200 periods.
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


def places(points: int, settings: int) -> Floats:
    """The points (points, settings) in the unit cube: a Latin hypercube [McKayEtAl1979].

    In so many dimensions the first Sobol' points leave half of some planes empty; these do not.
    """
    return np.asarray(qmc.LatinHypercube(settings, rng=SEED).random(points))


def sample(points: int = POINTS) -> pd.DataFrame:
    """The sample (points, settings), the same for every claim.

    Goals are at most as many as decisions, and blocks of decisions are made smaller until they divide them.
    """
    names = varied()
    unit = places(points, len(names))
    table = pd.DataFrame(
        {name: [plausible(SETTINGS[name], float(u)) for u in unit[:, k]] for k, name in enumerate(names)}
    )
    table.index.name = "point"
    decisions = table["environment.decisions"]
    table["environment.goals"] = np.minimum(table["environment.goals"], decisions)
    while (odd := decisions % table["environment.interdependence"] != 0).any():
        table.loc[odd, "environment.interdependence"] -= 1
    return table
