"""Search on landscapes and copying along networks, at settings that no table lists, against an independent program.

Means are compared by Welch's test and distributions by Kolmogorov-Smirnov, each at 1 % over all comparisons of a test
function (Bonferroni). Each function has a wrong setting that the same comparisons must tell apart.
"""

from functools import partial
from typing import Any

import numpy as np
import pytest
from landscape_models import pairs, ring, searches
from scipy.stats import ks_2samp, norm

import sim
from sim.literature import nk
from sim.literature.landscapes import heights, largest, optima, tables, world

RATE, SEED = 0.01, 20261129


def engine(name: str, runs: int, **groups: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    measures = sim.run(sim.load(name).with_(**groups), runs, SEED).measures
    return measures["fit"], measures["variety"]


def told_apart(ours: Any, theirs: Any, periods: tuple[int, ...]) -> list[str]:
    """What differs of heights and of the number of forms in these periods."""
    found, tests = [], 4 * len(periods)
    for what, one, other in zip(("height", "forms"), ours, theirs, strict=True):
        for t in periods:
            x, y = one[:, t], other[:, t]
            if np.ptp(x) + np.ptp(y) > 0:
                error = np.sqrt(x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y))
                if 2 * norm.sf(abs(x.mean() - y.mean()) / error) < RATE / tests:
                    found.append(f"mean {what} at {t}")
                if ks_2samp(x, y).pvalue < RATE / tests:
                    found.append(f"distribution of {what} at {t}")
            elif not np.isclose(x[0], y[0]):
                found.append(f"{what} at {t}")
    return found


@pytest.mark.parametrize(
    ("n", "k", "members", "drawn", "first", "jump"),
    [
        pytest.param(7, 2, 30, False, True, 0.0, marks=pytest.mark.thorough),
        pytest.param(12, 11, 9, False, True, 0.1, marks=pytest.mark.thorough),
        (9, 4, 25, True, False, 0.0),
        pytest.param(6, 0, 40, True, True, 0.5, marks=pytest.mark.thorough),
    ],
)
def test_search_agrees_with_an_independent_implementation(
    n: int, k: int, members: int, drawn: bool, first: bool, jump: float
) -> None:
    def crew(couplings: int, long: float) -> Any:
        return engine(
            "levinthal_1997", 500, run={"periods": 25}, organization={"members": members},
            environment={"goals": n, "decisions": n, "across": couplings, "couplings": "drawn" if drawn else "ring"},
            published={"search": "first" if first else "one", "long_jump": long},
        )  # fmt: skip

    theirs = searches(200, 1, n, k, members, 25, drawn=drawn, first=first, jump=jump)
    moments = (0, 1, 4, 24)
    assert told_apart(crew(k, jump), theirs, moments) == []
    assert told_apart(crew(k - 2 if k > 1 else k + 2, jump), theirs, moments) != [], "negative control"


NETWORKS: dict[str, tuple[dict[str, Any], Any]] = {
    "line": ({"layout": "line", "neighbours": 2}, lambda rng: ring(24, 2, closed=False)),
    "ring": ({"layout": "ring", "neighbours": 6}, lambda rng: ring(24, 6)),
    "full": ({"layout": "cliques", "clique_size": 24, "rewiring": 0.0}, lambda rng: ring(24, 24)),
    "pairs": ({"layout": "pairs", "tie_chance": 0.2}, partial(pairs, 24, 0.2)),
}


@pytest.mark.parametrize(
    ("name", "n", "k", "drawn", "velocity", "wrong"),
    [
        ("line", 10, 4, True, 1.0, 0.0),
        pytest.param("ring", 11, 3, False, 0.4, 0.0, marks=pytest.mark.thorough),
        pytest.param("full", 8, 5, True, 0.7, 0.1, marks=pytest.mark.thorough),
        pytest.param("pairs", 13, 2, True, 1.0, 0.03, marks=pytest.mark.thorough),
    ],
)
def test_copying_agrees_with_an_independent_implementation(
    name: str, n: int, k: int, drawn: bool, velocity: float, wrong: float
) -> None:
    layout, network = NETWORKS[name]

    def crew(speed: float, error: float) -> Any:
        return engine(
            "lazer_friedman_2007", 500, run={"periods": 30}, organization={"members": 24},
            environment={"goals": n, "decisions": n, "across": k, "couplings": "drawn" if drawn else "ring"},
            network={"ties": 23, "peer_learning": speed},
            published={"exponent": 1, "copying_error": error, **layout},
        )  # fmt: skip

    theirs = searches(
        200, 2, n, k, 24, 30, drawn=drawn, network=lambda rng: network(rng=rng), velocity=velocity, wrong=wrong
    )
    moments = (0, 2, 8, 29)
    assert told_apart(crew(velocity, wrong), theirs, moments) == []
    other = crew(velocity / 3, wrong), crew(velocity, wrong + 0.2)
    assert all(told_apart(one, theirs, moments) != [] for one in other), "negative controls"


