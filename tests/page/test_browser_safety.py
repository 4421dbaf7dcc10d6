"""The page in a real browser: nothing leaves it, nothing from outside is markup, and what can be given away."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from browser import WAIT, Opened, address
from page_steps import VIEWS, check, revealed, story, two_crews, verified
from PIL import Image
from playwright.sync_api import expect

import sim
from sim.page import replay
from sim.page.document import PAGE, page


@pytest.mark.parametrize(
    "view", [view if view == "#sandbox" else pytest.param(view, marks=pytest.mark.thorough) for view in VIEWS]
)
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


BROKEN_ADDRESSES = ["#sandbox:%%%", "#nowhere", "#story:eyJjaGFwdGVyIjo5OTl9"]
MORE_ADDRESSES = ["#sandbox:", "#sandbox:bnVsbA", "#a:e30"]


@pytest.mark.parametrize(
    "fragment", [*BROKEN_ADDRESSES, *(pytest.param(one, marks=pytest.mark.thorough) for one in MORE_ADDRESSES)]
)
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
        pytest.param(
            "?stage=sandbox",
            (".stage",),
            (".head nav", ".levers", ".results", ".files", ".toolbar"),
            marks=pytest.mark.thorough,
        ),
        ("?chart=adrift", (".reveal .chart", ".verdict"), (".head nav", ".stage", ".betting", ".steps", ".lesson")),
    ],
)
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.thorough)])
def test_a_part_of_the_page_stands_alone_in_slides(
    browser: Any, query: str, seen: tuple[str, ...], hidden: tuple[str, ...], theme: Any
) -> None:
    with Opened(browser, address() + query, ready="main section", color_scheme=theme) as page:
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
