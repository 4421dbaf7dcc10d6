"""Search: one view at random, kept if better; or the first better one in random order; and long jumps."""

from typing import Any

import numpy as np

from sim.model.heights import height
from sim.model.judgement import NONE, lands
from sim.model.mechanisms.forms import Forms
from sim.model.mechanisms.search import Search
from sim.model.mechanisms.ways import Ways
from sim.model.parameters import Parameters
from sim.model.state import State
from tests.mechanisms.bench import Bench, quiet, size, values

BENCH = Bench(Ways, Forms, Search)
N, MEMBERS = 6, size(400, 4000)


def crew(**published: Any) -> Parameters:
    return quiet(
        environment={"goals": N, "decisions": N, "inside": 0, "across": 2, "obsolescence": 0},
        organization={"members": MEMBERS, "founders_know": 0},
        leadership={"founding_vision": 0},
        published={"work": "own", "task": "ways", **published},
    )


def at(state: State, p: Parameters, view: Any) -> float:
    return height(lands(state), np.asarray(view), NONE, state, values(p).environment)


def start(p: Parameters) -> tuple[State, list[int]]:
    """Everybody at one form, and the views whose flip is better there: there are some, and not all are."""
    state = BENCH.begin(p)
    for number in range(2**N):
        view = np.array([1 if number >> k & 1 else -1 for k in range(N)])
        flips = [view * np.where(np.arange(N) == k, -1, 1) for k in range(N)]
        better = [k for k in range(N) if at(state, p, flips[k]) > at(state, p, view)]
        if len(better) == 3:
            state.people.belief[:] = view
            return state, better
    raise AssertionError("no form with three better neighbours")


def shares(p: Parameters, better: list[int], state: State) -> list[float]:
    """The share of members that have flipped each of the better views; nobody flips two, or another."""
    before = state.people.belief.copy()
    BENCH.advance(state, p, 0, 1)
    flipped = state.people.belief != before
    assert flipped.sum(axis=1).max() <= 1
    assert not flipped[:, [k for k in range(N) if k not in better]].any()
    return [float(flipped[:, k].mean()) for k in better]


def assert_share(found: float, expected: float) -> None:
    assert abs(found - expected) < 4.9 * np.sqrt(expected * (1 - expected) / MEMBERS)


def test_one_view_is_tried_and_kept_if_better() -> None:
    p = crew(search="one")
    state, better = start(p)
    for share in shares(p, better, state):
        assert_share(share, 1 / N)


def test_the_first_better_one_in_random_order_is_any_of_them() -> None:
    p = crew(search="first")
    state, better = start(p)
    for share in shares(p, better, state):
        assert_share(share, 1 / 3)


def test_a_long_jump_is_taken_if_it_is_higher() -> None:
    """From an optimum: whoever jumps, at its rate, finds a higher form as often as there are such forms."""
    p = crew(search="first", long_jump=0.6)
    state = BENCH.begin(p)
    forms = [[1 if number >> k & 1 else -1 for k in range(N)] for number in range(2**N)]
    tops = [at(state, p, form) for form in forms]
    local = [
        number for number in range(2**N)
        if all(tops[number] > tops[number ^ 1 << k] for k in range(N)) and tops[number] < max(tops)
    ]  # fmt: skip
    begin = min(local, key=tops.__getitem__)
    state.people.belief[:] = forms[begin]
    BENCH.advance(state, p, 0, 1)
    moved = (state.people.belief != forms[begin]).any(axis=1).mean()
    higher = np.mean([top > tops[begin] for top in tops])
    assert 0.6 * higher > 4.9 * np.sqrt(0.6 * higher / MEMBERS), "negative control: that nobody jumps would be seen"
    assert_share(float(moved), 0.6 * float(higher))
    assert all(at(state, p, view) >= tops[begin] for view in np.unique(state.people.belief, axis=0))


def test_who_copied_does_not_search() -> None:
    p = crew(search="first")
    state, _ = start(p)
    before = state.people.belief.copy()
    state.week.copied[: MEMBERS // 2] = True
    BENCH.advance(state, p, 0, 1)
    moved = (state.people.belief != before).any(axis=1)
    assert not moved[: MEMBERS // 2].any()
    assert moved[MEMBERS // 2 :].all()
    assert not state.week.copied.any(), "it searches in the next period"
