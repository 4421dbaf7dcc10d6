"""Running, comparing and publishing."""

import json
import os
import signal
import threading
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba.core.errors import TypingError
from scipy import stats

import sim
from sim.engine import store
from sim.engine.compare import _unique
from sim.engine.statistics import interval, intervals
from sim.model.assemble import standard
from sim.model.compile import entry
from sim.model.measures import measures
from sim.model.outcomes import AFTER, BEFORE, RECOVERED, outcome_names

mpl.use("Agg")
ROOT = Path(__file__).parent.parent
SHORT = {"run": {"periods": 40}, "organization": {"members": 10}}


def short(name: str = "led", **changes: object) -> sim.Scenario:
    return sim.load(name).with_(**{**SHORT, **changes})


def test_a_run_has_every_measure_and_outcome() -> None:
    run = sim.run(short(), replicates=7, seed=3)
    assert list(run.measures) == list(measures())
    assert all(values.shape == (7, 40) for values in run.measures.values())
    assert list(run.outcomes) == outcome_names()
    assert list(run.outcomes.index) == list(range(7))


def test_outcomes_are_what_their_names_say() -> None:
    run = sim.run(short(run={"periods": 40, "warm_up": 15}), replicates=5)
    for name, values in run.measures.items():
        assert np.allclose(run.outcomes[f"{name}_mean"], values[:, 15:].mean(axis=1), rtol=1e-12, atol=1e-15)
        assert np.array_equal(run.outcomes[f"{name}_final"], values[:, -1])
    assert np.allclose(run.outcomes["distance_made_good"], run.measures["made_good"][:, 15:].sum(axis=1), rtol=1e-12)
    assert np.allclose(run.measures["made_good"], run.measures["speed"] * run.measures["heading"], rtol=1e-15)


def weathered(made_good: np.ndarray, effort: np.ndarray, shocks: list[int]) -> dict[str, float]:
    """Recovery, loss and perseverance of one run, read from their definitions."""
    times, losses, censored, perseverance = [], [], [], []
    for shock in shocks:
        until = min([s for s in shocks if s > shock] + [len(made_good) - 1])
        level = made_good[max(0, shock - BEFORE) : shock].mean()
        back = [t for t in range(shock, until + 1) if level > 0 and made_good[t] >= RECOVERED * level]
        censored.append(not back)
        if back:
            times.append(back[0] - shock)
            losses.append((level - made_good[shock : back[0]]).sum())
        perseverance.append(effort[shock : shock + AFTER].mean() / effort[max(0, shock - BEFORE) : shock].mean())
    names = ("recovery_time", "loss", "recovery_censored", "perseverance")
    values = (times, losses, censored, perseverance)
    return {n: float(np.mean(v)) if v else np.nan for n, v in zip(names, values, strict=True)}


@pytest.mark.parametrize(("every", "exodus"), [(13, 0), (0, 9), (25, 10), (3, 0)])
def test_shocks_are_weathered_as_defined(every: int, exodus: int) -> None:
    run = sim.run(short(environment={"shock_every": every, "exodus_every": exodus}, run={"periods": 60}), replicates=20)
    shocks = [t for t in range(1, 60) if (every and t % every == 0) or (exodus and t % exodus == 0)]
    assert (run.outcomes["shocks"] == len(shocks)).all()
    for r in range(20):
        expected = weathered(run.measures["made_good"][r], run.measures["effort"][r], shocks)
        for name, value in expected.items():
            assert run.outcomes[name][r] == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True), name


def test_without_shocks_their_outcomes_are_missing() -> None:
    outcomes = sim.run(short(), replicates=2).outcomes
    assert outcomes["recovery_time"].isna().all()
    assert (outcomes["shocks"] == 0).all()


def test_interventions_act_from_their_period_on() -> None:
    changed = short(interventions=[{"at": 20, "set": {"leadership": {"communication": 0}}}])
    plain, run = sim.run(short(), 5), sim.run(changed, 5)
    for name in measures():
        assert np.array_equal(plain.measures[name][:, :20], run.measures[name][:, :20])
    assert not np.array_equal(plain.measures["alignment"][:, 20:], run.measures["alignment"][:, 20:])


