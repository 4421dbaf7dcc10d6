"""Step 12, first half: whom each member meets."""

from sim.model import conditions as on
from sim.model.formulas import either, number_ties, shares_work
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
        dice, dice2, ties, few = week.dice, week.dice2, week.amount, week.few
        chance = split(luck, Meeting.MEETING)
        roll(chance, KIND, dice)
        roll(chance, WHICH, dice2)
        number_ties(tie, ties)
        for i in range(len(decision)):
            mates = either(decision[i] >= 0, manned[max(decision[i], 0)] - 1, 0)
            by_tie = (ties[i] > 0) & ((mates <= 0) | (dice[i] >= 0.5))
            which = picked(dice2[i], either(by_tie, ties[i], mates))
            via[i] = either(by_tie, which, NOBODY)
            met[i] = either(by_tie | (mates <= 0), NOBODY, which)
        at_work = 0
        for i in range(len(met)):
            few[at_work] = i
            at_work += met[i] >= 0
        for n in range(at_work):
            i = few[n]
            start = week.crew_end[decision[i]] - manned[decision[i]]
            first, pick = crew_list[start], crew_list[start + 1 + met[i]]
            # The first of the crew stands in for the member itself.
            met[i] = either(pick == i, first, pick)
        for x in range(tie.shape[1] - 1, -1, -1):
            for i in range(len(met)):
                via[i] = x if (met[i] >= 0) & (tie[i, x] == met[i]) else via[i]
        for i in range(len(met) if tie.shape[1] > 0 else 0):
            met[i] = either(via[i] >= 0, tie[i, max(via[i], 0)], met[i])
