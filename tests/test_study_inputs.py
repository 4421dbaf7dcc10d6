"""The files that a study names: found beside it, read once, known by their content, and small enough."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.cli import main
from sim.scenario import Intervention, ScenarioError
from sim.study.factors import Factor
from sim.study.file.reader import load_study
from sim.study.study import Study
from sim.study.sweep.folder import FolderError
from tests.studies import tables

SIZE = "set: {organization.members: 6, run.periods: 12}\n"
HEAD = f"study: 1\nbase: led\nreplicates: 3\n{SIZE}"
OTHER = "factors: {rewards.initiative: {values: [0.5]}}\n"
# Every way in which a study names a trace.
FORMS = {
    "set": HEAD.replace("{", "{environment.trace: own.csv, ") + OTHER,
    "factor": HEAD + "factors: {environment.trace: {values: [own.csv, null]}}\n",
    "design": HEAD + "design: {kind: file, path: points.csv}\n",
    "parquet": HEAD + "design: {kind: file, path: points.parquet}\n",
    "base": HEAD.replace("led", "side.yaml") + OTHER,
    "compare": HEAD + "compare: side.yaml\n" + OTHER,
    "both": HEAD.replace("{", "{environment.trace: own.csv, ") + "compare: over_managed\n" + OTHER,
}
TRACE = "multiplier\n1\n3\n"


def written(folder: Path, form: str, name: str = "own.csv") -> Path:
    """A study of a form in a folder, with the files that it needs; the trace has a name."""
    folder.mkdir(exist_ok=True)
    (folder / "points.csv").write_text(f'environment.trace\n{name}\n\n"{name}"\n', "utf-8")
    pq.write_table(pa.table({"environment.trace": [name, None]}), folder / "points.parquet")
    side = f"coxed: 1\nextends: led\nenvironment: {{trace: {name}, trace_every: 1}}\n"
    (folder / "side.yaml").write_text(side, "utf-8")
    path = folder / "study.yaml"
    text = FORMS[form].replace("{organization", "{environment.trace_every: 1, organization").replace("own.csv", name)
    text = text.replace("{environment.trace: own", "{environment.trace_every: 1, environment.trace: own")
    path.write_text(text, "utf-8")
    return path


def refused(study: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_study(study)
    return str(caught.value)


@pytest.mark.parametrize("form", FORMS)
def test_a_trace_is_the_one_beside_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """From another folder, where a file has the same name, the numbers are the same; another trace gives others."""
    study = written(tmp_path / "mine", form)
    (tmp_path / "mine/own.csv").write_text(TRACE, "utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/own.csv").write_text("multiplier\n77\n", "utf-8")
    out = {}
    for folder in ("mine", "elsewhere"):
        monkeypatch.chdir(tmp_path / folder)
        assert main(["scenario", "check", str(study)]) == 0
        sim.sweep(Path("../mine/study.yaml"), tmp_path / f"from_{folder}", threads=1)
        out[folder] = tables(tmp_path / f"from_{folder}")
    assert out["mine"] == out["elsewhere"]
    study = written(tmp_path / "elsewhere", form)
    sim.sweep(study, tmp_path / "control", threads=1)
    assert tables(tmp_path / "control") != out["mine"]


@pytest.mark.parametrize("form", FORMS)
def test_a_study_that_is_loaded_reads_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Its files may be edited or removed before it is run, verified, or read from its manifest."""
    path = written(tmp_path / "mine", form)
    (tmp_path / "mine/own.csv").write_text(TRACE, "utf-8")
    sim.sweep(path, tmp_path / "whole", threads=1)
    study = load_study(path)
    content = {file.name: sha256(file.read_bytes()).hexdigest() for file in (tmp_path / "mine").iterdir()}
    shutil.rmtree(tmp_path / "mine")
    (tmp_path / "own.csv").write_text("multiplier\n77\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    sim.sweep(study, tmp_path / "out", threads=1)
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")
    assert sim.verify(tmp_path / "out").same
    results = sim.open_results(tmp_path / "out")
    for point in range(len(study.points)):
        for side in range(len(study.sides)):
            assert results.study.scenario(point, side).fingerprint() == study.scenario(point, side).fingerprint()
    inputs = results.manifest["study"]["inputs"]
    named = {
        "set": "own.csv",
        "both": "own.csv",
        "factor": "own.csv",
        "design": "points.csv",
        "parquet": "points.parquet",
    }
    assert named.get(form, "side.yaml") in inputs
    assert inputs == {name: content[name] for name in inputs}


@pytest.mark.parametrize("form", FORMS)
def test_an_edited_trace_is_another_study(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form)
    trace = tmp_path / "own.csv"
    trace.write_text(TRACE, "utf-8")
    before = load_study(path).fingerprint()
    sim.sweep(path, tmp_path / "out", threads=1)
    trace.write_text("# a comment changes no number\n" + TRACE, "utf-8")
    assert load_study(path).fingerprint() == before
    sim.sweep(path, tmp_path / "out", threads=1)
    trace.write_text("multiplier\n1\n3.5\n", "utf-8")
    assert load_study(path).fingerprint() != before
    with pytest.raises(FolderError, match="another study"):
        sim.sweep(path, tmp_path / "out", threads=1)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_edited_design_is_another_study(tmp_path: Path, kind: str) -> None:
    def fingerprint(value: float) -> str:
        table = pd.DataFrame({"rewards.initiative": [0.25, value]})
        file = tmp_path / f"points.{kind}"
        table.to_csv(file, index=False) if kind == "csv" else table.to_parquet(file)
        (tmp_path / "study.yaml").write_text(HEAD + f"design: {{kind: file, path: points.{kind}}}\n", "utf-8")
        study = load_study(tmp_path / "study.yaml")
        assert study.inputs[file.name] == sha256(file.read_bytes()).hexdigest()
        return study.fingerprint()

    assert fingerprint(0.5) == fingerprint(0.5)
    assert fingerprint(0.5) != fingerprint(np.nextafter(0.5, 1))


def test_traces_are_known_by_their_numbers_not_by_their_names(tmp_path: Path) -> None:
    """Points with copies of one trace have the same runs."""
    (tmp_path / "a.csv").write_text(TRACE, "utf-8")
    (tmp_path / "b.csv").write_text(TRACE, "utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(
        HEAD + "factors: {environment.trace: {values: [a.csv, b.csv, ./a.csv, us_gdp_dynamism]}}\n", "utf-8"
    )
    study = load_study(path)
    assert len({study.scenario(point, 0).fingerprint() for point in range(4)}) == 2
    again = Study.from_dict(json.loads(json.dumps(study.as_dict())), study.points)
    assert again == study or again.fingerprint() == study.fingerprint()
    assert again.traces == study.traces


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["../secret.csv", "{}/secret.csv", "linked.csv", "folder/secret.csv"])
def test_no_study_reads_files_outside_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, name: str
) -> None:
    """It is refused when it is checked and when it is run; nothing of the file is shown or written."""
    (tmp_path / "secret.csv").write_text("name\nSESAME:x:1\n", "utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/linked.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "mine/folder").symlink_to(tmp_path)
    path = written(tmp_path / "mine", form, name.format(tmp_path))
    assert main(["scenario", "check", str(path)]) == 2
    assert main(["sweep", str(path), "--out", str(tmp_path / "out")]) == 2
    output = "".join(capsys.readouterr())
    assert "S028" in output
    assert "SESAME" not in output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("led", "NAME") + OTHER,
        HEAD + "compare: NAME\n" + OTHER,
        HEAD + "design: {kind: file, path: NAME}\n",
    ],
)
@pytest.mark.parametrize("name", ["../secret", "link", "folder/secret"])
def test_no_other_file_of_a_study_is_outside_its_folder(tmp_path: Path, text: str, name: str) -> None:
    ending = ".csv" if "design" in text else ".yaml"
    inside, outside = tmp_path / "mine", tmp_path / f"secret{ending}"
    inside.mkdir()
    outside.write_text("network.ties\n3\n" if "design" in text else "coxed: 1\nextends: led\n", "utf-8")
    (inside / f"link{ending}").symlink_to(outside)
    (inside / "folder").symlink_to(tmp_path)
    study = inside / "study.yaml"
    study.write_text(text.replace("NAME", name + ending), "utf-8")
    assert "S028" in refused(study)
    shutil.copy(outside, inside / f"copy{ending}")
    study.write_text(study.read_text("utf-8").replace(name + ending, f"copy{ending}"), "utf-8")
    assert f"copy{ending}" in load_study(study).inputs


