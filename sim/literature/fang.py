"""Fang, Lee & Schilling (2010): semi-isolated subgroups [FangEtAl2010].

Published is an inverted U: organizations whose groups are mostly closed, with some ties between them, learn most, for
simple and complex tasks, in a steady world and a shifting one. The start has a closed form: blanks count as wrong, so a
block of s dimensions is right with probability (1/3)^s.
"""

from collections.abc import Callable

from sim.engine import run
from sim.literature.check import Check, Sign, Study, equivalent, ordered, outcome, widened
from sim.scenario import Scenario, load
from sim.state import Floats

SEED = 2010
RUNS = 300
STARTS = 10  # as many more runs of the start alone, which takes but one period
BETAS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
BLOCKS = (1, 2, 5)
CLOSED, MODERATE, OPEN = 0.0, 0.2, 1.0
# Effects on the payoff that would matter: of isolation, and of full mixing by block size. The smaller the blocks, the
# easier the task and the smaller what mixing can cost.
ISOLATED = 0.1
MIXED = {1: 0.003, 2: 0.015, 5: 0.06}
MIXED_SHIFTING = 0.03
CHURN = {"turnover": 0.01}
SHIFTS = {"strategic_turbulence": 0.005}


def groups(beta: float, block: int) -> Scenario:
    """280 members in 40 cliques whose ties are rewired with probability beta; payoff in blocks."""
    return load("fang_2010").with_(network={"rewiring": beta}, environment={"interdependence": block})


def shifting(beta: float, block: int) -> Scenario:
    """The same in a world that shifts, with members who leave, for 200 periods."""
    return groups(beta, block).with_(run={"periods": 200}, organization=CHURN, environment=SHIFTS)


def payoff(scenario: Scenario, runs: int) -> Floats:
    """Mean payoff at rest, or at the end, a number a run."""
    return outcome(scenario, runs, SEED, "fit_final")


def start(block: int, runs: int) -> Floats:
    """Mean payoff before anybody has learned, a number a run."""
    return run(groups(MODERATE, block).with_(run={"periods": 1}), runs, SEED).measures["fit"][:, 0]


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """The start, and both sides of the inverted U for every block size and in a shifting world."""
    runs = max(10, int(RUNS * scale))
    found = []
    for block in BLOCKS:
        claim, expected = f"s = {block}: payoff at the start is (1/3)^s", 3.0**-block
        found.append(
            equivalent(
                "fang", claim, start(block, STARTS * runs), expected, widened(0.05 * expected, scale), "closed form"
            )
        )
    claims: dict[str, Sign] = {}
    for block in BLOCKS:
        claims |= _both_sides(f"s = {block}", groups, block, runs, MIXED[block])
        progress()
    claims |= _both_sides("turbulence and turnover, s = 5", shifting, 5, runs, MIXED_SHIFTING)
    progress()
    return [*found, *ordered("fang", claims)]


def _both_sides(
    where: str, made: Callable[[float, int], Scenario], block: int, runs: int, effect: float
) -> dict[str, Sign]:
    """Moderate mixing against none, and against full mixing, where `effect` would matter."""
    closed, moderate, mixed = (payoff(made(beta, block), runs) for beta in (CLOSED, MODERATE, OPEN))
    return {
        f"{where}: some ties between the groups beat none": Sign(moderate - closed, ISOLATED),
        f"{where}: some ties between the groups beat none within": Sign(moderate - mixed, effect),
    }


STUDY = Study("fang", "FangEtAl2010", "Semi-isolated subgroups", True, 4, checks)
