"""Scenario discovery finds a box that is there, and reports of one that is not that it does not hold."""

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.study.analysis.discovery import DiscoveryError, find_box
from sim.study.design import Design, points
from sim.study.factors import Factor
from tests.studies import written

pytestmark = pytest.mark.skipif(find_spec("ema_workbench") is None, reason="no ema_workbench")  # slow to import

FACTORS = (
    Factor("leadership.communication"),
    Factor("network.ties", 0, 8),
    Factor("management.planning", values=("rigid", "rolling", "none")),
    Factor("rewards.initiative"),
)


def sample(n: int = 512) -> pd.DataFrame:
    rows = points(Design("sobol", n), FACTORS, 1)
    return pd.DataFrame(rows, columns=[factor.path for factor in FACTORS])


def test_a_box_that_is_there_is_found() -> None:
    """The limits are known to the distance of neighbouring points; the factor without effect is not restricted."""
    x = sample()
    inside = (x["leadership.communication"] > 0.6) & (x["network.ties"] >= 4) & (x["management.planning"] != "rigid")
    box = find_box(x, inside.to_numpy(), FACTORS)
    assert set(box.limits.index) == {"leadership.communication", "network.ties", "management.planning"}
    assert box.limits.loc["leadership.communication", "low"] == pytest.approx(0.6, abs=0.05)
    assert box.limits.loc["network.ties", "low"] == pytest.approx(3.5, abs=0.51)
    assert box.limits.loc["management.planning", "values"] == ["none", "rolling"]
    assert (box.limits["quasi_p"] < 1e-6).all()
    assert box.coverage > 0.9
    assert box.density >= 0.8
    assert box.tested_coverage > 0.75
    assert box.tested_density > 0.75
    assert box.interesting == pytest.approx(inside.mean())
    steps = box.trade_off
    assert steps["density"].iloc[0] == pytest.approx(box.interesting)
    assert steps["coverage"].iloc[0] == 1
    assert steps["mass"].is_monotonic_decreasing


def test_a_box_of_nothing_does_not_hold_in_other_points() -> None:
    """The negative control: a tenth of the points is of interest by lot. The box is dense only where it was found."""
    x = sample()
    lots = np.random.default_rng(1).random(len(x)) < 0.1
    box = find_box(x, lots, FACTORS)
    assert box.density > 2 * box.interesting, "it looks like a finding"
    assert box.tested_density < 2 * box.interesting, "and it is none"


@pytest.mark.parametrize(
    ("interesting", "count", "words"), [(1.0, 64, "all of"), (0.0, 64, "none of"), (0.5, 8, "few")]
)
def test_nothing_to_find_is_refused(interesting: float, count: int, words: str) -> None:
    with pytest.raises(DiscoveryError, match=words):
        find_box(sample(count), np.arange(count) < interesting * count, FACTORS)


SWEEP = """\
study: 1
base: led
set: {organization.members: 6, run.periods: 12}
factors:
  leadership.communication: [0, 1]
  environment.strategic_turbulence: {loguniform: [0.001, 0.5]}
design: {kind: sobol, n: 32}
replicates: 6
"""


def test_the_command_finds_a_box_in_a_sweep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sim.sweep(written(tmp_path, SWEEP), tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    threshold = float(np.quantile(results.answers("made_good_mean"), 0.7))
    arguments = ["discover", str(tmp_path / "out"), "--threshold", str(threshold)]
    assert main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    box = sim.discover(results, threshold)
    assert printed["coverage"] == box.coverage
    assert printed["interesting"] == pytest.approx(10 / 32)
    assert set(printed["limits"]) == set(box.limits.index)
    assert main(arguments) == 0
    assert "tested on points that were not used" in capsys.readouterr().out
    best = float(results.answers("made_good_mean").max())
    assert main([*arguments[:3], str(best)]) == 0, "one point of interest lies in one of the halves only"
    printed = capsys.readouterr().out
    assert "not tested: with half of the points" in printed
    assert "nan" not in printed
    assert main([*arguments, "--scenario", "lead"]) == 2
    assert main([*arguments[:3], "99"]) == 2
    assert "none of the 32 points" in capsys.readouterr().err


@pytest.mark.parametrize("density", ["5", "nan", "-0.1"])
def test_a_density_is_a_share(density: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["discover", "anywhere", "--threshold", "0", "--density", density]) == 2
    assert "Expected a number from 0 to 1" in capsys.readouterr().err
