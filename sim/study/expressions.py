"""Claims: one comparison of means over a study's runs. Only what is listed here is read, and nothing is executed.

    mean(base.made_good_mean) > mean(compare.made_good_mean)
    mean(base.made_good_mean, leadership.communication >= 0.5) > 0.3
    share(base.made_good_mean > compare.made_good_mean) > 0.9

`mean(x, where)` is the mean of x over the runs. `share(condition, where)` is the share of runs for which the condition
is true. `where` is a condition too, and may be left out. `x` consists of outcomes of `base` and `compare`, factors,
numbers and + - * /. If several scenarios are compared, they are `compare`, `compare2` and so on. A factor that takes
words is compared with a word, by == or !=.
"""

import ast
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sim.scenario.names import SETTINGS
from sim.scenario.problem import quoted
from sim.scenario.suggestions import nearest
from sim.study.extents import cannot_hold
from sim.study.factors import Factor
from sim.study.outcomes import unknown

LONGEST = 500
DEEPEST = 60  # levels of brackets, signs and operators
LARGEST_NUMBER = 1e15
MOST_SIDES = 100
SIDES = ("base", "compare", *(f"compare{number}" for number in range(2, MOST_SIDES)))
"""How claims call the scenarios of a study; `compare2` is the second one that is compared with the base."""
_SIGNS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


class Claim(NamedTuple):
    """A claim of a study: its name and its text."""

    name: str
    text: str


class Vocabulary(NamedTuple):
    """The names that a claim may contain.

    Attributes
    ----------
    outcomes, factors : the names
    compared : how many scenarios the study compares with its base
    extents : the factors whose values are known, by name; a condition that none of these values meets is refused
    choices : the words of factors that no setting here declares: those of rules that were not named
    """

    outcomes: Collection[str]
    factors: Collection[str]
    compared: int
    extents: Mapping[str, Factor] = {}
    choices: Mapping[str, tuple[str, ...]] = {}

    def words(self, name: str) -> tuple[str, ...]:
        """The words that a factor takes; none if it takes numbers."""
        about = SETTINGS.get(name)
        return self.choices.get(name, ()) if about is None else about.choices

    @classmethod
    def of_tables(cls, outcomes: Collection[str], factors: Sequence[Factor], compared: int) -> "Vocabulary":
        """The names in the tables of a sweep, which are read without the rules that it was run with."""
        choices = {f.path: tuple(v for v in f.values or () if isinstance(v, str)) for f in factors}
        return cls(outcomes, [factor.path for factor in factors], compared, choices=choices)


