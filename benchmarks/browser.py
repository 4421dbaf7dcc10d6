"""The page beside native code: rates of replicates, work a frame, time to the first picture.

The rules run in one of the page's own workers and natively on one thread, in turn, in one process; each rate is the
best of some rounds. The rate of the page is what its sandbox reaches with all workers and its drawing, for its reader.
Needs Chromium (see `tests/browser.py`).
"""

import base64
import json
import re
import shutil
import sys
import zlib
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from browser import FLAGS, address
from playwright.sync_api import sync_playwright

import sim
from sim.page.document import PAGE

REPLICATES, ROUNDS, WATCHED = 200, 5, 8  # crews a round, rounds, seconds of rowing
CREWS = 2  # in the sandbox, as it opens: both of 50 members over 200 periods

# The worker as the page starts it; answers with the seconds that a job took, as its reader waits for it.
WORKER = """
async ([source, rules, facts]) => {
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const module = await WebAssembly.compile(Uint8Array.from(atob(rules), (c) => c.charCodeAt(0)).buffer);
  worker.postMessage({ kind: "start", module, facts: JSON.parse(facts) });
  window.rowed = (scenario, count) => new Promise((resolve, reject) => {
    const began = performance.now();
    worker.onmessage = ({ data }) => {
      if (data.kind === "done") resolve((performance.now() - began) / 1000);
      if (data.kind === "failed") reject(data.message);
    };
    worker.postMessage({ kind: "run", id: began, job: { scenario, seed: 1n, first: 0, count } });
  });
}
"""
# Asks the sandbox for this many replicates of each of its crews; answers with the seconds until its verdict.
ASK = """
(count) => new Promise((resolve) => {
  const field = document.querySelector(".results input[type=number]");
  const verdict = document.querySelector(".results .verdict");
  const began = performance.now();
  field.value = String(count);
  field.dispatchEvent(new Event("change"));
  const look = () =>
    verdict.querySelector("strong") ? resolve((performance.now() - began) / 1000) : setTimeout(look, 5);
  setTimeout(look, 100);
})
"""
FRAMES = """
window.frames_worked = [];
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => ask((now) => {
  const began = performance.now();
  draw(now);
  window.frames_worked.push(performance.now() - began);
});
const watch = () =>
  ask(document.querySelector(".scores td:not(:empty)") ? () => (window.first_picture = performance.now()) : watch);
watch();
"""


def main() -> dict[str, float]:
    """Measure; numbers by name, with their units."""
    text = PAGE.read_text(encoding="utf-8")
    packed = base64.b64decode(_block("rules", text))
    rules = base64.b64encode(zlib.decompress(packed)).decode()  # the page unpacks them before its worker starts
    blocks = [_block("worker", text), rules, _block("facts", text)]
    led = sim.load("led")
    scenario = json.loads(json.dumps({"title": "", "parent": None, **_plain(led)}))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        first, work = _watched(browser)
        seen = {motion: _seen(browser, motion) for motion in ("no-preference", "reduce")}
        page = browser.new_page()
        page.goto(address("#teach"))
        page.evaluate(WORKER, blocks)
        seconds: dict[str, list[float]] = {"page": [], "native": []}
        for _ in range(ROUNDS):
            seconds["page"].append(page.evaluate("([s, n]) => window.rowed(s, n)", [scenario, REPLICATES]))
            seconds["native"].append(_native(led))
        browser.close()
    rates = {name: REPLICATES / min(times) for name, times in seconds.items()}
    return {
        "page, boats at rest, replicates/s (50 members, 200 periods)": seen["reduce"],
        "page, boats rowing, replicates/s (50 members, 200 periods)": seen["no-preference"],
        "one worker of the page, replicates/s": rates["page"],
        "native numba on one thread, replicates/s": rates["native"],
        "one worker / native": rates["page"] / rates["native"],
        "first picture, median of five, s": first,
        "main thread's work a frame, 95th percentile, ms": work,
        "page, kB": len(text.encode()) / 1000,
    }


def _native(led: Any) -> float:
    began = perf_counter()
    sim.run(led, REPLICATES, 1, threads=1)
    return perf_counter() - began


def _watched(browser: Any) -> tuple[float, float]:
    """Median seconds to the first picture, and milliseconds of work a frame while two crews of 50 row."""
    firsts = []
    for _ in range(ROUNDS):
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en")
        page.add_init_script(FRAMES)
        page.goto(address("#sandbox"))
        page.wait_for_selector(".verdict strong")
        firsts.append(page.evaluate("window.first_picture") / 1000)  # since the browser was asked for the page
        if len(firsts) < ROUNDS:
            page.close()
    page.evaluate("window.frames_worked.length = 0")
    page.wait_for_timeout(1000 * WATCHED)
    work = sorted(page.evaluate("window.frames_worked"))
    page.close()
    return median(firsts), work[int(0.95 * len(work))]


def _seen(browser: Any, motion: Any) -> float:
    """The best rate of some rounds in the sandbox, in replicates a second until its verdict stands."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en", reduced_motion=motion)
    page.goto(address("#sandbox"))
    page.wait_for_selector(".verdict strong")
    counts = [REPLICATES + 10 * turn for turn in range(ROUNDS)]  # the same count twice would be no change
    rate = max(CREWS * count / page.evaluate(ASK, count) for count in counts)
    page.close()
    return float(rate)


def _block(name: str, text: str) -> str:
    block = re.search(rf'<script type="[a-z/]+" id="{name}">(.*?)</script>', text, re.DOTALL)
    assert block is not None, f"the page has no {name}"
    return block[1]


def _plain(scenario: Any) -> dict[str, Any]:
    """A scenario as the worker takes it."""
    resolved = scenario.as_dict()
    values = {f"{group}.{name}": v for group, values in resolved["parameters"].items() for name, v in values.items()}
    return {"values": values, "interventions": [], "trace": resolved["trace"]}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name:55} {value:,.2f}")
