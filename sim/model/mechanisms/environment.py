"""Step 1, outside: the destination moves and the water changes."""

from sim.model import conditions as on
from sim.model.formulas import strikes
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State


class Environment(Mechanism):
    """Step 1, outside: the destination moves and the water changes.

    Claim: organizations face change of ends and of means, steady (turbulence) or sudden (shocks); how much of it
    could be foreseen decides whether long plans pay (Dess & Beard 1984 [DessBeard1984]; Ansoff 1975 [Ansoff1975]).
    Each goal reverses with probability `strategic_turbulence · multiplier`, each condition with
    `operational_turbulence · multiplier` (clipped to 1), and at a shock each goal with `shock_size`. Shocks strike in
    the periods t > 0 where t mod `shock_every` is 0. A reversal was foreseen with probability `foresight`: then what
    the direction and the plan say about it, and the reports gathered so far, turn with it.
    """

    number = "1"
    about = "the destination moves and the water changes"
    papers = (
        cites("DessBeard1984", "turbulence and shocks", on.moves),
        cites("Ansoff1975", "foresight", lambda p: on.moves(p) and p.environment.foresight > 0),
    )
    idle = {  # noqa: RUF012
        "W003": Idle(
            "no shocks",
            ("environment.shock_size",),
            "environment.shock_every is above 0 and less than run.periods",
            lambda p: not on.shocks(p),
            {"environment.shock_every": 0},
        ),
        "W007": Idle(
            "no trace",
            ("environment.trace_every",),
            "environment.trace names a series",
            lambda p: p.environment.trace is None,
            {"environment.trace": None},
        ),
        "W008": Idle(
            "no turbulence",
            ("environment.trace", "environment.trace_every"),
            "environment.strategic_turbulence or environment.operational_turbulence is above 0",
            on.steady,
            {"environment.strategic_turbulence": 0.0, "environment.operational_turbulence": 0.0},
        ),
        "W009": Idle(
            "nothing changes outside",
            ("environment.foresight",),
            "there is turbulence, or shocks strike",
            lambda p: on.steady(p) and not on.shocks(p),
            {"environment.strategic_turbulence": 0.0, "environment.operational_turbulence": 0.0,
             "environment.shock_every": 0},
        ),
    }  # fmt: skip

    multiplier = column("structure", float, "rows", "turbulence multipliers of the trace")
    former = column("ocean", int, "decisions", "the water a period ago", -1, 1)
    shocked = column("ocean", bool, "periods", "whether a shock or a wave of departures struck in a period")

    STRATEGIC = stream("goal", 4)
    STRATEGIC_FORESEEN = stream("goal", 5)
    SHOCK = stream("goal", 6)
    SHOCK_FORESEEN = stream("goal", 7)
    OPERATIONAL = stream("decision", 8)
    OPERATIONAL_FORESEEN = stream("decision", 9)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:
        """Reverse goals and conditions; turn direction, tally and plan with what was foreseen."""
        e, multiplier = p.environment, crew.structure.multiplier
        goal, condition, former, plan = crew.ocean.goal, crew.ocean.condition, crew.ocean.former, crew.course.plan
        scale = multiplier[(t // e.trace_every) % len(multiplier)]
        crew.ocean.shocked[t] = strikes(e.shock_every, t)
        strategic = split(luck, Environment.STRATEGIC)
        for k in range(len(goal)):
            if uniform(strategic, k, 0) < e.strategic_turbulence * scale:
                foreseen = uniform(split(luck, Environment.STRATEGIC_FORESEEN), k, 0) < e.foresight
                _reverse_goal(k, foreseen, crew)
        if crew.ocean.shocked[t]:
            shock = split(luck, Environment.SHOCK)
            for k in range(len(goal)):
                if uniform(shock, k, 0) < e.shock_size:
                    foreseen = uniform(split(luck, Environment.SHOCK_FORESEEN), k, 0) < e.foresight
                    _reverse_goal(k, foreseen, crew)
        operational = split(luck, Environment.OPERATIONAL)
        for j in range(len(condition)):
            former[j] = condition[j]
            if uniform(operational, j, 0) < e.operational_turbulence * scale:
                condition[j] = -condition[j]
                if uniform(split(luck, Environment.OPERATIONAL_FORESEEN), j, 0) < e.foresight:
                    plan[j] = -plan[j]
        return e.strategic_turbulence > 0 or e.operational_turbulence > 0 or e.shock_every > 0


def _reverse_goal(k: int, foreseen: bool, crew: State) -> None:
    goal, course = crew.ocean.goal, crew.course
    goal[k] = -goal[k]
    if foreseen:
        course.direction[k] = -course.direction[k]
        course.tally[k] = -course.tally[k]
        for j in range(k, len(course.plan), len(goal)):
            course.plan[j] = -course.plan[j]
