"""Direction must be revisited, but not at every wave

Sentence: direction is to be revisited as the world changes.
Statement: the best interval between two reviews of the direction lies inside: every 4, 13 or 39 weeks gets a crew
farther than every week and than never.
Design: a led crew that reviews its direction every 1, 4, 13, 39 or 1000 weeks (never, in 200; a review still takes
place whenever a whole new plan is made). The best of the inner intervals against the better of the two ends; each half
of the replicates chooses for the other half.
Wrong if: none of the inner intervals is better than both ends by 5 % of the crew's distance.
"""

from experiments.common import program_of
from sim.claims.claim import Crew, Statement, Term, TheoryClaim, difference

CLAIM = TheoryClaim(
    number=5,
    name="reviews",
    text=__doc__ or "",
    origin="emergent",
    because="how a review turns the direction is a rule; how often reviews should take place is not",
    crews={
        "led": Crew(),
        **{f"every_{weeks}": Crew({"leadership.review_every": weeks}) for weeks in (1, 4, 13, 39, 1000)},
    },
    primary=(
        Statement(
            "the best interval between reviews lies inside",
            0.05,
            (Term({}, "led"),),
            best=("every_4", "every_13", "every_39"),
            against=("every_1", "every_1000"),
        ),
    ),
    checks=(
        Statement("every 13 weeks is better than never", 0.05, difference("every_13", "every_1000", "led")),
        Statement("every 13 weeks is better than every week", 0.05, difference("every_13", "every_1", "led")),
    ),
    ablations={
        "without cost of switching": {"management.switching_cost": 0},
        "without conviction": {"leadership.conviction": 0},
        "with plans frozen between plannings": {"management.planning": "rigid"},
        "with reports that are always right": {
            "environment.feedback_accuracy": 1,
            "environment.local_accuracy": 1,
        },
    },
    explanation="""
    In {vote1:above} worlds one of the inner intervals is clearly better than both ends; in {vote1:small} it makes no
    difference that matters. Every quarter is clearly better than never in {check1:above} worlds and clearly worse in
    {check1:below}. But every quarter is clearly better than every week in {check2:above} worlds, and clearly worse in
    {check2:below}: to look too often is not always harmful. An inner optimum needs reports that may be wrong. Who waits
    collects more of them and turns less often by mistake. At the defaults the best inner interval is ahead by
    {usual1:effect} of the way; with reports that are always right it is {without4:effect}: then nothing is gained by
    waiting. The cost of switching adds to it: without it, {without1:effect}.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
