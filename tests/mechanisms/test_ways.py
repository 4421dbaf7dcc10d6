"""Ways: worth_j = (1 - ruggedness + ruggedness · quality_j) · (1 - dependence · (1 - support_k(j))).

The quality of a way depends on the ways at other decisions. The landscape itself is held against exact facts in
`tests/test_laws_of_ways.py`.
"""

import numpy as np

from sim.model.mechanisms.ways import Ways
from sim.model.state import State
from tests.mechanisms.bench import Bench, quiet

LOOSE = quiet(environment={"ruggedness": 0.6, "dependence": 0.5, "decisions": 12, "goals": 3, "inside": 1, "across": 2})


def after(change: int | None = None) -> State:
    """The state after a period, with the way at one decision changed beforehand."""
    bench = Bench(Ways)
    state = bench.begin(LOOSE)
    state.course.support[:] = (0.2, 0.5, 1.0)
    if change is not None:
        state.course.way[change] = 1
    bench.advance(state, LOOSE, 0, 1)
    return state


def test_worth_is_scaled_by_quality_and_support() -> None:
    state = after()
    support = state.course.support[state.structure.serves]
    expected = (0.4 + 0.6 * state.week.quality) * (1 - 0.5 * (1 - support))
    assert np.allclose(state.week.worth, expected, rtol=1e-12)
    assert not np.allclose(state.week.worth, 0.4 + 0.6 * state.week.quality), "negative control: without support"


def test_a_way_matters_where_a_decision_depends_on_it_and_nowhere_else() -> None:
    """Decision j depends on j + 3 (the same goal) and on j + 1 and j + 2; so the way at 5 matters at 5, 2, 4 and 3."""
    moved = np.flatnonzero(after().week.quality != after(change=5).week.quality)
    assert moved.tolist() == [2, 3, 4, 5]


def test_without_ruggedness_ways_are_worth_the_same() -> None:
    bench, plain = Bench(Ways), quiet(environment={"ruggedness": 0})
    state = bench.begin(plain)
    bench.advance(state, plain, 0, 1)
    assert (state.week.worth == 1).all()
    assert (state.week.quality == 0).all()
