"""The ledger: every claim of an edition, its word, and what it rests on."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sim
from sim.claims.claim import ADRIFT
from sim.claims.conditions import FOLDS
from sim.claims.deconvolution import ITERATIONS
from sim.claims.effects import CERTAIN
from sim.claims.text import sections
from sim.claims.verdict import HALF, MOSTLY, SELDOM, SOMETIMES, WORDS, level
from sim.claims.words import hundred
from sim.output.tables import markdown

STUDIES = (
    "Not sentences of the theory, so without a word: which settings matter most "
    "([levers](../results/levers/table.md)), what separates the over-managed crew from the led "
    "([ingredients](../results/bundle/table.md)), and what leadership is worth in 22 industries "
    "([real oceans](../results/real_oceans/table.md))."
)
LONGER, WEAKER = 400, "informal"  # the claim whose word rests on the steps: a thorough test computes it
HEADER = ("", "sentence", "word", "the statement that votes", "of 100 worlds: true / against / too small", "origin")


def records(results: Path) -> list[dict[str, Any]]:
    """The verdicts in the folder of results, in the order of the claims."""
    unsorted = [json.loads(path.read_text(encoding="utf-8")) for path in results.glob("*/verdict.json")]
    return sorted(unsorted, key=lambda record: record["number"])


def rules(edition: dict[str, Any]) -> tuple[str, ...]:
    """How to read the ledger."""
    return (
        "Sentences, statements that vote, smallest effects, plausible worlds, seed and words were fixed before "
        "anything was run. For time, fewer replicates, and fewer worlds of the other samples, were run than had been "
        "fixed. After a look the grid of the estimate was made finer. [Decisions](decisions.md) say when and why. One "
        "statement of each sentence votes (two for the third, which makes two claims; then the weaker word counts). "
        "Checks beside it are shown and do not vote.",
        "A world is an ocean and a crew: all uncertain settings differ at the same time. Most effects are shares of "
        "what the crew that follows the sentence reaches in the same world. Where its velocity made good is less than "
        f"{ADRIFT:g} or {CERTAIN:g} standard errors, the crew is adrift anyway, and the world is counted apart. "
        f"Each world has its own luck, {edition['replicates']} times, and all crews share it.",
        "What is measured in a world is the true effect and an error of known size. The ledger does not count "
        "measured effects. It estimates how the true effects are distributed over the worlds, and gives the chance of "
        "one that matters, of one against the statement, of a small one, and of any above 0. Intervals come from "
        f"drawing the worlds again; those of the {edition['family']} primary statements hold together with 95 % (each "
        f"has {level(edition['family']):.2%}). The estimate ends after {ITERATIONS} steps, as was fixed for time "
        f"before any effect was computed. With {LONGER} steps one word of the plausible worlds would be weaker, that "
        f"of `{WEAKER}`: *open*.",
        f"*holds*: the chance of an effect that matters is {MOSTLY:.0%} or more, and of one against it {SELDOM:.0%} at "
        f"most. *holds, small*: the effect is above 0 with {MOSTLY:.0%} or more, and too small to matter with "
        f"{HALF:.0%} or more. *depends*: an effect that matters has {SOMETIMES:.0%} or more, and one against it "
        f"{SELDOM:.0%} or more. *no effect that matters*: it is too small with {MOSTLY:.0%} or more. *reversed*: as "
        "*holds*, the other way round. *open*: no rule is met, or the rule is met in fewer than "
        f"{level(edition['family']):.2%} of the new draws ({level(1):.0%} for a check). The rules are tried in this "
        "order.",
        "Where a statement holds most often is found in all worlds, so the limits that are printed there are not "
        f"tested. The same search in {FOLDS - 1} of {FOLDS} parts of the worlds finds regions of which the part left "
        "out can judge (cross-validation). These numbers judge the search, not the limits that "
        "are printed, because each part of the worlds gives slightly different limits.",
        "*assumed*: a rule of the model says nearly the same. *emergent*: it follows from rules that do not say it.",
    )


def glance(record: dict[str, Any]) -> list[str]:
    """A claim as a row: its word, and the chances in each sample."""
    words, chances = [], []
    for name, tried in record["samples"].items():
        words.append(f"{name}: {tried['word']}{_leaning(tried)}")
        for statement in tried["votes"]:
            chances.append(f"{name} {_chances(statement)}")
    statements = next(iter(record["samples"].values()))["votes"]
    says = "; and ".join(statement["says"] for statement in statements)
    return [str(record["number"]), record["title"], "; ".join(words), says, "; ".join(chances), record["origin"]]


def _leaning(tried: dict[str, Any]) -> str:
    """The word that fits most often when the worlds are drawn again, if none is certain."""
    if tried["word"] != "open" or len(tried["votes"]) > 1:
        return ""
    word, share = max(tried["votes"][0]["support"].items(), key=lambda item: float(item[1]))
    return "" if word == "open" else f" ({word} in {share:.0%} of draws)"


def _chances(statement: dict[str, Any]) -> str:
    if statement["worlds"] < 2:
        return "not known"
    return " / ".join(map(str, hundred(statement)))


def ledger(listed: Sequence[dict[str, Any]], age: str = "") -> str:
    """The ledger as Markdown, for `docs/ledger.md`; `age` says of which version it is, see there."""
    lines = [
        "# The ledger",
        "*Generated by `make generate` from `results/*/verdict.json`, which `make experiments` writes; do not edit.*",
        *([f"**{age}**"] if age else []),
        f"{lead(listed)} All results are published, whatever they are.",
        markdown(HEADER, [_linked(record) for record in listed]),
        "## How to read it",
        *rules(listed[0]["edition"]),
        "The samples of worlds:",
        "\n".join(f"- *{name}*: {tried['says']}" for name, tried in listed[0]["samples"].items()),
        *missing(listed),
    ]
    for record in listed:
        lines += [f"## {record['number']}. {record['title']}", *_chapter(record)]
    lines += ["## Studies beside the claims", STUDIES]
    return "\n\n".join(lines) + "\n"


def missing(listed: Sequence[dict[str, Any]]) -> list[str]:
    """Say if a sample is not there yet."""
    if all("survivors" in record["samples"] for record in listed):
        return []
    return ["The worlds that also meet patterns from data are not a sample of this edition yet."]


def age(results: Path) -> str:
    """Say of which version of the model the published verdicts are, if it is not the present one; else nothing."""
    manifests = [path.parent / "manifest.json" for path in results.glob("*/verdict.json")]
    versions = (json.loads(path.read_text(encoding="utf-8"))["results_version"] for path in manifests)
    version = min(versions, default=sim.RESULTS_VERSION)
    if version == sim.RESULTS_VERSION:
        return ""
    return (
        f"These verdicts are of results version {version}. The rules have changed since: they are now of results "
        f"version {sim.RESULTS_VERSION}, for which the claims are not evaluated yet."
    )


def lead(listed: Sequence[dict[str, Any]]) -> str:
    """What was done, and how many claims got which word, in two sentences."""
    first = next(iter(listed[0]["samples"]))
    worlds = max(_worlds(record) for record in listed)
    return (
        f"Every sentence of the theory, tried in {worlds} {first} worlds (edition {listed[0]['edition']['number']}). "
        f"{tally(listed)}"
    )


def _worlds(record: dict[str, Any]) -> int:
    first = next(iter(record["samples"].values()))
    return max(int(statement["worlds"]) + int(statement["adrift"]) for statement in first["votes"])


def tally(listed: Sequence[dict[str, Any]]) -> str:
    """How many claims got which word in the first sample."""
    words = [record["verdict"] for record in listed]
    counts = [f"{words.count(word)} × *{word}*" for word in reversed(WORDS) if word in words]
    return f"Of {len(words)} sentences: {', '.join(counts)}."


def _linked(record: dict[str, Any]) -> list[str]:
    number, title, *rest = glance(record)
    return [number, f"[{title}](../results/{record['claim']}/table.md)", *rest]


def _chapter(record: dict[str, Any]) -> list[str]:
    folder = f"../results/{record['claim']}"
    return [
        f"**{record['verdict']}** · {record['origin']}: {record['because']}.",
        *sections(record, "###"),
        f"![{record['title']}]({folder}/verdict.png)",
        f"Design and points: [results/{record['claim']}]({folder}/table.md).",
    ]
