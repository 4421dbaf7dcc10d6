"""Step 4: what everybody is told to do.

Claim: a plan frozen for long loses touch with the water, a plan redrawn often costs switching (Mintzberg 1994
[Mintzberg1994]; Stieglitz, Knudsen & Becker 2016 [StieglitzEtAl2016]); which one wins depends on the ocean and on the
cost, and is nowhere put in.
Every `planning_horizon` periods q_j = c_k(j) · ẑ_j, where ẑ is right with probability `analysis_accuracy`. At reviews
in between nothing is redrawn (`rigid`), what serves a goal whose direction turned (`follows_direction`), or everything
(`rolling`). A decision whose plan changed is unsettled (`rules/settling.py`). Without management there is no plan.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import planning_due
from sim.parameters import Management, codes
from sim.state import Bools, Ints

RIGID, FOLLOWS_DIRECTION, ROLLING = codes(Management, "planning")


@rule
def plan(
    luck: Node, period: int, reviewed: bool, serves: Ints, condition: Ints, direction: Ints, turned: Bools,
    plan: Ints, unsettled: Bools, management: Management,
) -> None:  # fmt: skip
    """Redraw what is due."""
    analysis = split(luck, Purpose.ANALYSIS)
    whole = planning_due(period, management) or (reviewed and management.planning == ROLLING)
    for j in range(len(plan)):
        if management.strength <= 0:
            plan[j] = 0
            unsettled[j] = False
        elif whole or (reviewed and management.planning == FOLLOWS_DIRECTION and turned[serves[j]]):
            right = uniform(analysis, j, 0) < management.analysis_accuracy
            drawn = direction[serves[j]] * (condition[j] if right else -condition[j])
            unsettled[j] = unsettled[j] or (plan[j] != 0 and drawn != plan[j])
            plan[j] = drawn
