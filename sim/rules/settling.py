"""Step 6, last: changed plans settle.

Claim: a change of plan costs work until people have found into it, which is what makes standing still worth anything
(Stieglitz, Knudsen & Becker 2016 [StieglitzEtAl2016]; Hannan & Freeman 1984 [HannanFreeman1984]).
After each period of rowing, an unsettled decision settles with probability `1 / settling`. So a change costs oars in
`settling` periods on average, whether planned from above (step 4) or adopted from below (step 10).
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, split, uniform
from sim.parameters import Management
from sim.state import Bools


@rule
def settling(luck: Node, unsettled: Bools, management: Management) -> None:
    """Let unsettled decisions settle."""
    for j in range(len(unsettled)):
        if unsettled[j] and uniform(split(luck, Purpose.SETTLING), j, 0) * management.settling < 1.0:
            unsettled[j] = False
