"""Distributions of factors: the quantiles are those of SciPy, and samples have the distribution that was asked for."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.scenario import ScenarioError
from sim.study.analysis.effects import levels
from sim.study.factors import Factor
from sim.study.file.reader import load_study
from sim.study.study import Study
from tests.studies import written

HEAD = "study: 1\nbase: led\ndesign: {kind: sobol, n: 1024}\nreplicates: 1\n"
U = (np.arange(2000) + 0.5) / 2000
PATH = "leadership.communication"


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (Factor(PATH, 0.01, 1, None, "loguniform"), stats.loguniform(0.01, 1)),
        (Factor(PATH, 0, 1, None, "normal", (0.3, 0.4)), stats.truncnorm(-0.75, 1.75, 0.3, 0.4)),
        (Factor(PATH, 0.1, 0.9, None, "triangular", (0.2,)), stats.triang(0.125, 0.1, 0.8)),
        (Factor(PATH, 0.1, 0.9, None, "triangular", (0.1,)), stats.triang(0, 0.1, 0.8)),
        (Factor(PATH, 0.1, 0.9, None, "triangular", (0.9,)), stats.triang(1, 0.1, 0.8)),
        (Factor(PATH, 0.2, 0.6), stats.uniform(0.2, 0.4)),
    ],
)
def test_quantiles_are_those_of_scipy(factor: Factor, expected: stats.rv_continuous) -> None:
    values = np.array([factor.at(u) for u in U])
    assert values == pytest.approx(expected.ppf(U), rel=1e-9, abs=1e-12)
    assert factor.at(0.0) == pytest.approx(factor.low)
    assert factor.at(1.0) == factor.high
    wrong = stats.uniform(factor.low, factor.high - factor.low) if factor.distribution else stats.uniform(0, 1)
    assert values != pytest.approx(wrong.ppf(U), rel=1e-9), "negative control"


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (Factor("network.ties", 1, 9, None, "loguniform"), stats.loguniform(0.5, 9.5)),
        (Factor("network.ties", 0, 9, None, "normal", (3, 2)), stats.truncnorm(-1.75, 3.25, 3, 2)),
    ],
)
def test_whole_numbers_are_the_rounded_values(factor: Factor, expected: stats.rv_continuous) -> None:
    values = [factor.at(u) for u in U]
    assert {type(value) for value in values} == {int}
    for number in range(int(factor.low), int(factor.high) + 1):
        share = expected.cdf(number + 0.5) - expected.cdf(number - 0.5)
        assert values.count(number) / len(U) == pytest.approx(share, abs=1e-3)


def test_an_empirical_distribution_has_the_shares_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "counted.csv").write_text("# from interviews\nteam,ties\na,2\nb,4\nc,4\nd,7.0\n")
    text = HEAD + "factors: {network.ties: {empirical: {path: counted.csv, column: ties}}}\n"
    study = load_study(written(tmp_path, text))
    values = [point[0] for point in study.points]
    assert {value: values.count(value) for value in set(values)} == {2: 256, 4: 512, 7: 256}
    assert list(study.inputs) == ["counted.csv"]
    assert len(study.inputs["counted.csv"]) == 64
    before = study.fingerprint()
    (tmp_path / "counted.csv").write_text("team,ties\na,2\nb,4\nc,5\nd,7\n")
    assert load_study(tmp_path / "study.yaml").fingerprint() != before


@pytest.mark.parametrize(
    ("content", "code", "line", "words"),
    [
        ("ties\n2\n", "D032", None, "at least 2"),
        ("a,b\n2,3\n4,5\n", "D032", 5, "it has a, b"),
        ("ties\n2\n3,4\n", "D032", 3, "2 columns"),
        ("ties\n2\nmany\n", "S020", 3, "whole number"),
        ("ties\n2\n-3\n", "S022", 3, "from 0"),
        ("ties\n2\n2.5\n", "S021", 3, "whole number"),
    ],
)
def test_wrong_values_are_reported_at_their_place(
    tmp_path: Path, content: str, code: str, line: int | None, words: str
) -> None:
    (tmp_path / "own.csv").write_text(content)
    with pytest.raises(ScenarioError) as caught:
        load_study(written(tmp_path, HEAD + "factors: {network.ties: {empirical: own.csv}}\n"))
    (found,) = caught.value.problems
    assert (found.code, found.line) == (code, line)
    assert words in found.message + found.help


def test_a_study_with_distributions_survives_its_manifest_and_is_swept(tmp_path: Path) -> None:
    text = """\
study: 1
base: led
set: {organization.members: 6, run.periods: 12}
factors:
  leadership.communication: {normal: {mean: 0.5, sd: 0.2, low: 0.2}}
  environment.strategic_turbulence: {loguniform: [0.001, 0.1]}
  network.ties: {triangular: [0, 2, 5]}
design: {kind: saltelli, n: 16}
replicates: 2
"""
    path = written(tmp_path, text)
    sim.sweep(path, tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    study = load_study(path)
    assert results.study.factors == study.factors
    assert results.study.points == study.points
    assert Study.from_dict(study.as_dict(), study.points).fingerprint() == study.fingerprint()
    assert len(results.sobol()) == 3
    assert sim.verify(tmp_path / "out", sample=3).same
    for factor, values in zip(study.factors, zip(*study.points, strict=True), strict=True):
        assert factor.low <= min(values) <= max(values) <= factor.high


def test_samples_have_the_distribution(tmp_path: Path) -> None:
    """Kolmogorov and Smirnov's test on 1,024 balanced points rejects the wrong one, and not the right one."""
    text = HEAD + "factors: {environment.strategic_turbulence: {loguniform: [0.001, 0.1]}}\n"
    values = np.array([point[0] for point in load_study(written(tmp_path, text)).points])
    assert stats.kstest(values, stats.loguniform(0.001, 0.1).cdf).pvalue > 0.01
    assert stats.kstest(values, stats.uniform(0.001, 0.099).cdf).pvalue < 1e-9, "negative control"


def test_the_parts_of_a_range_in_a_report_are_equally_likely(tmp_path: Path) -> None:
    """Equal widths are the negative control: most of a log-uniform sample then falls into the first."""
    text = HEAD + "factors: {environment.strategic_turbulence: {loguniform: [0.001, 0.1]}}\n"
    study = load_study(written(tmp_path, text))
    values = np.array([point[0] for point in study.points])
    rows = pd.DataFrame({"environment.strategic_turbulence": values})
    found = levels(study.factors[0], SimpleNamespace(rows=rows, ranges=None))
    counts = np.bincount(found.codes)
    assert counts.max() - counts.min() <= 1
    assert np.histogram(values, len(counts))[0].max() > 3 * counts.max()
