"""How a person enters a position, and moves to another."""

from sim.compiler import rule
from sim.draws import Node, Purpose, below, split, uniform
from sim.formulas import first_report
from sim.parameters import Motivation, Network, codes
from sim.state import People, Structure

RANDOM, _ = codes(Network, "layout")


@rule
def enter(
    luck: Node,
    period: int,
    position: int,
    span: int,
    structure: Structure,
    people: People,
    motivation: Motivation,
    network: Network,
) -> None:
    """A new person with random beliefs, half-met needs and new ties takes `position` (period -1: a founder)."""
    belief, talent = split(luck, Purpose.BELIEF), split(luck, Purpose.TALENT)
    people.person[position] = people.head_count[0]
    people.head_count[0] += 1
    people.joined[position] = period
    for k in range(people.belief.shape[1]):
        people.belief[position, k] = below(belief, position, k, 3) - 1
    people.achievement[position] = 0.5
    people.recognition[position] = 0.5
    people.belonging[position] = 0.5
    people.esteem[position] = 0.5
    people.safety[position] = motivation.initial_safety
    people.potential[position] = uniform(talent, position, 0)
    people.skill[position] = 0.2 * people.potential[position] + 0.3 * uniform(talent, position, 1)
    people.record[position] = 0.5
    if network.layout == RANDOM:
        _draw_ties(luck, position, span, structure, people, network)


@rule
def _draw_ties(luck: Node, position: int, span: int, structure: Structure, people: People, network: Network) -> None:
    """Each tie goes to a team mate, or with probability `cross_team` to anyone."""
    scope, whom = split(luck, Purpose.TIE_SCOPE), split(luck, Purpose.TIE)
    for x in range(people.tie.shape[1]):
        if uniform(scope, position, x) < network.cross_team:
            other = below(whom, position, x, len(people.person) - 1)
            people.tie[position, x] = other + (other >= position)
        else:
            people.tie[position, x] = _team_mate(whom, position, x, span, structure)
        people.trust[position, x] = network.initial_trust


@rule
def _team_mate(whom: Node, position: int, x: int, span: int, structure: Structure) -> int:
    """Someone else of the team: that which a manager leads, or that which a member without reports belongs to."""
    manager = position if structure.leads[position] else structure.boss[position]
    first = first_report(manager, span)
    reports = min(span, len(structure.boss) - first)
    if position == manager:
        return first + below(whom, position, x, reports)
    pick = below(whom, position, x, reports)
    return manager if first + pick == position else first + pick


@rule
def move(people: People, old: int, new: int, network: Network) -> None:
    """The person at `old` takes position `new`; a tie to that position now means whoever follows at the old one.

    Ties of cliques belong to the position and stay.
    """
    people.person[new] = people.person[old]
    people.joined[new] = people.joined[old]
    for k in range(people.belief.shape[1]):
        people.belief[new, k] = people.belief[old, k]
    people.achievement[new] = people.achievement[old]
    people.recognition[new] = people.recognition[old]
    people.belonging[new] = people.belonging[old]
    people.esteem[new] = people.esteem[old]
    people.safety[new] = people.safety[old]
    people.skill[new] = people.skill[old]
    people.potential[new] = people.potential[old]
    people.record[new] = people.record[old]
    people.fast[new] = people.fast[old]
    for x in range(people.tie.shape[1] if network.layout == RANDOM else 0):
        people.tie[new, x] = old if people.tie[old, x] == new else people.tie[old, x]
        people.trust[new, x] = people.trust[old, x]
