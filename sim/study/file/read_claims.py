"""Reading `claims` in a study file."""

from collections.abc import Iterator, Sequence

from sim.model.outcomes import outcome_names
from sim.scenario import Problem
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, problem
from sim.study.expressions import Claim, ClaimError, Vocabulary, parse
from sim.study.factors import Factor


def read_claims(
    written: tuple[Place, Node] | None, factors: Sequence[Factor], compared: int, problems: list[Problem]
) -> tuple[Claim, ...]:
    """The claims in the order of the file; each one that cannot be used is a problem."""
    if written is None or written[1].kind == "refused":
        return ()
    key, node = written
    # Factors that cannot be read have no values yet.
    extents = {} if problems else {factor.path: factor for factor in factors}
    words = Vocabulary(outcome_names(), [factor.path for factor in factors], compared, extents)
    claims: dict[str, Claim] = {}
    for name, text in _pairs(key, node, problems):
        if name.value in claims:
            problems.append(
                problem("S016", f"the claim '{name.value}' is there twice", name.place, "rename one of them")
            )
        elif text.kind != "scalar" or not isinstance(text.value, str):
            help = "write it after the name, such as mean(base.made_good_mean) > 0"
            problems.append(problem("S025", f"the claim '{name.value}' must be text", name.place, help))
        else:
            claims[name.value] = Claim(name.value, text.value)
            problems += _wrong(text, words)
    return tuple(claims.values())


def _pairs(key: Place, node: Node, problems: list[Problem]) -> Iterator[tuple[Node, Node]]:
    """Names and texts of claims, written as a list of `- name: text`, or as a group."""
    items = node.value if node.kind == "list" else [node]
    for item in items:
        if item.kind == "group":
            yield from item.value
        elif item.kind != "refused":
            place = key if item.value is None else item.place
            problems.append(problem("S014", "a claim has a name and a text", place, "write '- name: mean(...) > ...'"))


def _wrong(text: Node, words: Vocabulary) -> Iterator[Problem]:
    try:
        parse(text.value, words)
    except ClaimError as error:
        place = text.place
        start = -1 if place.column is None else place.text.find(text.value, place.column - 1)
        if start >= 0:
            place = place._replace(column=start + 1 + error.column, width=error.width)
        yield problem(error.code, error.message, place, error.help)
