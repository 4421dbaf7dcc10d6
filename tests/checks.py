"""What several test files hold against a run: declared ranges, and means against closed forms."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.model.assemble import standard
from sim.model.measures import ROWS
from sim.model.mechanism import Mechanism
from sim.model.parameters import Parameters
from sim.model.plain_values import compiled
from sim.model.state import State

type Reals = NDArray[np.float64]

SEED = 20250101
LEVEL = 1e-6  # p-value below which a mean counts as different from its closed form


def column(state: State, name: str) -> NDArray[Any]:
    """A column by its dotted name."""
    part, _, rest = name.partition(".")
    found = getattr(state, part)
    return np.asarray(getattr(found, rest) if rest else found)


def assert_in_range(state: State) -> None:
    """Every number is finite and within its declared range, every position, decision and tie exists."""
    for name, declared in standard().columns.items():
        values = column(state, name)
        assert np.isfinite(values).all(), name
        assert values.size == 0 or values.min() >= declared.low, f"{name} falls to {values.min()}"
        assert values.size == 0 or values.max() <= declared.high, f"{name} rises to {values.max()}"
    for row, (name, measure) in enumerate(standard().measures.items()):
        values = state.series[row]
        assert measure.low <= values.min() <= values.max() <= measure.high, f"measure {name}"
    assert set(np.unique(state.ocean.goal)) | set(np.unique(state.ocean.condition)) <= {-1, 1}
    members, decisions = len(state.people.person), len(state.course.plan)
    for name in ("structure.boss", "people.tie", "week.order", "week.met"):
        assert column(state, name).max(initial=-1) < members, name
    assert max(column(state, name).max() for name in ("structure.seat", "week.decision")) < decisions
    assert state.week.via.max() < max(state.people.tie.shape[1], 1)
    assert len(np.unique(state.people.person)) == members
    assert state.people.person.max() < state.people.head_count[0]
    own = np.arange(members)
    assert not (state.people.tie == own[:, None]).any()
    if state.week.seats.any():  # else no period has passed yet
        assert not (state.week.met == own).any()


def begun(parameters: Parameters, replicate: int = 0, trace: ArrayLike = (1.0,), seed: int = SEED) -> State:
    """A replicate at its start."""
    state = standard().allocate(parameters, np.array(trace, dtype=float))
    standard().begin(state, compiled(parameters), seed, replicate)
    return state


def advance(state: State, parameters: Parameters, start: int, stop: int, replicate: int = 0, seed: int = SEED) -> None:
    """Run periods `start` … `stop - 1` of a replicate."""
    standard().advance(state, compiled(parameters), seed, replicate, start, stop)


def played(
    parameters: Parameters, replicates: int, trace: ArrayLike = (1.0,), seed: int = SEED
) -> tuple[dict[str, Reals], State]:
    """Every measure (replicates × periods) of whole runs, and the state in which the last one ended."""
    periods = parameters.run.periods
    state = standard().allocate(parameters, np.array(trace, dtype=float))
    outcomes = np.zeros((replicates, len(standard().outcomes)))
    series = np.zeros((replicates, len(standard().measures), periods))
    standard().run_stretch(state, compiled(parameters), seed, 0, 0, periods, outcomes, series)
    return {name: series[:, row] for row, name in enumerate(standard().measures)}, state


def series(state: State, name: str) -> Reals:
    """A measure over the periods."""
    return np.asarray(state.series[ROWS[name]])


def p_value(sample: ArrayLike, expected: float) -> float:
    """Student's t test that independent numbers have the expected mean."""
    numbers = np.asarray(sample, dtype=float)
    error = numbers.std(ddof=1) / np.sqrt(len(numbers))
    if error == 0:
        return float(np.isclose(numbers[0], expected, rtol=1e-12, atol=1e-12))
    return float(2 * stats.t.sf(abs(numbers.mean() - expected) / error, len(numbers) - 1))


def assert_mean(sample: ArrayLike, expected: float, precision: float = 0.01) -> None:
    """The mean agrees with the closed form, and is known to a share `precision` of it (standard error)."""
    numbers = np.asarray(sample, dtype=float)
    error = numbers.std(ddof=1) / np.sqrt(len(numbers))
    assert error <= precision * abs(expected), f"standard error {error:.2g} of {expected:.4g}"
    assert p_value(numbers, expected) > LEVEL, f"mean {numbers.mean():.5g} ± {error:.2g}, expected {expected:.5g}"


def assert_other_mean(sample: ArrayLike, wrong: float) -> None:
    """The negative control: the same data reject a wrong formula."""
    assert p_value(sample, wrong) < LEVEL, f"mean {np.asarray(sample).mean():.5g} does not reject {wrong:.5g}"


def plain(rules: Iterable[type[Mechanism]]) -> list[type[Mechanism]]:
    """The same mechanisms in plain Python, which compiles nothing."""
    return [type(rule)(rule.__name__, (rule,), {"compiled": False}) for rule in rules]
