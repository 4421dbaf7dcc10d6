"""What a trial found, in words and as data."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report import markdown
from sim.statistics import Interval
from sim.trial.judging import Judged, Shares, together

if TYPE_CHECKING:
    from sim.trial.running import Tried

HEADER = ("statement", "effect at the defaults", "there it is", "held", "reversed", "too small", "undecided", "verdict")


class Shown(NamedTuple):
    """Something else that was looked at: a table, what it comes to, and what writes its figure if it has one."""

    name: str
    title: str
    header: tuple[str, ...]
    rows: list[list[str]]
    closing: str = ""
    picture: Callable[[Path], None] | None = None


def said(effect: Interval, digits: int = 3) -> str:
    """An effect with its interval."""
    if not math.isfinite(effect.mean):
        return "not known"
    return f"{effect.mean:+.{digits}f} ({effect.low:+.{digits}f} to {effect.high:+.{digits}f})"


def percent(shares: Shares, count: int) -> str:
    """A share of points with its interval."""
    low, high = shares.limits(count)
    return f"{count / max(1, shares.points):.0%} ({low:.0%} to {high:.0%})"


def where(judged: Judged) -> str:
    """Where a part holds most, and how often in the half of the sample that did not choose the place."""
    inside = judged.inside
    counts = f"held at {percent(inside, inside.held)} of {inside.points} points, reversed at {inside.against:.0%}"
    return f"{judged.region}: {counts}"


def row(judged: Judged) -> list[str]:
    """A part in a row of a table, see HEADER."""
    shares = judged.shares
    counts = [percent(shares, shares.held), *(f"{n / max(1, shares.points):.0%}" for n in shares[1:])]
    return [judged.part.says, said(judged.effect), judged.found, *counts, judged.verdict]


def told(tried: "Tried") -> str:
    """The trial as Markdown."""
    claim, size = tried.claim, tried.size
    word = together([judged.verdict for judged in tried.judged])
    lines = [
        f"# {claim.number}. {claim.title}",
        f"**{word}** · {claim.origin}: {claim.because}",
        *(f"*{name}.* {claim.section(name)}" for name in ("Question", "Hypothesis", "Design", "Wrong if")),
    ]
    if tried.sums:
        lines += [
            f"Defaults: {size.replicates} paired replicates, intervals that hold together over all claims (95 %). "
            f"Sample: {size.points} points of all other uncertain parameters, {size.sampled} paired replicates each.",
            markdown(HEADER, [row(judged) for judged in tried.judged]),
            "## Where it holds",
            "Chosen on one half of the sample, counted on the other.",
            markdown(("statement", "where it holds most"), [[j.part.says, where(j)] for j in tried.judged]),
        ]
    else:
        lines += [
            f"{size.points} points of the screening, {size.sampled} replicates each; an interval that holds together "
            "with those of all claims (95 %).",
            markdown(
                ("statement", "effect", "verdict"), [[j.part.says, said(j.effect), j.verdict] for j in tried.judged]
            ),
        ]
    if tried.ablated:
        lines += [
            "## What carries it",
            "Intervals that hold together, as above. "
            f"The effect of the first statement ({said(tried.judged[0].effect)}) with a mechanism switched off:",
            markdown(("without", "effect"), [[a.without, said(a.effect)] for a in tried.ablated]),
        ]
    for shown in tried.shown:
        lines += [f"## {shown.title}", markdown(shown.header, shown.rows), *([shown.closing] if shown.closing else [])]
    return "\n\n".join(lines) + "\n"


def record(tried: "Tried") -> str:
    """The trial as JSON, from which the ledger is written."""
    claim = tried.claim
    content: dict[str, Any] = {
        "number": claim.number,
        "claim": claim.name,
        "title": claim.title,
        "verdict": together([judged.verdict for judged in tried.judged]),
        "origin": claim.origin,
        "because": claim.because,
        **{name.lower().replace(" ", "_"): claim.section(name) for name in ("Question", "Hypothesis", "Wrong if")},
        "size": tried.size._asdict(),
        "parts": [_part(judged) for judged in tried.judged],
        "ablations": [{"without": a.without, **_known(a.effect)} for a in tried.ablated],
        "also": [{"name": s.name, "title": s.title, "closing": s.closing} for s in tried.shown],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _known(effect: Interval) -> dict[str, float | None]:
    """An effect as JSON knows it: what is infinite or missing is null."""
    return {name: value if math.isfinite(value) else None for name, value in effect._asdict().items()}


def _part(judged: Judged) -> dict[str, Any]:
    return {
        "says": judged.part.says,
        "outcome": judged.part.outcome,
        "weights": dict(judged.part.weights),
        "smallest": judged.part.smallest,
        "beyond": judged.part.beyond,
        **_known(judged.effect),
        "found": judged.found,
        "shares": judged.shares._asdict(),
        "region": str(judged.region),
        "inside": judged.inside._asdict(),
        "verdict": judged.verdict,
    }
