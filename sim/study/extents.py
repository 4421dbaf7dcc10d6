"""Whether a condition of a claim can hold at any point of a study, by the values that its factors have.

The answer is sure: a condition that cannot hold holds nowhere. One that can hold by its factors may still fail, because
of the outcomes or because of the points that the design draws.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise, product
from math import inf, isnan
from typing import Any, NamedTuple

from sim.study.factors import Factor

MOST_TRIED = 20_000  # combinations of values; conditions with more are taken as possible

type Point = Mapping[str, Any]

_ORDER: dict[type, Callable[[Any, Any], bool]] = {
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


class _Span(NamedTuple):
    """The numbers between two ends, which are included."""

    low: float
    high: float


ANY = _Span(-inf, inf)


def cannot_hold(condition: ast.expr, factors: Mapping[str, Factor]) -> bool:
    """Whether no values of these factors meet a condition, whatever the outcomes are."""
    names = sorted({ast.unparse(node) for node in ast.walk(condition) if isinstance(node, ast.Attribute)})
    known = [name for name in names if name in factors]
    constants = [node.value for node in ast.walk(condition) if isinstance(node, ast.Constant)]
    numbers = [float(constant) for constant in constants if isinstance(constant, int | float)]
    tried = islice(product(*(_candidates(factors[name], numbers) for name in known)), MOST_TRIED + 1)
    for count, values in enumerate(tried):
        if count == MOST_TRIED or _holds(condition, dict(zip(known, values, strict=True)), factors) is not False:
            return False
    return True


def _candidates(factor: Factor, numbers: list[float]) -> list[Any]:
    """Values of a factor that meet every comparison with these numbers that any of its values meets.

    A run whose factor has no value meets no condition, so None is left out.
    """
    if factor.values is not None:
        return list(dict.fromkeys(value for value in factor.values if value is not None))
    ends = sorted({factor.low, factor.high, *(n for n in numbers if factor.low <= n <= factor.high)})
    if factor.whole:
        near = (int(end) + step for end in ends for step in (-1, 0, 1))
        return sorted({value for value in near if factor.low <= value <= factor.high})
    return sorted({*ends, *((one + other) / 2 for one, other in pairwise(ends))})


def _holds(node: ast.expr, point: Point, factors: Mapping[str, Factor]) -> bool | None:
    """Whether a condition holds at a point; None if that is not known."""
    if isinstance(node, ast.BoolOp):
        parts = [_holds(part, point, factors) for part in node.values]
        deciding = isinstance(node.op, ast.Or)
        return deciding if deciding in parts else None if None in parts else not deciding
    if isinstance(node, ast.UnaryOp):
        part = _holds(node.operand, point, factors)
        return None if part is None else not part
    assert isinstance(node, ast.Compare)
    parts = [*_compared(node, point, factors)]
    return False if False in parts else None if None in parts else True


def _compared(node: ast.Compare, point: Point, factors: Mapping[str, Factor]) -> Iterator[bool | None]:
    parts = (node.left, *node.comparators)
    for one, op, other in zip(parts, node.ops, parts[1:], strict=False):
        if _by_candidates(one, other, factors):
            yield bool(_ORDER[type(op)](_value(one, point), _value(other, point)))
        else:
            yield _by_span(op, _span(one, factors), _span(other, factors))


def _by_candidates(one: ast.expr, other: ast.expr, factors: Mapping[str, Factor]) -> bool:
    """Whether the candidates decide a comparison: of a factor and a constant, or of two factors with listed values."""
    named = [ast.unparse(part) for part in (one, other) if isinstance(part, ast.Attribute)]
    alone = len(named) == 1 or all(name in factors and factors[name].values is not None for name in named)
    return (
        all(isinstance(part, ast.Attribute | ast.Constant) for part in (one, other))
        and all(name in factors for name in named)
        and alone
    )


def _value(part: ast.expr, point: Point) -> Any:
    return part.value if isinstance(part, ast.Constant) else point[ast.unparse(part)]


def _by_span(op: ast.cmpop, one: _Span, other: _Span) -> bool | None:
    """Whether a comparison holds for all numbers in two spans, or for none; else None."""
    if isinstance(op, ast.Gt | ast.GtE):
        one, other = other, one
    strict = isinstance(op, ast.Gt | ast.Lt)
    if isinstance(op, ast.Eq | ast.NotEq):
        apart = one.high < other.low or other.high < one.low
        return isinstance(op, ast.NotEq) if apart else None
    if one.high < other.low or (one.high == other.low and not strict):
        return True
    return False if one.low > other.high or (one.low == other.high and strict) else None


def _span(node: ast.expr, factors: Mapping[str, Factor]) -> _Span:
    """The numbers that an expression can have, at all points; possibly more."""
    if isinstance(node, ast.Constant):
        return _Span(float(node.value), float(node.value)) if isinstance(node.value, int | float) else ANY
    if isinstance(node, ast.Attribute):
        return _span_of(factors.get(ast.unparse(node)))
    if isinstance(node, ast.UnaryOp):
        inner = _span(node.operand, factors)
        return _Span(-inner.high, -inner.low) if isinstance(node.op, ast.USub) else inner
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.Div):
        return ANY
    left, right = _span(node.left, factors), _span(node.right, factors)
    if isinstance(node.op, ast.Sub):
        return _hull(left.low - right.high, left.high - right.low)
    if isinstance(node.op, ast.Add):
        return _hull(left.low + right.low, left.high + right.high)
    return _hull(*(one * other for one in left for other in right))


def _span_of(factor: Factor | None) -> _Span:
    if factor is None:
        return ANY
    values = (factor.low, factor.high) if factor.values is None else [v for v in factor.values if v is not None]
    if not values or not all(isinstance(value, int | float) for value in values):
        return ANY
    return _Span(float(min(values)), float(max(values)))


def _hull(*ends: float) -> _Span:
    """The span of these ends, made wider by more than rounding can be wrong."""
    if any(isnan(end) for end in ends):
        return ANY
    low, high = min(ends), max(ends)
    room = 1e-9 * max(abs(low), abs(high))
    return ANY if room == inf else _Span(low - room, high + room)
