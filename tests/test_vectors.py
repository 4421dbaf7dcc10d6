"""Whether loops become vector code, which no number shows: what `sim.model.pipeline` asks of numba still works.

LLVM is told that the arrays of an entry point do not overlap. So no two columns may share memory; and a rule may still
give one array twice to a function of its own.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numba import config, njit, typeof

from sim.model import native, pipeline
from sim.model.assemble import standard
from sim.model.compile import entry, inner
from sim.model.parameters import known
from sim.model.random import fraction, picked, quotient
from sim.model.state import Floats, Ints

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


def convert(words: Any, counts: Ints, drawn: Floats, chosen: Ints, often: Ints) -> None:
    """What compiled code has twins for, written in LLVM's language."""
    for i in range(len(words)):
        drawn[i] = fraction(words[i])
        chosen[i] = picked(drawn[i], counts[i])
        often[i] = quotient(counts[i], chosen[i] + 1)


def theirs(numbers: Floats, places: Ints) -> float:
    """The number at the first place."""
    return numbers[places[0]]


def ours(numbers: Floats, places: Ints) -> float:
    """The same, as if it stood in a module of ours."""
    return numbers[places[0]]


ours.__module__ = "sim.model.ours"


def look(numbers: Floats, places: Ints, found: Floats) -> None:
    """What both find."""
    found[0] = theirs(numbers, places)
    found[1] = ours(numbers, places)


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
def test_an_index_is_a_position_in_rules_of_ours_and_may_count_from_the_end_in_those_of_users() -> None:
    numbers, found = np.arange(10.0), np.zeros(2)
    entry(look, None)(numbers[5:], np.array([-1]), found)
    assert found.tolist() == [9.0, 4.0], "the last of the five, and what lies before the first"


@disabled
def test_numba_still_has_what_the_pipeline_changes() -> None:
    function = inner(ours)
    function.compile((typeof(np.zeros(1)), typeof(np.zeros(1, np.int64))))
    assert all(isinstance(made.library, pipeline._Raw) for made in function.overloads.values())


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


@disabled
@pytest.mark.parametrize("in_halves", [False, True])
def test_twins_of_conversions_give_the_bits_of_plain_python(in_halves: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "in_halves", lambda _: in_halves)
    edges = [0, 1, 2047, 2048, 2**43 - 1, 2**43, 2**53, 2**63 - 1, 2**63, 2**64 - 2048, 2**64 - 1]
    rng = np.random.default_rng(1)
    words = np.concatenate([np.array(edges, np.uint64), rng.integers(0, 2**64 - 1, 5000, np.uint64, endpoint=True)])
    counts = np.concatenate([[0, 1, 2, 2**31 - 1], rng.integers(0, 2**31, len(words) - 4)])
    drawn, chosen, often = np.zeros(len(words)), np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    entry(convert, None)(words, counts, drawn, chosen, often)
    plainly = [fraction(int(word)) for word in words]
    assert [number.hex() for number in drawn.tolist()] == [number.hex() for number in plainly]
    assert plainly[len(edges) - 1] == 1 - 2.0**-53
    assert chosen.tolist() == [int(u * n) for u, n in zip(plainly, counts.tolist(), strict=True)]
    assert often.tolist() == [n // (k + 1) for n, k in zip(counts.tolist(), chosen.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("features", "expected"), [("+avx,+avx2", True), ("+avx2,+avx512dq", False), ("+neon", False), ("", False)]
)
def test_words_are_converted_in_halves_only_where_that_pays(features: str, expected: bool) -> None:
    assert native.in_halves(features) == expected
