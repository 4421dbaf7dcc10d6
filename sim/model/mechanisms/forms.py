"""Steps 6 to 8 where each member works in ways of its own: what they are worth on a landscape."""

from sim.model import conditions as on
from sim.model.formulas import power
from sim.model.heights import has_forms, height
from sim.model.judgement import NONE, lands
from sim.model.measures import value
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State


class Forms(Mechanism):
    """Step 1: what each member's own ways of working are worth, where nobody shares an oar.

    Claim: in models of search on a landscape each agent has a form, one way for each decision, and what a way is worth
    depends on the others (Kauffman 1993 [Kauffman1993]; Levinthal 1997 [Levinthal1997]; Lazer & Friedman 2007
    [LazerFriedman2007]). With `task: ways` a member's form is its views: the second way where the view of the goal of a
    decision is +1, the first where it is -1. Nobody is without a form: a blank view is decided by a coin, at the start,
    when a newcomer enters, and where gradual socialization left one. What is known (see `knowledge`) is counted in the
    same period before this coin is tossed.

        height_i = mean over decisions of quality_j(form of i),    payoff_i = height_i ^ exponent

    The qualities are those of `ways`, so that couplings and obsolescence mean the same. The organization's fit is the
    mean payoff. `forms` counts how many different forms the members have.
    """

    number = "1"
    about = "what each member's own ways of working are worth, where nobody shares an oar"
    papers = (
        cites("Kauffman1993 Levinthal1997", "a form of one's own on a landscape", on.forms),
        cites("LazerFriedman2007", "payoffs as a power of heights", lambda p: on.forms(p) and p.published.exponent > 1),
    )
    idle = {  # noqa: RUF012
        "W026": Idle(
            "members work alone, and not in ways of their own",
            on.COUPLED,
            "published.task is ways",
            lambda p: on.own(p) and not on.forms(p),
            {"published.work": "own", "published.task": "goals"},
        ),
        "W027": Idle(
            "nobody has ways of its own",
            ("published.search", "published.long_jump", "published.exponent"),
            "published.work is own and published.task is ways",
            lambda p: not on.forms(p),
            {"published.task": "goals"},
        ),
    }

    form = column("week", int, "decisions", "ways of the member that is looked at", high=1, scratch=True)
    forms = column("week", float, "one", "different forms among the members, per member", high=1)

    variety = value("week.forms", "different forms of working among members, per member; 0 where they have none")

    COIN = stream("member; goal")

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where everybody has a form."""
        return has_forms(p)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Decide blank views by a coin, and return whether any was; write payoffs, the fit, and `forms`."""
        belief, week, land = crew.people.belief, crew.week, lands(crew)
        coin = split(luck, Forms.COIN)
        members, total, decided = len(week.payoff), 0.0, False
        for i in range(members):
            for k in range(belief.shape[1]):
                if belief[i, k] == 0:
                    decided = True
                    belief[i, k] = 1 if uniform(coin, i, k) < 0.5 else -1
            week.payoff[i] = power(height(land, belief[i], NONE, crew, p.environment), p.published.exponent)
            total += week.payoff[i]
        week.fit[0] = total / members
        week.forms[0] = _different(crew) / members
        return decided


def _different(crew: State) -> int:
    """How many different forms the members have. Payoffs that differ tell most of them apart."""
    payoff, belief = crew.week.payoff, crew.people.belief
    different = 0
    for i in range(len(payoff)):
        new = True
        for other in range(i):
            if payoff[other] == payoff[i]:
                same = True
                for k in range(belief.shape[1]):
                    same = same and belief[other, k] == belief[i, k]
                if same:
                    new = False
                    break
        different += new
    return different
