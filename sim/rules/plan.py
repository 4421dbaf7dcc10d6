"""Step 4: what everybody is told to do.

Claim: a plan frozen for long loses touch with the water, a plan redrawn often costs switching (Mintzberg 1994
[Mintzberg1994]; Stieglitz, Knudsen & Becker 2016 [StieglitzEtAl2016]); which one wins depends on the ocean and on the
cost, and is nowhere put in.
Every `planning_horizon` periods q_j = c_k(j) · ẑ_j, where ẑ is right with probability `analysis_accuracy`. At reviews
in between nothing is redrawn (`rigid`), what serves a goal whose direction turned (`follows_direction`), or everything
(`rolling`); `staggered`, each decision is redrawn with probability 1 / `planning_horizon` a period, at times of its own
(Calvo 1983 [Calvo1983]). With `information: last_period` planning knows the water of the period before. A decision
whose plan changed is unsettled (`rules/settling.py`). Without management there is no plan.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import FOLLOWS_DIRECTION, ROLLING, STAGGERED, planning_due, review_due
from sim.parameters import Leadership, Management, codes
from sim.state import Bools, Ints

CURRENT, LAST_PERIOD = codes(Management, "information")


@rule
def plan(
    luck: Node, period: int, serves: Ints, condition: Ints, former: Ints, direction: Ints, turned: Bools,
    plan: Ints, unsettled: Bools, management: Management, leadership: Leadership,
) -> None:  # fmt: skip
    """Redraw what is due."""
    reviewed = review_due(period, management, leadership)
    whole = planning_due(period, management) or (reviewed and management.planning == ROLLING)
    for j in range(len(plan)):
        if management.strength <= 0:
            plan[j] = 0
            unsettled[j] = False
        elif (
            whole
            or (reviewed and management.planning == FOLLOWS_DIRECTION and turned[serves[j]])
            or (
                management.planning == STAGGERED
                and uniform(split(luck, Purpose.STAGGERED), j, 0) * management.planning_horizon < 1.0
            )
        ):
            water = former[j] if management.information == LAST_PERIOD else condition[j]
            right = uniform(split(luck, Purpose.ANALYSIS), j, 0) < management.analysis_accuracy
            drawn = direction[serves[j]] * (water if right else -water)
            unsettled[j] = unsettled[j] or (plan[j] != 0 and drawn != plan[j])
            plan[j] = drawn
