"""What readers do on the page in a browser, for its tests."""

import base64
import json
from typing import Any

from browser import AXE

import sim
from sim.page import replay
from sim.scenario import Scenario


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


def small(name: str, *sets: str) -> Scenario:
    """A crew as small as those of the story."""
    return sim.load(name, ["organization.members=12", "environment.decisions=10", *sets])


VIEWS = ["#story", "#sandbox", "#teach"]
BROKEN = """coxed: 1
leadership:
  comunication: 3
  strength: 1.4
organisation:
  members: 12
management: {planning: rolling_on, handoffs: 2.0}
"""


def check(page: Any) -> None:
    """Axe on what is shown."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
