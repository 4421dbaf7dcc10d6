"""`make film`: the moving picture of the README, saved by the page's own button in a headless Chromium."""

import shutil
import sys
from pathlib import Path

from PIL import Image, ImageSequence

from sim.page.document import PAGE

FILM = Path(__file__).parent.parent / "docs" / "assets" / "crew.gif"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]


def _smaller(film: Path) -> None:
    """Write every second picture of a film, in fewer colours: a README should load quickly."""
    with Image.open(film) as whole:
        frames = [frame.convert("RGB").quantize(32) for frame in ImageSequence.Iterator(whole)][::2]
    frames[0].save(FILM, save_all=True, append_images=frames[1:], duration=220, loop=0, optimize=True)


def main() -> None:
    """Save the film of the story's first run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en", accept_downloads=True)
        page.goto(PAGE.as_uri())
        page.wait_for_selector(".scores td:not(:empty)")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save this run as a film").first.click()
        _smaller(download.value.path())
        browser.close()
    sys.stdout.write(f"{FILM}\n")


if __name__ == "__main__":
    main()
