"""Alignment creates ownership, so that freedom helps; without it the same freedom hurts

Sentence: people who are aligned own the direction and take risks for it.
Statement: freedom to depart from the plan is worth more to an aligned crew than to an unaligned one.
Design: freedom (control .1 against .9) in two crews with the same leaders, reviews and plans. In the aligned crew the
founders know the direction and it is communicated (.6); in the unaligned crew they do not, and it is not (0). The
difference of the differences, as a share of what the led crew of the world reaches.
Wrong if: freedom is not worth more to the aligned crew.
"""

from experiments.common import program_of
from experiments.crews import ALIGNED, ROUGH, UNALIGNED
from sim.claims.claim import Changes, Crew, Statement, Term, TheoryClaim, difference

FREE: Changes = {"management.control": 0.1}
CONTROLLED: Changes = {"management.control": 0.9}
CLAIM = TheoryClaim(
    number=6,
    name="ownership",
    text=__doc__ or "",
    origin="emergent",
    because="initiative depends on safety and control; alignment acts by better judgement and fewer reprimands",
    crews={
        "led": Crew(),
        "aligned_free": Crew({**ALIGNED, **FREE}),
        "aligned_controlled": Crew({**ALIGNED, **CONTROLLED}),
        "unaligned_free": Crew({**UNALIGNED, **FREE}),
        "unaligned_controlled": Crew({**UNALIGNED, **CONTROLLED}),
        "aligned_free_rough": Crew({**ALIGNED, **FREE, **ROUGH}),
        "aligned_controlled_rough": Crew({**ALIGNED, **CONTROLLED, **ROUGH}),
    },
    primary=(
        Statement(
            "freedom helps the aligned more than the unaligned",
            0.05,
            (
                Term(
                    {"aligned_free": 1, "aligned_controlled": -1, "unaligned_free": -1, "unaligned_controlled": 1},
                    "led",
                ),
            ),
        ),
    ),
    checks=(
        Statement(
            "freedom helps the aligned where goals move often",
            0.05,
            difference("aligned_free_rough", "aligned_controlled_rough"),
        ),
        Statement("freedom helps the aligned", 0.05, difference("aligned_free", "aligned_controlled", "led")),
        Statement("freedom hurts the unaligned", 0.05, difference("unaligned_controlled", "unaligned_free", "led")),
    ),
    ablations={
        "without change from below": {"rewards.adoption": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "without new ways": {"motivation.ideas": 0},
        "where motivation does not matter": {"motivation.effort_floor": 1},
    },
)

if __name__ == "__main__":
    program_of(CLAIM)
