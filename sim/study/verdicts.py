"""Claims judged by the runs: effect, interval, verdict.

Runs of the same replicate have the same random numbers at all points and in both scenarios. So replicates are
independent of each other, and runs are not: standard errors are those of sums by replicate (clusters), where each
point has the same weight. If the points are a random sample of the factors' ranges, the sampling error is added, by
sums over the points that were drawn together [CameronEtAl2011]. The points of a factorial design or of a file are all
the points there are, so they have no sampling error.
"""

import ast
import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.engine.statistics import LEVEL
from sim.model.state import Floats
from sim.study.expressions import Claim, calls, tree_of

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
    """A mean over points, with the contribution of each replicate (`pull`) and of each draw of the design (`draws`).

    Contributions add up to 0. `least` is the smaller number of independent units: replicates per point, or draws.
    `draws` is empty if the points are no sample.
    """

    mean: float
    pull: Floats
    draws: Floats
    least: int


class ClaimVerdict(NamedTuple):
    """The verdict on a claim of a study.

    Attributes
    ----------
    name, text : the claim
    verdict : supported, contradicted or undecided
    effect : left side minus right side
    low, high : the interval of the effect; if there are several claims, their intervals hold together (Bonferroni)
    runs : the number of runs, or of pairs of runs if two scenarios are compared
    """

    name: str
    text: str
    verdict: str
    effect: float
    low: float
    high: float
    runs: int


def pooled(values: Floats, rows: pd.DataFrame) -> Pooled:
    """The mean of `values` (runs,) over points with equal weights; values that are no number are left out.

    `rows` has the columns `point`, `replicate` and `draw` (-1 if the points are no sample). The mean of no values is
    NaN.
    """
    valid = np.isfinite(values)
    values = values[valid]
    if not len(values):
        return Pooled(np.nan, np.zeros(0), np.zeros(0), 0)
    points, replicates, draws = (rows[name].to_numpy()[valid] for name in ("point", "replicate", "draw"))
    _, first, number, count = np.unique(points, return_index=True, return_inverse=True, return_counts=True)
    means = np.bincount(number, values) / count
    mean = float(means.mean())
    pull = np.bincount(replicates, (values - means[number]) / (len(count) * count[number]))
    if draws[0] < 0:
        return Pooled(mean, pull, np.zeros(0), int(count.min()))
    drawn = draws[first]
    by_draw = np.bincount(drawn, (means - mean) / len(count))
    return Pooled(mean, pull, by_draw, min(int(count.min()), len(np.unique(drawn))))


def half_width(pull: Floats, draws: Floats, least: int, level: float = LEVEL) -> float:
    """The half-width of the interval of an estimate with these contributions of replicates and draws."""
    if least < 2:
        return float("inf")
    error = np.sqrt(_variance(pull) + _variance(draws))
    return float(stdtrit(least - 1, (1 + level) / 2) * error)


def _variance(pull: Floats) -> float:
    count = max(2, int(np.count_nonzero(pull)))
    return float(count / (count - 1) * (pull**2).sum())


def combined(pulls: Sequence[Floats], slopes: Floats) -> Floats:
    """The contributions to a sum of estimates with these slopes."""
    total = np.zeros(max(len(pull) for pull in pulls))
    for pull, slope in zip(pulls, slopes, strict=True):
        total[: len(pull)] += slope * pull
    return total


def judge(claims: Sequence[Claim], rows: pd.DataFrame) -> list[ClaimVerdict]:
    """The verdict on each claim, with intervals that hold together for all claims (Bonferroni).

    `rows` has one row per point and replicate, with the columns `point`, `replicate`, `draw`, the factors, and
    outcomes as `base.x` and `compare.x`. The claims must have been checked by `parse`.
    """
    with np.errstate(all="ignore"):  # numbers that are too large, and divisions by 0, are left out
        return [_judged(claim, rows, 1 - (1 - LEVEL) / len(claims)) for claim in claims]


