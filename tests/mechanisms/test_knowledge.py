"""Knowledge: right and wrong are counted before the period's learning, as shares and as right minus wrong."""

import numpy as np

from sim.model.mechanisms.environment import Environment
from sim.model.mechanisms.knowledge import Knowledge
from tests.checks import series
from tests.mechanisms.bench import Bench, quiet

BENCH = Bench(Environment, Knowledge)
MEASURED = ("direction_accuracy", "direction_knowledge", "belief_accuracy", "knowledge")


def test_knowledge_is_right_minus_wrong_per_goal_and_belief() -> None:
    """The direction as it was at the founding and beliefs as they were, against goals that have moved by now."""
    crew = quiet(
        environment={"goals": 12, "strategic_turbulence": 0.2},
        organization={"founders_know": 0.4},
        leadership={"founding_vision": 0.5},
        motivation={"initial_safety": 0},
    )
    state = BENCH.begin(crew)
    for t in range(20):
        direction, belief = state.course.direction.copy(), state.people.belief.copy()
        BENCH.advance(state, crew, t, t + 1, observed=MEASURED)
        said, views = direction * state.ocean.goal, belief * state.ocean.goal
        expected = (said == 1).mean(), said.mean(), (views == 1).mean(), views.mean()
        np.testing.assert_allclose([series(state, name)[t] for name in MEASURED], expected, rtol=0, atol=1e-12)
    assert not np.allclose(series(state, "knowledge"), 2 * series(state, "belief_accuracy") - 1), "blanks are not wrong"


def test_what_is_learned_in_a_period_is_known_in_the_next() -> None:
    """All members turn to the truth within period 0 (they hear a direction that is right): it counts from period 1."""
    from sim.model.mechanisms.channel import Channel
    from sim.model.mechanisms.communication import Communication

    bench = Bench(Knowledge, Channel, Communication)
    crew = quiet(
        leadership={"strength": 1, "communication": 1, "channel_fidelity": 1}, organization={"founders_know": 0}
    )
    state = bench.begin(crew)
    before = (state.people.belief == state.ocean.goal).mean()
    bench.advance(state, crew, 0, 2, observed=MEASURED)
    np.testing.assert_allclose(series(state, "belief_accuracy")[:2], [before, 1], rtol=1e-12)
    assert before < 0.9
