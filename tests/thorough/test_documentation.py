"""The documentation in full: what takes long in it, and the site that is built of it."""

import re
import subprocess
import sys
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import matplotlib as mpl
import pytest
from playwright.sync_api import TimeoutError as NothingCame

from tests.browser import WAIT, Opened, address, launched, skip_without_browser
from tests.pages import ROOT, is_slow, pages, run_page

pytestmark = pytest.mark.thorough
mpl.use("Agg")


@pytest.mark.parametrize("page", [p for p in pages() if is_slow(p)], ids=lambda page: str(page.relative_to(ROOT)))
def test_what_takes_long_on_a_page_runs_too(page: Path, tmp_path: Path) -> None:
    run_page(page, tmp_path, quick=False)


class Leads(HTMLParser):
    """What a page names (`ids`), links to (`links`) and loads (`loads`)."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids, self.links, self.loads = set[str](), list[str](), list[str]()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and given.get("rel") not in ("canonical", "next", "prev") and "href" in given:
            self.loads.append(given["href"])
        elif "src" in given:
            self.loads.append(given["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Leads]:
    """The pages of the site, built as `make docs` does, in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    program = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    subprocess.run(program, cwd=ROOT, check=True)
    return {page: Leads(page) for page in folder.rglob("*.html")}


def test_the_site_asks_the_network_for_nothing(site: dict[Path, Leads]) -> None:
    assert len(site) > len(pages())
    for page, leads in site.items():
        for load in leads.loads:
            assert not urlsplit(load).scheme or load.startswith("data:"), f"{page.name} loads {load}"
            assert page.name == "404.html" or (page.parent / urlsplit(load).path).exists(), f"{page.name}: {load}"
    for style in next(iter(site)).parents[0].rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_link_of_the_site_leads_to_a_place(site: dict[Path, Leads]) -> None:
    for page, leads in site.items():
        for link in leads.links:
            to = urlsplit(link)
            if to.scheme or page.name == "404.html":
                continue
            goal = (page.parent / unquote(to.path)).resolve() if to.path else page
            goal = goal / "index.html" if goal.is_dir() else goal
            assert goal.exists(), f"{page.name}: {link}"
            if to.fragment and goal.suffix == ".html":
                assert unquote(to.fragment) in site[goal].ids, f"{page.name}: {link}"


def test_every_page_has_a_room(site: dict[Path, Leads]) -> None:
    """Every page of the documentation can be reached from the navigation of the first one."""
    (first,) = [page for page in site if page.name == "index.html" and page.parent == min(p.parent for p in site)]
    reached = {(first.parent / unquote(urlsplit(link).path)).resolve() for link in site[first].links}
    for page in pages()[1:]:
        assert first.parent / page.relative_to(ROOT / "docs").with_suffix(".html") in reached, page


def test_a_page_opened_from_disk_finds_what_is_searched_for(site: dict[Path, Leads]) -> None:
    """Without a server nothing goes wrong, the network is asked for nothing, and a search leads to its page."""
    skip_without_browser(axe=False)
    first = min((page for page in site if page.name == "index.html"), key=lambda page: len(page.parts))
    found: list[str] = []
    requests: list[str] = []
    with launched() as browser:
        # On a busy machine nothing came once within a minute, which could not be repeated; a reader would reload.
        for _ in range(3):
            with Opened(browser, address(path=first), ready="main h1, article h1") as page:
                page.on("request", lambda request: requests.append(request.url))
                page.get_by_role("textbox", name="Search").press_sequentially("over-managed crew wins")
                results = page.locator(".md-search-result__link")
                with suppress(NothingCame):
                    results.first.wait_for(timeout=WAIT / 2)
                found = [link.get_attribute("href") for link in results.all()]
            if found:
                break
    assert any("exercises" in link for link in found)
    assert all(url.startswith(("file:", "data:", "about:")) for url in requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(site: dict[Path, Leads], scheme: str) -> None:
    skip_without_browser(axe=False)
    first = min((page for page in site if page.name == "index.html"), key=lambda page: len(page.parts))
    with launched() as browser:
        for name in ("index.html", "model.html", "validation.html", "course/solutions.html", "reference/commands.html"):
            opened = Opened(
                browser, address(path=first.parent / name), 390, 844, ready="article h1", color_scheme=scheme
            )
            with opened as page:
                assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
