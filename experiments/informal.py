"""Informal networks build trust, settle conflict and get a crew farther

Sentence: informal networks create trust, resolve conflicts and speed up what the formal structure is too slow for.
Statement: a crew with its informal ties gets farther than the same crew without any.
Design: the led crew as the world has it, against the same crew with no ties. Beside it: strain and reach of the formal
channel.
Wrong if: ties do not get the crew farther by 5 % of its distance.
"""

from experiments.common import program_of
from sim.claims.claim import Changes, Crew, Statement, Term, TheoryClaim, difference

NONE: Changes = {"network.ties": 0}
CLAIM = TheoryClaim(
    number=12,
    name="informal",
    text=__doc__ or "",
    origin="assumed",
    because="that trust settles conflicts and that ties pass the direction on are rules; what this is worth is not",
    crews={
        "led": Crew(),
        "no_ties": Crew(NONE),
    },
    primary=(Statement("ties get a crew farther than none", 0.05, difference("led", "no_ties")),),
    checks=(
        Statement("ties settle conflict: less strain", 0.01, (Term({"no_ties": 1, "led": -1}),), "strain_mean"),
        Statement("ties relieve the channel: more reach", 0.05, (Term({"led": 1, "no_ties": -1}),), "reach_mean"),
    ),
    ablations={
        "without strain": {"network.strain_cost": 0},
        "without learning from peers": {"network.peer_learning": 0},
        "with a perfect channel": {"leadership.channel_fidelity": 1},
        "without new ways": {"motivation.ideas": 0},
    },
    explanation="""
    Ties help, but a little: {vote1:mean} of the way on average. The effect is clearly there in {vote1:above} worlds,
    clearly against the sentence in {vote1:below}, and too small to matter in {vote1:small}. Most of it is that ties
    settle conflicts which would otherwise go up the formal channel and slow it. Where such conflicts do not slow it,
    the effect at the defaults is {without1:effect} instead of {usual1:effect}. Learning from colleagues adds nothing to
    it: without it, {without2:effect}.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
