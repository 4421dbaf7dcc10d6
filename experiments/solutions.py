"""New solutions come from across departments

Sentence: people who work together across departments find new solutions.
Statement: ties across departments raise the quality of the ways of working.
Design: a led crew whose ties go to anyone with a chance of .6, against one whose ties all stay in the team. Quality of
the ways of working, mean over 200 weeks; it goes from 0 to 1, and ways chosen at random have .5. Beside it: trials kept
that are better for the whole, and the same where no work depends on another department, so that nothing can be gained.
Wrong if: quality is not higher by .01.
"""

from experiments.common import program_of
from sim.claims.claim import Crew, Statement, Term, TheoryClaim, difference

ALONE = {"environment.across": 0}
CLAIM = TheoryClaim(
    number=13,
    name="solutions",
    text=__doc__ or "",
    origin="emergent",
    because="that ties carry what a change does elsewhere is a rule; whether better ways are found so is not",
    crews={
        "across": Crew({"network.cross_team": 0.6}),
        "within": Crew({"network.cross_team": 0}),
        "across_alone": Crew({"network.cross_team": 0.6, **ALONE}),
        "within_alone": Crew({"network.cross_team": 0, **ALONE}),
    },
    primary=(
        Statement(
            "ties across departments find better ways", 0.01, (Term({"across": 1, "within": -1}),), "quality_mean"
        ),
    ),
    checks=(
        Statement(
            "more trials are kept and better for the whole",
            0.01,
            (Term({"across": 1, "within": -1}),),
            "kept_right_final",
        ),
        Statement("they get a crew farther", 0.05, difference("across", "within")),
        Statement(
            "where no work depends on another department, they find better ways",
            0.01,
            (Term({"across_alone": 1, "within_alone": -1}),),
            "quality_mean",
            expects="nothing",
        ),
    ),
    ablations={
        "without strain": {"network.strain_cost": 0},
        "with ten times the ideas": {"motivation.ideas": 0.5},
        "where the worth of a way is judged exactly": {"environment.ambiguity": 0},
    },
    explanation="""
    Ties across departments find better ways in {vote1:positive} worlds, but by little: quality rises by
    {vote1:mean} on a scale on which ways chosen at random have .5. It is .01 or more in {vote1:above} worlds, just
    around the two thirds that the word *holds* asks for; so the word is *{vote1:word}*. It goes the other way in
    {vote1:below}. It works through hearing what a change does elsewhere before it is made. Part of it is that ties
    keep such talk out of the formal channel: without that burden the effect at the defaults is {without1:effect}
    instead of {usual1:effect}. With ten times the ideas it is {without2:effect}.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
