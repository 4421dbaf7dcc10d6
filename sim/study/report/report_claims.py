"""What the report on a sweep says about claims."""

from sim.output.html import paragraph, table
from sim.output.tables import ends, signed
from sim.study.inference.verdicts import ClaimVerdict, counted
from sim.study.sweep.results import Results


def claims_text(results: Results, claims: list[ClaimVerdict]) -> list[str]:
    """The verdicts on claims as a table, and what the register says about them."""
    if not claims:
        return []
    rows = [[c.name, c.text, c.stated, c.verdict, signed(c.effect), ends(c.low, c.high), counted(c)] for c in claims]
    header = ["claim", "as stated", "when", "verdict", "effect", "interval", "runs"]
    together = max(len(claims), len(results.register))
    note = (
        "Effect: left side minus right side. "
        + (
            f"The intervals hold together for all {together} claims with 95 % (Bonferroni)"
            if together > 1
            else "The interval is a 95 % interval"
        )
        + "; a claim is undecided if its interval contains 0. A pair is the "
        "runs of two scenarios with the same random numbers. Left out: runs that failed, or lack an outcome that the "
        "claim names."
    )
    parts: list[str] = [table(header, rows, numbers=(4, 5, 6), marked=3), paragraph(note), *_hints(claims)]
    return [*parts, *_registered(results)]


def _hints(claims: list[ClaimVerdict]) -> list[str]:
    """What would narrow the intervals of undecided claims."""
    names = [claim.name for claim in claims if claim.needs_points]
    if not names:
        return []
    return [
        paragraph(
            f"More replicates will hardly narrow the intervals of {', '.join(names)}: most of their variance comes "
            "from the draw of the points. More points will (a larger n)."
        )
    ]


def _registered(results: Results) -> list[str]:
    """What the register of claims says."""
    register = results.register
    if not register:
        return [paragraph("When these claims were stated is not recorded.")]
    before = sum(entry.runs == 0 for entry in register)
    text = f"In this folder {_claim_count(len(register))} stated, {before} of them before the first run."
    withdrawn = [entry for entry in register if entry.withdrawn]
    parts: list[str] = [paragraph(text)]
    if withdrawn:
        rows = [[entry.name, entry.text, entry.when, entry.withdrawn or ""] for entry in withdrawn]
        parts.append(paragraph("Withdrawn or changed claims, which count in the intervals above:"))
        parts.append(table(["claim", "as stated", "when", "withdrawn"], rows))
    return parts


def _claim_count(count: int) -> str:
    return "1 claim was" if count == 1 else f"{count:,} claims were"
