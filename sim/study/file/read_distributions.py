"""Reading the distribution of a factor in a study file, such as `{normal: {mean: 4, sd: 2}}`."""

from collections.abc import Iterator
from math import isfinite
from typing import Any

from sim.scenario import Problem
from sim.scenario.builtin import Builtin, find
from sim.scenario.files import Source, decoded, read_bytes
from sim.scenario.names import SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, quoted, shown
from sim.scenario.scalars import resolve
from sim.scenario.suggestions import certain_match, nearest, takes
from sim.scenario.trace import cells_of
from sim.scenario.values import Setting, wrong_values
from sim.study.factors import Factor
from sim.study.file.read_traces import StudyFiles

MOST_VALUES = 100_000
MOST_PROBLEMS = 50
LARGEST = 10_000_000  # bytes
EXAMPLES = {
    "loguniform": "loguniform: [0.001, 0.1]",
    "normal": "normal: {mean: 0.5, sd: 0.1}",
    "triangular": "triangular: [0, 0.3, 1]",
    "empirical": "empirical: measured.csv",
}
_WORDS = {"normal": ("mean", "sd", "low", "high"), "empirical": ("path", "column")}


def read_distribution(
    kind: Node, node: Node, whole: Factor, files: StudyFiles, problems: list[Problem]
) -> Factor | None:
    """The factor with a distribution.

    Parameters
    ----------
    kind, node
        The word and what follows it.
    whole
        The factor with the whole range of its setting.
    files
        The folder of the study.
    problems
        A list, to which everything that is wrong is added.
    """
    if kind.value == "empirical":
        return _empirical(kind, node, whole.path, files, problems)
    numbers = _numbers(kind, node, problems)
    if numbers is None:
        return None
    path, before = whole.path, len(problems)
    ends = numbers if kind.value != "normal" else {k: v for k, v in numbers.items() if k in ("low", "high")}
    settings = [Setting(path, number.value, number.place, number.place, None) for number in ends.values()]
    problems += [p for _, p in wrong_values(settings) if p not in problems]
    if len(problems) > before:
        return None
    values = {name: float(number.value) for name, number in numbers.items()}
    low, high = values.get("low", whole.low), values.get("high", whole.high)
    if wrong := _wrong(kind.value, values, low, high):
        problems.append(problem("D031", f"the distribution of '{path}' {wrong[0]}", kind.place, wrong[1]))
        return None
    shape = {"loguniform": (), "normal": ("mean", "sd"), "triangular": ("mode",)}[kind.value]
    return Factor(path, low, high, None, kind.value, tuple(values[name] for name in shape))


def _numbers(kind: Node, node: Node, problems: list[Problem]) -> dict[str, Node] | None:
    """The numbers of a distribution by name; None if they are not written as they should be."""
    before, help = len(problems), f"write {{{EXAMPLES[kind.value]}}}"
    numbers: dict[str, Node] = {}
    if kind.value == "normal":
        if node.kind == "group":
            _known_words(kind.value, node, problems)
            numbers = {k.value: v for k, v in node.value}
            if not {"mean", "sd"} <= set(numbers):
                problems.append(problem("D031", "a normal distribution has a mean and an sd", kind.place, help))
    else:
        names = ("low", "high") if kind.value == "loguniform" else ("low", "mode", "high")
        if node.kind == "list" and len(node.value) == len(names):
            numbers = dict(zip(names, node.value, strict=True))
    if not numbers and len(problems) == before:
        problems.append(problem("D031", f"these are no numbers of '{kind.value}'", kind.place, help))
    for number in numbers.values():
        value: Any = number.value
        if number.kind == "refused":
            return None
        if number.kind != "scalar" or type(value) not in (int, float) or not isfinite(value):
            text = shown(value) if number.kind == "scalar" else f"a {number.kind}"
            problems.append(problem("D031", f"{text} is no number", number.place, help))
    return None if len(problems) > before else numbers


def _known_words(kind: str, node: Node, problems: list[Problem]) -> None:
    known = _WORDS[kind]
    for word, _ in node.value:
        if word.value not in known:
            near = nearest(word.value, known)
            help = f"did you mean '{near}'?" if near else f"'{kind}' takes {', '.join(known)}"
            instead = certain_match(word.value, known)
            message = f"unknown word {quoted(word.value)} in '{kind}'"
            problems.append(problem("D001", message, word.place, help, instead))


