"""Step 11: how far each need is met."""

from sim.model import conditions as on
from sim.model.formulas import move_toward, shares_work
from sim.model.mechanism import Mechanism, cites, column
from sim.model.parameters import Parameters
from sim.model.random import Node
from sim.model.state import State


class Motivation(Mechanism):
    """Step 11: how far each need is met.

    Claim: people keep going where their needs are met. Three needs are those of self-determination theory (Deci & Ryan
    2000 [DeciRyan2000]): competence is called achievement here (McClelland 1961 [McClelland1961]), relatedness
    belonging, and autonomy self-esteem, since who has it acts on its own judgement. That recognition counts beside
    them is an assumption. Needs move by `pace` toward what just happened. For who acted: achievement toward success,
    recognition toward having been recognized (see `reaction` and `trials`), esteem toward having acted as its own
    judgement says, which is also so for a member that is bound by a plan which agrees with its judgement. For all:
    belonging toward the mean of alignment and trust in the colleague met (0 where it is no tie of the member's own).
    """

    number = "11"
    about = "how far each need is met"
    papers = (cites("DeciRyan2000 McClelland1961", "needs", on.shared),)

    achievement = column("people", float, "members", "need for achievement, as far as it is met", high=1, start=0.5)
    recognition = column("people", float, "members", "need for recognition, as far as it is met", high=1, start=0.5)
    belonging = column("people", float, "members", "need for belonging, as far as it is met", high=1, start=0.5)
    esteem = column("people", float, "members", "need for self-esteem, as far as it is met", high=1, start=0.5)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Move the four needs."""
        people, week, rate = crew.people, crew.week, p.run.pace
        decision, via, trusted = week.decision, week.via, week.chance
        trusted[:] = 0.0
        for x in range(people.trust.shape[1]):
            for i in range(len(decision)):
                trusted[i] += people.trust[i, x] if via[i] == x else 0.0
        for i in range(len(decision)):
            people.belonging[i] = move_toward(people.belonging[i], (trusted[i] + week.alignment[i]) / 2.0, rate)
        for i in range(len(decision)):
            # Who is idle keeps what it had.
            pace = rate if decision[i] >= 0 else 0.0
            people.achievement[i] = move_toward(people.achievement[i], 1.0 if week.success[i] else 0.0, pace)
            people.recognition[i] = move_toward(people.recognition[i], 1.0 if week.recognized[i] else 0.0, pace)
            people.esteem[i] = move_toward(people.esteem[i], 1.0 if week.own[i] else 0.0, pace)
