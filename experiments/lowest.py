"""Where visions are aligned the lowest level dares to start change

Question: what does alignment do to initiative at the lowest level, to its success, its adoption and its punishment?
Hypothesis: where visions are aligned, even the lowest level dares to start change, does so rightly, sees it
adopted, and is not reprimanded.
Design: the aligned and the unaligned crew of the claim on ownership, at the default control. Initiatives are
counted for each working member without reports; who agrees with the plan has no occasion for one. Adoption: the
aligned crew where a rewarded success becomes the plan with probability .3, against never.
Wrong if: where they are aligned, members without reports take less initiative, feel less safe, or are reprimanded
as often for each; or initiatives are not more often right; or the aligned crew gains nothing when they become the
plan.
"""

from experiments.ownership import ALIGNED, UNALIGNED
from experiments.trials import Asked, alone, put_on_trial
from sim.trial.claim import Claim, Part
from sim.trial.running import Tried

ADOPTED, NEVER = {"rewards.adoption": 0.3}, {"rewards.adoption": 0}
USUAL = {"rewards.adoption": 0.1}
TOLD = {**ALIGNED, "leadership.direct_talk": 0}
EACH = "lowest_reprimands_mean/lowest_initiatives_mean"
RIGHT = "initiatives_right_mean/initiatives_mean"
CLAIM = Claim(
    number=7,
    name="lowest",
    text=__doc__ or "",
    origin="emergent",
    because="that a boss who agrees does not reprimand is put in; how much is dared, and rightly, is not",
    arms={
        "aligned": {**TOLD, **USUAL},
        "unaligned": {**UNALIGNED, **USUAL},
        "aligned_adopted": {**TOLD, **ADOPTED},
        "aligned_never": {**TOLD, **NEVER},
    },
    parts=(
        Part("the lowest level takes more initiatives", {"aligned": 1, "unaligned": -1}, "lowest_initiatives_mean"),
        Part("the lowest level feels safer", {"aligned": 1, "unaligned": -1}, "lowest_safety_mean"),
        Part("initiatives (of all members) are more often right", {"aligned": 1, "unaligned": -1}, RIGHT),
        Part("an initiative of the lowest is less often reprimanded", {"unaligned": 1, "aligned": -1}, EACH),
        Part("change from below helps the aligned", {"aligned_adopted": 1, "aligned_never": -1}),
    ),
    ablations={
        "without control": {"management.control": 0},
        "without rewards": {"rewards.initiative": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "with a rigid plan": {"management.planning": "rigid"},
    },
)


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how)


if __name__ == "__main__":
    alone(main)
