"""Steps 6 to 8 where nobody shares an oar: what each member's own understanding achieves."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import OWN
from sim.model.heights import has_forms
from sim.model.mechanism import Mechanism, cites, column
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node
from sim.model.state import Ints, State

RECORD, PAYOFF = codes(PublishedParameters, "standing")


class Payoff(Mechanism):
    """Steps 6 to 8 where nobody shares an oar: what each member's own understanding achieves.

    Claim: in models of mutual learning every member faces the whole task, and its payoff is the share of it that its
    understanding gets right; interdependent decisions count only together (March 1991 [March1991]; Fang, Lee &
    Schilling 2010 [FangEtAl2010]).

        payoff_i = mean over blocks of b decisions of Π [b_ik(j) = g_k(j)]

    With `work: own` a member reads every condition rightly, so that its understanding of the goals alone decides, and
    the organization's fit is the mean payoff; nobody rows, and there is no speed. A blank is not right. The rules of
    shared work do not act then: `stakeholders`, and all from step 6 to 13 but `peers` and `search`.
    """

    number = "1"
    about = "what each member's own understanding achieves, where nobody shares an oar"
    papers = (
        cites("March1991", "each facing the whole task", lambda p: on.own(p) and not on.forms(p)),
        cites(
            "FangEtAl2010",
            "payoffs of understandings",
            lambda p: (
                not on.forms(p)
                and (
                    (on.own(p) or (p.published.standing == "payoff" and on.copies(p)))
                    and (p.published.interdependence > 1 or p.published.standing == "payoff")
                )
            ),
        ),
    )

    payoff = column(
        "week", float, "members", "what its own understanding achieves, or its own ways, see `forms`", high=1
    )

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where anybody asks for a payoff, and it is not that of ways (see `forms`)."""
        asked = p.published.work == OWN or p.published.standing == PAYOFF
        return bool(asked and not has_forms(p))

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Write the fit with `work: own`, and payoffs where they are more than the share of right beliefs."""
        serves, goal, belief, week = crew.structure.serves, crew.ocean.goal, crew.people.belief, crew.week
        block = p.published.interdependence
        if p.published.standing == RECORD and block == 1 and len(serves) == len(goal):
            week.fit[0] = week.belief_accuracy[0]
            return False
        right, total = week.amount, 0.0
        right[:] = 0
        if block == 1:
            _count_right(belief, goal, len(serves), right)
        else:
            _count_blocks(belief, serves, goal, block, week.few, right)
        for i in range(len(right)):
            week.payoff[i] = right[i] / (len(serves) // block)
            total += week.payoff[i]
        if p.published.work == OWN:
            week.fit[0] = total / len(right)
        return False


def _count_right(belief: Ints, goal: Ints, decisions: int, right: Ints) -> None:
    """Goal by goal, each counting for the decisions that serve it."""
    each, rest = decisions // len(goal), decisions % len(goal)
    for k in range(len(goal)):
        for i in range(len(right)):
            right[i] += (each + (k < rest)) * (belief[i, k] == goal[k])


def _count_blocks(belief: Ints, serves: Ints, goal: Ints, size: int, wrong: Ints, right: Ints) -> None:
    """Block by block, each counting if none of its decisions is wrong."""
    for start in range(0, len(serves), size):
        wrong[:] = 0
        for j in range(start, start + size):
            k = serves[j]
            for i in range(len(right)):
                wrong[i] += belief[i, k] != goal[k]
        for i in range(len(right)):
            right[i] += wrong[i] == 0
