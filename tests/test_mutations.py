"""Broken files: every mutation of every file is refused with a place, or read as another YAML reader reads it.

The quick suite takes a sample that moves through kinds and files; the thorough one takes all of most files, and as many
of those with many lines.
"""

import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main
from sim.cli.check import check_file
from sim.scenario import CODES, Scenario, ScenarioError, builtin_names, load, render
from sim.scenario.file_contents import KEYS
from sim.scenario.fix import correct
from sim.study import studies
from sim.study.codes import CODES as STUDY_CODES
from sim.study.file.reader import load_study
from tests.mutations import Mutation, mutations, settings_of, understood
from tests.scenario_files import flat

SCENARIOS = {name: Path(str(load(name).source)).read_text("utf-8") for name in builtin_names()}
STUDIES = {name: path.read_text("utf-8") for name, path in studies().files().items()}
# What is wrong with a file as such has no line.
WHOLE = {"S002", "S005", "S013", "S017", "S026", "D002", "D003"}
MANY = 400
STEP = 149  # of the quick sample: a prime, so that it meets every kind


def sampled(texts: dict[str, str]) -> Iterator[tuple[str, Mutation]]:
    """Each file's mutations in steps, the first one further on in each file."""
    for start, (name, text) in enumerate(texts.items()):
        yield from ((name, mutation) for mutation in [*mutations(text)][start % STEP :: STEP])


