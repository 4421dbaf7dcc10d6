"""Step 10: how the organization reacts to initiative and to good work."""

from sim.model import conditions as on
from sim.model.formulas import move_toward, shares_work
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, roll, split, uniform
from sim.model.state import State


class Reaction(Mechanism):
    """Step 10: how the organization reacts to initiative and to good work.

    Claim: what is rewarded and what is punished decides whether people dare (Kerr 1975 [Kerr1975]; Edmondson 1999
    [Edmondson1999]); a rewarded success may become everybody's plan (change from below: Burgelman 1983
    [Burgelman1983]). An initiative that succeeds (as the member sees it) is rewarded with probability `initiative`,
    any initiative with probability `attempts`: the member is recognized, and the team's safety rises. Where initiatives
    at a decision succeeded and were rewarded, they become its plan with probability `adoption`, however many they are;
    an adopted plan always unsettles the decision (see `settling`). An initiative that fails and goes unrewarded is
    reprimanded with probability `control · (1 - skill of the boss)`, unless the boss's belief times the member's
    reading says the same: the team's safety falls. Other successful work is recognized with probability `strength ·
    skill of the boss`. The chief executive is never reprimanded, and is recognized as if it were its own boss.

        a reward:     safety ← safety + pace · (1 - safety)
        a reprimand:  safety ← safety - pace · safety

    Initiatives are answered in the order of positions, and each one moves the safety that those before it left.
    """

    number = "10"
    about = "how the organization reacts to initiative and to good work"
    papers = (
        cites("Kerr1975 Edmondson1999", "rewards and reprimands", on.initiative),
        cites("Burgelman1983", "change from below", on.adopts),
    )
    idle = {  # noqa: RUF012
        "W017": Idle(
            "no initiative is rewarded",
            ("rewards.adoption",),
            "rewards.initiative or rewards.attempts is above 0",
            lambda p: p.rewards.initiative == 0 and p.rewards.attempts == 0,
            {"rewards.initiative": 0.0, "rewards.attempts": 0.0},
        ),
    }

    recognized = column("week", bool, "members", "whether its work is rewarded or recognized")
    reprimanded = column("week", bool, "members", "whether its initiative is reprimanded")

    REWARD = stream("member", 36)
    ATTEMPT = stream("member", 37)
    ADOPTION = stream("decision", 38)
    REPRIMAND = stream("member", 39)
    RECOGNITION = stream("member", 40)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write `recognized` and `reprimanded`; move safety and, by adoption, the plan."""
        serves, boss, plan = crew.structure.serves, crew.structure.boss, crew.course.plan
        skill, belief, safety = crew.people.skill, crew.people.belief, crew.course.safety
        week, decision, dice = crew.week, crew.week.decision, crew.week.dice
        action, success, initiative = week.action, week.success, week.initiative
        recognized, reprimanded, few = week.recognized, week.reprimanded, week.few
        roll(split(luck, Reaction.RECOGNITION), 0, dice)
        for i in range(len(decision)):
            recognized[i] = success[i] & (dice[i] < p.leadership.strength * skill[boss[i]])
        reprimanded[:] = False
        initiatives = 0
        for i in range(len(decision)):
            few[initiatives] = i
            initiatives += initiative[i]
        for n in range(initiatives):
            i = int(few[n])
            j = decision[i]
            recognized[i] = (
                success[i] and uniform(split(luck, Reaction.REWARD), i, 0) < p.rewards.initiative
            ) or uniform(split(luck, Reaction.ATTEMPT), i, 0) < p.rewards.attempts
            if recognized[i]:
                safety[boss[i]] = move_toward(safety[boss[i]], 1.0, p.run.pace)
                if success[i] and plan[j] != action[i]:
                    if uniform(split(luck, Reaction.ADOPTION), j, 0) < p.rewards.adoption:
                        plan[j] = action[i]
                        crew.course.unsettled[j] = True
            elif not success[i] and i > 0 and belief[boss[i], serves[j]] != action[i] * week.reading[i]:
                strictness = p.management.control * (1.0 - skill[boss[i]])
                reprimanded[i] = uniform(split(luck, Reaction.REPRIMAND), i, 0) < strictness
                if reprimanded[i]:
                    safety[boss[i]] = move_toward(safety[boss[i]], 0.0, p.run.pace)
