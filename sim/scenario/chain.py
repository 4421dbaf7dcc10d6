"""A scenario file and the files it extends."""

from pathlib import Path
from typing import NamedTuple

from sim.scenario.layer import Layer, read_layer
from sim.scenario.nodes import parse
from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.shelf import Found, builtin_names, find, scenarios
from sim.scenario.source import Source, decoded, read

MOST_PARENTS = 20


class Chain(NamedTuple):
    """The layers from the child up, the files' names in the same order, and everything wrong with them.

    `whole` is False where a file could not be read, so that nobody knows what it says.
    """

    layers: list[Layer]
    files: list[str]
    problems: list[Problem]
    whole: bool


def read_chain(first: Found, said: Place) -> Chain:
    """Read a scenario file and all its parents; `said` is where the first was asked for."""
    chain = Chain([], [], [], True)
    paths: list[Path] = []
    found, place = first, said
    while True:
        chain.files.append(found.file)
        if wrong := _endless(found.path, paths, chain.files, place):
            chain.problems.append(wrong)
            return chain._replace(whole=False)
        paths.append(_identity(found.path))
        source = _source(found, place)
        if isinstance(source, Problem):
            chain.problems.append(_hinted(source, found.path))
            return chain._replace(whole=False)
        layer = _layer(source, found.path.parent, chain.problems)
        if layer is None:
            return chain._replace(whole=False)
        chain.layers.append(layer)
        if layer.extends is None:
            return chain
        place = layer.extends.place
        parent = find(layer.extends.value, place, found.path.parent, scenarios())
        if isinstance(parent, Problem):
            chain.problems.append(parent)
            return chain._replace(whole=False)
        found = parent


def _source(found: Found, place: Place) -> Source | Problem:
    return read(found.path, found.file, place) if found.content is None else decoded(found.content, found.file)


def _layer(source: Source, folder: Path, problems: list[Problem]) -> Layer | None:
    root, wrong = parse(source)
    problems += wrong
    return None if root is None else read_layer(root, source.whole, folder, problems)


def _endless(path: Path, paths: list[Path], files: list[str], place: Place) -> Problem | None:
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


def _hinted(wrong: Problem, path: Path) -> Problem:
    """A missing `led.yaml` was probably meant to be the built-in `led`."""
    if wrong.code == "S001" and path.stem in builtin_names():
        return wrong._replace(help=f"for the built-in scenario write {quoted(path.stem)}", instead=path.stem)
    return wrong
