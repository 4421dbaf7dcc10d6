"""The tables of a finished sweep, read when they are needed."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.store import MANIFEST
from sim.study.folder import FolderError, outcomes_of
from sim.study.rows import points_columns, runs_schema
from sim.study.study import Study

_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration, OSError, pa.ArrowException)


class ResultTables:
    """The study and the tables of a sweep, from which `Results` computes."""

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
        rows = self._columns(next(iter(study["sides"])), names)
        return Study.from_dict(study, list(zip(*(rows[name].to_pylist() for name in names), strict=True)))

    def stopped(self) -> dict[str, int]:
        """How many points ended for which reason: `precise`, `max` or `failed`. The tables are not read as a whole."""
        reasons = self._columns(self.study.names[0], ["stopped"])["stopped"].value_counts()
        return {row["values"]: row["counts"] for row in reasons.to_pylist()}

    def _columns(self, scenario: str, names: list[str]) -> pa.Table:
        """Some columns of the points of a scenario."""
        table = pq.read_table(self.folder / "points.parquet", columns=["scenario", *names])
        return table.filter(pa.compute.equal(table["scenario"], scenario))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: point, scenario, replicate, seed, run, status, message, command, then every outcome."""
        return self._table("runs")

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point and scenario, and for each difference: factors, counts, then three columns per outcome.

        These are its mean over the runs (such as `speed_mean_over_runs`), the half-width of its interval
        (`speed_mean_half_width`), and the number of runs that have it (`speed_mean_runs`).
        """
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

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")
