"""What an archive needs: a crate that the library reads again, and a description that says what was run."""

import hashlib
import json
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.study.file.reader import load_study
from sim.study.report.protocol import protocol
from tests.studies import SMALL, written
from tests.test_robustness import POLICIES

rocrate = pytest.importorskip("rocrate.rocrate")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    sim.sweep(written(folder, SMALL), folder / "out")
    return folder / "out"


def test_the_crate_lists_every_file_with_its_hash(swept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--author",
        "A. Name",
        "--author",
        "B. Name",
        "--license",
        "https://spdx.org/licenses/CC-BY-4.0",
        "--json",
    ]
    assert main(["describe", str(swept), *arguments]) == 0
    first, second = json.loads(capsys.readouterr().out)["written"]
    assert [Path(first).name, Path(second).name] == ["study.md", "ro-crate-metadata.json"]
    crate = rocrate.ROCrate(swept)
    files = {entity.id: entity for entity in crate.data_entities}
    manifest = json.loads((swept / "manifest.json").read_text("utf-8"))
    assert set(files) == {*manifest["files"], "manifest.json", "study.md"}
    for name, digest in manifest["files"].items():
        content = (swept / name).read_bytes()
        assert files[name]["sha256"] == digest == hashlib.sha256(content).hexdigest()
        assert int(files[name]["contentSize"]) == len(content)
    assert [person["name"] for person in crate.creator] == ["A. Name", "B. Name"]
    assert crate.dereference("#sweep")["instrument"]["softwareVersion"] == sim.__version__
    assert crate.root_dataset["license"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert sim.open_results(swept).manifest == manifest, "nothing that the manifest lists has changed"


def test_the_same_sweep_has_the_same_description(swept: Path) -> None:
    results = sim.open_results(swept)
    before = [path.read_bytes() for path in sim.describe(results)]
    assert [path.read_bytes() for path in sim.describe(results)] == before


def test_the_words_say_what_was_run(swept: Path, tmp_path: Path) -> None:
    text = protocol(sim.open_results(swept))
    assert "| led_is_ahead | `mean(base.made_good_mean) > mean(compare.made_good_mean)` |" in text
    assert "`base` is led, `compare` is over_managed" in text
    assert "| `leadership.communication` | uniform from 0 to 1 |" in text
    assert "- 4 points: a scrambled Sobol' sequence" in text
    assert "10 to 80 replicates per point" in text
    assert "## Decisions" not in text
    sim.sweep(written(tmp_path, POLICIES), tmp_path / "out")
    text = protocol(sim.open_results(tmp_path / "out"))
    assert "| `leadership.communication` | 0, 0.5 |" in text
    assert "log-uniform from 0.001 to 0.1" in text
    assert "No claim was stated" in text


def test_the_words_say_when_claims_were_stated_and_how_points_were_drawn(tmp_path: Path) -> None:
    study = """\
study: 1
base: led
set: {organization.members: 4, run.periods: 5}
factors: {rewards.initiative: , network.ties: [0, 2], motivation.ideas: }
design: {kind: saltelli, n: 2, seed: 7, groups: {people: [network.ties, motivation.ideas]}}
replicates: 2
claims:
  - %s: mean(base.speed_mean) > %d
"""
    runs = sim.sweep(written(tmp_path, study % ("fast", 0)), tmp_path / "out").runs
    text = protocol(sim.open_results(tmp_path / "out"))
    assert "| fast | `mean(base.speed_mean) > 0` | before the runs |  |" in text
    assert "- drawn with the seed 7\n" in text
    assert "group `people` are varied together: `network.ties`, `motivation.ideas`\n" in text
    sim.sweep(written(tmp_path, study % ("fast", 1)), tmp_path / "out")
    results = sim.open_results(tmp_path / "out")
    text = protocol(results)
    assert f"| fast | `mean(base.speed_mean) > 1` | changed after {runs} runs |  |" in text
    assert f"| fast | `mean(base.speed_mean) > 0` | before the runs | {results.register[0].withdrawn} |" in text


@pytest.mark.parametrize(
    ("written_as", "words"),
    [
        ("{values: [0, 3]}", "0, 3"),
        ("{values: [0, 1, 2, 3, 4, 5, 6, 7, 8]}", "0, 1, 2, 3, 4, 5, 6, 7, ..."),
        ("[1, 8]", "uniform from 1 to 8"),
        ("{loguniform: [1, 8]}", "log-uniform from 1 to 8"),
        ("{triangular: [1, 2, 8]}", "triangular from 1 to 8, most likely 2"),
        ("{normal: {mean: 4, sd: 2, high: 9}}", "normal, mean 4, standard deviation 2, cut off at 0 and 9"),
    ],
)
def test_values_are_told_in_words(tmp_path: Path, written_as: str, words: str) -> None:
    design = "factorial" if "values" in written_as else "{kind: sobol, n: 2}"
    study = f"study: 1\nbase: led\nfactors: {{network.ties: {written_as}}}\ndesign: {design}\n"
    assert load_study(written(tmp_path, study)).factors[0].in_words == words
