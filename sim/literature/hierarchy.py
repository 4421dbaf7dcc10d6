"""Departments, consent and trials, by two identities and by signs: Rivkin & Siggelkow (2003) and their followers.

In these models, heads of departments search for better decisions of their own, and a level above may screen what they
propose. Here members have ideas about decisions of their department's goal, and a boss who sees all consents or does
not. The papers' agents propose several changes at once and rank them, so levels cannot be compared.

    identity 1   Where nothing couples departments and nobody errs, whoever screens agrees. A hierarchy then walks
                 the same path as departments alone, bit for bit. (Control has other effects here, on initiative, where
                 there is a plan, and on needs. They are switched off.)
    identity 2   With all alternatives and all proposals on the table the optimum is found in one step. A trial changes
                 one or two decisions, so this nests only where a decision stands alone: its other way is the only
                 alternative, each search ends at the better of the two, and the mean quality is 2/3.

[RivkinSiggelkow2003], [SiggelkowLevinthal2003], [SiggelkowRivkin2005] and [SiggelkowRivkin2006] were seen as
abstracts.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.engine.run import run
from sim.literature.check import Check, Provenance, Replication, Sign, equivalent, ordered, outcome, widened
from sim.model.state import Floats
from sim.scenario import Scenario, load

SEED = 12003
RUNS = 1500
DERIVED = Provenance("D", "who screens agrees where nobody errs")
ALONE = Provenance("D", "the larger of two uniform numbers")
SCREENING = Provenance("P", "Rivkin & Siggelkow 2003, abstract")
SPEED = Provenance("P", "Siggelkow & Rivkin 2005, abstract")
BACKFIRES = Provenance("P", "Siggelkow & Rivkin 2006, abstract")
DIVIDE = Provenance("P", "Siggelkow & Levinthal 2003, abstract")
EFFECT = 0.01  # on quality
COUPLED, APART = 4, 0  # couplings across departments
HALF = 100  # the period in which a divided organization is integrated


def departments(across: int, control: float, **environment: Any) -> Scenario:
    """Members of five departments under one boss, in calm water; their safety and skill stay as they are."""
    calm = {"strategic_turbulence": 0.0, "operational_turbulence": 0.0, "ruggedness": 1.0, "inside": 2}
    return load("led").with_(
        run={"pace": 0.0},
        environment={**calm, "across": across, **environment},
        organization={"span_of_control": 50, "turnover": 0.0},
        management={"control": control},
        motivation={"initial_safety": 1.0, "ideas": 0.1},
        development={"rate": 0.0, "retrospectives": 0.0, "rotation": 0.0},
        network={"ties": 0},
    )


def quality(scenario: Scenario, runs: int) -> Floats:
    """The quality of the ways of working at the end, one number per run."""
    return outcome(scenario, runs, SEED, "quality_final")


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """The identities, then the signs, in pairs with the same random numbers."""
    runs = max(50, int(RUNS * scale))
    identities = [_same_path(), _alone(runs, scale)]
    progress()
    claims: dict[str, Sign] = {}
    for part in (_screening, _exploration, _turbulence, _division):
        claims |= part(runs)
        progress()
    return [*identities, *ordered("hierarchy", claims)]


def path_gap(across: int) -> float:
    """The largest difference of quality over time between a crew with and without a boss who screens."""
    clear = {"ambiguity": 0.0, "obsolescence": 0.0}
    free = departments(across, 0.0, **clear).with_(motivation={"effort_floor": 1.0}, management={"strength": 0.0})
    asked = free.with_(management={"control": 1.0})
    one, other = (run(crew, 40, SEED).measures["quality"] for crew in (free, asked))
    return float(np.abs(one - other).max())


def _same_path() -> Check:
    claim = (
        "identity 1: nothing across departments, nobody errs: largest difference of the paths with and without consent"
    )
    return equivalent("hierarchy", claim, np.array([path_gap(APART)]), 0.0, 0.0, DERIVED)


def _alone(runs: int, scale: float) -> Check:
    crew = departments(APART, 0.0, inside=0, ambiguity=0.0, obsolescence=0.0).with_(
        run={"periods": 400}, motivation={"ideas": 1.0}
    )
    claim = "identity 2: decisions that stand alone reach the better of their two ways: mean quality"
    return equivalent("hierarchy", claim, quality(crew, runs), 2 / 3, widened(0.01, scale), ALONE)


def _screening(runs: int) -> dict[str, Sign]:
    apart, coupled = (quality(departments(x, 1.0), runs) - quality(departments(x, 0.0), runs) for x in (APART, COUPLED))
    claim = "a level that screens is worth more where departments depend on each other"
    return {claim: Sign(coupled - apart, EFFECT, SCREENING)}


def _exploration(runs: int) -> dict[str, Sign]:
    def gain(across: int) -> Floats:
        """Of more ideas below, where a boss screens them."""
        crew = departments(across, 1.0)
        return quality(crew.with_(motivation={"ideas": 0.4}), runs) - quality(crew, runs)

    return {
        "more exploration below helps where nothing crosses departments": Sign(gain(APART), EFFECT, BACKFIRES),
        "more exploration below backfires where couplings cross departments": Sign(-gain(COUPLED), EFFECT, BACKFIRES),
    }


def _turbulence(runs: int) -> dict[str, Sign]:
    def speed(turbulence: float) -> Floats:
        """What it adds that nobody has to ask, which is faster."""
        free, asked = (
            outcome(
                departments(COUPLED, control).with_(environment={"strategic_turbulence": turbulence}), runs, SEED,
                "quality_mean",
            )
            for control in (0.0, 1.0)
        )  # fmt: skip
        return free - asked

    claim = "turbulence rewards speed: going ahead without consent gains more, or loses less"
    return {claim: Sign(speed(0.05) - speed(0.0), EFFECT, SPEED)}


def _division(runs: int) -> dict[str, Sign]:
    asked, free = departments(8, 1.0), departments(8, 0.0)
    integrated = free.with_(interventions=[{"at": HALF, "set": {"management.control": 1.0}}])
    first = quality(integrated, runs)
    return {
        "pervasive couplings: first without consent, then with, beats consent all along": Sign(
            first - quality(asked, runs), EFFECT, DIVIDE
        ),
        "pervasive couplings: first without consent, then with, beats none all along": Sign(
            first - quality(free, runs), EFFECT, DIVIDE
        ),
    }


REPLICATION = Replication("hierarchy", None, "Departments and a level that screens", SEED, False, 5, checks)
