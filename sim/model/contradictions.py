"""Settings that do not fit together although each value is in its range, as a table that the page reads too.

An expression is a number, the path of a setting, a text as `["text", "cliques"]`, or a list of an operator and its
two or more operands. `evaluate` here and its twin in the page know the same operators, and `and`.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, NamedTuple

from sim.model.parameters import LARGEST, Parameters

type Expression = int | str | list[Expression]

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "%": operator.mod,
    "<": operator.lt,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "max": max,
}


class Contradiction(NamedTuple):
    """A pair of settings that cannot be: the one to blame, the condition, and the message.

    The message has the paths of settings and the names in `numbers` in braces.
    """

    blame: str
    condition: Expression
    message: str
    numbers: Mapping[str, Expression] = {}


_CLIQUES: Expression = ["==", "published.layout", ["text", "cliques"]]
_INSIDE: Expression = ["-", "published.clique_size", 1]
_REWIRED: Expression = ["+", ["*", 2, "published.clique_size"], 8]
_LINE: Expression = ["==", "published.layout", ["text", "line"]]
_RING: Expression = ["==", "published.layout", ["text", "ring"]]
_ODD: Expression = [">", ["%", "published.neighbours", 2], 0]
_ROOM: Expression = ["+", ["*", 2, "published.neighbours"], 8]
_ALL: Expression = ["-", "organization.members", 1]

CONTRADICTIONS = (
    Contradiction(
        "run.warm_up",
        [">=", "run.warm_up", "run.periods"],
        "a warm-up of {run.warm_up} leaves nothing of {run.periods} periods",
    ),
    Contradiction(
        "environment.goals",
        [">", "environment.goals", "environment.decisions"],
        "{environment.goals} goals need as many decisions, there are {environment.decisions}",
    ),
    Contradiction(
        "published.interdependence",
        [">", ["%", "environment.decisions", "published.interdependence"], 0],
        "blocks of {published.interdependence} do not divide {environment.decisions} decisions",
    ),
    Contradiction(
        "network.ties",
        ["and", _CLIQUES, ["==", "published.rewiring", 0], ["<", "network.ties", _INSIDE]],
        "cliques of {published.clique_size} need places for {places} ties a member",
        {"places": _INSIDE},
    ),
    Contradiction(
        "network.ties",
        ["and", _CLIQUES, ["!=", "published.rewiring", 0], ["<", "network.ties", _REWIRED]],
        "cliques of {published.clique_size}, some of them rewired to others, need places for {places} ties a member",
        {"places": _REWIRED},
    ),
    *(
        Contradiction(
            "published.neighbours",
            ["and", layout, _ODD],
            "{published.neighbours} neighbours are not the same number on each side",
        )
        for layout in (_LINE, _RING)
    ),
    *(
        Contradiction(
            "network.ties",
            ["and", layout, ["!=", "published.rewiring", 0], ["<", "network.ties", _ROOM]],
            "{published.neighbours} neighbours, some of them rewired, need places for {places} ties a member",
            {"places": _ROOM},
        )
        for layout in (_LINE, _RING)
    ),
    *(
        Contradiction(
            "network.ties",
            ["and", layout, ["<", "network.ties", "published.neighbours"]],
            "{published.neighbours} neighbours need places for as many ties a member",
        )
        for layout in (_LINE, _RING)
    ),
    Contradiction(
        "network.ties",
        ["and", ["==", "published.layout", ["text", "pairs"]], ["<", "network.ties", _ALL]],
        "where every pair may be tied, {organization.members} members need places for {places} ties",
        {"places": _ALL},
    ),
    Contradiction(
        "organization.members",
        [">", ["*", "organization.members", ["max", "environment.goals", "network.ties", 1]], 50 * LARGEST],
        "so many members times goals or ties do not fit into memory",
    ),
)


def evaluate(expression: Expression, parameters: Parameters) -> Any:
    """The value of an expression under parameters."""
    if isinstance(expression, str):
        group, _, name = expression.partition(".")
        return getattr(getattr(parameters, group), name)
    if isinstance(expression, int):
        return expression
    sign, *operands = expression
    if sign == "text":
        return operands[0]
    if sign == "and":
        return all(evaluate(operand, parameters) for operand in operands)
    return reduce(OPERATORS[str(sign)], (evaluate(operand, parameters) for operand in operands))


def contradictions(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """What is wrong with settings together: (the setting to blame, the message)."""
    for wrong in CONTRADICTIONS:
        if evaluate(wrong.condition, parameters):
            yield wrong.blame, _message(wrong, parameters)


def _message(wrong: Contradiction, parameters: Parameters) -> str:
    def number(name: re.Match[str]) -> str:
        return str(evaluate(wrong.numbers.get(name[1], name[1]), parameters))

    return re.sub(r"\{([\w.]+)\}", number, wrong.message)
