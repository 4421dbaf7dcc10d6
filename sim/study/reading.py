"""Study files to studies, or everything that is wrong with them and where."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sim.scenario import Problem, Scenario, ScenarioError, load
from sim.scenario.layer import text_of, version
from sim.scenario.meant import whole_meant
from sim.scenario.near import meant, nearest
from sim.scenario.nodes import Node, parse
from sim.scenario.problem import Place, problem, quoted, shown
from sim.scenario.settings import read_settings
from sim.scenario.shelf import find, is_file, scenarios
from sim.scenario.source import decoded, read
from sim.study.design import points
from sim.study.reading_claims import read_claims
from sim.study.reading_design import read_design
from sim.study.reading_factors import read_factors
from sim.study.reading_replicates import read_replicates, read_series
from sim.study.study import Study
from sim.study.words import KEYS, studies

LARGEST_SEED = 2**63 - 1


class Page(NamedTuple):
    """A study file taken apart: every known word with its place and value, and the problems found so far."""

    words: dict[str, tuple[Place, Node]]
    whole: Place
    folder: Path
    problems: list[Problem]


def load_study(path_or_name: str | Path) -> Study:
    """The study in a file, or the built-in one of this name. Raises ScenarioError with everything that is wrong."""
    study, problems = read_study(path_or_name)
    if study is None:
        raise ScenarioError(problems)
    return study


def read_study(path_or_name: str | Path, content: bytes | None = None) -> tuple[Study | None, list[Problem]]:
    """What `load_study` loads, or everything that is wrong; `content` stands for what the file holds."""
    file = os.fspath(path_or_name)
    found = find(file, Place(file), None, studies())
    if isinstance(found, Problem):
        return None, [found]
    source = read(found.path, found.file, Place(file)) if content is None else decoded(content, found.file)
    if isinstance(source, Problem):
        return None, [source]
    root, problems = parse(source)
    study = None
    if root is not None and root.kind != "group":
        help = "write 'name: value' on lines of their own, the first being 'coxed: 1'"
        problems.append(problem("S014", f"a study is not a {root.kind}", root.place, help))
    elif root is not None:
        study = _study(found.path.stem, _page(root, source.whole, found.path.parent, problems))
    if problems:
        study = None
    return study, sorted(dict.fromkeys(problems), key=lambda p: (p.file != found.file, p.line or 0, p.column or 0))


def _page(root: Node, whole: Place, folder: Path, problems: list[Problem]) -> Page:
    words = {key.value: (key.place, node) for key, node in root.value if key.value in KEYS}
    for key, _ in root.value:
        if key.value not in KEYS:
            near = nearest(key.value, KEYS)
            help = f"did you mean '{near}'?" if near else "known here: " + ", ".join(KEYS)
            instead = meant(key.value, [word for word in KEYS if word not in words])
            problems.append(problem("D001", f"unknown word {quoted(key.value)} in a study", key.place, help, instead))
    problems += version(words.get("coxed"), whole, "base" in words)
    return Page(words, whole, folder, problems)


def _study(name: str, page: Page) -> Study | None:
    problems = page.problems
    title = text_of("title", page.words, problems) or name
    sides = _sides(page)
    seed = _seed(page)
    base = next(iter(sides.values()), None) or Scenario()
    design, rows, columns = read_design(page.words.get("design"), page.folder, problems)
    factors = read_factors(page.words.get("factors"), page.whole, base.parameters, columns, problems)
    _at_once(page, [factor.path for factor in factors])
    replicates = read_replicates(page.words.get("replicates"), problems)
    series = read_series(page.words.get("keep"), problems)
    claims = read_claims(page.words.get("claims"), [f.path for f in factors], "compare" in page.words, problems)
    if design is not None and factors and rows is None:
        wrong = list(design.problems(factors))
        problems += wrong
        rows = None if problems else points(design.design, factors, seed)
    if problems or design is None or rows is None:
        return None
    said = tuple(page.words[word][1].value for word in ("base", "compare") if word in page.words)
    return Study(
        name, title, sides, factors, design.design, rows, replicates, series, claims, seed, said, _set(page)[0]
    )


def _sides(page: Page) -> dict[str, Scenario]:
    """The scenarios by unique name, with what is `set` for all runs."""
    if "base" not in page.words:
        page.problems.append(problem("D002", "the study has no base", page.whole, "add a line such as 'base: led'"))
    found: dict[str, Scenario] = {}
    for word in ("base", "compare"):
        scenario = _scenario(word, page)
        if scenario is not None:
            name = f"{scenario.name} (compare)" if scenario.name in found else scenario.name
            found[name] = scenario.with_(name=name)
    settings, wrong = _set(page)
    page.problems.extend(wrong)
    if wrong or not found or not settings:
        return found
    try:
        return {name: scenario.with_(**settings) for name, scenario in found.items()}
    except ScenarioError as error:
        place = page.words["set"][0]
        page.problems.extend([problem(p.code, p.message, place, p.help) for p in error.problems])
        return found


def _set(page: Page) -> tuple[dict[str, Any], list[Problem]]:
    if "set" not in page.words:
        return {}, []
    key, node = page.words["set"]
    if node.kind == "refused":
        return {}, []
    if node.kind != "group" or not node.value:
        help = "write groups with settings below it, or 'group.name: value'"
        return {}, [problem("S024" if node.value is None else "S014", "this 'set' changes nothing", key, help)]
    settings, wrong = read_settings(node.value, page.folder, dotted=True)
    return {setting.path: setting.value for setting in settings}, wrong


def _scenario(word: str, page: Page) -> Scenario | None:
    text = text_of(word, page.words, page.problems)
    if text is None:
        return None
    place = page.words[word][1].place
    found = find(text, place, page.folder, scenarios())
    if isinstance(found, Problem):
        page.problems.append(found)
        return None
    if not is_file(found.path):
        page.problems.append(
            problem("S001", f"there is no file {quoted(text)}", place, "it is looked for beside the study")
        )
        return None
    try:
        return replace(load(found.path), source=None)
    except ScenarioError as error:
        page.problems.extend(error.problems)
        return None


def _seed(page: Page) -> int:
    if "seed" not in page.words or page.words["seed"][1].kind == "refused":
        return 1
    key, node = page.words["seed"]
    if type(node.value) is int and 0 <= node.value <= LARGEST_SEED:
        return int(node.value)
    said = shown(node.value) if node.kind == "scalar" else f"a {node.kind}"
    place = node.place if node.value is not None else key
    help = "write a whole number of at least 0"
    page.problems.append(problem("D019", f"the seed cannot be {said}", place, help, whole_meant(node.value)))
    return 1


def _at_once(page: Page, factors: list[str]) -> None:
    for path in _set(page)[0]:
        if path in factors:
            help = "remove it from one of the two"
            page.problems.append(problem("D018", f"'{path}' is set and varied at once", page.words["set"][0], help))
