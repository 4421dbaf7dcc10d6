"""Step 12, first half: whom each member meets."""

from sim.model import conditions as on
from sim.model.formulas import count_ties, shares_work
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, roll, split
from sim.model.state import Ints, State

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
        decision, manned, dice, dice2 = week.decision, week.manned, week.dice, week.dice2
        chance = split(luck, Meeting.MEETING)
        roll(chance, KIND, dice)
        roll(chance, WHICH, dice2)
        for i in range(len(decision)):
            ties = count_ties(tie, i)
            has_crew = decision[i] >= 0 and manned[decision[i]] > 1
            which = int(dice2[i] * ties)
            mate = _crew_mate(dice2[i], i, decision[i], manned, week.crew, week.crew_end) if has_crew else NOBODY
            by_tie = ties > 0 and not (has_crew and dice[i] < 0.5)
            week.met[i] = tie[i, which] if by_tie else mate
            week.via[i] = which if by_tie else _first_tie(tie, i, ties, mate)


def _first_tie(tie: Ints, i: int, ties: int, other: int) -> int:
    """Which of the member's ties leads to the other, NOBODY being none."""
    found = NOBODY
    for x in range(ties - 1, -1, -1):
        found = x if tie[i, x] == other else found
    return found


def _crew_mate(u: float, i: int, j: int, manned: Ints, crew: Ints, crew_end: Ints) -> int:
    """Someone else who works on decision j: the first of those drawn stands in for the member itself."""
    start = crew_end[j] - manned[j]
    pick = int(crew[start + 1 + int(u * (manned[j] - 1))])
    return int(crew[start]) if pick == i else pick
