"""Signs that papers state, looked for in the full model.

These are relational: the papers' models are others, and what is compared is the sign of an effect. Each was written
down before it was run. A sign that does not come out is a finding about one of the two models, and reported as failing.

    [StieglitzEtAl2016]   Very frequent change shifts the advantage to inert organizations; large rare shocks reward
                          adaptation.
    [PosenLevinthal2012]  Change is not by itself a call for more exploration.
    [LazerFriedman2007], [MasonWatts2012]   Dense networks help at first and hurt in the end on complex tasks; on simple
                          ones the cost is smaller.
    [BoltonEtAl2013]      Some resoluteness pays where dispersion is costly, total rigidity never does.

[SecchiSeri2017] find most organizational simulations under-powered; the power to see the stated effect stands beside
every sign.
"""

from collections.abc import Callable
from typing import Any

from sim.literature.check import Check, Study, ordered, outcome
from sim.literature.fang import groups
from sim.literature.march import opened
from sim.scenario import load
from sim.state import Floats

SEED = 2017
RUNS = 2000
EFFECT = 0.01  # of velocity made good, payoff or knowledge
CALM, FREQUENT = 0.02, 0.4  # operational turbulence
EARLY = 10  # periods


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """All signs, paired by the same luck, corrected together."""
    runs = max(50, int(RUNS * scale))
    claims: dict[str, Floats] = {}
    for part in (_inertia, _exploration, _density, _resoluteness):
        claims |= part(runs)
        progress()
    return ordered("signs", claims, EFFECT)


def _made_good(runs: int, **changes: Any) -> Floats:
    return outcome(load("led").with_(**changes), runs, SEED, "made_good_mean")


def _inertia(runs: int) -> dict[str, Floats]:
    def advantage(turbulence: float) -> Floats:
        """Of replanning everything at each review over a plan that is frozen for 50 periods, where change is dear."""
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
        "Stieglitz et al.: very frequent change takes from the advantage of adapting": calm - frequent,
        "Stieglitz et al.: under very frequent change the inert are ahead": -frequent,
        "Stieglitz et al.: large rare shocks reward adaptation": follows - rigid,
    }


def _exploration(runs: int) -> dict[str, Floats]:
    def gain(turbulence: float) -> Floats:
        """Of slow members (exploration) over faster ones, in code knowledge."""
        slow, fast = (
            outcome(opened(p1, 0.5, 0.02, turbulence, 100), runs, SEED, "direction_knowledge_mean") for p1 in (0.1, 0.5)
        )
        return slow - fast

    return {"Posen & Levinthal: change takes from the worth of exploration (March's model)": gain(0) - gain(0.05)}


def _density(runs: int) -> dict[str, Floats]:
    networks = max(20, runs // 8)

    def payoffs(beta: float, block: int) -> tuple[Floats, ...]:
        """Payoff after few periods and at rest."""
        few = groups(beta, block).with_(run={"periods": EARLY + 1})
        return tuple(outcome(crew, networks, SEED, "fit_final") for crew in (few, groups(beta, block)))

    (dense_early, dense_late), (sparse_early, sparse_late) = payoffs(1, 5), payoffs(0.1, 5)
    simple = payoffs(0.1, 1)[1] - payoffs(1, 1)[1]
    return {
        "Lazer & Friedman: on a complex task dense networks are ahead at first": dense_early - sparse_early,
        "Lazer & Friedman: on a complex task sparse networks are ahead in the end": sparse_late - dense_late,
        "Mason & Watts: on a simple task density costs less in the end": (sparse_late - dense_late) - simple,
    }


def _resoluteness(runs: int) -> dict[str, Floats]:
    claims = {}
    for where, cost in (("with the default cost of change", 0.3), ("where change is dear", 0.9)):
        unswayed, firm, rigid = (
            _made_good(runs, leadership={"conviction": conviction}, management={"switching_cost": cost})
            for conviction in (0, 0.2, 1)
        )
        claims[f"Bolton et al.: some resoluteness beats none, {where}"] = firm - unswayed
        claims[f"Bolton et al.: some resoluteness beats total rigidity, {where}"] = firm - rigid
    return claims


STUDY = Study("signs", "SecchiSeri2017", "Signs from other models", False, 4, checks)
