"""Whose work a run rests on: every citation has a condition, and the conditions tell scenarios apart."""

import errno
import inspect
import json
import os
import re
from importlib import import_module

import pytest

import sim
from sim import draws, outcomes
from sim.cli import main
from sim.parameters import described
from sim.scenario.provenance import account
from sim.understanding import checking
from sim.understanding.checking import Finding, findings
from sim.understanding.citing import citations
from sim.understanding.references import CITED, KEY, entries, reference
from sim.understanding.relying import RELIANCES
from tests.test_house import RULES


def keys(name: str, *sets: str) -> set[str]:
    return {citation.key for citation in citations(sim.load(name, sets), account(name, sets))}


def test_every_citation_of_a_rule_has_its_condition_and_no_other_has() -> None:
    said: dict[str, set[str]] = {}
    for reliance in RELIANCES:
        said.setdefault(reliance.where, set()).update(reliance.keys)
    cited = {path.stem: set(CITED.findall(path.read_text(encoding="utf-8"))) for path in RULES}
    cited["draws"] = set(CITED.findall(inspect.getdoc(draws) or ""))
    cited["outcomes"] = set(CITED.findall(inspect.getsource(outcomes)))
    cited["parameters"] = {about.source for about in described() if KEY.fullmatch(about.source)}
    assert said == cited
    for module in ("people", "measures", "formulas", "kernel", "period"):
        assert not CITED.findall(inspect.getsource(import_module(f"sim.{module}"))), module


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
        ("led", ["environment.interdependence=2"], set()),
        ("march_1991_program", ["organization.turnover=0.1"], set()),
        (
            "march_1991_program",
            ["organization.turnover=0.1", "organization.promotion=skill"],
            {"Rosenbaum1979", "LazearRosen1981"},
        ),
        ("march_1991_program", ["organization.fast_learners=0.5"], set()),
        ("march_1991_program", ["network.ties=4", "network.peer_learning=0.1"], {"FangEtAl2010"}),
    ],
)
def test_an_option_brings_its_papers(name: str, sets: list[str], gained: set[str]) -> None:
    assert keys(name, *sets) - keys(name) == gained


def test_what_is_off_takes_its_papers_with_it() -> None:
    assert keys("led") - keys("led", "organization.turnover=0") == {"Rosenbaum1979", "LazearRosen1981"}
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


def test_the_doctor_finds_a_sound_installation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "all is well"
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is True
    assert {finding["what"] for finding in told["findings"]} >= {
        "libraries",
        "processors",
        "compile cache",
        "same bits",
    }


def test_the_doctor_says_what_is_wrong_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "requires", lambda _: ["numpy>=99", "no-such-library>=1", 'never; extra == "dask"'])
    monkeypatch.setattr(checking, "OLDEST", (99, 0))
    monkeypatch.setattr(checking.tempfile, "TemporaryFile", full)
    monkeypatch.setattr(checking, "_processors", lambda: 1 / 0)
    monkeypatch.setattr("sim.understanding.stepping.step", lambda *_: Otherwise())
    found = {finding.what: finding for finding in findings()}
    assert {what for what, finding in found.items() if not finding.ok} == {
        "python",
        "libraries",
        "processors",
        "this folder",
        "same bits",
    }
    assert "is not >=99; no-such-library is missing" in found["libraries"].found
    assert found["this folder"].found == "cannot be written: No space left on device"
    assert found["processors"].found.startswith("ZeroDivisionError")
    assert all(finding.remedy for finding in found.values() if not finding.ok)
    assert main(["doctor"]) == 1
    assert "NOT  libraries" in capsys.readouterr().out
    assert isinstance(found["python"], Finding)


def full(**_: object) -> None:
    """A disk with no room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Otherwise:
    """A period that came out otherwise."""

    same = False
