"""Several scenarios under the same random numbers, so that their differences are paired."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.run import Run, simulated
from sim.engine.statistics import Interval, interval
from sim.engine.validation import validated
from sim.model.assemble import Model, Observers, Rules, model
from sim.scenario import Scenario, load

if TYPE_CHECKING:
    import pandas as pd

OUTCOME = "made_good_mean"
SHOWN = (OUTCOME, "speed_mean", "heading_mean")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs of several scenarios with the same seed and the same replicates.

    Attributes
    ----------
    runs : the runs by name; the names are unique
    """

    runs: dict[str, Run]

    @property
    def table(self) -> "pd.DataFrame":
        """The mean of every outcome and its 95 % interval (`mean`, `low`, `high`), one row per scenario and outcome."""
        rows = {
            (name, outcome): interval(run.outcomes[outcome].to_numpy())
            for name, run in self.runs.items()
            for outcome in run.outcomes
        }
        return _frame(rows, ["scenario", "outcome"])

    @property
    def differences(self) -> "pd.DataFrame":
        """Paired differences, `scenario` minus `other`, with 95 % intervals, one row per pair and outcome.

        Each interval holds for its own pair. The intervals are not simultaneous.
        """
        rows = {
            (one, other, outcome): self.difference(one, other, outcome)
            for one, other in combinations(self.runs, 2)
            for outcome in self.runs[one].outcomes
        }
        return _frame(rows, ["scenario", "other", "outcome"])

    def difference(self, one: str, other: str, outcome: str = OUTCOME) -> Interval:
        """The mean of `one` minus `other`, paired by replicate, with its 95 % interval."""
        return interval((self.runs[one].outcomes[outcome] - self.runs[other].outcomes[outcome]).to_numpy())

    def ranking(self, outcome: str = OUTCOME) -> list[str]:
        """The names from the highest mean to the lowest; scenarios without this outcome come last."""
        means = {name: run.outcomes[outcome].mean() for name, run in self.runs.items()}
        return sorted(means, key=lambda name: (np.isnan(means[name]), -means[name]))

    def winners(self, outcome: str = OUTCOME) -> list[str]:
        """The scenario with the highest mean, and those whose 95 % interval of the difference to it contains 0."""
        best, *others = self.ranking(outcome)
        return [best, *(name for name in others if not self.difference(best, name, outcome).decided)]


def compare(
    scenarios: Sequence[Scenario | str | Path],
    replicates: int = 100,
    seed: int = 1,
    threads: int | None = None,
    *,
    series: bool = False,
    rules: Rules | None = None,
    measures: Observers = (),
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Run each scenario with the same seed and replicates, and pair the results.

    Parameters
    ----------
    scenarios
        At least two scenarios, names of built-in ones, or files.
    replicates, seed, threads, series, rules, measures, progress
        As in `sim.run`.

    Returns
    -------
    Comparison
        The runs, with their means and paired differences.

    Raises
    ------
    ScenarioError
        If a scenario cannot be used; nothing has been run then.
    ValueError
        For fewer than two scenarios, and as in `sim.run`.
    """
    chosen = model(rules, measures)
    with chosen.knowing():
        loaded = [s if isinstance(s, Scenario) else load(s) for s in scenarios]
    return compared(chosen, loaded, replicates, seed, threads, series=series, progress=progress)


def compared(
    chosen: Model, scenarios: Sequence[Scenario], replicates: int, seed: int, threads: int | None, *,
    series: bool = False, progress: Callable[[int], None] | None = None,
) -> Comparison:  # fmt: skip
    """As `compare`, of a model that has been put together."""
    if len(scenarios) < 2:
        raise ValueError("a comparison needs at least two scenarios")
    scenarios = [validated(scenario).of(chosen) for scenario in scenarios]
    names = _unique([scenario.name for scenario in scenarios])
    runs = {}
    for name, scenario in zip(names, scenarios, strict=True):
        named = scenario.with_(name=name)
        runs[name] = simulated(chosen, named, replicates, seed, threads, series=series, progress=progress)
    return Comparison(runs)


def _unique(names: Sequence[str]) -> list[str]:
    """The names; one that occurs more than once gets a number in brackets."""
    unique: list[str] = []
    for name in names:
        number, candidate = 1, f"{name} (1)" if names.count(name) > 1 else name
        while candidate in unique or (candidate != name and candidate in names):
            number += 1
            candidate = f"{name} ({number})"
        unique.append(candidate)
    return unique


def _frame(rows: Mapping[Any, Interval], index: list[str]) -> "pd.DataFrame":
    import pandas as pd

    keys = pd.MultiIndex.from_tuples(list(rows), names=index)
    return pd.DataFrame([*rows.values()], index=keys, columns=list(Interval._fields))
