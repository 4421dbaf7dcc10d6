"""Reading study files: a study, or all its mistakes with their places."""

import os
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario import Problem, Scenario, ScenarioError, builtin_folder, read_scenario
from sim.scenario.builtin import find, is_file, scenarios
from sim.scenario.file_contents import FIRST_WORDS, text_of, version
from sim.scenario.files import decoded, read, read_bytes
from sim.scenario.nodes import Node, parse
from sim.scenario.problem import Place, problem, quoted
from sim.scenario.settings import read_settings
from sim.scenario.suggestions import certain_match, nearest
from sim.scenario.trace import Trace
from sim.scenario.values import Setting
from sim.study import KEYS, OWN_KEYS, studies
from sim.study.design import points
from sim.study.expressions import MOST_SIDES
from sim.study.file.read_claims import read_claims
from sim.study.file.read_design import read_design, read_seed
from sim.study.file.read_factors import distributed, read_factors
from sim.study.file.read_policies import crossed, read_levers
from sim.study.file.read_replicates import read_replicates, read_series
from sim.study.file.read_traces import TRACE, StudyFiles
from sim.study.study import Study
from sim.study.targets import read_targets

if TYPE_CHECKING:
    from sim.model.assemble import Observers, Rules


class StudyFile(NamedTuple):
    """A study file taken apart: every known word with its place and value, and the problems so far."""

    words: dict[str, tuple[Place, Node]]
    whole: Place
    files: StudyFiles
    problems: list[Problem]


def load_study(path_or_name: str | Path, *, rules: "Rules | None" = None, measures: "Observers" = ()) -> Study:
    """Load a study.

    Parameters
    ----------
    path_or_name
        A study file, or the name of a built-in study.
    rules, measures
        Those of `sim.sweep`, if it has others than the built-in ones. The study may then speak of them too.

    Returns
    -------
    Study
        The study with its points.

    Raises
    ------
    ScenarioError
        If the file has mistakes; it lists all of them.
    """
    with known_with(rules, measures):
        study, problems = read_study(path_or_name)
    if study is None:
        raise ScenarioError(problems)
    return study


def known_with(rules: "Rules | None", measures: "Observers" = ()) -> AbstractContextManager[None]:
    """While this lasts, studies may speak of the parameters and measures of these rules."""
    if rules is None and not measures:
        return nullcontext()
    from sim.model.assemble import model  # numba takes its time

    return model(rules, measures).knowing()


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


