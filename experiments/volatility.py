"""Leadership deals with change, and is essential where the environment is volatile

Sentence: leadership is how an organization deals with change, and it is essential in a volatile environment.
Statement: after a shock a crew without leadership loses a larger share of its way than a crew with it; and the share of
the led crew's distance that leadership is worth is larger where the destination moves often than where it hardly moves.
Design: the led crew and the crew that is managed only. One shock in otherwise calm water turns each goal with a chance
of .6; the way lost in the 26 weeks from then on is a share of what the same crew makes then without the shock. Rough
and calm water: a goal reverses with a chance of .02 or .001 a week, the ends of the plausible range.
Wrong if: one of the two is not so.
"""

from experiments.common import program_of
from experiments.crews import CALM, EXODUS, ROUGH, SHOCK, STILL, UNLED
from sim.claims.claim import Crew, Statement, Term, TheoryClaim

PLACES = {"still": STILL, "shock": SHOCK, "exodus": EXODUS, "calm": CALM, "rough": ROUGH}


def _loses_more(event: str) -> tuple[Term, ...]:
    return (
        Term({"unled_still": 1, f"unled_{event}": -1}, "unled_still"),
        Term({"led_still": -1, f"led_{event}": 1}, "led_still"),
    )


CLAIM = TheoryClaim(
    number=3,
    name="volatility",
    text=__doc__ or "",
    origin="emergent",
    because="reviews and communication are rules, but no rule makes them pay more where more changes",
    crews={
        **{f"led_{place}": Crew(changes) for place, changes in PLACES.items()},
        **{f"unled_{place}": Crew({**changes, **UNLED}) for place, changes in PLACES.items()},
    },
    primary=(
        Statement("after a shock, a crew without leadership loses more of its way", 0.1, _loses_more("shock")),
        Statement(
            "leadership is worth a larger share in rough water than in calm",
            0.05,
            (
                Term({"led_rough": 1, "unled_rough": -1}, "led_rough"),
                Term({"led_calm": -1, "unled_calm": 1}, "led_calm"),
            ),
        ),
    ),
    checks=(
        Statement(
            "a crew without leadership is more often not back on its way after 26 weeks",
            0.1,
            (Term({"unled_shock": 1, "led_shock": -1}),),
            "recovery_censored",
        ),
        Statement("after half of the members left, it loses more of its way", 0.1, _loses_more("exodus")),
        Statement(
            "in absolute distance, leadership is worth more in rough water than in calm",
            0.01,
            (Term({"led_rough": 1, "unled_rough": -1, "led_calm": -1, "unled_calm": 1}),),
        ),
    ),
    ablations={
        "with a direction that hears nothing": {"leadership.listening": 0},
        "without communication": {"leadership.communication": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "without new ways": {"motivation.ideas": 0},
    },
    explanation="""
    The model does not settle this sentence. After a shock, a crew without leadership loses clearly more of its way
    in {vote1:above} worlds, and clearly less in {vote1:below}. Leadership is worth a clearly larger share in rough
    water than in calm in {vote2:above} worlds, and a smaller one in {vote2:below}. In absolute distance it is worth
    clearly more in rough water in only {check3:above}, and clearly less in {check3:below}. At the defaults both
    halves are true ({usual1:effect} and {usual2:effect}), and both stand on one mechanism, hearing. With leaders
    who hear no reports, both turn round, to {without1:effect} and {without1_2:effect}: then all members follow one
    direction together, and it is the old one, while members without leaders find the new destination one by one. So
    in this model leadership deals with change only if it listens.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
