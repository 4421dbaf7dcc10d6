"""The results of a claim, as JSON and as Markdown."""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.claims.claim import SECTIONS
from sim.claims.verdict import MOSTLY
from sim.claims.words import amount, explained, plainly, smallest
from sim.engine.statistics import Interval
from sim.output.tables import markdown

if TYPE_CHECKING:
    from sim.claims.claim import Statement
    from sim.claims.evaluate import Evaluation, Tried

HEADER = (
    "statement",
    "smallest that matters",
    "worlds (adrift)",
    "mean effect",
    "spread between worlds",
    "chance of an effect that matters",
    "chance of one against it",
    "chance of any above 0",
    "word",
    "the sentence expects",
)
EXPECTED = {"more": "an effect", "nothing": "none that matters"}


def effect_text(effect: Interval, digits: int = 3) -> str:
    """An effect with its interval."""
    if not math.isfinite(effect.mean):
        return "not known"
    return f"{effect.mean:+.{digits}f} ({effect.low:+.{digits}f} to {effect.high:+.{digits}f})"


def record_of(evaluation: "Evaluation") -> dict[str, Any]:
    """The results of a claim as plain data, from which the ledger is written."""
    claim = evaluation.claim
    samples = {
        sample.name: {
            "says": sample.says,
            "word": evaluation.word(sample.name),
            "votes": [_statement(one) for one in evaluation.of(sample.name, True)],
            "checks": [_statement(one) for one in evaluation.of(sample.name, False)],
        }
        for sample in evaluation.samples
    }
    record: dict[str, Any] = {
        "number": claim.number,
        "claim": claim.name,
        "title": claim.title,
        "edition": evaluation.edition._asdict(),
        "verdict": evaluation.word(evaluation.samples[0].name),
        "origin": claim.origin,
        "because": claim.because,
        **{name.lower().replace(" ", "_"): claim.section(name) for name in SECTIONS},
        "samples": samples,
        "defaults": [
            {"without": some.without, "effects": [_known(effect._asdict()) for effect in some.effects]}
            for some in evaluation.defaults
        ],
    }
    return record | {"explanation": explained(claim.explanation, record)}


