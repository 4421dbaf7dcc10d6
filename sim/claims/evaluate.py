"""The evaluation of a claim: run its crews in every world, judge its statements, draw and write the results.

The published points suffice to judge the statements again, without running anything.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.claims.claim import Statement, TheoryClaim
from sim.claims.conditions import Curve, Region, curve, matter_most, region
from sim.claims.deconvolution import margin
from sim.claims.effects import Measured, measured
from sim.claims.figures import overview
from sim.claims.runs import Progress, at_defaults, identity, outcomes_in, some
from sim.claims.text import as_json, as_markdown, number
from sim.claims.verdict import FEW_TIMES, TIMES, StatementVerdict, Word, judge, level, weakest
from sim.claims.worlds import Edition, Sample
from sim.engine.manifest import made_by
from sim.engine.statistics import LEVEL, Interval
from sim.engine.store import MANIFEST, parquet, publish, text
from sim.model.state import Bools, Floats
from sim.output.plot import png

VERDICT, POINTS = "verdict.json", "points.parquet"


class Tried(NamedTuple):
    """A statement in a sample of worlds.

    Attributes
    ----------
    votes
        Whether it is a primary statement.
    measured
        Its effects in the worlds.
    inside
        The worlds that the statement is about.
    region, curves
        Of primary statements in the first sample: where it holds most often, and the two settings that matter most.
    """

    statement: Statement
    votes: bool
    sample: str
    measured: Measured
    inside: Bools
    verdict: StatementVerdict
    region: Region | None = None
    curves: tuple[Curve, ...] = ()

    @property
    def adrift(self) -> int:
        """In how many of these worlds no share can be taken."""
        return int((self.inside & ~self.measured.usable).sum())


class Without(NamedTuple):
    """The effects of the primary statements at the defaults, as the model has it or without a mechanism."""

    without: str
    effects: list[Interval]


class Evaluation(NamedTuple):
    """The results of a claim."""

    claim: TheoryClaim
    edition: Edition
    samples: Sequence[Sample]
    tried: list[Tried]
    defaults: list[Without]

    def of(self, sample: str, votes: bool) -> list[Tried]:
        """The statements that were tried in a sample: those that vote, or the others."""
        return [one for one in self.tried if one.sample == sample and one.votes == votes]

    def word(self, sample: str) -> Word:
        """The word of the claim in a sample."""
        return weakest([one.verdict.word for one in self.of(sample, True)])


def evaluate(
    claim: TheoryClaim, edition: Edition, samples: Sequence[Sample], work: Path, progress: Progress | None = None
) -> Evaluation:
    """Run the crews of a claim, and judge its statements.

    Parameters
    ----------
    claim
        The claim.
    edition
        Seeds and sizes.
    samples
        The samples of worlds. In the first one conditions are looked for.
    work
        The folder of the runs, which are not repeated.
    progress
        Receives news of the runs.
    """
    tried = [one for sample in samples for one in _tried(claim, edition, sample, sample is samples[0], work, progress)]
    return Evaluation(claim, edition, samples, tried, list(_at_defaults(claim, edition, work)))


def _tried(
    claim: TheoryClaim, edition: Edition, sample: Sample, leads: bool, work: Path, progress: Progress | None
) -> Iterator[Tried]:
    statements = claim.statements if sample.checks else claim.primary
    names = list(dict.fromkeys(name for statement in statements for name in statement.crews))
    outcomes = {name: outcomes_in(name, claim.crews[name], sample, edition, work, progress) for name in names}
    for statement in statements:
        there = _single(measured(statement, some(outcomes, statement.crews, statement.outcome)))
        yield _judged(claim, edition, sample, leads, statement, there)


def _judged(
    claim: TheoryClaim, edition: Edition, sample: Sample, leads: bool, statement: Statement, there: Measured
) -> Tried:
    """The verdict on a statement, and where it holds, from its effects in the worlds."""
    votes = statement in claim.primary
    inside = about(statement, sample.worlds)
    used = there._replace(usable=there.usable & inside)
    family, times = (edition.family, TIMES) if votes else (1, FEW_TIMES)
    verdict = judge(used.estimates, statement.smallest, family, times)
    one = Tried(statement, votes, sample.name, there, inside, verdict)
    if not (votes and leads and verdict.worlds > 1):
        return one
    worlds = sample.worlds[used.usable].drop(columns=list(claim.own(statement)), errors="ignore")
    where = region(worlds, used.estimates, statement.smallest)
    paths = matter_most(worlds, used.estimates, statement.smallest)
    curves = tuple(curve(worlds, path, used.estimates, statement.smallest) for path in paths)
    return one._replace(region=where, curves=curves)


def judge_again(claim: TheoryClaim, edition: Edition, samples: Sequence[Sample], folder: Path) -> Evaluation:
    """Judge the statements of a claim by the points in a folder. Nothing is run; the effects at the defaults stay.

    Parameters
    ----------
    claim
        The claim.
    edition
        Seeds and sizes, which are those of the points.
    samples
        The samples of worlds. One of which there are no points is left out.
    folder
        What `write` has written.

    Raises
    ------
    ValueError
        If the points are of another edition or of other worlds.
    """
    stored = pd.read_parquet(folder / POINTS)
    samples = [sample for sample in samples if sample.name in set(stored["sample"])]
    made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    worlds = {sample.name: sample.fingerprint() for sample in samples}
    if (made["edition"], made["samples"]) != (edition._asdict(), worlds):
        raise ValueError(f"the points in {folder} are of another edition or of other worlds; evaluate the claim anew")
    tried = []
    for sample in samples:
        for k, statement in enumerate(claim.statements if sample.checks else claim.primary):
            rows = stored[(stored["sample"] == sample.name) & (stored["statement"] == k)].sort_values("world")
            effects, errors = (rows[name].to_numpy(dtype=float) for name in ("effect", "error"))
            there = Measured(effects, errors, np.isfinite(effects), edition.replicates - 1)
            tried.append(_judged(claim, edition, sample, sample is samples[0], statement, there))
    defaults = [
        Without(
            some["without"],
            [Interval(*(number(effect[name]) for name in Interval._fields)) for effect in some["effects"]],
        )
        for some in json.loads((folder / VERDICT).read_text(encoding="utf-8"))["defaults"]
    ]
    return Evaluation(claim, edition, samples, tried, defaults)


def about(statement: Statement, worlds: pd.DataFrame) -> Bools:
    """The worlds that a statement is about."""
    if statement.only is None:
        return np.ones(len(worlds), dtype=np.bool_)
    path, least = statement.only
    return np.asarray(worlds[path].to_numpy() >= least)


def _single(there: Measured) -> Measured:
    """The effects as they are published: with single precision, so that verdicts can be recomputed from them."""
    return there._replace(effects=_rounded(there.effects), errors=_rounded(there.errors))


def _rounded(values: Floats) -> Floats:
    return values.astype(np.float32).astype(np.float64)


def _at_defaults(claim: TheoryClaim, edition: Edition, work: Path) -> Iterator[Without]:
    crews = {name: claim.crews[name] for statement in claim.primary for name in statement.crews}
    for without, changes in {"": {}, **claim.ablations}.items():
        made = at_defaults(crews, edition, work, changes)
        effects = [_effect(s, some(made, s.crews, s.outcome)) for s in claim.primary]
        yield Without(without, effects)


def _effect(statement: Statement, outcomes: Mapping[str, Floats]) -> Interval:
    """The effect in one world with its 95 % interval; unknown if no share can be taken there."""
    there = measured(statement, outcomes)
    if not there.usable[0]:
        return Interval(float("nan"), float("nan"), float("nan"))
    mean, half = float(there.effects[0]), margin(LEVEL, there.freedom) * float(there.errors[0])
    return Interval(mean, mean - half, mean + half)


def write(evaluation: Evaluation, folder: Path) -> None:
    """Write verdict, tables, figure, points and manifest of a claim."""
    claim, edition = evaluation.claim, evaluation.edition
    made: dict[str, Any] = {
        "edition": edition._asdict(),
        "level": level(edition.family),
        "samples": {sample.name: sample.fingerprint() for sample in evaluation.samples},
        "crews": {name: crew._asdict() for name, crew in claim.crews.items()},
        "runs_of": {
            f"{sample.name}: {name}": identity(crew, sample, edition)
            for sample in evaluation.samples
            for name, crew in claim.crews.items()
        },
    }
    publish(folder, _files(evaluation), {**made_by(), **made}, tidy=True)


def write_again(evaluation: Evaluation, folder: Path) -> None:
    """Write what was judged again. The manifest still says which runs the points are from."""
    made: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    publish(folder, _files(evaluation), {**made, "judged": made_by()}, tidy=True)


def _files(evaluation: Evaluation) -> dict[str, Callable[[Path], None]]:
    return {
        VERDICT: text(as_json(evaluation)),
        "table.md": text(as_markdown(evaluation)),
        POINTS: parquet(pa.Table.from_pandas(points(evaluation), preserve_index=False)),
        "verdict.png": png(overview(evaluation)),
    }


def points(evaluation: Evaluation) -> pd.DataFrame:
    """One row per sample, statement and world: the effect with its standard error; missing where it is not used."""
    numbers = {statement.says: k for k, statement in enumerate(evaluation.claim.statements)}
    frames = []
    for one in evaluation.tried:
        used = one.measured.usable & one.inside
        frame = {
            "sample": one.sample,
            "statement": np.int16(numbers[one.statement.says]),
            "world": np.arange(len(used), dtype=np.int16),
            "effect": np.where(used, one.measured.effects, np.nan).astype(np.float32),
            "error": np.where(used, one.measured.errors, np.nan).astype(np.float32),
        }
        frames.append(pd.DataFrame(frame))
    return pd.concat(frames)
