"""A real browser for the tests of the page: Debian's Chromium, driven by Playwright."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sim.page import translate
from sim.page.document import PAGE

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = PAGE.with_name("web") / "node_modules" / "axe-core" / "axe.min.js"
WAIT = 60_000  # milliseconds until something that must come counts as missing


def missing(*, axe: bool = True) -> str | None:
    """What is not here that a test in a browser needs; `axe` comes with the page's node packages."""
    if shutil.which("chromium") is None:
        return "no chromium on this machine"
    return None if AXE.exists() or not axe else "no node packages (make node)"


def missing_node() -> str | None:
    """What is not here that a test of the page's code without a browser needs."""
    esbuild = AXE.parents[1] / ".bin" / "esbuild"
    return None if shutil.which("node") and esbuild.exists() else "no node packages (make node)"


def skip_without_browser(*, axe: bool = True) -> None:
    """Skip where there is no browser; fail where COXED_REQUIRE_BROWSER says that there must be one."""
    if lack := missing(axe=axe):
        if os.environ.get("COXED_REQUIRE_BROWSER") == "1":
            pytest.fail(lack)
        pytest.skip(lack)


@contextmanager
def launched() -> Iterator[Any]:
    """A browser, closed afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Opened:
    """A page in a context of its own, with what it asked the network for and what went wrong in it."""

    def __init__(
        self, browser: Any, address: str, wide: int = 1280, high: int = 900, ready: str = "main h2",
        before: str = "", processors: int = 1, **settings: Any,
    ) -> None:  # fmt: skip
        """Open an address; the program `before` runs in the page before its own.

        The page computes on one processor if not told otherwise, because tests run beside it.
        """
        settings = {"locale": "en", "reduced_motion": "reduce"} | settings
        self.context = browser.new_context(viewport={"width": wide, "height": high}, accept_downloads=True, **settings)
        self.context.set_default_timeout(WAIT)
        self.context.add_init_script(
            f"Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{ get: () => {processors} }})"
        )
        self.context.add_init_script(before)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.wrongs: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.on("console", lambda said: self.wrongs.append(said.text) if said.type == "error" else None)
        self.page.goto(address)
        self.page.wait_for_selector(ready)

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.wrongs == []


def address(fragment: str = "", path: Path = PAGE) -> str:
    """The page as a local file."""
    return path.resolve().as_uri() + fragment


def in_node(program: str, given: Any, folder: Path) -> Any:
    """What a program in TypeScript makes of `given`: it imports from `./src`, and ends with `answer(value)`."""
    web = PAGE.with_name("web")
    translate.write(web / "build" / "checker")
    head = "import { readFileSync } from 'node:fs';\nconst given = JSON.parse(readFileSync(0, 'utf8'));\n"
    tail = "\nfunction answer(value: unknown): void { console.log(JSON.stringify(value)); }\n"
    bundled = folder / "program.cjs"
    options = [
        "--bundle",
        "--platform=node",
        "--alias:util=./src/scenario/inspect.ts",
        "--loader=ts",
        "--log-level=error",
        f"--outfile={bundled}",
    ]
    subprocess.run(
        [web / "node_modules" / ".bin" / "esbuild", *options],
        input=head + program + tail, text=True, cwd=web, check=True,
    )  # fmt: skip
    done = subprocess.run(["node", bundled], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
