"""The page as a file: it is that of this model and these sources, and nothing embedded in it can do harm."""

import base64
import json
import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from strategies import SETTINGS, parameters, scenarios

import sim
from sim.cli import main
from sim.engine.run import digest
from sim.model.assemble import standard
from sim.model.measures import measures
from sim.model.outcomes import outcome_names
from sim.model.parameters import Parameters, groups
from sim.model.state import sizes
from sim.page import bundle, replay
from sim.page.build import MODULE
from sim.page.document import PAGE, page
from sim.page.facts import facts
from sim.scenario import Scenario, builtin_names

TEXT = PAGE.read_text(encoding="utf-8")
SIZES = facts()["sizes"]
LOCALES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in bundle.WEB.glob("locales/*.json")}


SENTENCE = "= "  # begins the keys that are English sentences of the checker


def block(name: str, text: str = TEXT) -> str:
    """The content of one of the page's blocks of data."""
    found = re.search(rf'<script type="[a-z/]+" id="{name}">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_page_is_of_these_rules_this_model_and_these_sources() -> None:
    assert f'name="coxed-sources" content="{bundle.sources_hash()}"' in TEXT, "stale: make page"
    assert block("facts") == bundle.facts_text(), "stale: make page"
    assert zlib.decompress(base64.b64decode(block("rules"))) == MODULE.read_bytes(), "stale: make page"
    assert json.loads(block("locales")) == LOCALES


@pytest.mark.thorough
def test_negative_control_every_source_of_the_page_moves_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "web"
    shutil.copytree(bundle.WEB, copy, ignore=shutil.ignore_patterns("node_modules", "build"))
    monkeypatch.setattr(bundle, "WEB", copy)
    seen = {bundle.sources_hash()}
    changed = ["src/main.ts", "src/story/bet.ts", "style/frame.css", "locales/de.json", "template.html", "package.json"]
    for count, name in enumerate(changed, start=2):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.add(bundle.sources_hash())
        assert len(seen) == count, name


def test_the_page_is_small_and_nothing_in_it_comes_from_elsewhere() -> None:
    assert len(TEXT.encode()) <= bundle.LARGEST
    assert not re.search(r"<(?:script|img|iframe|object|embed)[^>]*\bsrc=", TEXT)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', TEXT)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy[1]
    assert "unsafe-eval" not in policy[1].replace("wasm-unsafe-eval", "")


def themes() -> list[dict[str, str]]:
    """The colours of each theme, by name."""
    text = (bundle.WEB / "style" / "themes.css").read_text(encoding="utf-8")
    blocks = [dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in text.split("color-scheme:")]
    return [colours for colours in blocks if colours]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT_ON_THE_CANVAS = ("ink", "crew-1", "crew-2", "warn", "accent", "quiet")


def test_every_text_on_the_canvas_can_be_read() -> None:
    """Names, marks and labels of the ocean and of the charts stand on a surface, whatever is below it."""
    assert len(themes()) == 3
    for colours in themes():
        for name in TEXT_ON_THE_CANVAS:
            assert contrast(colours[name], colours["surface"]) >= 4.5, name
    signs = (bundle.WEB / "src" / "ocean" / "signs.ts").read_text(encoding="utf-8")
    assert "fillText" not in (bundle.WEB / "src" / "ocean" / "picture.ts").read_text(encoding="utf-8")
    assert signs.count("fillText") == 3, "the pill, the marks and the unit of the scale"
    assert contrast("#777777", "#888888") < 4.5


def test_every_language_has_every_word_and_names_only_what_there_is() -> None:
    known = {f"{kind}.{path}" for path in SETTINGS for kind in ("parameter", "meaning")}
    known |= {f"{kind}.{group}" for group in groups() for kind in ("group", "about")}
    known |= {f"{kind}.{name}" for name in measures() for kind in ("measure", "means")}
    known |= {f"scenario.{name}" for name in builtin_names()}
    known |= {f"choice.{word}" for about in SETTINGS.values() for word in about.choices}
    prefixes = {name.split(".")[0] for name in known}
    needed = {
        language: {key for key in words if key.split(".")[0] not in prefixes and not key.startswith(SENTENCE)}
        for language, words in LOCALES.items()
    }
    assert len(LOCALES) >= 2
    for language, words in LOCALES.items():
        assert needed[language] == needed["en"], language
        assert {key for key in words if key.split(".")[0] in prefixes} <= known, language
        for key in needed["en"]:
            assert set(re.findall(r"\{\w+\}", words[key])) == set(re.findall(r"\{\w+\}", LOCALES["en"][key])), key


def test_a_translated_sentence_has_the_places_of_the_english_one() -> None:
    for language, words in LOCALES.items():
        for key, sentence in words.items():
            if key.startswith(SENTENCE):
                places = set(re.findall(r"\{\w+\}", key))
                assert set(re.findall(r"\{\w+\}", sentence)) == places, f"{language}: {key}"


@given(parameters(members=60))
def test_the_sizes_of_columns_come_from_the_parameters_that_the_page_reads(p: Parameters) -> None:
    for word, number in sizes(p, 7, 11).items():
        meant = SIZES[word]
        if isinstance(meant, str) and "." in meant:
            group, name = meant.split(".")
            meant = getattr(getattr(p, group), name)
        assert {"rows": 7, "measures": 11}.get(meant, meant) == number


def test_what_is_embedded_cannot_become_markup() -> None:
    hostile = "</script><script>alert(1)</script><!--"
    text = page(replay.of_scenarios([sim.load("led").with_(title=hostile)]))
    assert text.count("<script") == TEXT.count("<script")
    assert text.count("</script") == TEXT.count("</script")
    assert json.loads(block("state", text))["crews"][0]["title"] == hostile


@given(scenarios())
def test_a_crew_says_every_value_of_its_scenario(scenario: Scenario) -> None:
    (crew,) = replay.of_scenarios([scenario])["crews"]
    rebuilt = Parameters.model_validate(nested(crew["set"]))
    assert rebuilt == scenario.parameters
    assert [i["at"] for i in crew["interventions"]] == [i.at for i in scenario.interventions]
    assert tuple(crew["trace"]) == scenario.trace


def nested(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    tree: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        group, name = path.split(".")
        tree.setdefault(group, {})[name] = value
    return tree


def test_every_name_of_the_model_that_the_page_speaks_of_exists() -> None:
    known = {*SETTINGS, *standard().columns}
    spoken = "|".join({name.split(".")[0] for name in known if "." in name})
    for path in bundle.WEB.glob("src/**/*.ts"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(rf'"((?:{spoken})\.[a-z_]+)"', text)) <= known, path
        assert set(re.findall(r'measured\("(\w+)"', text)) <= set(measures()), path
        assert set(re.findall(r'"(distance_\w+)"', text)) <= set(outcome_names()), path


# The digest.


def test_the_digest_is_over_every_bit_and_nothing_else() -> None:
    led = sim.load("led").with_(run={"periods": 20}, name="another name")
    one = digest(sim.run(led, 6, 5, threads=1))
    assert digest(sim.run(led, 6, 5, threads=2)) == one
    assert digest(sim.run(led, 6, 6)) != one
    assert digest(sim.run(led, 5, 5)) != one
    run = sim.run(led, 6, 5)
    run.measures["fit"][5, 19] = np.nextafter(run.measures["fit"][5, 19], 2)
    assert digest(run) != one
    with pytest.raises(ValueError, match="series=True"):
        digest(sim.run(led, 6, 5, series=False))


def test_the_command_prints_the_digest(capsys: pytest.CaptureFixture[str]) -> None:
    sets = ["--set", "run.periods=20"]
    assert main(["run", "storm", *sets, "--replicates", "4", "--seed", "3", "--hash"]) == 0
    expected = digest(sim.run(sim.load("storm", ["run.periods=20"]), 4, 3))
    assert f"sha256: {expected}\n" in capsys.readouterr().out
    assert main(["run", "storm", *sets, "--replicates", "4", "--seed", "3", "--hash", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sha256"] == expected


# The commands.


def test_page_writes_the_page_as_it_ships(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "rowing.html"
    assert main(["page", "--out", str(out), "--json"]) == 0
    assert out.read_text(encoding="utf-8") == TEXT
    assert json.loads(capsys.readouterr().out) == {"written": str(out), "bytes": len(TEXT.encode())}
    assert main(["page", "led", "calm", "--seed", "9", "--out", str(out)]) == 0
    state = json.loads(block("state", out.read_text(encoding="utf-8")))
    assert [crew["title"] for crew in state["crews"]] == ["Managed and led", "Calm ocean"]
    assert state["seed"] == "9"
    assert [path.name for path in tmp_path.iterdir()] == ["rowing.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "."], "is a folder"),
        (["--out", "nowhere/rowing.html"], "nowhere is not a folder"),
        (["led", "calm", "storm"], "at most 2 crews"),
        (["--set", "management.control=1"], "need a scenario"),
        (["led", "--set", "management.control=2"], "out of range"),
    ],
)
def test_page_refuses_what_cannot_be_and_writes_nothing(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["page", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "mine"
    sets = ["--set", "run.periods=30"]
    assert main(["compare", "led", "over_managed", *sets, "-r", "4", "--seed", "7", "--out", str(folder)]) == 0
    return folder


def test_open_embeds_the_row(compared: Path, tmp_path: Path) -> None:
    out = tmp_path / "replay.html"
    assert main(["open", str(compared), "--run", "led:2", "--run", "over_managed:2", "--out", str(out)]) == 0
    state = json.loads(block("state", out.read_text(encoding="utf-8")))
    assert (state["view"], state["seed"], state["replicate"]) == ("sandbox", "7", 2)
    assert [crew["set"]["leadership.strength"] for crew in state["crews"]] == [1, 0]
    assert {crew["set"]["run.periods"] for crew in state["crews"]} == {30}


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (["lead:2"], "there is no run 'lead:2'; ids are SCENARIO:REPLICATE, such as led:0, over_managed:0"),
        (["led"], "there is no run 'led'"),
        (["led:4"], "led has the replicates 0 to 3, not 4"),
        (["led:1", "over_managed:2"], "under the same luck"),
    ],
)
def test_open_says_which_rows_there_are(
    runs: list[str], said: str, compared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "replay.html"
    words = [word for run in runs for word in ("--run", run)]
    assert main(["open", str(compared), *words, "--out", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


BROKEN_MANIFESTS = [None, "{", "[]", '{"runs": 3}', '{"rules": "", "runs": [{"scenario": "led"}]}', "[" * 100_000]


@pytest.mark.parametrize("content", BROKEN_MANIFESTS)
def test_open_refuses_a_folder_without_results(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    assert main(["open", str(tmp_path), "--run", "led:0", "--out", str(tmp_path / "replay.html")]) == 2
    assert "manifest" in capsys.readouterr().err
    assert not (tmp_path / "replay.html").exists()


def test_open_refuses_what_no_page_can_replay(compared: Path, tmp_path: Path) -> None:
    manifest = replay.manifest_of(compared)
    manifest.runs[0].custom = {"peers": "0" * 64}
    with pytest.raises(ValueError, match="rules of its own"):
        replay.row_of(manifest, "led:0")


STUDY = """study: 1
base: led
set: {organization.members: 12, run.periods: 20}
factors:
  leadership.communication: {values: [0, 0.5]}
design: {kind: factorial}
replicates: 2
"""


def test_a_run_of_a_sweep_opens_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "study.yaml").write_text(STUDY)
    folder, out = tmp_path / "swept", tmp_path / "replay.html"
    assert main(["sweep", str(tmp_path / "study.yaml"), "--out", str(folder)]) == 0
    rows = pd.read_parquet(folder / "runs.parquet")
    row = rows[(rows["point"] == 1) & (rows["replicate"] == 1)].iloc[0]
    assert main(["open", str(folder), "--run", row["run"], "--out", str(out)]) == 0
    state = json.loads(block("state", out.read_text(encoding="utf-8")))
    (crew,) = state["crews"]
    assert (crew["set"]["leadership.communication"], crew["set"]["run.periods"]) == (0.5, 20)
    assert (state["seed"], state["replicate"]) == (str(row["seed"]), 1)
    parameters = Parameters.model_validate(nested(crew["set"]))
    again = sim.run(Scenario(parameters=parameters), 1, int(state["seed"]), first=1)
    assert again.outcomes["made_good_mean"].iloc[0] == row["made_good_mean"]
    assert main(["open", str(folder), "--run", "nobody", "--out", str(tmp_path / "other.html")]) == 2
    assert "there is no run 'nobody'" in capsys.readouterr().err
    assert not (tmp_path / "other.html").exists()


# Notebooks.


def test_a_run_shows_itself_in_notebooks() -> None:
    led = sim.load("led").with_(run={"periods": 20}, name="a <b> & c")
    shown = sim.run(led, 5)._repr_html_()
    assert "<caption>a &lt;b&gt; &amp; c: 5 replicates of 20 periods, seed 1</caption>" in shown
    mean = sim.run(led, 5).outcomes["made_good_mean"].mean()
    assert f"<th>made good</th><td>{mean:.3f}</td>" in shown
    assert 'src="data:image/png;base64,' in shown
    assert "<img" not in sim.run(led, 5, series=False)._repr_html_()
