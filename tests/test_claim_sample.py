"""The sample of plausible worlds: it fills the space, and a further parameter moves no column of another."""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from sim.claims.sample import distribution, places, sample, varied
from sim.model.parameters import Parameters
from sim.model.state import Floats
from sim.scenario.names import SETTINGS


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


def test_the_sample_fills_the_space_and_its_planes() -> None:
    points = sample()
    assert list(points) == varied()
    for path in points:
        values = points[path]
        if SETTINGS[path].choices:
            assert values.value_counts().min() == len(points) // len(SETTINGS[path].choices)
        else:
            assert values.nunique() > 1
    # Eight by eight cells with eight points each on average: all but a few are visited, in every plane.
    assert _emptiest(places(len(points), varied())) <= 4


def test_a_sample_with_holes_is_seen() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        holes = qmc.Sobol(60, rng=1977).random(512)
    assert _emptiest(holes) >= 16


def _emptiest(unit: Floats) -> int:
    """Empty cells of eight by eight in the worst plane of the unit cube."""
    cells = (unit * 8).astype(int)
    counts = (len(np.unique(cells[:, a] * 8 + cells[:, b])) for a in range(unit.shape[1]) for b in range(a))
    return 64 - min(counts)


MADE_UP = "environment.made_up"


def _declared(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let a setting, which need not exist, have a plausible distribution."""
    like = SETTINGS["environment.foresight"]
    about = like if name == MADE_UP else SETTINGS[name]._replace(plausible=like.plausible)
    patch.setitem(SETTINGS.of(Parameters), name, about)


def _one_more(patch: pytest.MonkeyPatch, name: str, at: int = 0) -> None:
    """Vary a setting more, as if it had been declared in the middle of the others."""
    names = varied()
    _declared(patch, name)
    patch.setattr("sim.claims.sample.varied", lambda: [*names[:at], name, *names[at:]])


def _from_one_generator(points: int, names: Sequence[str]) -> Floats:
    """The negative control: how the columns were drawn before."""
    return np.asarray(qmc.LatinHypercube(len(names), rng=1977).random(points))


@pytest.mark.parametrize("at", [0, 30, len(varied())])
def test_a_parameter_more_moves_no_other_column(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    before = sample()
    _one_more(monkeypatch, MADE_UP, at)
    wider = sample()
    assert list(wider).index(MADE_UP) == at
    assert wider[MADE_UP].nunique() > 1
    pd.testing.assert_frame_equal(wider.drop(columns=MADE_UP), before, check_exact=True)


def test_columns_from_one_generator_are_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.claims.sample.places", _from_one_generator)
    before = sample()
    _one_more(monkeypatch, MADE_UP, 30)
    with pytest.raises(AssertionError, match="are different"):
        pd.testing.assert_frame_equal(sample().drop(columns=MADE_UP), before, check_exact=True)


def test_every_column_has_one_point_in_each_stratum_and_is_its_own() -> None:
    unit_cube = places(512, varied())
    assert (np.sort((unit_cube * 512).astype(int), axis=0) == np.arange(512)[:, None]).all()
    # 1,770 independent pairs of columns have no rank correlation of more than .2, which is 4.5 standard errors.
    ranks = np.corrcoef(unit_cube.argsort(axis=0).argsort(axis=0), rowvar=False)
    assert np.abs(ranks - np.eye(len(ranks))).max() < 0.2
