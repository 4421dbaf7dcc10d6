"""Verifying a sweep finds what was changed, and says why."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from sim.cli import main
from sim.engine.store import manifest_text, sha256
from sim.study.sweep.run_sweep import sweep
from sim.study.sweep.verification import changes_since
from tests.studies import written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sweep(written(tmp_path), tmp_path / "out")
    return tmp_path / "out"


def changed(folder: Path, **content: object) -> None:
    """Other content of the manifest, with the hash that belongs to it."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(manifest_text({**manifest, **content}), "utf-8")


def rewritten(folder: Path, name: str, column: str, row: int) -> None:
    """One number moved by the smallest amount, and the manifest made to fit."""
    path = folder / f"{name}.parquet"
    frame = pq.read_table(path).to_pandas()
    value = frame.loc[row, column]
    frame.loc[row, column] = value + abs(value) * 2**-52
    assert frame.loc[row, column] != value
    frame.to_parquet(path)
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    changed(folder, files=files | {path.name: sha256(path)})


def test_what_is_as_it_was_is_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "--sample", "30"]) == 0
    assert "30 runs repeated, 0 different" in capsys.readouterr().out
    run = sim.open_results(folder).runs["run"][7]
    assert main(["verify", str(folder), "--run", run, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["checked"] == 1
    assert main(["verify", str(folder), "--run", "nosuchrun"]) == 2


@pytest.mark.parametrize(("name", "column"), [("runs", "speed_mean"), ("series", "alignment")])
def test_the_last_bit_of_one_number_is_found(
    folder: Path, name: str, column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(folder, name, column, 8)
    replicate = 8 if name == "runs" else 0
    assert main(["verify", str(folder), "--sample", "1000"]) == 4
    output = capsys.readouterr().out
    assert f"different: point 0, led, replicate {replicate}\n" in output
    assert ", 1 different" in output
    assert "the tables were changed" in output


def test_a_file_that_was_changed_is_found_by_its_hash(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray((folder / "points.parquet").read_bytes())
    content[100] ^= 1
    (folder / "points.parquet").write_bytes(content)
    assert main(["verify", str(folder)]) == 4
    assert "points.parquet" in capsys.readouterr().out


def test_a_moved_results_version_is_named_with_its_entry(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, results_version=0)
    rewritten(folder, "runs", "speed_mean", 3)
    assert main(["verify", str(folder), "--sample", "1000"]) == 4
    output = capsys.readouterr().out
    assert f"made with results version 0, this is {sim.RESULTS_VERSION}" in output
    assert "under results version 1" in output


def test_the_changelog_has_an_entry_for_each_results_version() -> None:
    for version in range(sim.RESULTS_VERSION):
        assert any(f"results version {version + 1}" in entry for entry in changes_since(version))
    assert not changes_since(sim.RESULTS_VERSION)


@pytest.mark.thorough  # it compiles a measure
def test_a_series_with_missing_values_is_the_same_when_it_is(tmp_path: Path) -> None:
    rules = tmp_path / "rules.py"
    rules.write_text(
        "import numpy as np\nimport sim\n\n\n"
        '@sim.measure("share", 0, 1, "a share that is not known yet")\n'
        "def maybe(crew, p):\n"
        '    """See its meaning."""\n'
        "    count = np.sum(crew.structure.leads)\n"
        "    return count / count if count > 100 else np.nan\n",
        "utf-8",
    )
    text = (
        "study: 1\nbase: led\nset: {organization.members: 3, run.periods: 12}\nreplicates: 3\n"
        "factors: {leadership.communication: {values: [0, 1]}}\nkeep: {series: [maybe, made_good]}\n"
    )
    out = str(tmp_path / "out")
    assert main(["sweep", str(written(tmp_path, text)), "--rules", str(rules), "--out", out]) == 0
    assert sim.open_results(out).series["maybe"].isna().all()
    assert main(["verify", out, "--rules", str(rules)]) == 0
