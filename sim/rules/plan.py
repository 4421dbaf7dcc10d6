"""Step 4: what everybody is told to do.

Claim: a plan frozen for long loses touch with the water, a plan redrawn often costs switching (Mintzberg 1994
[Mintzberg1994]); which one wins depends on the ocean and on the cost, and is nowhere put in.
Every `planning_horizon` periods q_j = c_k(j) · ẑ_j, where ẑ is right with probability `analysis_accuracy`. At reviews
in between nothing is redrawn (`rigid`), what serves a goal whose direction turned (`follows_direction`), or
everything (`rolling`). A decision whose plan changed settles with probability `1 / settling` a period; until then its
oars may be lost (step 6).
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.formulas import plans
from sim.parameters import Management, codes
from sim.state import Bools, Ints

RIGID, FOLLOWS_DIRECTION, ROLLING = codes(Management, "planning")


@rule
def plan(
    luck: Node, period: int, reviewed: bool, serves: Ints, condition: Ints, direction: Ints, turned: Bools,
    plan: Ints, unsettled: Bools, management: Management,
) -> None:  # fmt: skip
    """Let changed decisions settle, then redraw what is due."""
    settle, analysis = split(luck, Purpose.SETTLING), split(luck, Purpose.ANALYSIS)
    whole = plans(period, management) or (reviewed and management.planning == ROLLING)
    for j in range(len(plan)):
        if unsettled[j] and uniform(settle, j, 0) * management.settling < 1.0:
            unsettled[j] = False
        follows = reviewed and management.planning == FOLLOWS_DIRECTION and turned[serves[j]]
        if management.strength > 0 and (whole or follows):
            right = uniform(analysis, j, 0) < management.analysis_accuracy
            drawn = direction[serves[j]] * (condition[j] if right else -condition[j])
            unsettled[j] = unsettled[j] or (plan[j] != 0 and drawn != plan[j])
            plan[j] = drawn