def as_json(evaluation: "Evaluation") -> str:
    """The results of a claim as JSON."""
    return json.dumps(record_of(evaluation), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _known(numbers: Mapping[str, float]) -> dict[str, float | None]:
    """Numbers for JSON, which has no infinite or missing ones: they become null. Six digits are kept."""
    return {name: float(f"{value:.6g}") if math.isfinite(value) else None for name, value in numbers.items()}


def _is_share(statement: "Statement") -> bool:
    return any(term.share_of for term in statement.terms)


def _statement(one: "Tried") -> dict[str, Any]:
    statement, verdict = one.statement, one.verdict
    result: dict[str, Any] = {
        "says": statement.says,
        "outcome": statement.outcome,
        "smallest": statement.smallest,
        "share": _is_share(statement),
        "expects": statement.expects,
        "worlds": verdict.worlds,
        "adrift": one.adrift,
        "word": verdict.word,
        "truth": _known(verdict.truth._asdict()),
        "low": _known(verdict.low._asdict()),
        "high": _known(verdict.high._asdict()),
        "support": dict(verdict.support),
    }
    if one.region is not None:
        region = one.region
        held_out = _known({"above": region.above, "low": region.low, "below": region.below})
        result["region"] = {"says": str(region), "worlds": region.worlds, "reached": region.reached, **held_out}
        result["curves"] = [
            {"path": line.path, "values": [float(f"{v:.4g}") for v in line.values],
             "above": _table(line.above), "below": _table(line.below)}
            for line in one.curves
        ]  # fmt: skip
    return result


def _table(rows: list[tuple[float, float, float]]) -> list[list[float]]:
    return [[round(value, 4) for value in row] for row in rows]


def number(value: float | None) -> float:
    """A number from JSON, where null stands for one that is not known."""
    return float("nan") if value is None else value


def row(statement: Mapping[str, Any]) -> list[str]:
    """A statement as a row of a table with the columns HEADER."""
    if statement["worlds"] < 2:
        numbers = ["not known"] * 5
    else:
        truth, low, high = statement["truth"], statement["low"], statement["high"]
        numbers = [
            f"{amount(truth['mean'], statement['share'])} "
            f"({amount(low['mean'], statement['share'])} to {amount(high['mean'], statement['share'])})",
            amount(truth["spread"], statement["share"]).lstrip("+"),
            *(f"{truth[side]:.0%} ({low[side]:.0%} to {high[side]:.0%})" for side in ("above", "below", "positive")),
        ]
    return [
        statement["says"],
        smallest(statement),
        f"{statement['worlds']} ({statement['adrift']})",
        *numbers,
        statement["word"],
        EXPECTED[statement["expects"]],
    ]


def where(statement: Mapping[str, Any]) -> str:
    """Where a statement holds most often in all worlds, and what held-out worlds say of this way of finding it."""
    region = statement["region"]
    return (
        f"{region['says']}: found in all worlds, so these limits are not tested. The same search in four fifths of the "
        f"worlds finds regions of which the other fifth can judge: in {region['worlds']} such worlds the chance of an "
        f"effect that matters is {region['above']:.0%} (at least {region['low']:.0%}), of one against it "
        f"{region['below']:.0%}. The lower limit {'reaches' if region['reached'] else 'does not reach'} {MOSTLY:.0%}."
    )


def depends_on(statement: Mapping[str, Any]) -> str:
    """How the chances change along the two settings that matter most."""
    parts = []
    for line in statement["curves"]:
        first, last, above, below = line["values"][0], line["values"][-1], line["above"], line["below"]
        parts.append(
            f"as `{line['path']}` goes from {first:g} to {last:g}, the chance of an effect that matters goes from "
            f"{above[0][0]:.0%} to {above[-1][0]:.0%}, of one against it from {below[0][0]:.0%} to {below[-1][0]:.0%}"
        )
    return "; ".join(parts) + "."


def support(statement: Mapping[str, Any]) -> str:
    """Which words fit when the worlds are drawn again."""
    fits = sorted(statement["support"].items(), key=lambda item: -item[1])
    return ", ".join(f"{word} in {share:.0%}" for word, share in fits)


def sections(record: Mapping[str, Any], heading: str = "##") -> list[str]:
    """The results of a claim as parts of a Markdown page."""
    parts = [f"*Sentence.* {record['sentence']}", f"*Statement that votes.* {record['statement']}"]
    first = next(iter(record["samples"].values()))
    parts += [plainly(statement) for statement in first["votes"]]
    parts += [record["explanation"]] if record["explanation"] else []
    for sample in record["samples"].values():
        parts += [
            f"{heading} {sample['says']}: {sample['word']}",
            markdown(HEADER, [row(statement) for statement in sample["votes"]]),
            "When the worlds are drawn again: " + "; ".join(support(statement) for statement in sample["votes"]) + ".",
        ]
        parts += [f"*What it depends on most.* {depends_on(s)}" for s in sample["votes"] if "curves" in s]
        parts += [f"*Where it holds most often.* {where(s)}" for s in sample["votes"] if "region" in s]
        if sample["checks"]:
            parts += ["Checks, which do not vote:", markdown(HEADER, [row(s) for s in sample["checks"]])]
    usual, *without = record["defaults"]
    if without:
        parts += [
            f"{heading} Which mechanism it needs",
            "The effect at the defaults, with its 95 % interval, as the model has it and with a mechanism switched off "
            "in all crews.",
            markdown(
                ("", *(statement["says"] for statement in first["votes"])),
                [
                    [some["without"] or "as the model has it", *map(_interval, some["effects"])]
                    for some in (usual, *without)
                ],
            ),
        ]
    return parts


def _interval(effect: Mapping[str, float | None]) -> str:
    return effect_text(Interval(*(number(effect[name]) for name in Interval._fields)))


def as_markdown(evaluation: "Evaluation") -> str:
    """The results of a claim as a page."""
    record = record_of(evaluation)
    lines = [
        f"# {record['number']}. {record['title']}",
        f"**{record['verdict']}** · {record['origin']}: {record['because']}.",
        f"*Design.* {record['design']}",
        f"*Wrong if.* {record['wrong_if']}",
        *sections(record),
        "![Chances and conditions](verdict.png)",
    ]
    return "\n\n".join(lines) + "\n"
