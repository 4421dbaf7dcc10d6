"""Direction must be revisited, but not at every wave

Question: how often should the direction be reviewed?
Hypothesis: a direction must be revisited as the world changes, but a crew that turns at every wave gets nowhere.
Design: a led crew that reviews its direction every 5 weeks, against one that reviews it only when a new plan is due
(every 50 weeks by default), and against one that reviews it every week.
Wrong if: a review every 5 weeks is not better than hardly any review, or not better than a review every week.
"""

from collections.abc import Sequence

from experiments.common import Options, evaluate_claim, program
from experiments.curves import Pair, along, crew, none_better
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement

EVERY = (1, 2, 3, 5, 10, 20, 50, 100)
RATES = {"calm (.0025)": 0.0025, "usual (.01)": 0.01, "rough (.04)": 0.04}

CLAIM = TheoryClaim(
    number=5,
    name="reviews",
    text=__doc__ or "",
    origin="emergent",
    because="how a review turns the direction is a rule; how often reviews should take place is not",
    arms={f"every_{weeks}": {"leadership.review_every": weeks} for weeks in (1, 5, 200)},
    statements=(
        Statement("every 5 weeks beats hardly ever", {"every_5": 1, "every_200": -1}),
        Statement("every 5 weeks beats every week", {"every_5": 1, "every_1": -1}),
    ),
    ablations={
        "without cost of switching": {"management.switching_cost": 0},
        "without conviction": {"leadership.conviction": 0},
        "with plans frozen between plannings": {"management.planning": "rigid"},
        "with reports that are always right": {"environment.feedback_accuracy": 1, "environment.local_accuracy": 1},
    },
)


def _pair(weeks: int, turbulence: float) -> Pair:
    place = {"environment.strategic_turbulence": turbulence}
    return crew(place, {"leadership.review_every": weeks}), crew(place, {"leadership.review_every": 200})


def supplements(size: Size) -> Sequence[Supplement]:
    """What reviews are worth by how often they take place."""
    finding = none_better("Intervals between reviews", EVERY, "weeks where it is")
    pairs = {name: (lambda weeks, rate=rate: _pair(weeks, rate)) for name, rate in RATES.items()}
    title = "Reviewing the direction, against hardly ever"
    axis = "weeks between two reviews"
    return [along("how_often", title, axis, EVERY, pairs, max(2, size.replicates // 4), finding)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
