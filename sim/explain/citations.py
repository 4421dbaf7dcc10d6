"""The papers that a run rests on: which ones, what for, and their BibTeX entries.

A run relies on a paper that a mechanism cites if the mechanism's own condition for it holds in some period
(`sim.model.mechanism.cites`). It relies on the source of a parameter if the value is the sourced default and something
depends on it, on the paper of an outcome if the outcome can occur, and always on the paper of the random numbers.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.model import conditions as on
from sim.model.assemble import Model, standard
from sim.model.mechanism import Condition
from sim.model.parameters import Parameters, described
from sim.scenario import Problem, Scenario
from sim.scenario.builtin import find, traces
from sim.scenario.problem import Place
from sim.scenario.provenance import Account

TRACE = "environment.trace"
CITED = re.compile(r"\[([A-Z][A-Za-z]+\d{4}[a-z]?)\]")
KEY = re.compile(r"[A-Z][A-Za-z]+\d{4}[a-z]?")
_ENTRY = re.compile(r"^@\w+\{(\w+),.*?^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?$", re.MULTILINE)


class Citation(NamedTuple):
    """One BibTeX entry, and what the run uses of the paper."""

    key: str
    uses: list[str]
    bibtex: str


class Reliance(NamedTuple):
    """A place that cites papers: what they are cited for, and when a run relies on them."""

    where: str
    keys: tuple[str, ...]
    what: str
    holds: Condition


def citations(scenario: Scenario, account: Account, model: Model | None = None) -> list[Citation]:
    """List what to cite for runs of a scenario: first Coxed itself, then the papers in the order of their keys.

    Parameters
    ----------
    scenario
        The scenario that is run.
    account
        Where its values were set (`sim.scenario.provenance.account`).
    model
        The model that runs it; the built-in one if not given. If a mechanism of your own cites a paper that
        `references.bib` does not have, its entry is only a key.
    """
    model = model or standard()
    phases = [parameters for _, parameters in scenario.of(model).phases()]
    uses: dict[str, list[str]] = {}
    for key, what in [*relied_on(phases, model), *_papers_of_trace(scenario, account)]:
        uses.setdefault(key, []).append(what)
    texts = {key: f"@misc{{{key},\n  note = {{cited by a mechanism of your own}},\n}}" for key in uses} | entries()
    papers = [Citation(key, list(dict.fromkeys(uses[key])), texts[key]) for key in sorted(uses)]
    return [Citation("Coxed", ["the simulation itself"], coxed_entry()), *papers]


def _papers_of_trace(scenario: Scenario, account: Account) -> list[tuple[str, str]]:
    """Return the papers whose keys stand in the comments of the scenario's trace, a CSV file."""
    name = scenario.parameters.environment.trace
    if name is None:
        return []
    setting = account.assignments[TRACE][0]
    folder = None if setting.by == "flag" else (scenario.source or Path()).parent
    file = find(name, Place(setting.file), folder, traces())
    if isinstance(file, Problem):
        return []
    comments = [line for line in file.path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    keys = [key for key in KEY.findall("\n".join(comments)) if key in entries()]
    return [(key, f"the series that drives the ocean ({file.path.name})") for key in dict.fromkeys(keys)]


def _default_with_source(path: str, matters: Condition) -> Reliance:
    """Return the reliance on the source of a parameter's default: it holds if the value is the default and matters."""
    about = next(about for about in described(Parameters) if about.path == path)

    def is_default(p: Parameters) -> bool:
        return bool(getattr(getattr(p, about.group), about.name) == about.default) and matters(p)

    return Reliance("parameters", (about.source,), f"the default of {path}", is_default)


OUTSIDE_MECHANISMS = (
    Reliance("outcomes", ("BruneauEtAl2003",), "recovery from shocks", lambda p: on.shocks(p) or on.waves(p)),
    Reliance("random", ("SteeleEtAl2014",), "random numbers", on.always),
    _default_with_source("organization.span_of_control", on.shared),
    _default_with_source(
        "published.communication_fast", lambda p: on.communicates(p) and p.published.fast_learners > 0
    ),
    *(
        _default_with_source(f"motivation.weight_{need}", lambda p: on.shared(p) and p.motivation.effort_floor < 1)
        for need in ("achievement", "belonging", "esteem")
    ),
    *(
        _default_with_source(f"environment.{name}", lambda p: on.rugged(p) or on.forms(p))
        for name in ("inside", "across", "obsolescence")
    ),
    _default_with_source("published.clique_size", on.cliques),
    _default_with_source("published.rewiring", lambda p: on.cliques(p) or on.chains(p)),
    _default_with_source("published.neighbours", on.chains),
    _default_with_source("published.tie_chance", lambda p: p.published.layout == "pairs"),
)
"""Citations that belong to no mechanism."""


def reliances(model: Model | None = None) -> list[Reliance]:
    """List everything that a run of a model can rely on, mechanism by mechanism."""
    rules = (model or standard()).rules
    return [*(Reliance(rule.name, *paper) for rule in rules for paper in rule.papers), *OUTSIDE_MECHANISMS]


def relied_on(phases: list[Parameters], model: Model | None = None) -> Iterator[tuple[str, str]]:
    """Yield (key, what for) for each paper that a run relies on; `phases` are its parameters one after another."""
    for reliance in reliances(model):
        if any(reliance.holds(p) for p in phases):
            for key in reliance.keys:
                yield key, f"{reliance.what} ({reliance.where})"


# ----- the bibliography -------------------------------------------------------------------------


def shipped(name: str) -> Path:
    """Return the path of a file that stands at the top of a checkout, or in the package where Coxed is installed."""
    package = Path(__file__).resolve().parent.parent
    installed = package / name
    return installed if installed.is_file() else package.parent / name


@cache
def entries() -> dict[str, str]:
    """Return the BibTeX entries of `references.bib` by key."""
    text = shipped("references.bib").read_text(encoding="utf-8")
    return {entry.group(1): entry.group(0) for entry in _ENTRY.finditer(text)}


def coxed_entry() -> str:
    """Return the BibTeX entry of Coxed, made of CITATION.cff."""
    text = shipped("CITATION.cff").read_text(encoding="utf-8")
    field = {name: value.strip('"') for name, value in re.findall(r"^(?:  - )?([\w-]+): (.+)$", text, re.MULTILINE)}
    return (
        f"@software{{Coxed,\n  author  = {{{{{field['name']}}}}},\n  title   = {{{field['title']}}},\n"
        f"  version = {{{field['version']}}},\n  year    = {{{field['date-released'][:4]}}},\n}}"
    )


def reference(key: str) -> str:
    """Return a paper in one line: authors, year, title, where it appeared, DOI."""
    field = {name.lower(): _plain(value) for name, value in _FIELD.findall(entries()[key])}
    where = field.get("journal") or field.get("booktitle") or field.get("publisher", "")
    number = f" {field['volume']}" if "volume" in field else ""
    number += f"({field['number']})" if "number" in field else ""
    pages = f", {field['pages'].replace('--', '-')}" if "pages" in field else ""
    doi = f" doi:{field['doi']}" if "doi" in field else ""
    return f"{field['author'].replace(' and ', '; ')} ({field['year']}). {field['title']}. {where}{number}{pages}.{doi}"


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("\\&", "&")
