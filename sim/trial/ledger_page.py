"""The ledger as one page that stands alone, figures included."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.report.page import Section, escaped, page, paragraph, table
from sim.trial.ledger import (
    HEADER,
    NOT_MODELLED,
    OCEANS,
    RULES,
    STATEMENTS,
    effect_of,
    glance,
    lead,
    records,
    shares_of,
    statement,
)
from sim.trial.telling import said

STYLE_OF = {"holds": "supported", "holds where": "supported", "fails": "contradicted", "undecided": "undecided"}
SHADES = ("#0072B2", "#D55E00", "#9A9A9A", "#E4E4E4")
KEYS = ("held", "reversed", "too small to matter", "undecided")


def report(found: Sequence[dict[str, Any]], results: Path) -> str:
    """The ledger as one HTML page, figures included."""
    titles = ("", "statement", "points", "held / reversed", "verdict")
    head = f"<thead><tr>{''.join(f'<th>{title}</th>' for title in titles)}</tr></thead>"
    bars = "\n".join(_bar(record) for record in found)
    keys = " ".join(
        f'<span style="border-left:1em solid {s};padding:0 .8em 0 .3em">{k}</span>'
        for s, k in zip(SHADES, KEYS, strict=True)
    )
    sections = [
        Section("All verdicts", [table(HEADER, [glance(record) for record in found], marked=2)]),
        Section(
            "Every statement over the sample",
            [
                f"<p>{keys}</p>",
                f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{bars}</tbody></table></div>',
            ],
        ),
        Section("How to read it", [paragraph(rule.replace("*", "")) for rule in RULES]),
        *(Section(f"{r['number']}. {r['title']}", _details(r, results)) for r in found),
        Section("Real oceans", [paragraph(f"{OCEANS} results/real_oceans/table.md.")]),
        Section("Not modelled yet", [paragraph(f"{claim}. {why}") for claim, why in NOT_MODELLED]),
    ]
    text = page("Coxed: the ledger", [lead(found)], sections)
    for word, style in STYLE_OF.items():
        text = text.replace(f'<td class="{word}">', f'<td class="{style}">')
    return text


def _bar(record: dict[str, Any]) -> str:
    """The shares of each statement as a row with a bar; grey readers have the numbers."""
    rows = []
    for part in record["parts"]:
        shares = shares_of(part)
        pieces = "".join(
            _piece(14 * count / shares.points, shade) for count, shade in zip(shares, SHADES, strict=True) if count
        )
        numbers = f"{shares.share:.0%} / {shares.against:.0%}" if shares.points else "no sample"
        cells = (
            f'<td class="number">{record["number"]}</td>',
            f"<td>{escaped(part['says'])}</td>",
            f'<td style="white-space:nowrap">{pieces}</td>',
            f'<td class="number">{numbers}</td>',
            f'<td class="{STYLE_OF[part["verdict"]]}">{part["verdict"]}</td>',
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join(rows)


def _piece(width: float, shade: str) -> str:
    return f'<span style="display:inline-block;height:1em;width:{width:.2f}em;background:{shade}"></span>'


def _details(record: dict[str, Any], results: Path) -> list[str]:
    parts = [
        paragraph(f"{record['verdict']}; {record['origin']}: {record['because']}."),
        paragraph(f"Hypothesis: {record['hypothesis']}"),
        paragraph(f"Wrong if: {record['wrong_if']}"),
        table(STATEMENTS, [statement(part) for part in record["parts"]], marked=5),
    ]
    if record["ablations"]:
        rows = [[a["without"], said(effect_of(a))] for a in record["ablations"]]
        parts.append(table(("the first statement's effect", "with its interval"), rows))
    parts += [paragraph(f"{also['title']}: {also['closing']}") for also in record["also"]]
    folder = results / record["claim"]
    for picture in sorted(folder.glob("*.png")):
        code = base64.b64encode(picture.read_bytes()).decode()
        alt = escaped(f"{record['title']}: {picture.stem}")
        image = f'<img alt="{alt}" style="max-width:100%" src="data:image/png;base64,{code}">'
        parts.append(f"<figure>{image}</figure>")
    return parts


def publish_report(results: Path) -> Path:
    """Write `ledger.html` among the results; returns its path. Raises ValueError where there are no verdicts."""
    found = records(results)
    if not found:
        raise ValueError(f"no verdicts in {results}")
    path = results / "ledger.html"
    aside = path.with_suffix(".writing")
    aside.write_text(report(found, results), encoding="utf-8", newline="\n")
    aside.replace(path)
    return path