@pytest.mark.parametrize(("n", "k", "couplings"), [(6, 3, "drawn"), (5, 4, "ring"), (7, 0, "drawn")])
def test_the_tables_of_a_landscape_give_what_the_engine_gives(n: int, k: int, couplings: str) -> None:
    """All heights of each landscape, and that the engine's crew, all at one form each, has one of them."""
    crew = sim.load("levinthal_1997").with_(
        environment={"goals": n, "decisions": n, "across": k, "couplings": couplings}, organization={"members": 2},
        published={"search": "first", "long_jump": 1.0}, run={"periods": 1500},
    )  # fmt: skip
    ends = sim.run(crew, 20, SEED).measures["fit"][:, -1]
    for replicate in range(20):
        all_heights = heights(*tables(world(crew), SEED, replicate))
        assert np.isclose(ends[replicate], all_heights.max(), rtol=1e-12), "long jumps find the highest form of few"
        assert np.isclose(largest(crew, SEED, replicate + 1)[-1], all_heights.max(), rtol=1e-12)
        assert np.isclose(optima(all_heights).max(), all_heights.max(), rtol=1e-12)


def test_drawn_partners_are_others_and_even() -> None:
    """Each of the others is as often a partner, with replacement; with departments, of the right goal."""
    crew = sim.load("levinthal_1997").with_(environment={"across": 2, "couplings": "drawn"})
    drawn = np.array([tables(world(crew), SEED, replicate)[0] for replicate in range(400)])
    assert (drawn[:, :, 0] == np.arange(10)).all()
    for j in range(10):
        counts = np.bincount(drawn[:, j, 1:].ravel(), minlength=10)
        assert counts[j] == 0
        assert abs(np.delete(counts, j) - 800 / 9).max() < 4.9 * np.sqrt(800 / 9)
    twice = (drawn[:, :, 1] == drawn[:, :, 2]).mean()
    assert abs(twice - 1 / 9) < 4.9 * np.sqrt(1 / 9 * 8 / 9 / 4000)
    parted = crew.with_(environment={"goals": 3, "inside": 1, "decisions": 11})
    reached = [set[int]() for _ in range(11)]
    for replicate in range(50):
        depends = tables(world(parted), SEED, replicate)[0]
        for j, partners in enumerate(depends):
            reached[j] |= {*partners[1:].tolist()}
        goal = depends % 3
        assert (goal[:, 1] == goal[:, 0]).all()
        assert (goal[:, 2:] != goal[:, :1]).all()
        assert (depends[:, 1] != depends[:, 0]).all()
    assert all(found == {*range(11)} - {j} for j, found in enumerate(reached)), "all others can be reached"


def test_what_a_change_gains_is_the_difference_of_heights_where_couplings_are_drawn() -> None:
    """In a crew that shares the work: the sum of gains over all goals, for single and joint changes."""
    from sim.model.judgement import NONE, code_at, entry, gain, lands
    from sim.model.plain_values import compiled

    crew = sim.load("led").with_(
        environment={"couplings": "drawn", "inside": 2, "across": 3, "decisions": 13, "goals": 4}
    )
    e = compiled(crew.parameters).environment
    for replicate in range(10):
        state = sim.Organization(crew, seed=SEED, replicate=replicate).state
        land, goal, way = lands(state), state.ocean.goal, np.arange(13) * replicate % 3 % 2
        view = np.ones(4, dtype=bool)

        def total(ways: Any, land: Any = land, goal: Any = goal) -> float:
            return sum(
                entry(land, j, code_at(land, j, NONE, NONE, ways, 4, e), goal[j % 4], e.obsolescence) for j in range(13)
            )

        for first, second in ((0, NONE), (5, NONE), (12, 3)):
            changed = way.copy()
            changed[[first] if second < 0 else [first, second]] ^= 1
            assert gain(first, second, view, goal, way, land, e) == pytest.approx(total(changed) - total(way))


def test_the_distribution_of_heights_is_that_of_a_mean_of_uniform_numbers() -> None:
    rng = np.random.default_rng(1)
    sample = rng.random((4000, 10)).mean(axis=1)
    assert nk.distributed("nk", "right", sample, nk.bates, nk.EXACT).passed
    assert not nk.distributed("nk", "wrong", 0.5 + 1.1 * (sample - 0.5), nk.bates, nk.EXACT).passed
    assert nk.bates(np.array([0.0, 0.5, 1.0])) == pytest.approx([0, 0.5, 1])
    assert nk.mean_largest(1) == pytest.approx(0.5)
    assert nk.mean_largest(2, 1) == pytest.approx(2 / 3, abs=1e-5)
