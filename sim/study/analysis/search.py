"""Directed search for a robust policy: an optimizer tries policies between the listed ones, all under common luck.

The optimizer is Optuna's, by default the tree-structured Parzen estimator [BergstraEtAl2011]. Each policy that it tries
is run at every point of the study, with the seed of the study. So policies differ by what they do and not by luck, but
the best of many is still the one that suits this luck. Therefore it is run again with another seed, beside the best of
the listed policies.
"""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.engine import LARGEST_SEED
from sim.engine.run import simulated
from sim.engine.statistics import Interval, interval, intervals
from sim.model.assemble import Model, Observers, Rules, model
from sim.model.state import Floats
from sim.scenario import Scenario, ScenarioError
from sim.scenario.names import SETTINGS
from sim.study.study import Study

GOALS: dict[str, Callable[[Floats], float]] = {
    "mean": lambda worlds: float(worlds.mean()),
    "worst": lambda worlds: float(worlds.min()),
    "tenth": lambda worlds: float(np.quantile(worlds, 0.1)),
}
"""What is to be high over the worlds: the mean, the worst one, or the tenth percentile."""


class SearchError(ValueError):
    """A search that cannot be made: message and help."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(f"{message}; {help}")
        self.message, self.help = message, help


class SearchResult(NamedTuple):
    """What a search found.

    Attributes
    ----------
    policy : the best policy that was found
    value : the goal that it reached in the search
    listed : the best of the policies that the study lists
    tested, listed_tested : the goal that both reach under luck that the search has not seen
    gain : how much better the mean outcome of the best policy is than that of the best listed one under that luck,
        with its 95 % interval over the replicates
    trials : one row per policy that was tried: its levers and the goal, missing where the policy cannot be run
    """

    policy: dict[str, Any]
    value: float
    listed: dict[str, Any]
    tested: float
    listed_tested: float
    gain: Interval
    trials: pd.DataFrame


def search(
    study: Study,
    outcome: str = "made_good_mean",
    *,
    goal: str = "mean",
    trials: int = 50,
    less_is_better: bool = False,
    seed: int = 1,
    rules: Rules | None = None,
    measures: Observers = (),
    progress: Callable[[int], None] | None = None,
) -> SearchResult:
    """Look for a policy that does well in all worlds of a study, between the policies that it lists.

    Needs Optuna; in a checkout: `pip install -c constraints.txt -e ".[search]"`.

    Parameters
    ----------
    study
        A study with `policies`. Its points are the worlds. Levers with numbers are searched between their lowest and
        highest listed value, others among the listed ones. If it compares scenarios, the base is searched.
    outcome
        The outcome that should be high.
    goal
        `mean`, `worst` or `tenth`: what is to be high over the worlds.
    trials
        How many policies are tried; at least the listed ones.
    less_is_better
        Whether the outcome should be low; then the worst world is the one with the highest outcome.
    seed
        The seed of the optimizer. The same seed finds the same policy.
    rules, measures
        As in `sim.run`.
    progress
        A function that is called with 1 after each policy.

    Returns
    -------
    SearchResult
        The best policy, and how it does under other luck beside the best listed one.

    Raises
    ------
    SearchError
        If the study has no policies or too few worlds, or if no policy can be run.
    ModuleNotFoundError
        If Optuna is not installed.
    ValueError
        If the rules make no model.
    """
    assembled = model(rules, measures)
    with assembled.knowing():
        return search_with_model(assembled, study, outcome, goal, trials, less_is_better, seed, progress)


def search_with_model(
    model: Model, study: Study, outcome: str, goal: str, trials: int, less_is_better: bool, seed: int,
    progress: Callable[[int], None] | None,
) -> SearchResult:  # fmt: skip
    """As `search`, with a model that is assembled already."""
    if not study.levers:
        raise SearchError(
            "the study has no policies", "add 'policies:' with the levers and the values to search between"
        )
    if study.replicates.stop is not None:
        raise SearchError("the study stops at different numbers of replicates", "write one number: replicates: 20")
    sign = -1.0 if less_is_better else 1.0
    listed = [dict(policy) for policy in dict.fromkeys(tuple(policy.items()) for policy in study.levers)]
    worlds = _Worlds(model, study.of(model), outcome, sign)
    lacking: list[dict[str, Any]] = []

    with warnings.catch_warnings(action="ignore"):  # what is experimental in the optimizer is not used
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        tried = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
        for policy in listed:
            tried.enqueue_trial(policy)

        def objective(trial: Any) -> float:
            policy = {lever: _suggested(trial, lever, [each[lever] for each in listed]) for lever in listed[0]}
            try:
                value = GOALS[goal](_means(worlds.of(policy, 0)))
                if np.isnan(value):
                    lacking.append(policy)
                    raise optuna.TrialPruned
                return value
            except ScenarioError:
                raise optuna.TrialPruned from None
            finally:
                if progress is not None:
                    progress(1)

        tried.optimize(objective, n_trials=max(trials, len(listed)))
    rows = [{**trial.params, goal: trial.value} for trial in tried.trials]
    table = pd.DataFrame(rows).astype({goal: float})
    if table[goal].isna().all() and lacking:
        raise SearchError(
            f"{outcome} is missing in all runs of a world, whatever the policy", "choose an outcome that runs have"
        )
    if table[goal].isna().all():
        raise SearchError("no policy can be run", "look at the values of the levers")
    table[goal] *= sign
    order = (sign * table[goal]).fillna(-np.inf)
    best, known = int(order.idxmax()), int(order[: len(listed)].idxmax())
    best_policy, listed_policy = ({lever: rows[row][lever] for lever in listed[0]} for row in (best, known))
    tested = [worlds.of(policy, 1) for policy in (best_policy, listed_policy)]
    one, other = (sign * GOALS[goal](_means(outcomes)) for outcomes in tested)
    ahead = interval(_means((tested[0] - tested[1]).T))
    return SearchResult(best_policy, float(table[goal].iloc[best]), listed_policy, one, other, ahead, table)


def _means(outcomes: Floats) -> Floats:
    """The mean of each row (rows, runs) over the runs that have the outcome; NaN if none has it."""
    return intervals(outcomes.T)[0]


class _Worlds:
    """The points of a study, in which policies are run."""

    def __init__(self, model: Model, study: Study, outcome: str, sign: float) -> None:
        self.model, self.study, self.outcome, self.sign = model, study, outcome, sign
        self.base: Scenario = next(iter(study.sides.values()))

    def of(self, policy: dict[str, Any], shift: int) -> Floats:
        """The outcome (worlds, replicates) with the seed of the study plus a shift, signed so that more is better."""
        study = self.study
        return np.stack(
            [
                self.sign * self._run(self.base.with_resolved({**policy, **study.values(world)}, study.traces), shift)
                for world in range(len(study.points))
            ]
        )

    def _run(self, scenario: Scenario, shift: int) -> Floats:
        seed = (self.study.seed + shift) % (LARGEST_SEED + 1)
        made = simulated(self.model, scenario, self.study.replicates.max, seed, None, series=False)
        return np.asarray(made.outcomes[self.outcome], dtype=float)


def _suggested(trial: Any, lever: str, values: list[Any]) -> Any:
    """The value of a lever that the optimizer chooses."""
    kind = SETTINGS[lever].kind
    if kind is int and None not in values:
        return trial.suggest_int(lever, min(values), max(values))
    if kind is float and None not in values:
        return trial.suggest_float(lever, min(values), max(values))
    return trial.suggest_categorical(lever, list(dict.fromkeys(values)))
