"""The sandbox in a real browser: levers, events, the look inside, the phase diagram."""

import re
from typing import Any

import numpy as np
import pytest
from browser import WAIT, Opened, address
from page_steps import encoded, revealed, show, story, two_crews, verified
from playwright.sync_api import expect

import sim
from sim.engine.run import digest
from sim.engine.statistics import interval
from sim.page import replay


@pytest.mark.thorough
def test_levers_events_luck_and_address(browser: Any) -> None:
    with Opened(browser, address(two_crews())) as page:
        page.wait_for_selector(".verdict strong")
        field = page.get_by_role("spinbutton", name="Members (members)").first
        field.fill("20")
        field.press("Enter")
        field = page.get_by_role("spinbutton", name="Control (share)").first
        field.fill("7")
        field.press("Enter")
        assert "out of range" in page.locator(".levers .problem").text_content()
        assert field.input_value() == "0.5"
        page.locator(".controls input[type=range]").first.fill("30")
        page.get_by_role("button", name="The destination moves").click()
        page.get_by_role("button", name="A's leader leaves").click()
        page.get_by_label("Seed").fill("12345678901234567890")
        page.get_by_label("Seed").press("Enter")
        assert page.get_by_label("Seed").input_value() == "1"
        page.get_by_role("button", name="Other luck").click()
        files = [page.locator(".yaml").input_value()]
        page.locator(".tabs input").last.check()
        files.append(page.locator(".yaml").input_value())
        page.get_by_label("Show", exact=True).select_option("safety")
        page.get_by_role("spinbutton", name="Position").fill("7")
        page.get_by_role("spinbutton", name="Position").press("Enter")
        page.get_by_label("Up", exact=True).select_option("network.ties")
        page.get_by_role("button", name="Light or dark").click()
        there = page.url
    assert "at: 30" in files[0]
    assert "strength: 0" in files[0].split("interventions:")[1]
    assert "at: 30" in files[1], "the ocean is one"
    assert "members: 20" in files[0]
    assert "members: 20" not in files[1], "a crew is not"
    with Opened(browser, there) as page:
        page.wait_for_selector(".verdict strong")
        assert page.locator(".yaml").input_value() == files[1]
        page.locator(".tabs input").first.check()
        assert page.locator(".yaml").input_value() == files[0]
        fields = {page.get_by_label(name, exact=True).input_value() for name in ("Replicate", "Show", "Up")}
        assert fields == {"1", "safety", "network.ties"}
        assert page.get_by_role("spinbutton", name="Position").input_value() == "7"
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert page.locator("output.week").text_content() == "week 30 of 200"
    with Opened(browser, address("#sandbox")) as page:
        pasted = page.get_by_label("Open an address that somebody sent you")
        pasted.fill("nothing")
        pasted.press("Enter")
        expect(page.locator(".ticker")).to_have_text("There is no address of this page in it.")
        pasted.fill("file:///another/folder/rowing.html#" + there.partition("#")[2])
        pasted.press("Enter")
        expect(page.locator(".yaml")).to_have_value(files[1])


def test_what_happens_next_week_happens_in_the_rules(bench: Any) -> None:
    calm = sim.load("calm").with_(run={"periods": 60})
    show(bench, calm)
    bench.locator(".controls input[type=range]").first.fill("30")
    bench.get_by_role("button", name="The destination moves").click()
    bench.get_by_role("button", name="One week").click()
    assert "week 31 of 60" in bench.locator("output.week").first.text_content()
    moved = calm.with_(
        interventions=[
            {"at": 30, "set": {"environment": {"shock_every": 30, "shock_size": 1}}},
            {"at": 31, "set": {"environment": {"shock_every": 0, "shock_size": 0.6}}},
        ]
    )
    assert verified(bench) == digest(sim.run(moved, 4, 1))
    assert sim.run(moved, 4, 1).outcomes["shocks"].tolist() == [1, 1, 1, 1]


