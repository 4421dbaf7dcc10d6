"""Golden bits: the numbers of a results version never move unnoticed.

`python tests/test_golden.py` adds those of new scenarios, and writes all anew once RESULTS_VERSION has been raised.
"""

import json
from pathlib import Path

from test_bits import digest

import sim
from sim.scenario import Scenario, builtin_names

GOLDEN = Path(__file__).with_name("golden.json")


def digests() -> dict[str, str]:
    """A digest of three replicates of every built-in scenario."""
    return {name: digest(sim.run(_short(sim.load(name)), 3, seed=20261123)) for name in builtin_names()}


def _short(scenario: Scenario) -> Scenario:
    return scenario.with_(run={"periods": 120})


def test_the_numbers_of_this_results_version_have_not_moved() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["results_version"] == sim.RESULTS_VERSION
    assert golden["digests"] == digests(), "if this was meant: raise RESULTS_VERSION, write golden.json anew, say so"


def write() -> None:
    """Write the digests; within a results version none may move."""
    found, golden = digests(), json.loads(GOLDEN.read_text(encoding="utf-8"))
    moved = [name for name, digest in golden["digests"].items() if found.get(name) != digest]
    if golden["results_version"] == sim.RESULTS_VERSION and moved:
        raise SystemExit(f"{', '.join(moved)} moved: raise RESULTS_VERSION in sim/__init__.py first")
    content = {"results_version": sim.RESULTS_VERSION, "digests": found}
    GOLDEN.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
