"""Scenario files: what they mean once they are right. What is wrong with others is in test_scenario_errors.py."""

import hashlib
import json
import math
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.parameters import LONGEST_RUN, Parameters, described, groups
from sim.scenario import (
    Intervention,
    Scenario,
    ScenarioError,
    builtin_folder,
    builtin_names,
    load,
    schema,
)
from sim.scenario.schema import SCHEMA_FILE, schema_text, write_schema
from tests.strategies import SETTINGS, nested, parameters, partial, scenarios, values

ROOT = Path(__file__).resolve().parents[1]
TWO_BY_TWO = ("led", "managed_only", "no_paddles", "neither")


def flat(p: Parameters) -> dict[str, Any]:
    return {path: getattr(getattr(p, d.group), d.name) for path, d in SETTINGS.items()}


def differences(scenario: Scenario, other: Scenario) -> dict[str, Any]:
    theirs = flat(other.parameters)
    return {path: value for path, value in flat(scenario.parameters).items() if value != theirs[path]}


def written(folder: Path, name: str, changes: dict[str, Any], **more: Any) -> Path:
    """A scenario file; JSON is YAML."""
    file = folder / name
    file.write_text(json.dumps({"coxed": 1, **more, **nested(changes)}, ensure_ascii=False), encoding="utf-8")
    return file


def test_import_is_light() -> None:
    """Starting the command line must not wait for what only runs and figures need."""
    heavy = "numba", "mesa", "matplotlib", "pandas", "numpy"
    code = f"import sys, sim.scenario as s; s.load('led'); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# Built-in scenarios


def test_defaults_are_the_led_crew() -> None:
    assert load("led").parameters == Parameters()
    assert load("led").fingerprint() == Scenario().fingerprint()


def test_two_by_two_differs_in_the_strengths_alone() -> None:
    strengths = {"management.strength", "leadership.strength"}
    crews = [load(name) for name in TWO_BY_TWO]
    for crew in crews:
        assert set(differences(crew, crews[0])) <= strengths
    managed, led = 0.95, 1
    pairs = [(c.parameters.management.strength, c.parameters.leadership.strength) for c in crews]
    assert pairs == [(managed, led), (managed, 0), (0, led), (0, 0)]


def test_over_managed_is_a_bundle_on_managed_only() -> None:
    assert differences(load("over_managed"), load("managed_only")) == {
        "management.control": 0.9,
        "rewards.initiative": 0.05,
        "motivation.initial_safety": 0.3,
    }


@pytest.mark.parametrize("name", [name for name in builtin_names() if name.startswith("without_")])
def test_without_a_mechanism_is_one_mechanism_away_from_led(name: str) -> None:
    changed = differences(load(name), load("led"))
    assert len({path.partition(".")[0] for path in changed}) == 1
    assert 1 <= len(changed) <= 2


@pytest.mark.parametrize("name", builtin_names())
def test_builtin_scenarios_are_for_reading(name: str) -> None:
    loaded = load(name)
    assert loaded.source is not None
    lines = loaded.source.read_text(encoding="utf-8").splitlines()
    up = ".." if loaded.source.parent != builtin_folder() else "."
    assert lines[0] == f"# yaml-language-server: $schema={up}/{SCHEMA_FILE}"
    assert max(len(line) for line in lines) <= 120
    assert loaded.name == name
    assert loaded.title != name
    said = [path for path, origin in loaded.origins.items() if origin.startswith(f"{name}.yaml:")]
    extends = [line.removeprefix("extends: ") for line in lines if line.startswith("extends: ")]
    if extends:
        assert set(said) == set(differences(loaded, load(extends[0])))
    else:  # the ground of a family says everything, also what is the default
        assert set(said) >= set(differences(loaded, Scenario()))
    for path in said:
        number = int(loaded.origins[path].rpartition(":")[2])
        assert lines[number - 1].strip().startswith(path.rpartition(".")[2] + ":")
        comment = lines[number - 2].strip()
        assert comment.startswith("#") or f"{path.partition('.')[0]}:" == comment


def test_us_gdp_is_driven_by_its_trace() -> None:
    ocean = load("us_gdp")
    assert len(ocean.trace) == 184
    assert math.isclose(sum(ocean.trace) / 184, 1, abs_tol=1e-5)
    assert load("led").trace == (1.0,)


def test_builtin_and_file_are_the_same_scenario() -> None:
    by_name, by_file = load("led"), load(builtin_folder() / "led.yaml")
    assert by_name.fingerprint() == by_file.fingerprint()
    assert by_name.name == by_file.name == "led"
    assert by_name.origins["leadership.strength"].startswith("led.yaml:")
    assert by_file.origins["leadership.strength"].startswith(str(builtin_folder() / "led.yaml:"))


