"""Step 4: what everybody is told to do."""

from sim.model import conditions as on
from sim.model.declaration import codes
from sim.model.formulas import FOLLOWS_DIRECTION, ROLLING, STAGGERED, planning_due
from sim.model.mechanism import Idle, Mechanism, cites, column, stream
from sim.model.parameters import Parameters, PublishedParameters
from sim.model.random import Node, split, uniform
from sim.model.state import State

CURRENT, LAST_PERIOD = codes(PublishedParameters, "information")


class Plan(Mechanism):
    """Step 4: what everybody is told to do.

    Claim: a plan frozen for long loses touch with the water, a plan redrawn often costs switching (Mintzberg 1994
    [Mintzberg1994]; Stieglitz, Knudsen & Becker 2016 [StieglitzEtAl2016]); which one wins depends on the ocean and on
    the cost, and is nowhere put in. In period 0, and then every `planning_horizon` periods, q_j = c_k(j) · ẑ_j, where ẑ
    is right with probability `analysis_accuracy`. At reviews in between nothing is redrawn (`rigid`), what serves a
    goal whose direction turned (`follows_direction`), or everything (`rolling`); `staggered`, there is a plan of
    everything in period 0 only, and then each decision is redrawn with probability 1 / `planning_horizon` a period, at
    times of its own (Calvo 1983 [Calvo1983]). With `information: last_period` planning knows the water of the period
    before. Nobody is bound by the plan more than management is strong (see `action`): a decision whose plan changed to
    the opposite or to none is unsettled with probability `strength` (see `settling`); the first plan of a decision that
    had none does not unsettle it. Without management there is no plan; what is unsettled then still settles in its own
    time.
    """

    number = "4"
    about = "what everybody is told to do"
    papers = (
        cites("Mintzberg1994 StieglitzEtAl2016", "planning", on.rows_by_plan),
        cites(
            "Calvo1983",
            "staggered planning",
            lambda p: on.rows_by_plan(p) and p.management.planning == "staggered",
        ),
    )
    idle = {  # noqa: RUF012
        "W010": Idle(
            "the water stays as it is",
            ("published.information",),
            "environment.operational_turbulence is above 0",
            lambda p: p.environment.operational_turbulence == 0,
            {"environment.operational_turbulence": 0.0},
        ),
        "W011": Idle(
            "no management, so that there is no plan",
            ("management.planning", "management.planning_horizon", "management.analysis_accuracy",
             "published.information"),
            "management.strength is above 0",
            lambda p: p.management.strength == 0,
            {"management.strength": 0.0},
        ),
        "W025": Idle(
            "no management, so that there is no departing from a plan, and nobody tries new ways",
            ("management.control", "management.switching_cost", "management.settling", *on.INITIATIVE),
            "management.strength is above 0, or environment.ruggedness is",
            lambda p: p.management.strength == 0 and not on.tries(p),
            {"management.strength": 0.0, "environment.ruggedness": 0.0},
        ),
    }  # fmt: skip

    plan = column("course", int, "decisions", "what everybody is told to do; 0 no plan", -1, 1)
    unsettled = column("course", bool, "decisions", "whether the decision still settles into a changed plan")

    ANALYSIS = stream("decision", 19)
    STAGGERED = stream("decision", 51)
    UNSETTLED = stream("decision")

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:
        """Redraw what is due; return whether there is a plan, or was one until now."""
        serves, direction, turned = crew.structure.serves, crew.course.direction, crew.course.turned
        condition, former = crew.ocean.condition, crew.ocean.former
        plan, unsettled, management = crew.course.plan, crew.course.unsettled, p.management
        reviewed = crew.week.reviewed[0]
        whole = planning_due(t, management) or (reviewed and management.planning == ROLLING)
        moved = management.strength > 0
        for j in range(len(plan)):
            if management.strength <= 0:
                moved = moved or plan[j] != 0
                plan[j] = 0
            elif (
                whole
                or (reviewed and management.planning == FOLLOWS_DIRECTION and turned[serves[j]])
                or (
                    management.planning == STAGGERED
                    and uniform(split(luck, Plan.STAGGERED), j, 0) * management.planning_horizon < 1.0
                )
            ):
                water = former[j] if p.published.information == LAST_PERIOD else condition[j]
                right = uniform(split(luck, Plan.ANALYSIS), j, 0) < management.analysis_accuracy
                drawn = direction[serves[j]] * (water if right else -water)
                if plan[j] != 0 and drawn != plan[j] and not unsettled[j]:
                    unsettled[j] = uniform(split(luck, Plan.UNSETTLED), j, 0) < management.strength
                plan[j] = drawn
        return moved
