"""Freedom is worth more to people who are aligned

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
    explanation="""
    In {vote1:above} worlds freedom is worth more to people who are aligned. Free members do what they themselves
    believe to be right. If they share the direction, this mends what the plan has wrong; if they do not, everybody rows
    by an idea of their own. Freedom is not good by itself. It clearly helps the aligned in {check2:above} worlds and
    clearly hurts them in {check2:below}; it clearly hurts the unaligned in {check3:above} and helps them in
    {check3:below}. But the aligned get more out of it, or lose less. The reason is neither motivation nor new ways:
    where motivation does not matter the effect at the defaults is {without4:effect}, without new ways
    {without3:effect}, and as the model has it {usual1:effect}.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