def test_a_lever_counts_from_now_on_or_from_the_start(bench: Any) -> None:
    led = sim.load("led", ["run.periods=60"])
    show(bench, led)
    bench.locator(".controls input[type=range]").first.fill("30")
    expect(bench.locator(".when label").first).to_have_text("from now on (week 30)")
    bench.get_by_role("button", name="A storm, 12 weeks").click()
    field = bench.get_by_role("spinbutton", name="Strategic turbulence (share)").first
    bench.locator(".when input").last.check()
    field.fill("0.02")
    field.press("Enter")
    bench.locator(".when input").first.check()
    field = bench.get_by_role("spinbutton", name="Communication (share)").first
    field.fill("0.9")
    field.press("Enter")
    expected = led.with_(
        environment={"strategic_turbulence": 0.02},
        interventions=[
            {
                "at": 30,
                "set": {
                    "environment": {"strategic_turbulence": 0.1, "operational_turbulence": 0.3},
                    "leadership": {"communication": 0.9},
                },
            },
            {"at": 42, "set": {"environment": {"strategic_turbulence": 0.02, "operational_turbulence": 0.02}}},
        ],
    )
    assert verified(bench) == digest(sim.run(expected, 4, 1)), "the storm restores what the lever says"
    assert field.input_value() == "0.9"
    bench.locator(".controls input[type=range]").first.fill("10")
    expect(field).to_have_value("0.3")


def test_a_click_on_a_rower_shows_its_week_beside_the_boat(bench: Any) -> None:
    show(bench, sim.load("led"))
    bench.locator(".controls input[type=range]").first.fill("40")
    box = bench.locator("canvas.ocean").bounding_box()
    found = False
    for across in range(20, int(box["width"]), 25):
        for down in range(20, int(box["height"]) - 30, 25):
            if not found:
                bench.mouse.click(box["x"] + across, box["y"] + down)
                found = bench.locator(".peek").is_visible()
    assert found
    assert "week 40" in bench.locator(".peek h3").text_content()
    assert bench.locator(".peek li").count() > 0
    bench.get_by_role("button", name="Close the look inside").click()
    assert not bench.locator(".peek").is_visible()


def test_look_inside_says_what_the_state_says(bench: Any) -> None:
    model = sim.Organization(sim.load("led"), seed=1)
    for _ in range(40):
        model.step()
    show(bench, sim.load("led"))
    bench.locator(".controls input[type=range]").first.fill("40")
    bench.get_by_role("spinbutton", name="Position").fill("30")
    bench.get_by_role("spinbutton", name="Position").press("Enter")
    member, told = model.members[30], bench.locator(".member").text_content()
    assert f"Position 30, person {member.person}" in told
    for name in ("achievement", "recognition", "belonging", "esteem", "skill", "record", "reach", "effort"):
        assert f"{100 * getattr(member, name):.0f} %" in told, name
    boss = member.superior
    assert boss is not None
    assert f"{100 * model.state.course.safety[boss.position]:.0f} %" in told
    bench.get_by_role("button", name="The boss").click()
    assert bench.get_by_role("spinbutton", name="Position").input_value() == str(boss.position)


def look_at(bench: Any, position: int, week: int) -> str:
    """What the look inside says of a member in a week."""
    bench.locator(".controls input[type=range]").first.fill(str(week))
    bench.get_by_role("spinbutton", name="Position").fill(str(position))
    bench.get_by_role("spinbutton", name="Position").press("Enter")
    return str(bench.locator(".member").text_content())


def test_look_inside_says_which_side_was_right(bench: Any) -> None:
    """Water that runs against the goal asks for the other side; what was pulled is judged by that."""
    model = sim.Organization(sim.load("led"), seed=1)
    for _ in range(12):
        model.step()
    state, seen = model.state, set()
    show(bench, sim.load("led"))
    for i, j in enumerate(state.week.decision.tolist()):
        if j < 0 or (case := (state.ocean.goal[state.structure.serves[j]], state.ocean.condition[j])) in seen:
            continue
        seen.add(case)
        goal, water = case
        told = look_at(bench, i, 12)
        assert f"it ran {'with' if water > 0 else 'against'} it" in told
        right = "starboard" if goal * water > 0 else "port"
        assert f"So the right side was {right}." in told
        assert ("That was right" in told) == (f"pulled to {right}" in told)
    assert len(seen) == 4


