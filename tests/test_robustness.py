"""Several scenarios and policies under common luck, and the measures of robustness by their published definitions."""

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.study.file.reader import load_study
from sim.study.inference.robustness import MEASURES, regrets, robustness
from sim.study.stopping_rule import precise
from tests.studies import written

# Returns by interest rates (rising, static, falling), the example of regret in many textbooks.
RETURNS = pd.DataFrame(
    {"stocks": [-4, 4, 12], "bonds": [-2, 3, 8], "money market": [3, 2, 1]}, index=["rise", "static", "fall"]
).astype(float)


def test_regrets_are_those_of_the_textbook() -> None:
    assert regrets(RETURNS).to_numpy().T.tolist() == [[7, 0, 0], [5, 1, 4], [0, 2, 11]]
    table = robustness(RETURNS, threshold=2)
    assert table["regret"].to_dict() == {"stocks": 7, "bonds": 5, "money market": 11}
    assert table["worst"].to_dict() == {"stocks": -4, "bonds": -2, "money market": 1}
    assert table["best"].idxmax() == "stocks"
    assert table["hurwicz"].to_dict() == {"stocks": 4, "bonds": 3, "money market": 2}
    assert table["mean"].to_dict() == {"stocks": 4, "bonds": 3, "money market": 2}
    assert table["satisfied"].to_dict() == pytest.approx({"stocks": 2 / 3, "bonds": 2 / 3, "money market": 2 / 3})
    assert list(table) == [*MEASURES, "satisfied"]


def test_moments_and_percentiles_follow_their_definitions() -> None:
    """By hand, for the values 0 to 10 and 0, 1, 4, … 100; the second is skewed towards low performance."""
    even, squares = np.arange(11.0), np.arange(11.0) ** 2
    table = robustness(pd.DataFrame({"even": even, "squares": squares}))
    assert table.loc["even", ["skewness", "peakedness", "undesirable"]].tolist() == pytest.approx([0, 8 / 5, 2.5])
    assert table.loc["even", "mean_variance"] == pytest.approx(6 / (1 + np.sqrt(11)))
    assert table.loc["squares", "skewness"] == pytest.approx((25 - (81 + 1) / 2) / ((81 - 1) / 2))
    assert table.loc["squares", "regret_90"] == pytest.approx(np.quantile([0, 0, *[0] * 9], 0.9))
    assert table.loc["even", "regret_90"] == 72


def test_less_is_better_turns_everything_round() -> None:
    table, turned = robustness(RETURNS, 2), robustness(-RETURNS, -2, less_is_better=True)
    pd.testing.assert_frame_equal(table, turned)
    assert robustness(RETURNS, less_is_better=True)["regret"].to_dict() == {"stocks": 11, "bonds": 7, "money market": 7}


def test_one_alternative_or_one_world_has_no_robustness() -> None:
    for answers in (RETURNS[["stocks"]], RETURNS[:1]):
        with pytest.raises(ValueError, match="at least two"):
            robustness(answers)


POLICIES = """\
study: 1
base: led
compare: [over_managed, led]
set: {organization.members: 6, run.periods: 12}
policies:
  leadership.communication: {values: [0, 0.5]}
  network.ties: {values: [0, 3]}
factors:
  environment.strategic_turbulence: {loguniform: [0.001, 0.1]}
design: {kind: sobol, n: 4}
replicates: 6
"""


