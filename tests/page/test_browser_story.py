"""The story in a real browser: bets, reveals, and what Python finds of the same crews."""

import base64
import re
from typing import Any

import numpy as np
import pytest
from browser import Opened, address
from page_steps import bet, revealed, small, story
from playwright.sync_api import expect

import sim
from sim.engine.statistics import interval

TAB_STOPS = 200
CHAPTERS = 14


def press_until(page: Any, key: str, test: str) -> None:
    """Press a key until something holds of the element that has the focus."""
    for _ in range(TAB_STOPS):
        if page.evaluate(f"(({{ activeElement: e }}) => {test})(document)"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not get to {test}")


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
            assert "your bet" in page.locator(".reveal .keys").text_content()
            press_until(page, "Tab", "e.textContent.startsWith('Look inside')")
            page.keyboard.press("Enter")
            assert page.locator(".peek li").count() > 0, chapter
            press_until(page, "Tab", "e.closest('.touch') !== null")
            page.keyboard.press("ArrowLeft" if chapter in (7, 10, 12) else "ArrowRight")
            page.wait_for_selector(".touch .found")
            press_until(page, "Tab", "e.classList.contains('next')")
            page.keyboard.press("Enter")
        page.wait_for_selector(".sandbox")
        assert page.evaluate("document.activeElement.id") == "bench"


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
        finding = page.locator(".touch .found").text_content()
    before, after = (
        np.asarray(sim.run(small(name, *sets), 300, series=False).outcomes["distance_made_good"])
        for name, sets in (("managed_only", ()), ("managed_only", ("leadership.strength=1",)))
    )
    neither = sim.run(small("neither"), 300, series=False).outcomes["distance_made_good"].mean()
    gap = interval(after - before)
    change = f"{after.mean():.1f} now; that is +{gap.mean:.1f} (+{gap.low:.1f} to +{gap.high:.1f})"
    assert change in said[0]
    assert said[1].endswith(f": {neither:.1f}, as before.")
    assert f"gets farther: {after.mean():.1f} against {neither:.1f} weeks made good" in finding


@pytest.mark.thorough
def test_a_lever_computes_all_that_the_chapter_computes(browser: Any) -> None:
    """In the third chapter four crews: the sentence is about what both together are worth, under the lever."""
    with Opened(browser, address(story(3))) as page:
        revealed(page)
        page.locator(".touch input").fill("50")
        finding = page.locator(".touch .found").text_content()
    both, one, other, neither = (
        np.asarray(
            sim.run(small(name, "environment.feedback_accuracy=0.5"), 300, series=False).outcomes["distance_made_good"]
        )
        for name in ("led", "managed_only", "no_paddles", "neither")
    )
    worth = [f"{(crew - neither).mean():.1f}" for crew in (both, one, other)]
    assert finding.startswith(f"50 %: Less than the sum: both together add {worth[0]} weeks")
    assert "alone they add {} and {}".format(*worth[1:]) in finding


def test_nobody_sees_beyond_the_bet(browser: Any) -> None:
    with Opened(browser, address()) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        week = page.locator(".controls input[type=range]")
        week.focus()
        page.keyboard.press("End")
        assert page.locator("output.week").text_content() == "week 40 of 200; the rest opens after your bet"
        lay = page.get_by_role("button", name="Place the bet")
        lay.click()
        assert page.locator(".hint").text_content() == "Choose one of the answers first."
        page.get_by_role("radio").first.check()
        lay.click()
        assert page.locator(".hint").text_content() == "Move the slider too."
        bet(page)
        assert page.locator(".reveal").count() == 0
        assert page.locator("output.week").text_content() == "week 40 of 200; the rest opens after your bet"


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
