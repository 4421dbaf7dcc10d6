"""Claims: each is what it says, samples are frozen, and an evaluation is written as it is."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from experiments import edition
from experiments.common import NAMES, QUICK, claims
from experiments.edition import EDITION, FOLDER, WORLDS, boxed, drawn, samples
from sim.claims.claim import SECTIONS, Crew, Statement, Term, TheoryClaim, difference
from sim.claims.evaluate import evaluate, judge_again, write, write_again
from sim.claims.ledger import ledger, records
from sim.claims.runs import outcomes_in, scenario_in
from sim.claims.sample import varied
from sim.claims.worlds import Sample, about, freeze, frozen, rounded, settings_of
from sim.engine.manifest import described, scenario_of
from sim.engine.run import run
from sim.scenario.names import SETTINGS

ROOT = Path(__file__).parent.parent
CLAIMS = claims()
SAMPLES = samples()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_is_complete_and_its_crews_exist(claim: TheoryClaim) -> None:
    assert claim.title
    assert all(claim.section(name) for name in SECTIONS)
    assert claim.because
    outcomes = set(run("led", 1, 1, series=False).outcomes)
    used: set[str] = set()
    for statement in claim.statements:
        used |= set(statement.crews)
        assert statement.outcome in outcomes
        assert statement.smallest > 0
        assert bool(statement.best) == bool(statement.against)
    assert used == set(claim.crews)
    assert len({statement.says for statement in claim.statements}) == len(claim.statements)
    for _, changes in claim.settings():
        assert set(changes) <= set(SETTINGS)
    for sample in SAMPLES:
        for world in range(0, len(sample.worlds), 50):
            for crew in claim.crews.values():
                scenario_in(crew, settings_of(sample, world))
    crews = [claim.crews[name] for name in claim.primary[0].crews]
    assert len(_different(crews, {})) > 1
    for changed in claim.ablations.values():
        # An ablation that made crews alike would say nothing.
        assert len(_different(crews, changed)) == len(_different(crews, {}))


def _different(crews: list[Crew], changed: dict[str, Any]) -> set[str]:
    made = (scenario_in(crew._replace(changes={**crew.changes, **changed}), {}) for crew in crews)
    return {scenario.fingerprint() for scenario in made}


def test_claims_are_numbered_and_have_files_of_their_own() -> None:
    assert [claim.number for claim in CLAIMS] == list(range(1, len(NAMES) + 1))
    assert [claim.name for claim in CLAIMS] == list(NAMES)
    assert sum(len(claim.primary) for claim in CLAIMS) == EDITION.family


def test_the_edition_is_frozen() -> None:
    assert (FOLDER / "edition.json").read_text("utf-8") == about(EDITION, SAMPLES)
    assert {sample.name for sample in SAMPLES} >= {"plausible", "box"}
    for sample in SAMPLES:
        assert len(sample.worlds) == WORLDS[sample.name]
        assert set(sample.worlds) <= set(SETTINGS)


@pytest.mark.parametrize("name", ["plausible", "box"])
def test_a_sample_is_that_of_its_rule(name: str) -> None:
    """Setting by setting: what came after the edition was frozen has no column, and moves none."""
    made, stored = rounded(drawn(name)), next(sample.worlds for sample in SAMPLES if sample.name == name)
    for path in stored.columns.intersection(made.columns):
        assert made[path].tolist() == stored[path].tolist(), path
    assert len(stored.columns.intersection(made.columns)) > 50


def test_survivors_are_plausible_worlds_with_free_rates_that_are_left() -> None:
    left = pd.DataFrame({"run.pace": np.linspace(0.03, 0.05, 90), "implausibility": 0.0})
    worlds, others = edition.surviving(left), drawn("survivors")
    assert set(worlds["run.pace"]) <= set(left["run.pace"])
    assert worlds["run.pace"].nunique() == WORLDS["survivors"]
    pd.testing.assert_frame_equal(worlds.drop(columns="run.pace"), others.drop(columns="run.pace"))


def test_a_parameter_more_moves_no_world(monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn("plausible")
    fewer = [path for path in varied() if path != "environment.foresight"]
    monkeypatch.setattr(edition, "varied", lambda: fewer)
    pd.testing.assert_frame_equal(drawn("plausible"), before.drop(columns="environment.foresight"))


def test_the_middle_of_the_box_is_the_default_and_its_ends_are_four_times_the_odds() -> None:
    path = "environment.strategic_turbulence"
    default = SETTINGS[path].default
    assert boxed(path, 0.5) == pytest.approx(default)
    for u, times in ((0.0, 0.25), (1.0, 4.0)):
        value = float(boxed(path, u))
        assert value / (1 - value) == pytest.approx(times * default / (1 - default))


def test_a_frozen_sample_is_read_as_it_was_written(tmp_path: Path) -> None:
    worlds = drawn("box").iloc[:9]
    freeze(tmp_path, "some", worlds)
    read = frozen(tmp_path, "some", "some worlds")
    assert read is not None
    assert read.fingerprint() == Sample("some", "", rounded(worlds)).fingerprint()
    for path, value in settings_of(read, 3).items():
        assert value == worlds[path].iloc[3] or value == pytest.approx(worlds[path].iloc[3], rel=1e-5)
        assert type(value) in (int, float, str)
    assert frozen(tmp_path, "none", "") is None


TALK, SILENCE = {"leadership.communication": 0.6}, {"leadership.communication": 0}
SMALL = {"run.periods": 20, "organization.members": 12}
TINY = TheoryClaim(
    number=1,
    name="tiny",
    text="A tiny claim\n\nSentence: s\nStatement: t\nDesign: d\nWrong if: w",
    origin="assumed",
    because="it is tiny",
    crews={
        "talk": Crew({**SMALL, **TALK}),
        "silence": Crew({**SMALL, **SILENCE}),
        "late": Crew({**SMALL, **SILENCE}, later=TALK, at=10),
    },
    primary=(Statement("talk helps", 0.05, difference("talk", "silence")),),
    checks=(Statement("late talk helps", 0.01, (Term({"late": 1, "silence": -1}),), "alignment_mean"),),
    ablations={"without hearing": {"leadership.listening": 0}},
    explanation="It is {vote1:word}: {vote1:above}, {check1:mean}, usually {usual1:effect}, else {without1:effect}.",
)


def some(count: int = 8) -> Sample:
    return Sample("plausible", "Some worlds", rounded(drawn("plausible")).iloc[:count], checks=True)


def test_every_world_has_its_own_luck_and_crews_share_it(tmp_path: Path) -> None:
    sample = some()
    made = outcomes_in("talk", TINY.crews["talk"], sample, QUICK, tmp_path)
    assert made["made_good_mean"].shape == (8, QUICK.replicates)
    for world in (0, 5):
        scenario = scenario_in(TINY.crews["talk"], settings_of(sample, world))
        alone = run(scenario, QUICK.replicates, QUICK.seed, first=world * QUICK.replicates, series=False)
        np.testing.assert_array_equal(made["made_good_mean"][world], alone.outcomes["made_good_mean"])
    files = sorted(path.name for path in tmp_path.iterdir())
    outcomes_in("the same", TINY.crews["talk"], sample, QUICK, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == files
    outcomes_in("another", TINY.crews["silence"], sample, QUICK, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_crew_of_another_size_has_as_many_decisions_per_member() -> None:
    world = {"organization.members": 50, "environment.decisions": 20, "environment.goals": 5}
    large, small = (scenario_in(Crew(members=n), world).parameters for n in (200, 10))
    assert (large.organization.members, large.environment.decisions, large.environment.goals) == (200, 80, 5)
    assert (small.organization.members, small.environment.decisions, small.environment.goals) == (10, 4, 4)


def test_what_comes_later_comes_at_its_time() -> None:
    (change,) = scenario_in(TINY.crews["late"], {}).interventions
    assert (change.at, dict(change.changes)) == (10, {"leadership.communication": 0.6})


def test_an_evaluation_is_written_as_it_is(tmp_path: Path) -> None:
    evaluation = evaluate(TINY, QUICK, [some(16), some(8)._replace(name="box", checks=False)], tmp_path / "work")
    write(evaluation, tmp_path / "results" / "tiny")
    (record,) = records(tmp_path / "results")
    assert record["verdict"] == evaluation.word("plausible") == record["samples"]["plausible"]["votes"][0]["word"]
    assert [s["says"] for s in record["samples"]["plausible"]["checks"]] == ["late talk helps"]
    assert record["samples"]["box"]["checks"] == []
    assert record["explanation"].startswith(f"It is {record['verdict']}: ")
    assert "{" not in record["explanation"]
    assert (tmp_path / "results" / "tiny" / "verdict.png").stat().st_size > 10_000
    points = pd.read_parquet(tmp_path / "results" / "tiny" / "points.parquet")
    assert points.groupby(["sample", "statement"]).size().to_dict() == {
        ("box", 0): 8, ("plausible", 0): 16, ("plausible", 1): 16,
    }  # fmt: skip
    # The same again from the runs that were kept.
    before = (tmp_path / "results" / "tiny" / "verdict.json").read_bytes()
    write(evaluate(TINY, QUICK, evaluation.samples, tmp_path / "work"), tmp_path / "again" / "tiny")
    assert (tmp_path / "again" / "tiny" / "verdict.json").read_bytes() == before
    page = ledger([record], "of another version")
    assert "A tiny claim" in page
    assert "of another version" in page


@pytest.mark.thorough
def test_published_points_suffice_to_judge_again(tmp_path: Path) -> None:
    samples = [some(16), some(8)._replace(name="box", checks=False)]
    folder, files = tmp_path / "tiny", ("verdict.json", "table.md", "points.parquet")
    write(evaluate(TINY, QUICK, samples, tmp_path / "work"), folder)
    before = {name: (folder / name).read_bytes() for name in files}
    made = json.loads((folder / "manifest.json").read_text("utf-8"))
    write_again(judge_again(TINY, QUICK, samples, folder), folder)
    assert {name: (folder / name).read_bytes() for name in files} == before
    again = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert again.pop("judged")["coxed"] == made["coxed"]
    assert {name: made[name] for name in again if name not in ("files", "seal")} == {
        name: value for name, value in again.items() if name not in ("files", "seal")
    }
    with pytest.raises(ValueError, match="of another edition or of other worlds"):
        judge_again(TINY, QUICK._replace(replicates=5), samples, folder)
    with pytest.raises(ValueError, match="of another edition or of other worlds"):
        judge_again(TINY, QUICK, [some(15), samples[1]], folder)
    # The negative control: other points give another verdict.
    points = pd.read_parquet(folder / "points.parquet")
    points.assign(effect=-points["effect"]).to_parquet(folder / "points.parquet")
    write_again(judge_again(TINY, QUICK, samples, folder), folder)
    assert (folder / "verdict.json").read_bytes() != before["verdict.json"]


def test_a_crew_without_direction_finds_its_way_by_learning() -> None:
    """As the explanation of the claim on direction says, at the defaults."""
    nothing = {"motivation.experience": 0, "development.retrospectives": 0}
    claim = next(claim for claim in CLAIMS if claim.name == "direction")
    for name in ("never_led", "lost_it"):
        crew = claim.crews[name]
        learns, does_not = (
            run(scenario_in(crew._replace(changes={**crew.changes, **changes}), {}), 100, 5, series=False)
            for changes in ({}, nothing)
        )
        # Standard errors of about .02.
        assert learns.outcomes["heading_mean"].mean() > 0.12
        assert does_not.outcomes["heading_mean"].mean() < learns.outcomes["heading_mean"].mean() - 0.08


@pytest.mark.parametrize("path", sorted((ROOT / "results").glob("*/manifest.json")), ids=lambda path: path.parent.name)
def test_a_published_manifest_describes_every_scenario_that_was_run(path: Path) -> None:
    manifest = json.loads(path.read_text("utf-8"))
    assert path.stat().st_size < 200_000
    if manifest["results_version"] != sim.RESULTS_VERSION:
        pytest.skip("the parameters of another version")
    for entry in manifest.get("runs", ()):
        assert scenario_of(manifest, entry).fingerprint() == entry["fingerprint"]


def test_a_manifest_gives_back_interventions_traces_and_equal_names() -> None:
    led = sim.load("led").with_(run={"periods": 20}, interventions=[{"at": 5, "set": {"leadership": {"strength": 0}}}])
    driven = sim.load("us_gdp").with_(run={"periods": 20})
    made = [run(scenario, 2, 7, first=3) for scenario in (led, driven, driven.with_(name="led"), led)]
    manifest = json.loads(json.dumps(described(made)))
    assert (len(manifest["scenarios"]), len(manifest["traces"]), len(manifest["runs"])) == (2, 2, 4)
    for entry, before in zip(manifest["runs"], made, strict=True):
        scenario = scenario_of(manifest, entry)
        assert scenario.as_dict() == before.scenario.as_dict()
        again = run(scenario, entry["replicates"], entry["seed"], first=entry["first_replicate"])
        pd.testing.assert_frame_equal(again.outcomes, before.outcomes)
    with pytest.raises(ValueError, match="is not described"):
        scenario_of({**manifest, "traces": {}}, manifest["runs"][0])


def test_the_published_results_are_small() -> None:
    files = [path for path in (ROOT / "results").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 4_000_000
    assert not [path for path in files if path.suffix == ".html"]


def test_the_front_page_says_what_the_first_look_found() -> None:
    """Its sentence on five crews in three oceans, against the published table."""
    table = (ROOT / "results" / "first_look" / "table.md").read_text("utf-8")
    parts = re.findall(r"\n## (A .*?) ocean:.*?\n(.*?)(?=\n## |\Z)", table, re.DOTALL)
    rows = r"^\| (\w+) \| (-?[\d.]+) \(.*?\| (-?[\d.]+) \("
    oceans = {name: re.findall(rows, text, re.MULTILINE)[:5] for name, text in parts}
    assert list(oceans)[:3] == ["A calm", "A shifting", "A real"]
    for name in ("A calm", "A shifting", "A real"):
        way = {crew: float(made_good) for crew, made_good, _ in oceans[name]}
        speed = {crew: float(value) for crew, _, value in oceans[name]}
        assert max(way, key=way.__getitem__) == ("over_managed" if name == "A calm" else "led")
        assert max(speed, key=speed.__getitem__) == "over_managed"
        assert (abs(way["over_managed"]) < 0.03) == (name != "A calm")
    for page in ("README.md", "docs/index.md"):
        text = " ".join((ROOT / page).read_text("utf-8").split())
        assert "In calm water the over-managed crew gets farthest. Where the destination moves, it still rows" in text
        assert "fastest and, over decades as here, gets almost nowhere (in 200 weeks about half as far)" in text
        assert "the crew that is managed and led gets farthest" in text
    short = [sim.run(crew, 100).outcomes["made_good_mean"].mean() for crew in ("over_managed", "led")]
    assert short[0] / short[1] == pytest.approx(0.5, abs=0.1)