def many(name: str, text: str) -> Iterator[tuple[str, Mutation]]:
    """At least MANY mutations of a file, evenly spaced where there are more than twice as many."""
    made = [*mutations(text)]
    yield from ((name, mutation) for mutation in made[:: max(1, len(made) // MANY)])


def test_every_file_is_broken_in_two_hundred_ways() -> None:
    for name, text in (SCENARIOS | STUDIES).items():
        assert len({mutation.content for mutation in mutations(text)}) >= 200, name
    kinds = {mutation.kind for mutation in mutations(SCENARIOS["led"])}
    assert kinds == {mutation.kind for _, mutation in sampled(SCENARIOS)}, "the sample meets every kind"


def test_a_sample_of_broken_scenarios(tmp_path: Path) -> None:
    judged(tmp_path, sampled(SCENARIOS))


def test_a_sample_of_broken_studies(tmp_path: Path) -> None:
    studies_judged(tmp_path, sampled(STUDIES))


@pytest.mark.thorough
@pytest.mark.parametrize("name", SCENARIOS)
def test_all_broken_scenarios(tmp_path: Path, name: str) -> None:
    judged(tmp_path, many(name, SCENARIOS[name]))


@pytest.mark.thorough
@pytest.mark.parametrize("name", STUDIES)
def test_all_broken_studies(tmp_path: Path, name: str) -> None:
    studies_judged(tmp_path, many(name, STUDIES[name]))


def judged(folder: Path, broken: Iterator[tuple[str, Mutation]]) -> None:
    """Refused with a place, or read as it is written: neither a setting lost nor one made up."""
    path = folder / "mutated.yaml"
    read, refused = 0, 0
    for name, mutation in broken:
        path.write_bytes(mutation.content)
        try:
            scenario = load(path)
        except ScenarioError as error:
            refused += 1
            placed(error, path, (name, mutation))
        else:
            read += 1
            as_written(scenario, mutation.content, (name, mutation))
    assert min(read, refused) > 0


def placed(error: ScenarioError, path: Path, about: object) -> None:
    """Every problem has a code, and one of them at least says where."""
    for problem in error.problems:
        assert problem.code in CODES or problem.code in STUDY_CODES, about
        assert problem.message, about
        assert render(problem).replace("\n", "").isprintable(), about
    assert any(p.file == str(path) and (p.line or p.code in WHOLE) for p in error.problems), about


def as_written(scenario: Scenario, content: bytes, about: object) -> None:
    """The scenario is its parent, or the defaults, with exactly the settings that the text says."""
    document = understood(content)
    settings = settings_of(document, KEYS)
    own = {path for path, origin in scenario.origins.items() if ":" in origin and "mutated" in origin}
    assert own == set(settings), about
    expected = {**flat(parent(document.get("extends")).parameters), **settings}
    assert flat(scenario.parameters) == expected, about
    if isinstance(document.get("title"), str):
        assert scenario.title == document["title"], about
    listed = document.get("interventions")
    if listed is not None:
        assert [(i.at, dict(i.changes)) for i in scenario.interventions] == [
            (step["at"], settings_of(step["set"], ())) for step in listed
        ], about


@cache
def parent(name: str | None) -> Scenario:
    """What a file extends."""
    return Scenario() if name is None else load(name)


def studies_judged(folder: Path, broken: Iterator[tuple[str, Mutation]]) -> None:
    """Refused with a place, or another study exactly where the text says something else."""
    path = folder / "mutated.yaml"
    for name, mutation in broken:
        path.write_bytes(mutation.content)
        try:
            study = load_study(path)
        except ScenarioError as error:
            placed(error, path, (name, mutation))
            continue
        same_text = understood(mutation.content) == understood(STUDIES[name].encode())
        same_study = study.as_dict() | {"name": name} == load_study(name).as_dict()
        assert same_study or not same_text, (name, mutation)
        assert same_text or not same_study or mutation.removes, (name, mutation)


@pytest.mark.thorough
def test_mending_broken_files_ends_and_breaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mended again nothing changes, no comment is lost, and what is read then is what is written then."""
    monkeypatch.chdir(tmp_path)

    def check(text: str) -> list[Any]:
        return check_file("mutated.yaml", text.encode()).errors

    mended = 0
    broken = [each for scenario, text in SCENARIOS.items() for each in many(scenario, text)]
    for name, mutation in broken[::11]:
        if len(mutation.content) > 20_000 or mutation.content.startswith(b"\xef\xbb\xbf"):
            continue
        try:
            text = mutation.content.decode()
        except UnicodeDecodeError:
            continue
        done = correct(text, "mutated.yaml", check)
        assert correct(done.text, "mutated.yaml", check).text == done.text, (name, mutation)
        assert [comment(line) for line in done.text.split("\n") if comment(line)] == [
            comment(line) for line in text.split("\n") if comment(line)
        ], (name, mutation)
        assert bool(done.edits) == (done.text != text)
        mended += bool(done.edits)
        if done.edits and not done.problems:
            Path("mutated.yaml").write_text(done.text, "utf-8", newline="")
            as_written(load("mutated.yaml"), done.text.encode(), (name, mutation))
    assert mended > 100


def comment(line: str) -> str:
    """A whole line of comment."""
    return line.strip() if line.lstrip(" \t\xa0").startswith("#") else ""


def one_of_each_kind() -> dict[str, bytes]:
    """A file of each kind of mutation that is refused, by a name made of its kind."""
    return {
        f"{mutation.kind.replace(' ', '-').replace(',', '')}.yaml": mutation.content
        for mutation in mutations(SCENARIOS["over_managed"])
        if mutation.kind not in ("comment", "byte order mark", "line ends", "missing line")
    }


def test_the_command_refuses_one_of_each_kind(tmp_path: Path) -> None:
    """In a process of its own, with a sparse file of 50 MB, a circle, a pipe and a folder among them."""
    for name, content in one_of_each_kind().items():
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "fifty.yaml").open("wb") as file:
        file.truncate(50_000_000)
    (tmp_path / "circle.yaml").write_text("coxed: 1\nextends: circle.yaml\n")
    (tmp_path / "folder.yaml").mkdir()
    command = [sys.executable, "-m", "sim", "scenario", "check", *sorted(p.name for p in tmp_path.iterdir())]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    counted = [line for line in done.stdout.splitlines() if line.startswith(tuple(p.name for p in tmp_path.iterdir()))]
    assert len(counted) == len(list(tmp_path.iterdir()))
    assert [line for line in counted if " error" not in line] == []


@pytest.mark.thorough
@pytest.mark.parametrize("verb", ["run", "sweep", "check", "fix"])
def test_no_command_gives_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in one_of_each_kind().items():
        Path(name).write_bytes(content)
        command = {"run": ["run", name], "sweep": ["sweep", name, "--dry-run"]}.get(verb, ["scenario", verb, name])
        assert main(command) in ((0, 2) if verb == "fix" else (2,)), name
