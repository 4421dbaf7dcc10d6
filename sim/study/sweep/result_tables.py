"""The tables of a finished sweep, read when they are needed."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.store import MANIFEST
from sim.model.state import Floats
from sim.study.expressions import SIDES
from sim.study.outcomes import unknown, unknown_scenario
from sim.study.study import Study
from sim.study.sweep.folder import FolderError, outcomes_of
from sim.study.sweep.rows import points_columns, runs_schema

_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration, OSError, pa.ArrowException)


class ResultTables:
    """The study and the tables of a sweep, and what of them is analysed; `Results` computes from them."""

    beside_base: str | None = None

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

    @property
    def pair(self) -> list[str]:
        """The scenarios that are analysed by default: the base, and the next one or the one that was chosen."""
        base, *others = self.study.names
        return [base, self.beside_base or others[0]] if others else [base]

    @property
    def shown(self) -> str:
        """What is analysed by default: the only scenario, or the difference between the two of `pair`."""
        return " - ".join(self.pair)

    @property
    def outcome(self) -> str:
        """The outcome that is analysed by default: the one that stopped the points, or `made_good_mean`."""
        stop = self.study.replicates.stop
        return stop.outcome if stop else "made_good_mean"

    @property
    def sides(self) -> dict[str, tuple[str, ...]]:
        """For each scenario and each difference by name the sides of `rows` from which it is computed."""
        base, *others = words = SIDES[: len(self.study.sides)]
        alone = {name: (side,) for name, side in zip(self.study.names, words, strict=True)}
        return alone | {name: (base, side) for name, side in zip(self.study.differences, others, strict=True)}

    def named(self, outcome: str | None, scenario: str | None) -> tuple[str, str]:
        """An outcome, and a scenario or difference: those of the names, or those that are analysed by default.

        Raises
        ------
        ValueError
            If there is no such outcome or scenario.
        """
        outcome, scenario = outcome or self.outcome, scenario or self.shown
        if outcome not in self.outcomes:
            raise ValueError("; ".join(unknown(outcome, self.outcomes)))
        if scenario not in self.sides:
            raise ValueError("; ".join(unknown_scenario(scenario, self.sides)))
        return outcome, scenario

    def stopped(self) -> dict[str, int]:
        """How many points ended for which reason: `precise`, `max` or `failed`. The tables are not read as a whole."""
        reasons = self._columns(self.study.names[0], ["stopped"])["stopped"].value_counts()
        return {row["values"]: row["counts"] for row in reasons.to_pylist()}

    def _column(self, scenario: str, name: str) -> Floats:
        """A column of numbers of the points of a scenario. The tables are not read as a whole."""
        return np.asarray(self._columns(scenario, [name])[name].to_numpy(), dtype=float)

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
