"""Step 7: what each member does with its oar."""

from sim.model import conditions as on
from sim.model.formulas import shares_work
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, roll, split, uniform
from sim.model.state import State


class Action(Mechanism):
    """Step 7: what each member does with its oar.

    Claim: whoever knows the ends can correct the means where the local water differs from the plan (local information
    against a plan: Dessein & Santos 2006 [DesseinSantos2006]), if it dares and may (Edmondson 1999 [Edmondson1999]).
    A member reads its decision's condition, right with probability `local_accuracy`; its own judgement is belief ·
    reading. It is bound by the plan, if there is one, with probability `strength` of management. Who is not bound
    follows its judgement (a coin if it has none). If plan and judgement agree, a bound member does what both say; if it
    has no judgement, what the plan says. If they disagree it takes the initiative with probability `safety · (1 -
    control)`. Safety is a belief that a team shares (Edmondson 1999): it is one number for all who report to the same
    manager, and the chief executive belongs to those who report to it. Alignment is not in here.
    """

    number = "7"
    about = "what each member does with its oar"
    papers = (
        cites("DesseinSantos2006", "adapting to the local water", on.shared),
        cites("Edmondson1999", "safety to depart from the plan", on.initiative),
    )
    idle = {  # noqa: RUF012
        "W020": Idle(
            "control lets no initiative through",
            on.INITIATIVE,
            "management.control is below 1, or environment.ruggedness is above 0",
            lambda p: p.management.control == 1 and not on.tries(p),
            {"management.control": 1.0, "environment.ruggedness": 0.0},
        ),
        "W022": Idle(
            "every member works alone, so that nobody rows, reports or argues",
            on.WORK,
            "published.work is shared",
            on.own,
            {"published.work": "own"},
        ),
    }

    safety = column(
        "course", float, "members", "psychological safety of the team of a manager (Edmondson 1999)",
        high=1, start="motivation.initial_safety",
    )  # fmt: skip
    reading = column("week", int, "members", "condition as the member reads it; 0 idle", -1, 1)
    action = column("week", int, "members", "which way the member pulls; 0 idle", -1, 1)
    own = column("week", bool, "members", "whether it acts as its own judgement says")
    initiative = column("week", bool, "members", "whether it deviates from the plan")

    READING = stream("member", 30)
    COIN = stream("member", 31)
    BOUND = stream("member")
    INITIATIVE = stream("member", 32)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write `reading`, `action`, and whether it is the member's `own` judgement and an `initiative`."""
        serves, condition, plan = crew.structure.serves, crew.ocean.condition, crew.course.plan
        belief, safety, boss = crew.people.belief, crew.course.safety, crew.structure.boss
        week, decision, dice, dice2, dice3 = (
            crew.week,
            crew.week.decision,
            crew.week.dice,
            crew.week.dice2,
            crew.week.dice3,
        )
        reading, action, own, initiative = week.reading, week.action, week.own, week.initiative
        roll(split(luck, Action.READING), 0, dice)
        roll(split(luck, Action.INITIATIVE), 0, dice2)
        roll(split(luck, Action.BOUND), 0, dice3)
        coin = split(luck, Action.COIN)
        for i in range(len(decision)):
            works, j = decision[i] >= 0, max(decision[i], 0)
            water = condition[j] if dice[i] < p.environment.local_accuracy else -condition[j]
            water = water if works else 0
            judgement = belief[i, serves[j]] * water
            planned = plan[j] if works & (dice3[i] < p.management.strength) else 0
            disagree = (planned != 0) & (judgement == -planned)
            dares = disagree & (dice2[i] < safety[boss[i]] * (1.0 - p.management.control))
            act = judgement if (planned == 0) | dares else planned
            if works & (act == 0):
                act = 1 if uniform(coin, i, 0) < 0.5 else -1
            reading[i] = water
            initiative[i] = dares
            action[i] = act
            own[i] = works & (judgement == act)
