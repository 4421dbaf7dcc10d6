"""The ledger as one HTML page with its figures."""

import base64
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.claims.ledger import HEADER, glance, lead, missing, records, rules
from sim.claims.text import HEADER as STATEMENT_HEADER
from sim.claims.text import row, where
from sim.claims.words import plainly
from sim.model.files import write_whole
from sim.output.html import environment


def report(listed: Sequence[dict[str, Any]], results: Path) -> str:
    """The ledger as one HTML page with its figures, which are read from the folder of the results."""
    return (
        environment()
        .get_template("ledger.html")
        .render(
            title="Coxed: the ledger",
            lead=[lead(listed)],
            header=HEADER,
            statement_header=STATEMENT_HEADER,
            claims=[_claim(record, results / record["claim"]) for record in listed],
            rules=[re.sub(r"\[\w+\]\((.+?)\)", r"docs/\1", rule) for rule in rules(listed[0]["edition"])]
            + missing(listed),
        )
    )


def _claim(record: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The record of a claim, the rows of its tables, and its figures."""
    first = next(iter(record["samples"].values()))
    return {
        "record": record,
        "glance": glance(record),
        "plainly": [*map(plainly, first["votes"]), *([record["explanation"]] if record["explanation"] else [])],
        "samples": [
            (tried["says"], tried["word"], [row(statement) for statement in tried["votes"] + tried["checks"]])
            for tried in record["samples"].values()
        ],
        "regions": [where(statement) for statement in first["votes"] if "region" in statement],
        "pictures": [(p.stem, base64.b64encode(p.read_bytes()).decode()) for p in sorted(folder.glob("*.png"))],
    }


def publish_report(results: Path, folder: Path) -> Path:
    """Write `ledger.html` to a folder, and return its path. Raises ValueError if there are no verdicts."""
    listed = records(results)
    if not listed:
        raise ValueError(f"no verdicts in {results}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ledger.html"
    write_whole(path, report(listed, results))
    return path
