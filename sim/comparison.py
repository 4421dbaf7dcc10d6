"""Scenarios side by side: the same luck for each, so that differences are paired."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.engine import Run, run
from sim.replacing import Rules
from sim.scenario import Scenario, load
from sim.statistics import Interval, interval

OUTCOME = "made_good_mean"
SHOWN = (OUTCOME, "speed_mean", "heading_mean")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs of several scenarios under the same seed and replicates, by unique name."""

    runs: dict[str, Run]

    @property
    def table(self) -> pd.DataFrame:
        """Mean and 95 % interval (`mean`, `low`, `high`) of every outcome, a row for each (scenario, outcome)."""
        rows = {
            (name, outcome): interval(run.outcomes[outcome].to_numpy())
            for name, run in self.runs.items()
            for outcome in run.outcomes
        }
        return _frame(rows, ["scenario", "outcome"])

    @property
    def differences(self) -> pd.DataFrame:
        """Paired differences with 95 % intervals, a row for each (scenario, other, outcome): scenario minus other.

        Each interval is for its own pair; they are not simultaneous.
        """
        rows = {
            (one, other, outcome): self.difference(one, other, outcome)
            for one, other in combinations(self.runs, 2)
            for outcome in self.runs[one].outcomes
        }
        return _frame(rows, ["scenario", "other", "outcome"])

    def difference(self, one: str, other: str, outcome: str = OUTCOME) -> Interval:
        """Mean of `one` minus `other`, replicate by replicate."""
        return interval((self.runs[one].outcomes[outcome] - self.runs[other].outcomes[outcome]).to_numpy())

    def ranking(self, outcome: str = OUTCOME) -> list[str]:
        """The names, highest mean first; where an outcome is missing, last."""
        means = {name: run.outcomes[outcome].mean() for name, run in self.runs.items()}
        return sorted(means, key=lambda name: (np.isnan(means[name]), -means[name]))

    def winners(self, outcome: str = OUTCOME) -> list[str]:
        """The best, and whoever is not distinguishable from it at 95 %."""
        best, *others = self.ranking(outcome)
        return [best, *(name for name in others if not self.difference(best, name, outcome).decided)]


def compare(
    scenarios: Sequence[Scenario | str | Path],
    replicates: int = 100,
    seed: int = 1,
    threads: int | None = None,
    *,
    series: bool = False,
    replace: Rules | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Run each scenario with the same seed, replicates and replaced rules (see `sim.run`) and pair the results.

    Raises ValueError for fewer than two scenarios, ScenarioError for a bad one, before anything is run.
    """
    loaded = [s if isinstance(s, Scenario) else load(s) for s in scenarios]
    if len(loaded) < 2:
        raise ValueError("a comparison needs at least two scenarios")
    unique = _unique([scenario.name for scenario in loaded])
    return Comparison(
        {
            name: run(
                scenario.with_(name=name), replicates, seed, threads, series=series, replace=replace, progress=progress
            )
            for name, scenario in zip(unique, loaded, strict=True)
        }
    )


def _unique(names: Sequence[str]) -> list[str]:
    """The names with numbers in brackets where one occurs more than once."""
    found: list[str] = []
    for name in names:
        number, candidate = 1, f"{name} (1)" if names.count(name) > 1 else name
        while candidate in found or (candidate != name and candidate in names):
            number += 1
            candidate = f"{name} ({number})"
        found.append(candidate)
    return found


def _frame(rows: Mapping[Any, Interval], index: list[str]) -> pd.DataFrame:
    keys = pd.MultiIndex.from_tuples(list(rows), names=index)
    return pd.DataFrame([*rows.values()], index=keys, columns=list(Interval._fields))
