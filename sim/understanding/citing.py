"""BibTeX of what a run relied on: Coxed itself, and the papers behind what it used."""

import re
from pathlib import Path
from typing import NamedTuple

from sim.scenario import Problem, Scenario
from sim.scenario.problem import Place
from sim.scenario.provenance import Account
from sim.scenario.shelf import find, traces
from sim.understanding.references import KEY, entries, shipped
from sim.understanding.relying import relied_on

TRACE = "environment.trace"


class Citation(NamedTuple):
    """One entry, and what the run used of it."""

    key: str
    uses: list[str]
    bibtex: str


def citations(scenario: Scenario, account: Account) -> list[Citation]:
    """Coxed first, then papers by key."""
    uses: dict[str, list[str]] = {}
    for key, what in [*relied_on([p for _, p in scenario.phases()]), *_of_trace(scenario, account)]:
        uses.setdefault(key, []).append(what)
    papers = [Citation(key, list(dict.fromkeys(uses[key])), entries()[key]) for key in sorted(uses)]
    return [Citation("Coxed", ["the simulation itself"], itself()), *papers]


def itself() -> str:
    """The entry of Coxed, made of CITATION.cff."""
    text = shipped("CITATION.cff").read_text(encoding="utf-8")
    field = {name: value.strip('"') for name, value in re.findall(r"^(?:  - )?([\w-]+): (.+)$", text, re.MULTILINE)}
    return (
        f"@software{{Coxed,\n  author  = {{{{{field['name']}}}}},\n  title   = {{{field['title']}}},\n"
        f"  version = {{{field['version']}}},\n  year    = {{{field['date-released'][:4]}}},\n}}"
    )


def _of_trace(scenario: Scenario, account: Account) -> list[tuple[str, str]]:
    """The papers that the comments of the scenario's trace name by key."""
    said = scenario.parameters.environment.trace
    if said is None:
        return []
    setting = account.said[TRACE][0]
    folder = None if setting.by == "flag" else (scenario.source or Path()).parent
    found = find(said, Place(setting.file), folder, traces())
    if isinstance(found, Problem):
        return []
    comments = [line for line in found.path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    named = [key for key in KEY.findall("\n".join(comments)) if key in entries()]
    return [(key, f"the series that drives the ocean ({found.path.name})") for key in dict.fromkeys(named)]
