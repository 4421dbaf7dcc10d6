"""The report on a sweep: report.html and the figures."""

import tempfile
from collections import Counter
from pathlib import Path

from sim.report.drawings import drawings
from sim.report.page import Drawing, Section, figure, page, paragraph, table
from sim.report.words import signed
from sim.study.design import drawn_together
from sim.study.exploring import Table, saved
from sim.study.exploring import table as runs_of
from sim.study.judging import Judged
from sim.study.opening import Results

PAGE, FIGURES = "report.html", "figures"
MOST_FAILURES = 20


def write_report(results: Results, outcome: str | None = None) -> Path:
    """Write `report.html` and `figures/*.svg` into the sweep's folder; returns the page. Raises OSError."""
    outcome = outcome or results.outcome
    found = runs_of(results, outcome)
    drawn = drawings(results, found, outcome)
    claims = results.claims() if results.study.claims else []
    content = page(results.study.title, _lead(results, outcome), _sections(results, found, drawn, claims))
    folder = results.folder / FIGURES
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.svg"):
        if old.stem not in {drawing.name for drawing in drawn}:
            old.unlink()
    for drawing in drawn:
        _write(folder / f"{drawing.name}.svg", drawing.svg)
    return _write(results.folder / PAGE, content)


def _write(path: Path, content: str) -> Path:
    """Write a file whole or not at all."""
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as aside:
        written = Path(aside) / path.name
        written.write_text(content, encoding="utf-8", newline="\n")
        return written.replace(path)


def _lead(results: Results, outcome: str) -> list[str]:
    study, manifest = results.study, results.manifest
    sides = " and ".join(study.names)
    many = f"{len(study.points):,} points ({study.design.kind}) of {len(study.factors)} factors"
    runs = f"{manifest['runs']:,} runs under seed {study.seed}"
    shown = f"the paired difference {results.shown}" if study.compared else "the mean"
    return [
        f"{many}, run for {sides}: {runs}. What is shown below is {shown} of {outcome}, with 95 % intervals.",
        "Each point counts alike. Replicates share their luck across points and scenarios, so replicates, not runs, "
        "are what is independent. " + _sampled(results),
    ]


def _sampled(results: Results) -> str:
    study = results.study
    if drawn_together(study.design, len(study.factors)):
        return "The points are a sample of the factors' ranges; intervals over several contain the error of sampling."
    return "What is said over several points holds for these points as they stand."


def _sections(results: Results, found: Table, drawn: list[Drawing], claims: list[Judged]) -> list[Section]:
    figures = {drawing.name: figure(drawing) for drawing in drawn}

    def shown(*names: str) -> list[str]:
        return [figures[name] for name in names if name in figures]

    return [
        Section("Claims", _claims(claims)),
        Section("Where which is ahead" if results.study.compared else "Where it is high and low", shown("phase")),
        Section("Response to each factor", shown("curves")),
        Section("What matters most", shown("tornado", "sobol", "morris")),
        Section("Replicates", [*shown("convergence"), *_replicates(results), *_luck(found)]),
        Section("Runs that failed", _failures(results)),
        Section("Provenance", [_provenance(results)]),
    ]


def _claims(claims: list[Judged]) -> list[str]:
    if not claims:
        return []
    rows = [
        [c.name, c.text, c.verdict, signed(c.effect), f"{signed(c.low)} to {signed(c.high)}", f"{c.runs:,}"]
        for c in claims
    ]
    many = len(claims)
    note = (
        "Effect: left side minus right side. "
        + (
            f"The intervals hold together for all {many} claims at 95 % (Bonferroni)"
            if many > 1
            else "The interval is at 95 %"
        )
        + "; a claim whose interval contains 0 is undecided."
    )
    header = [
        "claim",
        "as stated",
        "verdict",
        "effect",
        "interval",
        "pairs of runs" if "compare." in str(rows) else "runs",
    ]
    return [table(header, rows, numbers=(3, 4, 5), marked=2), paragraph(note)]


def _replicates(results: Results) -> list[str]:
    study = results.study
    rows = results.points[results.points["scenario"] == study.names[0]]
    why = Counter(rows["stopped"])
    stop = study.replicates.stop
    if stop is None:
        return [paragraph(f"Every point has {study.replicates.max:,} replicates.")]
    what = f"the {'paired ' if study.compared else ''}interval of {stop.outcome}"
    text = (
        f"Points stopped when {what} was at most {stop.half_width:g} to each side at {stop.look_ahead} looks in a row "
        f"(looks at {', '.join(str(k) for k in study.replicates.looks)} replicates): {why['precise']:,} points. "
        f"At {why['max']:,} points the most replicates were reached first; their intervals may be wider."
    )
    found = [paragraph(text)]
    worst = rows[rows["stopped"] == "max"].head(MOST_FAILURES)
    if len(worst):
        factors = [factor.path for factor in study.factors]
        shown = results.points[(results.points["scenario"] == results.shown)].set_index("point")
        header = ["point", *factors[:6], f"half-width of {stop.outcome}"]
        lines = [
            [
                str(row["point"]),
                *(_short(row[f]) for f in factors[:6]),
                f"{shown.loc[row['point'], f'{stop.outcome}_half_width']:.4g}",
            ]
            for _, row in worst.iterrows()
        ]
        found.append(table(header, lines, numbers=range(len(header))))
        if why["max"] > len(worst):
            found.append(paragraph(f"The first {len(worst)} of them; the others: stopped == 'max' in points.parquet."))
    return found


def _luck(found: Table) -> list[str]:
    shares = saved(found)
    words = {"scenarios": "between the two scenarios", "points": "between neighbouring points of the base"}
    told = [
        f"{share:.0%} of the variance of differences {words[name]}" for name, share in shares.items() if share == share
    ]
    if not told:
        return []
    text = f"Common luck took away {' and '.join(told)}, compared with independent runs."
    if any(share < 0 for share in shares.values()):
        text += " Where it is negative, common luck made differences less certain."
    return [paragraph(text)]


def _failures(results: Results) -> list[str]:
    if not results.manifest["failed"]:
        return []
    failed = results.runs[results.runs["status"] == "failed"]
    rows = [
        [str(row["point"]), row["scenario"], str(row["replicate"]), row["message"], row["command"] or ""]
        for _, row in failed.head(MOST_FAILURES).iterrows()
    ]
    text = f"{len(failed):,} of {results.manifest['runs']:,} runs failed and are left out of everything above."
    return [paragraph(text), table(["point", "scenario", "replicate", "message", "to repeat it"], rows)]


def _provenance(results: Results) -> str:
    held = results.manifest
    study = held["study"]
    rows = [
        ["study", f"{study['name']}, fingerprint {held['signature']['study']}"],
        *([f"scenario {name}", f"fingerprint {digest}"] for name, digest in held["fingerprints"].items()),
        ["rules", f"{held['signature']['rules']}, results version {held['results_version']}"],
        *([f"replaced rule {name}", digest] for name, digest in held["signature"]["replaced"].items()),
        ["seed", str(held["seed"])],
        ["Coxed", f"{held['coxed']}, commit {held['commit'] or 'not known (installed)'}"],
        ["Python", f"{held['python']}; " + ", ".join(f"{name} {v}" for name, v in held["libraries"].items())],
        ["machine", f"{held['processor']}; {held['system']}"],
        ["finished", f"{held['finished']}, {held['seconds']:.1f} s of computing"],
        *([name, f"SHA-256 {digest}"] for name, digest in held["files"].items()),
        ["check it", "coxed verify DIR runs some of these runs again and compares bits"],
    ]
    return table(["what", "which"], rows)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
