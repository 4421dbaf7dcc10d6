"""Scenario files without mistakes: built-in ones, values, and changes."""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.parameters import Parameters
from sim.scenario import (
    Intervention,
    Scenario,
    ScenarioError,
    builtin_folder,
    builtin_names,
    load,
)
from sim.scenario.schema import SCHEMA_FILE
from tests.scenario_files import differences, flat, load_text, written
from tests.strategies import SETTINGS, nested, parameters, partial, scenarios

ROOT = Path(__file__).resolve().parents[1]
TWO_BY_TWO = ("led", "managed_only", "no_paddles", "neither")


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
    own = [path for path, origin in loaded.origins.items() if origin.startswith(f"{name}.yaml:")]
    extends = [line.removeprefix("extends: ") for line in lines if line.startswith("extends: ")]
    if extends:
        assert set(own) == set(differences(loaded, load(extends[0])))
    else:  # the ground of a family says everything, also what is the default
        assert set(own) >= set(differences(loaded, Scenario()))
    for path in own:
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
