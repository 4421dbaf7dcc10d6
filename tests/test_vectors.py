"""Whether loops become vector code, which no number shows: what `sim.model.pipeline` asks of numba still works.

LLVM is told that the arrays of an entry point do not overlap. So no two columns may share memory; and a rule may still
give one array twice to a function of its own.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numba import config, njit, typeof

from sim.model.assemble import standard
from sim.model.compile import entry
from sim.model.parameters import known
from sim.model.state import Floats

disabled = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="nothing is compiled")


def shift(to: Floats, source: Floats) -> None:
    """Each number is one more than the source's before it: of one array twice, a chain."""
    for i in range(1, len(to)):
        to[i] = source[i - 1] + 1.0


def add(a: Floats, b: Floats, c: Floats) -> None:
    """Three columns; without further knowledge, writing one may change the others."""
    for i in range(len(a)):
        a[i] = a[i] + 2.0 * b[i]
        c[i] = a[i] - b[i]


def shift_itself(a: Floats) -> None:
    """A rule that hands one column twice to a helper."""
    shift(a, a)


def code(function: Any) -> str:
    """The optimised code of a function of three arrays."""
    function(*np.ones((3, 64)))
    return str(function.inspect_llvm(function.signatures[0]))


@disabled
def test_loops_over_columns_are_vectors_without_asking_whether_columns_overlap() -> None:
    ours = code(entry(add, None))
    assert "vector.body" in ours
    assert "vector.memcheck" not in ours
    assert "vector.memcheck" in code(njit(error_model="numpy")(add)), "negative control: as numba does it by itself"


def test_no_two_columns_share_memory() -> None:
    crew = standard().allocate(known()(), np.ones(7))
    arrays = [*(array for record in crew[:-1] for array in record), crew[-1]]  # type: ignore[index]
    spans = sorted(np.lib.array_utils.byte_bounds(array) for array in arrays if array.size)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert len(spans) > 60


@disabled
def test_a_rule_may_give_one_array_twice_to_its_own_function() -> None:
    a = np.zeros(100)
    entry(shift_itself, None)(a)
    assert a.tolist() == list(range(100))


@disabled
@pytest.mark.parametrize("changes", [{"network": {"ties": 1}}, {"network": {"ties": 0}}, {"environment": {"goals": 1}}])
def test_an_array_of_one_row_or_column_needs_no_other_compiled_week(changes: dict[str, Any]) -> None:
    crew = standard().allocate(known().model_validate(changes), np.ones(1))
    assert typeof(crew) == typeof(standard().allocate(known()(), np.ones(1)))
    one, two = (typeof(np.zeros((3, columns), order="F")) for columns in (1, 2))
    assert one != two, "negative control: NumPy's own array of one column has another type"
