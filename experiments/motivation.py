"""Achievement, recognition, belonging and self-esteem sustain perseverance through setbacks

Question: does effort survive a setback because needs are met, and which need is responsible?
Hypothesis: motivation through achievement, recognition, belonging and self-esteem sustains perseverance, and each need
contributes.
Design: a shock every 50 weeks, and no waves of departures. A crew whose needs are met (rewarded success, ties, little
control) against one whose needs are not met: the effort over all weeks, and how far the crew gets. Then the effort of
the first crew if it rests on all four needs, or on one of them alone. Perseverance is the effort in the 20 weeks after
a shock relative to the 10 weeks before it. Effort is sustained if perseverance is at least 95 %, the share at which a
shock counts as recovered.
Wrong if: needs that are met do not raise effort, or do not bring the crew farther; or less than 95 % of the effort is
left after a shock if it rests on all four needs, or on any one of them.
"""

from experiments.common import Options, evaluate_claim, program
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation
from sim.model.outcomes import RECOVERED

NEEDS = ("achievement", "recognition", "belonging", "esteem")
FED = {"rewards.initiative": 0.9, "network.ties": 4, "management.control": 0.1}
STARVED = {"rewards.initiative": 0, "network.ties": 0, "management.control": 0.9}
EQUAL = {f"motivation.weight_{need}": 0.25 for need in NEEDS}


def _alone(need: str) -> dict[str, float]:
    return {**FED, **{f"motivation.weight_{other}": float(other == need) for other in NEEDS}}


CLAIM = TheoryClaim(
    number=8,
    name="motivation",
    text=__doc__ or "",
    origin="assumed",
    because="that effort is a weighted mean of the needs is a rule; how much of it a setback takes is not",
    common={"environment.shock_every": 50, "environment.shock_size": 0.6, "environment.exodus_every": 0},
    arms={
        "fed": {**EQUAL, **FED},
        "starved": {**EQUAL, **STARVED},
        **{f"{need}_alone": _alone(need) for need in NEEDS},
    },
    statements=(
        Statement("fed needs raise effort in storms", {"fed": 1, "starved": -1}, "effort_mean"),
        Statement("fed needs bring the crew farther", {"fed": 1, "starved": -1}),
        Statement("effort on all needs outlasts a setback", {"fed": 1}, "perseverance", 0.01, RECOVERED),
        *(
            Statement(
                f"effort on {need} alone outlasts a setback", {f"{need}_alone": 1}, "perseverance", 0.01, RECOVERED
            )
            for need in NEEDS
        ),
    ),
    ablations={
        "without leadership": {"leadership.strength": 0},
        "where needs move at once": {"run.pace": 1},
        "without change from below": {"rewards.adoption": 0},
        "where effort has no floor": {"motivation.effort_floor": 0},
    },
)


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options)


if __name__ == "__main__":
    program(main)