def _judged(claim: Claim, rows: pd.DataFrame, level: float) -> ClaimVerdict:
    tree = tree_of(claim.text)
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
    return ClaimVerdict(
        claim.name, claim.text, _verdict(effect, half, above), effect, effect - half, effect + half, len(rows)
    )


def _verdict(effect: float, half: float, above: bool) -> str:
    if not np.isfinite(effect) or not np.isfinite(half) or abs(effect) <= half:
        return "undecided"
    return "supported" if (effect > 0) == above else "contradicted"


def _term(call: ast.Call, rows: pd.DataFrame) -> Pooled:
    what, *where = call.args
    chosen = rows
    if where:  # a run for which something is missing does not meet the condition
        chosen = rows[np.broadcast_to(_condition(where[0], rows) & ~_missing(where[0], rows), len(rows))]
    if isinstance(call.func, ast.Name) and call.func.id == "share":  # a missing value is neither true nor false
        values = np.where(_missing(what, chosen), np.nan, np.asarray(_condition(what, chosen), dtype=float))
    else:
        values = np.asarray(_row(what, chosen), dtype=float)
    return pooled(np.broadcast_to(values, len(chosen)), chosen)


def _missing(what: ast.expr, rows: pd.DataFrame) -> Any:
    names = [ast.unparse(node) for node in ast.walk(what) if isinstance(node, ast.Attribute)]
    return np.asarray(rows[names].isna().any(axis=1), dtype=bool)


def _number(node: ast.expr, numbers: dict[int, int], means: Floats) -> float:
    """The value of an expression about all runs; `means` has the values of its mean(...) and share(...)."""
    if isinstance(node, ast.Call):
        return float(means[numbers[id(node)]])
    if isinstance(node, ast.BinOp):
        sides = (_number(part, numbers, means) for part in (node.left, node.right))
        return float(_ARITHMETIC[type(node.op)](*sides))
    if isinstance(node, ast.UnaryOp):
        return float(_ARITHMETIC[type(node.op)](_number(node.operand, numbers, means)))
    assert isinstance(node, ast.Constant)
    return float(node.value)  # type: ignore[arg-type]  # a number: the claim was checked


def _row(node: ast.expr, rows: pd.DataFrame) -> Any:
    """The value of an expression for each run, or the same number for all."""
    if isinstance(node, ast.Attribute):
        column = rows[ast.unparse(node)]
        return column.to_numpy(dtype=float) if _is_number(column) else column.to_numpy(dtype=object)
    if isinstance(node, ast.BinOp):
        return _ARITHMETIC[type(node.op)](_row(node.left, rows), _row(node.right, rows))
    if isinstance(node, ast.UnaryOp):
        return _ARITHMETIC[type(node.op)](_row(node.operand, rows))
    assert isinstance(node, ast.Constant)
    return node.value if isinstance(node.value, str) else np.float64(node.value)  # type: ignore[arg-type]


def _is_number(column: "pd.Series[Any]") -> bool:
    """Whether a column has numbers, or nothing, in each row."""
    return bool(column.map(lambda value: value is None or isinstance(value, int | float)).all())


def _condition(node: ast.expr, rows: pd.DataFrame) -> Any:
    """Whether a condition is true, for each run or for all of them."""
    if isinstance(node, ast.BoolOp):
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return reduce(join, (_condition(part, rows) for part in node.values))
    if isinstance(node, ast.UnaryOp):
        return np.logical_not(_condition(node.operand, rows))
    assert isinstance(node, ast.Compare)
    parts = [_row(part, rows) for part in (node.left, *node.comparators)]
    pairs = zip(node.ops, parts, parts[1:], strict=False)
    compared = (np.asarray(_COMPARISONS[type(op)](one, other), dtype=bool) for op, one, other in pairs)
    return reduce(np.logical_and, compared)
