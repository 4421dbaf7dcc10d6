"""Runs of a finished sweep that are to be repeated: which they are, and whether the rules are those of the sweep."""

from collections.abc import Iterable, Sequence

from sim.engine.follow import MemberTables, followed, select, tables
from sim.engine.run import whole_number
from sim.engine.validation import validated
from sim.model.assemble import Model, Rules, model
from sim.scenario import Scenario
from sim.study.outcomes import unknown_scenario
from sim.study.sweep.folder import FolderError
from sim.study.sweep.result_tables import ResultTables


def require_rules(results: ResultTables, assembled: Model) -> None:
    """Raise FolderError if a sweep was run with other rules or measures of the user's than these."""
    before, now = results.manifest["signature"]["custom"], assembled.custom
    if before == now:
        return
    changed = [name for name in before if name in now and before[name] != now[name]]
    if before.keys() == now.keys():
        message = f"this sweep ran with other code or values, or another Python, for: {', '.join(changed)}"
    else:
        message = f"the rules of this sweep that are not built in were: {', '.join(before) or 'none'}"
    raise FolderError(message, "name the same rules: --rules FILE, or rules=[...]")


def runs_of_point(
    results: ResultTables, assembled: Model, point: int, name: str | None, most: int | None
) -> tuple[Scenario, list[tuple[int, int]]]:
    """The scenario of a point, and seed and number of its replicates that did not fail.

    Parameters
    ----------
    results
        The sweep.
    assembled
        The model with the rules of the sweep.
    point
        The number of the point.
    name
        The name of the scenario; None for the base.
    most
        How many replicates at most; None for all.

    Raises
    ------
    FolderError
        If there is no such point or scenario, if it has no run that did not fail, or if the rules are others.
    ValueError
        If `most` is less than 1.
    """
    require_rules(results, assembled)
    study = results.study.of(assembled)
    name = study.names[0] if name is None else name
    if name not in study.names:
        raise FolderError(*unknown_scenario(name, study.names))
    if not 0 <= point < len(study.points):
        raise FolderError(f"there is no point {point}", f"expected a whole number from 0 to {len(study.points) - 1}")
    runs = results.runs
    rows = runs[(runs["point"] == point) & (runs["scenario"] == name) & (runs["status"] != "failed")]
    if rows.empty:
        raise FolderError(
            f"no run of {name} at point {point} can be repeated", "the column 'message' says why it failed"
        )
    count = len(rows) if most is None else whole_number("replicates", most, 1)
    chosen = rows.sort_values("replicate")[["seed", "replicate"]].head(count)
    return study.scenario(point, study.names.index(name)), [
        (int(seed), int(number)) for seed, number in chosen.to_numpy()
    ]


class RepeatableRuns(ResultTables):
    """The tables of a sweep, and runs of it that can be repeated."""

    def follow(
        self,
        point: int = 0,
        scenario: str | None = None,
        replicates: int | None = None,
        *,
        columns: Sequence[str] | None = None,
        members: Iterable[int] | None = None,
        periods: Iterable[int] | None = None,
        rules: Rules | None = None,
    ) -> MemberTables:
        """Follow members through runs of the sweep, which are repeated for it, see `sim.follow`.

        Parameters
        ----------
        point
            The number of the point.
        scenario
            The name of a scenario; by default the base.
        replicates
            How many replicates at most; by default all that did not fail.
        columns, members, periods
            As in `sim.follow`.
        rules
            The rules with which the sweep was run, as in `sim.sweep`.

        Returns
        -------
        MemberTables
            Two tables: `members` and `events`.

        Raises
        ------
        FolderError
            If there is no such point or scenario, or if the sweep was run with other rules.
        ValueError
            For a count below 1, and if there is no such column, member or period.
        """
        assembled = model(rules)
        with assembled.knowing():
            chosen, runs = runs_of_point(self, assembled, point, scenario, replicates)
            chosen = validated(chosen).of(assembled)
        selection = select(assembled, chosen, columns, members, periods)
        return tables(followed(assembled, chosen, runs, selection))