def test_look_inside_names_each_friend_once(bench: Any) -> None:
    """Ties are drawn one by one, so several may lead to the same member."""
    led = sim.load("led", ["organization.members=12", "environment.decisions=10", "network.ties=8"])
    model = sim.Organization(led, seed=1)
    for _ in range(5):
        model.step()
    ties = model.state.people.tie[10].tolist()
    most = max(ties, key=ties.count)
    assert ties.count(most) > 1
    show(bench, led)
    told = look_at(bench, 10, 5).split("Informal ties, with trust: ")[1].split(".")[0]
    assert f"{most} ({ties.count(most)} ties: " in told
    assert re.findall(r"(\d+) \(", told) == [str(tie) for tie in dict.fromkeys(ties)]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("chapter", "shown"),
    [
        (9, r"Recognition \d+ %.*Effort: \d+ %\."),
        (10, r"Leadership skill: (6\d|[7-9]\d) %\."),
        (13, r"The rower tries a new way of rowing here\."),
        (14, r"Support of the people on shore: \d+ %\."),
    ],
)
def test_look_inside_shows_what_the_chapter_is_about(browser: Any, chapter: int, shown: str) -> None:
    with Opened(browser, address(story(chapter)), wide=390, high=844) as page:
        revealed(page)
        page.get_by_role("button", name="Look inside").click()
        assert re.search(shown, page.locator(".peek").text_content())
        expect(page.locator(".peek h3")).to_be_in_viewport()


def test_look_inside_knows_the_plan_that_a_member_acted_on(bench: Any) -> None:
    """A rewarded initiative becomes the plan after the action: whoever followed the plan before still followed it."""
    model = sim.Organization(sim.load("led"), seed=1)
    followers: list[int] = []
    while not followers:
        model.step()
        week, plan = model.state.week, model.state.course.plan
        initiative, own, decision = (week.initiative.astype(bool), week.own.astype(bool), week.decision)
        adopted = {int(decision[i]) for i in initiative.nonzero()[0] if plan[decision[i]] == week.action[i]}
        followers = [
            i for i, j in enumerate(decision) if int(j) in adopted and not own[i] and week.action[i] == -plan[int(j)]
        ]
    show(bench, sim.load("led"))
    bench.locator(".controls input[type=range]").first.fill(str(model.period))
    bench.get_by_role("spinbutton", name="Position").fill(str(followers[0]))
    bench.get_by_role("spinbutton", name="Position").press("Enter")
    assert "as the plan said" in bench.locator(".member").text_content()


def test_published_models_have_no_levers(bench: Any) -> None:
    show(bench, sim.load("led"))
    groups = bench.locator(".levers summary").all_text_contents()
    assert {"Environment", "Network"} <= set(groups)
    assert not {"Published"} & set(groups)
    assert bench.locator("select option[value^='published.']").count() == 0


@pytest.mark.thorough
def test_the_phase_diagram_refines_and_is_a_table_too(browser: Any) -> None:
    small = sim.load("led").with_(run={"periods": 20}, organization={"members": 10})
    with Opened(browser, address("#sandbox")) as opened:
        show(opened, small)
        opened.get_by_role("button", name="Draw", exact=True).click()
        expect(opened.locator(".phase progress")).to_have_js_property("value", 1, timeout=WAIT)
        opened.locator(".phase summary").click()
        corner = opened.locator(".phase tbody tr").last.locator("td").first.text_content()
    calm = small.with_(environment={"strategic_turbulence": 0}, management={"control": 0})
    distances = sim.run(calm, 12, 1, series=False).outcomes["distance_made_good"]
    assert corner == f"{distances.mean():.2f}"


def test_any_number_of_workers_finds_what_python_finds(browser: Any) -> None:
    """Many replicates are asked for and given up at once; then some are shared out, and come together in order."""
    crews = [sim.load(name, ["run.periods=60"]) for name in ("led", "over_managed")]
    state = encoded(replay.of_scenarios(crews) | {"replicates": 2000})
    one, other = (np.asarray(sim.run(crew, 130, series=False).outcomes["distance_made_good"]) for crew in crews)
    for processors in (1, 3):
        with Opened(browser, address(state), processors=processors) as page:
            page.wait_for_selector(".results .chart")
            page.locator(".results [type=number]").fill("130")
            page.locator(".results [type=number]").press("Enter")
            said = page.wait_for_selector(".results .verdict strong").text_content()
            assert len(page.workers) == processors
        assert f"{one.mean():.1f} against {other.mean():.1f} weeks" in said
        assert f"ahead in {(one > other).sum()} of 130 oceans" in said
        gap = interval(one - other)
        assert f"The mean lead is {gap.low:.1f} to {gap.high:.1f}" in said
