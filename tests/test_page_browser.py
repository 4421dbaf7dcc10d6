"""The page in a real browser: as a reader uses it, by keyboard, and bit for bit against Python."""

import base64
import json
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from math import cos, sin
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from browser import AXE, WAIT, Opened, address, launched, skip_without_browser
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import expect
from ruamel.yaml import YAML
from strategies import scenarios

import sim
from sim.cli import main
from sim.engine.run import digest
from sim.engine.statistics import interval
from sim.page import replay
from sim.page.document import PAGE, page
from sim.scenario import Scenario, ScenarioError

TAB_STOPS = 200
CHAPTERS = 14


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    skip_without_browser()
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def bench(browser: Any) -> Iterator[Any]:
    """A page whose sandbox shows one crew after another."""
    with Opened(browser, address("#sandbox")) as opened:
        opened.wait_for_selector(".yaml")
        yield opened


def encoded(state: dict[str, Any]) -> str:
    """A state as the address holds it."""
    return "#sandbox:" + base64.urlsafe_b64encode(json.dumps(state).encode()).decode()


def two_crews(periods: int = 200) -> str:
    """The address of a sandbox with few replicates of two crews."""
    both = [sim.load(name, [f"run.periods={periods}"]) for name in ("led", "over_managed")]
    return encoded(replay.of_scenarios(both) | {"replicates": 20})


def show(bench: Any, scenario: Scenario, seed: int = 1, replicates: int = 4) -> None:
    """Make the sandbox show a scenario, by its address."""
    state = replay.of_scenarios([scenario], seed) | {"replicates": replicates}
    bench.evaluate("address => { location.hash = address; }", encoded(state))
    bench.wait_for_function(
        "title => document.querySelector('.tabs label')?.textContent === title", arg=f"A · {scenario.title}"
    )


def verified(bench: Any) -> str:
    """The hash of the crew that is shown."""
    bench.get_by_role("button", name="Verify").click()
    return str(bench.locator(".hash").first.text_content())


