"""Alignment creates ownership, so that initiative helps; without it the same freedom hurts

Question: does alignment decide whether the freedom to depart from the plan helps?
Hypothesis: where all members are aligned through the channels, they own the direction and their initiative helps. Where
they are not aligned, the same freedom hurts.
Design: freedom (control .1 against .9) in two crews with the same leaders, reviews and plans. In the aligned crew, the
founders know the direction and it is communicated (communication .6). In the unaligned crew, the founders do not know
it and it is not communicated (communication 0).
Wrong if: the channels do not align the members; or freedom does not help the aligned crew, or does not hurt the
unaligned crew, or does not help the aligned crew more than the unaligned one.
"""

from experiments.common import Options, evaluate_claim, program
from sim.claims.claim import Statement, TheoryClaim
from sim.claims.evaluate import Evaluation

ALIGNED = {"leadership.communication": 0.6, "organization.founders_know": 1}
UNALIGNED = {"leadership.communication": 0, "organization.founders_know": 0, "leadership.direct_talk": 0}
FREE, CONTROLLED = {"management.control": 0.1}, {"management.control": 0.9}
CLAIM = TheoryClaim(
    number=6,
    name="ownership",
    text=__doc__ or "",
    origin="emergent",
    because="initiative depends on safety and control; alignment acts by better judgement and fewer reprimands",
    arms={
        "aligned_free": {**ALIGNED, "leadership.direct_talk": 0, **FREE},
        "aligned_controlled": {**ALIGNED, "leadership.direct_talk": 0, **CONTROLLED},
        "unaligned_free": {**UNALIGNED, **FREE},
        "unaligned_controlled": {**UNALIGNED, **CONTROLLED},
    },
    statements=(
        Statement(
            "freedom helps the aligned more than the unaligned",
            {"aligned_free": 1, "aligned_controlled": -1, "unaligned_free": -1, "unaligned_controlled": 1},
        ),
        Statement("freedom helps the aligned", {"aligned_free": 1, "aligned_controlled": -1}),
        Statement("freedom hurts the unaligned", {"unaligned_free": -1, "unaligned_controlled": 1}),
        Statement("the channels align", {"aligned_free": 1, "unaligned_free": -1}, "alignment_mean", 0.05),
    ),
    ablations={
        "without change from below": {"rewards.adoption": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "without learning from peers": {"network.peer_learning": 0},
        "where nobody reports upward": {"leadership.listening": 0},
        "where motivation does not matter": {"motivation.effort_floor": 1},
    },
)


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    return evaluate_claim(CLAIM, options)


if __name__ == "__main__":
    program(main)
