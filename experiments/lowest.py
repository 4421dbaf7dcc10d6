"""Where visions are aligned the lowest level dares to start change

Question: how does alignment change the initiative of the lowest level, its success, its adoption and its punishment?
Hypothesis: where visions are aligned, even the lowest level dares to start change, is right to do so, sees the change
adopted, and is not reprimanded.
Design: the aligned and the unaligned crew of the claim on ownership, at the default control. Initiatives are counted
per working member without direct reports; a member who agrees with the plan has no occasion for one. Adoption: the
aligned crew where a rewarded success becomes the plan with probability .3, against never.
Wrong if: in the aligned crew, members without direct reports take less initiative, feel less safe, or are reprimanded
as often per initiative; or initiatives are not more often right; or the aligned crew gains nothing when initiatives
become the plan.
"""

from experiments.common import Options, evaluate_claim, program
from experiments.ownership import ALIGNED, UNALIGNED
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation

ADOPTED, NEVER = {"rewards.adoption": 0.3}, {"rewards.adoption": 0}
USUAL = {"rewards.adoption": 0.1}
THROUGH_CHANNELS = {**ALIGNED, "leadership.direct_talk": 0}
EACH = "lowest_reprimands_mean/lowest_initiatives_mean"
RIGHT = "initiatives_right_mean/initiatives_mean"
CLAIM = TheoryClaim(
    number=7,
    name="lowest",
    text=__doc__ or "",
    origin="emergent",
    because="that a boss who agrees does not reprimand is a rule; how often members dare, and are right, is not",
    arms={
        "aligned": {**THROUGH_CHANNELS, **USUAL},
        "unaligned": {**UNALIGNED, **USUAL},
        "aligned_adopted": {**THROUGH_CHANNELS, **ADOPTED},
        "aligned_never": {**THROUGH_CHANNELS, **NEVER},
    },
    statements=(
        Statement(
            "the lowest level takes more initiatives", {"aligned": 1, "unaligned": -1}, "lowest_initiatives_mean"
        ),
        Statement("the lowest level feels safer", {"aligned": 1, "unaligned": -1}, "lowest_safety_mean"),
        Statement("initiatives (of all members) are more often right", {"aligned": 1, "unaligned": -1}, RIGHT),
        Statement("an initiative of the lowest is less often reprimanded", {"unaligned": 1, "aligned": -1}, EACH),
        Statement("change from below helps the aligned", {"aligned_adopted": 1, "aligned_never": -1}),
    ),
    ablations={
        "without control": {"management.control": 0},
        "without rewards": {"rewards.initiative": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "with a rigid plan": {"management.planning": "rigid"},
    },
)


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options)


if __name__ == "__main__":
    program(main)
