"""Achievement, recognition, belonging and self-esteem sustain perseverance through setbacks

Question: does effort outlast a setback because needs are met, and which need does it?
Hypothesis: motivation through achievement, recognition, belonging and self-esteem sustains perseverance; each need
does its part.
Design: a shock every 50 weeks. A crew whose effort rests on all four needs against one whose effort does not rest
on one of them (its weight is 0); and a crew in which needs are fed (success rewarded, ties, little control) against
one in which they are starved. Perseverance: effort over the 20 weeks after a shock, relative to the 10 before.
Wrong if: the fed crew does not persevere more than the starved one; or leaving out a need does not lower
perseverance.
"""

from experiments.trials import Asked, alone, put_on_trial
from sim.trial.claim import Claim, Part
from sim.trial.running import Tried

NEEDS = ("achievement", "recognition", "belonging", "esteem")
FED = {"rewards.initiative": 0.9, "network.ties": 4, "management.control": 0.1}
STARVED = {"rewards.initiative": 0, "network.ties": 0, "management.control": 0.9}
EQUAL = {f"motivation.weight_{need}": 0.25 for need in NEEDS}
AFTER = "perseverance"
CLAIM = Claim(
    number=8,
    name="motivation",
    text=__doc__ or "",
    origin="assumed",
    because="effort is a weighted mean of the needs by rule; how much of it a setback takes is not put in",
    common={"environment.shock_every": 50, "environment.shock_size": 0.6},
    arms={
        "fed": {**EQUAL, **FED},
        "starved": {**EQUAL, **STARVED},
        **{f"without_{need}": {**EQUAL, **FED, f"motivation.weight_{need}": 0} for need in NEEDS},
    },
    parts=(
        Part("fed needs sustain perseverance", {"fed": 1, "starved": -1}, AFTER),
        *(Part(f"{need} sustains perseverance", {"fed": 1, f"without_{need}": -1}, AFTER) for need in NEEDS),
        Part("fed needs raise effort", {"fed": 1, "starved": -1}, "effort_mean"),
        Part("fed needs bring the crew farther", {"fed": 1, "starved": -1}),
    ),
    ablations={
        "without leadership": {"leadership.strength": 0},
        "where needs move at once": {"motivation.need_rate": 1},
        "where change from below is not adopted": {"rewards.adoption": 0},
        "where effort has no floor": {"motivation.effort_floor": 0},
    },
)


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how)


if __name__ == "__main__":
    alone(main)
