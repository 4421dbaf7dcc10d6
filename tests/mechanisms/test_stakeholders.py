"""Stakeholders: with probability strength · outside they are talked with, else their support falls by `erosion`.

Mean support is p / (1 - (1 - p)(1 - erosion)) in the long run; what they report is right with `outside_accuracy`.
"""

import numpy as np

from sim.model.kernel import luck_of
from sim.model.mechanisms.stakeholders import Stakeholders
from sim.model.plain_values import compiled
from tests.checks import SEED, assert_other_mean
from tests.mechanisms.bench import Bench, assert_mean, quiet, size

GOALS = 40


def test_mean_support_is_that_of_talks_and_erosion() -> None:
    crew = quiet(
        environment={"goals": GOALS, "decisions": GOALS, "erosion": 0.2, "outside_accuracy": 0.8},
        leadership={"strength": 0.5, "outside": 0.4},
    )
    bench, values, support, right = Bench(Stakeholders), compiled(crew), [], []
    for replicate in range(size(60, 400)):
        state = bench.begin(crew, replicate)
        for t in range(20):
            state.course.tally[:] = state.course.reports[:] = 0
            Stakeholders.step(luck_of(SEED, replicate, t + 1), t, state, values)
        support.extend(state.course.support)
        told = state.course.reports == 1
        right.extend(state.course.tally[told] == state.ocean.goal[told])
    expected = 0.2 / (1 - 0.8 * 0.8)
    assert_mean(support, expected, 0.02)
    assert_other_mean(np.array(support), 0.4 / (1 - 0.6 * 0.8))
    assert_mean(np.array(right, dtype=float), 0.8, 0.03)
    assert_other_mean(np.array(right, dtype=float), 0.95)
