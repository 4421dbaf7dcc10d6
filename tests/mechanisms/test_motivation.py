"""Motivation: each need moves by pace toward what just happened: need ← need + rate · (event − need)."""

import numpy as np

from tests.checks import series
from tests.mechanisms.bench import approach
from tests.mechanisms.crews import LIVELY, T, largest_gap, lively, moved, steady


def test_needs_of_a_crew_that_succeeds_approach_one_geometrically() -> None:
    state = steady(belief=1, leadership=1)
    met = approach(0.5, 1, 0.1, T + 1)
    for need in ("achievement", "recognition", "esteem"):
        np.testing.assert_allclose(series(state, need), met, rtol=1e-12)
        assert not np.allclose(series(state, need), approach(0.5, 1, 0.1, T))


def test_needs_of_a_crew_that_fails_approach_zero_but_for_esteem() -> None:
    state = steady(belief=-1, leadership=0)
    for need in ("achievement", "recognition"):
        np.testing.assert_allclose(series(state, need), approach(0.5, 0, 0.1, T + 1), rtol=1e-12)
    np.testing.assert_allclose(series(state, "esteem"), approach(0.5, 1, 0.1, T + 1), rtol=1e-12)


def test_belonging_follows_the_mean_of_trust_and_alignment() -> None:
    state = steady(belief=1, leadership=1)
    belonging, expected = 0.5, []
    for trust in approach(0.4, 1, 0.03, T):
        belonging += 0.1 * ((trust + 1) / 2 - belonging)
        expected.append(belonging)
    np.testing.assert_allclose(series(state, "belonging"), expected, rtol=1e-12)


def test_needs_move_at_their_rate_toward_what_happened() -> None:
    def gap(rate: float) -> float:
        pairs = []
        for old, new in lively():
            week = new.week
            acted = np.where(week.decision >= 0, rate, 0)
            happened = {"achievement": week.success, "recognition": week.recognized, "esteem": week.own}
            for need, event in happened.items():
                pairs.append((moved(getattr(old.people, need), event, acted), getattr(new.people, need)))
            trusted = np.where(week.via >= 0, old.people.trust[np.arange(80), week.via], 0)
            target = (trusted + week.alignment) / 2
            pairs.append((moved(old.people.belonging, target, rate), new.people.belonging))
        return largest_gap(pairs)

    assert gap(LIVELY.run.pace) < 1e-12
    assert gap(0.101) > 1e-6
