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
    explanation="""
    The sentence is true, and small: the effect is above 0 in {vote1:positive} worlds, and in {vote1:small} it is
    too small to matter. Its mean is {vote1:mean} of the effort before the shock. Needs are slow: at the defaults
    they move by a tenth of the distance each week, and a shock takes success away for some months only. Neither
    crew loses much of its effort, so there is little for fed needs to sustain. At the defaults nothing of it is
    seen: {usual1:interval}. Where needs move at once it turns round, to {without1:interval}: whoever lives on
    success has more to lose. What fed needs do is mostly something else, and they do it at all times. The fed crew
    makes {check3:mean} more effort, on a scale from 0 to 1, and keeps fewer ideas to itself (clearly so in
    {check2:above} worlds).
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
