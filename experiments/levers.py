"""Which settings matter most

Question: which of the uncertain settings decide how far a led crew gets, and which of these can an organization choose?
Design: Morris' screening of every uncertain parameter and of four sizes over their plausible ranges, and of the two
strengths from 0 to 1 (20 trajectories). Then Sobol' indices of the ten largest, with the others at their defaults. A
lever is a setting of any group except the environment. The size of the crew is none, nor are the free rates of the
patterns from data, which say how people are. Levers cost nothing here, so none is the best, and nothing here is a
sentence of the theory: there is no word.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.common import Options, Part, program, publish_study
from sim.claims.figures import Line, bars
from sim.claims.patterns.firms import FREE
from sim.claims.runs import BASE
from sim.claims.sample import distribution
from sim.claims.screening import screened, trajectories
from sim.cli.terminal import sweep_bar
from sim.engine.statistics import Interval
from sim.model.identity import rules_hash
from sim.model.state import Floats
from sim.output.plot import png
from sim.scenario import load
from sim.study.design import Design, unit
from sim.study.factors import Factor, uncertain
from sim.study.inference.sensitivity import elementary_effects, sobol_indices
from sim.study.stopping_rule import Replicates
from sim.study.study import Study
from sim.study.sweep.joined import answers_of_runs
from sim.study.sweep.results import open_results
from sim.study.sweep.run_sweep import sweep

STRENGTHS = ("management.strength", "leadership.strength")
SIZES = ("environment.goals", "organization.members", "organization.span_of_control", "network.ties")
SCREENED = (*uncertain(), *STRENGTHS, *SIZES)
LARGEST = 10
TRAJECTORIES, BASES = 20, 128  # a trajectory changes every setting once
REPLICATES = 16
OUTCOME = "made_good_mean"


def is_lever(path: str) -> bool:
    """Whether an organization can choose it."""
    return not path.startswith("environment.") and path not in ("organization.members", *FREE)


def _value(path: str, u: float) -> float | int | str:
    """The value at a place of the unit interval; the two strengths go from nothing to everything, both alike."""
    return u if path in STRENGTHS else distribution(path).at(u)


def study_of(kind: str, paths: Sequence[str], places: Floats, replicates: int, seed: int) -> Study:
    """The study of some settings at places of the unit cube."""
    rows = [tuple(_value(path, float(u)) for path, u in zip(paths, row, strict=True)) for row in places]
    factors = tuple(Factor(path, values=tuple(dict.fromkeys(row[k] for row in rows))) for k, path in enumerate(paths))
    counts, design = Replicates(replicates, replicates), Design("file", len(rows))
    title = "Which settings matter most"
    return Study(f"levers_{kind}", title, {BASE: load(BASE)}, factors, design, rows, counts, seed=seed)


def progress(study: Study, work: Path) -> Floats:
    """Mean velocity made good of each run of a study (points, replicates)."""
    with sweep_bar(True, study.name) as advance:
        folder = work / f"{study.name}-{study.fingerprint()[:8]}-{rules_hash()[:8]}"
        results = open_results(sweep(study, folder, progress=advance).folder)
    side = results.sides[BASE]
    return answers_of_runs(results.rows([OUTCOME], side), OUTCOME, side)


def screening(ranked: pd.DataFrame) -> Part:
    """Morris' table and its figure: the twenty largest, levers and the rest apart."""
    top = ranked.head(20)
    names = [f"{path}{'' if is_lever(str(path)) else ' (not a lever)'}" for path in top.index]
    effects = [Interval(m, m - h, m + h) for m, h in zip(top["mu_star"], top["mu_star_half_width"], strict=True)]
    lever = next(str(path) for path in ranked.index if is_lever(str(path)))
    finding = f"Largest in the screening: of what can be chosen {lever}, of all {ranked.index[0]}"
    label = "mean absolute elementary effect on velocity made good (95 %)"
    rows = [
        [
            str(path),
            "yes" if is_lever(str(path)) else "no",
            *(f"{row[c]:.4f}" for c in ("mu_star", "mu_star_half_width", "mu", "sigma")),
        ]
        for path, row in ranked.iterrows()
    ]
    header = ("parameter", "a lever", "mu*", "± (95 %)", "mu", "sigma")
    figure = bars(names, [Line("screening", effects)], label, finding)
    return Part("screening", "Screening of all", header, rows, finding + ".", png(figure))


def variance(indices: pd.DataFrame) -> Part:
    """Sobol' indices of the largest."""
    ordered = indices.sort_values("total", ascending=False)
    names = [str(path) for path in ordered.index]
    groups = [
        Line(
            f"{kind} index",
            [Interval(m, m - h, m + h) for m, h in zip(ordered[kind], ordered[f"{kind}_half_width"], strict=True)],
        )
        for kind in ("total", "first")
    ]
    total, first = (ordered[kind].iloc[0] for kind in ("total", "first"))
    finding = f"{names[0]} takes part in {total:.0%} of the variance, alone it makes {first:.0%}"
    columns = ("total", "total_half_width", "first", "first_half_width")
    rows = [[str(path), *(f"{row[c]:.3f}" for c in columns)] for path, row in ordered.iterrows()]
    figure = bars(names, groups, "share of the variance of velocity made good (95 %)", finding)
    closing = f"{finding}. The others stay at their defaults; what chance adds to the variance is taken away."
    return Part(
        "variance",
        "Shares of variance of the ten largest",
        ("parameter", "total", "±", "first", "±"),
        rows,
        closing,
        png(figure),
    )


def main(options: Options) -> None:
    """Screen all settings, share out the variance, and write both."""
    replicates, seed = 2 if options.quick else REPLICATES, options.edition.seed
    places = trajectories(4 if options.quick else TRAJECTORIES, SCREENED, seed)
    y = progress(study_of("morris", SCREENED, places, replicates, seed), options.work).mean(axis=1)
    ranked = screened(elementary_effects(y, places), SCREENED, seed)
    largest = [str(path) for path in ranked.index[:LARGEST]]
    saltelli = unit(Design("saltelli", 4 if options.quick else BASES), len(largest), seed)
    runs = progress(study_of("saltelli", largest, saltelli, replicates, seed), options.work)
    indices = sobol_indices(runs.mean(axis=1), largest, seed, runs)
    about = {
        "seed": seed,
        "replicates": replicates,
        "points": len(y),
        "screened": list(SCREENED),
        "shared_out": largest,
    }
    publish_study("levers", __doc__ or "", [screening(ranked), variance(indices)], about, options)


if __name__ == "__main__":
    program(main)
