"""Step 3, its view outside: the executives talk with stakeholders, or lose their support."""

from sim.model import conditions as on
from sim.model.formulas import shares_work
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State


class Stakeholders(Mechanism):
    """Step 3, its view outside: the executives talk with stakeholders, or lose their support.

    Claim: an organization depends on groups outside it, which support it as long as it talks with them (Freeman 1984
    [Freeman1984]; Pfeffer & Salancik 1978 [PfefferSalancik1978]), and which know what goes on outside (Ancona &
    Caldwell 1992 [AnconaCaldwell1992]). Each goal has one such group. With probability `strength · outside` the
    executives talk with it: its support is 1, and it reports where the goal lies, rightly with probability
    `outside_accuracy`. Else its support falls by the share `erosion`, which matters for the work as far as it depends
    on support (`dependence`, see `ways`). Attention is limited (Ocasio 1997 [Ocasio1997]): the share that goes outside
    is missing where the executives hear reports (see `feedback`) and where they tell the direction (see
    `communication`). All of this is for shared work only: with `work: own` the parameter `outside` changes nothing.
    """

    number = "3"
    about = "the executives talk with stakeholders, or lose their support"
    papers = (
        cites("Freeman1984 PfefferSalancik1978", "support from outside", on.depends),
        cites("AnconaCaldwell1992 Ocasio1997", "talking with the outside", on.outside),
    )
    idle = {  # noqa: RUF012
        "W024": Idle(
            "nobody talks with the outside",
            ("environment.outside_accuracy",),
            "leadership.outside and leadership.strength are above 0",
            lambda p: not on.outside(p),
            {"leadership.outside": 0.0},
        ),
    }

    support = column("course", float, "goals", "support by the stakeholders of the goal", high=1, start=1.0)

    TALK = stream("goal")
    REPORT = stream("goal")

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Move `support`; add what stakeholders report to `tally` and `reports`."""
        goal, support = crew.ocean.goal, crew.course.support
        talks = p.leadership.strength * p.leadership.outside
        for k in range(len(goal)):
            if talks > 0 and uniform(split(luck, Stakeholders.TALK), k, 0) < talks:
                support[k] = 1.0
                right = uniform(split(luck, Stakeholders.REPORT), k, 0) < p.environment.outside_accuracy
                crew.course.tally[k] += goal[k] if right else -goal[k]
                crew.course.reports[k] += 1
            else:
                support[k] *= 1.0 - p.environment.erosion