def test_own_file_without_an_ending_comes_before_a_builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load("led").title == "Managed and led"
    (tmp_path / "led").write_text("coxed: 1\ntitle: Mine")
    assert load("led").title == "Mine"


def test_traces_by_name_from_anywhere(tmp_path: Path) -> None:
    file = written(tmp_path, "a.yaml", {"environment.trace": "us_gdp_dynamism"})
    assert load(file).trace == load("us_gdp").trace
    assert load("led", ["environment.trace=us_gdp_dynamism"]).fingerprint() == load("us_gdp").fingerprint()


# Values


@pytest.mark.parametrize(
    ("written_as", "value"),
    [
        ("1e0", 1.0), (".5", 0.5), ("+.25", 0.25), ("0", 0.0), ("1.", 1.0), ("5E-1", 0.5),
        ("0x1", 1.0), ("0o1", 1.0), ("00", 0.0), ("0.30000000000000004", 0.30000000000000004),
    ],
)  # fmt: skip
def test_numbers_by_yaml_1_2(tmp_path: Path, written_as: str, value: float) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"coxed: 1\nleadership: {{strength: {written_as}}}\n")
    held = load(file).parameters.leadership.strength
    assert held == value
    assert type(held) is float
    assert load("led", [f"leadership.strength={written_as}"]).parameters.leadership.strength == value


def test_leading_zeros_are_decimal(tmp_path: Path) -> None:
    """YAML 1.1 would read eight."""
    file = tmp_path / "a.yaml"
    file.write_text("coxed: 1\norganization:\n  members: 010\n")
    assert load(file).parameters.organization.members == 10


@pytest.mark.parametrize("word", ["NO", "on", "y", "12:30:45", "2001-01-01", "1_000", "0b11", "Title"])
def test_words_stay_words(tmp_path: Path, word: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"coxed: 1\ntitle: {word}\n")
    assert load(file).title == word


@pytest.mark.parametrize("encoded", [b"\xef\xbb\xbf", b"", b"---\n", b"\r\n# x\r\n"])
def test_beginnings_of_files(tmp_path: Path, encoded: bytes) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(encoded + "coxed: 1\r\ntitle: Grüße\r\n".encode())
    assert load(file).title == "Grüße"


@given(st.data())
def test_every_value_of_every_setting_is_read_back(data: st.DataObject) -> None:
    """Round trip: as_dict of any parameters, written as a file, gives the same parameters."""
    drawn = data.draw(parameters())
    held = Scenario(parameters=drawn).as_dict()["parameters"]
    again = load_text(json.dumps({"coxed": 1, **held}))
    assert again.parameters == drawn
    assert again.fingerprint() == Scenario(parameters=drawn).fingerprint()
    assert set(again.origins) == set(SETTINGS)


def load_text(text: str, folder: Path | None = None, sets: tuple[str, ...] = ()) -> Scenario:
    with tempfile.TemporaryDirectory() as made:
        file = (folder or Path(made)) / "drawn.yaml"
        file.write_text(text, encoding="utf-8")
        return load(file, sets)


@given(scenarios())
def test_interventions_and_trace_are_read_back(drawn: Scenario) -> None:
    held = drawn.as_dict()
    content = {"coxed": 1, **held["parameters"], "interventions": held["interventions"]}
    with tempfile.TemporaryDirectory() as made:
        rows = "\n".join(f"{n},{m!r}" for n, m in enumerate(drawn.trace))
        (Path(made) / "drawn.csv").write_text("# drawn\n\nrow, Multiplier \n" + rows)
        again = load_text(json.dumps(content), Path(made))
    assert again.fingerprint() == drawn.fingerprint()
    assert again.phases() == drawn.phases()
    assert again.interventions == drawn.interventions
    assert again.as_dict() == held


# Extending


@settings(max_examples=30)
@given(partial(), partial(), partial())
def test_the_child_wins(grandparent: dict[str, Any], parent: dict[str, Any], child: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "below").mkdir()
        written(folder / "below", "g.yaml", grandparent)
        written(folder, "p.yaml", parent, extends="below/g.yaml")
        merged = load(written(folder, "c.yaml", child, extends="p.yaml"))
    expected = {**flat(Parameters()), **grandparent, **parent, **child}
    assert flat(merged.parameters) == expected
    said = {**dict.fromkeys(grandparent, "g.yaml"), **dict.fromkeys(parent, "p.yaml"), **dict.fromkeys(child, "c.yaml")}
    assert {path: Path(origin).name.partition(":")[0] for path, origin in merged.origins.items()} == said


