"""Rigid long-term plans lose against adaptive plans as conditions shift

Question: which way of planning gets a led crew farthest, and where?
Hypothesis: a plan is a means that must follow the direction; a rigid long-term plan loses as conditions shift, and
wins only where the ocean is steady or its changes were foreseen.
Design: rigid plans, plans that follow the direction, and rolling plans, in a shifting ocean (the default rates), in
a calm one, and in one whose changes are foreseen nine times in ten; without shocks and waves of departures, so that
calm is calm. The cost of switching is part of the sample, and a table shows it, for who wins may hang on it.
Wrong if: a rigid plan is not behind either adaptive one in the shifting ocean, or not ahead of either in the calm
one and in the foreseen one.
"""

from collections.abc import Mapping, Sequence

from experiments.curves import Pair, along, crew
from experiments.trials import Asked, alone, put_on_trial
from sim.statistics import Interval
from sim.trial.claim import Changes, Claim, Part
from sim.trial.running import Size, Tried
from sim.trial.telling import Shown

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

CLAIM = Claim(
    number=4,
    name="planning",
    text=__doc__ or "",
    origin="emergent",
    because="the ways of planning are put in, and so is the cost of switching; who wins is not",
    arms={
        f"{way}_{ocean}": {**DEFAULT, **changes, "management.planning": word}
        for ocean, changes in OCEANS.items()
        for way, word in WAYS.items()
    },
    parts=(
        Part("shifting: following the direction beats a rigid plan", {"follows_shifting": 1, "rigid_shifting": -1}),
        Part("shifting: a rolling plan beats a rigid one", {"rolling_shifting": 1, "rigid_shifting": -1}),
        Part("calm: a rigid plan beats following the direction", {"rigid_calm": 1, "follows_calm": -1}),
        Part("calm: a rigid plan beats a rolling one", {"rigid_calm": 1, "rolling_calm": -1}),
        Part("foreseen: a rigid plan beats following the direction", {"rigid_foreseen": 1, "follows_foreseen": -1}),
        Part("foreseen: a rigid plan beats a rolling one", {"rigid_foreseen": 1, "rolling_foreseen": -1}),
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


def showing(size: Size) -> Sequence[Shown]:
    """Adaptive less rigid plans by the cost of switching."""

    def finding(found: Mapping[str, Sequence[Interval]]) -> str:
        def ahead(line: str) -> str:
            costs = [f"{cost:g}" for cost, effect in zip(COSTS, found[line], strict=True) if effect.low > 0]
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


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how, showing)


if __name__ == "__main__":
    alone(main)
