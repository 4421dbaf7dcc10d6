"""Step 11: how far each need is met.

Claim: achievement, recognition, belonging and self-esteem keep people going (Maslow 1943 [Maslow1943]; McClelland 1961
[McClelland1961]; Herzberg 1959 [Herzberg1959]).
Needs move by `need_rate` toward what just happened. For who acted: achievement toward success, recognition toward
having been recognized, esteem toward having acted on its own judgement. For all: belonging toward the mean of
alignment and trust in the colleague met (0 without a tie).
"""

from sim.compiler import rule
from sim.formulas import move_toward
from sim.parameters import Motivation
from sim.state import Bools, Floats, Ints


@rule
def motivation(
    decision: Ints, success: Bools, recognized: Bools, own: Bools, alignment: Floats, trust: Floats, via: Ints,
    achievement: Floats, recognition: Floats, belonging: Floats, esteem: Floats, motivation: Motivation,
) -> None:  # fmt: skip
    """Move the four needs."""
    rate = motivation.need_rate
    for i in range(len(decision)):
        trusted = trust[i, via[i]] if via[i] >= 0 else 0.0
        belonging[i] = move_toward(belonging[i], (trusted + alignment[i]) / 2.0, rate)
        if decision[i] >= 0:
            achievement[i] = move_toward(achievement[i], 1.0 if success[i] else 0.0, rate)
            recognition[i] = move_toward(recognition[i], 1.0 if recognized[i] else 0.0, rate)
            esteem[i] = move_toward(esteem[i], 1.0 if own[i] else 0.0, rate)
