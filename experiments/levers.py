"""Of all levers, one of leadership matters most

Question: of all that is uncertain, what decides how far a led crew gets, and which of it can be chosen?
Hypothesis: direction is the backbone: of everything an organization can choose, a setting of leadership matters
most.
Design: Morris' screening of every uncertain parameter and of four sizes over the ranges of the sample, and of the
two strengths from 0 to 1 (20 trajectories); then Sobol' indices of the ten largest, the others at their defaults. A
lever is a setting of any group but the environment, and not the crew's size. The screening is a sample itself, so
there is no other, and the verdict is that of the interval: holds if the lead is supported, fails if it is reversed
or too small.
Wrong if: the largest mean absolute elementary effect among the levers is not one of leadership's.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.trials import Asked, alone, close, statements
from sim.cli.show import sweep_bar, table
from sim.plot.saving import png
from sim.plot.trials import Line, bars
from sim.scenario import load
from sim.scenario.names import SETTINGS
from sim.state import Floats
from sim.statistics import Interval
from sim.study.design import Design, unit
from sim.study.factors import Factor, uncertain
from sim.study.opening import open_results
from sim.study.sensitivity import elementary_effects, morris_effects, sobol_indices
from sim.study.stopping import Replicates
from sim.study.study import Study
from sim.trial.claim import BASE, Claim, Part
from sim.trial.judging import Judged, Shares, found, level, word
from sim.trial.playing import SEED, swept
from sim.trial.regions import Region
from sim.trial.running import WHOLE, Size, Tried
from sim.trial.sample import plausible
from sim.trial.telling import Shown

CLAIM = Claim(
    number=12,
    name="levers",
    text=__doc__ or "",
    origin="emergent",
    because="no rule ranks settings",
    arms={BASE: {}},
    parts=(Part("the lever that matters most is one of leadership", {BASE: 1}),),
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
    return u if path in STRENGTHS else plausible(SETTINGS[path], u)


def _falls(path: str) -> bool:
    """Whether a setting is smaller at a larger place: shares whose default is 1 go down from it."""
    about = SETTINGS[path]
    return path not in STRENGTHS and about.unit == "share" and about.default == 1 and about.high == 1


def asked_of(paths: Sequence[str], design: Design, replicates: int) -> Study:
    """The study of a design over the plausible ranges of some settings."""
    places = unit(design, len(paths), SEED)
    rows = [tuple(_value(path, float(u)) for path, u in zip(paths, row, strict=True)) for row in places]
    factors = tuple(Factor(path, values=tuple(dict.fromkeys(row[k] for row in rows))) for k, path in enumerate(paths))
    counts = Replicates(replicates, replicates)
    return Study(f"levers_{design.kind}", CLAIM.title, {BASE: load(BASE)}, factors, design, rows, counts, seed=SEED)


def played(paths: Sequence[str], design: Design, replicates: int, work: Path) -> Floats:
    """Mean velocity made good at each point of the design."""
    asked = asked_of(paths, design, replicates)
    with sweep_bar(True, asked.name) as advance:
        folder = swept(asked, work, advance)
    return open_results(folder).answers("made_good_mean", BASE)


def lead(effects: Floats, at: float) -> Interval:
    """How far the largest lever of leadership is ahead of the largest other lever, in mean absolute effect.

    `effects` (trajectories, settings) of SCREENED; Student's interval with the standard error over resampled
    trajectories.
    """

    def ahead(some: Floats) -> float:
        sizes = np.abs(some).mean(axis=0)
        ours = max(s for s, path in zip(sizes, SCREENED, strict=True) if path.startswith("leadership."))
        others = (s for s, p in zip(sizes, SCREENED, strict=True) if is_lever(p) and not p.startswith("leadership."))
        return float(ours - max(others))

    rng = np.random.default_rng(SEED)
    n = len(effects)
    error = np.std([ahead(effects[rng.integers(0, n, n)]) for _ in range(1000)])
    half = float(stdtrit(n - 1, (1 + at) / 2) * error)
    mean = ahead(effects)
    return Interval(mean, mean - half, mean + half)


def screening(ranked: pd.DataFrame) -> Shown:
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
    return Shown("screening", "Screening of all", header, rows, finding + ".", png(figure))


def variance(indices: pd.DataFrame) -> Shown:
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
    return Shown(
        "variance",
        "Shares of variance of the ten largest",
        ("parameter", "total", "±", "first", "±"),
        rows,
        closing,
        png(figure),
    )


def main(how: Asked) -> Tried:
    """Put the claim on trial."""
    print(f"\n{CLAIM.number}. {CLAIM.title}", flush=True)
    quick = how.size != WHOLE
    replicates = how.size.sampled
    morris = Design("morris", 4 if quick else TRAJECTORIES, levels=4)
    y = played(SCREENED, morris, replicates, how.work)
    ranked = morris_effects(y, list(SCREENED), morris, SEED).sort_values("mu_star", ascending=False)
    ranked["mu"] *= [-1 if _falls(str(path)) else 1 for path in ranked.index]
    largest = [str(path) for path in ranked.index[:LARGEST]]
    saltelli = Design("saltelli", 4 if quick else BASES)
    answers = played(largest, saltelli, replicates, how.work)
    indices = sobol_indices(answers, largest, SEED)
    effect = lead(elementary_effects(y, len(SCREENED), morris, SEED), level(statements()))
    part, nothing = CLAIM.parts[0], Shares(0, 0, 0, 0)
    said = found(effect, part.smallest)
    verdict = "holds" if said == "supported" else word(said, nothing, nothing, 0)
    judged = Judged(part, effect, said, nothing, Region(()), nothing, verdict)
    size = Size(points=len(y), sampled=replicates, replicates=0)
    tried = Tried(CLAIM, size, [judged], [], [screening(ranked), variance(indices)], [], pd.DataFrame(), [])
    close(tried, how)
    for shown in tried.shown:
        table(shown.header, shown.rows[:LARGEST])
        print(shown.closing)
    return tried


if __name__ == "__main__":
    alone(main)
