"""What every reader may expect of the page: access, languages, screens, and what is in the picture."""

import re
from math import cos, sin
from pathlib import Path
from typing import Any

import pytest
from browser import Opened, address
from page_steps import BROKEN, VIEWS, bet, check, encoded, revealed, small, story, two_crews, verified
from playwright.sync_api import expect

from sim.page import replay


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.thorough)])
def test_axe_finds_nothing_in_any_view(browser: Any, theme: Any) -> None:
    with Opened(browser, address(), color_scheme=theme) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        check(page)
        bet(page)
        check(page)
        page.get_by_role("button", name="See what comes out").click()
        page.wait_for_selector(".verdict strong")
        page.locator(".chart summary").click()
        page.get_by_role("button", name="Look inside").click()
        page.locator(".touch input").fill("50")
        page.wait_for_selector(".touch .found")
        check(page)
    with Opened(browser, address(two_crews(periods=30)), color_scheme=theme) as page:
        page.wait_for_selector(".verdict strong")
        page.locator(".controls input[type=range]").first.fill("20")
        page.get_by_role("button", name="Draw", exact=True).click()
        page.locator(".phase summary").wait_for()
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.locator(".phase table").wait_for()
        page.locator(".yaml").fill(BROKEN)
        page.get_by_role("button", name="Use this text").click()
        verified(page)
        check(page)
        page.get_by_role("link", name="Teaching").click()
        page.locator("textarea").fill("coxed adrift:first:30")
        check(page)


def test_negative_control_axe_sees_a_nameless_button(browser: Any) -> None:
    with Opened(browser, address("#teach")) as page:
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        with pytest.raises(AssertionError, match="button-name"):
            check(page)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("wide", "language"), [pytest.param(390, "en", marks=pytest.mark.thorough), (390, "de"), (1920, "de")]
)
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


@pytest.mark.parametrize("chapter", [8, pytest.param(14, marks=pytest.mark.thorough)])  # the longest labels
def test_the_words_on_a_chart_fit_a_phone(browser: Any, chapter: int) -> None:
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


@pytest.mark.parametrize("wide", [390, pytest.param(1280, marks=pytest.mark.thorough)])
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


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.thorough)])
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
