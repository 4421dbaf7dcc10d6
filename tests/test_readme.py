"""The README does what it says."""

import re
from pathlib import Path

import matplotlib as mpl
import pytest

import sim
from sim.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_ten_lines_of_python_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    (program,) = blocks("python")
    exec(compile(program, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "(100, 200)" in shown
    assert (tmp_path / "lanes.png").stat().st_size > 0
    assert len([line for line in program.splitlines() if line]) <= 10


PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page: Path) -> None:
    programs = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert programs
    for program in programs:
        exec(compile(program, str(page), "exec"), {"__name__": "example"})


def test_the_study_of_the_how_to_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "sweeps.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    study = sim.load_study(tmp_path / "study.yaml")
    assert len(study.points) == 16
    assert study.compared


def test_the_scenario_is_valid(tmp_path: Path) -> None:
    (text,) = blocks("yaml")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    scenario = sim.load(tmp_path / "mine.yaml")
    assert scenario.phases()[1][1].environment.strategic_turbulence == 0.1


@pytest.mark.parametrize("command", re.findall(r"`coxed (run|compare)( [^`]*)`", README))
def test_the_commands_run(command: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    verb, rest = command
    assert main([verb, *rest.split()]) == 0


def test_links_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
