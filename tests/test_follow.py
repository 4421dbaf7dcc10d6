"""Single members in numbers: they add up to the measures of the same run, whichever periods are looked at."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import Coxed

import sim
from sim.engine.follow import EVENTS
from sim.scenario import Scenario

REPLICATES, SEED = 3, 5
STUDY = """study: 1
base: led
set: {{run.periods: {periods}}}
factors: {{motivation.ideas: {{values: [0.1, 0.6]}}}}
replicates: {replicates}
"""


@pytest.fixture(scope="module")
def crew() -> Scenario:
    """A crew whose settings change twice, so that its run has several segments."""
    changes = [
        {"at": 20, "set": {"motivation": {"ideas": 0.3}}},
        {"at": 41, "set": {"management": {"control": 0.9}, "organization": {"turnover": 0.05}}},
    ]
    return sim.load("led").with_(run={"periods": 60}, interventions=changes)


def counted(events: pd.DataFrame, *kinds: str) -> np.ndarray:
    """How often events of these kinds happened, replicates × periods."""
    chosen = events[events["event"].isin(kinds)]
    counts = np.zeros((REPLICATES, 60))
    np.add.at(counts, (chosen["replicate"], chosen["period"]), chosen["count"])
    return counts


def test_members_and_events_add_up_to_the_measures_of_the_same_run(crew: Scenario) -> None:
    run, data = sim.run(crew, REPLICATES, SEED), sim.follow(crew, REPLICATES, SEED)
    members = crew.parameters.organization.members
    assert len(data.members) == REPLICATES * 60 * members
    assert set(data.events["event"]) <= set(EVENTS)
    per_period = data.members.groupby(["replicate", "period"])
    for measure, column in (("ideas", "idea"), ("alignment", "alignment")):
        means = per_period[column].mean().to_numpy().reshape(REPLICATES, 60)
        np.testing.assert_allclose(means, run.measures[measure], atol=1e-12)
    assert np.array_equal(counted(data.events, "idea"), np.rint(run.measures["ideas"] * members))
    until_now = {kind: counted(data.events, kind).cumsum(axis=1) for kind in EVENTS}
    for measure, kinds in {
        "silent": ("silent", "idea"), "blocked": ("blocked", "idea"), "trials": ("trial", "idea"),
        "joint": ("joint", "trial"), "kept": ("kept", "ended"), "kept_right": ("kept_right", "ended"),
    }.items():  # fmt: skip
        some, all_ = (until_now[kind] for kind in kinds)
        assert some.sum() > 0, f"no case of {measure}"
        np.testing.assert_allclose(
            np.divide(some, all_, where=all_ > 0, out=np.zeros_like(some)), run.measures[measure]
        )


def test_initiatives_and_newcomers_are_those_of_the_columns(crew: Scenario) -> None:
    data = sim.follow(crew, REPLICATES, SEED, columns=["initiative", "recognized", "reprimanded", "joined"])
    for kind in ("initiative", "recognized", "reprimanded"):
        assert counted(data.events, kind).sum() == data.members[kind].sum() > 0
    newcomers = data.members[data.members["joined"] == data.members["period"]]
    entered = data.events[data.events["event"] == "entered"]
    assert 0 < len(newcomers) == len(entered)
    assert set(newcomers["person"]) == set(entered["person"])
    assert entered["person"].min() >= crew.parameters.organization.members, "newcomers have numbers of their own"


@pytest.mark.parametrize("name", ["led", "march_1991_text", "levinthal_1997"])
def test_chosen_members_and_periods_are_rows_of_the_whole(name: str) -> None:
    """Also where a run rests, and where the first period that is looked at is a late one."""
    crew = sim.load(name).with_(run={"periods": 50})
    last = crew.parameters.organization.members - 1
    whole = sim.follow(crew, 2, SEED, columns=["belief", "payoff"])
    part = sim.follow(crew, 2, SEED, columns=["payoff", "people.belief"], members=[last, 0], periods=[49, 17, 18])
    for table, rows in zip(whole, part, strict=True):
        at = table["member"].isin([0, last]) & table["period"].isin([17, 18, 49])
        expected = table[at].reset_index(drop=True)
        pd.testing.assert_frame_equal(expected[list(rows)], rows)
    assert {"belief_0", "belief_1"} <= {*part.members}
    second = sim.follow(crew, 1, SEED, first=1, columns=["belief", "payoff"]).members
    pd.testing.assert_frame_equal(second, whole.members[whole.members["replicate"] == 1].reset_index(drop=True))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"columns": ["efort"]}, "no column 'efort' .* did you mean 'effort'"),
        ({"columns": ["quality"]}, "no column 'quality'"),
        ({"members": [50]}, "no member 50; expected a whole number from 0 to 49"),
        ({"periods": [-1]}, "a period is -1"),
        ({"periods": []}, "no period is chosen"),
        ({"replicates": 0}, "replicates is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 1.0}, r"seed is 1\.0"),
        ({"first": 2**63 - 1, "replicates": 2}, "the number of the last replicate is"),
    ],
)
def test_what_is_not_there_is_refused(wanted: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sim.follow("led", **wanted)  # type: ignore[arg-type]


def test_the_command_writes_what_the_function_returns(folder: Path, coxed: Coxed) -> None:
    words = ["follow", "led", "--members", "0,7-8", "--periods", "10-12,40", "--columns", "effort,belief"]
    assert coxed(*words, "--seed", "5", "--replicates", "2", "--out", "here")[0] == 0
    data = sim.follow("led", 2, 5, members=[0, 7, 8], periods=[10, 11, 12, 40], columns=["effort", "belief"])
    for name, table in data._asdict().items():
        written = pq.read_table(folder / "here" / f"{name}.parquet").to_pandas()
        pd.testing.assert_frame_equal(written, table, check_dtype=False)


def test_members_of_a_sweep_are_those_of_its_runs(folder: Path, coxed: Coxed) -> None:
    (folder / "mine.yaml").write_text(STUDY.format(periods=20, replicates=3))
    assert coxed("sweep", "mine.yaml", "--out", "swept")[0] == 0
    results = sim.open_results("swept")
    data = results.follow(1, columns=["idea"])
    with pytest.raises(ValueError, match="replicates is 0"):
        results.follow(1, replicates=0)
    assert results.follow(1, replicates=2, columns=["idea"]).members["replicate"].nunique() == 2
    means = data.members.groupby("replicate")["idea"].mean()
    runs = results.runs[results.runs["point"] == 1].set_index("replicate")
    np.testing.assert_allclose(means, runs["ideas_mean"], atol=1e-12)
    assert coxed("follow", "swept", "--point", "1", "--columns", "idea", "--out", "here")[0] == 0
    assert pq.read_table(folder / "here" / "members.parquet").num_rows == len(data.members) == 3 * 20 * 50


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["led", "--point", "1"], "--point: not for a scenario"),
        (["swept", "--seed", "1"], "--seed: not for a sweep"),
        (["swept", "--point", "9"], "there is no point 9"),
        (["swept", "--scenario", "lead"], "did you mean 'led'?"),
        (["led", "--members", "7-2"], "ends before it begins"),
        (["led", "--members", "a"], "Expected whole numbers and ranges"),
        (["led", "--members", "0-9999999"], "More than 1,000,000 numbers"),
        (["led", "--columns", "efort"], "did you mean 'effort'?"),
    ],
)
def test_the_command_refuses_what_has_no_meaning(words: list[str], message: str, folder: Path, coxed: Coxed) -> None:
    if words[0] == "swept":
        (folder / "mine.yaml").write_text(STUDY.format(periods=5, replicates=2))
        assert coxed("sweep", "mine.yaml", "--out", "swept")[0] == 0
    code, _, err = coxed("follow", *words, "--out", "here")
    assert (code, message in err, (folder / "here").exists()) == (2, True, False), err


@pytest.mark.parametrize(
    "words",
    [
        ["follow", "led", "--members", "7", "--periods", "2-4", "--out", "here", "--first", "2"],
        ["trace", "led", "--member", "7", "--period", "3", "--replicate", "2"],
    ],
)
def test_what_is_suggested_next_is_of_the_same_run(words: list[str], folder: Path, coxed: Coxed) -> None:
    code, out, err = coxed(*words, "--seed", "5", "--set", "run.periods=9")
    assert code == 0
    line = next(line for line in (out + err).splitlines() if line.startswith("next: "))
    for option in ("trace led", "--seed 5", "--set run.periods=9", "--replicate 2", "--member 7", "--period 4"):
        assert option in line, option
