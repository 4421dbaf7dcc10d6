"""The firms in which patterns are measured: industries, each with an ocean of its own, and firms that share it.

What differs between oceans and between firms is drawn from what is plausible of it, each column seeded by its name.
The free rates are the same for all firms: they say how people are, not how they are organized. History matching varies
them.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.claims.sample import distribution, places, varied
from sim.model.plausible import JUDGEMENT, uniform
from sim.model.state import Floats

INDUSTRIES, FIRMS = 12, 10
REPLICATES = 2
PERIODS, WARM_UP = 104, 26  # two years, of which the first half year is left out
FREE = (
    "run.pace",
    "environment.ruggedness",
    "environment.ambiguity",
    "management.switching_cost",
    "management.settling",
    "management.attention",
    "leadership.listening",
    "leadership.communication",
    "motivation.effort_floor",
    "motivation.experience",
    "rewards.adoption",
    "development.rate",
    "network.trust_rate",
    "network.peer_learning",
    "network.strain_cost",
)
"""The rates whose plausible range is judgement (or nearly so) and which nobody chooses."""

STRENGTHS = {
    name: uniform(0.1, 0.9, JUDGEMENT, "no firm is without, and none has all")
    for name in ("management.strength", "leadership.strength")
}
NEVER, OFTEN = 0.0, 0.9  # retrospectives
LITTLE, MUCH = 0.256, 0.634  # the share of practices before and after the experiment of Bloom et al.
SMALL, LARGE = 2, 8
GROUPS = 12

Values = dict[str, Any]


class Firm(NamedTuple):
    """One firm: its industry, the replicates it runs, and its settings in each variant that is run of it."""

    industry: int
    first: int
    variants: dict[str, Values]


def firms(industries: int = INDUSTRIES, per_industry: int = FIRMS) -> list[Firm]:
    """The firms, which are the same whatever the free rates are.

    Every other firm is also run with and without reviews, the others with few and many practices. Each firm has its own
    luck, which its variants share.
    """
    count = industries * per_industry
    oceans = [name for name in varied() if name.startswith("environment.") and name not in FREE]
    within = [name for name in varied() if not name.startswith("environment.") and name not in FREE]
    by_ocean = _drawn(industries, oceans)
    by_firm = _drawn(count, [*within, *STRENGTHS])
    made = []
    for number in range(count):
        industry = number // per_industry
        values = {name: column[industry] for name, column in by_ocean.items()}
        values |= {name: column[number] for name, column in by_firm.items()}
        values["environment.goals"] = min(values["environment.goals"], values["environment.decisions"])
        values |= {"run.periods": PERIODS, "run.warm_up": WARM_UP}
        path, pair = _pair(number)
        variants = {name: {**values, path: value} for name, value in pair.items()}
        made.append(Firm(industry, number * REPLICATES, {"firm": values, **variants}))
    return made


def _drawn(count: int, names: list[str]) -> dict[str, list[Any]]:
    unit = places(count, names)
    laws = [STRENGTHS.get(name) or distribution(name) for name in names]
    return {name: law.quantile(unit[:, k]).tolist() for k, (name, law) in enumerate(zip(names, laws, strict=True))}


def _pair(number: int) -> tuple[str, dict[str, float]]:
    if number % 2:
        return "management.strength", {"few practices": LITTLE, "many practices": MUCH}
    return "development.retrospectives", {"no reviews": NEVER, "reviews": OFTEN}


def groups(count: int = GROUPS) -> Firm:
    """Two and eight people who all know the one goal and whom nobody manages or leads: a rope to pull."""
    alike = {
        "run.periods": PERIODS, "run.warm_up": WARM_UP, "management.strength": 0.0, "leadership.strength": 0.0,
        "environment.decisions": LARGE, "environment.goals": 1, "environment.strategic_turbulence": 0.0,
        "environment.operational_turbulence": 0.0, "management.handoffs": 1, "organization.turnover": 0.0,
    }  # fmt: skip
    sizes = {"two": SMALL, "eight": LARGE}
    return Firm(0, count, {name: {**alike, "organization.members": size} for name, size in sizes.items()})


def rates(unit: Floats) -> Iterator[Values]:
    """The free rates at points of the unit cube (points, free rates)."""
    columns = [distribution(name).quantile(unit[:, k]).tolist() for k, name in enumerate(FREE)]
    for row in zip(*columns, strict=True):
        yield dict(zip(FREE, row, strict=True))
