"""Claims: one comparison of means over a study's runs, read against a whitelist and never executed.

    mean(base.made_good_mean) > mean(compare.made_good_mean)
    mean(base.made_good_mean, leadership.communication >= 0.5) > 0.3
    share(base.made_good_mean > compare.made_good_mean) > 0.9

`mean(x, where)` is the mean of x over the runs, `share(condition, where)` the share of runs in which the condition
holds; `where` may be left out. `x` is made of outcomes of `base` and `compare`, factors, numbers and + - * /.
"""

import ast
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from sim.scenario.near import nearest
from sim.scenario.problem import quoted

LONGEST = 500
LARGEST_NUMBER = 1e15
SIDES = ("base", "compare")
_SIGNS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


class Claim(NamedTuple):
    """A claim as its study states it."""

    name: str
    text: str


class Vocabulary(NamedTuple):
    """What a claim may speak of."""

    outcomes: Collection[str]
    factors: Collection[str]
    compared: bool


class ClaimError(ValueError):
    """A claim that cannot be read: code, message, help, and the 0-based column and width of what is to blame."""

    def __init__(self, code: str, message: str, node: ast.AST | None = None, help: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help
        self.column = getattr(node, "col_offset", 0)
        self.width = max(1, getattr(node, "end_col_offset", self.column + 1) - self.column)


def parse(text: str, words: Vocabulary) -> ast.Compare:
    """The syntax tree of a claim in which every node is allowed; raises ClaimError."""
    tree = _tree(text)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or not isinstance(tree.ops[0], _SIGNS):
        raise ClaimError("D015", "a claim is one comparison", tree, "write left > right, with one of > >= < <=")
    reader = _Reader(words)
    reader.number(tree.left)
    reader.number(tree.comparators[0])
    if not any(True for _ in calls(tree)):
        raise ClaimError("D015", "the claim says nothing about runs", tree, "use mean(...) or share(...)")
    return tree


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The mean(...) and share(...) of a claim."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def spoken_of(tree: ast.AST) -> set[tuple[str, str]]:
    """Every (side or group, name) in a claim."""
    return {
        (n.value.id, n.attr) for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
    }


def _tree(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ClaimError("D015", f"the claim has {len(text)} characters", None, f"at most {LONGEST} are read")
    if not text.isascii():  # the parser counts bytes, and names are plain
        raise ClaimError("D015", "a claim is written in plain letters", None, "use only ASCII characters")
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        wrong = ClaimError("D015", "this cannot be read", None, "write mean(base.OUTCOME) > mean(compare.OUTCOME)")
        wrong.column = min(max(0, (error.offset or 1) - 1), max(0, len(text) - 1))
        raise wrong from None
    except (ValueError, RecursionError, MemoryError):
        raise ClaimError("D015", "this cannot be read", None, "write mean(base.OUTCOME) > 0") from None


class _Reader(NamedTuple):
    """Walks the tree; anything that no method knows is refused where it stands."""

    words: Vocabulary

    def number(self, node: ast.expr) -> None:
        """A number about all runs: mean, share, a constant, or arithmetic of such."""
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
        return None

    def row(self, node: ast.expr) -> None:
        """A number about one run."""
        if not isinstance(node, ast.Attribute):
            return self.arithmetic(node, self.row)
        name = ast.unparse(node)
        side = node.value.id if isinstance(node.value, ast.Name) else ""
        if side == "compare" and not self.words.compared:
            raise ClaimError("D016", "the study compares no second scenario", node, "add 'compare:', or speak of base")
        if side in SIDES and node.attr not in self.words.outcomes:
            near = nearest(node.attr, self.words.outcomes)
            help = f"did you mean '{near}'?" if near else "outcomes are a measure's name with _mean or _final"
            raise ClaimError("D013", f"unknown outcome {quoted(node.attr)}", node, help)
        if side not in SIDES and name not in self.words.factors:
            near = nearest(name, [*self.words.factors, *SIDES])
            help = f"did you mean '{near}'? " if near else ""
            raise ClaimError(
                "D015", f"{quoted(name)} is no factor", node, f"{help}known: base, compare, and the factors"
            )
        return None

    def condition(self, node: ast.expr) -> None:
        """Something that holds in a run or does not."""
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.condition(part)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.condition(node.operand)
        elif isinstance(node, ast.Compare) and all(isinstance(op, (*_SIGNS, ast.Eq, ast.NotEq)) for op in node.ops):
            for part in (node.left, *node.comparators):
                if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
                    self.row(part)
        else:
            raise ClaimError("D015", f"{quoted(ast.unparse(node))} is no condition", node, "write one, such as a > b")

    def arithmetic(self, node: ast.expr, part: Callable[[ast.expr], None]) -> None:
        """A constant, a sign, or two parts with + - * / between them."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            part(node.left)
            part(node.right)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            part(node.operand)
        elif not (isinstance(node, ast.Constant) and type(node.value) in (int, float) and _moderate(node.value)):
            help = "outcomes stand in mean(...), such as mean(base.made_good_mean)"
            raise ClaimError("D015", f"{quoted(ast.unparse(node))} is not understood here", node, help)


def _moderate(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < LARGEST_NUMBER
