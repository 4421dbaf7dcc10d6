"""The report on a sweep: report.html and its figures."""

import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.store import publish, text
from sim.model.files import own_folder, write_whole
from sim.model.outcomes import AFTER, RECOVERED
from sim.output.html import Drawing, Section, figure, page, paragraph, table
from sim.study.analysis.effects import PairedRuns, paired_runs, saved
from sim.study.design import drawn_together
from sim.study.inference.verdicts import ClaimVerdict
from sim.study.report.captions import drawings
from sim.study.report.report_claims import claims_text
from sim.study.report.report_scenarios import factors_text, half_width_text, regrets_text, scenarios_text
from sim.study.sweep.folder import not_written
from sim.study.sweep.recovery import MEASURE
from sim.study.sweep.results import Results
from sim.study.sweep.rows import half_width_of
from sim.study.sweep.tables import REPORT

FIGURES = "figures"
MOST_FAILURES = 20
MOST_PAIRS = 15


def write_report(results: Results, outcome: str | None = None) -> Path:
    """Write `report.html` and `figures/*.svg` into the folder of a sweep.

    Figures of an earlier report are removed. Other files in `figures` stay.

    Parameters
    ----------
    results
        The results of the sweep.
    outcome
        The outcome to show; by default the property `outcome` of the results.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    FolderError
        If the folder cannot be written.
    """
    outcome = outcome or results.outcome
    runs = paired_runs(results, outcome)
    drawn = drawings(results, runs, outcome)
    claims = results.claims() if results.study.claims else []
    content = page(results.study.title, _lead(results, outcome), _sections(results, outcome, runs, drawn, claims))
    try:
        files = {f"{drawing.name}.svg": text(drawing.svg) for drawing in drawn}
        publish(own_folder(results.folder / FIGURES), files, {}, tidy=True)
        return write_whole(results.folder / REPORT, content)
    except OSError as error:
        raise not_written("the report", results.folder, error, "or copy the folder, and report there") from None


def _lead(results: Results, outcome: str) -> list[str]:
    study, manifest = results.study, results.manifest
    points = f"{len(study.points):,} points ({study.design.kind}) of {len(study.factors)} factors"
    runs = f"{manifest['runs']:,} runs with seed {study.seed}"
    shown = f"the paired difference {results.shown}" if study.compared else "the mean"
    several = len(study.names) > 2
    what = "Figures and analyses of factors show" if several else "This page shows"
    others = " Another scenario is shown beside the base by coxed report DIR --compare NAME." if several else ""
    return [
        f"{points}, run for {study.sides_named}: {runs}. {what} {shown} of {outcome}, with 95 % intervals.{others}",
        "All points have the same weight. A replicate has the same random numbers at all points and in all scenarios. "
        "So replicates are independent of each other, and runs are not. " + _sampled(results),
    ]


def _sampled(results: Results) -> str:
    study = results.study
    if drawn_together(study.design, [factor.path for factor in study.factors]):
        return (
            "The points are a sample of the factors' ranges. Intervals over several points include the sampling error."
        )
    return "Statements about several points are about exactly these points."


def _sections(
    results: Results, outcome: str, runs: PairedRuns, drawn: list[Drawing], claims: list[ClaimVerdict]
) -> list[Section]:
    figures = {drawing.name: figure(drawing) for drawing in drawn}

    def shown(*names: str) -> list[str]:
        return [figures[name] for name in names if name in figures]

    return [
        Section("Claims", claims_text(results, claims)),
        Section("Every scenario", scenarios_text(results, outcome)),
        Section("Regret", regrets_text(results, outcome)),
        Section("Which is ahead, and where" if results.study.compared else "Where it is high and low", shown("phase")),
        Section("Response to each factor", [*shown("curves"), *_gaps(results, outcome)]),
        Section("Most important factors", shown("tornado", "sobol", "morris")),
        Section("Pairs of factors", _pairs(results, outcome)),
        Section("Recovery from shocks", _recovery(results)),
        Section("Replicates", [*shown("convergence"), *_replicates(results), *_common_numbers(runs)]),
        Section("Failed runs", _failures(results)),
        Section("Factors", factors_text(results)),
        Section("Provenance", [_provenance(results)]),
    ]


def _gaps(results: Results, outcome: str) -> list[str]:
    """What points without an answer do to the figures of factors."""
    answers = results.answers(outcome)
    missing = int(np.isnan(answers).sum())
    if missing == 0 or missing == len(answers):
        return []
    text = (
        f"{missing:,} of {len(answers):,} points have no {outcome}. The figures of factors leave them out, so two "
        "levels of a factor may stand for different values of the others."
    )
    indices = {"saltelli": "Sobol' indices", "morris": "elementary effects"}.get(results.study.design.kind)
    return [paragraph(text + (f" There are no {indices}, which need all points." if indices else ""))]


def _pairs(results: Results, outcome: str) -> list[str]:
    """The second-order Sobol' indices, if the design has them."""
    if not results.study.design.second_order or np.isnan(results.answers(outcome)).any():
        return []
    pairs = results.sobol(outcome, pairs=True)
    rows = [
        [one, other, f"{row['second']:+.3f}", f"± {row['second_half_width']:.3f}"]
        for (one, other), row in pairs.head(MOST_PAIRS).iterrows()
    ]
    text = (
        f"The share of the variance of {outcome} that two factors explain together, beyond what each explains alone "
        "(second-order Sobol' indices), with 95 % bootstrap intervals over points and replicates."
    )
    more = f" The {len(rows)} largest of {len(pairs)}." if len(pairs) > len(rows) else ""
    return [table(["factor", "and factor", "share", "interval"], rows, numbers=(2, 3)), paragraph(text + more)]