def test_every_scenario_is_run_under_every_policy_with_the_same_luck(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = load_study(written(tmp_path, POLICIES))
    assert len(study.names) == 3 * 4
    assert study.names[:2] == ["led, communication 0.0, ties 0", "led, communication 0.0, ties 3"]
    assert study.names[-1] == "led (compare), communication 0.5, ties 3"
    sim.sweep(tmp_path / "study.yaml", tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    assert results.study.levers == study.levers
    assert len(results.runs) == 4 * 12 * 6
    for side in (3, 6):
        rows = results.runs[(results.runs["point"] == 2) & (results.runs["scenario"] == study.names[side])]
        settings = {**study.levers[side], **study.values(2), "organization.members": 6, "run.periods": 12}
        alone = sim.load(study.written_names[side]).with_(**settings)
        assert rows["made_good_mean"].tolist() == sim.run(alone, 6).outcomes["made_good_mean"].tolist()
    table = results.by_scenario()
    assert table.shape == (4, 12)
    assert (table["led, communication 0.5, ties 3"] == table["led (compare), communication 0.5, ties 3"]).all()
    measures = sim.robustness(results.by_scenario(), threshold=0.1)
    expected = table.max(axis=1).to_numpy()[:, None] - table.to_numpy()
    assert measures["regret"].tolist() == pytest.approx(expected.max(axis=0).tolist())
    assert main(["robustness", str(tmp_path / "out"), "--threshold", "0.1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["scenarios"]["led, communication 0.5, ties 3"]["regret"] == pytest.approx(
        measures.loc["led, communication 0.5, ties 3", "regret"]
    )
    assert main(["robustness", str(tmp_path / "out"), "--outcome", "sped_mean"]) == 2
    assert main(["report", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    section = page[page.index(">regret_90<") : page.index("Half of the differences from the base")]
    shown = [float(text) for text in re.findall(r"<td[^>]*>([0-9.]+)</td>", section)[3::4]]
    assert shown == pytest.approx(sorted(measures["regret"]), abs=6e-5), "the smallest regret first"
    assert "log-uniform from 0.001 to 0.1" in page, "the report says over what the factors were varied"
    assert sim.verify(tmp_path / "out", sample=5).same


def test_the_command_that_repeats_a_run_names_its_policy(tmp_path: Path) -> None:
    from sim.study.sweep.rows import run_command

    study = load_study(written(tmp_path, POLICIES))
    words = shlex.split(run_command(study, 1, 7, 3, custom=False))
    assert words[:3] == ["coxed", "run", "over_managed"]
    assert {"leadership.communication=0.5", "network.ties=3"} <= set(words)


MANY = """\
study: 1
base: led
compare: [over_managed, neither]
set: {organization.members: 6, run.periods: 12}
factors: {network.ties: {values: [0, 3]}}
replicates: {min: 10, max: 80, stop: {outcome: made_good_mean, half_width: 0.08, look_ahead: 1}}
claims:
  - second: mean(base.made_good_mean) > mean(compare2.made_good_mean)
  - between: mean(compare.speed_mean) > mean(compare2.speed_mean)
"""


def test_any_number_of_scenarios_is_compared_and_all_differences_become_precise(tmp_path: Path) -> None:
    sim.sweep(written(tmp_path, MANY), tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    assert results.study.differences == ["led - over_managed", "led - neither"]
    stop = results.study.replicates.stop
    assert stop is not None
    wide = results.runs.pivot(index=["point", "replicate"], columns="scenario", values="made_good_mean")
    for point, rows in results.points[results.points["scenario"] == "led"].set_index("point").iterrows():
        values = [(wide["led"] - wide[other]).loc[point].to_numpy() for other in ("over_managed", "neither")]
        narrow = {k: all(precise(v[:k], stop) for v in values) for k in (10, 20, 40, 80) if k <= rows["replicates"]}
        assert rows["stopped"] == "max" or [k for k, yes in narrow.items() if yes] == [rows["replicates"]]
    second, between = results.claims()
    expected = (wide["led"] - wide["neither"]).groupby("point").mean().mean()
    assert second.effect == pytest.approx(expected)
    speeds = results.runs.groupby(["scenario", "point"])["speed_mean"].mean().groupby("scenario").mean()
    assert between.effect == pytest.approx(speeds["over_managed"] - speeds["neither"])


def test_points_that_are_left_out_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "study: 1\nbase: led\nset: {organization.members: 6, run.periods: 12}\nreplicates: 1\n"
        "policies: {network.ties: {values: [0, 3]}}\n"
        "factors: {environment.goals: {values: [2, 30]}, network.peer_learning: {values: [0, 0.2, 0.4]}}\n"
    )
    sim.sweep(written(tmp_path, text), tmp_path / "out")
    assert main(["robustness", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "made_good_mean, 3 points" in shown
    assert "3 of 6 points are left out: there a scenario has no made_good_mean" in shown
    assert "cannot be told: there are too few replicates, or equal values" in shown
    assert main(["robustness", str(tmp_path / "out"), "--outcome", "recovery_time"]) == 2
    assert "choose an outcome that two points have at least" in capsys.readouterr().err
