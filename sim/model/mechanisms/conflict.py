"""Step 12, second half: conflicts are talked out or sent up."""

from sim.model import conditions as on
from sim.model.formulas import either, move_toward, shares_work
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import Floats, Ints, State

NOTHING, AGREED, TALKED_OUT, SENT_UP = range(4)


class Conflict(Mechanism):
    """Step 12, second half: conflicts are talked out or sent up.

    Claim: trust lets colleagues settle what otherwise burdens the formal channel (Krackhardt & Hanson 1993
    [KrackhardtHanson1993]; Coleman 1988 [Coleman1988]). A member and the colleague it meets compare their views of the
    goal the member works for (its home goal if idle). They agree if both have the same one, and conflict if both have
    one and they contradict each other; a blank does neither. If one of them has a tie to the other, they talk it out
    with probability trust (the larger one); else, if both have a tie to the same third person, with the product of
    their trust in it (the largest): the one with the poorer record (else the member) adopts the other's view.
    Otherwise the conflict goes up, and strain grows. Trust moves only in a tie of the member to the colleague it met,
    never in one to a third person: it grows where they talked it out, falls where the conflict went up, and grows at
    half rate where they agree. Where several conflicts end in one belief, the last by position counts.

        strain ← strain + pace · (conflicts sent up / n - strain),    n members

    What change sends through the formal channel (see `ideas` and `trials`) counts as a conflict sent up.
    """

    number = "12"
    about = "conflicts are talked out or sent up"
    papers = (cites("KrackhardtHanson1993 Coleman1988", "trust that settles conflicts", on.shared),)

    strain = column("course", float, "one", "moving average of conflicts sent up the formal channel, per member")
    encounter = column("week", int, "members", "how the meeting went, see `conflict`", 0, 3)
    few = column("week", int, "members", "a rule's list of members", scratch=True)
    opinion = column("week", int, "members", "a rule's views of a goal, one per member", -1, 1, scratch=True)

    TALK = stream("member", 42)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Judge every meeting by how things stand at the beginning, then let beliefs, trust and strain move."""
        serves, home, strain = crew.structure.serves, crew.structure.home, crew.course.strain
        belief, trust, tie, record = crew.people.belief, crew.people.trust, crew.people.tie, crew.people.record
        week, decision, met, via = crew.week, crew.week.decision, crew.week.met, crew.week.via
        encounter, about, few, network = week.encounter, week.amount, week.few, p.network
        for i in range(len(met)):
            about[i] = either(decision[i] >= 0, serves[max(decision[i], 0)], home[i])
            views = belief[i, about[i]] * belief[max(met[i], 0), about[i]]
            views = either(met[i] >= 0, views, 0)
            encounter[i] = either(views > 0, AGREED, either(views < 0, SENT_UP, NOTHING))
        sent_up = 0
        for i in range(len(met)):
            few[sent_up] = i
            sent_up += encounter[i] == SENT_UP
        talk = split(luck, Conflict.TALK)
        talked_out = 0
        for n in range(sent_up):
            i = int(few[n])
            settled = uniform(talk, i, 0) < _trust_between(i, met[i], tie, trust)
            encounter[i] = TALKED_OUT if settled else SENT_UP
            few[talked_out] = i
            talked_out += settled
        for n in range(talked_out):
            i = int(few[n])
            week.opinion[n] = belief[i if record[met[i]] < record[i] else met[i], about[i]]
        for n in range(talked_out):
            i = int(few[n])
            belief[met[i] if record[met[i]] < record[i] else i, about[i]] = week.opinion[n]
        for x in range(tie.shape[1]):
            for i in range(len(met)):
                target = 0.0 if encounter[i] == SENT_UP else 1.0
                rate = network.trust_rate / 2.0 if encounter[i] == AGREED else network.trust_rate
                moved = move_toward(trust[i, x], target, rate)
                trust[i, x] = moved if (via[i] == x) & (encounter[i] != NOTHING) else trust[i, x]
        sent_up += week.burden[0] - talked_out
        week.burden[0] = 0
        strain[0] = move_toward(strain[0], sent_up / len(met), p.run.pace)


def _trust_between(i: int, other: int, tie: Ints, trust: Floats) -> float:
    """The trust that lets two talk: the best tie between them, else the best path over a common neighbour, else 0."""
    direct, path = -1.0, 0.0
    for x in range(tie.shape[1]):
        own = trust[i, x] if tie[i, x] == other else -1.0
        theirs = trust[other, x] if tie[other, x] == i else -1.0
        direct = own if own > direct else direct
        direct = theirs if theirs > direct else direct
    if direct >= 0:
        return direct
    for x in range(tie.shape[1]):
        for y in range(tie.shape[1]):
            if tie[i, x] >= 0 and tie[i, x] == tie[other, y]:
                path = max(path, trust[i, x] * trust[other, y])
    return path
