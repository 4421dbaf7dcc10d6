"""Reading study files: a study, or all its mistakes with their places."""

import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sim.scenario import Problem, Scenario, ScenarioError, builtin_folder, read_scenario
from sim.scenario.builtin import find, is_file, scenarios
from sim.scenario.file_contents import FIRST_WORDS, text_of, version
from sim.scenario.files import decoded, read, read_bytes
from sim.scenario.nodes import Node, parse
from sim.scenario.problem import Place, problem, quoted, shown
from sim.scenario.settings import read_settings
from sim.scenario.suggestions import certain_count, certain_match, nearest
from sim.scenario.trace import Trace
from sim.scenario.values import Setting
from sim.study import KEYS, OWN_KEYS, studies
from sim.study.design import points
from sim.study.read_claims import read_claims
from sim.study.read_design import read_design
from sim.study.read_factors import read_factors
from sim.study.read_replicates import read_replicates, read_series
from sim.study.read_traces import TRACE, StudyFiles
from sim.study.study import Study
from sim.study.targets import read_targets

LARGEST_SEED = 2**63 - 1


class StudyFile(NamedTuple):
    """A study file taken apart: every known word with its place and value, and the problems so far."""

    words: dict[str, tuple[Place, Node]]
    whole: Place
    files: StudyFiles
    problems: list[Problem]


def load_study(path_or_name: str | Path) -> Study:
    """Load a study.

    Parameters
    ----------
    path_or_name
        A study file, or the name of a built-in study.

    Returns
    -------
    Study
        The study with its points.

    Raises
    ------
    ScenarioError
        If the file has mistakes; it lists all of them.
    """
    study, problems = read_study(path_or_name)
    if study is None:
        raise ScenarioError(problems)
    return study


def read_study(path_or_name: str | Path, content: bytes | None = None) -> tuple[Study | None, list[Problem]]:
    """The study, or all problems of its file. If `content` is given, the file itself is not read."""
    file = os.fspath(path_or_name)
    located = find(file, Place(file), None, studies())
    if isinstance(located, Problem):
        return None, [located]
    source = read(located.path, located.file, Place(file)) if content is None else decoded(content, located.file)
    if isinstance(source, Problem):
        return None, [source]
    root, problems = parse(source)
    study = None
    if root is not None and root.kind != "group":
        help = "write 'name: value' on lines of their own, the first being 'study: 1'"
        problems.append(problem("S014", f"a study is not a {root.kind}", root.place, help))
    elif root is not None:
        files = StudyFiles(located.path.parent)
        study = _study(located.path.stem, _taken_apart(root, source.whole, files, problems))
    if problems:
        study = None
    return study, sorted(dict.fromkeys(problems), key=lambda p: (p.file != located.file, p.line or 0, p.column or 0))


def _taken_apart(root: Node, whole: Place, files: StudyFiles, problems: list[Problem]) -> StudyFile:
    known = (*KEYS, *FIRST_WORDS.values())
    words = {key.value: (key.place, node) for key, node in root.value if key.value in known}
    for key, _ in root.value:
        if key.value not in known:
            near = nearest(key.value, KEYS)
            help = f"did you mean '{near}'?" if near else "known here: " + ", ".join(KEYS)
            instead = certain_match(key.value, [word for word in KEYS if word not in words])
            problems.append(problem("D001", f"unknown word {quoted(key.value)} in a study", key.place, help, instead))
    # A misspelt 'study' is reported as an unknown word.
    if "study" in words or not any(certain_match(key.value, KEYS) == "study" for key, _ in root.value):
        problems += version("study", words, whole, any(word in words for word in OWN_KEYS))
    return StudyFile(words, whole, files, problems)


