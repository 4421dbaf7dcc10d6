"""Rewarding initiative raises adaptation, until it turns into churn

Question: does it help to reward initiative, and when is it too much?
Hypothesis: rewards for those who take the initiative raise adaptation. Rewards for attempts instead of success, or the
adoption of every rewarded success as the plan, turn it into churn.
Design: shocks every 50 weeks, and no waves of departures. Rewards of successful initiative at 0, .5 and 1; attempts
rewarded with probability .5 whether they succeed or not; adoption of every rewarded success.
Wrong if: full rewards do not bring a crew farther, do not lower the loss after shocks, or do not raise initiative; or
rewards for attempts instead of success, or the adoption of every success, do no harm.
"""

from collections.abc import Sequence

from experiments.common import Options, evaluate_claim, program
from experiments.curves import Pair, along, crew, none_better
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.text import Supplement

STORMS = {"environment.shock_every": 50, "environment.shock_size": 0.6, "environment.exodus_every": 0}
ADOPTION = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
TURBULENCE = {"usual (.01)": 0.01, "rough (.04)": 0.04}


def _arm(initiative: float, attempts: float = 0.0, adoption: float = 0.1) -> dict[str, float]:
    return {"rewards.initiative": initiative, "rewards.attempts": attempts, "rewards.adoption": adoption}


CLAIM = TheoryClaim(
    number=10,
    name="rewards",
    text=__doc__ or "",
    origin="emergent",
    because="that a reward makes members feel safer is a rule; how their initiatives change the crew is not",
    common=STORMS,
    arms={
        "none": _arm(0),
        "half": _arm(0.5),
        "full": _arm(1),
        "attempts": _arm(0, 0.5),
        "all_adopted": _arm(0.5, 0, 1),
    },
    statements=(
        Statement("full rewards get a crew farther than none", {"full": 1, "none": -1}),
        Statement("full rewards lower the loss after shocks", {"none": 1, "full": -1}, "loss", 0.1),
        Statement("full rewards raise initiative", {"full": 1, "none": -1}, "initiatives_mean"),
        Statement("rewarding attempts instead of success does harm", {"half": 1, "attempts": -1}),
        Statement("adopting every success does harm", {"half": 1, "all_adopted": -1}),
    ),
    ablations={
        "without learning from one's own work": {"motivation.experience": 0},
        "without control": {"management.control": 0},
        "where members see the water worse": {"environment.local_accuracy": 0.7},
        "where motivation does not matter": {"motivation.effort_floor": 1},
    },
)


def _pair(adoption: float, turbulence: float) -> Pair:
    never = {**STORMS, "environment.strategic_turbulence": turbulence, **_arm(1, 0, 0)}
    return crew(never, {"rewards.adoption": adoption}), crew(never)


def supplements(size: Size) -> Sequence[Supplement]:
    """What adoption of rewarded success is worth: from adaptation to churn."""
    finding = none_better("Chances that a rewarded success becomes the plan", ADOPTION, "where it is")
    pairs = {name: (lambda adoption, rate=rate: _pair(adoption, rate)) for name, rate in TURBULENCE.items()}
    title = "Change from below, against none"
    axis = "chance that a success becomes the plan (every success rewarded)"
    return [along("adoption", title, axis, ADOPTION, pairs, max(2, size.replicates // 4), finding)]


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options, supplements)


if __name__ == "__main__":
    program(main)
