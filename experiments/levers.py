"""Of all levers, one of leadership matters most

Question: which of the uncertain settings decide how far a led crew gets, and which of these can an organization choose?
Hypothesis: direction is the backbone. Of all settings that an organization can choose, one of leadership matters most.
Design: Morris' screening of every uncertain parameter and of four sizes over the ranges of the sample, and of the two
strengths from 0 to 1 (20 trajectories). Then Sobol' indices of the ten largest, with the others at their defaults. A
lever is a setting of any group except the environment, and not the size of the crew. The screening is itself a sample,
so there is no other sample, and the interval alone decides: the claim holds if the lead is supported, and fails if it
is reversed or too small.
Wrong if: the lever with the largest mean absolute elementary effect is not one of leadership.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.common import Options, program, simultaneous, write_results
from sim.claims.claim import BASE, Statement, TheoryClaim
from sim.claims.evaluate import Evaluation, Size
from sim.claims.figures import Line, bars
from sim.claims.regions import Region
from sim.claims.runs import SEED, run_study
from sim.claims.sample import distribution
from sim.claims.screening import screened, trajectories
from sim.claims.text import Supplement
from sim.claims.verdict import Shares, StatementVerdict, conclusion, level, verdict_word
from sim.cli.terminal import sweep_bar, table
from sim.engine.statistics import Interval
from sim.model.state import Floats
from sim.output.plot import png
from sim.scenario import load
from sim.study.design import Design, unit
from sim.study.factors import Factor, uncertain
from sim.study.results import open_results
from sim.study.sensitivity import elementary_effects, sobol_indices
from sim.study.stopping_rule import Replicates
from sim.study.study import Study

CLAIM = TheoryClaim(
    number=12,
    name="levers",
    text=__doc__ or "",
    origin="emergent",
    because="no rule ranks settings",
    arms={BASE: {}},
    statements=(Statement("the lever that matters most is one of leadership", {BASE: 1}),),
)
STRENGTHS = ("management.strength", "leadership.strength")
SIZES = ("environment.goals", "organization.members", "organization.span_of_control", "network.ties")
SCREENED = (*uncertain(), *STRENGTHS, *SIZES)
LARGEST = 10
TRAJECTORIES, BASES = 20, 128  # a trajectory changes every setting once


def is_lever(path: str) -> bool:
    """Whether an organization can choose it."""
    return not path.startswith("environment.") and path != "organization.members"


def _value(path: str, u: float) -> float | int | str:
    """The value at a place of the unit interval; the two strengths go from nothing to everything, both alike."""
    return u if path in STRENGTHS else distribution(path).at(u)


def study_of(kind: str, paths: Sequence[str], places: Floats, replicates: int) -> Study:
    """The study of some settings at places of the unit cube."""
    rows = [tuple(_value(path, float(u)) for path, u in zip(paths, row, strict=True)) for row in places]
    factors = tuple(Factor(path, values=tuple(dict.fromkeys(row[k] for row in rows))) for k, path in enumerate(paths))
    counts, design = Replicates(replicates, replicates), Design("file", len(rows))
    return Study(f"levers_{kind}", CLAIM.title, {BASE: load(BASE)}, factors, design, rows, counts, seed=SEED)


def mean_progress(study: Study, work: Path) -> Floats:
    """Mean velocity made good at each point of a study."""
    with sweep_bar(True, study.name) as advance:
        folder = run_study(study, work, advance)
    return open_results(folder).answers("made_good_mean", BASE)


def lead(effects: Floats, paths: Sequence[str], at: float) -> Interval:
    """How far the largest lever of leadership is ahead of the largest other lever, in mean absolute effect.

    `effects` (trajectories, paths); Student's interval with the standard error over resampled trajectories.
    """

    def ahead(some: Floats) -> float:
        sizes = np.abs(some).mean(axis=0)
        ours = max(s for s, path in zip(sizes, paths, strict=True) if path.startswith("leadership."))
        others = (s for s, p in zip(sizes, paths, strict=True) if is_lever(p) and not p.startswith("leadership."))
        return float(ours - max(others))

    rng = np.random.default_rng(SEED)
    n = len(effects)
    error = np.std([ahead(effects[rng.integers(0, n, n)]) for _ in range(1000)])
    half = float(stdtrit(n - 1, (1 + at) / 2) * error)
    mean = ahead(effects)
    return Interval(mean, mean - half, mean + half)


def screening(ranked: pd.DataFrame) -> Supplement:
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
    return Supplement("screening", "Screening of all", header, rows, finding + ".", png(figure))


def variance(indices: pd.DataFrame) -> Supplement:
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
    closing = (
        f"{finding}. The others stay at their defaults; the noise of chance counts as variance that nobody explains."
    )
    return Supplement(
        "variance",
        "Shares of variance of the ten largest",
        ("parameter", "total", "±", "first", "±"),
        rows,
        closing,
        png(figure),
    )


def main(options: Options) -> Evaluation:
    """Evaluate the claim, and write its results."""
    print(f"\n{CLAIM.number}. {CLAIM.title}", flush=True)
    replicates = options.size.sampled
    places = trajectories(4 if options.quick else TRAJECTORIES, SCREENED, SEED)
    y = mean_progress(study_of("morris", SCREENED, places, replicates), options.work)
    effects = elementary_effects(y, places)
    ranked = screened(effects, SCREENED, SEED)
    largest = [str(path) for path in ranked.index[:LARGEST]]
    saltelli = unit(Design("saltelli", 4 if options.quick else BASES), len(largest), SEED)
    answers = mean_progress(study_of("saltelli", largest, saltelli, replicates), options.work)
    indices = sobol_indices(answers, largest, SEED)
    effect = lead(effects, SCREENED, level(simultaneous()))
    statement, nothing = CLAIM.statements[0], Shares(0, 0, 0, 0)
    at_defaults = conclusion(effect, statement.smallest)
    word = "holds" if at_defaults == "supported" else verdict_word(at_defaults, nothing, nothing, 0)
    verdict = StatementVerdict(statement, effect, at_defaults, nothing, Region(()), nothing, word)
    size = Size(points=len(y), sampled=replicates, replicates=0)
    evaluation = Evaluation(CLAIM, size, [verdict], [], [screening(ranked), variance(indices)], [], pd.DataFrame(), [])
    write_results(evaluation, options)
    for supplement in evaluation.supplements:
        table(supplement.header, supplement.rows[:LARGEST])
        print(supplement.closing)
    return evaluation


if __name__ == "__main__":
    program(main)
