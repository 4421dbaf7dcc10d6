"""The results of finished sweeps."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.store import MANIFEST, ResultsError, not_as_written, read_manifest
from sim.model.state import Floats
from sim.study.design import drawn_together
from sim.study.expressions import SIDES, Claim, Vocabulary, calls, names_in, parse
from sim.study.folder import FolderError, begun, outcomes_of
from sim.study.partial import write_partial
from sim.study.rows import points_columns, runs_schema
from sim.study.sensitivity import morris_effects, sobol_indices
from sim.study.study import Study
from sim.study.tables import damage
from sim.study.verdicts import ClaimVerdict, judge

_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration, OSError, pa.ArrowException)


class Results:
    """The results of a sweep.

    Tables are pandas DataFrames, which are read when they are needed for the first time.

    Attributes
    ----------
    folder : the folder of the sweep
    manifest : the content of its `manifest.json`
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest

    def __repr__(self) -> str:
        name, runs, failed = self.manifest["study"]["name"], self.manifest["runs"], self.manifest["failed"]
        return f"<sweep {name!r} in {self.folder}: {runs} runs, {failed} failed>"

    @property
    def outcomes(self) -> list[str]:
        """The names of the outcomes in the tables."""
        return outcomes_of(self.manifest["signature"])

    @cached_property
    def study(self) -> Study:
        """The study that was run.

        Raises
        ------
        FolderError
            If it cannot be read by this version of Coxed, or if the tables are not those of this study.
        """
        try:
            study = self._study()
            runs, points = (pq.read_schema(self.folder / name).names for name in ("runs.parquet", "points.parquet"))
            same = runs == runs_schema(self.outcomes).names and points == points_columns(study, self.outcomes)
        except _UNREADABLE as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            help = f"take the folder from a copy, or use Coxed {self.manifest['coxed']}, which wrote it"
            raise FolderError(f"the study in {self.folder / MANIFEST} cannot be read: {reason}", help) from None
        if not same:
            help = "take the folder from a copy, or delete the manifest and run coxed sweep again with the same --out"
            raise FolderError(f"the tables in {self.folder} do not have the columns of their study", help)
        return study

    def _study(self) -> Study:
        study = self.manifest["study"]
        names = [factor["path"] for factor in study["factors"]]
        table = pq.read_table(self.folder / "points.parquet", columns=["scenario", *names])
        rows = table.filter(pa.compute.equal(table["scenario"], next(iter(study["sides"]))))
        return Study.from_dict(study, list(zip(*(rows[name].to_pylist() for name in names), strict=True)))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: point, scenario, replicate, seed, run, status, message, command, then every outcome."""
        return self._table("runs")

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point and scenario (and for their difference): factors, counts, then means and half-widths."""
        return self._table("points")

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row per run and period: point, scenario, replicate, period, then the measures that were kept.

        Raises
        ------
        ValueError
            If the study kept no series.
        """
        if not self.manifest["study"]["series"]:
            raise ValueError("this sweep kept no series; add 'keep: {series: [made_good]}' to its study")
        return self._table("series")

    @property
    def shown(self) -> str:
        """What is analysed by default: the only scenario, or the difference between the base and the next one."""
        return " - ".join(self.study.names[:2])

    @property
    def outcome(self) -> str:
        """The outcome that is analysed by default: the one that stopped the points, or `made_good_mean`."""
        stop = self.study.replicates.stop
        return stop.outcome if stop else "made_good_mean"

    def answers(self, outcome: str | None = None, scenario: str | None = None) -> Floats:
        """The mean of an outcome at each point.

        Parameters
        ----------
        outcome
            The name of the outcome; by default the property `outcome`.
        scenario
            The name of a scenario, or of the difference; by default the property `shown`.

        Returns
        -------
        array
            One number per point; NaN if all its runs failed.
        """
        rows = self.points[self.points["scenario"] == (scenario or self.shown)]
        return np.asarray(rows[outcome or self.outcome], dtype=float)

    def by_scenario(self, outcome: str | None = None) -> pd.DataFrame:
        """The mean of an outcome: one row per point, one column per scenario or policy."""
        return pd.DataFrame({name: self.answers(outcome, name) for name in self.study.names}).rename_axis("point")

    def sobol(self, outcome: str | None = None, scenario: str | None = None) -> pd.DataFrame:
        """Sobol' indices, first-order and total, from a design of kind `saltelli`.

        Parameters
        ----------
        outcome, scenario
            As in `answers`.

        Returns
        -------
        DataFrame
            One row per factor: `first`, `total`, and the half-widths of their 95 % bootstrap intervals.

        Raises
        ------
        ValueError
            If the study has another design, or if runs are missing at a point.
        """
        self._designed("saltelli")
        return sobol_indices(self.answers(outcome, scenario), self._factors, self.study.seed)

    def morris(self, outcome: str | None = None, scenario: str | None = None) -> pd.DataFrame:
        """Elementary effects from a design of kind `morris`.

        Parameters
        ----------
        outcome, scenario
            As in `answers`.

        Returns
        -------
        DataFrame
            One row per factor: `mu_star` with the half-width of its 95 % bootstrap interval, `mu` and `sigma`.

        Raises
        ------
        ValueError
            If the study has another design, or if runs are missing at a point.
        """
        self._designed("morris")
        return morris_effects(self.answers(outcome, scenario), self._factors, self.study.design, self.study.seed)

    def claims(self, *texts: str) -> list[ClaimVerdict]:
        """The verdicts on the study's claims, or on others.

        Parameters
        ----------
        texts
            Claims such as `"mean(base.made_good_mean) > 0.2"`; by default those of the study.

        Returns
        -------
        list of ClaimVerdict
            Their intervals hold together.

        Raises
        ------
        ClaimError
            If a text is no claim.
        """
        claims = [Claim(text, text) for text in texts] or list(self.study.claims)
        trees = [parse(claim.text, self._vocabulary) for claim in claims]
        names = {pair for tree in trees for call in calls(tree) for pair in names_in(call)}
        return judge(claims, self.rows(sorted({name for side, name in names if side in SIDES})))

    def rows(self, outcomes: list[str]) -> pd.DataFrame:
        """One row per point and replicate: the factors, and the outcomes as `base.x` and `compare.x`.

        Parameters
        ----------
        outcomes
            The names of the outcomes.

        Returns
        -------
        DataFrame
            Its column `draw` is the number of the draw to which a point belongs, -1 if the design is no sample.
        """
        keys = ["point", "replicate"]
        runs = pq.read_table(self.folder / "runs.parquet", columns=[*keys, "scenario", *outcomes]).to_pandas()
        joined = None
        for side, name in zip(SIDES, self.study.names, strict=False):
            rows = runs[runs["scenario"] == name].set_index(keys)[outcomes].add_prefix(f"{side}.")
            joined = rows if joined is None else joined.join(rows)
        assert joined is not None
        factors = pd.DataFrame(self.study.points, columns=self._factors)
        together = drawn_together(self.study.design, len(self.study.factors))
        joined = joined.reset_index().join(factors, on="point")
        return joined.assign(draw=joined["point"] // together if together else -1)

    @property
    def _factors(self) -> list[str]:
        return [factor.path for factor in self.study.factors]

    @property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.outcomes, self._factors, len(self.study.sides) - 1)

    def _designed(self, kind: str) -> None:
        if self.study.design.kind != kind:
            raise ValueError(f"this needs a design of kind {kind}; the study's is {self.study.design.kind}")

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")


def open_results(folder: str | Path, partial: bool = False) -> Results:
    """Open the results of a sweep.

    Parameters
    ----------
    folder
        The folder that was given to `sim.sweep` or `coxed sweep --out`.
    partial
        Whether to open what an unfinished sweep has so far. Its tables are written to `partial` in the folder; the
        title of the study and the entry `partial` of the manifest say how much there is.

    Returns
    -------
    Results
        Its tables, and what can be computed from them.

    Raises
    ------
    FolderError
        If the folder contains no finished sweep, or if a file of it is missing or not as it was written.
    """
    results = opened(write_partial(Path(folder)) if partial else Path(folder))
    if damaged := damage(results.folder, results.manifest):
        help = "run coxed sweep again with the same --out, which makes the tables again, or take the folder from a copy"
        if MANIFEST in damaged:  # a sweep may not be able to tell whose results these are
            help = f"take the folder from a copy, or delete {results.folder / MANIFEST} and run coxed sweep again"
        raise FolderError(not_as_written(results.folder, damaged), help, damaged)
    return results


def opened(folder: Path) -> Results:
    """As `open_results`, without a look at the files that the manifest lists."""
    try:
        manifest = read_manifest(folder)
    except ResultsError as error:
        if error.damaged:
            raise FolderError(error.message, error.help, error.damaged) from None
        if begun(folder) is not None:
            message = f"the sweep in {folder} is not finished"
            help = "run coxed sweep again with the same --out, or add --partial to see what there is so far"
            raise FolderError(message, help) from None
        raise FolderError(f"there is no sweep in {folder}", "name the folder given to coxed sweep --out") from None
    if "signature" not in manifest or "study" not in manifest:
        raise FolderError(f"{folder} holds other results than a sweep's", "name the folder given to coxed sweep --out")
    return Results(folder, manifest)