def _study(name: str, file: StudyFile) -> Study | None:
    problems, files = file.problems, file.files
    title = text_of("title", file.words, problems) or name
    settings, wrong_settings = _set(file)
    problems += wrong_settings
    sides = _sides(file, {} if wrong_settings else settings)
    seed = _seed(file)
    base = next(iter(sides.values()), None) or Scenario()
    design, rows, columns = read_design(file.words.get("design"), files, problems)
    factors = read_factors(file.words.get("factors"), file.whole, base.parameters, columns, files, problems)
    _at_once(file, settings, [factor.path for factor in factors])
    replicates = read_replicates(file.words.get("replicates"), problems)
    series = read_series(file.words.get("keep"), problems)
    claims = read_claims(file.words.get("claims"), factors, "compare" in file.words, problems)
    targets = read_targets(file.words.get("targets"), problems)
    if design is not None and factors and rows is None:
        wrong = list(design.problems(factors))
        problems += wrong
        rows = None if problems else points(design.design, factors, seed)
    if problems or design is None or rows is None:
        return None
    names = tuple(file.words[word][1].value for word in ("base", "compare") if word in file.words)
    common = {path: setting.value for path, setting in settings.items()}
    return Study(
        name, title, sides, factors, design.design, rows, replicates, series, claims, seed, names, common,
        files.traces, files.inputs, targets,
    )  # fmt: skip


def _sides(file: StudyFile, settings: dict[str, Setting]) -> dict[str, Scenario]:
    """The scenarios by unique name, with what is `set` for all runs."""
    if "base" not in file.words:
        file.problems.append(problem("D002", "the study has no base", file.whole, "add a line such as 'base: led'"))
    sides: dict[str, Scenario] = {}
    for word in ("base", "compare"):
        scenario = _scenario(word, file)
        if scenario is not None:
            name = f"{scenario.name} (compare)" if scenario.name in sides else scenario.name
            sides[name] = scenario.with_(name=name)
    traces: dict[str, Trace] = {}
    if (setting := settings.get(TRACE)) is not None:
        trace, wrong = file.files.trace(setting.value, setting.place)
        file.problems.extend(wrong)
        if wrong:
            return sides
        traces = {setting.value: trace}
    values = {path: setting.value for path, setting in settings.items()}
    try:
        return {name: scenario.with_resolved(values, traces) for name, scenario in sides.items()} if values else sides
    except ScenarioError as error:
        place = file.words["set"][0]
        file.problems.extend([problem(p.code, p.message, place, p.help) for p in error.problems])
        return sides


def _set(file: StudyFile) -> tuple[dict[str, Setting], list[Problem]]:
    """What is `set` for all runs, by path, and what is wrong with it."""
    if "set" not in file.words:
        return {}, []
    key, node = file.words["set"]
    if node.kind == "refused":
        return {}, []
    if node.kind != "group" or not node.value:
        help = "write groups with settings below it, or 'group.name: value'"
        return {}, [problem("S024" if node.value is None else "S014", "this 'set' changes nothing", key, help)]
    settings, wrong = read_settings(node.value, file.files.folder, dotted=True)
    return {setting.path: setting for setting in settings}, wrong


def _scenario(word: str, file: StudyFile) -> Scenario | None:
    text = text_of(word, file.words, file.problems)
    if text is None:
        return None
    place = file.words[word][1].place
    located = find(text, place, file.files.folder, scenarios())
    if isinstance(located, Problem):
        file.problems.append(located)
        return None
    if not is_file(located.path):
        file.problems.append(
            problem("S001", f"there is no file {quoted(text)}", place, "it is looked for beside the study")
        )
        return None
    content = read_bytes(located.path, located.file, place)
    if not isinstance(content, bytes):
        file.problems.append(content)
        return None
    if not located.path.is_relative_to(builtin_folder()):
        file.files.record(text, content)
    reading = read_scenario(located.path, content=content)
    file.problems.extend(reading.errors)
    return None if reading.scenario is None else replace(reading.scenario, source=None)


def _seed(file: StudyFile) -> int:
    if "seed" not in file.words or file.words["seed"][1].kind == "refused":
        return 1
    key, node = file.words["seed"]
    if type(node.value) is int and 0 <= node.value <= LARGEST_SEED:
        return int(node.value)
    value = shown(node.value) if node.kind == "scalar" else f"a {node.kind}"
    place = node.place if node.value is not None else key
    help = "write a whole number of at least 0"
    file.problems.append(problem("D019", f"the seed cannot be {value}", place, help, certain_count(node.value)))
    return 1


def _at_once(file: StudyFile, settings: dict[str, Setting], factors: list[str]) -> None:
    """Report settings that are set for all runs and varied too."""
    for path in settings:
        if path in factors:
            help = "remove it from one of the two"
            file.problems.append(problem("D018", f"'{path}' is set and varied at once", file.words["set"][0], help))