def study_of(name: str, root: Node, folder: Path) -> Study:
    """The study that a group of words describes; files that it names are in the folder. Raises ScenarioError."""
    problems: list[Problem] = []
    study = _study(name, _taken_apart(root, root.place, StudyFiles(folder), problems))
    if study is None or problems:
        raise ScenarioError([*dict.fromkeys(problems)])
    return study


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
    sides, names = _sides(file, {} if wrong_settings else settings)
    seed = _seed(file)
    base = next(iter(sides.values()), None) or Scenario()
    design, rows, columns = read_design(file.words.get("design"), files, problems)
    factors = read_factors(file.words.get("factors"), file.whole, base.parameters, columns, files, problems)
    levers = read_levers(file.words.get("policies"), base, files, problems)
    _at_once(file, settings, [factor.path for factor in factors], [lever.path for lever in levers])
    varied = [setting.path for setting in (*factors, *levers)]
    replicates = read_replicates(file.words.get("replicates"), sides.values(), varied, problems)
    series = read_series(file.words.get("keep"), problems)
    claims = read_claims(file.words.get("claims"), factors, max(_compared(file), len(sides) - 1), problems)
    targets = read_targets(file.words.get("targets"), problems)
    policies: tuple[dict[str, Any], ...] = ()
    if levers and not problems:
        sides, policies = crossed(sides, levers, file.words["policies"][0], files.traces, problems)
        names = [name for name in names for _ in range(len(policies) // len(names))]
    if design is not None and design.design.kind == "factorial":
        problems += distributed(file.words.get("factors"), factors)
    if design is not None and factors and rows is None:
        wrong = list(design.problems(factors))
        problems += wrong
        rows = None if problems else points(design.design, factors, seed)
    if problems or design is None or rows is None:
        return None
    common = {path: setting.value for path, setting in settings.items()}
    return Study(
        name, title, sides, factors, design.design, rows, replicates, series, claims, seed, tuple(names), common,
        files.traces, files.inputs, policies, targets,
    )  # fmt: skip


def _sides(file: StudyFile, settings: dict[str, Setting]) -> tuple[dict[str, Scenario], list[str]]:
    """The scenarios by unique name, with what is `set` for all runs, and their names as they are written."""
    if "base" not in file.words:
        file.problems.append(problem("D002", "the study has no base", file.whole, "add a line such as 'base: led'"))
    sides: dict[str, Scenario] = {}
    written: list[str] = []
    for word, key, node in _named(file):
        text: str | None = ""
        scenario: Scenario | None
        if isinstance(node.value, Scenario):  # of a study that is made in Python
            scenario = node.value
        else:
            text = text_of(word, {word: (key, node)}, file.problems)
            scenario = None if text is None else _scenario(text, node.place, file)
        if text is not None and scenario is not None:
            name = _unique(scenario.name, sides)
            sides[name] = scenario.with_(name=name)
            written.append(text)
    traces: dict[str, Trace] = {}
    if (setting := settings.get(TRACE)) is not None:
        trace, wrong = file.files.trace(setting.value, setting.place)
        file.problems.extend(wrong)
        if wrong:
            return sides, written
        traces = {setting.value: trace}
    values = {path: setting.value for path, setting in settings.items()}
    try:
        if values:
            sides = {name: scenario.with_resolved(values, traces) for name, scenario in sides.items()}
    except ScenarioError as error:
        place = file.words["set"][0]
        file.problems.extend([problem(p.code, p.message, place, p.help) for p in error.problems])
    return sides, written


def _named(file: StudyFile) -> Iterator[tuple[str, Place, Node]]:
    """The places in which scenarios are named: base, then each that is compared with it."""
    for word in ("base", "compare"):
        if word not in file.words:
            continue
        key, node = file.words[word]
        listed = word == "compare" and node.kind == "list"
        if listed and not 1 <= len(node.value) < MOST_SIDES:
            message = f"'compare' lists {len(node.value)} scenarios"
            help = f"list at least one and at most {MOST_SIDES - 1}"
            file.problems.append(problem("D034", message, key, help))
            continue
        for item in node.value if listed else [node]:
            yield word, key, item


def _unique(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    names = (f"{name} (compare{'' if number == 1 else f' {number}'})" for number in count(1))
    return next(other for other in names if other not in taken)


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


def _scenario(text: str, place: Place, file: StudyFile) -> Scenario | None:
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
    if "seed" not in file.words:
        return 1
    return read_seed(*file.words["seed"], file.problems)


def _compared(file: StudyFile) -> int:
    """How many scenarios the file compares with its base, whether or not they can be read."""
    node = file.words["compare"][1] if "compare" in file.words else None
    return 0 if node is None else min(len(node.value), MOST_SIDES - 1) if node.kind == "list" else 1


def _at_once(file: StudyFile, settings: dict[str, Setting], factors: list[str], levers: list[str]) -> None:
    """Report settings that are varied and also the same in all runs, or set by policies; and claims about policies."""
    help = "remove it from one of the two"
    for path in settings:
        if path in factors:
            file.problems.append(problem("D018", f"'{path}' is set and varied at once", file.words["set"][0], help))
    for path in levers:
        if path in factors or path in settings:
            message = f"'{path}' is a lever of policies, and {'varied' if path in factors else 'set for all runs'}"
            file.problems.append(problem("D018", message, file.words["policies"][0], help))
    if levers and "claims" in file.words:
        message = "claims compare scenarios, and this study has policies"
        help = "remove the claims, and read regrets: coxed robustness FOLDER"
        file.problems.append(problem("D035", message, file.words["claims"][0], help))
