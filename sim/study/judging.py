"""What the runs say to claims: effect, interval, verdict.

Runs of one replicate share their luck at all points and in both scenarios, so that replicates are what is independent:
intervals are those of cluster sums by replicate [CameronMiller2015], each point counting alike. They hold for the
points of the design as they stand.
"""

import ast
import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.state import Floats
from sim.statistics import LEVEL
from sim.study.claims import Claim, calls

_ARITHMETIC: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: np.divide,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
_COMPARISONS: dict[type, Callable[..., Any]] = {
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_STEP = 1e-6


class Pooled(NamedTuple):
    """A mean over points, how each replicate pulls at it, and the least number of replicates of a point."""

    mean: float
    pull: Floats
    least: int


class Judged(NamedTuple):
    """A claim's verdict with left minus right side, its interval, and how many runs it rests on."""

    name: str
    text: str
    verdict: str
    effect: float
    low: float
    high: float
    runs: int


def pooled(values: Floats, points: Floats, replicates: Floats) -> Pooled:
    """The mean of `values` (runs,) over points, each counting alike; NaN of nothing. What is not a number is left out."""
    there = np.isfinite(values)
    values, points, replicates = values[there], points[there], replicates[there].astype(np.int64)
    if not len(values):
        return Pooled(np.nan, np.zeros(0), 0)
    _, place, count = np.unique(points, return_inverse=True, return_counts=True)
    means = np.bincount(place, values) / count
    weight = 1 / (len(count) * count[place])
    return Pooled(float(means.mean()), np.bincount(replicates, weight * (values - means[place])), int(count.min()))


def half_width(pull: Floats, least: int, level: float = LEVEL) -> float:
    """Half of the interval of an estimate on which each replicate pulls so much (all pulls add up to 0)."""
    clusters = len(pull)
    if least < 2:
        return float("inf")
    error = np.sqrt(clusters / (clusters - 1) * (pull**2).sum())
    return float(stdtrit(least - 1, (1 + level) / 2) * error)


def judge(claims: Sequence[Claim], rows: pd.DataFrame) -> list[Judged]:
    """The verdict on each claim, its interval widened for the number of claims (Bonferroni).

    `rows` has a row a point and replicate: `point`, `replicate`, the factors, and outcomes as `base.x`, `compare.x`.
    """
    return [_judged(claim, rows, 1 - (1 - LEVEL) / len(claims)) for claim in claims]


def _judged(claim: Claim, rows: pd.DataFrame, level: float) -> Judged:
    tree = ast.parse(claim.text, mode="eval").body
    assert isinstance(tree, ast.Compare), "checked when the study was read"
    terms = [_term(call, rows) for call in calls(tree)]
    means = np.array([term.mean for term in terms])
    numbers = {id(call): number for number, call in enumerate(calls(tree))}

    def difference(at: Floats) -> float:
        sides = (_number(side, numbers, at) for side in (tree.left, tree.comparators[0]))
        left, right = sides
        return left - right

    effect = difference(means)
    pulls = np.zeros((len(terms), max(len(term.pull) for term in terms)))
    for row, term in zip(pulls, terms, strict=True):
        row[: len(term.pull)] = term.pull
    steps = _STEP * np.maximum(1.0, np.abs(means))
    moved = np.diag(steps)
    slopes = np.array([difference(means + m) - difference(means - m) for m in moved]) / (2 * steps)
    half = half_width(slopes @ pulls, min(term.least for term in terms), level) if np.isfinite(effect) else np.inf
    above = isinstance(tree.ops[0], ast.Gt | ast.GtE)
    return Judged(claim.name, claim.text, _verdict(effect, half, above), effect, effect - half, effect + half, len(rows))


def _verdict(effect: float, half: float, above: bool) -> str:
    if not np.isfinite(effect) or not np.isfinite(half) or abs(effect) <= half:
        return "undecided"
    return "supported" if (effect > 0) == above else "contradicted"


def _term(call: ast.Call, rows: pd.DataFrame) -> Pooled:
    what, *where = call.args
    chosen = rows[np.broadcast_to(_row(where[0], rows), len(rows))] if where else rows
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    values = np.asarray(_row(what, chosen), dtype=float)
    if name == "share":  # what is missing is neither so nor not so
        values = np.where(_missing(what, chosen), np.nan, values)
    values = np.broadcast_to(values, len(chosen))
    return pooled(values, chosen["point"].to_numpy(), chosen["replicate"].to_numpy())


def _missing(what: ast.expr, rows: pd.DataFrame) -> Floats:
    named = [ast.unparse(node) for node in ast.walk(what) if isinstance(node, ast.Attribute)]
    return np.asarray(rows[named].isna().any(axis=1))


def _number(node: ast.expr, numbers: dict[int, int], means: Floats) -> float:
    """A number about all runs, with the mean(...) and share(...) given."""
    if isinstance(node, ast.Call):
        return float(means[numbers[id(node)]])
    if isinstance(node, ast.BinOp):
        with np.errstate(divide="ignore", invalid="ignore"):
            sides = (_number(part, numbers, means) for part in (node.left, node.right))
            return float(_ARITHMETIC[type(node.op)](*sides))
    if isinstance(node, ast.UnaryOp):
        return float(_ARITHMETIC[type(node.op)](_number(node.operand, numbers, means)))
    assert isinstance(node, ast.Constant)
    return float(node.value)  # type: ignore[arg-type]  # a number: the claim was checked


def _row(node: ast.expr, rows: pd.DataFrame) -> Any:
    """A number or a condition for each run."""
    if isinstance(node, ast.Attribute):
        return rows[ast.unparse(node)]
    if isinstance(node, ast.BinOp):
        return _ARITHMETIC[type(node.op)](_row(node.left, rows), _row(node.right, rows))
    if isinstance(node, ast.UnaryOp):
        inner = _row(node.operand, rows)
        return ~inner if isinstance(node.op, ast.Not) else _ARITHMETIC[type(node.op)](inner)
    if isinstance(node, ast.BoolOp):
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return join.reduce([_row(part, rows) for part in node.values])
    if isinstance(node, ast.Compare):
        parts = [_row(part, rows) for part in (node.left, *node.comparators)]
        pairs = zip(node.ops, parts, parts[1:], strict=False)
        return np.logical_and.reduce([_COMPARISONS[type(op)](one, other) for op, one, other in pairs])
    assert isinstance(node, ast.Constant)
    return node.value