def test_interventions_are_replaced_and_titles_not_inherited(tmp_path: Path) -> None:
    one = [{"at": 10, "set": {"leadership.strength": 0}}]
    two = [{"at": 20, "set": {"management": {"strength": 0}}}]
    written(tmp_path, "p.yaml", {}, title="Parent", interventions=one)
    same = load(written(tmp_path, "a.yaml", {}, extends="p.yaml"))
    replaced = load(written(tmp_path, "b.yaml", {}, extends="p.yaml", interventions=two))
    none = load(written(tmp_path, "c.yaml", {}, extends="p.yaml", interventions=[]))
    assert same.interventions == (Intervention(10, {"leadership.strength": 0.0}),)
    assert replaced.interventions == (Intervention(20, {"management.strength": 0.0}),)
    assert none.interventions == ()
    assert same.title == same.name == "a"


def test_a_parent_reads_its_own_trace(tmp_path: Path) -> None:
    """Names are relative to the file that says them, and a child may take the trace away."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "t.csv").write_text("x\n2\n0\n")
    written(tmp_path / "below", "p.yaml", {"environment.trace": "t.csv"})
    assert load(written(tmp_path, "a.yaml", {}, extends="below/p.yaml")).trace == (2.0, 0.0)
    assert load(written(tmp_path, "b.yaml", {"environment.trace": None}, extends="below/p.yaml")).trace == (1.0,)


def test_links_within_the_folder_are_followed(tmp_path: Path) -> None:
    written(tmp_path, "real.yaml", {"run.periods": 7})
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    assert load(written(tmp_path, "a.yaml", {}, extends="link.yaml")).parameters.run.periods == 7


def test_renamed_settings_keep_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = {"leadership.voice": "leadership.communication", "boss.order": "management.control"}
    for old, new in renamed.items():
        monkeypatch.setitem(sys.modules["sim.scenario.settings"].RENAMED, old, new)
    held = load(written(tmp_path, "a.yaml", {"leadership.voice": 0.5, "boss.order": 0.25}))
    assert held.parameters.leadership.communication == 0.5
    assert held.parameters.management.control == 0.25
    assert set(held.origins) == set(renamed.values())
    assert load("led", ["leadership.voice=.5"]).parameters.leadership.communication == 0.5
    assert load("led").with_(boss={"order": 0}).parameters.management.control == 0
    with pytest.raises(ScenarioError, match=r"'leadership\.communication' is said twice"):
        load(written(tmp_path, "b.yaml", {"leadership.voice": 0.5, "leadership.communication": 0.5}))


def test_every_renaming_leads_to_a_setting() -> None:
    renamed = sys.modules["sim.scenario.settings"].RENAMED
    assert set(renamed.values()) <= set(SETTINGS)
    assert not set(renamed) & set(SETTINGS)


# Changing


@given(partial())
def test_three_ways_to_set_are_one(changes: dict[str, Any]) -> None:
    led = load("led")
    dotted, grouped = led.with_(**changes), led.with_(**nested(changes))
    arguments = [f"{path}={json.dumps(value).strip(chr(34))}" for path, value in changes.items()]
    chosen = load("led", arguments)
    assert dotted == grouped
    assert dotted.parameters == chosen.parameters
    assert dotted.fingerprint() == chosen.fingerprint()
    assert {path for path, origin in dotted.origins.items() if origin == "with_"} == set(changes)
    assert {path for path, origin in chosen.origins.items() if origin == "--set"} == set(changes)


def test_with_leaves_the_original_alone() -> None:
    ocean = load("us_gdp")
    other = ocean.with_(name="x", title="X", leadership={"strength": 0})
    assert (other.name, other.title, other.source) == ("x", "X", ocean.source)
    assert other.trace == ocean.trace
    assert ocean == load("us_gdp")
    assert other.with_(**{"environment.trace": None}).trace == (1.0,)


def test_with_numbers_of_numpy() -> None:
    """Studies sample with numpy, which this room must not import."""
    numbers = {
        "leadership.strength": np.float64(0.5),
        "run.periods": np.int64(9),
        "management.control": np.float32(0.5),
    }
    plain = load("led").with_(**{"leadership.strength": 0.5, "run.periods": 9, "management.control": 0.5})
    assert load("led").with_(**numbers) == plain
    assert all(type(v) in (int, float, str, type(None)) for v in flat(load("led").with_(**numbers).parameters).values())
    with pytest.raises(ScenarioError, match="not true"):
        load("led").with_(**{"leadership.strength": np.bool_(True)})


def test_with_interventions() -> None:
    later = load("led").with_(interventions=[{"at": 3, "set": {"leadership": {"strength": 0}}}])
    assert later.interventions == (Intervention(3, {"leadership.strength": 0.0}),)
    assert later.with_(interventions=[]).interventions == ()
    with pytest.raises(ScenarioError, match="'at' cannot be 3"):
        later.with_(run={"periods": 3})


def test_the_later_argument_counts() -> None:
    assert load("led", ["run.periods=5", "run.periods=6"]).parameters.run.periods == 6


def test_arguments_may_name_any_file(tmp_path: Path) -> None:
    """Files from others are held to their folder; one's own words on the command line are not."""
    (tmp_path / "t.csv").write_text("x\n3\n")
    assert load("led", [f"environment.trace={tmp_path / 't.csv'}"]).trace == (3.0,)
    assert load("led").with_(environment={"trace": tmp_path / "t.csv"}).trace == (3.0,)


