"""Achievement, recognition, belonging and self-esteem sustain perseverance through setbacks

Question: does effort outlast a setback because needs are met, and which need does it?
Hypothesis: motivation through achievement, recognition, belonging and self-esteem sustains perseverance; each need
does its part.
Design: a shock every 50 weeks, no waves of departures. A crew in which needs are fed (success rewarded, ties,
little control) against one in which they are starved: effort throughout, and how far it gets. And the fed crew's
effort resting on all four needs, or on one of them alone: perseverance is effort over the 20 weeks after a shock
relative to the 10 before, and sustained is 95 % of it, the share at which a shock counts as weathered.
Wrong if: fed needs do not raise effort or do not bring the crew farther; or less than 95 % of effort is left after
a shock where it rests on all four needs, or on any one of them.
"""

from experiments.trials import Asked, alone, put_on_trial
from sim.outcomes import RECOVERED
from sim.trial.claim import Claim, Part
from sim.trial.running import Tried

NEEDS = ("achievement", "recognition", "belonging", "esteem")
FED = {"rewards.initiative": 0.9, "network.ties": 4, "management.control": 0.1}
STARVED = {"rewards.initiative": 0, "network.ties": 0, "management.control": 0.9}
EQUAL = {f"motivation.weight_{need}": 0.25 for need in NEEDS}


def _alone(need: str) -> dict[str, float]:
    return {**FED, **{f"motivation.weight_{other}": float(other == need) for other in NEEDS}}


CLAIM = Claim(
    number=8,
    name="motivation",
    text=__doc__ or "",
    origin="assumed",
    because="effort is a weighted mean of the needs by rule; how much of it a setback takes is not put in",
    common={"environment.shock_every": 50, "environment.shock_size": 0.6, "environment.exodus_every": 0},
    arms={
        "fed": {**EQUAL, **FED},
        "starved": {**EQUAL, **STARVED},
        **{f"{need}_alone": _alone(need) for need in NEEDS},
    },
    parts=(
        Part("fed needs raise effort in storms", {"fed": 1, "starved": -1}, "effort_mean"),
        Part("fed needs bring the crew farther", {"fed": 1, "starved": -1}),
        Part("effort on all needs outlasts a setback", {"fed": 1}, "perseverance", 0.01, RECOVERED),
        *(
            Part(f"effort on {need} alone outlasts a setback", {f"{need}_alone": 1}, "perseverance", 0.01, RECOVERED)
            for need in NEEDS
        ),
    ),
    ablations={
        "without leadership": {"leadership.strength": 0},
        "where needs move at once": {"motivation.need_rate": 1},
        "without change from below": {"rewards.adoption": 0},
        "where effort has no floor": {"motivation.effort_floor": 0},
    },
)


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how)


if __name__ == "__main__":
    alone(main)
