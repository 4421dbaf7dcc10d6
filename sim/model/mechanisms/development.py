"""Step 13: practice makes leaders."""

from sim.model import conditions as on
from sim.model.formulas import move_toward, shares_work
from sim.model.mechanism import Idle, Mechanism, cites, column
from sim.model.parameters import Parameters
from sim.model.random import Node
from sim.model.state import State


class Development(Mechanism):
    """Step 13: practice makes leaders.

    Claim: leadership is learned by leading: by challenging tasks, by looking back, and with a coach (McCall, Lombardo &
    Morrison 1988 [McCallEtAl1988]). Ellis & Davidi 2005 [EllisDavidi2005] found that reviews of successes and failures
    teach more than reviews of failures alone. That here successes teach without a review, and failures only with one,
    is an assumption.
    Who leads an initiative or a trial that has ended (a failed one: `retrospectives` of it), manages, or has a
    challenging task (see `stretch`) gains, once a period,

        Δskill = occasion · rate · potential · (1 + coaching · skill of the boss) · (1 - skill)

    The occasion is 1, but `retrospectives` after a failure; of several the largest counts. The chief executive counts
    as its own boss. All learn at once, from bosses as skilled as they were before this step.
    """

    number = "13"
    about = "practice makes leaders"
    papers = (
        cites("McCallEtAl1988", "learning to lead", on.practises),
        cites("EllisDavidi2005", "retrospectives", lambda p: on.practises(p) and p.development.retrospectives > 0),
    )
    idle = {  # noqa: RUF012
        "W018": Idle(
            "practice teaches nothing",
            ("development.coaching", "development.stretch"),
            "development.rate is above 0, or environment.ruggedness is",
            lambda p: p.development.rate == 0 and not on.tries(p),
            {"development.rate": 0.0, "environment.ruggedness": 0.0},
        ),
    }

    skill = column("people", float, "members", "leadership skill", high=1)
    potential = column("people", float, "members", "how fast skill is learned", high=1)
    occasion = column("week", float, "members", "how much the period teaches the member about leading", high=1)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write each member's `occasion` to practise and raise `skill`; coaches are as they were."""
        boss, skill, potential = crew.structure.boss, crew.people.skill, crew.people.potential
        week, occasion, lesson, d = crew.week, crew.week.occasion, crew.week.chance, p.development
        for i in range(len(skill)):
            learns = 1.0 if week.managing[i] else 0.0
            own_task = 1.0 if week.success[i] else d.retrospectives
            trial = 1.0 if week.led[i] > 0 else d.retrospectives
            learns = own_task if week.initiative[i] else learns
            learns = trial if (week.led[i] != 0) & (trial > learns) else learns
            occasion[i] = 1.0 if week.challenged[i] else learns
            lesson[i] = occasion[i] * d.rate * potential[i] * (1.0 + d.coaching * skill[boss[i]])
        for i in range(len(skill)):
            skill[i] = move_toward(skill[i], 1.0, lesson[i])
