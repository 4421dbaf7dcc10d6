"""Where visions are aligned, the lowest level is safe to start change

Sentence: where visions are aligned, even the lowest level is safe to initiate change.
Statement: in the aligned crew, members without reports are reprimanded less often per idea that they voice.
Design: the aligned and the unaligned crew of the claim on ownership, at the world's own control. Reprimands per idea
voiced over the whole run; the effect is the share of the unaligned crew's reprimands that is missing in the aligned
one. Worlds in which the unaligned are reprimanded for fewer than one idea in 200 are left out.
Wrong if: there are not a quarter fewer reprimands per idea.
"""

from experiments.common import program_of
from experiments.crews import ALIGNED, UNALIGNED
from sim.claims.claim import Crew, Statement, Term, TheoryClaim

CLAIM = TheoryClaim(
    number=7,
    name="lowest",
    text=__doc__ or "",
    origin="assumed",
    because="that a boss who holds the same belief does not reprimand is a rule; how often beliefs agree is not",
    crews={"aligned": Crew(ALIGNED), "unaligned": Crew(UNALIGNED)},
    primary=(
        Statement(
            "the lowest level is reprimanded less per idea voiced",
            0.25,
            (Term({"unaligned": 1, "aligned": -1}, "unaligned"),),
            "lowest_idea_reprimands_final",
            floor=0.005,
        ),
    ),
    checks=(
        Statement(
            "it voices more of its ideas",
            0.05,
            (Term({"unaligned": 1, "aligned": -1}),),
            "lowest_silent_final",
        ),
        Statement(
            "more of its trials are kept and better for the whole",
            0.05,
            (Term({"aligned": 1, "unaligned": -1}),),
            "lowest_kept_right_final",
        ),
        Statement(
            "it begins more trials per idea",
            0.05,
            (Term({"aligned": 1, "unaligned": -1}),),
            "lowest_trials_final",
        ),
        Statement("it feels safer", 0.05, (Term({"aligned": 1, "unaligned": -1}),), "lowest_safety_mean"),
    ),
    ablations={
        "without rewards": {"rewards.initiative": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "with a perfect channel": {"leadership.channel_fidelity": 1},
    },
    explanation="""
    Where beliefs agree, the lowest level is reprimanded less: by {vote1:mean} on average, and by a quarter or more
    in {vote1:above} worlds. That is just around the two thirds that the word *holds* asks for; so the word is
    *{vote1:word}*. A rule says nearly this: a boss who holds the same belief does not reprimand. But nothing more
    follows from it. Members without reports voice clearly more of their ideas in {check1:above} worlds, begin
    clearly more trials in {check3:above}, and have clearly more of them right in {check2:above}. Reprimands are
    rare, so fewer of them hardly change how safe people feel: {check4:mean} on a scale from 0 to 1. To be spared is
    not yet to dare.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
