"""Step 12, first half: whom each member meets.

Claim: people meet along informal ties and through shared work (Krackhardt & Hanson 1993 [KrackhardtHanson1993]).
Each member meets one colleague: with even chances one of its ties or someone who worked on the same decision; if it
lacks one kind, the other; if it lacks both, nobody.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, roll, split
from sim.formulas import count_ties
from sim.state import Floats, Ints

NOBODY = -1
KIND, WHICH = 0, 1


@rule
def meeting(
    luck: Node, tie: Ints, decision: Ints, manned: Ints, crew: Ints, crew_end: Ints, dice: Floats, dice2: Floats,
    met: Ints, via: Ints,
) -> None:  # fmt: skip
    """Write the colleague `met` and `via` which tie, if any."""
    chance = split(luck, Purpose.MEETING)
    roll(chance, KIND, dice)
    roll(chance, WHICH, dice2)
    for i in range(len(decision)):
        ties = count_ties(tie, i)
        has_crew = decision[i] >= 0 and manned[decision[i]] > 1
        which = int(dice2[i] * ties)
        mate = _crew_mate(dice2[i], i, decision[i], manned, crew, crew_end) if has_crew else NOBODY
        by_tie = ties > 0 and not (has_crew and dice[i] < 0.5)
        met[i] = tie[i, which] if by_tie else mate
        via[i] = which if by_tie else _first_tie(tie, i, ties, mate)


@rule
def _first_tie(tie: Ints, i: int, ties: int, other: int) -> int:
    """Which of the member's ties leads to the other, NOBODY being none."""
    found = NOBODY
    for x in range(ties - 1, -1, -1):
        found = x if tie[i, x] == other else found
    return found


@rule
def _crew_mate(u: float, i: int, j: int, manned: Ints, crew: Ints, crew_end: Ints) -> int:
    """Someone else who works on decision j: the first of those drawn stands in for the member itself."""
    start = crew_end[j] - manned[j]
    pick = int(crew[start + 1 + int(u * (manned[j] - 1))])
    return int(crew[start]) if pick == i else pick
