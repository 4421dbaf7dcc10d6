"""Finished sweeps, opened to be read."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.results import MANIFEST
from sim.state import Floats
from sim.study.claims import Claim, Vocabulary, calls, parse, spoken_of
from sim.study.design import drawn_together
from sim.study.folder import FolderError, begun
from sim.study.judging import Judged, judge
from sim.study.sensitivity import morris_effects, sobol_indices
from sim.study.study import Study


class Results:
    """The tables of a sweep: `runs` (a row a run), `points` (a row a point and scenario), `series` (a row a period).

    Each is a pandas DataFrame that is read when first asked for.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest

    def __repr__(self) -> str:
        held = self.manifest
        return f"<sweep {held['study']['name']!r} in {self.folder}: {held['runs']} runs, {held['failed']} failed>"

    @cached_property
    def study(self) -> Study:
        """What was run."""
        held = self.manifest["study"]
        names = [factor["path"] for factor in held["factors"]]
        table = pq.read_table(self.folder / "points.parquet", columns=["scenario", *names])
        rows = table.filter(pa.compute.equal(table["scenario"], next(iter(held["sides"]))))
        return Study.from_dict(held, list(zip(*(rows[name].to_pylist() for name in names), strict=True)))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: point, scenario, replicate, seed, run, status, message, command, then every outcome."""
        return self._table("runs")

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a point and scenario (and their difference): factors, counts, then means and half-widths."""
        return self._table("points")

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row a period: point, scenario, replicate, period, then the measures that were kept."""
        if not self.manifest["study"]["series"]:
            raise ValueError("this sweep kept no series; add 'keep: {series: [made_good]}' to its study")
        return self._table("series")

    @property
    def shown(self) -> str:
        """What is analysed unless one says otherwise: the difference where two scenarios are compared."""
        return " - ".join(self.study.names)

    @property
    def outcome(self) -> str:
        """The outcome that is analysed unless one says otherwise: the one that stopped the points."""
        stop = self.study.replicates.stop
        return stop.outcome if stop else "made_good_mean"

    def answers(self, outcome: str | None = None, scenario: str | None = None) -> Floats:
        """The mean of an outcome at each point, of a scenario or of the difference (the default)."""
        rows = self.points[self.points["scenario"] == (scenario or self.shown)]
        return np.asarray(rows[outcome or self.outcome], dtype=float)

    def sobol(self, outcome: str | None = None, scenario: str | None = None) -> pd.DataFrame:
        """Sobol' indices of a `saltelli` design, see `sim.study.sensitivity`."""
        self._designed("saltelli")
        return sobol_indices(self.answers(outcome, scenario), self._factors, self.study.seed)

    def morris(self, outcome: str | None = None, scenario: str | None = None) -> pd.DataFrame:
        """Elementary effects of a `morris` design, see `sim.study.sensitivity`."""
        self._designed("morris")
        return morris_effects(self.answers(outcome, scenario), self._factors, self.study.design, self.study.seed)

    def claims(self, *texts: str) -> list[Judged]:
        """The verdicts on the study's claims, or on others: `claims("mean(base.made_good_mean) > 0.2")`.

        Raises ClaimError for a text that is no claim.
        """
        claims = [Claim(text, text) for text in texts] or list(self.study.claims)
        trees = [parse(claim.text, self._vocabulary) for claim in claims]
        spoken = {(side, name) for tree in trees for call in calls(tree) for side, name in spoken_of(call)}
        return judge(claims, self.rows(sorted({name for side, name in spoken if side in ("base", "compare")})))

    def rows(self, outcomes: list[str]) -> pd.DataFrame:
        """A row a point and replicate: factors, and the outcomes as `base.x` and `compare.x`.

        `draw` is the number of the draw that a point belongs to, -1 where the design is no sample.
        """
        keys = ["point", "replicate"]
        runs = pq.read_table(self.folder / "runs.parquet", columns=[*keys, "scenario", *outcomes]).to_pandas()
        found = None
        for side, name in zip(("base", "compare"), self.study.names, strict=False):
            rows = runs[runs["scenario"] == name].set_index(keys)[outcomes].add_prefix(f"{side}.")
            found = rows if found is None else found.join(rows)
        assert found is not None
        factors = pd.DataFrame(self.study.points, columns=self._factors)
        together = drawn_together(self.study.design, len(self.study.factors))
        found = found.reset_index().join(factors, on="point")
        return found.assign(draw=found["point"] // together if together else -1)

    @property
    def _factors(self) -> list[str]:
        return [factor.path for factor in self.study.factors]

    @property
    def _vocabulary(self) -> Vocabulary:
        from sim.outcomes import outcome_names

        return Vocabulary(outcome_names(), self._factors, self.study.compared)

    def _designed(self, kind: str) -> None:
        if self.study.design.kind != kind:
            raise ValueError(f"this needs a design of kind {kind}; the study's is {self.study.design.kind}")

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")


def open_results(folder: str | Path) -> Results:
    """The tables of a finished sweep. Raises FolderError where there is none."""
    folder = Path(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if "signature" in manifest and "study" in manifest:
            return Results(folder, manifest)
        raise FolderError(f"{folder} holds other results than a sweep's", "name the folder given to coxed sweep --out")
    except (OSError, ValueError) as error:
        if isinstance(error, FolderError):
            raise
        if begun(folder) is not None:
            raise FolderError(
                f"the sweep in {folder} is not finished", "run coxed sweep again with the same --out"
            ) from None
        raise FolderError(f"there is no sweep in {folder}", "name the folder given to coxed sweep --out") from None
