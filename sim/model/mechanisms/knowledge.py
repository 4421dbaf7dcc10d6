"""Step 1, last: what is known before anybody learns."""

from sim.model.mechanism import Mechanism, column
from sim.model.parameters import Parameters
from sim.model.random import Node
from sim.model.state import State


class Knowledge(Mechanism):
    """Step 1, last: what the organization and its members know, before this period's learning.

    Knowledge is counted as March does, right minus wrong, and as the share that is right. It is taken here, between
    turnover and learning, because that is where models of mutual learning take it. Blank views that `forms` decides by
    a coin in this period are still blank here.
    """

    number = "1"
    about = "what is known before anybody learns"

    direction_accuracy = column("week", float, "one", "share of goals on which the direction is right", high=1)
    direction_knowledge = column("week", float, "one", "right minus wrong goals of the direction, per goal", -1, 1)
    belief_accuracy = column("week", float, "one", "share of members' beliefs that are right", high=1)
    knowledge = column("week", float, "one", "right minus wrong beliefs, per belief", -1, 1)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004  # every step takes the same
        """Count what is right and wrong in the direction and in beliefs."""
        goal, direction, belief, week = crew.ocean.goal, crew.course.direction, crew.people.belief, crew.week
        goals, members = len(goal), belief.shape[0]
        right, wrong = 0, 0
        for k in range(goals):
            right += direction[k] == goal[k]
            wrong += direction[k] == -goal[k]
        week.direction_accuracy[0] = right / goals
        week.direction_knowledge[0] = (right - wrong) / goals
        right, wrong = 0, 0
        for k in range(goals):
            for i in range(members):
                right += belief[i, k] == goal[k]
                wrong += belief[i, k] == -goal[k]
        week.belief_accuracy[0] = right / (members * goals)
        week.knowledge[0] = (right - wrong) / (members * goals)
        return False