def _wrong(kind: str, values: dict[str, float], low: float, high: float) -> tuple[str, str] | None:
    """What is wrong with the numbers of a distribution, and what to do; None if nothing is."""
    if low >= high:
        return "has an empty range", "write the smaller number first"
    if kind == "loguniform" and low <= 0:
        return f"begins at {low:g}, and no logarithm of it exists", "begin above 0"
    if kind == "normal" and values["sd"] <= 0:
        return f"has the standard deviation {values['sd']:g}", "expected a number above 0"
    if kind == "normal" and not low <= values["mean"] <= high:
        return f"has a mean outside its range, {low:g} to {high:g}", "expected a mean within the range"
    if kind == "triangular" and not low <= values["mode"] <= high:
        return f"has its mode at {values['mode']:g}, outside its ends", "write [low, mode, high]"
    return None


def _empirical(kind: Node, node: Node, path: str, files: StudyFiles, problems: list[Problem]) -> Factor | None:
    name, column = node, None
    if node.kind == "group":
        _known_words(kind.value, node, problems)
        words = {k.value: v for k, v in node.value}
        name, column = words.get("path", Node("scalar", None, kind.place)), words.get("column")
    if name.kind == "refused" or (column is not None and column.kind == "refused"):
        return None
    if not isinstance(name.value, str) or (column is not None and not isinstance(column.value, str)):
        message = "an empirical distribution names a CSV file"
        problems.append(problem("D032", message, kind.place, f"write {{{EXAMPLES['empirical']}}}"))
        return None
    source = _read(name.value, name.place, files)
    if isinstance(source, Problem):
        problems.append(source)
        return None
    values = list(_values(source, path, column and column.value, column.place if column else name.place))
    if wrong := [value for value in values if isinstance(value, Problem)]:
        problems += wrong[:MOST_PROBLEMS]
        return None
    numbers = tuple(sorted(value for value in values if not isinstance(value, Problem)))
    return Factor(path, numbers[0], numbers[-1], None, "empirical", numbers)


def _read(name: str, place: Place, files: StudyFiles) -> Source | Problem:
    located = find(name, place, files.folder, Builtin((files.folder,), "", "file of values", "S001"))
    if isinstance(located, Problem):
        return located
    content = read_bytes(located.path, located.file, place, LARGEST)
    if isinstance(content, Problem):
        return content
    files.record(name, content)
    return decoded(content, located.file)


def _values(source: Source, path: str, column: str | None, named: Place) -> Iterator[float | Problem]:
    """The values in a column of a file, or what is wrong; the first line that is not a comment is the header."""
    lines = [(n, text) for n, text in enumerate(source.lines) if text.strip() and not text.lstrip().startswith("#")]
    if not 2 < len(lines) <= MOST_VALUES + 1:
        message = f"the number of values below the header is {max(0, len(lines) - 1):,}"
        yield problem("D032", message, source.whole, f"expected at least 2 and at most {MOST_VALUES:,}")
        return
    header = [name.strip() for name in cells_of(lines[0][1])]
    wanted = column or (header[0] if len(header) == 1 else path)
    if wanted not in header:
        help = f"it has {', '.join(header)}; name one: {{empirical: {{path: FILE, column: NAME}}}}"
        yield problem("D032", f"the file has no column {quoted(wanted)}", named, help)
        return
    at = header.index(wanted)
    for number, text in lines[1:]:
        cells = cells_of(text)
        place = source.place(number, 0, len(text))
        if len(cells) != len(header):
            message = f"this row has {len(cells)} columns, the header {len(header)}"
            yield problem("D032", message, place, "separate columns by commas, and write decimals with a point")
            continue
        value: Any = resolve(cells[at].strip())
        if type(value) is float and SETTINGS[path].kind is int and value.is_integer():
            value = int(value)
        if type(value) in (int, float) and takes(SETTINGS[path], value):
            yield float(value)
        else:
            yield from [p for _, p in wrong_values([Setting(path, value, place, place, None)], True)]
