"""The course session runs from top to bottom, holds results back until bets are in, and finds what its page says."""

import importlib.util
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import pytest

from tests.pages import ROOT

mpl.use("Agg")
NOTEBOOK = ROOT / "docs" / "course" / "session.py"
BETS = {
    "first_bet": SimpleNamespace(value={"farther": "led", "faster": "no difference"}),
    "second_bet": SimpleNamespace(value="more than the halves"),
}


@pytest.fixture(scope="module")
def session() -> Any:
    """The notebook."""
    specification = importlib.util.spec_from_file_location("session", NOTEBOOK)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.app


def test_nothing_is_computed_before_the_bet(session: Any) -> None:
    _, found = session.run()
    assert {"one", "third", "gains", "last"} <= found.keys()
    assert not {"two", "synergy"} & found.keys()


def test_it_finds_what_its_page_says(session: Any) -> None:
    _, found = session.run(defs=BETS)
    gap = found["two"].difference("led", "over_managed")
    speed = found["two"].difference("led", "over_managed", "speed_mean")
    assert gap.low > 0.1
    assert abs(speed.mean) < 0.01
    assert found["synergy"].low > 0
    gains = found["gains"]
    assert 0.6 < gains["leadership"].mean / gap.mean < 0.7
    assert all(gain.low < 0.005 for name, gain in gains.items() if name != "leadership")
