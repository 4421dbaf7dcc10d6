"""Step 12, first half: whom each member meets."""

from sim.model import conditions as on
from sim.model.formulas import number_ties, shares_work
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, picked, roll, split
from sim.model.state import State

NOBODY = -1
KIND, WHICH = 0, 1


class Meeting(Mechanism):
    """Step 12, first half: whom each member meets.

    Claim: people meet along informal ties and through shared work (Krackhardt & Hanson 1993 [KrackhardtHanson1993]).
    Each member meets one colleague: with even chances one of its ties or someone who worked on the same decision; if it
    lacks one kind, the other; if it lacks both, nobody.
    """

    number = "12"
    about = "whom each member meets"
    papers = (cites("KrackhardtHanson1993", "whom members meet", on.shared),)

    met = column("week", int, "members", "position of the colleague it meets; -1 nobody", NOBODY)
    via = column("week", int, "members", "which of its ties the colleague is; -1 none", NOBODY)

    MEETING = stream("member; 0 tie or colleague, 1 which", 41)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write the colleague `met` and `via` which tie, if any."""
        tie, week = crew.people.tie, crew.week
        decision, manned, crew_list, met, via = week.decision, week.manned, week.crew, week.met, week.via
        dice, dice2, ties, which = week.dice, week.dice2, week.few, week.amount
        chance = split(luck, Meeting.MEETING)
        roll(chance, KIND, dice)
        roll(chance, WHICH, dice2)
        number_ties(tie, ties)
        for i in range(len(decision)):
            j = max(decision[i], 0)
            has_crew = (decision[i] >= 0) & (manned[j] > 1)
            start = week.crew_end[j] - manned[j] if has_crew else 0
            # The first of the crew stands in for the member itself.
            pick = crew_list[start + 1 + picked(dice2[i], manned[j] - 1) if has_crew else 0]
            mate = crew_list[start] if pick == i else pick
            by_tie = (ties[i] > 0) & ((not has_crew) | (dice[i] >= 0.5))
            which[i] = picked(dice2[i], ties[i]) if by_tie else NOBODY
            met[i] = mate if has_crew & (not by_tie) else NOBODY
            via[i] = NOBODY
        for x in range(tie.shape[1] - 1, -1, -1):
            for i in range(len(decision)):
                one_of_ties = (which[i] < 0) & (met[i] >= 0) & (tie[i, x] == met[i])
                here = (which[i] == x) | one_of_ties
                met[i] = tie[i, x] if here else met[i]
                via[i] = x if here else via[i]
