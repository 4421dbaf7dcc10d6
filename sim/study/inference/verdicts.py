"""Claims judged by the runs: effect, interval, verdict. Means and their errors are those of `pooling`."""

import ast
import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.engine.statistics import LEVEL
from sim.model.state import Bools, Floats
from sim.study.expressions import SIDES, Claim, calls, names_in, tree_of
from sim.study.inference.adjustment import Ranges, Weighted, equal_weights
from sim.study.inference.pooling import Pooled, combined, half_width, pooled, share_limits, spread

_ARITHMETIC: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: np.divide,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
_COMPARISONS: dict[type, Callable[..., Any]] = {
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
MOSTLY = 0.8  # from this share of the variance on, more replicates hardly narrow an interval


class ClaimVerdict(NamedTuple):
    """The verdict on a claim of a study.

    Attributes
    ----------
    name, text : the claim
    verdict : supported, contradicted or undecided
    effect : left side minus right side
    low, high : the interval of the effect; if there are several claims, their intervals hold together (Bonferroni)
    runs : the number of runs that it counts, or of pairs of runs if two scenarios are compared
    left_out : how many runs or pairs it would also count if they had not failed, and had all outcomes it names
    from_points : the share of the variance that comes from the draw of the points; more replicates do not reduce it
    stated : when the claim was stated, such as "before the runs"; empty if it is not a claim of the study
    """

    name: str
    text: str
    verdict: str
    effect: float
    low: float
    high: float
    runs: int
    left_out: int = 0
    from_points: float = 0.0
    stated: str = ""

    @property
    def needs_points(self) -> bool:
        """Whether the claim is undecided for want of points: more replicates would hardly narrow its interval."""
        return self.verdict == "undecided" and self.from_points >= MOSTLY


def counted(verdict: ClaimVerdict) -> str:
    """How many runs, or pairs of runs, a verdict counts, and how many it leaves out, in words."""
    sides = {side for side, _ in names_in(tree_of(verdict.text)) if side in SIDES}
    pairs = " pairs" if len(sides) > 1 else ""
    return f"{verdict.runs:,}{pairs}" + (f" ({verdict.left_out:,} left out)" if verdict.left_out else "")


class _Term(NamedTuple):
    """A mean(...) or share(...) of a claim, and how many rows it would count if nothing were missing."""

    pooled: Pooled
    is_share: bool
    wanted: Bools


def judge(
    claims: Sequence[Claim], rows: pd.DataFrame, ranges: Ranges | None = None, counted: int = 0
) -> list[ClaimVerdict]:
    """The verdict on each claim, with intervals that hold together for all claims (Bonferroni).

    Parameters
    ----------
    claims
        The claims, which `parse` must have checked.
    rows
        One row per point and replicate, with the columns `point`, `replicate`, `draw`, the factors, and outcomes as
        `base.x` and `compare.x`.
    ranges
        The factors of these rows and their ranges, if the points are a sample.
    counted
        For how many claims the intervals hold together; at least for those given.
    """
    level = 1 - (1 - LEVEL) / max(len(claims), counted, 1)
    with np.errstate(all="ignore"):  # numbers that are too large, and divisions by 0, are left out
        return [_judged(claim, rows, ranges, level) for claim in claims]


def _judged(claim: Claim, rows: pd.DataFrame, ranges: Ranges | None, level: float) -> ClaimVerdict:
    tree = tree_of(claim.text)
    assert isinstance(tree, ast.Compare), "checked when the study was read"
    # Means of different runs are no comparison: a row counts in all terms or in none.
    complete = ~_missing(tree, rows)
    terms = [_term(call, rows, ranges, complete) for call in calls(tree)]
    known = [(term.pooled.mean, slope) for term, slope in zip(terms, np.eye(len(terms)), strict=True)]
    numbers = dict(zip(map(id, calls(tree)), known, strict=True))
    (left, up), (right, down) = (_number(side, numbers, len(terms)) for side in (tree.left, tree.comparators[0]))
    effect, slopes = left - right, up - down
    low, high, from_points = float("-inf"), float("inf"), 0.0
    if np.isfinite(effect) and np.isfinite(slopes).all():
        total = combined([term.pooled for term in terms], slopes, effect)
        below, above = _distances(terms, slopes, total, level)
        low, high, from_points = effect - below, effect + above, spread(total).from_points
    used = np.logical_or.reduce([term.pooled.used for term in terms])
    wanted = np.logical_or.reduce([term.wanted for term in terms])
    upward = isinstance(tree.ops[0], ast.Gt | ast.GtE)
    return ClaimVerdict(
        claim.name, claim.text, _verdict(low, high, upward), effect, low, high, int(used.sum()),
        int((wanted & ~used).sum()), from_points,
    )  # fmt: skip


def _verdict(low: float, high: float, upward: bool) -> str:
    if not (low > 0 or high < 0):
        return "undecided"
    return "supported" if (low > 0) == upward else "contradicted"


def _distances(terms: Sequence[_Term], slopes: Floats, total: Pooled, level: float) -> tuple[float, float]:
    """How far the limits are below and above the effect.

    Shares have limits of their own, which are put together by the method of variance estimates recovery
    [ZouDonner2008]; here the terms may also be correlated. Where the runs tell no correlation, because all of them
    agree on a share, the distances are added, as if it were the worst.
    """
    if not any(term.is_share for term in terms):
        half = half_width(total, level, float(np.abs(slopes * [term.pooled.mean for term in terms]).max()))
        return half, half
    limits = [_limits(term, level) for term in terms]
    means = [term.pooled.mean for term in terms]
    under, over = (np.abs(np.array(ends) - means) for ends in zip(*limits, strict=True))
    falling = slopes < 0
    below = _together(slopes * np.where(falling, over, under), terms)
    return below, _together(slopes * np.where(falling, under, over), terms)


def _limits(term: _Term, level: float) -> tuple[float, float]:
    if term.is_share:
        return share_limits(term.pooled, level)
    half = half_width(term.pooled, level)
    return term.pooled.mean - half, term.pooled.mean + half


def _together(distances: Floats, terms: Sequence[_Term]) -> float:
    """The distance of a sum from those of its terms."""
    parts = [term.pooled for term in terms]
    variances = [spread(part).variance for part in parts]
    if len(parts) == 1 or not all(0 < variance < np.inf for variance in variances):
        return float(np.abs(distances).sum())
    square = 0.0
    for i, one in enumerate(parts):
        for j, other in enumerate(parts):
            both = spread(combined([one, other], np.ones(2))).variance if i != j else 4 * variances[i]
            alike = (both - variances[i] - variances[j]) / (2 * np.sqrt(variances[i] * variances[j]))
            square += float(np.clip(alike, -1, 1)) * distances[i] * distances[j]
    return float(np.sqrt(max(square, 0.0)))


def _term(call: ast.Call, rows: pd.DataFrame, ranges: Ranges | None, complete: Bools) -> _Term:
    what, *where = call.args
    is_share = isinstance(call.func, ast.Name) and call.func.id == "share"
    chosen = wanted = np.ones(len(rows), dtype=bool)
    if where:  # a run for which something is missing does not meet the condition
        missing = _missing(where[0], rows)
        met = np.broadcast_to(_condition(where[0], rows), len(rows))
        chosen, wanted = met, met | missing
    values = np.asarray(_condition(what, rows) if is_share else _row(what, rows), dtype=float)
    values = np.where(chosen & complete, np.broadcast_to(values, len(rows)), np.nan)
    weighted: Weighted = equal_weights
    if ranges is not None and not is_share and not (where and _about_outcomes(where[0])):
        part = _condition(where[0], ranges.sample) if where else True
        weighted = ranges.adjusted(np.broadcast_to(part, len(ranges.sample)))
    return _Term(pooled(values, rows, weighted), is_share, wanted)


def _about_outcomes(condition: ast.expr) -> bool:
    return any(side in SIDES for side, _ in names_in(condition))


def _missing(what: ast.expr, rows: pd.DataFrame) -> Any:
    # Outcomes only: where a factor is null, that is its value.
    names = [f"{side}.{name}" for side, name in names_in(what) if side in SIDES]
    return np.asarray(rows[names].isna().any(axis=1), dtype=bool)


type _Number = tuple[float, Floats]


def _number(node: ast.expr, numbers: dict[int, _Number], terms: int) -> _Number:
    """The value of an expression about all runs, and its slopes along the mean(...) and share(...) in it."""
    if isinstance(node, ast.Call):
        return numbers[id(node)]
    if isinstance(node, ast.BinOp):
        (one, along), (other, beside) = (_number(part, numbers, terms) for part in (node.left, node.right))
        value = float(_ARITHMETIC[type(node.op)](one, other))
        if isinstance(node.op, ast.Mult):
            return value, other * along + one * beside
        if isinstance(node.op, ast.Div):
            return value, np.divide(along - value * beside, other)
        return value, _ARITHMETIC[type(node.op)](along, beside)
    if isinstance(node, ast.UnaryOp):
        value, along = _number(node.operand, numbers, terms)
        return _ARITHMETIC[type(node.op)](value), _ARITHMETIC[type(node.op)](along)
    assert isinstance(node, ast.Constant)
    return float(node.value), np.zeros(terms)  # type: ignore[arg-type]  # a number: the claim was checked


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
