"""Step 9, second: teams look back on their work together."""

from sim.model import conditions as on
from sim.model.formulas import first_report, shares_work, sign
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, roll, split, uniform
from sim.model.state import State


class Retrospectives(Mechanism):
    """Step 9, second: teams look back on their work together.

    Claim: teams that compare what their members saw perform better (Tannenbaum & Cerasoli 2013
    [TannenbaumCerasoli2013]), because a majority is right more often than one member is (Condorcet 1785
    [Condorcet1785]). A team is those who report to the same manager; the chief executive belongs to those who report
    to it. In each period every member notes the goal sign that its work implied (see `feedback`), and speaks it out
    with the team's safety. With probability `retrospectives` the team compares notes: on each goal all its members
    adopt the sign that was noted more often since the last time. As many for as against change nothing. Then new notes
    begin.
    """

    number = "9"
    about = "teams look back on their work together"
    papers = (cites("TannenbaumCerasoli2013 Condorcet1785", "comparing notes", on.looks_back),)

    notes = column(
        "course",
        int,
        "members goals",
        "what the team of a manager noted since it last compared notes, +1 or -1 each",
        float("-inf"),
    )

    SPEAKING = stream("member")
    LOOKING_BACK = stream("manager")

    @staticmethod
    def active(p: Parameters) -> bool:
        """Where teams look back on shared work."""
        return shares_work(p) and p.development.retrospectives > 0

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Add to `notes`; move the beliefs of the teams that compare them."""
        boss, leads, serves = crew.structure.boss, crew.structure.leads, crew.structure.serves
        notes, safety, belief = crew.course.notes, crew.course.safety, crew.people.belief
        implied, decision, dice, says = crew.week.implied, crew.week.decision, crew.week.dice, crew.week.amount
        roll(split(luck, Retrospectives.SPEAKING), 0, dice)
        for i in range(len(boss)):
            says[i] = implied[i] if dice[i] < safety[boss[i]] else 0
        for i in range(len(boss)):
            notes[boss[i], serves[max(decision[i], 0)]] += says[i]
        looking_back, span = split(luck, Retrospectives.LOOKING_BACK), p.organization.span_of_control
        for manager in range(len(leads)):
            if leads[manager] and uniform(looking_back, manager, 0) < p.development.retrospectives:
                first = first_report(manager, span)
                for k in range(belief.shape[1]):
                    noted = sign(notes[manager, k])
                    for i in range(first, min(first + span, len(boss)) if noted != 0 else first):
                        belief[i, k] = noted
                    if noted != 0 and manager == 0:
                        belief[0, k] = noted
                    notes[manager, k] = 0
