"""Golden bits: the numbers of a results version never move unnoticed.

Every measure and every outcome of every built-in scenario has a digest of its own, so that a new one moves no other.
`python tests/test_golden.py` adds those that are new, and writes all anew once RESULTS_VERSION has been raised.
"""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

import sim
from sim.scenario import builtin_names

GOLDEN = Path(__file__).with_name("golden.json")

type Digests = dict[str, dict[str, str]]


def named(run: sim.Run) -> dict[str, str]:
    """The digest of each measure's series and of each outcome's column, by name."""
    columns = {**run.measures, **{name: run.outcomes[name].to_numpy() for name in run.outcomes}}
    assert len(columns) == len(run.measures) + len(run.outcomes.columns), "no outcome has the name of a measure"
    return {name: hashlib.sha256(np.ascontiguousarray(c).tobytes()).hexdigest()[:16] for name, c in columns.items()}


def short(name: str) -> sim.Run:
    return sim.run(sim.load(name).with_(run={"periods": 120}), 3, seed=20261123)


def digests() -> Digests:
    """The digests of three replicates of every built-in scenario."""
    return {name: named(short(name)) for name in builtin_names()}


def moved(golden: Digests, found: Digests) -> list[str]:
    """What had other digests, or has none any more."""
    was = {(scenario, name): digest for scenario, names in golden.items() for name, digest in names.items()}
    return [f"{s}: {name}" for (s, name), digest in was.items() if found.get(s, {}).get(name) != digest]


def test_the_numbers_of_this_results_version_have_not_moved() -> None:
    golden, found = json.loads(GOLDEN.read_text(encoding="utf-8")), digests()
    assert golden["results_version"] == sim.RESULTS_VERSION
    assert moved(golden["digests"], found) == [], "if this was meant: raise RESULTS_VERSION, write all anew, say so"
    names = {scenario: list(of) for scenario, of in found.items()}
    kept = {scenario: list(of) for scenario, of in golden["digests"].items()}
    assert kept == names, "`python tests/test_golden.py` adds what is new"


def test_a_new_measure_moves_no_digest_and_another_number_moves_its_own() -> None:
    run = short("led")
    added = replace(run, measures={"new": run.measures["fit"] / 2, **run.measures})
    assert moved({"led": named(run)}, {"led": named(added)}) == []
    series = run.measures["fit"].copy()
    series[2, 119] = np.nextafter(series[2, 119], 2)
    kept = [name != "effort_mean" for name in run.names]
    names = tuple(name for name in run.names if name != "effort_mean")
    other = replace(run, measures={**run.measures, "fit": series}, numbers=run.numbers[:, kept], names=names)
    assert moved({"led": named(run)}, {"led": named(other)}) == ["led: fit", "led: effort_mean"], "negative control"


def write() -> None:
    """Write the digests; within a results version none may move."""
    found, golden = digests(), json.loads(GOLDEN.read_text(encoding="utf-8"))
    if golden["results_version"] == sim.RESULTS_VERSION and (others := moved(golden["digests"], found)):
        raise SystemExit(f"{'; '.join(others)} moved: raise RESULTS_VERSION in sim/__init__.py first")
    content = {"results_version": sim.RESULTS_VERSION, "digests": found}
    GOLDEN.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
