"""Needs that are met sustain perseverance through setbacks

Sentence: achievement, recognition, belonging and self-esteem motivate, and sustain perseverance in difficult times.
Statement: after a shock, more of the effort is left in a crew whose needs are fed than in one whose needs are starved.
Design: one shock as in the claim on volatility. Fed: success rewarded (.9), four ties, little control (.1). Starved: no
rewards, no ties, much control (.9). Perseverance is the mean effort in the 20 weeks from the shock, relative to the 10
weeks before it; the effect is its difference between the two crews.
Wrong if: the fed crew does not keep a larger share of its effort.
"""

from experiments.common import program_of
from experiments.crews import SHOCK
from sim.claims.claim import Changes, Crew, Statement, Term, TheoryClaim

FED: Changes = {"rewards.initiative": 0.9, "network.ties": 4, "management.control": 0.1}
STARVED: Changes = {"rewards.initiative": 0, "network.ties": 0, "management.control": 0.9}
BOTH = (Term({"fed": 1, "starved": -1}),)
CLAIM = TheoryClaim(
    number=9,
    name="motivation",
    text=__doc__ or "",
    origin="emergent",
    because="that effort is a weighted mean of the needs is a rule; how much of it a setback takes is not",
    crews={"fed": Crew({**SHOCK, **FED}), "starved": Crew({**SHOCK, **STARVED})},
    primary=(Statement("a fed crew keeps more of its effort after a shock", 0.05, BOTH, "perseverance"),),
    checks=(
        Statement("a fed crew has more ideas after a shock", 0.01, BOTH, "ideas_mean"),
        Statement("a fed crew keeps fewer ideas to itself", 0.05, (Term({"starved": 1, "fed": -1}),), "silent_final"),
        Statement("a fed crew makes more effort after a shock", 0.05, BOTH, "effort_mean"),
    ),
    ablations={
        "where needs move at once": {"run.pace": 1},
        "without leadership": {"leadership.strength": 0},
        "where effort has no floor": {"motivation.effort_floor": 0},
    },
)

if __name__ == "__main__":
    program_of(CLAIM)