def test_phases_add_up() -> None:
    scenario = load("led").with_(
        interventions=[
            {"at": 50, "set": {"leadership.strength": 0.5}},
            {"at": 10, "set": {"leadership.strength": 0, "management": {"control": 0}}},
            {"at": 50, "set": {"leadership.strength": 0.25, "rewards.initiative": 1}},
        ]
    )
    held = [(at, p.leadership.strength, p.management.control, p.rewards.initiative) for at, p in scenario.phases()]
    assert held == [(0, 1, 0.5, 0.5), (10, 0, 0, 0.5), (50, 0.25, 0, 1)]


@given(scenarios())
def test_phases_start_at_the_start_and_differ_by_their_changes(drawn: Scenario) -> None:
    phases = drawn.phases()
    assert phases[0] == (0, drawn.parameters)
    assert [at for at, _ in phases] == sorted({0, *(i.at for i in drawn.interventions)})
    assert all(at < drawn.parameters.run.periods for at, _ in phases)
    for at, held in phases[1:]:
        now = [i.changes for i in drawn.interventions if i.at == at]
        assert all(flat(held)[path] == changes[path] for changes in now[-1:] for path in changes)


# Fingerprints


@given(parameters(), st.data())
def test_fingerprint_changes_iff_a_value_changes(drawn: Parameters, data: st.DataObject) -> None:
    about = data.draw(st.sampled_from([d for d in SETTINGS.values() if d.path != "environment.trace"]))
    value = data.draw(values(about))
    before = Scenario(parameters=drawn)
    group = getattr(drawn, about.group).model_copy(update={about.name: value})
    after = Scenario(parameters=drawn.model_copy(update={about.group: group}))
    same = flat(drawn)[about.path] == value
    assert (before.fingerprint() == after.fingerprint()) is same


@given(scenarios(), scenarios())
def test_fingerprint_is_blind_to_names_and_sees_trace_and_interventions(one: Scenario, two: Scenario) -> None:
    renamed = Scenario("n", "t", one.parameters, one.interventions, one.trace, {"x": "y"}, Path("z"))
    assert renamed.fingerprint() == one.fingerprint()
    other_trace = Scenario(parameters=one.parameters, interventions=one.interventions, trace=two.trace)
    assert (other_trace.fingerprint() == one.fingerprint()) is (one.trace == two.trace)
    other_file = one.parameters.environment.model_copy(update={"trace": "other.csv"})
    moved = Scenario(
        "n", "t", one.parameters.model_copy(update={"environment": other_file}), one.interventions, one.trace
    )
    assert moved.fingerprint() == one.fingerprint()


def test_fingerprint_of_interventions_is_of_their_effect() -> None:
    led = load("led")
    plain = led.with_(interventions=[{"at": 5, "set": {"leadership.strength": 0, "management.strength": 0}}])
    parts = [{"at": 5, "set": {"leadership.strength": 0}}, {"at": 5, "set": {"management.strength": 0}}]
    assert led.with_(interventions=parts).fingerprint() == plain.fingerprint()
    assert led.with_(interventions=[{"at": 5, "set": {"leadership.strength": 1}}]).fingerprint() == led.fingerprint()
    assert led.with_(interventions=[{"at": 6, "set": parts[0]["set"]}]).fingerprint() != plain.fingerprint()


