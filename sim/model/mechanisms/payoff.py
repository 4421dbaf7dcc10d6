"""Steps 6 to 8 where nobody shares an oar: what each member's own understanding achieves."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import OWN
from sim.model.heights import WAYS
from sim.model.mechanism import Mechanism, cites, column
from sim.model.parameters import Parameters, Published
from sim.model.random import Node
from sim.model.state import Ints, State

RECORD, PAYOFF = codes(Published, "standing")


class Payoff(Mechanism):
    """Steps 6 to 8 where nobody shares an oar: what each member's own understanding achieves.

    Claim: in models of mutual learning every member faces the whole task, and its payoff is the share of it that its
    understanding gets right; interdependent decisions count only together (March 1991 [March1991]; Fang, Lee &
    Schilling 2010 [FangEtAl2010]).

        payoff_i = mean over blocks of b decisions of Π [b_ik(j) = g_k(j)]

    With `work: own` a member reads every condition rightly, so that its understanding of the goals alone decides, and
    the organization's fit is the mean payoff; nobody rows, and there is no speed. A blank is not right.
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

    payoff = column("week", float, "members", "share of the work that its own understanding gets right", high=1)

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where anybody asks for a payoff, and it is not that of ways (see `forms`)."""
        asked = p.published.work == OWN or p.published.standing == PAYOFF
        return bool(asked and not (p.published.work == OWN and p.published.task == WAYS))

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Write every member's `payoff`, and with `work: own` the period's fit."""
        serves, goal, belief, week = crew.structure.serves, crew.ocean.goal, crew.people.belief, crew.week
        block = p.published.interdependence
        if p.published.standing == RECORD and block == 1 and len(serves) == len(goal):
            week.fit[0] = week.belief_accuracy[0]
            return False
        total = 0.0
        for i in range(len(week.payoff)):
            if block == 1:
                week.payoff[i] = _share_right(belief[i], goal, len(serves))
            else:
                week.payoff[i] = _blocks_right(belief[i], serves, goal, block)
            total += week.payoff[i]
        if p.published.work == OWN:
            week.fit[0] = total / len(week.payoff)
        return False


def _share_right(view: Ints, goal: Ints, decisions: int) -> float:
    """Goal by goal, each counting for the decisions that serve it."""
    each, rest = decisions // len(goal), decisions % len(goal)
    right = 0
    for k in range(len(goal)):
        right += (each + (k < rest)) * (view[k] == goal[k])
    return right / decisions


def _blocks_right(view: Ints, serves: Ints, goal: Ints, size: int) -> float:
    right = 0
    for start in range(0, len(serves), size):
        whole = True
        for j in range(start, start + size):
            whole = whole and view[serves[j]] == goal[serves[j]]
        right += whole
    return right / (len(serves) // size)
