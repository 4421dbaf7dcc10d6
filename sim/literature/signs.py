"""Signs that papers state, tested in the full model, or in the setting of another model where the claim says so.

The checks are relational: the papers have other models, so only the sign of an effect is compared. Each was written
down before it was run, except Bolton et al. where change is costly, which was added when the default had not shown it.
A sign that is not confirmed is a finding about one of the two models, and is reported as failing.

    [StieglitzEtAl2016]   Very frequent change shifts the advantage to inert organizations; large rare shocks reward
                          adaptation.
    [MasonWatts2012]      People in efficient networks did better, also on a problem that was thought to favour
                          inefficient ones. This is an experiment with people.
    [BoltonEtAl2013]      Resoluteness helps to coordinate and inhibits information from below, so that an optimal level
                          lies between none and all of it.

[SecchiSeri2017] find that most organizational simulations have too little power. The power to see the stated effect is
reported with every sign.
"""

from collections.abc import Callable
from typing import Any

from sim.literature.check import Check, Provenance, Replication, Sign, ordered, outcome
from sim.literature.fang import groups
from sim.model.state import Floats
from sim.scenario import load

SEED = 12017
RUNS = 2000
EFFECT = 0.01  # of velocity made good
PAYOFF = 0.06  # effect on payoffs
CALM, FREQUENT = 0.02, 0.4  # operational turbulence
STIEGLITZ = Provenance("P", "Stieglitz, Knudsen & Becker 2016, abstract")
MASON_WATTS = Provenance("P", "Mason & Watts 2012, abstract")
BOLTON = Provenance("P", "Bolton, Brunnermeier & Veldkamp 2013, abstract: an optimal level")


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """All signs, in pairs with the same random numbers, and corrected together."""
    runs = max(50, int(RUNS * scale))
    claims: dict[str, Sign] = {}
    for part in (_inertia, _density, _resoluteness):
        claims |= part(runs)
        progress()
    return ordered("signs", claims)


def _made_good(runs: int, **changes: Any) -> Floats:
    return outcome(load("led").with_(**changes), runs, SEED, "made_good_mean")


def _inertia(runs: int) -> dict[str, Sign]:
    def advantage(turbulence: float) -> Floats:
        """Of replanning everything at each review over a plan that is fixed for 50 periods, where change is costly."""
        water = {"operational_turbulence": turbulence}
        adaptive, inert = (
            _made_good(runs, environment=water, management={"planning": planning, "switching_cost": 0.9})
            for planning in ("rolling", "rigid")
        )
        return adaptive - inert

    calm, frequent = advantage(CALM), advantage(FREQUENT)
    shocks = {"strategic_turbulence": 0, "operational_turbulence": 0, "shock_every": 60, "shock_size": 0.8}
    follows, rigid = (
        _made_good(runs, environment=shocks, management={"planning": planning, "planning_horizon": 100})
        for planning in ("follows_direction", "rigid")
    )
    return {
        "Stieglitz et al.: very frequent change takes from the advantage of adapting": Sign(
            calm - frequent, EFFECT, STIEGLITZ
        ),
        "Stieglitz et al.: under very frequent change the inert are ahead": Sign(-frequent, EFFECT, STIEGLITZ),
        "Stieglitz et al.: large rare shocks reward adaptation": Sign(follows - rigid, EFFECT, STIEGLITZ),
    }


def _density(runs: int) -> dict[str, Sign]:
    networks = max(20, runs // 4)

    def late(beta: float) -> Floats:
        """The payoff at rest."""
        return outcome(groups(beta, 5), networks, SEED, "fit_final")

    claim = "Mason & Watts: complex task, the dense network is ahead in the end (in Fang's model)"
    return {claim: Sign(late(1) - late(0.1), PAYOFF, MASON_WATTS)}


def _resoluteness(runs: int) -> dict[str, Sign]:
    claims: dict[str, Sign] = {}
    for where, cost in (("with the default cost of change", 0.3), ("where change is dear", 0.9)):
        unswayed, firm, rigid = (
            _made_good(runs, leadership={"conviction": conviction}, management={"switching_cost": cost})
            for conviction in (0, 0.2, 1)
        )
        claims[f"Bolton et al.: some resoluteness beats none, {where}"] = Sign(firm - unswayed, EFFECT, BOLTON)
        claims[f"Bolton et al.: some resoluteness beats total rigidity, {where}"] = Sign(firm - rigid, EFFECT, BOLTON)
    return claims


REPLICATION = Replication("signs", None, "Signs from other models and from people", SEED, False, 3, checks)
