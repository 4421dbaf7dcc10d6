"""What separates the over-managed crew from the led

Question: the over-managed crew lacks leadership, is controlled, is not rewarded and is afraid. How much does each of
these cost?
Design: all 16 combinations of the four ingredients, at the defaults, in a calm ocean and in a turbulent one. The cost
of an ingredient is its Shapley value: the average cost of adding it, over all orders in which the four can be added.
The sum of the four is the whole gap. Nothing here is a sentence of the theory, so there is no word.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb

from experiments.common import Options, Part, program, publish_study
from experiments.crews import UNLED
from sim.claims.claim import Changes
from sim.claims.figures import Line, bars
from sim.claims.runs import BASE
from sim.claims.text import effect_text
from sim.engine.run import Run, run
from sim.engine.statistics import Interval, interval
from sim.engine.store import manifest
from sim.output.plot import png
from sim.scenario import load

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
REPLICATES = 400


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


COSTS = {name: shapley(name) for name in INGREDIENTS}
WHOLE = {arm(()): 1.0, arm(list(INGREDIENTS)): -1.0}


def cost(weights: Mapping[str, float], runs: Mapping[str, Run]) -> Interval:
    """A weighted sum of the velocity made good of crews, with its 95 % interval."""
    sums = sum(weight * runs[name].outcomes["made_good_mean"].to_numpy() for name, weight in weights.items())
    return interval(sums)


def main(options: Options) -> None:
    """Run all crews in both oceans, and write what each ingredient costs."""
    replicates = 6 if options.quick else REPLICATES
    done: dict[str, dict[str, Run]] = {}
    for ocean, place in OCEANS.items():
        crews = {arm(some): load(BASE).with_(name=arm(some), **{**place, **changes(some)}) for some in coalitions()}
        done[ocean] = {name: run(crew, replicates, options.edition.seed, series=False) for name, crew in crews.items()}
    costs = {ocean: [cost(w, runs) for w in (*COSTS.values(), WHOLE)] for ocean, runs in done.items()}
    names = [*INGREDIENTS, "the whole gap"]
    finding = "The missing direction costs " + " and ".join(
        f"{effects[0].mean:+.3f} of a gap of {effects[-1].mean:+.3f} in the {ocean} ocean"
        for ocean, effects in costs.items()
    )
    groups = [Line(f"{ocean} ocean", effects) for ocean, effects in costs.items()]
    figure = bars(names, groups, "cost in velocity made good (Shapley value, 95 % interval)", finding)
    rows = [[name, *(effect_text(effects[k]) for effects in costs.values())] for k, name in enumerate(names)]
    closing = f"{finding}. {replicates} paired replicates of each of {len(coalitions())} crews; 95 % intervals."
    header = ("ingredient", *(f"{ocean} ocean" for ocean in costs))
    part = Part("shapley", "What each ingredient costs", header, rows, closing, png(figure))
    about = manifest([one for runs in done.values() for one in runs.values()])
    publish_study("bundle", __doc__ or "", [part], about, options)


if __name__ == "__main__":
    program(main)