def press_until(page: Any, key: str, test: str) -> None:
    """Press a key until something holds of the element that has the focus."""
    for _ in range(TAB_STOPS):
        if page.evaluate(f"(({{ activeElement: e }}) => {test})(document)"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not get to {test}")


# The story.


def story(chapter: int) -> str:
    """The address of a chapter, counted from 1."""
    state = {"chapter": chapter - 1}
    return "#story:" + base64.urlsafe_b64encode(json.dumps(state).encode()).decode()


def bet(page: Any, pick: int = 0) -> None:
    """Lay a bet on an answer, and on the number beside the middle."""
    page.locator(".betting [type=radio]").nth(pick).check()
    page.locator(".betting [type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Place the bet").click()


def revealed(page: Any, pick: int = 0) -> str:
    """What comes out after a bet."""
    bet(page, pick)
    page.get_by_role("button", name="See what comes out").click()
    return str(page.wait_for_selector(".verdict strong").text_content())


@pytest.mark.thorough
def test_the_whole_story_by_keyboard_alone(browser: Any) -> None:
    with Opened(browser, address()) as page:
        for chapter in range(1, CHAPTERS + 1):
            expect(page.locator(".kicker")).to_have_text(f"Chapter {chapter} of {CHAPTERS}")
            press_until(page, "Tab", "e.type === 'radio'")
            page.keyboard.press("Space")
            picked = page.evaluate("document.activeElement.parentElement.textContent")
            page.keyboard.press("Tab")
            page.keyboard.press("ArrowRight")
            press_until(page, "Tab", "e.textContent.startsWith('Place the bet')")
            page.keyboard.press("Enter")
            assert picked in page.locator(".laid").text_content()
            press_until(page, "Tab", "e.textContent.startsWith('See what')")
            page.keyboard.press("Enter")
            verdict = page.wait_for_selector(".verdict strong")
            assert re.search(r"\d", verdict.text_content())
            assert "your bet" in page.locator(".keys").text_content()
            press_until(page, "Tab", "e.textContent.startsWith('Look inside')")
            page.keyboard.press("Enter")
            assert page.locator(".peek li").count() > 0, chapter
            press_until(page, "Tab", "e.closest('.touch') !== null")
            page.keyboard.press("ArrowLeft" if chapter in (7, 10, 12) else "ArrowRight")
            page.wait_for_selector(".touched li")
            press_until(page, "Tab", "e.classList.contains('next')")
            page.keyboard.press("Enter")
        page.wait_for_selector(".sandbox")
        assert page.evaluate("document.activeElement.id") == "bench"


def small(name: str, *sets: str) -> Scenario:
    """A crew as small as those of the story."""
    return sim.load(name, ["organization.members=12", "environment.decisions=10", *sets])


def test_the_verdict_is_what_python_finds(browser: Any) -> None:
    with Opened(browser, address()) as page:
        said = revealed(page, 2)
        assert "You had bet: Too close to call." in page.locator(".yours").text_content()
        assert "The theory says" in page.locator(".theory").text_content()
    crews = ("managed_only", "neither")
    runs = [sim.run(small(name), 300, series=False).outcomes["distance_made_good"] for name in crews]
    one, other = sorted(runs, key=lambda distances: -distances.mean())
    assert f"{one.mean():.1f} against {other.mean():.1f} weeks" in said
    assert f"ahead in {(one > other).sum()} of 300 oceans" in said
    gap = interval(np.asarray(one) - np.asarray(other))
    assert f"The mean lead is {gap.low:.1f} to {gap.high:.1f}" in said


@pytest.mark.thorough
def test_the_sum_is_what_python_finds(browser: Any) -> None:
    with Opened(browser, address(story(3))) as page:
        said = revealed(page)
    both, one, other, neither = (
        np.asarray(sim.run(small(name), 300, series=False).outcomes["distance_made_good"])
        for name in ("led", "managed_only", "no_paddles", "neither")
    )
    gap = interval(both - one - other + neither)
    assert f"The difference is +{gap.mean:.1f} (95 % interval: +{gap.low:.1f} to +{gap.high:.1f})" in said
    assert f"together add {(both - neither).mean():.1f} weeks" in said


@pytest.mark.thorough
def test_the_crossing_is_what_python_finds(browser: Any) -> None:
    """The chapter on plans in the page, and its curves from Python: the share of changes foreseen is what varies."""
    with Opened(browser, address(story(6))) as page:
        verdict = revealed(page, 2)
        assert "That is what came out!" in page.locator(".yours").text_content()
    points = [0, 20, 40, 60, 70, 80, 85, 90, 95, 100]
    gaps = []
    for share in points:
        led, rigid = (
            sim.run(small(name, f"environment.foresight={share / 100}"), 100, 1, series=False)
            for name in ("led", "long_plan")
        )
        gaps.append((led.outcomes["distance_made_good"] - rigid.outcomes["distance_made_good"]).mean())
    after = next(place for place, gap in enumerate(gaps) if gap < 0)
    low, high = points[after - 1 : after + 1]
    at = low + (high - low) * gaps[after - 1] / (gaps[after - 1] - gaps[after])
    assert f"cross where about {at:.0f} % is foreseen" in verdict
    assert verdict.endswith("below it “Managed and led” is ahead, above it “Long rigid plan”.")


@pytest.mark.thorough
def test_a_lever_of_a_chapter_changes_what_python_says_it_does(browser: Any) -> None:
    with Opened(browser, address()) as page:
        revealed(page)
        page.locator(".touch input").fill("100")
        lines = page.locator(".touched li")
        expect(lines).to_have_count(2)
        said = lines.all_text_contents()
    before, after = (
        np.asarray(sim.run(small("managed_only", *sets), 200, series=False).outcomes["distance_made_good"])
        for sets in ((), ("leadership.strength=1",))
    )
    gap = interval(after - before)
    change = f"{after.mean():.1f} now; that is +{gap.mean:.1f} (+{gap.low:.1f} to +{gap.high:.1f})"
    assert change in said[0]
    assert "no clear change (0.0; 0.0 to 0.0)" in said[1]


def test_nobody_sees_beyond_the_bet(browser: Any) -> None:
    with Opened(browser, address()) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        week = page.locator(".controls input[type=range]")
        week.focus()
        page.keyboard.press("End")
        assert page.locator("output.week").text_content() == "week 40 of 200"
        lay = page.get_by_role("button", name="Place the bet")
        lay.click()
        assert page.locator(".hint").text_content() == "Choose one of the answers first."
        page.get_by_role("radio").first.check()
        lay.click()
        assert page.locator(".hint").text_content() == "Move the slider too."
        bet(page)
        assert page.locator(".reveal").count() == 0
        assert page.locator("output.week").text_content() == "week 40 of 200"


def test_the_island_is_said_to_move_when_it_does(browser: Any) -> None:
    with Opened(browser, address()) as page:
        week = page.locator(".controls input[type=range]")
        week.fill("40")
        page.get_by_role("button", name="Row").click()  # from the start again, where the goals are others
        expect(page.locator("output.week")).to_have_text("week 3 of 200")
        page.get_by_role("button", name="Pause").click()
        assert page.locator(".ticker").text_content() == ""
        week.fill("24")
        page.get_by_role("button", name="Row").click()
        expect(page.locator(".ticker")).to_have_text("Week 25: the island has moved.")


@pytest.mark.thorough
def test_a_reveal_stays_through_back_reload_language_and_teaching(browser: Any) -> None:
    with Opened(browser, address()) as page:
        first = revealed(page)
        page.get_by_label("Language").select_option("de")
        page.wait_for_selector(".verdict strong")
        page.get_by_label("Sprache").select_option("en")
        assert page.wait_for_selector(".verdict strong").text_content() == first
        page.get_by_role("button", name="Next chapter").click()
        bet(page)
        page.go_back()
        assert page.wait_for_selector(".verdict strong").text_content() == first
        page.get_by_role("link", name="Teaching").click()
        page.get_by_role("link", name="Story").click()
        assert page.wait_for_selector(".verdict strong").text_content() == first
        page.reload()
        assert page.wait_for_selector(".verdict strong").text_content() == first


@pytest.mark.thorough
def test_the_class_pastes_its_bets_together(browser: Any) -> None:
    with Opened(browser, address()) as page:
        bet(page)
        line = page.locator(".line-out input").input_value()
        assert re.fullmatch(r"coxed#\w{6} adrift:first:31", line)
        assert page.locator(".reveal").count() == 0, "a bet is handed in before the reveal"
        page.goto(address("#teach"))
        page.reload()
        page.locator("textarea").fill(
            f"{line}\n{line}\nnonsense <b>\ncoxed#abc adrift:second:20\ncoxed#abc adrift:second:6 unknown:first:1"
            "\ncoxed adrift:second:60 mirror:cross:3"
        )
        assert page.locator(".histograms section").count() == 1
        picks, numbers = page.locator(".histograms table").all()
        assert picks.locator("td").all_text_contents() == ["1", "2", "0"], "of each reader the last bet counts"
        assert numbers.locator("td").all_text_contents() == ["0", "1", "0", "0", "0", "1", "0", "0", "0", "1"]
        assert picks.locator("th[scope=row]").first.text_content() == "A: Managed, not led"
        page.get_by_role("button", name="Show what comes out").click()
        expect(page.locator(".histogram .truth")).to_have_count(2)
        truth = sim.run(small("managed_only"), 300, series=False).outcomes["distance_made_good"].mean()
        right = [cell.text_content() for cell in numbers.locator("th[scope=row]").all()]
        assert right[int(truth // 6)].endswith("(it is here)")
        assert right[0] == "0 to 5"
        assert right[-1] == "54 to 60"
        expect(page.get_by_role("button", name="Show what comes out")).to_have_count(0)


def test_one_address_holds_the_bets_of_the_class(browser: Any) -> None:
    chat = "Ann: coxed#abc adrift:second:20\nBen: coxed#def adrift:first:6 storm:cross:\ncoxed#abc adrift:first:9"
    with Opened(browser, address("#teach")) as page:
        copy = page.get_by_role("button", name="Copy one address with all these bets")
        assert copy.is_disabled(), "there are no bets yet"
        page.locator("textarea").fill(chat)
        bars = page.locator(".histograms table").all_text_contents()
        page.get_by_label("Language").select_option("de")
        assert page.locator(".histograms section").count() > 0, "the bets stay when the language changes"
        page.get_by_label("Sprache").select_option("en")
        page.evaluate(
            "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async t => { window.held = t; } } })"
        )
        copy.click()
        expect(page.get_by_role("button", name="Address copied")).to_be_visible()
        held = page.evaluate("window.held")
    with Opened(browser, held) as page:
        assert page.locator(".histograms table").all_text_contents() == bars
        assert "Ann" not in page.locator("textarea").input_value()
        assert page.locator("textarea").input_value().splitlines()[0] == "coxed#abc adrift:first:9"
    with Opened(
        browser, address("#teach:" + base64.b64encode(b'{"lines": "<b>coxed#x adrift:nobody:3"}').decode())
    ) as page:
        assert page.locator(".histograms section").count() == 0


def test_a_sheet_to_print_fits_its_page(browser: Any) -> None:
    for language in ("en", "de"):
        with Opened(browser, address("#teach"), locale=language) as page:
            page.locator(".sheet").wait_for()
            pages = page.pdf(format="A4").count(b"/Type /Page\n")
            assert pages == 1, language


# Against Python.


@settings(max_examples=24)
@given(scenarios(members=30), st.integers(0, 2**63 - 1))
def test_verify_shows_the_hash_that_python_finds(bench: Any, scenario: Scenario, seed: int) -> None:
    show(bench, scenario, seed)
    assert verified(bench) == digest(sim.run(scenario, 4, seed))


@pytest.mark.thorough
@settings(max_examples=200)
@given(scenarios(members=120, periods=60), st.integers(0, 2**63 - 1))
def test_verify_agrees_over_many_more(bench: Any, scenario: Scenario, seed: int) -> None:
    show(bench, scenario, seed, replicates=20)
    assert verified(bench) == digest(sim.run(scenario, 20, seed))


def test_the_command_that_verify_names_prints_that_hash(
    bench: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    calm = sim.load("calm").with_(management={"control": 0.25}, run={"periods": 30})
    changing = calm.with_(interventions=[{"at": 7, "set": {"leadership": {"strength": 0}}}])
    for scenario in (calm, changing):
        show(bench, scenario, seed=2**63 - 1)
        found = verified(bench)
        command = bench.locator(".command").text_content()
        if "calm.yaml" not in command and ".yaml" in command:
            with bench.expect_download() as saved:
                bench.get_by_role("button", name="Save as file").click()
            saved.value.save_as(tmp_path / saved.value.suggested_filename)
        assert main(command.split()[1:]) == 0
        assert f"sha256: {found}\n" in capsys.readouterr().out


@pytest.mark.thorough
def test_a_row_of_results_is_replayed(browser: Any, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert main(["run", "storm", "-r", "3", "--seed", "4", "--set", "run.periods=60", "--out", str(folder)]) == 0
    assert main(["open", str(folder), "--run", "storm:2", "--out", str(tmp_path / "replay.html")]) == 0
    made = sim.run(sim.load("storm", ["run.periods=60"]), 1, 4, first=2).outcomes["distance_made_good"].iloc[0]
    with Opened(browser, address(path=tmp_path / "replay.html")) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        page.locator(".controls input[type=range]").first.focus()
        page.keyboard.press("End")
        assert page.locator("output.week").first.text_content() == "week 60 of 60"
        assert page.locator(".scores td").first.text_content() == f"{made:.1f}"


@pytest.mark.thorough
def test_an_address_means_the_same_on_a_page_that_opens_with_something_else(browser: Any, tmp_path: Path) -> None:
    target = tmp_path / "calm.html"
    target.write_text(page(replay.of_scenarios([sim.load("calm")])), encoding="utf-8")
    with Opened(browser, address(path=target)) as opened:
        expect(opened.locator(".tabs label")).to_have_text(["A · Calm ocean"])
        opened.get_by_label("Crew A", exact=True).select_option("led")
        opened.get_by_role("button", name="Add a second crew").click()
        opened.get_by_label("Crew B", exact=True).select_option("over_managed")
        there = opened.url
    with Opened(browser, there) as opened:
        expect(opened.locator(".tabs label")).to_have_text(["A · Managed and led", "B · Over-managed"])
    with Opened(browser, address("#sandbox", target)) as opened:
        expect(opened.locator(".tabs label")).to_have_text(["A · Calm ocean"])


# Scenario files.


@pytest.mark.thorough
@settings(max_examples=20)
@given(scenarios(members=30).filter(lambda scenario: scenario.parameters.environment.trace is None))
def test_scenario_files_go_in_and_out_without_loss(bench: Any, tmp_path_factory: Any, scenario: Scenario) -> None:
    path = tmp_path_factory.mktemp("yaml") / "crew.yaml"
    resolved = scenario.as_dict()
    interventions = [{"at": i["at"], "set": i["set"]} for i in resolved["interventions"]]
    with path.open("w", encoding="utf-8") as file:
        content = {"coxed": 1, "title": "from: Python", **resolved["parameters"]}
        YAML().dump(content | ({"interventions": interventions} if interventions else {}), file)
    assert sim.load(path).fingerprint() == scenario.fingerprint()
    text = path.read_text(encoding="utf-8")
    bench.locator(".yaml").fill(text)
    bench.get_by_role("button", name="Use this text").click()
    assert bench.locator(".files [role=status]").text_content() == "Crew A rows as the file says."
    assert sim.load(written(bench, path)).fingerprint() == scenario.fingerprint()
    bench.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    show(bench, sim.load(path))
    again = sim.load(written(bench, path))
    assert (again.fingerprint(), again.title) == (scenario.fingerprint(), "from: Python")


def written(bench: Any, path: Path) -> Path:
    """The crew's file as the page says it."""
    path.write_text(bench.locator(".yaml").input_value(), encoding="utf-8")
    return path


def test_a_trace_comes_with_its_file(bench: Any, tmp_path: Path) -> None:
    trace = tmp_path / "waves.csv"
    trace.write_text("# mine\nmultiplier,week\n0,1\n2.5,2\n1e-3,3\n")
    path = tmp_path / "crew.yaml"
    path.write_text("coxed: 1\nextends: led\nenvironment: {trace: waves.csv, trace_every: 3}\nrun: {periods: 30}\n")
    scenario = sim.load(path)
    show(bench, sim.load("led"))
    bench.locator(".yaml").fill(path.read_text())
    bench.get_by_role("button", name="Use this text").click()
    assert "open the scenario and its trace together" in bench.locator(".problems").text_content()
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("multiplier\n-1\n")
    bench.locator("input[type=file]").set_input_files([path, wrong])
    expect(bench.locator(".problems code")).to_have_text("S036")
    bench.locator("input[type=file]").set_input_files([path, trace])
    expect(bench.locator(".tabs label").first).to_have_text("A · crew")
    assert verified(bench) == digest(sim.run(scenario, 4, 1))
    saved: list[Any] = []
    bench.on("download", lambda download: saved.append(download))
    with bench.expect_event("download", lambda download: download.suggested_filename == "waves.csv"):
        bench.get_by_role("button", name="Save as file").click()
    for download in saved:
        download.save_as(tmp_path / download.suggested_filename)
    assert {download.suggested_filename for download in saved} == {"crew.yaml", "waves.csv"}
    assert sim.load(tmp_path / "crew.yaml").fingerprint() == scenario.fingerprint()


def test_a_file_keeps_its_comments(bench: Any, tmp_path: Path) -> None:
    text = "# mine\ncoxed: 1\nextends: led # the parent\nleadership:\n  # because\n  communication: 0.6\n"
    bench.locator(".yaml").fill(text)
    bench.get_by_role("button", name="Use this text").click()
    field = bench.get_by_role("spinbutton", name="Communication (share)").first
    field.fill("0.7")
    field.press("Enter")
    now = bench.locator(".yaml").input_value()
    assert now == text.replace("0.6", "0.7")
    assert sim.load(written(bench, tmp_path / "crew.yaml")).parameters.leadership.communication == 0.7


BROKEN = """coxed: 1
leadership:
  comunication: 3
  strength: 1.4
organisation:
  members: 12
management: {planning: rolling_on, handoffs: 2.0}
"""


def test_everything_wrong_with_a_file_is_said_at_once(bench: Any) -> None:
    bench.locator(".yaml").fill(BROKEN)
    bench.get_by_role("button", name="Use this text").click()
    said = bench.locator(".problems > li").all_text_contents()
    assert [re.match(r"Line \d+", line).group() for line in said] == ["Line 3", "Line 4", "Line 5", "Line 7", "Line 7"]  # type: ignore[union-attr]
    assert "unknown setting 'comunication'S003" in said[0]
    assert "a number from 0 to 1" in said[1]
    assert "did you mean 'organization'?" in said[2]
    assert said[0].endswith("  comunication: 3\n  ^^^^^^^^^^^^did you mean 'communication'?")
    bench.locator(".yaml").fill("coxed: 1\n")
    bench.get_by_role("button", name="Use this text").click()


SETTING = st.sampled_from(
    [
        "run: {periods: 30, warm_up: %d}", "environment: {goals: %d}", "environment: {decisions: %d}",
        "environment: {interdependence: %d}", "organization: {members: %d}", "management: {control: %d}",
        "management: {planning: %d}", "leadership: {strength: .%d}", "run: {periods: %d.0}", "network: {ties: '%d'}",
        "environment: {trace: %d}", "rewards: {initiative: 0x%d}", "rewards: {attempts: 1e-%d}", "leadership: %d",
        "interventions: [{at: %d, set: {management.control: 1}}]", "interventions: [{at: 3, set: {run.periods: %d}}]",
        "title: %d", "extends: %d", "title: a%d", "network: {ties: ~}", "network: {ties: &a 1}", "network: [%d]",
        "network: {tie: %d}", "nets: {ties: %d}", "network: {ties: 1, ties: %d}", "- %d", "network: {ties: 010}",
    ]
)  # fmt: skip


@pytest.mark.thorough
@settings(max_examples=60)
@given(st.lists(SETTING, max_size=2, unique=True), st.integers(0, 40))
def test_the_page_refuses_the_files_that_the_command_line_refuses(
    bench: Any, tmp_path_factory: Any, lines: list[str], number: int
) -> None:
    text = "\n".join(["coxed: 1", *(line % number if "%" in line else line for line in lines)])
    path = tmp_path_factory.mktemp("yaml") / "crew.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        expected = sim.load(path).fingerprint()
    except ScenarioError:
        expected = None
    bench.locator(".yaml").fill(text)
    bench.get_by_role("button", name="Use this text").click()
    refused = bench.locator(".problems").count() > 0
    assert refused == (expected is None), bench.locator(".files [role=status]").text_content()
    if expected is not None:
        assert sim.load(written(bench, path)).fingerprint() == expected


# The sandbox.


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
                bench.locator("canvas.ocean").click(position={"x": across, "y": down})
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
    calm = small.with_(environment={"strategic_turbulence": 0.001}, management={"control": 0.1})  # the plausible ends
    distances = sim.run(calm, 12, 1, series=False).outcomes["distance_made_good"]
    assert corner == f"{distances.mean():.2f}"


# What every reader may expect.


VIEWS = ["#story", "#sandbox", "#teach"]


def test_axe_finds_nothing_in_any_view_and_theme(browser: Any) -> None:
    with Opened(browser, address()) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        check(page)
        bet(page)
        check(page)
        page.get_by_role("button", name="See what comes out").click()
        page.wait_for_selector(".verdict strong")
        page.locator(".chart summary").click()
        page.get_by_role("button", name="Look inside").click()
        page.locator(".touch input").fill("50")
        page.wait_for_selector(".touched li")
        check(page)
    with Opened(browser, address(two_crews(periods=30))) as page:
        page.wait_for_selector(".verdict strong")
        page.locator(".controls input[type=range]").first.fill("20")
        page.get_by_role("button", name="Draw", exact=True).click()
        page.locator(".phase summary").wait_for()
        for summary in page.locator("summary").all():
            summary.click()
        page.locator(".phase table").wait_for()
        page.locator(".yaml").fill(BROKEN)
        page.get_by_role("button", name="Use this text").click()
        verified(page)
        check(page)
        page.get_by_role("link", name="Teaching").click()
        page.locator("textarea").fill("coxed adrift:first:30")
        check(page)


def check(page: Any) -> None:
    """Axe in both themes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(({ violations }) => violations)")
        assert [(scheme, v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []


def test_negative_control_axe_sees_a_nameless_button(browser: Any) -> None:
    with Opened(browser, address("#teach")) as page:
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        with pytest.raises(AssertionError, match="button-name"):
            check(page)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("wide", "language"), [(390, "en"), (390, "de"), (1920, "de")])
def test_nothing_is_wider_than_the_screen(browser: Any, view: str, wide: int, language: str) -> None:
    with Opened(browser, address(view), wide=wide, locale=language) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        assert page.evaluate("document.documentElement.lang") == language


def test_the_built_in_crews_have_names_in_every_language(browser: Any) -> None:
    with Opened(browser, address("#sandbox"), locale="de") as page:
        expect(page.locator(".tabs label")).to_have_text(["A · Gemanagt und geführt", "B · Übermanagt"])
        page.get_by_label("Mannschaft A", exact=True).select_option("neither")
        names = page.locator(".scores th[scope=row]")
        expect(names).to_have_text(["A · Weder gemanagt noch geführt", "B · Übermanagt"])
        page.locator(".yaml").fill("coxed: 1\ntitle: Mine\nextends: led\n")
        page.get_by_role("button", name="Diesen Text nehmen").click()
        expect(names.first).to_have_text("A · Mine")


def test_numbers_of_a_chart_are_written_as_the_page_speaks(browser: Any) -> None:
    crews = replay.of_scenarios([small("led", "run.periods=30")])
    with Opened(browser, address(encoded(crews | {"replicates": 10, "language": "de"})), locale="en") as page:
        page.wait_for_selector(".verdict strong")
        page.evaluate("""() => {
            window.said = [];
            const pen = CanvasRenderingContext2D.prototype;
            const write = pen.fillText;
            pen.fillText = function (text, ...at) { window.said.push(text); return write.call(this, text, ...at); };
        }""")
        page.get_by_label("Zeige", exact=True).select_option("safety")
        page.wait_for_function("() => window.said.some(text => /^0,\\d+$/.test(text))")
        assert not [text for text in page.evaluate("window.said") if re.fullmatch(r"\d+\.\d+", text)]


def test_the_words_on_a_chart_fit_a_phone(browser: Any) -> None:
    for chapter in (8, 14):  # these have the longest labels
        with Opened(browser, address(story(chapter)), wide=390, high=844) as page:
            page.evaluate("""() => {
                window.written = [];
                window.cut = [];
                const pen = CanvasRenderingContext2D.prototype;
                const write = pen.fillText;
                pen.fillText = function (text, x, ...others) {
                    const [wide, turned] = [this.measureText(text).width, this.getTransform()];
                    const before = { left: 0, start: 0, center: 0.5, right: 1, end: 1 }[this.textAlign] * wide;
                    const left = turned.e + x - before;
                    if (this.canvas.closest(".chart") && turned.b === 0) {
                        window.written.push(text);
                        if (left < 0 || left + wide > this.canvas.width) window.cut.push(text);
                    }
                    return write.call(this, text, x, ...others);
                };
            }""")
            revealed(page)
            page.wait_for_function("() => window.written.includes('your bet')")
            written = " ".join(page.evaluate("window.written"))
            assert ("held back" if chapter == 8 else "with the shore") in written
            assert page.evaluate("window.cut") == []


def test_one_thing_is_said_in_the_singular(browser: Any) -> None:
    for language, bets, friends in (("en", "1 bet found", "1 friend each"), ("de", "1 Wette gefunden", "1 Freund für")):
        with Opened(browser, address("#teach"), locale=language) as page:
            page.locator("textarea").fill("coxed#abc adrift:first:1")
            assert page.get_by_text(bets, exact=True).is_visible()
        with Opened(browser, address(story(12)), locale=language) as page:
            page.locator(".betting [type=range]").fill("1")
            assert page.locator(".betting output").text_content().startswith(friends)


def test_a_trace_alone_is_not_swallowed(browser: Any, tmp_path: Path) -> None:
    trace = tmp_path / "waves.csv"
    trace.write_text("multiplier\n1\n2\n")
    with Opened(browser, address("#sandbox"), locale="de") as page:
        page.locator("input[type=file]").set_input_files(trace)
        expect(page.locator(".files [role=status]")).to_have_text("öffne das Szenario und seine Reihe zusammen")


WATCHED = """
const drawn = { boats: [], names: [] };
const pen = CanvasRenderingContext2D.prototype;
for (const name of ["translate", "rotate", "scale", "roundRect", "fillText"]) {
  const draw = pen[name];
  pen[name] = function (...given) {
    if (this.canvas.isConnected) {
      if (name === "translate") drawn.at = given;
      if (name === "rotate") drawn.angle = given[0];
      if (name === "scale" && given[0] === given[1]) drawn.boats.push([...drawn.at, drawn.angle, given[0]]);
      if (name === "roundRect") drawn.names.push(given.slice(0, 4));
    }
    return draw.apply(this, given);
  };
}
const { width, height } = document.querySelector("canvas.ocean").getBoundingClientRect();
const weeks = document.querySelector(".controls input[type=range]");
const found = [];
for (let week = 0; week <= Number(weeks.max); week += 2) {
  [drawn.boats, drawn.names] = [[], []];
  weeks.value = week;
  weeks.dispatchEvent(new Event("input"));
  found.push({ week, boats: drawn.boats, names: drawn.names });
}
return { width, height, found };
"""


type Point = tuple[float, float]


def crossing(one: list[Point], other: list[Point]) -> bool:
    """Whether two straight lines between points cross."""

    def left(a: Point, b: Point, c: Point) -> bool:
        return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return left(a, b, c) != left(a, b, d) and left(c, d, a) != left(c, d, b)


@pytest.mark.parametrize("wide", [390, 1280])
def test_boats_are_in_the_picture_and_keep_clear_of_each_other_and_of_names(browser: Any, wide: int) -> None:
    half, strip = 5.5, 22  # benches of half a hull of twelve; pixels of the scale
    told = [small("led", f"leadership.communication={share}") for share in (0, 1)]
    whole = encoded(replay.of_scenarios(told) | {"replicate": 29, "replicates": 10})
    for there in (story(2), story(4), story(9), whole):
        with Opened(browser, address(there), wide=wide, high=800) as page:
            page.wait_for_selector(".scores td:not(:empty)")
            sea = page.evaluate(f"(() => {{ {WATCHED} }})()")
        for picture in sea["found"]:
            hulls = [
                [(x + side * half * unit * cos(angle), y + side * half * unit * sin(angle)) for side in (-1, 1)]
                for x, y, angle, unit in picture["boats"]
            ]
            assert len(hulls) == 2
            assert not crossing(*hulls), (there, picture["week"])
            for right, down in (*hulls[0], *hulls[1]):
                assert -1 <= right <= sea["width"], (there, picture["week"])
                assert 0 <= down <= sea["height"] - strip, (there, picture["week"])
                for left, top, width, high in picture["names"][1:]:  # the first is that of the island
                    assert not (left < right < left + width and top < down < top + high), (there, picture["week"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_chapter_fits_a_projector(browser: Any, language: str) -> None:
    """1280 × 800: boats, controls, question and the way to the next chapter are seen without scrolling."""
    with Opened(browser, address(), wide=1280, high=800, locale=language) as page:
        for chapter in range(14):
            page.wait_for_selector(".scores td:not(:empty)")
            assert page.locator(".steps select").input_value() == str(chapter)
            for part in (".ocean", ".controls", ".betting", ".steps .next"):
                box = page.locator(part).bounding_box()
                assert box["y"] >= 0, (chapter, part)
                assert box["y"] + box["height"] <= 800, (chapter, part)
            page.locator(".steps .next").click()


def test_languages_and_themes_are_chosen_on_the_page(browser: Any) -> None:
    with Opened(browser, address("#teach"), color_scheme="light") as page:
        page.get_by_label("Language").select_option("de")
        assert page.locator("h2").text_content() == "Zwanzig Minuten mit einer Klasse"
        before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.get_by_role("button", name="Hell oder dunkel").click()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before


def test_who_wants_less_motion_sees_none_until_asked(browser: Any) -> None:
    picture = "document.querySelector('canvas').toDataURL()"
    seen = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
    with Opened(browser, address()) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        before = page.evaluate(picture)
        page.evaluate(seen)
        assert page.evaluate(picture) == before
        assert page.locator("output.week").text_content() == "week 0 of 200"
        page.get_by_role("button", name="One week").click()
        assert page.evaluate(picture) != before
    with Opened(browser, address(), reduced_motion="no-preference") as page:
        expect(page.locator("output.week")).to_have_text("week 2 of 200")


# Security.


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_leaves_the_page(browser: Any, view: str) -> None:
    handler = partial(QuietHandler, directory=str(PAGE.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for root in (PAGE.parent.as_uri(), f"http://127.0.0.1:{server.server_port}"):
            fragment = two_crews() if view == "#sandbox" else view
            opened = Opened(browser, f"{root}/rowing.html{fragment}")
            with opened as page:
                if view == "#sandbox":
                    page.wait_for_selector(".verdict strong")
                    verified(page)
            asked = [url for url in opened.requests if not url.startswith(("blob:", "data:"))]
            assert [url.split("#")[0] for url in asked] == [f"{root}/rowing.html"]
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def test_negative_control_the_policy_stops_what_would_leave(browser: Any) -> None:
    opened = Opened(browser, address("#teach"))
    opened.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => undefined)")
    opened.page.evaluate("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))")
    opened.page.evaluate("new Promise(requestAnimationFrame)")
    assert len(opened.wrongs) >= 2
    assert all("Content Security Policy" in wrong for wrong in opened.wrongs)
    opened.context.close()


HOSTILE = "<img src=x onerror='document.title=1'>"


def test_what_comes_from_outside_is_never_markup(browser: Any, tmp_path: Path) -> None:
    led = sim.load("led").with_(title=HOSTILE)
    target = tmp_path / "hostile.html"
    target.write_text(page(replay.of_scenarios([led])), encoding="utf-8")
    with Opened(browser, address(path=target)) as opened:
        opened.wait_for_selector(".verdict strong")
        assert HOSTILE in opened.locator(".tabs").text_content()
        opened.locator(".yaml").fill(f'coxed: 1\ntitle: "{HOSTILE}"\n{HOSTILE}: 1\n')
        opened.get_by_role("button", name="Use this text").click()
        assert HOSTILE in opened.locator(".problems").text_content()
        assert opened.locator("img").count() == 0
        assert opened.title() == "Sandbox – Coxed"


BROKEN_ADDRESSES = ["#sandbox:", "#sandbox:%%%", "#sandbox:bnVsbA", "#nowhere", "#story:eyJjaGFwdGVyIjo5OTl9", "#a:e30"]


@pytest.mark.parametrize("fragment", BROKEN_ADDRESSES)
def test_a_broken_address_shows_the_page_all_the_same(browser: Any, fragment: str) -> None:
    with Opened(browser, address(fragment)) as page:
        page.wait_for_selector("canvas.ocean")
        assert "This address is damaged" in page.get_by_role("alert").text_content()
        page.get_by_role("link", name="Teaching").click()
        assert not page.get_by_role("alert").is_visible()


def test_an_address_that_is_whole_is_not_called_damaged(browser: Any, tmp_path: Path) -> None:
    target = tmp_path / "replay.html"
    target.write_text(page(replay.of_scenarios([sim.load("storm")])), encoding="utf-8")
    for there in (address(), address("#teach"), address(two_crews()), address(story(4)), address(path=target)):
        with Opened(browser, there) as opened:
            assert not opened.locator("[role=alert]").is_visible(), there


def test_the_address_is_copied(browser: Any) -> None:
    with Opened(browser, address("#sandbox"), permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Other luck").click()
        page.get_by_role("button", name="Copy the address").click()
        page.get_by_role("button", name="Address copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize(
    ("query", "seen", "hidden"),
    [
        ("?stage=storm", (".stage",), (".head nav", ".betting", ".steps", ".reveal")),
        ("?stage=sandbox", (".stage",), (".head nav", ".levers", ".results", ".files", ".toolbar")),
        ("?chart=adrift", (".reveal .chart", ".verdict"), (".head nav", ".stage", ".betting", ".steps", ".lesson")),
    ],
)
def test_a_part_of_the_page_stands_alone_in_slides(
    browser: Any, query: str, seen: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    with Opened(browser, address() + query, ready="main section") as page:
        for part in seen:
            expect(page.locator(part).first).to_be_visible(timeout=WAIT)
        for part in hidden:
            assert not page.locator(part).first.is_visible(), part
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        check(page)


def test_a_part_that_does_not_exist_is_said_to_be_damaged(browser: Any) -> None:
    for query in ("?stage=strom", "?chart=sandbox"):
        with Opened(browser, address() + query) as page:
            assert "This address is damaged" in page.get_by_role("alert").text_content()


def saved(page: Any, button: str, tmp_path: Path) -> Image.Image:
    """The picture that a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).first.click()
    download.value.save_as(tmp_path / "saved")
    return Image.open(BytesIO((tmp_path / "saved").read_bytes()))


@pytest.mark.thorough
def test_runs_and_charts_can_be_given_away(browser: Any, tmp_path: Path) -> None:
    with Opened(browser, address()) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        film = saved(page, "Save this run as a film", tmp_path)
        assert (film.format, film.width, film.n_frames) == ("GIF", 560, 41)
        assert page.locator("output.week").text_content() == "week 0 of 200"
        revealed(page)
        chart = saved(page, "Save the chart as a picture", tmp_path)
        assert chart.format == "PNG"
        assert min(chart.size) > 300


def test_a_crew_too_large_for_a_page_is_not_started(browser: Any) -> None:
    with Opened(browser, address("#sandbox")) as page:
        page.wait_for_selector(".yaml")
        page.locator(".yaml").fill("coxed: 1\norganization: {members: 900000}\n")
        page.get_by_role("button", name="Use this text").click()
        assert "the command line can" in page.locator(".problems").text_content()
