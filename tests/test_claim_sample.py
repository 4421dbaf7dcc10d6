"""The sample of plausible worlds: it fills the space, and a further parameter moves no column of another."""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from experiments import edition
from experiments.edition import WORLDS, samples
from sim.claims.sample import distribution, places, varied
from sim.model.state import Floats
from sim.scenario.names import SETTINGS

MOST_EMPTY = 8


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(varied()))
def test_sampled_values_are_allowed_and_rise_with_their_place(u: float, v: float, path: str) -> None:
    about = SETTINGS[path]
    low, high = distribution(path).at(min(u, v)), distribution(path).at(max(u, v))
    if about.choices:
        assert {low, high} <= set(about.choices)
        return
    assert about.low is not None
    assert about.high is not None
    assert about.low <= low <= high <= about.high


def test_the_frozen_worlds_fill_the_space_and_its_planes() -> None:
    worlds = next(sample.worlds for sample in samples() if sample.name == "plausible")
    assert len(worlds) == WORLDS["plausible"]
    for path in worlds:
        values = worlds[path]
        if SETTINGS[path].choices:
            assert values.value_counts().min() == len(worlds) // len(SETTINGS[path].choices)
        else:
            assert values.nunique() > 1
    # Eight by eight cells with four points each on average: all but a few are visited, in every plane.
    assert _emptiest(np.column_stack([edition.places(path, len(worlds)) for path in worlds])) <= MOST_EMPTY


def test_a_sample_with_holes_is_seen() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        holes = qmc.Sobol(60, rng=1977).random(WORLDS["plausible"])
    assert _emptiest(holes) >= 2 * MOST_EMPTY


def _emptiest(unit: Floats) -> int:
    """Empty cells of eight by eight in the worst plane of the unit cube."""
    cells = (unit * 8).astype(int)
    counts = (len(np.unique(cells[:, a] * 8 + cells[:, b])) for a in range(unit.shape[1]) for b in range(a))
    return 64 - min(counts)


def _from_one_generator(points: int, names: Sequence[str]) -> Floats:
    """The negative control: how the columns were drawn before."""
    return np.asarray(qmc.LatinHypercube(len(names), rng=1977).random(points))


def _moved(draw: Callable[[int, Sequence[str]], Floats], at: int) -> bool:
    """Whether a setting more, as if it had been declared in the middle of the others, moves their columns."""
    names = varied()
    wider = draw(512, [*names[:at], "environment.made_up", *names[at:]])
    return not np.array_equal(np.delete(wider, at, axis=1), draw(512, names))


@pytest.mark.parametrize("at", [0, 30, len(varied())])
def test_a_parameter_more_moves_no_other_column(at: int) -> None:
    assert not _moved(places, at)


def test_columns_from_one_generator_are_moved() -> None:
    assert _moved(_from_one_generator, 30)


def test_every_column_has_one_point_in_each_stratum_and_is_its_own() -> None:
    unit_cube = places(512, varied())
    assert (np.sort((unit_cube * 512).astype(int), axis=0) == np.arange(512)[:, None]).all()
    # 1,770 independent pairs of columns have no rank correlation of more than .2, which is 4.5 standard errors.
    ranks = np.corrcoef(unit_cube.argsort(axis=0).argsort(axis=0), rowvar=False)
    assert np.abs(ranks - np.eye(len(ranks))).max() < 0.2