def test_fingerprint_is_known() -> None:
    """Stored results are found by it: if this fails, a default or the way of hashing has changed."""
    text = json.dumps(
        {
            "phases": [[0, {p: float(v) if SETTINGS[p].kind is float else v for p, v in flat(Parameters()).items()
                            if p != "environment.trace"}]],
            "trace": [1.0],
        },
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    assert load("led").fingerprint() == hashlib.sha256(text.encode()).hexdigest()


def test_fingerprint_of_zero_has_no_sign() -> None:
    led = load("led")
    assert led.with_(**{"rewards.attempts": -0.0}).fingerprint() == led.fingerprint()
    assert Scenario(trace=(-0.0,)).fingerprint() == Scenario(trace=(0.0,)).fingerprint()


@given(scenarios())
def test_pickles_and_serializes(drawn: Scenario) -> None:
    assert pickle.loads(pickle.dumps(drawn)) == drawn
    json.dumps(drawn.as_dict(), allow_nan=False)


# The schema


def test_committed_schema_is_current() -> None:
    """If this fails: python -m sim.scenario.schema."""
    assert (builtin_folder() / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()
    assert schema_text().endswith("}\n")


def test_schema_is_written_whole(tmp_path: Path) -> None:
    assert write_schema(tmp_path).read_text(encoding="utf-8") == schema_text()
    assert [path.name for path in tmp_path.iterdir()] == [SCHEMA_FILE]


def test_schema_describes_every_parameter_with_its_bounds() -> None:
    made = schema()
    for d in described():
        part = made["definitions"][d.path]
        assert made["properties"][d.group]["properties"][d.name] == {"$ref": f"#/definitions/{d.path}"}
        assert part["default"] == d.default
        assert d.meaning in part["description"]
        assert d.source in part["description"]
        if d.choices:
            assert part["enum"] == list(d.choices)
        elif d.kind is not str:
            assert (part["minimum"], part["maximum"]) == (d.low, d.high)
            assert part["type"] == ("integer" if d.kind is int else "number")


def test_schema_offers_interventions_only_what_may_change() -> None:
    item = schema()["properties"]["interventions"]["items"]
    assert item["required"] == ["at", "set"]
    assert item["properties"]["at"]["maximum"] == LONGEST_RUN - 1
    offered = item["properties"]["set"]["properties"]
    changeable = {d.path for d in described() if not d.fixed}
    assert {name for name in offered if "." in name} == changeable
    inside = {f"{g}.{n}" for g, part in offered.items() if g in groups() for n in part["properties"]}
    assert inside == changeable


def accepts(part: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """As much of JSON Schema as ours uses."""
    if "$ref" in part:
        return accepts(root["definitions"][part["$ref"].removeprefix("#/definitions/")], value, root)
    if "const" in part:
        return value == part["const"] and type(value) is type(part["const"])
    if "enum" in part:
        return value in part["enum"]
    wanted = part["type"] if isinstance(part["type"], list) else [part["type"]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)}
    if isinstance(value, bool) or not any(isinstance(value, kinds[kind]) for kind in wanted):
        return False
    if isinstance(value, dict):
        inside = all(k in part["properties"] and accepts(part["properties"][k], v, root) for k, v in value.items())
        return inside and set(part.get("required", [])) <= set(value) and len(value) >= part.get("minProperties", 0)
    if isinstance(value, list):
        return all(accepts(part["items"], item, root) for item in value)
    return not isinstance(value, int | float) or part["minimum"] <= value <= part["maximum"]


@pytest.mark.parametrize("name", builtin_names())
def test_schema_accepts_the_builtin_scenarios(name: str) -> None:
    content = YAML(typ="safe", pure=True).load(load(name).source)
    made = schema()
    assert accepts(made, content, made)
    assert not accepts(made, {**content, "unknown": 1}, made)
    assert not accepts(made, {**content, "leadership": {"unknown": 1}}, made)
    assert not accepts(made, {k: v for k, v in content.items() if k != "coxed"}, made)


@given(scenarios(), st.sampled_from(["leadership.strength", "run.periods", "management.planning"]), st.data())
def test_schema_and_loader_agree(drawn: Scenario, path: str, data: st.DataObject) -> None:
    made, held = schema(), drawn.as_dict()
    content = {"coxed": 1, **held["parameters"], "interventions": held["interventions"]}
    content["environment"]["trace"] = None
    assert accepts(made, content, made)
    group, _, name = path.partition(".")
    content[group][name] = data.draw(st.sampled_from([-1, 1.5, "x", True, None, [], {}, 10**7]))
    content["interventions"] = []
    assert not accepts(made, content, made)
    with pytest.raises(ScenarioError):
        load_text(json.dumps(content))
