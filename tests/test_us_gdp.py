"""The US GDP dynamism trace and the function that makes it."""

import csv
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress

TRACES = Path(__file__).resolve().parents[1] / "scenarios" / "traces"


def load_script() -> ModuleType:
    """Import the script from its path: it is not part of a package."""
    spec = importlib.util.spec_from_file_location("us_gdp_dynamism", TRACES / "us_gdp_dynamism.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dynamism = load_script().dynamism


def growing(seed: int, n: int = 60) -> list[float]:
    """A positive series that grows unevenly, like GDP."""
    rng = np.random.default_rng(seed)
    return [float(x) for x in 1000 * np.exp(np.cumsum(rng.normal(0.008, 0.01, n)))]


def windows(values: Sequence[float], window: int) -> list[Sequence[float]]:
    return [values[i : i + window] for i in range(len(values) - window + 1)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def scaled(raw: Sequence[float]) -> list[float]:
    return [x / mean(raw) for x in raw]


def slope_error(values: Sequence[float]) -> float:
    return float(linregress(range(len(values)), values).stderr)


def test_csv_rows() -> None:
    lines = (TRACES / "us_gdp_dynamism.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    multipliers = [float(row["multiplier"]) for row in rows]
    quarters = [f"{year}Q{quarter}" for year in range(1959, 2010) for quarter in range(1, 5)]
    assert len(rows) == 184
    assert [row["window_end"] for row in rows] == quarters[19:203]
    assert (rows[0]["window_end"], rows[-1]["window_end"]) == ("1963Q4", "2009Q3")
    assert min(multipliers) > 0
    assert mean(multipliers) == pytest.approx(1, abs=1e-6)


def test_csv_provenance() -> None:
    content = (TRACES / "us_gdp_dynamism.csv").read_bytes()
    assert b"\r" not in content
    header, _, _ = content.decode("utf-8").partition("window_end,multiplier\n")
    assert all(line.startswith("#") for line in header.splitlines())
    for fact in (
        "realgdp",
        "public domain",
        "U.S. Bureau of Economic Analysis",
        "Federal Reserve Bank of St. Louis",
        "statsmodels 0.15.0",
        "DessBeard1984",
        "scenarios/traces/us_gdp_dynamism.py",
        "Rows: 184",
        "Rounded to 6 decimals",
        "1959Q1-1963Q4",
        "2004Q4-2009Q3",
    ):
        assert fact in header


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), window=st.integers(4, 30), extra=st.integers(0, 30))
def test_agrees_with_linregress(seed: int, window: int, extra: int) -> None:
    values = growing(seed, window + extra)
    expected = scaled([slope_error(w) / mean(w) for w in windows(values, window)])
    assert dynamism(values, window) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), factor=st.floats(1e-6, 1e6))
def test_unit_does_not_matter(seed: int, factor: float) -> None:
    values = growing(seed)
    assert dynamism([factor * v for v in values]) == pytest.approx(dynamism(values), rel=1e-9)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_mean_is_one(seed: int) -> None:
    multipliers = dynamism(growing(seed))
    assert len(multipliers) == 60 - 20 + 1
    assert mean(multipliers) == pytest.approx(1, abs=1e-12)


def test_default_window_is_20_quarters() -> None:
    assert dynamism(growing(1)) == dynamism(growing(1), 20)


def test_unsteady_window_stands_out() -> None:
    """A line with one kink: only the windows that contain the kink are dynamic."""
    values = [100.0 + i for i in range(30)] + [129.0 - i for i in range(1, 31)]
    multipliers = dynamism(values)
    assert multipliers[0] == pytest.approx(0, abs=1e-9)
    assert multipliers[-1] == pytest.approx(0, abs=1e-9)
    assert max(multipliers) == max(multipliers[15:25])


def test_negative_control_without_the_mean() -> None:
    """The slope's standard error alone, not divided by the window's mean, is another measure."""
    values = growing(3, 200)
    wrong = scaled([slope_error(w) for w in windows(values, 20)])
    assert dynamism(values) != pytest.approx(wrong, rel=0.1)


def test_negative_control_without_the_trend() -> None:
    """The spread about the mean, in place of the spread about the line, is another measure."""
    values = growing(3, 200)
    wrong = scaled([float(np.std(w)) / mean(w) for w in windows(values, 20)])
    assert dynamism(values) != pytest.approx(wrong, rel=0.1)


def test_residual_deviation_is_the_same_once_scaled() -> None:
    """Not a negative control: it is the slope's error times a constant of the window's length.

    So it differs before the scaling to mean 1 (by sqrt(665) for 20 quarters) and not after.
    """
    values = growing(3, 200)
    time = np.arange(20.0)
    residual, error = [], []
    for w in windows(values, 20):
        fit = linregress(time, w)
        deviations = np.asarray(w) - fit.intercept - fit.slope * time
        residual.append(float(np.sqrt((deviations**2).sum() / 18)) / mean(w))
        error.append(float(fit.stderr) / mean(w))
    assert [r / e for r, e in zip(residual, error, strict=True)] == pytest.approx([665**0.5] * 181)
    assert dynamism(values) == pytest.approx(scaled(residual), rel=1e-6)


@pytest.mark.parametrize("slope", [0.0, 0.1, -3.7, 1e6])
def test_straight_line_is_refused(slope: float) -> None:
    with pytest.raises(ValueError, match="straight line"):
        dynamism([1000.3 + slope * i for i in range(40)])


def test_short_series_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 20 values"):
        dynamism(growing(1, 19))
    with pytest.raises(ValueError, match="at least 20 values"):
        dynamism([])
    assert dynamism(growing(1, 20)) == [1.0]


def test_short_window_is_refused() -> None:
    with pytest.raises(ValueError, match="window must be at least 3"):
        dynamism(growing(1), 2)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_bad_value_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite and positive"):
        dynamism([*growing(1), bad])