def test_a_trace_that_a_study_does_not_hold_is_never_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A study from Python, or from an old manifest, names traces only: built-in ones are read, others refused."""
    (tmp_path / "own.csv").write_text(TRACE, "utf-8")
    monkeypatch.chdir(tmp_path)
    study = load_study("quick")
    for value in ("own.csv", "us_gdp_dynamism"):
        object.__setattr__(study, "factors", (Factor("environment.trace", values=(value,)),))
        object.__setattr__(study, "points", [(value,)])
        if value == "own.csv":
            with pytest.raises(ScenarioError, match="there is no file"):
                study.scenario(0, 0)
        else:
            assert len(study.scenario(0, 0).trace) > 1


def test_sides_made_in_python_are_checked_before_they_run(tmp_path: Path) -> None:
    study = load_study("quick")
    wrong = sim.load("led").with_(organization={"members": 6})
    object.__setattr__(wrong, "interventions", (Intervention(3, {"organization.members": 500}),))
    object.__setattr__(study, "sides", {"led": wrong})
    with pytest.raises(ScenarioError, match="S031"):
        sim.sweep(study, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("traces", ["null, a.csv", "null, a.csv, b.csv"])
def test_no_trace_is_a_value_like_any_other(tmp_path: Path, capsys: pytest.CaptureFixture[str], traces: str) -> None:
    for name, numbers in (("a", "1\n3\n"), ("b", "5\n9\n")):
        (tmp_path / f"{name}.csv").write_text(f"multiplier\n{numbers}", "utf-8")
    text = HEAD.replace("{", "{environment.trace_every: 1, ") + (
        f"factors: {{environment.trace: {{values: [{traces}]}}, leadership.communication: [0, 1]}}\n"
        "design: {kind: lhs, n: 24}\ntargets: {made_good_mean: [-0.5, 1]}\n"
    )
    (tmp_path / "study.yaml").write_text(text, "utf-8")
    out = tmp_path / "out"
    assert main(["sweep", str(tmp_path / "study.yaml"), "--out", str(out)]) == 0
    assert main(["report", str(out)]) == 0
    assert "nothing" in (out / "report.html").read_text("utf-8")

    results = sim.open_results(out)
    points = results.study.points
    (verdict,) = results.claims('mean(base.made_good_mean, environment.trace != "a.csv") > 0.1')
    assert verdict.runs == 3 * sum(trace != "a.csv" for trace, _ in points)
    assert verdict.left_out == 0
    model = sim.surrogate(results, "belief_accuracy_mean")
    table = pd.DataFrame({"environment.trace": [None, "a.csv"], "leadership.communication": [0.5, 0.5]})
    without, given = model.predict(table)["mean"]
    assert without != given

    (tmp_path / "match.yaml").write_text(text, "utf-8")
    assert (
        main(["match", str(tmp_path / "match.yaml"), "--out", str(tmp_path / "m"), "--waves", "1", "--points", "10"])
        == 0
    )
    left = json.loads((tmp_path / "m" / "match.json").read_text("utf-8"))["factors"][0]["left"]
    share = 1 / len(traces.split(","))
    assert left["nothing"] == pytest.approx(share, abs=0.03)
    assert sum(left.values()) == pytest.approx(1)
    capsys.readouterr()
