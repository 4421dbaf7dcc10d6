"""Step 12, first half: whom each member meets.

Claim: people meet along informal ties and through shared work (Krackhardt & Hanson 1993 [KrackhardtHanson1993]).
Each member meets one colleague: with even chances one of its ties or someone who worked on the same decision; if it
lacks one kind, the other; if it lacks both, nobody.
"""

from sim.compiler import rule
from sim.draws import Node, Purpose, below, split, uniform
from sim.formulas import count_ties
from sim.state import Ints

NOBODY = -1
KIND, WHICH = 0, 1


@rule
def meeting(
    luck: Node, tie: Ints, decision: Ints, manned: Ints, crew: Ints, crew_end: Ints, met: Ints, via: Ints
) -> None:
    """Write the colleague `met` and `via` which tie, if any."""
    chance = split(luck, Purpose.MEETING)
    for i in range(len(decision)):
        met[i] = via[i] = NOBODY
        ties = count_ties(tie, i)
        has_crew = decision[i] >= 0 and manned[decision[i]] > 1
        if ties > 0 and not (has_crew and uniform(chance, i, KIND) < 0.5):
            via[i] = below(chance, i, WHICH, ties)
            met[i] = tie[i, via[i]]
        elif has_crew:
            met[i] = _crew_mate(chance, i, decision[i], manned, crew, crew_end)
            for x in range(ties):
                if tie[i, x] == met[i]:
                    via[i] = x
                    break


@rule
def _crew_mate(chance: Node, i: int, j: int, manned: Ints, crew: Ints, crew_end: Ints) -> int:
    """Someone else who works on decision j: the first of those drawn stands in for the member itself."""
    start = crew_end[j] - manned[j]
    pick = int(crew[start + 1 + below(chance, i, WHICH, manned[j] - 1)])
    return int(crew[start]) if pick == i else pick
