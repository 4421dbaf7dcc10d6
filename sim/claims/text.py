"""The results of a claim, as Markdown and as JSON."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.claims.claim import SECTIONS
from sim.claims.verdict import Shares, StatementVerdict, weakest
from sim.engine.statistics import Interval
from sim.output.tables import markdown

if TYPE_CHECKING:
    from sim.claims.evaluate import Evaluation

HEADER = ("statement", "effect at the defaults", "there it is", "held", "reversed", "too small", "undecided", "verdict")


class Supplement(NamedTuple):
    """A further result: a table, a sentence that sums it up, and a writer of its figure if it has one."""

    name: str
    title: str
    header: tuple[str, ...]
    rows: list[list[str]]
    closing: str = ""
    picture: Callable[[Path], None] | None = None


def effect_text(effect: Interval, digits: int = 3) -> str:
    """An effect with its interval."""
    if not math.isfinite(effect.mean):
        return "not known"
    return f"{effect.mean:+.{digits}f} ({effect.low:+.{digits}f} to {effect.high:+.{digits}f})"


def percent(shares: Shares, count: int) -> str:
    """A share of the points with its interval."""
    low, high = shares.limits(count)
    return f"{count / max(1, shares.points):.0%} ({low:.0%} to {high:.0%})"


def where(verdict: StatementVerdict) -> str:
    """The region of a statement, and its shares there in the half of the sample that did not choose the region."""
    inside = verdict.inside
    counts = f"held at {percent(inside, inside.held)} of {inside.points} points, reversed at {inside.against:.0%}"
    return f"{verdict.region}: {counts}"


def row(verdict: StatementVerdict) -> list[str]:
    """A statement as a row of a table with the columns HEADER."""
    shares = verdict.shares
    counts = [percent(shares, shares.held), *(f"{n / max(1, shares.points):.0%}" for n in shares[1:])]
    return [verdict.statement.says, effect_text(verdict.effect), verdict.at_defaults, *counts, verdict.word]


def as_markdown(evaluation: "Evaluation") -> str:
    """The results of a claim as Markdown."""
    claim, size, verdicts = evaluation.claim, evaluation.size, evaluation.verdicts
    lines = [
        f"# {claim.number}. {claim.title}",
        f"**{weakest([verdict.word for verdict in verdicts])}** · {claim.origin}: {claim.because}",
        *(f"*{name}.* {claim.section(name)}" for name in SECTIONS),
    ]
    if evaluation.sums:
        regions = [[verdict.statement.says, where(verdict)] for verdict in verdicts]
        lines += [
            f"At the defaults: {size.replicates} paired replicates; the 95 % intervals of all claims hold together. "
            f"Sample: {size.points} points of all other uncertain parameters, {size.sampled} paired replicates at each "
            "point.",
            markdown(HEADER, [row(verdict) for verdict in verdicts]),
            "## Where it holds",
            "One half of the sample chose each region; the shares are those of the other half.",
            markdown(("statement", "region where it holds most often"), regions),
        ]
    else:
        effects = [[verdict.statement.says, effect_text(verdict.effect), verdict.word] for verdict in verdicts]
        lines += [
            f"Screening: {size.points} points, {size.sampled} replicates at each point. The 95 % interval holds "
            "together with those of all other claims.",
            markdown(("statement", "effect", "verdict"), effects),
        ]
    if evaluation.ablations:
        lines += [
            "## Which mechanism it needs",
            f"The effect of the first statement is {effect_text(verdicts[0].effect)}. The table shows it with one "
            "mechanism switched off. The intervals hold together, as above.",
            markdown(("without", "effect"), [[a.without, effect_text(a.effect)] for a in evaluation.ablations]),
        ]
    for supplement in evaluation.supplements:
        lines += [f"## {supplement.title}", markdown(supplement.header, supplement.rows)]
        lines += [supplement.closing] if supplement.closing else []
    return "\n\n".join(lines) + "\n"


def as_json(evaluation: "Evaluation") -> str:
    """The results of a claim as JSON, from which the ledger is written."""
    claim = evaluation.claim
    content: dict[str, Any] = {
        "number": claim.number,
        "claim": claim.name,
        "title": claim.title,
        "verdict": weakest([verdict.word for verdict in evaluation.verdicts]),
        "origin": claim.origin,
        "because": claim.because,
        **{name.lower().replace(" ", "_"): claim.section(name) for name in ("Question", "Hypothesis", "Wrong if")},
        "size": evaluation.size._asdict(),
        "statements": [_statement(verdict) for verdict in evaluation.verdicts],
        "ablations": [{"without": a.without, **_known(a.effect)} for a in evaluation.ablations],
        "also": [{"name": s.name, "title": s.title, "closing": s.closing} for s in evaluation.supplements],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _known(effect: Interval) -> dict[str, float | None]:
    """An effect for JSON, which has no infinite or missing numbers: they become null."""
    return {name: value if math.isfinite(value) else None for name, value in effect._asdict().items()}


def _statement(verdict: StatementVerdict) -> dict[str, Any]:
    statement = verdict.statement
    return {
        "says": statement.says,
        "outcome": statement.outcome,
        "weights": dict(statement.weights),
        "smallest": statement.smallest,
        "beyond": statement.beyond,
        **_known(verdict.effect),
        "at_defaults": verdict.at_defaults,
        "shares": verdict.shares._asdict(),
        "region": str(verdict.region),
        "inside": verdict.inside._asdict(),
        "verdict": verdict.word,
    }
