"""Steps 6 to 8 where nobody shares an oar: what each member's own understanding achieves.

Claim: in models of mutual learning every member faces the whole task, and its payoff is the share of it that its
understanding gets right; interdependent decisions count only together (March 1991 [March1991]; Fang, Lee & Schilling
2010 [FangEtAl2010]).

    payoff_i = mean over blocks of b decisions of Π [b_ik(j) = g_k(j)]

With `work: own` a member reads every condition rightly, so that its understanding of the goals alone decides, and the
organization's fit is the mean payoff; nobody rows, and there is no speed. A blank is not right.
"""

from sim.compiler import rule
from sim.formulas import OWN, SHARED
from sim.measures import at
from sim.parameters import Environment, Network, Organization, codes
from sim.state import Floats, Ints

RECORD, PAYOFF = codes(Network, "standing")


@rule
def payoff(
    period: int, serves: Ints, goal: Ints, belief: Ints, payoff: Floats, series: Floats,
    environment: Environment, organization: Organization, network: Network,
) -> None:  # fmt: skip
    """Write every member's `payoff` where anybody asks for it, and with `work: own` the period's fit."""
    if organization.work == SHARED and network.standing == RECORD:
        return
    if network.standing == RECORD and environment.interdependence == 1 and len(serves) == len(goal):
        series[at.fit, period] = series[at.belief_accuracy, period]
        return
    total = 0.0
    for i in range(len(payoff)):
        if environment.interdependence == 1:
            payoff[i] = _share_right(belief[i], goal, len(serves))
        else:
            payoff[i] = _blocks_right(belief[i], serves, goal, environment.interdependence)
        total += payoff[i]
    if organization.work == OWN:
        series[at.fit, period] = total / len(payoff)


@rule
def _share_right(view: Ints, goal: Ints, decisions: int) -> float:
    """Goal by goal, each counting for the decisions that serve it."""
    each, rest = decisions // len(goal), decisions % len(goal)
    right = 0
    for k in range(len(goal)):
        right += (each + (k < rest)) * (view[k] == goal[k])
    return right / decisions


@rule
def _blocks_right(view: Ints, serves: Ints, goal: Ints, size: int) -> float:
    right = 0
    for start in range(0, len(serves), size):
        whole = True
        for j in range(start, start + size):
            whole = whole and view[serves[j]] == goal[serves[j]]
        right += whole
    return right / (len(serves) // size)
