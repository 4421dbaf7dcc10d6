"""Each solution solves its exercise: what `docs/course/exercises.md` calls solved holds for what they compute."""

from typing import Any

import pytest

from tests.pages import ROOT, run_page


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page of solutions computes, its numbers compared with those it shows."""
    return run_page(ROOT / "docs" / "course" / "solutions.md", tmp_path_factory.mktemp("solutions"), quick=True)


def test_the_over_managed_crew_wins_on_an_ocean_that_moves(found: dict[str, Any]) -> None:
    assert found["foreseen"][1].low > 0
    assert found["foreseen"][0.9].high < 0, "and loses where one change in ten is a surprise"


def test_the_cheapest_lever_closes_a_third_of_the_gap(found: dict[str, Any]) -> None:
    assert found["beyond"].low > 0
    assert not found["left_over"].decided, "reviews are what it buys"


def test_planning_too_often_and_too_rarely_both_hurt(found: dict[str, Any]) -> None:
    assert found["too_often"].low > 0
    assert found["too_rarely"].low > 0
    assert 0 < found["free"].low < found["free"].high < found["too_often"].low, "the cost of switching is part of it"
    acquitted, guilty = found["cleared"].values()
    assert acquitted.low > 0
    assert guilty.high < 0


def test_management_pays_in_large_crews_only(found: dict[str, Any]) -> None:
    assert found["sizes"][8].low > 0
    assert found["sizes"][50].high < 0
    assert found["seeing"].low > 0


def test_slow_learners_know_more_in_the_end(found: dict[str, Any]) -> None:
    assert found["slow"].low > 0


def test_solutions_and_exercises_belong_together() -> None:
    titles = [
        [line for line in (ROOT / "docs" / "course" / name).read_text("utf-8").splitlines() if line[:4] in STARTS]
        for name in ("exercises.md", "solutions.md")
    ]
    assert titles[0] == titles[1]
    assert len(titles[0]) == len(STARTS)


STARTS = [f"## {number}" for number in range(1, 6)]
