"""Studies that are made in Python are those of files, with the same mistakes."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.study.file.reader import load_study
from sim.study.sweep.rows import run_command
from tests.studies import SMALL, tables, written

WORDS = {
    "base": "led",
    "compare": "over_managed",
    "set": {"organization.members": 6, "run.periods": 12},
    "factors": {"leadership.communication": (0, np.float64(1)), "network.ties": {"values": [0, 3]}},
    "design": {"kind": "sobol", "n": 4},
    "replicates": {"min": 10, "max": 80, "stop": {"outcome": "made_good_mean", "half_width": 0.1, "look_ahead": 2}},
    "keep": {"series": ["made_good", "alignment"]},
    "claims": {"led_is_ahead": "mean(base.made_good_mean) > mean(compare.made_good_mean)"},
}


def test_the_words_of_a_file_make_the_same_study(tmp_path: Path) -> None:
    made, read = sim.Study(**WORDS), load_study(written(tmp_path, SMALL))
    assert made.fingerprint() == read.fingerprint()
    assert made.as_dict() == {**read.as_dict(), "title": "study"}
    assert sim.Study(**{**WORDS, "seed": 2}).fingerprint() != read.fingerprint(), "negative control"


def test_points_come_from_a_table_and_go_back_into_one(tmp_path: Path) -> None:
    points = pd.DataFrame({"network.ties": [4.0, 0.0], "leadership.communication": [0.25, 1]})
    study = sim.Study("led", design=points, replicates=3, set=WORDS["set"])
    sim.sweep(study, tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    assert results.points["network.ties"].tolist() == [4, 0]
    assert results.points["leadership.communication"].tolist() == [0.25, 1]
    points.astype({"network.ties": int}).to_csv(tmp_path / "points.csv", index=False)
    text = f"study: 1\nbase: led\nset: {WORDS['set']}\nreplicates: 3\ndesign: {{kind: file, path: points.csv}}\n"
    sim.sweep(written(tmp_path, text.replace("'", "")), tmp_path / "file")
    assert tables(tmp_path / "out") == tables(tmp_path / "file")


def test_a_scenario_of_ones_own_is_run_and_its_runs_can_be_repeated(tmp_path: Path) -> None:
    own = sim.load("led").with_(name="own", **{"motivation.ideas": 0})
    study = sim.Study(own, {"network.ties": {"values": [0, 3]}}, replicates=3, set=WORDS["set"], compare="led")
    sim.sweep(study, tmp_path / "out")
    rows = sim.open_results(tmp_path / "out").runs
    command = run_command(study, 1, 0, 2, custom=False)
    run = eval(command, {"sim": sim, "study": study})
    row = rows[(rows["point"] == 1) & (rows["scenario"] == "own") & (rows["replicate"] == 2)].iloc[0]
    assert run.outcomes["made_good_mean"].iloc[0] == row["made_good_mean"]
    assert run_command(study, 1, 1, 2, custom=False).startswith("coxed run led ")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ({"base": "ledd", "replicates": 0}, ["S027", "D012"]),
        ({"factors": {"network.tis": [0, 1]}}, ["S003"]),
        ({"design": pd.DataFrame({"network.ties": [1, -3]}), "factors": None}, ["S022"]),
        ({"design": pd.DataFrame({"network.ties": []}), "factors": None}, ["D010"]),
        ({"design": pd.DataFrame({"network.ties": [1]})}, ["D010"]),
        ({"design": pd.DataFrame({"ties": [1]}), "factors": None}, ["S004"]),
    ],
)
def test_mistakes_are_those_of_files(words: dict[str, object], codes: list[str]) -> None:
    with pytest.raises(sim.ScenarioError) as caught:
        sim.Study(**{**WORDS, "claims": None, **words})
    assert [problem.code for problem in caught.value.problems] == codes


def test_numbers_of_numpy_and_pandas_are_numbers() -> None:
    tried = pd.Series([0.3, 0.4, 0.5])
    study = sim.Study(
        "led",
        {"leadership.communication": {"values": np.linspace(0, 1, 5)}, "network.ties": {"values": range(3)}},
        targets={"speed_mean": [tried.min(), tried.max()]},
        replicates={"max": np.int64(50), "stop": {"outcome": "speed_mean", "half_width": np.float64(0.03)}},
    )
    assert [factor.values for factor in study.factors] == [(0, 0.25, 0.5, 0.75, 1), (0, 1, 2)]
    (target,) = study.targets
    assert (target.low, target.high) == (0.3, 0.5)
    normal = {"leadership.communication": {"normal": {"mean": tried.mean(), "sd": tried.std()}}}
    assert sim.Study("led", normal, {"kind": "lhs", "n": 8}).factors[0].numbers == pytest.approx((0.4, 0.1))
    with pytest.raises(sim.ScenarioError, match=r"must be a number, not '\[1, 2\]'"):
        sim.Study("led", design=pd.DataFrame({"leadership.communication": [0.1, [1, 2]]}))


class Fading(sim.Mechanism):
    """A rule of the user's."""

    rate = sim.share(0.1, "how much fades")

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Do nothing."""


def test_a_study_speaks_of_rules_that_it_is_told_of(tmp_path: Path) -> None:
    rules = [*sim.WEEK, Fading]
    file = written(tmp_path, "study: 1\nbase: led\nfactors: {fading.rate: [0, 1]}\n")
    table = pd.DataFrame({"fading.rate": [0, 0.25, 0.5, 0.75, 1]})
    made = [
        sim.Study("led", {"fading.rate": [0, 1]}, rules=rules),
        sim.Study(sim.load("led", rules=rules), {"fading.rate": [0, 1]}),
        sim.Study(sim.load("led", rules=rules), design=table),
        sim.load_study(file, rules=rules),
    ]
    for study in made:
        assert study.points == [(0.0,), (0.25,), (0.5,), (0.75,), (1.0,)]
    for study in (lambda: sim.load_study(file), lambda: sim.Study("led", {"fading.rate": [0, 1]})):
        with pytest.raises(sim.ScenarioError, match="unknown group 'fading'"):
            study()
