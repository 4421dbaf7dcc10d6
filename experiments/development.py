"""Leadership is developed early

Sentence: leadership must be developed early, by challenging tasks, retrospectives, coaching, exposure and visibility.
Statement: a crew with the whole package from the start gets farther in the second half than a crew without it.
Design: 400 weeks, of which the second half counts. The package: challenging tasks (.5), retrospectives (1), coaching
(1), exposure to other work (.3), management principles (1), and promotion by skill that is seen (visibility 1). Without
it: none of these, and promotion by seniority. Beside it, the package from week 200 on.
Wrong if: the package does not get the crew farther by 5 % of its distance.
"""

from experiments.common import program_of
from sim.claims.claim import Changes, Crew, Statement, Term, TheoryClaim, difference

HALF = 200
LONG: Changes = {"run.periods": 2 * HALF, "run.warm_up": HALF}
BARE: Changes = {
    "development.stretch": 0,
    "development.retrospectives": 0,
    "development.coaching": 0,
    "development.rotation": 0,
    "development.visibility": 0,
    "development.principles": 0,
    "organization.promotion": "seniority",
}
PARTS: dict[str, Changes] = {
    "challenging tasks": {"development.stretch": 0.5},
    "retrospectives": {"development.retrospectives": 1},
    "coaching": {"development.coaching": 1},
    "exposure to other work": {"development.rotation": 0.3},
    "management principles": {"development.principles": 1},
    "promotion by skill that is seen": {"organization.promotion": "skill", "development.visibility": 1},
}
ALL: Changes = {path: value for part in PARTS.values() for path, value in part.items()}
CLAIM = TheoryClaim(
    number=10,
    name="development",
    text=__doc__ or "",
    origin="emergent",
    because="that practice raises skill is a rule; whether skill brings the crew farther, and when, is not",
    crews={
        "bare": Crew({**LONG, **BARE}),
        "package": Crew({**LONG, **BARE, **ALL}),
        "late": Crew({**LONG, **BARE}, later=ALL, at=HALF),
    },
    primary=(Statement("the whole package gets a crew farther later", 0.05, difference("package", "bare")),),
    checks=(
        Statement("early is better than late", 0.05, difference("package", "late")),
        Statement("the package raises the skill of managers", 0.05, (Term({"package": 1, "bare": -1}),), "skill_mean"),
        Statement("the package finds better ways", 0.01, (Term({"package": 1, "bare": -1}),), "quality_mean"),
    ),
    ablations={
        "with a channel that does not need skill": {"leadership.channel_fidelity": 1},
        "where nothing is learned": {"development.rate": 0},
        "without new ways": {"motivation.ideas": 0},
        "without departures": {"organization.turnover": 0},
        # Added after the first look, to find what does the harm.
        "without retrospectives": {"development.retrospectives": 0},
        "without challenging tasks": {"development.stretch": 0},
        "without exposure to other work": {"development.rotation": 0},
    },
    explanation="""
    The model says rather the opposite: in {vote1:below} worlds the whole package costs way, and in {vote1:above} it
    gains some. It does raise the skill of managers ({check2:mean}, on a scale from 0 to 1; the word is
    *{check2:word}*). But one part of it does great harm. In a weekly retrospective a team adopts what most of its
    notes say. Notes of a week or two are often wrong, and they overwrite beliefs that came from a direction which
    has heard many more. At the defaults the package changes the way by {usual1:interval}, and without
    retrospectives by {without5:interval}. Challenging tasks add to the harm: without them it is
    {without6:interval}. Exposure to other work adds little, if anything: without it, {without7:interval}. The rest
    of the package was not taken away part by part. This speaks against the rule as much as against the sentence:
    reviews of real retrospectives find that they help.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
