"""Fang, Lee & Schilling (2010): semi-isolated subgroups [FangEtAl2010].

The published result is an inverted U: organizations learn most if their groups are mostly closed but have some ties
between them. It holds for simple and complex tasks, in a steady world and in a changing one. These are signs:
levels depend on how ties are rewired, and the article was not seen in full. The start has a closed form: blanks
count as wrong, so a block of s dimensions is right with probability (1/3)^s.
"""

from collections.abc import Callable

from sim.engine.run import run
from sim.literature.check import Check, Provenance, Replication, Sign, equivalent, ordered, outcome, widened
from sim.model.state import Floats
from sim.scenario import Scenario, load

SEED = 12010
RUNS = 300
STARTS = 10  # the start takes one period only, so it is run ten times as often
BETAS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
BLOCKS = (1, 2, 5)
CLOSED, MODERATE, OPEN = 0.0, 0.2, 1.0
# Effects on the payoff that would matter: of isolation, and of full mixing by block size. Smaller blocks make the task
# easier, so that mixing costs less.
ISOLATED = 0.1
MIXED = {1: 0.003, 2: 0.015, 5: 0.06}
MIXED_SHIFTING = 0.03
START = Provenance("D", "independent beliefs, a third of them right")
FIGURES = Provenance("P", "Fang, Lee & Schilling 2010, inverted U")
CHURN = {"turnover": 0.01}
SHIFTS = {"strategic_turbulence": 0.005}


def groups(beta: float, block: int) -> Scenario:
    """280 members in 40 cliques, whose ties are rewired with probability beta; the payoff is by blocks."""
    return load("fang_2010").with_(
        published={"rewiring": beta, "interdependence": block},
    )


def shifting(beta: float, block: int) -> Scenario:
    """The same in a changing world with turnover, for 200 periods."""
    return groups(beta, block).with_(run={"periods": 200}, organization=CHURN, environment=SHIFTS)


def payoff(scenario: Scenario, runs: int) -> Floats:
    """The mean payoff at rest, or at the end; one number per run."""
    return outcome(scenario, runs, SEED, "fit_final")


def start(block: int, runs: int) -> Floats:
    """The mean payoff before any member has learned; one number per run."""
    return run(groups(MODERATE, block).with_(run={"periods": 1}), runs, SEED).measures["fit"][:, 0]


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """The start, and both sides of the inverted U, for every block size and in a changing world."""
    runs = max(10, int(RUNS * scale))
    starts = []
    for block in BLOCKS:
        claim, expected = f"s = {block}: payoff at the start is (1/3)^s", 3.0**-block
        starts.append(
            equivalent("fang", claim, start(block, STARTS * runs), expected, widened(0.05 * expected, scale), START)
        )
    claims: dict[str, Sign] = {}
    for block in BLOCKS:
        claims |= _both_sides(f"s = {block}", groups, block, runs, MIXED[block])
        progress()
    claims |= _both_sides("turbulence and turnover, s = 5", shifting, 5, runs, MIXED_SHIFTING)
    progress()
    return [*starts, *ordered("fang", claims)]


def _both_sides(
    where: str, made: Callable[[float, int], Scenario], block: int, runs: int, effect: float
) -> dict[str, Sign]:
    """Moderate mixing against none, and against full mixing, whose `effect` would matter."""
    closed, moderate, mixed = (payoff(made(beta, block), runs) for beta in (CLOSED, MODERATE, OPEN))
    return {
        f"{where}: some ties between the groups beat none": Sign(moderate - closed, ISOLATED, FIGURES),
        f"{where}: some ties between the groups beat none within": Sign(moderate - mixed, effect, FIGURES),
    }


REPLICATION = Replication("fang", "FangEtAl2010", "Semi-isolated subgroups", SEED, True, 4, checks)
