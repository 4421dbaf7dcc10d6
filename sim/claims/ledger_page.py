"""The ledger as one HTML page with its figures."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.claims.figures import SHADES
from sim.claims.ledger import (
    HEADER,
    NOT_TRIED,
    OCEANS,
    RULES,
    STATEMENT_HEADER,
    effect_of,
    glance,
    lead,
    records,
    statement_row,
)
from sim.claims.text import effect_text
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
            shades=SHADES,
            rules=RULES,
            oceans=OCEANS,
            not_tried=NOT_TRIED,
            zip=zip,
        )
    )


def _claim(record: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The record of a claim, the rows of its tables, and its figures."""
    return {
        "record": record,
        "glance": glance(record),
        "statements": [statement_row(statement) for statement in record["statements"]],
        "ablations": [[a["without"], effect_text(effect_of(a))] for a in record["ablations"]],
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
