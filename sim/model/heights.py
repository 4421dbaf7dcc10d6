"""How high a form lies on the landscape of ways, where each member has a form of its own."""

from sim.model.declaration import codes
from sim.model.formulas import OWN
from sim.model.judgement import NONE, Lands, code_at, entry
from sim.model.parameters import EnvironmentParameters, Parameters, PublishedParameters
from sim.model.random import called
from sim.model.state import Ints, State

GOALS, WAYS = codes(PublishedParameters, "task")


def has_forms(p: Parameters) -> bool:
    """Whether each member works alone, in ways of its own."""
    return bool(p.published.work == OWN and p.published.task == WAYS)


def height(land: Lands, view: Ints, flipped: int, crew: State, e: EnvironmentParameters) -> float:
    """The height of a form, given by views of the goals (goals,), one of which (-1: none) is flipped."""
    return _height(land, view, flipped, crew.structure.serves, crew.ocean.goal, crew.week.form, e)


@called
def _height(
    land: Lands, view: Ints, flipped: int, serves: Ints, goal: Ints, form: Ints, e: EnvironmentParameters
) -> float:
    for j in range(len(form)):
        form[j] = int((view[serves[j]] > 0) != (serves[j] == flipped))
    total = 0.0
    for j in range(len(form)):
        code = code_at(land, j, NONE, NONE, form, len(goal), e)
        total += entry(land, j, code, goal[serves[j]], e.obsolescence)
    return total / len(form)
