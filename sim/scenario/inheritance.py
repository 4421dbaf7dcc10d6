"""A scenario file and the files that it extends."""

from pathlib import Path
from typing import NamedTuple

from sim.scenario.builtin import NamedFile, builtin_names, find, scenarios
from sim.scenario.file_contents import FileContents, read_contents
from sim.scenario.files import Source, decoded, read
from sim.scenario.nodes import CONSEQUENCES, incomplete, parse
from sim.scenario.problem import Place, Problem, problem, quoted

MOST_PARENTS = 20


class Inheritance(NamedTuple):
    """The contents of a file and of its parents, the file first; the files' names in the same order; all problems.

    `complete` is False where a file could not be read, so that nobody knows what it sets.
    """

    contents: list[FileContents]
    files: list[str]
    problems: list[Problem]
    complete: bool


def read_inheritance(first: NamedFile, asked: Place) -> Inheritance:
    """Read a scenario file and all its parents; `asked` is where the file was asked for."""
    read_so_far = Inheritance([], [], [], True)
    paths: list[Path] = []
    file, place = first, asked
    while True:
        read_so_far.files.append(file.file)
        if wrong := _endless(file.path, paths, read_so_far.files, place):
            read_so_far.problems.append(wrong)
            return read_so_far._replace(complete=False)
        paths.append(_identity(file.path))
        source = _source(file, place)
        if isinstance(source, Problem):
            read_so_far.problems.append(_with_builtin(source, file.path))
            return read_so_far._replace(complete=False)
        contents = _contents(source, file.path.parent, read_so_far.problems)
        if contents is None:
            return read_so_far._replace(complete=False)
        read_so_far.contents.append(contents)
        if contents.extends is None:
            return read_so_far
        place = contents.extends.place
        parent = find(contents.extends.value, place, file.path.parent, scenarios())
        if isinstance(parent, Problem):
            read_so_far.problems.append(parent)
            return read_so_far._replace(complete=False)
        file = parent


def _source(file: NamedFile, place: Place) -> Source | Problem:
    return read(file.path, file.file, place) if file.content is None else decoded(file.content, file.file)


def _contents(source: Source, folder: Path, problems: list[Problem]) -> FileContents | None:
    """What a file says; of one that could be read only in part, what is missing is not reported."""
    root, wrong = parse(source, in_part=True)
    problems += wrong
    if root is None or not incomplete(wrong):
        return None if root is None else read_contents(root, source.whole, folder, problems)
    inside: list[Problem] = []
    contents = read_contents(root, source.whole, folder, inside)
    problems += [p for p in inside if p.code not in CONSEQUENCES]
    return contents._replace(run_is_clear=False)


def _endless(path: Path, paths: list[Path], files: list[str], place: Place) -> Problem | None:
    """The problem of a file that was read before, or of too many files."""
    if (same := _identity(path)) in paths:
        circle = [*files[paths.index(same) : -1], files[paths.index(same)]]
        message = "scenarios extend each other in a circle: " + " -> ".join(circle)
        return problem("S029", message, place, "remove 'extends' from one of them")
    if len(paths) > MOST_PARENTS:
        return problem("S030", f"more than {MOST_PARENTS} files extend one another", place, "merge some of them")
    return None


def _identity(path: Path) -> Path:
    """One path for one file, whatever links lead to it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # reading it will say what is wrong
        return path


def _with_builtin(wrong: Problem, path: Path) -> Problem:
    """The problem; for a missing `led.yaml` with the built-in `led` to write instead."""
    if wrong.code == "S001" and path.stem in builtin_names():
        return wrong._replace(help=f"for the built-in scenario write {quoted(path.stem)}", instead=path.stem)
    return wrong