class ClaimError(ValueError):
    """A claim that cannot be read: code, message, help, and the 0-based column and width of the mistake."""

    def __init__(self, code: str, message: str, node: ast.AST | None = None, help: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help
        self.column = getattr(node, "col_offset", 0)
        self.width = max(1, getattr(node, "end_col_offset", self.column + 1) - self.column)


def parse(text: str, words: Vocabulary) -> ast.Compare:
    """The syntax tree of a claim, in which every node is allowed. Raises ClaimError."""
    tree = tree_of(text)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or not isinstance(tree.ops[0], _SIGNS):
        raise ClaimError("D015", "a claim is one comparison", tree, "write left > right, with one of > >= < <=")
    reader = _Reader(words)
    reader.number(tree.left)
    reader.number(tree.comparators[0])
    if not any(True for _ in calls(tree)):
        raise ClaimError("D015", "the claim says nothing about runs", tree, "use mean(...) or share(...)")
    for call in calls(tree):
        if not any(side in SIDES for side, _ in names_in(call)):
            help = "name an outcome in it, such as base.made_good_mean"
            raise ClaimError("D015", f"{quoted(ast.unparse(call))} says nothing about runs", call, help)
    return tree


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The mean(...) and share(...) of a claim."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def names_in(tree: ast.AST) -> set[tuple[str, str]]:
    """Every pair (side or group, name) in a claim."""
    return {
        (n.value.id, n.attr) for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
    }


def tree_of(text: str) -> ast.expr:
    """The syntax tree of a text, whose nodes are not checked. Raises ClaimError."""
    if len(text) > LONGEST:
        raise ClaimError("D015", f"the claim has {len(text)} characters", None, f"at most {LONGEST} are read")
    if not text.isascii():  # the parser counts bytes, and names are ASCII
        raise ClaimError("D015", "a claim is written in plain letters", None, "use only ASCII characters")
    try:
        with warnings.catch_warnings(action="ignore"):  # the parser warns of texts that are refused below
            tree = ast.parse(" ".join(text.splitlines()), mode="eval").body
    except SyntaxError as error:
        wrong = ClaimError("D015", "this cannot be read", None, "write mean(base.OUTCOME) > mean(compare.OUTCOME)")
        wrong.column = min(max(0, (error.offset or 1) - 1), max(0, len(text) - 1))
        raise wrong from None
    except (ValueError, RecursionError, MemoryError):
        raise ClaimError("D015", "this cannot be read", None, "write mean(base.OUTCOME) > 0") from None
    level: list[ast.AST] = [tree]
    depth = 0
    while level := [child for node in level for child in ast.iter_child_nodes(node)]:
        depth += 1
        if depth > DEEPEST:
            raise ClaimError("D015", "the claim is nested too deeply", None, "write a shorter one")
    return tree


class _Reader(NamedTuple):
    """Checks the tree. Anything that no method allows is refused, with its place."""

    words: Vocabulary

    def number(self, node: ast.expr) -> None:
        """A number about all runs: mean, share, a constant, or arithmetic with these."""
        if not isinstance(node, ast.Call):
            return self.arithmetic(node, self.number)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in ("mean", "share"):
            help = "did you mean 'mean'?" if nearest(name, ["mean"]) else "only mean(...) and share(...) are known"
            raise ClaimError("D015", f"unknown function {quoted(ast.unparse(node.func))}", node.func, help)
        if node.keywords or not 1 <= len(node.args) <= 2:
            raise ClaimError(
                "D015", f"{name} takes one or two things", node, f"write {name}(what) or {name}(what, where)"
            )
        (self.row if name == "mean" else self.condition)(node.args[0])
        for where in node.args[1:]:
            self.condition(where)
            if cannot_hold(where, self.words.extents):
                text = quoted(ast.unparse(where))
                raise ClaimError("D015", f"no point of this study meets {text}", where, self.values(where))
        return None

    def values(self, where: ast.expr) -> str:
        """The values that the factors of a condition have in the study, in words."""
        names = dict.fromkeys(f"{group}.{name}" for group, name in sorted(names_in(where)))
        extents = self.words.extents
        return "; ".join(f"{name} is {extents[name].in_words}" for name in names if name in extents)

    def row(self, node: ast.expr) -> None:
        """A number about one run."""
        if not isinstance(node, ast.Attribute):
            return self.arithmetic(node, self.row)
        if self.takes_words(node):
            name = ast.unparse(node)
            self.known(node)
            help = f"use share({name} == {self.example(name)}, ...)"
            raise ClaimError("D015", f"'{name}' takes words, and is no number", node, help)
        return self.known(node)

    def known(self, node: ast.expr) -> None:
        """An outcome of the study, or one of its factors."""
        assert isinstance(node, ast.Attribute)
        name = ast.unparse(node)
        side = node.value.id if isinstance(node.value, ast.Name) else ""
        if side in SIDES[self.words.compared + 1 :]:
            message, help = "the study compares no second scenario", "add 'compare:', or speak of base"
            if self.words.compared:
                count = self.words.compared
                message = f"the study compares {'1 scenario' if count == 1 else f'{count} scenarios'} with its base"
                help = f"the last one is {SIDES[self.words.compared]}"
            raise ClaimError("D016", message, node, help)
        if side in SIDES and node.attr not in self.words.outcomes:
            wrong = unknown(node.attr, self.words.outcomes)
            raise ClaimError("D013", wrong.message, node, wrong.help)
        if side not in SIDES and name not in self.words.factors:
            near = nearest(name, [*self.words.factors, *SIDES])
            help = f"did you mean '{near}'? " if near else ""
            raise ClaimError(
                "D015", f"{quoted(name)} is no factor", node, f"{help}known: base, compare, and the factors"
            )

    def condition(self, node: ast.expr) -> None:
        """Something that is true or false for each run."""
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.condition(part)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.condition(node.operand)
        elif isinstance(node, ast.Compare) and all(isinstance(op, (*_SIGNS, ast.Eq, ast.NotEq)) for op in node.ops):
            parts = (node.left, *node.comparators)
            for one, op, other in zip(parts, node.ops, parts[1:], strict=False):
                self.comparison(one, op, other)
        else:
            raise ClaimError("D015", f"{quoted(ast.unparse(node))} is no condition", node, "write one, such as a > b")

    def comparison(self, one: ast.expr, op: ast.cmpop, other: ast.expr) -> None:
        """Two numbers, or a factor that takes words and a word."""
        if not any(isinstance(node, ast.Name) for part in (one, other) for node in ast.walk(part)):
            text = quoted(ast.unparse(ast.Compare(one, [op], [other])))
            raise ClaimError("D015", f"{text} is the same for all runs", one, "name an outcome or a factor")
        if not self.takes_words(one) and not self.takes_words(other):
            for part in (one, other):
                if _is_text(part):
                    help = "only a factor that takes words is compared with a word"
                    raise ClaimError("D015", f"a number is compared with {ast.unparse(part)}", part, help)
                self.row(part)
            return
        words, number = (one, other) if self.takes_words(one) else (other, one)
        name = ast.unparse(words)
        self.known(words)
        if not isinstance(op, ast.Eq | ast.NotEq):
            raise ClaimError("D015", f"'{name}' takes words, which have no order", words, "use == or !=")
        if self.takes_words(number):
            self.known(number)
        elif not _is_text(number):
            message = f"'{name}' takes words" + (", in quotes" if isinstance(number, ast.Name) else ", not numbers")
            raise ClaimError("D015", message, number, f"write {name} == {self.example(name, ast.unparse(number))}")
        else:
            self.word(name, number)

    def word(self, name: str, node: ast.expr) -> None:
        """A word that a factor takes."""
        word = ast.literal_eval(node)
        choices = self.words.words(name)
        if choices and word not in choices:
            near = nearest(word, choices)
            help = f"did you mean '{near}'?" if near else f"it takes {', '.join(choices)}"
            raise ClaimError("D015", f"'{name}' does not take the word {quoted(word)}", node, help)

    def takes_words(self, node: ast.expr) -> bool:
        """Whether this is a factor that takes words."""
        name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        return bool(self.words.words(name)) or (name in SETTINGS and SETTINGS[name].kind is str)

    def example(self, name: str, written: str = "") -> str:
        """A word that the factor takes: the one that was meant, if that can be told."""
        choices = self.words.words(name)
        return repr(nearest(written, choices) or next(iter(choices), "WORD"))

    def arithmetic(self, node: ast.expr, part: Callable[[ast.expr], None]) -> None:
        """A constant, a sign, or two parts with + - * / between them."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            part(node.left)
            part(node.right)
            if isinstance(node.op, ast.Div) and _is_zero(node.right):
                raise ClaimError(
                    "D015", "this divides by 0, so that no run could decide the claim", node, "divide by another number"
                )
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            part(node.operand)
        elif not (isinstance(node, ast.Constant) and type(node.value) in (int, float) and _moderate(node.value)):
            help = "outcomes stand in mean(...), such as mean(base.made_good_mean)"
            if isinstance(node, ast.Name) and node.id in SIDES:
                help = f"name an outcome of it, such as {node.id}.made_good_mean"
            raise ClaimError("D015", f"{quoted(ast.unparse(node))} is not understood here", node, help)


def _moderate(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < LARGEST_NUMBER


def _is_zero(node: ast.expr) -> bool:
    """Whether this is 0, -0 or a number so small that it is read as 0."""
    while isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and node.value == 0


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
