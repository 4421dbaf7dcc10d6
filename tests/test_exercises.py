"""Each solution solves its exercise, by the condition that `docs/course/exercises.md` states.

All intervals are of 95 %, of paired differences between 100 crews. Seeds are fixed, so a test passes or fails for good.
The negative controls are the differences in which the cause that a solution names is switched off.
"""

from typing import Any

import pytest

import sim
from tests.pages import ROOT, run_page

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The variables of the page of solutions, after its numbers were compared with those it shows."""
    return run_page(ROOT / "docs" / "course" / "solutions.md", tmp_path_factory.mktemp("solutions"), quick=True)


def test_the_over_managed_crew_loses_by_what_the_exercise_says() -> None:
    gap = sim.compare(["led", "over_managed"], 100, seed=1).difference("led", "over_managed")
    assert round(gap.mean, 2) == 0.07


def test_the_over_managed_crew_wins_on_an_ocean_that_moves(values: dict[str, Any]) -> None:
    foreseen = values["foreseen"]
    assert foreseen[0.9].low > 0
    assert foreseen[1].low > 0
    assert foreseen[0.5].high < 0, "and loses where half of the changes are surprises"
    assert foreseen[0.8].low > 0
    environment = {"foresight": 0.8}
    pair = [sim.load(name).with_(environment=environment) for name in ("over_managed", "led")]
    assert not sim.compare(pair, 100, seed=1).difference("over_managed", "led").decided, "depends on the seed"


def test_the_over_managed_crew_wins_where_nobody_sees_what_work_came_to(values: dict[str, Any]) -> None:
    assert values["blind"].low > 0
    assert values["wrong"].low > 0
    assert values["stubborn"].high < values["blind"].low, "less so if the direction does not follow blind reports"
    assert values["stubborn"].mean < values["blind"].mean / 2


def test_talking_with_those_on_shore_has_a_best_share(values: dict[str, Any]) -> None:
    assert 0 < values["share"] < 1
    assert values["never"].low > 0
    assert values["always"].low > 0


def test_talking_outside_costs_telling_inside(values: dict[str, Any]) -> None:
    assert values["inside"]["direction_accuracy"].low > 0
    assert values["inside"]["alignment"].high < -0.1
    assert values["with_telling"].high < 0
    assert values["without_telling"].low > 0, "no harm where nobody is told"


def test_the_best_share_rises_with_dependence(values: dict[str, Any]) -> None:
    best = list(values["needed"].values())
    assert best[0] == 0
    assert best == sorted(set(best))
    assert values["shifts"][0.3].high < 0 < values["shifts"][1].low


def test_planning_too_often_and_too_rarely_both_hurt(values: dict[str, Any]) -> None:
    assert values["too_often"].low > 0
    assert values["too_rarely"].low > 0
    assert 0 < values["free"].low < values["free"].high < values["too_often"].low, (
        "the cost of a change is one of two reasons"
    )
    assert 0.5 < values["free"].mean / values["too_often"].mean < 0.7, "more than half"
    acquitted, guilty = values["cleared"].values()
    assert acquitted.mean > 0.9 * values["free"].mean
    assert guilty.high < 0


def test_management_pays_in_large_crews_only(values: dict[str, Any]) -> None:
    sizes = values["sizes"]
    assert sizes[3].low > 0
    assert all(abs(sizes[members].mean) < 0.005 for members in (5, 8))
    assert all(sizes[members].high < 0 for members in (12, 20, 50))


def test_management_costs_the_rowing_of_managers_and_replaces_seeing(values: dict[str, Any]) -> None:
    assert values["one_manager"].high < values["sizes"][8].low, "one manager less, and it pays"
    assert values["seeing"].low > 0
    assert values["unseeing"].high < 0
    attention = sim.load("led").parameters.management.attention
    assert [round(100 * attention / (attention + members - 1)) for members in (3, 50)] == [75, 11]


@pytest.mark.parametrize("members", [3, 5, 8, 12, 20, 50])
def test_the_crew_has_as_many_managers_as_the_solution_says(members: int) -> None:
    span = sim.load("led").parameters.organization.span_of_control
    bosses = {(member - 1) // span for member in range(1, members)}
    assert len(bosses) == (members - 2) // 6 + 1


def test_a_few_ideas_are_better_than_none_and_than_many(values: dict[str, Any]) -> None:
    assert 0 < values["rate"] < 1
    assert values["no_ideas"].low > 0
    assert values["all_ideas"].low > 0


def test_many_ideas_lead_faster_to_a_worse_end(values: dict[str, Any]) -> None:
    few, many = values["quality"].values()
    assert many[4] > few[4] + 0.05
    assert many[199] < few[199] - 0.05


def test_many_ideas_win_a_short_voyage_at_no_cost_only(values: dict[str, Any]) -> None:
    voyages = values["voyages"]
    assert voyages[20, "at no cost"].high < 0
    assert all(gap.low > 0 for key, gap in voyages.items() if key != (20, "at no cost"))
    assert 0.75 < 1 - voyages[200, "at no cost"].mean / voyages[200, "at a cost"].mean < 0.85, "about four fifths"


def test_either_of_two_reasons_is_enough_for_the_worse_end(values: dict[str, Any]) -> None:
    ends = values["ends"]
    whole = ends["as it is"]
    assert all(ends[name].mean > 0.7 * whole.mean for name in ("no misjudgement", "no coupling"))
    assert 0.25 < ends["neither"].mean / whole.mean < 0.4, "a third"
    assert ends["neither"].high < min(gap.low for name, gap in ends.items() if name != "neither")


def test_retrospectives_help_and_harm(values: dict[str, Any]) -> None:
    helped = values["helped"]
    assert helped["managed_only", 0.1].low > 0
    assert helped["managed_only", 1].high < 0
    assert helped["led", 1].high < helped["led", 0.1].low < helped["led", 0.1].high < 0
    assert all(gap.low > 0 for gap in values["all_seen"].values()), "where all is seen, they help both"


def test_retrospectives_teach_those_who_know_little(values: dict[str, Any]) -> None:
    knows = values["knows"]
    assert knows["led", 0] > knows["led", 0.1] + 0.02 > knows["led", 1] + 0.04
    assert knows["managed_only", 0.1] > max(knows["managed_only", 0], knows["managed_only", 1]) + 0.02
    ocean = sim.load("led").parameters.environment
    seen, read = ocean.feedback_accuracy, ocean.local_accuracy
    assert round(100 * (seen * read + (1 - seen) * (1 - read))) == 64


def test_slow_learners_know_more_in_the_end(values: dict[str, Any]) -> None:
    assert values["slow"].low > 0
    assert values["agree"].high < -0.1, "and they agree less at first"


def test_solutions_and_exercises_belong_together() -> None:
    titles = [
        [line for line in (ROOT / "docs" / "course" / name).read_text("utf-8").splitlines() if line[:4] in STARTS]
        for name in ("exercises.md", "solutions.md")
    ]
    assert titles[0] == titles[1]
    assert len(titles[0]) == len(STARTS)


STARTS = [f"## {number}" for number in range(1, 8)]
