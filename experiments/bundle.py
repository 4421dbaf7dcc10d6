"""What separates the over-managed crew from the led is mostly the missing direction

Question: the over-managed crew lacks leadership, is controlled, is not rewarded and is afraid. How much does each of
these cost?
Hypothesis: direction is the backbone. Its absence costs more than control, missing rewards and fear together.
Design: all 16 combinations of the four ingredients. The cost of an ingredient is its Shapley value: the average cost of
adding it, over all orders in which the four can be added. The sum of the four is the whole gap. In a calm ocean and in
a turbulent one.
Wrong if: the missing direction does not cost more than the other three together, or one of the four costs nothing.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb

from experiments.common import Options, evaluate_claim, program
from experiments.direction import UNLED
from sim.claims.claim import Changes, Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.figures import Line, bars
from sim.claims.runs import SEED, effect
from sim.claims.text import Supplement, effect_text
from sim.engine.run import run
from sim.engine.statistics import Interval
from sim.output.plot import png

# What `over_managed` changes of `led`, by ingredient; a test holds it against the scenario.
INGREDIENTS: dict[str, tuple[Changes, Changes]] = {
    "no direction": ({"leadership.strength": 1, "management.planning": "follows_direction"}, UNLED),
    "control": ({"management.control": 0.5}, {"management.control": 0.9}),
    "no rewards": ({"rewards.initiative": 0.5}, {"rewards.initiative": 0.05}),
    "fear": ({"motivation.initial_safety": 0.5}, {"motivation.initial_safety": 0.3}),
}
OCEANS: dict[str, Changes] = {
    "calm": {"environment.strategic_turbulence": 0, "environment.operational_turbulence": 0},
    "turbulent": {"environment.strategic_turbulence": 0.04, "environment.operational_turbulence": 0.04},
}


def coalitions() -> list[tuple[str, ...]]:
    """Every combination of ingredients, from none to all."""
    return [some for size in range(len(INGREDIENTS) + 1) for some in combinations(INGREDIENTS, size)]


def arm(some: Sequence[str]) -> str:
    """The name of the crew with these ingredients."""
    return "+".join(some) or "led"


def changes(some: Sequence[str]) -> dict[str, object]:
    """The settings of the crew with these ingredients and without the others."""
    settings: dict[str, object] = {}
    for name, (without, having) in INGREDIENTS.items():
        settings |= having if name in some else without
    return settings


def shapley(ingredient: str) -> dict[str, float]:
    """By crew, the weights whose sum is the cost of an ingredient [Shapley1953]."""
    n = len(INGREDIENTS)
    weights = {}
    for some in coalitions():
        others = len(some) - (ingredient in some)
        sign = -1 if ingredient in some else 1
        weights[arm(some)] = sign / (n * comb(n - 1, others))
    return weights


def _less(one: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: weight - sum(other[name] for other in others) for name, weight in one.items()}


COSTS = {name: shapley(name) for name in INGREDIENTS}
CLAIM = TheoryClaim(
    number=13,
    name="bundle",
    text=__doc__ or "",
    origin="emergent",
    because="each ingredient is a setting of a rule; no rule says what it costs, alone or beside the others",
    arms={arm(some): changes(some) for some in coalitions()},
    statements=(
        Statement(
            "no direction costs more than the other three together",
            _less(COSTS["no direction"], [COSTS[name] for name in list(INGREDIENTS)[1:]]),
        ),
        *(Statement(f"{name} costs something", cost) for name, cost in COSTS.items()),
    ),
    ablations={
        **{f"in a {name} ocean": ocean for name, ocean in OCEANS.items()},
        "without learning from one's own work": {"motivation.experience": 0},
        "without change from below": {"rewards.adoption": 0},
    },
)


def supplements(size: Size) -> Sequence[Supplement]:
    """The costs in a calm and in a turbulent ocean."""
    costs: dict[str, list[Interval]] = {}
    for ocean, place in OCEANS.items():
        runs = {name: run(CLAIM.scenario(name, place), size.replicates, SEED, series=False) for name in CLAIM.arms}
        whole = Statement("the whole gap", {arm(()): 1, arm(list(INGREDIENTS)): -1})
        statements = [*CLAIM.statements[1:], whole]
        costs[ocean] = [effect(statement, runs, 0.95) for statement in statements]
    names = [*INGREDIENTS, "the whole gap"]
    finding = "The missing direction costs " + " and ".join(
        f"{effects[0].mean:+.3f} of a gap of {effects[-1].mean:+.3f} in the {ocean} ocean"
        for ocean, effects in costs.items()
    )
    groups = [Line(f"{ocean} ocean", effects) for ocean, effects in costs.items()]
    label = "cost in velocity made good (Shapley value, 95 % interval)"
    figure = bars(names, groups, label, finding)
    rows = [[name, *(effect_text(effects[k]) for effects in costs.values())] for k, name in enumerate(names)]
    closing = f"{finding}. {size.replicates} paired replicates of each of {len(CLAIM.arms)} crews; 95 % intervals."
    title = "What each ingredient costs"
    return [
        Supplement("shapley", title, ("ingredient", *(f"{ocean} ocean" for ocean in costs)), rows, closing, png(figure))
    ]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
