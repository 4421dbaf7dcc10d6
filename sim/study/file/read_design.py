"""Reading `design` in a study file."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sim.engine import LARGEST_SEED
from sim.scenario import Problem
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem, quoted, shown
from sim.scenario.suggestions import certain_count, certain_match, nearest
from sim.study.design import KINDS, MOST_POINTS, MOST_VALUES, Design, Rows, size
from sim.study.factors import Factor
from sim.study.file.design_file import points_of, read_points
from sim.study.file.design_table import Table
from sim.study.file.read_traces import StudyFiles

NEEDS = {
    "factorial": (),
    "lhs": ("n",),
    "sobol": ("n",),
    "saltelli": ("n",),
    "morris": ("n",),
    "file": ("path",),
}
TAKES = {
    **NEEDS, "factorial": ("levels",), "lhs": ("n", "seed"), "sobol": ("n", "seed"), "morris": ("n", "levels", "seed"),
    "saltelli": ("n", "seed", "second_order", "groups"),
}  # fmt: skip


class PlacedDesign(NamedTuple):
    """A design and its place in the file."""

    design: Design
    place: Place

    def problems(self, factors: tuple[Factor, ...]) -> Iterator[Problem]:
        """Whether the design has too many points for these factors, or groups that are no groups of them."""
        yield from self._wrong_groups([factor.path for factor in factors])
        count = size(self.design, factors)
        if count > MOST_POINTS:
            help = f"at most {MOST_POINTS:,}: lower n or the levels, or vary fewer factors"
            many = f"{count:,}" if count < 10**15 else f"more than 10^{len(str(count)) - 1}"
            yield problem("D011", f"the design has {many} points", self.place, help)
        elif count * len(factors) > MOST_VALUES:
            k = len(factors)
            message = f"the design has {count:,} points of {k} factors, which are {count * k:,} values"
            help = f"at most {MOST_VALUES:,}: lower n or the levels, or vary fewer factors"
            yield problem("D011", message, self.place, help)

    def _wrong_groups(self, paths: Sequence[str]) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for name, members in self.design.groups:
            for path in members:
                if path not in paths:
                    near = nearest(path, paths)
                    help = f"did you mean '{near}'?" if near else "a group lists factors of the study"
                    yield problem("D008", f"{quoted(path)} in group '{name}' is no factor", self.place, help)
                elif path in seen:
                    message = f"'{path}' is in the groups '{seen[path]}' and '{name}'"
                    yield problem("D008", message, self.place, "each factor is in one group at most")
                seen[path] = name
            if name in paths and name not in members:
                message = f"the group '{name}' has the name of a factor outside it"
                yield problem("D008", message, self.place, "rename the group")
            if len(paths) > 1 and set(paths) <= set(members):  # SALib would leave out such a group without a word
                help = "leave a factor out of it, or make a second group"
                yield problem("D008", "all factors are in one group", self.place, help)


type Read = tuple[PlacedDesign | None, Rows | None, tuple[Factor, ...] | None]


def read_design(written: tuple[Place, Node] | None, files: StudyFiles, problems: list[Problem]) -> Read:
    """The design, factorial by default. If its points are in a file, also these and the columns, else None for both."""
    if written is None:
        return PlacedDesign(Design(), Place("design")), None, None
    key, node = written
    pairs = node.value if node.kind == "group" else []
    words = {k.value: (k.place, v) for k, v in pairs}
    kind = words["kind"][1] if "kind" in words else node
    if "refused" in (node.kind, kind.kind):
        return None, None, None
    if kind.kind != "scalar" or kind.value not in KINDS:
        near = nearest(kind.value, KINDS) if isinstance(kind.value, str) else None
        help = f"did you mean '{near}'?" if near else "expected one of " + ", ".join(KINDS)
        message = (
            "the design has no kind"
            if kind is node and kind.kind != "scalar"
            else f"unknown design {shown(kind.value)}"
        )
        place = kind.place if kind.kind == "scalar" and kind.value is not None else key
        instead = certain_match(kind.value, KINDS) if isinstance(kind.value, str) else None
        problems.append(problem("D007", message, place, help, instead))
        return None, None, None
    before = len(problems)
    problems += _words(kind.value, words, key)
    numbers: dict[str, Any] = {
        word: _number(word, *words[word], kind.value, problems) for word in ("n", "levels") if word in words
    }
    if "seed" in words:
        numbers["seed"] = read_seed(*words["seed"], problems)
    if "second_order" in words:
        numbers["second_order"] = _flag(*words["second_order"], problems)
    if "groups" in words:
        numbers["groups"] = _groups(*words["groups"], problems)
    if len(problems) > before:
        return None, None, None
    if kind.value == "file":
        return _file(words["path"], files, problems)
    if kind.value == "morris":
        numbers = {"levels": 4, **numbers}
    return PlacedDesign(Design(kind.value, **numbers), key), None, None


def _words(kind: str, words: dict[str, tuple[Place, Node]], key: Place) -> Iterator[Problem]:
    for word, (place, _) in words.items():
        if word not in ("kind", *TAKES[kind]):
            takes = " and ".join(TAKES[kind])
            near = nearest(word, TAKES[kind])
            help = f"did you mean '{near}'?" if near else f"{kind} takes {takes}"
            instead = certain_match(word, [other for other in TAKES[kind] if other not in words])
            yield problem("D008", f"unknown word {quoted(word)} in a design of kind {kind}", place, help, instead)
    for word in NEEDS[kind]:
        if word not in words:
            example = "path: points.csv" if word == "path" else f"{word}: {_EXAMPLES[kind]}"
            yield problem("D008", f"the design has no '{word}'", key, f"write {{kind: {kind}, {example}}}")


_EXAMPLES = {"lhs": 200, "sobol": 512, "saltelli": 256, "morris": 20}


def _number(word: str, place: Place, node: Node, kind: str, problems: list[Problem]) -> int:
    """The number after n or levels, or 0 with a problem."""
    value: Any = node.value
    if node.kind == "refused":
        return 0
    # The steps of a trajectory are half of the levels, so their number must be even.
    least = {"levels": 2, "n": 2 if kind == "morris" else 1}[word]
    even = kind == "morris" and word == "levels"
    if type(value) is not int or not least <= value <= MOST_POINTS or (even and value % 2):
        text = shown(value) if node.kind == "scalar" else f"a {node.kind}"
        help = f"expected {'an even' if even else 'a whole'} number from {least} to {MOST_POINTS:,}"
        place, count = place if value is None else node.place, certain_count(value, least)
        instead = None if even and count and int(count) % 2 else count
        problems.append(problem("D008", f"'{word}' cannot be {text}", place, help, instead))
        return 0
    if kind in ("sobol", "saltelli") and value & (value - 1):
        powers = (1 << (value.bit_length() - 1), 1 << value.bit_length())
        help = f"write {' or '.join(str(power) for power in powers if power <= MOST_POINTS)}"
        problems.append(problem("D009", f"n is {value}, not a power of two", node.place, help))
    return value


def read_seed(key: Place, node: Node, problems: list[Problem]) -> int:
    """A seed, or 1 with a problem."""
    if node.kind == "refused":
        return 1
    if type(node.value) is int and 0 <= node.value <= LARGEST_SEED:
        return int(node.value)
    value = shown(node.value) if node.kind == "scalar" else f"a {node.kind}"
    place = node.place if node.value is not None else key
    help = "write a whole number of at least 0"
    problems.append(problem("D019", f"the seed cannot be {value}", place, help, certain_count(node.value)))
    return 1


def _flag(key: Place, node: Node, problems: list[Problem]) -> bool:
    if type(node.value) is not bool and node.kind != "refused":
        problems.append(problem("D008", "'second_order' is neither true nor false", key, "write true, or remove it"))
    return node.value is True


def _groups(key: Place, node: Node, problems: list[Problem]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The factors of each group by its name."""
    groups = []
    for name, members in node.value if node.kind == "group" else ():
        listed = members.value if members.kind == "list" else []
        if not listed or not all(item.kind == "scalar" and isinstance(item.value, str) for item in listed):
            problems.append(problem("D008", f"the group {quoted(name.value)} lists no factors", name.place, _GROUPS))
            continue
        groups.append((name.value, tuple(item.value for item in listed)))
    if node.kind not in ("group", "refused"):
        problems.append(problem("D008", "'groups' has no groups", key, _GROUPS))
    return tuple(groups)


_GROUPS = "write {NAME: [group.setting, group.setting], ...}"


def _file(written: tuple[Place, Node], files: StudyFiles, problems: list[Problem]) -> Read:
    key, node = written
    if node.kind == "refused":
        return None, None, ()
    if isinstance(node.value, Table):  # of a study that is made in Python
        points, path = points_of(node.value, files), "DataFrame"
    elif isinstance(node.value, str):
        points, path = read_points(node.value, node.place, files), node.value
    else:
        problems.append(problem("S025", "'path' must be text", key, "name a CSV or Parquet file"))
        return None, None, ()
    if not points.problems:
        return PlacedDesign(Design("file", len(points.rows), path=path), node.place), points.rows, points.factors
    problems += points.problems
    # With the columns as factors, claims about them are no further problems.
    return None, None, points.factors
