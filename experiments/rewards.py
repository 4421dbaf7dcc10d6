"""Rewarding initiative raises adaptation, until it turns into churn

Question: does it help to reward initiative, and when does it become too much?
Hypothesis: rewarding those who take the initiative raises adaptation; rewarding attempts instead of success, or
making every rewarded success the plan, turns it into churn.
Design: shocks every 50 weeks, no waves of departures. Rewards of successful initiative at 0, .5 and 1; attempts
rewarded with probability .5 whether or not they succeed; adoption of every rewarded success.
Wrong if: full rewards do not get a crew farther, do not lower the loss after shocks, or do not raise initiative; or
rewarding attempts instead of success, or adopting every success, does no harm.
"""

from collections.abc import Sequence

from experiments.curves import Pair, along, crew, none_better
from experiments.trials import Asked, alone, put_on_trial
from sim.trial.claim import Claim, Part
from sim.trial.running import Size, Tried
from sim.trial.telling import Shown

STORMS = {"environment.shock_every": 50, "environment.shock_size": 0.6, "environment.exodus_every": 0}
ADOPTION = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
TURBULENCE = {"usual (.01)": 0.01, "rough (.04)": 0.04}


def _arm(initiative: float, attempts: float = 0.0, adoption: float = 0.1) -> dict[str, float]:
    return {"rewards.initiative": initiative, "rewards.attempts": attempts, "rewards.adoption": adoption}


CLAIM = Claim(
    number=10,
    name="rewards",
    text=__doc__ or "",
    origin="emergent",
    because="that a reward makes members feel safer is put in; what their initiatives do to the crew is not",
    common=STORMS,
    arms={
        "none": _arm(0),
        "half": _arm(0.5),
        "full": _arm(1),
        "attempts": _arm(0, 0.5),
        "all_adopted": _arm(0.5, 0, 1),
    },
    parts=(
        Part("full rewards get a crew farther than none", {"full": 1, "none": -1}),
        Part("full rewards lower the loss after shocks", {"none": 1, "full": -1}, "loss", 0.1),
        Part("full rewards raise initiative", {"full": 1, "none": -1}, "initiatives_mean"),
        Part("rewarding attempts instead of success does harm", {"half": 1, "attempts": -1}),
        Part("adopting every success does harm", {"half": 1, "all_adopted": -1}),
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


def showing(size: Size) -> Sequence[Shown]:
    """What adoption of rewarded success is worth: from adaptation to churn."""
    finding = none_better("Chances that a rewarded success becomes the plan", ADOPTION, "where it is")
    pairs = {name: (lambda adoption, rate=rate: _pair(adoption, rate)) for name, rate in TURBULENCE.items()}
    title = "Change from below, against none"
    axis = "chance that a success becomes the plan (every success rewarded)"
    return [along("adoption", title, axis, ADOPTION, pairs, max(2, size.replicates // 4), finding)]


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how, showing)


if __name__ == "__main__":
    alone(main)
