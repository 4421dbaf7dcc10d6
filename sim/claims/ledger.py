"""The ledger: every claim, its verdict, and the region in which it holds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sim
from sim.claims.text import effect_text, percent
from sim.claims.verdict import MOSTLY, SELDOM, SMALLEST_REGION, Shares
from sim.engine.statistics import Interval
from sim.output.tables import markdown

# Sentences of the theory that no claim tries yet.
NOT_TRIED = (
    (
        "New solutions come from across departments",
        "Since results version 2, ways of working depend on each other across departments (`ways`, `ideas`, `trials`).",
    ),
    ("Outside stakeholders take part", "Since results version 2, they support the work and report (`stakeholders`)."),
)
OCEANS = (
    "The worth of leadership in 22 industries, which differ in how dynamic they are, is a study of its own with "
    "verdicts of its own:"
)
RULES = (
    "The words and their rules were fixed before any claim was run. At the defaults, a statement is *negligible* if "
    "its interval lies within the smallest effect that matters. Otherwise it is *supported* or *reversed* if the "
    "interval excludes 0, and *open* if it does not. The intervals of all statements of all claims, with and without "
    "a mechanism, hold together with 95 % (Bonferroni). At each point of the sample, all other uncertain parameters "
    "differ at the same time. Each point has its own 95 % interval, which says held, reversed, too small, or "
    "undecided. Without any effect, one point in forty would be held and one reversed. All points use the same random "
    "numbers, so their noise is not quite independent.",
    f"*holds*: supported at the defaults, held at {MOSTLY:.0%} of the points or more, and reversed at {SELDOM:.0%} at "
    "most. *holds where*: if it does not hold everywhere, but reaches the same two shares in a region of two settings "
    f"with at least {SMALLEST_REGION:.0%} of the points. A random half of the sample chooses the region, and the other "
    "half judges it. *fails*: reversed or negligible at the defaults, or reversed at more points than held. "
    "*undecided*: otherwise. A claim has the verdict of its weakest statement. The claim on levers has a screening "
    "instead of a sample; its interval alone decides.",
    "*assumed*: a rule of the model says nearly the same. *emergent*: it follows from rules that do not say it.",
)
PLURALS = {"holds": "hold", "holds where": "hold in a region", "undecided": "are undecided", "fails": "fail"}
HEADER = (
    "",
    "claim",
    "verdict",
    "statements that hold, or hold in a region",
    "its first statement",
    "effect at the defaults",
    "held elsewhere",
    "origin",
)
STATEMENT_HEADER = (
    "statement",
    "effect at the defaults",
    "there it is",
    "held",
    "reversed",
    "verdict",
    "region where it holds most often",
)


def records(results: Path) -> list[dict[str, Any]]:
    """The verdicts in the folder of results, in the order of the claims."""
    unsorted = [json.loads(path.read_text(encoding="utf-8")) for path in results.glob("*/verdict.json")]
    return sorted(unsorted, key=lambda record: record["number"])


def shares_of(statement: dict[str, Any], name: str = "shares") -> Shares:
    """The shares of a statement in a record."""
    return Shares(**statement[name])


def effect_of(record: dict[str, Any]) -> Interval:
    """An effect in a record with its interval."""
    # JSON has null for numbers that are infinite or unknown.
    return Interval(*(float("nan") if record[name] is None else record[name] for name in Interval._fields))


def glance(record: dict[str, Any]) -> list[str]:
    """A claim as a row of a table with the columns HEADER."""
    first, shares = record["statements"][0], shares_of(record["statements"][0])
    holding = sum(statement["verdict"] in ("holds", "holds where") for statement in record["statements"])
    return [
        str(record["number"]),
        record["title"],
        record["verdict"],
        f"{holding} of {len(record['statements'])}",
        f"{first['says']}: {first['verdict']}",
        effect_text(effect_of(first)),
        f"{shares.share:.0%}" if shares.points else "-",
        record["origin"],
    ]


def statement_row(statement: dict[str, Any]) -> list[str]:
    """A statement as a row of a table with the columns STATEMENT_HEADER."""
    shares = shares_of(statement)
    counts = [f"{count / shares.points:.0%}" if shares.points else "-" for count in shares[:2]]
    effect = effect_text(effect_of(statement))
    return [statement["says"], effect, statement["at_defaults"], *counts, statement["verdict"], _region(statement)]


def _region(statement: dict[str, Any]) -> str:
    inside = shares_of(statement, "inside")
    if not inside.points or statement["verdict"] not in ("holds where", "undecided"):
        return ""
    return f"{statement['region']}: {percent(inside, inside.held)} held, {inside.against:.0%} reversed"


def ledger(listed: Sequence[dict[str, Any]], age: str = "") -> str:
    """The ledger as Markdown, for `docs/ledger.md`; `age` says of which version it is, see there."""
    lines = [
        "# The ledger",
        "*Generated by `make generate` from `results/*/verdict.json`, which `make experiments` writes; do not edit.*",
        *([f"**{age}**"] if age else []),
        f"{lead(listed)} All results are published, whatever they are.",
        markdown(HEADER, [_linked(record) for record in listed]),
        "## How to read it",
        *RULES,
    ]
    for record in listed:
        lines += [f"## {record['number']}. {record['title']}", *_chapter(record)]
    lines += ["## Real oceans", f"{OCEANS} [results/real_oceans](../results/real_oceans/table.md)."]
    lines += ["## Not tried yet", *(f"*{claim}.* {why}" for claim, why in NOT_TRIED)]
    return "\n\n".join(lines) + "\n"


def age(results: Path) -> str:
    """Say of which version of the model the published verdicts are, if it is not the present one; else nothing."""
    manifests = (path.parent / "manifest.json" for path in results.glob("*/verdict.json"))
    version = min(json.loads(path.read_text(encoding="utf-8"))["results_version"] for path in manifests)
    if version == sim.RESULTS_VERSION:
        return ""
    return (
        f"These verdicts are of results version {version}. The rules have changed since: they are now of results "
        f"version {sim.RESULTS_VERSION}, for which the claims are not evaluated yet."
    )


def lead(listed: Sequence[dict[str, Any]]) -> str:
    """What was done, and how many claims got which verdict, in two sentences."""
    points = max(record["size"]["points"] for record in listed if sum(record["statements"][0]["shares"].values()))
    return (
        "Every claim of the theory for which the model has rules, evaluated by paired runs at the defaults, and at "
        f"{points} points of all other uncertain parameters. {tally(listed)}"
    )


def tally(listed: Sequence[dict[str, Any]]) -> str:
    """How many claims, and how many of their statements, got which verdict."""
    words = [record["verdict"] for record in listed]
    of_statements = [statement["verdict"] for record in listed for statement in record["statements"]]
    claims, statements = (
        ", ".join(f"{some.count(word)} {plural}" for word, plural in PLURALS.items()) for some in (words, of_statements)
    )
    return f"Of {len(words)} claims, {claims}; of their {len(of_statements)} statements, {statements}."


def _linked(record: dict[str, Any]) -> list[str]:
    number, title, verdict, *rest = glance(record)
    return [number, f"[{title}](../results/{record['claim']}/table.md)", f"**{verdict}**", *rest]


def _chapter(record: dict[str, Any]) -> list[str]:
    lines = [
        f"**{record['verdict']}** · {record['origin']}: {record['because']}.",
        f"*Hypothesis.* {record['hypothesis']}",
        f"*Wrong if.* {record['wrong_if']}",
        markdown(STATEMENT_HEADER, [statement_row(statement) for statement in record["statements"]]),
    ]
    if record["ablations"]:
        first = effect_text(effect_of(record["statements"][0]))
        others = "; ".join(f"{a['without']} {effect_text(effect_of(a))}" for a in record["ablations"])
        lines.append(f"*Which mechanism it needs.* The effect of the first statement is {first}; {others}.")
    lines += [f"*{also['title']}.* {also['closing']}" for also in record["also"]]
    lines.append(f"Figures and tables: [results/{record['claim']}](../results/{record['claim']}/table.md).")
    return lines
