"""What the runs say to claims: effect, interval, verdict.

Runs of one replicate share their luck at all points and in both scenarios, so that replicates, not runs, are what is
independent: errors are those of cluster sums by replicate, each point counting alike. Where the points are a sample of
the factors' space, the error of sampling is added, by cluster sums of the points that were drawn together
[CameronEtAl2011]; a factorial or given design is taken as it stands.
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
    """A mean over points, and how each replicate and each draw of the design pulls at it.

    `least` is the smaller number of what is independent: replicates of a point, or draws. `draws` is empty where points
    are taken as they stand.
    """

    mean: float
    pull: Floats
    draws: Floats
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


def pooled(values: Floats, rows: pd.DataFrame) -> Pooled:
    """The mean of `values` (runs,) over points, each counting alike; NaN of nothing. What is no number is left out.

    `rows` says of each run its `point`, `replicate` and `draw` (-1 where points are taken as they stand).
    """
    there = np.isfinite(values)
    values = values[there]
    if not len(values):
        return Pooled(np.nan, np.zeros(0), np.zeros(0), 0)
    points, replicates, draws = (rows[name].to_numpy()[there] for name in ("point", "replicate", "draw"))
    _, first, place, count = np.unique(points, return_index=True, return_inverse=True, return_counts=True)
    means = np.bincount(place, values) / count
    mean = float(means.mean())
    pull = np.bincount(replicates, (values - means[place]) / (len(count) * count[place]))
    if draws[0] < 0:
        return Pooled(mean, pull, np.zeros(0), int(count.min()))
    drawn = draws[first]
    by_draw = np.bincount(drawn, (means - mean) / len(count))
    return Pooled(mean, pull, by_draw, min(int(count.min()), len(np.unique(drawn))))


def half_width(pull: Floats, draws: Floats, least: int, level: float = LEVEL) -> float:
    """Half of the interval of an estimate on which replicates and draws pull so much (each adding up to 0)."""
    if least < 2:
        return float("inf")
    error = np.sqrt(_variance(pull) + _variance(draws))
    return float(stdtrit(least - 1, (1 + level) / 2) * error)


def _variance(pull: Floats) -> float:
    pulling = max(2, int(np.count_nonzero(pull)))
    return float(pulling / (pulling - 1) * (pull**2).sum())


def combined(pulls: Sequence[Floats], slopes: Floats) -> Floats:
    """The pull at a sum of estimates with these slopes."""
    total = np.zeros(max(len(pull) for pull in pulls))
    for pull, slope in zip(pulls, slopes, strict=True):
        total[: len(pull)] += slope * pull
    return total


def judge(claims: Sequence[Claim], rows: pd.DataFrame) -> list[Judged]:
    """The verdict on each claim, its interval widened for the number of claims (Bonferroni).

    `rows` has a row a point and replicate: `point`, `replicate`, `draw`, the factors, and outcomes
    as `base.x` or `compare.x`.
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
    steps = _STEP * np.maximum(1.0, np.abs(means))
    slopes = np.array([difference(means + m) - difference(means - m) for m in np.diag(steps)]) / (2 * steps)
    half = float("inf")
    if np.isfinite(effect):
        parts = (combined([term.pull for term in terms], slopes), combined([term.draws for term in terms], slopes))
        half = half_width(*parts, min(term.least for term in terms), level)
    above = isinstance(tree.ops[0], ast.Gt | ast.GtE)
    return Judged(
        claim.name, claim.text, _verdict(effect, half, above), effect, effect - half, effect + half, len(rows)
    )


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
    return pooled(values, chosen)


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
