"""The crew's pictures: one for every parameter, and what a change of it means."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.explain.analogies import PICTURES, Picture, changed, pictures
from sim.model.parameters import described
from tests.strategies import SETTINGS, values


def test_every_parameter_has_its_pictures_and_nothing_else_has() -> None:
    assert list(PICTURES) == [about.path for about in described()]
    for about in described():
        picture = PICTURES[about.path]
        if about.choices:
            assert not isinstance(picture, Picture)
            assert tuple(picture) == about.choices, about.path
        texts = [text for text in (picture if isinstance(picture, Picture) else picture.values()) if text]
        assert all(text.count(" | ") == 1 for text in texts), about.path
        assert len(set(texts)) == len(texts) >= 2, about.path
        assert bool(isinstance(picture, Picture) and picture.none) == ("0 is never" in about.meaning), about.path


def test_no_two_parameters_share_a_picture() -> None:
    shown = [text for about in described() for text in pictures(about).values()]
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize(
    ("path", "before", "after", "meaning"),
    [
        ("leadership.communication", 0.0, 0.3, "the crew now hears where the island is"),
        ("leadership.communication", 0.3, 0.6, "more than before: the crew hears where the island is"),
        ("leadership.communication", 0.6, 0.3, "less than before: the crew hears where the island is"),
        ("leadership.communication", 0.6, 1.0, "the crew now hears where the island is"),
        ("leadership.communication", 0.6, 0.0, "the crew now does not hear where the island is"),
        ("environment.shock_every", 0, 50, "storms now come"),
        ("environment.shock_every", 50, 0, "no storm now ever comes"),
        ("environment.shock_every", 50, 60, "more than before: storms are years apart"),
        ("published.work", "shared", "own", "every rower now sits in a boat of its own"),
        ("environment.trace", None, "us_gdp_dynamism", "a real series now drives the ocean"),
    ],
)
def test_what_a_change_means(path: str, before: Any, after: Any, meaning: str) -> None:
    assert changed(SETTINGS[path], before, after) == meaning


def test_a_parameter_of_ones_own_has_no_picture_but_a_meaning() -> None:
    mine = SETTINGS["leadership.communication"]._replace(group="fatigue", name="rate", meaning="How fast it tires.")
    assert pictures(mine) == {}
    assert changed(mine, 0.1, 0.2) == "How fast it tires."


@given(data=st.data(), about=st.sampled_from([*SETTINGS.values()]))
def test_there_and_back_mean_different_things(data: st.DataObject, about: Any) -> None:
    before, after = data.draw(values(about)), data.draw(values(about))
    if before != after:
        there, back = changed(about, before, after), changed(about, after, before)
        assert there
        assert there != back
