"""The results of finished sweeps."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.engine.store import MANIFEST, ResultsError, not_as_written, read_manifest
from sim.model.outcomes import AFTER
from sim.model.state import Floats
from sim.study.expressions import SIDES, Claim, Vocabulary, calls, names_in, parse
from sim.study.inference.sensitivity import all_indices, morris_effects
from sim.study.inference.verdicts import ClaimVerdict, judge
from sim.study.outcomes import unknown_scenario
from sim.study.sweep.folder import FolderError, begun
from sim.study.sweep.joined import answers_of_runs, joined_runs, sampled_ranges
from sim.study.sweep.partial import write_partial
from sim.study.sweep.recovery import restricted_means
from sim.study.sweep.registry import Registered, registered_in
from sim.study.sweep.repeat import RepeatableRuns
from sim.study.sweep.rows import half_width_of, mean_of
from sim.study.sweep.tables import damage


class Results(RepeatableRuns):
    """The results of a sweep.

    Tables are pandas DataFrames, which are read when they are needed for the first time.

    Attributes
    ----------
    folder : the folder of the sweep
    manifest : the content of its `manifest.json`
    beside_base : the scenario that `beside` chose
    """

    def beside(self, scenario: str) -> "Results":
        """The same results; what is analysed by default is the difference between the base and this scenario.

        Parameters
        ----------
        scenario
            The name of a scenario that is compared with the base.

        Raises
        ------
        ValueError
            If there is no such scenario.
        """
        if scenario not in self.study.names[1:]:
            raise ValueError("; ".join(unknown_scenario(scenario, self.study.names[1:])))
        results = Results(self.folder, self.manifest)
        results.beside_base = scenario
        return results

    def answers(self, outcome: str | None = None, scenario: str | None = None) -> Floats:
        """The mean of an outcome at each point.

        Parameters
        ----------
        outcome
            The name of the outcome; by default the property `outcome`.
        scenario
            The name of a scenario, or of a difference from the base; by default the property `shown`.

        Returns
        -------
        array
            One number per point; NaN if all its runs failed.

        Raises
        ------
        ValueError
            If there is no such outcome or scenario.
        """
        outcome, scenario = self.named(outcome, scenario)
        return self._column(scenario, mean_of(outcome))

    def half_widths(self, outcome: str | None = None, scenario: str | None = None) -> Floats:
        """The half-width of the interval of `answers` at each point; infinite or NaN if it is not known."""
        outcome, scenario = self.named(outcome, scenario)
        return self._column(scenario, half_width_of(outcome))

    def by_scenario(self, outcome: str | None = None) -> pd.DataFrame:
        """The mean of an outcome: one row per point, one column per scenario or policy."""
        return pd.DataFrame({name: self.answers(outcome, name) for name in self.study.names}).rename_axis("point")

    def sobol(self, outcome: str | None = None, scenario: str | None = None, *, pairs: bool = False) -> pd.DataFrame:
        """Sobol' indices, first-order and total, from a design of kind `saltelli`.

        Parameters
        ----------
        outcome, scenario
            As in `answers`.
        pairs
            Whether to return the second-order indices of pairs instead; the design must have `second_order: true`.

        Returns
        -------
        DataFrame
            One row per factor or group: `first` and `total`, without what chance adds to the means, and the half-widths
            of their 95 % bootstrap intervals over points and replicates. With `pairs` one row per pair, the largest
            first: `second`, what the two explain together beyond what each explains alone, with its half-width.

        Raises
        ------
        ValueError
            If the study has another design, or if runs are missing at a point.
        """
        self._designed("saltelli")
        study = self.study
        if pairs and not study.design.second_order:
            raise ValueError("this needs the points for pairs; add 'second_order: true' to the design")
        names = list(dict.fromkeys(study.design.parts(self._factors)))
        answers, looks = self.answers(outcome, scenario), study.replicates.looks
        runs = self._runs(outcome, scenario)
        return all_indices(answers, names, study.seed, runs, looks, study.design.second_order)[pairs]

    def morris(self, outcome: str | None = None, scenario: str | None = None) -> pd.DataFrame:
        """Elementary effects from a design of kind `morris`.

        Parameters
        ----------
        outcome, scenario
            As in `answers`.

        Returns
        -------
        DataFrame
            One row per factor: `mu_star` with the half-width of its 95 % bootstrap interval, `mu` and `sigma`, and
            whether `mu_star` is `beyond_chance`, which takes six replicates at least.

        Raises
        ------
        ValueError
            If the study has another design, or if runs are missing at a point.
        """
        self._designed("morris")
        study, answers = self.study, self.answers(outcome, scenario)
        return morris_effects(answers, self._factors, study.design, study.seed, self._runs(outcome, scenario))

    def _runs(self, outcome: str | None, scenario: str | None) -> Floats:
        """An outcome of each run (points, replicates), or a difference of two; NaN where there is none."""
        outcome, scenario = self.named(outcome, scenario)
        return answers_of_runs(self.rows([outcome], self.sides[scenario]), outcome, self.sides[scenario])

    def recovery(self, until: int = AFTER) -> pd.DataFrame:
        """How long crews need to recover from shocks, with those they had not recovered from (Kaplan and Meier).

        Parameters
        ----------
        until
            After how many periods a crew that has not recovered counts as having needed so many.

        Returns
        -------
        DataFrame
            One row per scenario and one per difference from the base: `mean` (the restricted mean, in periods) with the
            half-width of its 95 % bootstrap interval over replicates (`half_width`), `unrecovered` (the share after
            `until` periods), and the numbers of `shocks` and of those no longer observed (`censored`).

        Raises
        ------
        ValueError
            If the sweep kept no series of `made_good`, if no shock struck, or if the settings of shocks change
            within the runs.
        """
        return restricted_means(self, until)

    def claims(self, *texts: str) -> list[ClaimVerdict]:
        """The verdicts on the study's claims, or on others.

        Parameters
        ----------
        texts
            Claims such as `"mean(base.made_good_mean) > 0.2"`; by default those of the study.

        Returns
        -------
        list of ClaimVerdict
            Their intervals hold together; those of the study's claims also with the claims that were withdrawn.

        Raises
        ------
        ClaimError
            If a text is no claim.
        """
        claims = [Claim(text, text) for text in texts] or list(self.study.claims)
        trees = [parse(claim.text, self._vocabulary) for claim in claims]
        together = max(len(claims), 0 if texts else len(self.register))
        named = [[pair for call in calls(tree) for pair in names_in(call)] for tree in trees]
        outcomes = sorted({name for pairs in named for side, name in pairs if side in SIDES})
        needed = [tuple(side for side in SIDES if side in dict(pairs)) for pairs in named]
        by_claim: dict[Claim, ClaimVerdict] = {}
        for sides in dict.fromkeys(needed):
            alike = [claim for claim, its in zip(claims, needed, strict=True) if its == sides]
            rows = self.rows(outcomes, sides)
            by_claim |= zip(alike, judge(alike, rows, sampled_ranges(self.study, rows), together), strict=True)
        verdicts = [by_claim[claim] for claim in claims]
        if texts:
            return verdicts
        when = {entry.text: entry.when for entry in self.register}
        return [verdict._replace(stated=when.get(verdict.text, "not recorded")) for verdict in verdicts]

    @property
    def register(self) -> list[Registered]:
        """Every claim that was ever stated for this sweep: when, and whether it was withdrawn."""
        return registered_in(self.manifest)

    def rows(self, outcomes: list[str], sides: Sequence[str] = SIDES) -> pd.DataFrame:
        """One row per point and replicate: the factors, and the outcomes as `base.x`, `compare.x` and so on.

        Parameters
        ----------
        outcomes
            The names of the outcomes.
        sides
            The scenarios that are needed, as claims name them; by default all. Where a run of one of them failed, the
            others are left out too.

        Returns
        -------
        DataFrame
            Its column `draw` is the number of the draw to which a point belongs, -1 if the design is no sample.
        """
        return joined_runs(self.folder, self.study, outcomes, sides)

    @property
    def _factors(self) -> list[str]:
        return [factor.path for factor in self.study.factors]

    @property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary.of_tables(self.outcomes, self.study.factors, len(self.study.sides) - 1)

    def _designed(self, kind: str) -> None:
        if self.study.design.kind != kind:
            raise ValueError(f"this needs a design of kind {kind}; the study's is {self.study.design.kind}")


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
            help = (
                f"run coxed sweep again with the same --out; coxed report {folder} --partial shows what there is so far"
            )
            raise FolderError(message, help) from None
        raise FolderError(f"there is no sweep in {folder}", "name the folder given to coxed sweep --out") from None
    if "signature" not in manifest or "study" not in manifest:
        raise FolderError(f"{folder} holds other results than a sweep's", "name the folder given to coxed sweep --out")
    return Results(folder, manifest)
