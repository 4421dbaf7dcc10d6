"""Step 10, last: challenging tasks are given."""

from sim.model import conditions as on
from sim.model.formulas import first_report, shares_work
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import DevelopmentParameters, Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import Floats, State


class Stretch(Mechanism):
    """Step 10, last: challenging tasks are given.

    Claim: people grow with tasks that are too large for them (McCall, Lombardo & Morrison 1988 [McCallEtAl1988]). With
    probability `stretch` a team's most promising report gets such a task: it stands in for its manager, which is
    practice (see `development`), and is sure to have an idea (see `ideas`). Otherwise both do what they did before. A
    report's promise is its potential as senior management sees it: `visibility · potential + (1 - visibility) ·
    uniform`.
    """

    number = "10"
    about = "challenging tasks are given"
    papers = (cites("McCallEtAl1988", "challenging tasks", lambda p: on.shared(p) and p.development.stretch > 0),)

    challenged = column("week", bool, "members", "whether the member has a challenging task")

    STAND_IN = stream("manager", 45)
    PROMISE = stream("report", 46)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write who is `challenged`."""
        leads, challenged = crew.structure.leads, crew.week.challenged
        challenged[:] = False
        if p.development.stretch > 0:
            stand_in = split(luck, Stretch.STAND_IN)
            for manager in range(len(leads)):
                if leads[manager] and uniform(stand_in, manager, 0) < p.development.stretch:
                    span = p.organization.span_of_control
                    challenged[_most_promising(luck, manager, crew.people.potential, span, p.development)] = True


def _most_promising(luck: Node, manager: int, potential: Floats, span: int, d: DevelopmentParameters) -> int:
    """The report in whom senior management sees the most potential."""
    error = split(luck, Stretch.PROMISE)
    first = first_report(manager, span)
    chosen, best = first, -1.0
    for i in range(first, min(first + span, len(potential))):
        promise = d.visibility * potential[i] + (1.0 - d.visibility) * uniform(error, i, 0)
        if promise > best:
            chosen, best = i, promise
    return chosen