@pytest.mark.parametrize(
    "bad",
    [
        {"replicates": 0},
        {"replicates": 2.5},
        {"replicates": True},
        {"seed": -1},
        {"seed": 2**63},
        {"threads": 0},
        {"first": -1},
    ],
)
def test_bad_counts_are_refused(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"expected a whole number from [01] to 9223372036854775807 \(2\^63 - 1\)"):
        sim.run(short(), **{"replicates": 1, **bad})


def test_the_last_seed_and_the_last_replicate_run_and_the_next_do_not() -> None:
    last = 2**63 - 1
    assert len(sim.run(short(), 2, last, first=last - 1).outcomes) == 2
    with pytest.raises(ValueError, match=r"number of the last replicate is 9223372036854775808"):
        sim.run(short(), 2, first=last)
    with pytest.raises(ValueError, match="seed is 9223372036854775808"):
        sim.run(short(), seed=last + 1)


def test_an_interrupt_ends_the_threads() -> None:
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        sim.run(short(), 5000, threads=2, series=False, progress=lambda _: os.kill(os.getpid(), signal.SIGINT))
    assert threading.active_count() == before


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=50))
def test_intervals_are_students(values: list[float]) -> None:
    mean, low, high = interval(np.array(values))
    means, halves = intervals(np.array([values, values]).T)
    assert means == pytest.approx([mean, mean])
    assert halves == pytest.approx([high - mean, mean - low])
    if (error := stats.sem(values)) > 1e-9:
        expected = stats.t.interval(0.95, len(values) - 1, np.mean(values), error)
        assert (low, high) == pytest.approx(expected)
        assert (low, high) == pytest.approx(tuple(stats.ttest_1samp(values, 0).confidence_interval(0.95)))


def test_intervals_cover_as_often_as_they_say() -> None:
    """Coverage of 20,000 intervals of 10 normal numbers; z within 4 standard errors of 95 % (error rate 6e-5)."""
    numbers = np.random.default_rng(20261123).normal(size=(20_000, 10))
    covered = np.mean([low <= 0 <= high for _, low, high in map(interval, numbers)])
    error = np.sqrt(0.95 * 0.05 / len(numbers))
    assert abs(covered - 0.95) < 4 * error
    too_narrow = np.mean([abs(row.mean()) <= 1.96 * row.std(ddof=1) / np.sqrt(10) for row in numbers])
    assert abs(too_narrow - 0.95) > 4 * error, "negative control: the normal quantile covers too seldom"


def test_a_comparison_pairs_replicate_by_replicate() -> None:
    comparison = sim.compare([short("led"), short("over_managed")], replicates=30)
    led, over = (run.outcomes["made_good_mean"] for run in comparison.runs.values())
    low, high = stats.t.interval(0.95, 29, (led - over).mean(), stats.sem(led - over))
    row = comparison.differences.loc[("led", "over_managed", "made_good_mean")]
    assert row["mean"] == pytest.approx((led - over).mean())
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert comparison.table.loc[("led", "speed_mean"), "mean"] == pytest.approx(
        comparison.runs["led"].outcomes["speed_mean"].mean()
    )


def test_a_scenario_does_not_beat_itself() -> None:
    comparison = sim.compare([short(), short()], replicates=5)
    assert list(comparison.runs) == ["led (1)", "led (2)"]
    assert comparison.winners() == ["led (1)", "led (2)"]
    assert comparison.difference("led (1)", "led (2)").mean == 0


@given(st.lists(st.sampled_from(["a", "b", "a (1)", "a (2)"]), min_size=2, max_size=6))
def test_names_of_a_comparison_are_unique(names: list[str]) -> None:
    unique = _unique(names)
    assert len(set(unique)) == len(names)
    assert all(new.startswith(old) for new, old in zip(unique, names, strict=True))


def test_a_failing_rule_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised, and no thread waits for ever for a state that another has lost."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    week = standard()
    week.prepare(short().parameters)
    monkeypatch.setattr(week, "prepare", lambda _: None)
    monkeypatch.setitem(vars(week), "run_stretch", broken)
    with pytest.raises(ZeroDivisionError):
        sim.run(short(), 5000, threads=2)


