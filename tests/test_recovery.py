"""Times to recovery with shocks that were not recovered from, against the outcomes of runs and against statsmodels."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

import sim
from sim.study.sweep.recovery import half_width, restricted_means, spells, survival
from sim.study.sweep.results import Results
from tests.studies import written

STUDY = """\
study: 1
base: led
compare: neither
set: {organization.members: 6, run.periods: 60, environment.shock_every: 25, environment.shock_size: 0.6}
factors: {leadership.communication: {values: [0.1, 0.9]}}
replicates: 20
keep: {series: [made_good]}
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    made = tmp_path_factory.mktemp("recovery")
    return sim.open_results(sim.sweep(written(made, STUDY), made / "out").folder)


def test_spells_are_the_shocks_of_the_runs(results: Results) -> None:
    """The outcomes of each run follow from its spells: how many, their mean time, the share of those that last."""
    table = spells(results)
    keys = ["point", "scenario", "replicate"]
    runs = results.runs.set_index(keys)
    assert (table.groupby(keys).size() == runs["shocks"]).all()
    known = table[table["recovered"]].groupby(keys)["time"].mean().reindex(runs.index)
    pd.testing.assert_series_equal(known, runs["recovery_time"], check_names=False)
    censored = 1 - table.groupby(keys)["recovered"].mean()
    assert censored.to_numpy() == pytest.approx(runs["recovery_censored"].to_numpy())
    assert 0 < censored.mean() < 1, "both kinds occur"


def test_survival_is_that_of_kaplan_and_meier() -> None:
    rng = np.random.default_rng(1)
    time, limit = rng.geometric(0.1, 300) - 1, rng.integers(3, 30, 300)
    recovered = time < limit
    table = pd.DataFrame({"time": np.minimum(time, limit), "recovered": recovered, "replicate": 0})
    mine = survival(table, np.ones((1, 1)), 20)[0]
    # Observed for C periods means: not recovered at times 0 to C - 1. statsmodels' times are above 0.
    known = SurvfuncRight(np.where(recovered, time + 1, np.minimum(time, limit)) + 0.0, recovered)
    theirs = [known.surv_prob[known.surv_times <= t + 1][-1] for t in range(21)]
    assert mine == pytest.approx(theirs, abs=1e-12)


def test_restricted_means_cover_the_truth_and_means_of_the_recovered_do_not() -> None:
    """Geometric times cut at 12: the mean of min(time, 10) is known. Within three standard errors of 20,000 spells.

    The negative control: the mean time of those who recovered is too small by more than ten of them.
    """
    rng = np.random.default_rng(2)
    time, limit = rng.geometric(0.08, 20_000) - 1, rng.integers(4, 13, 20_000)
    table = pd.DataFrame({"time": np.minimum(time, limit), "recovered": time < limit, "replicate": 0})
    truth, error = sum(0.92 ** (t + 1) for t in range(10)), 4 / np.sqrt(20_000)
    assert survival(table, np.ones((1, 1)), 10)[0, :10].sum() == pytest.approx(truth, abs=3 * error)
    assert table[table["recovered"]]["time"].mean() < truth - 10 * error


def test_means_have_intervals_over_replicates(results: Results) -> None:
    table = restricted_means(results, 20)
    assert list(table.index) == ["led", "neither", "led - neither"]
    assert table.loc["led - neither", "mean"] == pytest.approx(table["mean"].iloc[0] - table["mean"].iloc[1])
    assert (table["half_width"] > 0).all()
    assert (table["shocks"].iloc[:2] == 2 * 20 * 2).all()
    one = spells(results)
    one = one[one["scenario"] == "led"]
    by_replicate = np.eye(20)
    alone = survival(one, by_replicate, 20)[:, :20].sum(axis=1)
    rough = alone.std(ddof=1) / np.sqrt(20) * 1.96
    assert table.loc["led", "half_width"] == pytest.approx(rough, rel=0.5)


def test_what_cannot_be_told_is_refused(results: Results, tmp_path: Path) -> None:
    none = STUDY.replace("keep: {series: [made_good]}\n", "").replace("replicates: 20", "replicates: 2")
    other = sim.open_results(sim.sweep(written(tmp_path, none), tmp_path / "out").folder)
    with pytest.raises(ValueError, match="keep"):
        restricted_means(other)


def test_intervals_hold_their_level_with_few_replicates() -> None:
    """At least 91 % of 200 (95 % less two standard errors and a half). Without Student's t they would not."""
    rng = np.random.default_rng(8)
    until, truth, replicates = 12, 5.0, 4
    hits = naive = 0
    for _ in range(200):
        luck = np.repeat(rng.normal(size=replicates), 30)
        times = np.clip(np.round(truth + luck + rng.normal(size=len(luck))), 0, until).astype(int)
        spell = pd.DataFrame({"time": times, "recovered": True, "replicate": np.repeat(range(replicates), 30)})
        weights = np.vstack([np.ones(replicates), rng.multinomial(replicates, [1 / replicates] * replicates, 1000)])
        means = survival(spell, weights, until)[:, :until].sum(axis=1)
        hits += abs(means[0] - truth) <= half_width(means, replicates)
        naive += abs(means[0] - truth) <= 1.96 * means[1:].std(ddof=1)
    assert hits / 200 >= 0.91
    assert naive / 200 < 0.85
