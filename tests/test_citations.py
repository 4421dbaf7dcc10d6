"""Whose work a run rests on: every citation has a condition, and the conditions tell scenarios apart."""

import inspect
import json
import re
import sys

import pytest

import sim
from sim.cli import main
from sim.explain.citations import CITED, KEY, citations, entries, reference, reliances, shipped
from sim.literature import replications
from sim.model import assemble, conditions, formulas, measures, mechanism, outcomes, random, records
from sim.model.assemble import model
from sim.model.mechanism import Mechanism, cites
from sim.model.parameters import described
from sim.model.week import WEEK
from sim.scenario.provenance import account


def keys(name: str, *sets: str) -> set[str]:
    return {citation.key for citation in citations(sim.load(name, sets), account(name, sets))}


def test_every_citation_of_a_rule_has_its_condition_and_no_other_has() -> None:
    said: dict[str, set[str]] = {}
    for reliance in reliances():
        said.setdefault(reliance.where, set()).update(reliance.keys)
    cited = {rule.name: set(CITED.findall(inspect.getsource(sys.modules[rule.__module__]))) for rule in WEEK}
    cited["random"] = set(CITED.findall(inspect.getdoc(random) or ""))
    cited["outcomes"] = set(CITED.findall(inspect.getsource(outcomes)))
    cited["parameters"] = {about.source for about in described() if KEY.fullmatch(about.source)}
    assert said == {where: keys for where, keys in cited.items() if keys}
    for module in (assemble, conditions, formulas, measures, mechanism, records):
        assert not CITED.findall(inspect.getsource(module)), module


def test_a_rule_of_ones_own_brings_its_papers() -> None:
    class Fatigue(Mechanism):
        """Rowing tires (Hackman & Oldham 1976 [HackmanOldham1976])."""

        papers = (
            cites("March1991 HackmanOldham1976", "tiredness", lambda p: p.published.work == "shared"),
            cites("Urwick1956", "nobody", lambda p: False),
        )

        @staticmethod
        def step(luck: object, t: int, crew: object, p: object) -> bool:
            return False

    found = {c.key: c for c in citations(sim.load("led"), account("led"), model([*WEEK, Fatigue]))}
    assert "tiredness (fatigue)" in found["March1991"].uses
    assert found["HackmanOldham1976"].bibtex.startswith("@misc{HackmanOldham1976,")
    assert found["Urwick1956"].uses == ["the default of organization.span_of_control (parameters)"]


def test_led_relies_on_what_it_uses() -> None:
    found = keys("led")
    assert {
        "Coxed",
        "SteeleEtAl2014",
        "March1991",
        "Edmondson1999",
        "Mintzberg1994",
        "Urwick1956",
        "BoltonEtAl2013",
    } <= found
    assert not {"ChandaMiller2019", "WattsStrogatz1998", "Calvo1983", "BruneauEtAl2003", "Ansoff1975"} & found


def test_march_relies_on_march_and_its_program_alone() -> None:
    assert keys("march_1991_program") == {"Coxed", "March1991", "ChandaMiller2019", "SteeleEtAl2014"}
    assert keys("march_1991_text") == {"Coxed", "March1991", "SteeleEtAl2014"}


@pytest.mark.parametrize(
    ("name", "sets", "gained"),
    [
        ("led", ["management.planning=staggered"], {"Calvo1983"}),
        ("led", ["environment.shock_every=50"], {"BruneauEtAl2003"}),
        ("led", ["environment.shock_every=500"], set()),
        ("led", ["environment.foresight=0.5"], {"Ansoff1975"}),
        ("led", ["published.interdependence=2"], set()),
        ("march_1991_program", ["organization.turnover=0.1"], set()),
        (
            "march_1991_program",
            ["organization.turnover=0.1", "organization.promotion=skill"],
            {"Rosenbaum1979"},
        ),
        ("march_1991_program", ["published.fast_learners=0.5"], set()),
        ("march_1991_program", ["network.ties=4", "network.peer_learning=0.1"], {"FangEtAl2010"}),
    ],
)
def test_an_option_brings_its_papers(name: str, sets: list[str], gained: set[str]) -> None:
    assert keys(name, *sets) - keys(name) == gained


def test_what_is_off_takes_its_papers_with_it() -> None:
    assert keys("led") - keys("led", "organization.turnover=0") == {"Rosenbaum1979"}
    assert keys("led") - keys("led", "organization.span_of_control=7") == {"Urwick1956"}
    assert "Kremer1993" not in keys("led", "management.handoffs=1")
    assert "DessBeard1984" in keys(
        "us_gdp", "environment.strategic_turbulence=0", "environment.operational_turbulence=0"
    )


def test_an_intervention_counts_as_well() -> None:
    storm = sim.load("led").with_(interventions=[{"at": 100, "set": {"environment.foresight": 0.5}}])
    assert "Ansoff1975" in {citation.key for citation in citations(storm, account("led"))}


def test_cite_prints_bibtex(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "march_1991_program"]) == 0
    text = capsys.readouterr().out
    assert re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE) == [
        "Coxed",
        "ChandaMiller2019",
        "March1991",
        "SteeleEtAl2014",
    ]
    assert f"version = {{{sim.__version__}}}" in text
    assert text.count("{") == text.count("}")
    assert main(["cite", "march_1991_program", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["key"] == "Coxed"
    assert main(["cite", "nowhere"]) == 2


def test_every_paper_has_a_line() -> None:
    for key in entries():
        assert re.search(r"\(\d{4}\)\. .+\. .+\.", reference(key)), key


SEEN = ("read", "abstract", "secondary source", "not seen")


def test_every_entry_says_what_was_seen_of_it() -> None:
    """Read in full, as an abstract, in a secondary source, or not at all; each once, and all parse."""
    text = shipped("references.bib").read_text(encoding="utf-8")
    assert text.count("\n@") + 1 == len(entries()), "an entry that lacks its last brace hides the next one"
    for key, entry in entries().items():
        assert entry.count("{") == entry.count("}"), key
        assert re.findall(r"^  seen +=", entry, re.MULTILINE) == re.findall(r"^  seen +=", entry, re.MULTILINE)[:1], key
        seen = re.search(r"^  seen +=\s*\{(.+)\},$", entry, re.MULTILINE)
        assert seen is not None, key
        assert seen[1] in SEEN, key


def test_what_is_published_was_seen() -> None:
    """No check of the literature calls published what was not even seen in a secondary source."""
    for replication in replications().values():
        if replication.key is not None:
            assert "{not seen}" not in entries()[replication.key], replication.key
