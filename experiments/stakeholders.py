"""Top people talk with all stakeholders

Sentence: the people at the top talk with all involved stakeholders, also those outside.
Statement: where the work depends on stakeholders, talking with them gets a crew farther than not talking with them.
Design: a led crew that talks with the stakeholders of a goal with a chance of 0, .1, .3 or .9 a week, at the cost of
hearing and telling inside. Only worlds in which at least a tenth of a stroke's worth depends on support. The best of
the three chances above 0 against 0; each half of the replicates chooses for the other half.
Wrong if: none of the chances above 0 gets the crew farther by 5 % of its distance.
"""

from experiments.common import program_of
from sim.claims.claim import Crew, Statement, Term, TheoryClaim, difference

DEPENDENT = ("environment.dependence", 0.1)
TALKS = {"never": 0.0, "seldom": 0.1, "often": 0.3, "always": 0.9}
CLAIM = TheoryClaim(
    number=8,
    name="stakeholders",
    text=__doc__ or "",
    origin="assumed",
    because="that stakeholders withdraw support from those who do not talk is a rule; what talking costs inside is not",
    crews={
        "led": Crew(),
        **{name: Crew({"leadership.outside": share}) for name, share in TALKS.items()},
        **{
            f"{name}_independent": Crew({"leadership.outside": TALKS[name], "environment.dependence": 0})
            for name in ("never", "often")
        },
    },
    primary=(
        Statement(
            "talking with stakeholders is better than not talking",
            0.05,
            (Term({}, "led"),),
            best=("seldom", "often", "always"),
            against=("never",),
            only=DEPENDENT,
        ),
    ),
    checks=(
        Statement(
            "the best share of attention lies inside",
            0.05,
            (Term({}, "led"),),
            best=("seldom", "often"),
            against=("never", "always"),
            only=DEPENDENT,
        ),
        Statement(
            "where no support is needed, what stakeholders report is worth the talk",
            0.05,
            difference("often_independent", "never_independent"),
        ),
    ),
    ablations={
        "where a fifth of the work depends on them": {"environment.dependence": 0.2},
        "where a fifth depends on them and they never withdraw": {
            "environment.dependence": 0.2,
            "environment.erosion": 0,
        },
    },
    explanation="""
    Where the work depends on stakeholders, talking with them pays in {vote1:above} worlds. A rule says half of it:
    whoever is not talked with withdraws support a little every week. What the rule does not say is that the price is
    worth paying. Whoever talks outside hears and tells less inside. If stakeholders never withdrew, talking would not
    pay: the effect at the defaults is {without2:effect}, against {without1:effect} if they do and a fifth of the work
    depends on them. Beside it, the word on the best share of attention lying inside is *{check1:word}*, and on what
    stakeholders report being worth the talk by itself *{check2:word}*.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
