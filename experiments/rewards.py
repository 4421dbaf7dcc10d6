"""Reward initiative, and put it into the KPI

Sentence: reward those who take the initiative, and make initiative part of their KPI.
Statement: a crew in which every successful initiative is rewarded and counts in the track record gets farther than one
in which none is rewarded and none counts.
Design: rewards of successful initiative 1 and weight of an initiative in the track record 1 (as other work), against 0
and 0. Beside it: attempts rewarded instead of success, and ten times the ideas.
Wrong if: rewards do not get the crew farther by 5 % of its distance.
"""

from experiments.common import program_of
from sim.claims.claim import Crew, Statement, Term, TheoryClaim, difference


def _rewards(success: float, attempts: float, weight: float) -> Crew:
    return Crew({"rewards.initiative": success, "rewards.attempts": attempts, "rewards.kpi_weight": weight})


CLAIM = TheoryClaim(
    number=11,
    name="rewards",
    text=__doc__ or "",
    origin="emergent",
    because="that a reward makes members feel safer is a rule; how their initiatives change the crew is not",
    crews={
        "full": _rewards(1, 0, 1),
        "none": _rewards(0, 0, 0),
        "attempts": _rewards(0, 1, 1),
        "few_ideas": Crew({"motivation.ideas": 0.05}),
        "many_ideas": Crew({"motivation.ideas": 0.5}),
    },
    primary=(Statement("full rewards get a crew farther than none", 0.05, difference("full", "none")),),
    checks=(
        Statement("full rewards bring more initiatives", 0.01, (Term({"full": 1, "none": -1}),), "initiatives_mean"),
        Statement("rewarding success is better than rewarding attempts", 0.05, difference("full", "attempts")),
        Statement("ten times the ideas get a crew less far", 0.05, difference("few_ideas", "many_ideas")),
        Statement(
            "ten times the ideas end with worse ways",
            0.01,
            (Term({"few_ideas": 1, "many_ideas": -1}),),
            "quality_final",
        ),
    ),
    ablations={
        "without change from below": {"rewards.adoption": 0},
        "without new ways": {"motivation.ideas": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "where motivation does not matter": {"motivation.effort_floor": 1},
    },
    explanation="""
    The word is *{vote1:word}*. In {vote1:above} worlds full rewards get the crew clearly farther, and in
    {vote1:below} clearly less far. A reward makes a team feel safe, so that more members depart from the plan; and
    what was rewarded may become the plan. That is good where those who depart are right. At the defaults rewards
    bring {usual1:effect} of the way; where no success becomes the plan, {without1:effect}, and where motivation
    does not matter, {without4:effect}. So part of the gain is change from below, and part is effort.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
