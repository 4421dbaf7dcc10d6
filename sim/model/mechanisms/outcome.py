"""Step 8: effort, pull, speed and heading."""

from sim.model import conditions as on
from sim.model.formulas import power, shares_work
from sim.model.mechanism import Idle, Mechanism, cites, column
from sim.model.parameters import Parameters
from sim.model.random import Node
from sim.model.state import State


class Outcome(Mechanism):
    """Step 8: effort, pull, speed and heading.

    Claim: people whose needs are met pull harder (Cerasoli, Nicklin & Nassrelgrgawi 2016 [CerasoliEtAl2016]); in work
    with hand-offs every unmanned stage scales the whole down (an analogy with Kremer 1993 [Kremer1993], where the
    qualities of tasks multiply); interdependent decisions count only together (Fang, Lee & Schilling 2010
    [FangEtAl2010]).

        effort_i = floor + (1 - floor) · Σ weight · need / Σ weight
        pull_j = Σ effort · action over the oars of j · (manned_j / seats_j)^(handoffs - 1)
        speed = Σ |pull_j| · worth_j / n (n members),    fit = mean over blocks of Π match_j
        heading = (fit - 2^-b) / (1 - 2^-b),    velocity made good = speed · heading

    What a stroke is worth depends on the way of working (see `ways`). A decision's match is 1 if its pull has the right
    sign, 0 if the wrong one, ½ if it has none; blocks are b consecutive decisions. With b = 1 the heading is the cosine
    of the angle between course and destination.
    """

    number = "8"
    about = "effort, pull, speed and heading"
    papers = (
        cites(
            "CerasoliEtAl2016",
            "effort from needs",
            lambda p: on.shared(p) and p.motivation.effort_floor < 1,
        ),
        cites("Kremer1993", "hand-offs, by analogy", lambda p: on.shared(p) and p.management.handoffs > 1),
        cites(
            "FangEtAl2010",
            "interdependent decisions",
            lambda p: on.shared(p) and p.published.interdependence > 1,
        ),
    )
    idle = {  # noqa: RUF012
        "W021": Idle(
            "effort is full whatever the needs",
            on.WEIGHTS,
            "motivation.effort_floor is below 1",
            lambda p: p.motivation.effort_floor == 1,
            {"motivation.effort_floor": 1.0},
        ),
    }

    effort = column("week", float, "members", "how hard it pulls", high=1)
    pull = column("week", float, "decisions", "pull on each decision, with its sign", float("-inf"))
    speed = column("week", float, "one", "pull of all oars, per member", high=1)
    fit = column("week", float, "one", "share of blocks of decisions that are right", high=1)
    heading = column(
        "week",
        float,
        "one",
        "how well the work is directed: 1 right, 0 as by chance; the cosine of the angle to the destination if b is 1",
        -1,
        1,
    )
    made_good = column("week", float, "one", "velocity made good: speed times heading", -1, 1)

    active = shares_work

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> None:  # noqa: ARG004
        """Write `effort`, `pull`, and the period's speed, fit, heading and velocity made good."""
        serves, goal, condition = crew.structure.serves, crew.ocean.goal, crew.ocean.condition
        people, week, m = crew.people, crew.week, p.motivation
        decision, effort, pull = week.decision, week.effort, week.pull
        total = m.weight_achievement + m.weight_recognition + m.weight_belonging + m.weight_esteem
        pull[:] = 0.0
        for i in range(len(decision)):
            met = m.weight_achievement * people.achievement[i] + m.weight_recognition * people.recognition[i]
            met = met + m.weight_belonging * people.belonging[i] + m.weight_esteem * people.esteem[i]
            satisfied = met / total if total > 0 else 0.0
            effort[i] = m.effort_floor + (1.0 - m.effort_floor) * satisfied
        for i in range(len(decision)):
            pull[max(decision[i], 0)] += effort[i] * week.action[i]
        speed = 0.0
        matched = 0.0
        block, left = 1.0, p.published.interdependence
        for j in range(len(pull)):
            if week.seats[j] > 0:
                pull[j] *= power(week.manned[j] / week.seats[j], p.management.handoffs - 1)
        for j in range(len(pull)):
            speed += abs(pull[j]) * week.worth[j]
        for j in range(len(pull)):
            right = pull[j] * goal[serves[j]] * condition[j]
            # 1, 1/2 or 0, without a branch that goes either way.
            block *= 0.5 + 0.5 * ((right > 0) * 1.0 - (right < 0) * 1.0)
            left -= 1
            if left == 0:
                matched += block
                block, left = 1.0, p.published.interdependence
        fit = matched / (len(pull) // p.published.interdependence)
        chance = power(0.5, p.published.interdependence)
        week.speed[0] = speed / len(decision)
        week.fit[0] = fit
        week.heading[0] = (fit - chance) / (1.0 - chance)
        week.made_good[0] = week.speed[0] * week.heading[0]
