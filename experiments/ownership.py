"""Alignment creates ownership, so that initiative helps; without it the same freedom hurts

Question: does it depend on alignment whether freedom to depart from the plan helps?
Hypothesis: where everyone is aligned through the channels, people own the direction and their initiative helps;
where they are not, the same freedom hurts.
Design: freedom (control .1 against .9) in a crew whose founders know the direction and that is told of it
(communication .6), and in one that neither knew it nor is told (communication 0). Both have the same leaders,
reviews and plans.
Wrong if: the channels do not align; or freedom does not help the aligned, or does not hurt the unaligned, or does
not help the one more than the other.
"""

from experiments.trials import Asked, alone, put_on_trial
from sim.trial.claim import Claim, Part
from sim.trial.running import Tried

ALIGNED = {"leadership.communication": 0.6, "organization.founders_know": 1}
UNALIGNED = {"leadership.communication": 0, "organization.founders_know": 0, "leadership.direct_talk": 0}
FREE, CONTROLLED = {"management.control": 0.1}, {"management.control": 0.9}
CLAIM = Claim(
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
    parts=(
        Part(
            "freedom helps the aligned more than the unaligned",
            {"aligned_free": 1, "aligned_controlled": -1, "unaligned_free": -1, "unaligned_controlled": 1},
        ),
        Part("freedom helps the aligned", {"aligned_free": 1, "aligned_controlled": -1}),
        Part("freedom hurts the unaligned", {"unaligned_free": -1, "unaligned_controlled": 1}),
        Part("the channels align", {"aligned_free": 1, "unaligned_free": -1}, "alignment_mean", 0.05),
    ),
    ablations={
        "without change from below": {"rewards.adoption": 0},
        "without learning from one's own work": {"motivation.experience": 0},
        "without learning from peers": {"network.peer_learning": 0},
        "where nobody reports upward": {"leadership.listening": 0},
        "where motivation does not matter": {"motivation.effort_floor": 1},
    },
)


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    return put_on_trial(CLAIM, how)


if __name__ == "__main__":
    alone(main)
