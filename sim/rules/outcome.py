"""Step 8: effort, pull, speed and heading.

Claim: needs that are met make people pull (Maslow 1943 [Maslow1943]; McClelland 1961 [McClelland1961]); in work
with hand-offs every unmanned stage scales the whole down (Kremer 1993 [Kremer1993]); interdependent decisions count
only together (Fang, Lee & Schilling 2010 [FangEtAl2010]).

    effort_i = floor + (1 - floor) · Σ weight · need / Σ weight
    pull_j = Σ effort · action over the oars of j · (manned_j / seats_j)^(handoffs - 1)
    speed = Σ |pull_j| / n,    fit = mean over blocks of Π match_j
    heading = (fit - 2^-b) / (1 - 2^-b),    velocity made good = speed · heading

A decision's match is 1 if its pull has the right sign, 0 if the wrong one, ½ if it has none; blocks are b consecutive
decisions.
"""

from sim.compiler import rule
from sim.formulas import power
from sim.measures import at
from sim.parameters import Environment, Management, Motivation
from sim.state import Floats, Ints


@rule
def outcome(
    period: int, serves: Ints, goal: Ints, condition: Ints, achievement: Floats, recognition: Floats,
    belonging: Floats, esteem: Floats, decision: Ints, action: Ints, seats: Ints, manned: Ints,
    effort: Floats, pull: Floats, series: Floats,
    environment: Environment, management: Management, motivation: Motivation,
) -> None:  # fmt: skip
    """Write `effort`, `pull`, and the period's speed, fit, heading and velocity made good."""
    m = motivation
    total = m.weight_achievement + m.weight_recognition + m.weight_belonging + m.weight_esteem
    pull[:] = 0.0
    for i in range(len(decision)):
        met = m.weight_achievement * achievement[i] + m.weight_recognition * recognition[i]
        met = met + m.weight_belonging * belonging[i] + m.weight_esteem * esteem[i]
        satisfied = met / total if total > 0 else 0.0
        effort[i] = m.effort_floor + (1.0 - m.effort_floor) * satisfied
        if decision[i] >= 0:
            pull[decision[i]] += effort[i] * action[i]
    speed = 0.0
    matched = 0.0
    block = 1.0
    for j in range(len(pull)):
        if seats[j] > 0:
            pull[j] *= power(manned[j] / seats[j], management.handoffs - 1)
        speed += abs(pull[j])
        right = pull[j] * goal[serves[j]] * condition[j]
        block *= 1.0 if right > 0 else (0.0 if right < 0 else 0.5)
        if (j + 1) % environment.interdependence == 0:
            matched += block
            block = 1.0
    fit = matched / (len(pull) // environment.interdependence)
    chance = power(0.5, environment.interdependence)
    series[at.speed, period] = speed / len(decision)
    series[at.fit, period] = fit
    series[at.heading, period] = (fit - chance) / (1.0 - chance)
    series[at.made_good, period] = series[at.speed, period] * series[at.heading, period]
