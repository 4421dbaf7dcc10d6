"""Rigid long-term plans lose against adaptive plans as conditions shift

Question: which way of planning gets a led crew farthest, and under which conditions?
Hypothesis: a plan is a means and must follow the direction. A rigid long-term plan loses when conditions shift, and
wins only where the ocean is steady or its changes were foreseen.
Design: rigid plans, plans that follow the direction, and rolling plans, in three oceans: a shifting one (the default
rates), a calm one, and one in which nine of ten changes are foreseen. There are no shocks and no waves of departures,
so that the calm ocean is calm. The cost of switching is part of the sample, and a table shows its effect, because it
may decide which plan wins.
Wrong if: a rigid plan is not behind each adaptive one in the shifting ocean, or not ahead of each of them in the calm
ocean and in the foreseen one.
"""

from collections.abc import Mapping, Sequence

from experiments.common import Options, evaluate_claim, program
from experiments.curves import Pair, along, crew
from sim.claims.claim import Changes, Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement
from sim.engine.statistics import Interval

OCEANS: dict[str, Changes] = {
    "shifting": {},
    "calm": {"environment.strategic_turbulence": 0, "environment.operational_turbulence": 0},
    "foreseen": {"environment.foresight": 0.9},
}
WAYS = {"rigid": "rigid", "follows": "follows_direction", "rolling": "rolling"}
DEFAULT = {
    "environment.strategic_turbulence": 0.01,
    "environment.operational_turbulence": 0.02,
    "environment.foresight": 0,
    "environment.shock_every": 0,
    "environment.exodus_every": 0,
}
COSTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)

CLAIM = TheoryClaim(
    number=4,
    name="planning",
    text=__doc__ or "",
    origin="emergent",
    because="the ways of planning and the cost of switching are rules, but no rule decides which plan wins",
    arms={
        f"{way}_{ocean}": {**DEFAULT, **changes, "management.planning": word}
        for ocean, changes in OCEANS.items()
        for way, word in WAYS.items()
    },
    statements=(
        Statement(
            "shifting: following the direction beats a rigid plan", {"follows_shifting": 1, "rigid_shifting": -1}
        ),
        Statement("shifting: a rolling plan beats a rigid one", {"rolling_shifting": 1, "rigid_shifting": -1}),
        Statement("calm: a rigid plan beats following the direction", {"rigid_calm": 1, "follows_calm": -1}),
        Statement("calm: a rigid plan beats a rolling one", {"rigid_calm": 1, "rolling_calm": -1}),
        Statement(
            "foreseen: a rigid plan beats following the direction", {"rigid_foreseen": 1, "follows_foreseen": -1}
        ),
        Statement("foreseen: a rigid plan beats a rolling one", {"rigid_foreseen": 1, "rolling_foreseen": -1}),
    ),
    ablations={
        "without cost of switching": {"management.switching_cost": 0},
        "with a cost of .9": {"management.switching_cost": 0.9},
        "with a new plan every 10 weeks": {"management.planning_horizon": 10},
        "without change from below": {"rewards.adoption": 0},
        "with a direction that hears nothing": {"leadership.listening": 0},
    },
)


def _pair(cost: float, way: str, ocean: Changes) -> Pair:
    rigid = {**ocean, "management.planning": "rigid", "management.switching_cost": cost}
    return crew(rigid, {"management.planning": way}), crew(rigid)


def supplements(size: Size) -> Sequence[Supplement]:
    """Adaptive less rigid plans by the cost of switching."""

    def finding(effects: Mapping[str, Sequence[Interval]]) -> str:
        def ahead(line: str) -> str:
            costs = [f"{cost:g}" for cost, effect in zip(COSTS, effects[line], strict=True) if effect.low > 0]
            if len(costs) == len(COSTS):
                return "at all costs of switching"
            return f"at costs {', '.join(costs)}" if costs else "at no cost of switching"

        follows, rolling = (ahead(f"{name}, shifting") for name in ("follows", "rolling"))
        return (
            f"In the shifting ocean plans that follow the direction beat rigid ones {follows}, "
            f"and rolling plans beat rigid ones {rolling}"
        )

    pairs = {
        f"{name}, {ocean}": (lambda cost, way=way, changes=changes: _pair(cost, way, changes))
        for ocean, changes in list(OCEANS.items())[:2]
        for name, way in list(WAYS.items())[1:]
    }
    title = "Adaptive plans less rigid plans, by the cost of switching"
    axis = "management.switching_cost"
    return [along("switching_cost", title, axis, COSTS, pairs, max(2, size.replicates // 4), finding)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