def test_numpy_numbers_do_for_counts_and_seeds() -> None:
    expected = sim.run(short(), 2, 7, first=3).outcomes
    assert sim.run(short(), np.int32(2), np.uint8(7), first=np.int64(3)).outcomes.equals(expected)  # type: ignore[arg-type]
    large = 2**40 + 7
    assert not sim.run(short(), 2, large).outcomes.equals(sim.run(short(), 2, 7).outcomes)


def test_without_management_there_is_no_plan_from_then_on() -> None:
    stops = short(interventions=[{"at": 20, "set": {"management": {"strength": 0}}}])
    run = sim.run(stops, 5)
    assert (run.measures["plan_accuracy"][:, :20] > 0).any()
    assert (run.measures["plan_accuracy"][:, 20:] == 0).all()
    assert (run.measures["initiatives"][:, 20:] == 0).all()


def test_shocks_within_the_warm_up_do_not_count() -> None:
    scenario = short(environment={"shock_every": 10}, run={"periods": 40, "warm_up": 15})
    assert (sim.run(scenario, 3).outcomes["shocks"] == 2).all()


def test_scenarios_of_a_figure_differ_in_colour() -> None:
    names = ["led", "calm", "storm", "exodus", "over_managed", "us_gdp"]
    assert len(set(sim.plot.colours(names).values())) == len(names)
    assert sim.plot.colours(["neither"])["neither"] == sim.plot.colours(["led", "neither"])["neither"]


def test_a_comparison_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two"):
        sim.compare(["led"])


def test_plots_return_axes_that_show_the_numbers() -> None:
    comparison = sim.compare([short("led"), short("neither")], replicates=10, series=True)
    ax = sim.plot.series(list(comparison.runs.values()), "alignment")
    assert np.allclose(ax.lines[0].get_ydata(), comparison.runs["led"].measures["alignment"].mean(axis=0))
    bars = sim.plot.lanes(comparison).patches
    expected = [comparison.runs[name].outcomes["made_good_mean"].mean() for name in comparison.ranking()[::-1]]
    assert [bar.get_width() for bar in bars] == pytest.approx(expected)
    clouds = sim.plot.plane(comparison).collections
    assert np.allclose(clouds[0].get_offsets()[:, 0], comparison.runs["led"].outcomes["speed_mean"])
    with pytest.raises(ValueError, match="no measure"):
        sim.plot.series(comparison.runs["led"], "velocity")


def test_publishing_is_all_or_nothing(tmp_path: Path) -> None:
    store.publish(tmp_path, {"a.txt": store.text("old")}, {"run": 1})

    def full(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store.publish(tmp_path, {"a.txt": store.text("new"), "b.txt": full}, {"run": 2})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "manifest.json"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "old"
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["run"] == 1


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    run = sim.run(short(), replicates=4, seed=9, first=2)
    store.publish(
        tmp_path,
        {
            "o.parquet": store.parquet(store.outcome_rows([run])),
            "s.parquet": store.parquet(store.series_rows([run])),
        },
        store.manifest([run]),
    )
    outcomes = pq.read_table(tmp_path / "o.parquet").to_pandas()
    assert list(outcomes["replicate"]) == [2, 3, 4, 5]
    assert np.array_equal(outcomes["made_good_mean"], run.outcomes["made_good_mean"])
    series = pq.read_table(tmp_path / "s.parquet").to_pandas()
    chosen = series[(series["replicate"] == 4) & (series["period"] == 17)]
    assert chosen["fit"].item() == run.measures["fit"][2, 17]
    made_by = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert made_by["runs"][0]["fingerprint"] == run.scenario.fingerprint()
    assert made_by["results_version"] == sim.RESULTS_VERSION


def test_a_rule_cannot_allocate() -> None:
    def wasteful(n: int) -> float:
        return float(np.zeros(n)[0])

    with pytest.raises(TypingError, match="zeros"):
        entry(wasteful, None)(3)
