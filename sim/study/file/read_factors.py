"""Reading `factors` in a study file."""

from collections import Counter
from collections.abc import Iterator

from sim.model.parameters import Parameters
from sim.scenario import Problem
from sim.scenario.names import GROUPS, SETTINGS, unknown_group, unknown_setting
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, quoted, shown
from sim.scenario.settings import after
from sim.scenario.suggestions import nearest
from sim.scenario.values import Setting, wrong_values
from sim.study.distributions import KINDS
from sim.study.factors import Factor, declared, plausible, uncertain
from sim.study.file.read_distributions import read_distribution
from sim.study.file.read_traces import TRACE, StudyFiles

_SHAPES = "write [low, high], {values: [...]}, or nothing for the whole range"
_WORDS = ("values", *KINDS)


def read_factors(
    written: tuple[Place, Node] | None,
    whole: Place,
    base: Parameters,
    columns: tuple[Factor, ...] | None,
    files: StudyFiles,
    problems: list[Problem],
) -> tuple[Factor, ...]:
    """The factors. If the points are in a design file, they are its `columns`; none if it could not be read."""
    if columns is not None:
        if written is not None:
            problems.append(
                problem("D010", "the design file names the factors already", written[0], "remove 'factors'")
            )
        return columns
    if written is None:
        problems.append(problem("D003", "the study varies nothing", whole, "add 'factors:', or 'factors: all'"))
        return ()
    key, node = written
    if node.kind == "refused":
        return ()
    if node.kind == "scalar" and node.value == "all":
        return tuple(plausible(path, base) for path in uncertain())
    if node.kind == "group" and node.value:
        return tuple(listed_factors(node.value, base, files, problems))
    if node.kind == "list" and node.value:
        pairs = [(name, Node("scalar", None, name.place)) for name in node.value]
        return tuple(listed_factors(pairs, base, files, problems))
    message = "'factors' is empty" if not node.value else f"'factors' cannot be {shown(node.value)}"
    problems.append(problem("D003", message, key, "name settings below it, such as 'leadership.communication: [0, 1]'"))
    return ()


def distributed(written: tuple[Place, Node] | None, factors: tuple[Factor, ...]) -> Iterator[Problem]:
    """A factorial design takes each level once, so its factors have no distribution: one problem per factor."""
    if written is None or written[1].kind != "group":
        return
    places = {key.value: key.place for key, _ in written[1].value}
    for factor in factors:
        if factor.distribution:
            message = f"'{factor.path}' has a distribution, and a factorial design takes each level once"
            help = "list its values: {values: [...]}; or take a sample: design: {kind: sobol, n: 128}"
            yield problem("D030", message, places[factor.path], help)


def listed_factors(
    pairs: list[tuple[Node, Node]], base: Parameters, files: StudyFiles, problems: list[Problem]
) -> Iterator[Factor]:
    """The settings that are named, with their values; each one that cannot be used is a problem."""
    seen: set[str] = set()
    for key, node in pairs:
        if "refused" in (key.kind, node.kind):
            continue
        path = key.value if isinstance(key.value, str) else ""
        group, _, name = path.partition(".")
        if path in seen:
            problems.append(problem("S016", f"'{path}' is there twice", key.place, "remove one of them"))
        elif key.kind != "scalar" or not path:
            problems.append(problem("S015", "this is not a name", key.place, "write group.name"))
        elif group not in GROUPS:
            problems.append(unknown_group(key, group, dotted=True))
        elif path not in SETTINGS:
            place = after(key.place, len(group) + 1)
            problems.append(unknown_setting(group, name, place))
        else:
            seen.add(path)
            factor = _factor(path, key.place, node, base, files, problems)
            if factor is not None:
                yield factor


def _factor(
    path: str, key: Place, node: Node, base: Parameters, files: StudyFiles, problems: list[Problem]
) -> Factor | None:
    about = SETTINGS[path]
    if node.kind == "scalar" and node.value is None:
        if about.choices or about.low is not None:
            return declared(path, base)
        problems.append(problem("D006", f"'{path}' has no range", key, "list its values: {values: [...]}"))
        return None
    if node.kind == "group":
        return _in_words(path, key, node, base, files, problems)
    if node.kind != "list" or len(node.value) != 2:
        problems.append(problem("D004", f"these are no values of '{path}'", node.place, _SHAPES))
        return None
    if about.low is None:
        problems.append(problem("D006", f"'{path}' has no range", node.place, "list its values: {values: [...]}"))
        return None
    if not _good(path, node.value, problems):
        return None
    low, high = (float(end.value) for end in node.value)
    if low >= high:
        help = f"write [{high:g}, {low:g}]" if low > high else f"for one value write {{values: [{low:g}]}}"
        problems.append(problem("D005", f"the range of '{path}' is empty", node.place, help))
        return None
    return Factor(path, low, high)


def _in_words(
    path: str, key: Place, node: Node, base: Parameters, files: StudyFiles, problems: list[Problem]
) -> Factor | None:
    """A factor whose values follow a word: a list, or a distribution."""
    words = {k.value: (k, v) for k, v in node.value}
    kind = next((word for word in words if word in KINDS), None)
    if kind is None or len(words) > 1:
        others = {k: v for k, (_, v) in words.items()}
        return _listed(path, key, others, files, problems)
    about = SETTINGS[path]
    if about.low is None:
        message = f"'{path}' takes words, which have no distribution" if about.choices else f"'{path}' has no range"
        problems.append(problem("D006", message, words[kind][0].place, "list its values: {values: [...]}"))
        return None
    return read_distribution(*words[kind], declared(path, base), files, problems)


def _listed(path: str, key: Place, words: dict[str, Node], files: StudyFiles, problems: list[Problem]) -> Factor | None:
    if set(words) != {"values"} or words["values"].kind != "list" or not words["values"].value:
        unknown = next((word for word in words if word not in _WORDS), "")
        near = nearest(unknown, _WORDS) if len(words) == 1 else None
        help = f"did you mean '{near}'? {_SHAPES}" if near and near != "values" else _SHAPES
        problems.append(problem("D004", f"these are no values of '{path}'", key, help))
        return None
    if not _good(path, words["values"].value, problems):
        return None
    values = [float(v.value) if SETTINGS[path].kind is float else v.value for v in words["values"].value]
    twice, times = Counter(values).most_common(1)[0]
    if times > 1:
        problems.append(problem("S016", f"{quoted(twice)} is there twice", key, "remove one of them"))
        return None
    if path == TRACE:
        wrong = [p for item in words["values"].value for p in files.factor_trace(item.value, item.place)]
        problems += wrong
        return None if wrong else Factor(path, values=tuple(values))
    return Factor(path, values=tuple(values))


def _good(path: str, nodes: list[Node], problems: list[Problem]) -> bool:
    """Whether the setting takes each of these values; each one that it does not take is a problem."""
    good = True
    for node in nodes:
        if node.kind == "refused":
            good = False
        elif node.kind != "scalar":
            problems.append(problem("D004", f"a value of '{path}' cannot be a {node.kind}", node.place, _SHAPES))
            good = False
        else:
            wrong = [p for _, p in wrong_values([Setting(path, node.value, node.place, node.place, None)], True)]
            problems += wrong
            good = good and not wrong
    return good
