"""Step 6, last: changed plans settle."""

from sim.model import conditions as on
from sim.model.formulas import shares_work
from sim.model.mechanism import Idle, Mechanism, cites, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State


class Settling(Mechanism):
    """Step 6, last: changed plans settle.

    Claim: a change of plan costs work until people have found into it, which is what makes standing still worth
    anything (Stieglitz, Knudsen & Becker 2016 [StieglitzEtAl2016]; Hannan & Freeman 1984 [HannanFreeman1984]). After
    each period of rowing, an unsettled decision settles with probability `1 / settling`. So a change costs oars in
    `settling` periods on average, whether planned from above (step 4), adopted from below (step 10) or tried (step 12).
    A change from above unsettles with probability `strength`; one that is adopted, tried or taken back always does.
    """

    number = "6"
    about = "changed plans settle"
    papers = (cites("StieglitzEtAl2016 HannanFreeman1984", "costs of change", on.changes_cost),)
    idle = {  # noqa: RUF012
        "W019": Idle(
            "a changed plan costs nothing",
            ("management.settling",),
            "management.switching_cost is above 0, or environment.ruggedness is",
            lambda p: p.management.switching_cost == 0 and not on.tries(p),
            {"management.switching_cost": 0.0, "environment.ruggedness": 0.0},
        ),
    }

    SETTLING = stream("decision", 20)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Let unsettled decisions settle."""
        unsettled = crew.course.unsettled
        for j in range(len(unsettled)):
            if unsettled[j] and uniform(split(luck, Settling.SETTLING), j, 0) * p.management.settling < 1.0:
                unsettled[j] = False
