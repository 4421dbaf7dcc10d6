"""How networks of mutual ties are laid out: lines, rings and pairs; and how ties are added, taken out and moved."""

from sim.model.formulas import count_ties
from sim.model.random import Node, below, called, uniform
from sim.model.state import Ints

NONE = -1
TRIES = 1000  # a member with no place left is drawn anew; where nobody has place the tie stays


def lay_chain(tie: Ints, neighbours: int, closed: bool) -> None:
    """Tie each member to as many neighbours, half on each side; a ring is closed, a line has two ends."""
    members = len(tie)
    for i in range(members):
        for step in range(1, neighbours // 2 + 1):
            other = (i + step) % members
            if (closed or i + step < members) and other != i and not tied(i, other, tie):
                add(i, other, tie)
                add(other, i, tie)


def lay_pairs(node: Node, tie: Ints, chance: float) -> None:
    """Tie each pair of members with the same chance."""
    for i in range(len(tie)):
        for other in range(i + 1, len(tie)):
            if uniform(node, i, other) < chance:
                add(i, other, tie)
                add(other, i, tie)


def rewire_chain(chance: Node, end: Node, to: Node, tie: Ints, neighbours: int, closed: bool, rewiring: float) -> None:
    """Let each tie of a line or ring lead, with probability `rewiring`, from one of its ends to anyone else."""
    members = len(tie)
    for i in range(members):
        for step in range(1, neighbours // 2 + 1):
            other = (i + step) % members
            if (closed or i + step < members) and uniform(chance, i, step) < rewiring and tied(i, other, tie):
                keeps, loses = (i, other) if uniform(end, i, step) < 0.5 else (other, i)
                for attempt in range(TRIES):
                    new = below(to, i, step * TRIES + attempt, members)
                    if new != keeps and count_ties(tie, new) < tie.shape[1] and not tied(keeps, new, tie):
                        move_end(keeps, loses, new, tie)
                        break


def tied(i: int, other: int, tie: Ints) -> bool:
    """Whether member `i` has a tie to another."""
    ties = 0
    for x in range(tie.shape[1]):
        ties += tie[i, x] == other
    return bool(ties > 0)


def add(i: int, other: int, tie: Ints) -> None:
    """Add a tie that leads from member `i` to another."""
    tie[i, count_ties(tie, i)] = other


def remove(i: int, other: int, tie: Ints) -> None:
    """Take a tie out; the last one fills its place."""
    last = count_ties(tie, i) - 1
    for x in range(last + 1):
        if tie[i, x] == other:
            tie[i, x] = tie[i, last]
            tie[i, last] = NONE
            return


@called
def move_end(keeps: int, loses: int, new: int, tie: Ints) -> None:
    """Let a mutual tie lead from `keeps` to `new` instead of `loses`."""
    remove(keeps, loses, tie)
    remove(loses, keeps, tie)
    add(keeps, new, tie)
    add(new, keeps, tie)
