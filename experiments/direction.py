"""Direction is the backbone of management

Sentence: paddles without direction drift, direction without paddles does not move.
Statement: management and leadership together are worth more than the sum of what each is worth alone.
Design: the 2 x 2 of management and leadership. The interaction is what both reach, minus what either one alone reaches,
plus what neither reaches, as a share of what both reach. Beside it, headings in the year after every goal has turned
with a chance of one half: of a crew that never had a direction, and of one that had one and lost its leadership.
Wrong if: the interaction is not positive.
"""

from experiments.common import program_of
from experiments.crews import UNLED, UNMANAGED
from sim.claims.claim import Crew, Statement, Term, TheoryClaim, difference

# The year after a turn that says nothing about where the destination was: no goal is as it was more often than not.
TURNED = {
    "run.periods": 104,
    "run.warm_up": 52,
    "environment.shock_every": 52,
    "environment.shock_size": 0.5,
    "environment.exodus_every": 0,
}
CLAIM = TheoryClaim(
    number=2,
    name="direction",
    text=__doc__ or "",
    origin="emergent",
    because="no rule compares crews: speed comes from seats and hand-offs, heading from the beliefs of the members",
    crews={
        "led": Crew(),
        "managed_only": Crew(UNLED),
        "no_paddles": Crew(UNMANAGED),
        "neither": Crew({**UNLED, **UNMANAGED}),
        "never_led": Crew({**UNLED, **TURNED, "leadership.founding_vision": 0, "organization.founders_know": 0}),
        "lost_it": Crew({**UNLED, **TURNED}),
    },
    primary=(
        Statement(
            "both together are worth more than the sum of each alone",
            0.02,
            (Term({"led": 1, "managed_only": -1, "no_paddles": -1, "neither": 1}, "led"),),
        ),
    ),
    checks=(
        Statement(
            "a crew that never had a direction heads nowhere",
            0.1,
            (Term({"never_led": 1}),),
            "heading_mean",
            expects="nothing",
        ),
        Statement(
            "a crew that lost its direction heads nowhere once the destination has moved",
            0.1,
            (Term({"lost_it": 1}),),
            "heading_mean",
            expects="nothing",
        ),
        Statement(
            "direction without paddles is slower than paddles without direction",
            0.05,
            (Term({"managed_only": 1, "no_paddles": -1}, "led"),),
            "speed_mean",
        ),
        Statement("both get farther than management alone", 0.05, difference("led", "managed_only")),
        Statement("both get farther than leadership alone", 0.05, difference("led", "no_paddles")),
    ),
    ablations={
        "without hand-offs": {"management.handoffs": 1},
        "where everyone can watch everyone": {"management.attention": 1000},
        "with a direction that hears nothing": {"leadership.listening": 0},
        "without learning from one's own work": {"motivation.experience": 0},
    },
    explanation="""
    Management puts people on all oars; leadership says where to row. A fast boat without a direction gains nothing, and
    a direction without rowers gains nothing: so together they are worth more than the sum of each alone, in
    {vote1:above} worlds. Two mechanisms carry it. If everybody could watch everybody, the crew would man its oars
    without management, and the surplus would be {without2:effect} instead of {usual1:effect} of the way. If the
    direction heard nothing from below, it would soon be wrong, and the surplus would be {without3:effect}. One part is
    not borne out. A crew that never had a direction should head nowhere; it heads {check1:mean}, where 1 is straight to
    the destination, and a crew that lost its direction heads {check2:mean}. Teams that compare notes and learn from
    their own work find out by themselves where the destination lies.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
