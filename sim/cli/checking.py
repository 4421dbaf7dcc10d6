"""What a file is, a scenario or a study, and what is wrong with it."""

from pathlib import Path
from typing import NamedTuple

from sim.cli.show import Misuse
from sim.scenario.layer import KEYS
from sim.scenario.loading import read_scenario
from sim.scenario.names import GROUPS
from sim.scenario.near import nearest
from sim.scenario.nodes import parse
from sim.scenario.problem import Place, Problem, quoted
from sim.scenario.shelf import find, is_file, scenarios
from sim.scenario.source import decoded, read_bytes
from sim.study import words


class Checked(NamedTuple):
    """What was found in a file; `content` is what it holds, None where it could not be read."""

    name: str
    kind: str
    path: Path
    file: str
    content: bytes | None
    errors: list[Problem]
    warnings: list[Problem]


def check_file(name: str, content: bytes | None = None) -> Checked:
    """Read a scenario or a study, a file or a built-in one; `content` stands for what the file holds."""
    found = find(name, Place(name), None, scenarios())
    if isinstance(found, Problem):
        return _study(name, content) or Checked(name, "scenario", Path(name), name, None, [found], [])
    held = read_bytes(found.path, found.file, Place(name)) if content is None else content
    if isinstance(held, Problem):
        errors = read_scenario(name).errors
        return Checked(name, "scenario", found.path, found.file, None, errors, [])
    if is_study(held):
        return _study(name, held) or Checked(name, "study", found.path, found.file, held, [], [])
    reading = read_scenario(name, content=held)
    return Checked(name, "scenario", found.path, found.file, held, reading.errors, reading.warnings)


def is_study(content: bytes) -> bool:
    """Whether a text speaks of what only studies have rather than of what only scenarios have."""
    source = decoded(content, "")
    root, _ = (None, []) if isinstance(source, Problem) else parse(source)
    names = [key.value for key, _ in root.value] if root is not None and root.kind == "group" else []
    scenario = [*(word for word in KEYS if word not in words.KEYS), *GROUPS]
    study = [word for word in words.KEYS if word not in KEYS]
    near = [nearest(name, [*scenario, *study]) for name in names]
    return sum(name in study for name in near) > sum(name in scenario for name in near)


def _study(name: str, content: bytes | None) -> Checked | None:
    """The study of this name, if there is one; only then is what reads studies imported, which takes a while."""
    found = find(name, Place(name), None, words.studies())
    if isinstance(found, Problem):
        return None
    from sim.study.reading import read_study

    _, errors = read_study(name, content)
    return Checked(name, "study", found.path, found.file, content, errors, [])


def refuse_other_kind(name: str, wanted: str) -> None:
    """Say so where a study is given for a scenario or a scenario for a study. Raises Misuse."""
    checked = check_file(name)
    kind = checked.kind
    if kind != wanted and (checked.content is not None or kind == "study"):
        command = f"coxed sweep {name} --out results" if kind == "study" else f"coxed run {name}"
        raise Misuse(f"{quoted(name)} is a {kind}, not a {wanted}", command)


def own_file(name: str) -> None:
    """Refuse the name of what comes with Coxed: it is not the user's to change."""
    if not is_file(Path(name)) and name in scenarios().files():
        raise Misuse(f"'{name}' comes with Coxed", f"write a file of your own: coxed scenario new mine --from {name}")
    if not is_file(Path(name)) and name in words.studies().files():
        raise Misuse(f"'{name}' comes with Coxed", "write a file of your own")
