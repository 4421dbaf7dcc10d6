"""`coxed scenario check`: what it says of scenarios and studies."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.check import check_file
from sim.scenario import builtin_names
from sim.scenario.examples import FILE
from sim.study import studies
from tests.conftest import Coxed
from tests.scenario_files import (
    file_codes,
)

ROOT = Path(__file__).parent.parent


def test_check_reports_everything_of_every_file(folder: Path, coxed: Coxed) -> None:
    Path("bad.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\n  listening: 2\n")
    Path("idle.yaml").write_text("coxed: 1\nnetwork:\n  ties: 0\n  initial_trust: 0.5\n")
    Path("study.yaml").write_text("study: 1\nbase: led\nfactors: [rewards.initiative]\nsede: 1\n")
    exit_code, out, err = coxed("scenario", "check", "bad.yaml", "idle.yaml", "study.yaml", "led", "quick")
    assert exit_code == 2
    order = re.findall(r"(?:error|warning)\[(\w+)\]|^(\S+): ", out, re.MULTILINE)
    assert ["".join(pair) for pair in order] == [
        "S003", "S022", "bad.yaml", "W001", "idle.yaml", "D001", "study.yaml", "led", "quick",
    ]  # fmt: skip
    assert "bad.yaml: 2 errors\n" in out
    assert "idle.yaml: 1 warning\n" in out
    assert "quick: a study without mistakes" in out
    assert "next: coxed scenario fix bad.yaml" in err
    assert coxed("scenario", "check", "idle.yaml")[0] == 0, "a warning is no error"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["run", "quick"], "coxed sweep quick"),
        (["run", "study.yaml"], "coxed sweep study.yaml"),
        (["compare", "led", "study.yaml"], "'study.yaml' is a study, not a scenario"),
        (["sweep", "led", "--dry-run"], "coxed run led"),
        (["sweep", "mine.yaml", "--dry-run"], "'mine.yaml' is a scenario, not a study"),
        (["run", "nowhere"], "there is no built-in scenario 'nowhere'"),
        (["sweep", "nowhere", "--dry-run"], "there is no built-in study 'nowhere'"),
    ],
)
def test_a_file_of_the_other_kind_is_refused(folder: Path, coxed: Coxed, command: list[str], words: str) -> None:
    Path("study.yaml").write_text("study: 1\nbase: led\nfactors: all\n")
    Path("mine.yaml").write_text("coxed: 1\nextends: led\nleadership: {strength: 0.5}\n")
    exit_code, _, err = coxed(*command)
    assert exit_code == 2
    assert words in err


def test_check_for_machines(folder: Path, coxed: Coxed) -> None:
    Path("bad.yaml").write_text("coxed: 1\nleadership:\n  strenght: 1\nnetwork: {ties: 0}\n")
    Path("idle.yaml").write_text("coxed: 1\nnetwork:\n  ties: 0\n  initial_trust: 0.5\n")
    exit_code, out, _ = coxed("scenario", "check", "bad.yaml", "idle.yaml", "--json")
    shown = json.loads(out)
    assert exit_code == 2
    assert shown["errors"] == [
        {
            "code": "S003",
            "message": "unknown setting 'strenght'",
            "where": {"file": "bad.yaml", "line": 3, "column": 3, "width": 8},
            "help": "did you mean 'strength'?",
            "instead": "strength",
        }
    ]
    assert [(w["code"], w["where"]["line"]) for w in shown["warnings"]] == [("W001", 4)]
    assert [file["errors"] for file in shown["files"]] == [1, 0]


@pytest.mark.parametrize("name", [*builtin_names(), *studies().files()])
def test_what_is_built_in_has_no_errors(name: str) -> None:
    assert [code for code in file_codes(name) if not code.startswith("W")] == []


@pytest.mark.parametrize("name", ["gone.yaml", "nowhere", "x\0", "", "."])
def test_what_is_no_file_is_an_error(folder: Path, coxed: Coxed, name: str) -> None:
    assert coxed("scenario", "check", name)[0] == 2
    assert coxed("scenario", "fix", name)[0] == 2
    assert not list(folder.iterdir())


def test_a_command_without_files_says_what_it_needs(coxed: Coxed) -> None:
    for verb in ("check", "fix"):
        exit_code, _, err = coxed("scenario", verb)
        assert exit_code == 2
        assert "needs a file" in err


def test_interventions_can_wake_what_sleeps(folder: Path) -> None:
    """Only what has no effect in any period is warned of."""
    text = "coxed: 1\nenvironment: {ruggedness: 0}\nmanagement:\n  strength: 0\n  control: 0.9\n"
    later = "interventions:\n  - at: 10\n    set: {management.strength: 1}\n"
    assert file_codes(FILE, text) == ["W025"]
    assert file_codes(FILE, text + later) == []
    assert file_codes(FILE, text + "interventions:\n  - {at: 9, set: {rewards.initiative: 1}}\n") == ["W025", "W025"]
    assert file_codes(FILE, text.replace("0.9", "0")) == [], "who says 0 asks for no effect"


def test_a_warning_says_where_the_reason_was_set(folder: Path) -> None:
    Path("p.yaml").write_text("coxed: 1\nleadership: {strength: 0}\nenvironment:\n  shock_every: 300\n")
    text = "coxed: 1\nextends: p.yaml\nleadership: {communication: 0.5}\n"
    text += "environment: {shock_size: 1}\nnetwork: {rewiring: 1}\n"
    assert [problem.help for problem in check_file(FILE, text.encode()).warnings] == [
        "leadership.strength is 0 (p.yaml:2); it counts where leadership.strength is above 0",
        "environment.shock_every is 300 (p.yaml:4); it counts where environment.shock_every is above 0 and less than "
        "run.periods",
        "published.layout is random (its default); it counts where published.layout is cliques, line or ring",
    ]


def test_run_and_compare_warn_once_of_what_has_no_effect(folder: Path, coxed: Coxed) -> None:
    Path("idle.yaml").write_text("coxed: 1\nextends: led\nnetwork:\n  ties: 0\n  initial_trust: 0.5\n")
    small = ["-r", "2", "--set", "run.periods=3", "--set", "organization.members=4"]
    for command in (["run", "idle.yaml"], ["compare", "idle.yaml", "neither"]):
        exit_code, out, err = coxed(*command, *small)
        assert exit_code == 0
        assert "W001" not in out
        assert err.count("warning[W001]") == 1
    _, out, err = coxed("run", "idle.yaml", *small, "--json")
    assert json.loads(out)
    assert "warning[W001]" in err
    everywhere = ["management.strength=0", "management.control=0.5", "environment.ruggedness=0"]
    everywhere = [word for setting in everywhere for word in ("--set", setting)]
    assert coxed("compare", "led", "neither", *small, *everywhere)[2].count("warning[W025]") == 1
    only_in_one = ["--set", "management.control=0.4"]
    assert "warning" not in coxed("compare", "led", "neither", *small, *only_in_one)[2]
    assert "warning" not in coxed("run", "march_1991_program", *small)[2], (
        "what is built in is not the user's to change"
    )


def test_names_that_are_not_ascii_mean_the_same_in_every_locale(folder: Path) -> None:
    Path("Grüße.yaml").write_text("coxed: 1\ntitle: Größe\nrewards: {initiative: 0.5}\n", encoding="utf-8")
    Path("kind.yaml").write_text("coxed: 1\nextends: Grüße.yaml\nrewrds: {}\n", encoding="utf-8")
    shown = {}
    for locale in ("C.UTF-8", "C"):
        env = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "sim", "scenario", "check", "Grüße.yaml", "kind.yaml"]
        shown[locale] = subprocess.run(command, env=env, capture_output=True, check=False)
        assert shown[locale].returncode == 2
    assert shown["C"].stdout == shown["C.UTF-8"].stdout
    assert "Grüße.yaml: a scenario without mistakes" in shown["C"].stdout.decode()
    assert b"S004" in shown["C"].stdout
    assert b"S001" not in shown["C"].stdout