def _recovery(results: Results) -> list[str]:
    """Restricted mean times to recovery, if the series and the shocks for them are there."""
    if MEASURE not in results.study.series:
        return []
    try:
        means = results.recovery()
    except ValueError:  # no shocks, or shocks whose periods are not known
        return []
    rows = []
    for name, row in means.iterrows():
        counts = [f"{row['unrecovered']:.0%}", f"{row['shocks']:,.0f}", f"{row['censored']:,.0f}"]
        interval = f"± {row['half_width']:.2f}" if math.isfinite(row["half_width"]) else "not known"
        rows.append([str(name), f"{row['mean']:.2f}", interval, *(["", "", ""] if np.isnan(row["shocks"]) else counts)])
    header = ["scenario", f"mean periods, at most {AFTER}", "interval", f"not after {AFTER}", "shocks", "censored"]
    text = (
        f"Periods until velocity made good is back at {RECOVERED:.0%} of its level before a shock. A crew that needs "
        f"more than {AFTER} counts as {AFTER}. Censored: the next shock came, or the run ended, before the crew had "
        "recovered; what happened afterwards is estimated from the others (Kaplan and Meier). Intervals are 95 % "
        "bootstrap intervals over replicates, with Student's t. What another draw of the points would change is not in "
        "them."
    )
    return [table(header, rows, numbers=range(1, 6)), paragraph(text)]


def _replicates(results: Results) -> list[str]:
    study = results.study
    counts = Counter(results.stopped())
    stop = study.replicates.stop
    failed = f" Points that failed, and have none: {counts['failed']:,}." if counts["failed"] else ""
    if stop is None:
        which = "All other points have" if failed else "Every point has"
        return [paragraph(f"{which} {study.replicates.max:,} replicates.{failed}")]
    interval = f"{'every' if len(study.names) > 2 else 'the'} {'paired ' if study.compared else ''}interval"
    text = (
        f"A point stopped when the half-width of {interval} of {stop.outcome} was at most {stop.half_width:g} at "
        f"{stop.look_ahead} looks in a row "
        f"(looks at {', '.join(str(k) for k in study.replicates.looks)} replicates): {counts['precise']:,} points. "
        f"{counts['max']:,} points reached the largest number of replicates first; their intervals may be wider."
        f"{failed}"
    )
    parts: list[str] = [paragraph(text)]
    if counts["max"]:
        rows = results.points[results.points["scenario"] == study.names[0]]
        worst = rows[rows["stopped"] == "max"].head(MOST_FAILURES)
        factors = [factor.path for factor in study.factors]
        judged = results.points[results.points["scenario"].isin(study.differences or study.names)]
        widest = judged.groupby("point")[half_width_of(stop.outcome)].max()
        header = ["point", *factors[:6], f"half-width of {stop.outcome}"]
        lines = [
            [
                str(row["point"]),
                *(_short(row[f]) for f in factors[:6]),
                half_width_text(widest.loc[row["point"]]),
            ]
            for _, row in worst.iterrows()
        ]
        parts.append(table(header, lines, numbers=range(len(header))))
        if counts["max"] > len(worst):
            parts.append(paragraph(f"The first {len(worst)} of them; the others: stopped == 'max' in points.parquet."))
    return parts


def _common_numbers(runs: PairedRuns) -> list[str]:
    shares = saved(runs)
    pair = " and ".join(runs.answers)
    between = {"scenarios": f"between {pair}", "points": "between neighbouring points of the base"}
    known = {name: share for name, share in shares.items() if share == share}
    if not known:
        return []
    parts = [f"{share:.0%} of the variance of differences {between[name]}" for name, share in known.items()]
    text = f"Compared with independent runs, common random numbers removed {' and '.join(parts)}."
    if any(share < 0 for share in known.values()):
        text += " A negative share means that they made differences less precise."
    return [paragraph(text)]


def _failures(results: Results) -> list[str]:
    if not results.manifest["failed"]:
        return []
    failed = results.runs[results.runs["status"] == "failed"]
    rows = [
        [str(row["point"]), row["scenario"], str(row["replicate"]), row["message"], row["command"] or ""]
        for _, row in failed.head(MOST_FAILURES).iterrows()
    ]
    text = f"{len(failed):,} of {results.manifest['runs']:,} runs failed. No number above includes them."
    return [paragraph(text), table(["point", "scenario", "replicate", "message", "to repeat it"], rows)]


def _provenance(results: Results) -> str:
    manifest = results.manifest
    study = manifest["study"]
    rows = [
        ["study", f"{study['name']}, fingerprint {manifest['signature']['study']}"],
        *([f"scenario {name}", f"fingerprint {digest}"] for name, digest in manifest["fingerprints"].items()),
        ["rules", f"{manifest['signature']['rules']}, results version {manifest['results_version']}"],
        *([f"rule {name}", digest] for name, digest in manifest["signature"]["custom"].items()),
        ["seed", str(manifest["seed"]) + _design_seed(study["design"])],
        ["Coxed", f"{manifest['coxed']}, commit {manifest['commit'] or 'not known (installed)'}"],
        ["Python", f"{manifest['python']}; " + ", ".join(f"{name} {v}" for name, v in manifest["libraries"].items())],
        ["machine", f"{manifest['processor']}; {manifest['system']}"],
        ["finished", f"{manifest['finished']}, {manifest['seconds']:.1f} s of computing"],
        *([name, f"SHA-256 {digest}"] for name, digest in manifest["files"].items()),
        ["check it", "coxed verify DIR repeats some of these runs and compares the numbers bit by bit"],
    ]
    return table(["what", "which"], rows)


def _design_seed(design: dict[str, Any]) -> str:
    """Which seed drew the points, if it is not that of the runs."""
    seed = design.get("seed")
    return "" if seed is None else f" (of the runs); {seed} (of the design)"


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
