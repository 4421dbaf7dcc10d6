"""Every command shows examples in its help, each of which works, and shells complete names."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.cli import app, main
from sim.model.parameters import described
from sim.scenario import builtin_names

SLOW = (
    "literature march",
    "literature planning",
    "patterns --quick",
    "search policies",
    "sweep policies",
    "sweep quick --out",
)
"""How examples begin that take longer; tests/thorough runs these."""
FIT = """study: 1
base: led
set: {organization.members: 10, run.periods: 40}
factors: {motivation.effort_floor: [0, 1]}
replicates: 4
targets: {effort_mean: [0.2, 0.9]}
"""


def commands(parent: Any = app, name: str = "coxed") -> Iterator[tuple[str, Any]]:
    """Every command by its full name."""
    for word in parent:
        if not word.startswith("-"):
            inside = parent[word]
            if inside.default_command is None:
                yield from commands(inside, f"{name} {word}")
            else:
                yield f"{name} {word}", inside


def examples(command: Any) -> list[list[str]]:
    """The lines of examples in a command's help, each a list of commands to be typed one after another."""
    lines = re.findall(r"^\s*Example: (.*)$", command.default_command.__doc__, re.MULTILINE)
    return [re.findall(r"`coxed (.*?)`", line) for line in lines]


SHOWN = [line for _, command in commands() for line in examples(command)]
QUICK = [line for line in SHOWN if not any(text.startswith(SLOW) for text in line)]


def test_every_command_shows_one_to_three_examples_of_itself() -> None:
    found = dict(commands())
    assert len(found) >= 14
    for name, command in found.items():
        lines = examples(command)
        assert 1 <= len(lines) <= 3, name
        for line in lines:
            assert f"coxed {line[-1]}".startswith(name), line


def typed(line: list[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Type an example; `mine.yaml` and `fit.yaml` are the reader's own files."""
    monkeypatch.chdir(folder)
    if any("mine.yaml" in text for text in line) and "scenario new mine" not in line:
        (folder / "mine.yaml").write_text(
            "coxed: 1\nextends: led\nleadership: {communication: 0.6}\n", encoding="utf-8"
        )
    if any("fit.yaml" in text for text in line):
        (folder / "fit.yaml").write_text(FIT, encoding="utf-8")
    for text in line:
        assert main(shlex.split(text)) == 0, text


@pytest.mark.parametrize("line", QUICK, ids=" then ".join)
def test_an_example_works(
    line: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(line, monkeypatch, tmp_path)
    assert capsys.readouterr().out


def completed(*words: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a shell is offered for the last word."""
    assert main(["__complete", *words]) == 0
    return [line.partition("\t")[0] for line in capsys.readouterr().out.splitlines()]


def test_names_are_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("coxed: 1\n", encoding="utf-8")
    for words in (("run", ""), ("compare", "led", ""), ("scenario", "diff", "led", ""), ("trace", ""), ("cite", "")):
        assert {*builtin_names(), "mine.yaml"} <= set(completed(*words, capsys=capsys)), words
    assert {about.path for about in described()} <= set(completed("scenario", "explain", "led", "", capsys=capsys))
    assert "leadership.communication=" in completed("run", "led", "--set", "", capsys=capsys)
    assert not set(builtin_names()) & set(completed("sweep", "", capsys=capsys)), "negative control: no scenario here"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_script_for_bash_is_one(tmp_path: Path) -> None:
    script = tmp_path / "coxed"
    script.write_text(app.generate_completion(shell="bash"), encoding="utf-8")
    ask = f"source {script}; COMP_WORDS=(coxed sce); COMP_CWORD=1; _coxed; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["scenario"]
    for shell in ("zsh", "fish", "powershell"):
        assert "coxed" in app.generate_completion(shell=shell)
