"""Signs that papers state, tested in the full model, or in the setting of another model where the claim says so.

The checks are relational: the papers have other models, so only the sign of an effect is compared. Each was written
down before it was run, except Bolton et al. where change is costly, which was added when the default had not shown it.
A sign that is not confirmed is a finding about one of the two models, and is reported as failing.

    [StieglitzEtAl2016]   Very frequent change shifts the advantage to inert organizations; large rare shocks reward
                          adaptation.
    [PosenLevinthal2012]  Change is not by itself a call for more exploration.
    [LazerFriedman2007], [MasonWatts2012]   Dense networks help at first and hurt in the end on complex tasks; on simple
                          ones the cost is smaller.
    [BoltonEtAl2013]      Some resoluteness pays where dispersion is costly, total rigidity never does.

[SecchiSeri2017] find that most organizational simulations have too little power. The power to see the stated effect is
reported with every sign.
"""

from collections.abc import Callable
from typing import Any

from sim.literature.check import Check, Replication, Sign, ordered, outcome
from sim.literature.fang import groups
from sim.literature.march import opened
from sim.model.state import Floats
from sim.scenario import load

SEED = 2017
RUNS = 2000
EFFECT = 0.01  # of velocity made good
KNOWLEDGE, PAYOFF = 0.02, 0.06  # effects on code knowledge and on payoffs
CALM, FREQUENT = 0.02, 0.4  # operational turbulence
EARLY = 10  # periods


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """All signs, in pairs with the same random numbers, and corrected together."""
    runs = max(50, int(RUNS * scale))
    claims: dict[str, Sign] = {}
    for part in (_inertia, _exploration, _density, _resoluteness):
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
        "Stieglitz et al.: very frequent change takes from the advantage of adapting": Sign(calm - frequent, EFFECT),
        "Stieglitz et al.: under very frequent change the inert are ahead": Sign(-frequent, EFFECT),
        "Stieglitz et al.: large rare shocks reward adaptation": Sign(follows - rigid, EFFECT),
    }


def _exploration(runs: int) -> dict[str, Sign]:
    def gain(turbulence: float) -> Floats:
        """The gain in code knowledge of slow members (exploration) over faster ones."""
        slow, fast = (
            outcome(opened(p1, 0.5, 0.02, turbulence, 100), runs, SEED, "direction_knowledge_mean") for p1 in (0.1, 0.5)
        )
        return slow - fast

    difference = Sign(gain(0) - gain(0.05), KNOWLEDGE)
    return {"Posen & Levinthal: change takes from the worth of exploration (in March's model)": difference}


def _density(runs: int) -> dict[str, Sign]:
    networks = max(20, runs // 4)

    def payoffs(beta: float, block: int) -> tuple[Floats, ...]:
        """The payoff after a few periods, and at rest."""
        few = groups(beta, block).with_(run={"periods": EARLY + 1})
        return tuple(outcome(crew, networks, SEED, "fit_final") for crew in (few, groups(beta, block)))

    (dense_early, dense_late), (sparse_early, sparse_late) = payoffs(1, 5), payoffs(0.1, 5)
    simple, late = payoffs(0.1, 1)[1] - payoffs(1, 1)[1], sparse_late - dense_late
    return {
        "Lazer & Friedman: complex task, dense ahead at first (in Fang's model)": Sign(
            dense_early - sparse_early, EFFECT
        ),
        "Lazer & Friedman: complex task, sparse ahead in the end (in Fang's model)": Sign(late, PAYOFF),
        "Mason & Watts: simple task, density costs less in the end (in Fang's model)": Sign(late - simple, PAYOFF),
    }


def _resoluteness(runs: int) -> dict[str, Sign]:
    claims: dict[str, Sign] = {}
    for where, cost in (("with the default cost of change", 0.3), ("where change is dear", 0.9)):
        unswayed, firm, rigid = (
            _made_good(runs, leadership={"conviction": conviction}, management={"switching_cost": cost})
            for conviction in (0, 0.2, 1)
        )
        claims[f"Bolton et al.: some resoluteness beats none, {where}"] = Sign(firm - unswayed, EFFECT)
        claims[f"Bolton et al.: some resoluteness beats total rigidity, {where}"] = Sign(firm - rigid, EFFECT)
    return claims


REPLICATION = Replication("signs", None, "Signs from other models", False, 4, checks)
