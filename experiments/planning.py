"""Rigid long-term plans struggle to adapt

Sentence: rigid long-term plans struggle to adapt when conditions shift.
Statement: after a shock a led crew with a rigid plan for two years loses a larger share of its way than one whose plan
follows the direction.
Design: two led crews. The plan of one is rigid for 104 weeks; the other's plan follows the direction at each review.
The shock and the way lost are those of the claim on volatility. Where nothing changes, or all was foreseen, a rigid
plan should not be worse.
Wrong if: the rigid crew does not lose a larger share of its way.
"""

from experiments.common import program_of
from experiments.crews import SHOCK, STILL
from sim.claims.claim import Changes, Crew, Statement, Term, TheoryClaim, difference

WAYS: dict[str, Changes] = {
    "rigid": {"management.planning": "rigid", "management.planning_horizon": 104},
    "adaptive": {"management.planning": "follows_direction"},
}
PLACES: dict[str, Changes] = {
    "still": STILL,
    "shock": SHOCK,
    "unchanging": {
        "environment.strategic_turbulence": 0,
        "environment.operational_turbulence": 0,
        "environment.shock_every": 0,
        "environment.exodus_every": 0,
    },
    "foreseen": {"environment.foresight": 1},
}
CLAIM = TheoryClaim(
    number=4,
    name="planning",
    text=__doc__ or "",
    origin="emergent",
    because="the ways of planning and the cost of switching are rules, but no rule decides which plan wins",
    crews={f"{way}_{place}": Crew({**p, **w}) for place, p in PLACES.items() for way, w in WAYS.items()},
    primary=(
        Statement(
            "after a shock, a crew with a rigid plan loses more of its way",
            0.1,
            (
                Term({"rigid_still": 1, "rigid_shock": -1}, "rigid_still"),
                Term({"adaptive_still": -1, "adaptive_shock": 1}, "adaptive_still"),
            ),
        ),
    ),
    checks=(
        Statement(
            "where nothing changes, the rigid plan is worse",
            0.05,
            difference("adaptive_unchanging", "rigid_unchanging"),
            expects="nothing",
        ),
        Statement(
            "where all changes were foreseen, the rigid plan is worse",
            0.05,
            difference("adaptive_foreseen", "rigid_foreseen"),
            expects="nothing",
        ),
    ),
    ablations={
        "without cost of switching": {"management.switching_cost": 0},
        "without change from below": {"rewards.adoption": 0},
        "with a direction that hears nothing": {"leadership.listening": 0},
    },
    explanation="""
    In {vote1:small} worlds it makes no difference that matters whether the plan was rigid or followed the
    direction; a rigid plan loses clearly more in {vote1:above} worlds, and clearly less in {vote1:below}. Why so
    little? An adaptive plan follows the direction, and a direction turns only when enough reports have come in.
    Until then both crews row by the old plan. What is slow after a shock is hearing of it, not planning. At the
    defaults the rigid plan loses {usual1:interval} more of the way, which may be nothing. If the direction heard
    nothing, the plan that follows it would be the worse one: {without3:interval}. The cost of switching is not the
    reason; without it the effect is {without1:interval}.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
