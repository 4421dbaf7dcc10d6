"""Two scenarios compared in meaning: nothing is said where every run is the same, and everything where it is not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli import main
from sim.explain.diff import Side, differences
from sim.explain.explanation import explanations
from sim.model.assemble import model
from sim.model.declaration import share
from sim.model.mechanism import Mechanism
from sim.model.parameters import Parameters
from sim.model.week import WEEK
from sim.scenario import Intervention, Scenario, load
from sim.scenario.interventions import changed
from sim.scenario.provenance import Account, account
from sim.scenario.values import flat
from tests.strategies import partial, scenarios

NOBODY = Account([], {}, [])


def between(left: Scenario, right: Scenario) -> list[Any]:
    return differences(Side(left, NOBODY), Side(right, NOBODY))


def restated(scenario: Scenario, at: int, paths: list[str]) -> Scenario:
    """The scenario with an intervention that sets some values to what they are."""
    held = [p for start, p in scenario.phases() if start <= at][-1]
    step = Intervention(at, {path: flat(held)[path] for path in paths})
    return Scenario(
        scenario.name, "", scenario.parameters, (*scenario.interventions, step), scenario.trace, {}, scenario.source
    )


@given(scenario=scenarios(periods=20), data=st.data())
def test_nothing_differs_exactly_where_the_fingerprints_are_equal(scenario: Scenario, data: st.DataObject) -> None:
    """A restated value is no difference; a changed one is, at its path and in its period."""
    assert between(scenario, scenario) == []
    changes = data.draw(partial(fixed=False, most=3).filter(bool))
    if scenario.parameters.run.periods > 1:
        at = data.draw(st.integers(1, scenario.parameters.run.periods - 1))
        same = restated(scenario, at, list(changes))
        assert same.fingerprint() == scenario.fingerprint()
        assert between(scenario, same) == []
    parameters: Parameters = changed(scenario.parameters, changes)
    other = Scenario("other", "", parameters, scenario.interventions, scenario.trace)
    found = between(scenario, other)
    assert (found == []) == (other.fingerprint() == scenario.fingerprint())
    at_start = {d.path for d in found if d.at == 0}
    assert at_start == {path for path, value in changes.items() if flat(scenario.parameters)[path] != value}
    assert [(d.path, d.left, d.right) for d in between(other, scenario)] == [(d.path, d.right, d.left) for d in found]


def test_interventions_are_compared_by_what_holds_from_then_on() -> None:
    left = load("led").with_(interventions=[{"at": 100, "set": {"environment.strategic_turbulence": 0.1}}])
    right = load("led", ["environment.strategic_turbulence=0.1"])
    start, later = between(left, right)
    assert (start.at, start.left, start.right) == (0, 0.005, 0.1)
    assert (later.at, later.left, later.right, later.meaning) == (100, 0.1, 0.1, "alike from here on")


class Fatigue(Mechanism):
    """Rowing tires."""

    rate = share(0.1, "How fast a member tires.")

    @staticmethod
    def step(luck: Any, t: int, crew: Any, p: Any) -> bool:
        return bool(p.fatigue.rate > 2)


def test_parameters_of_ones_own_rules_are_compared_and_explained_too() -> None:
    week = model([*WEEK, Fatigue])
    plain, mine = load("led"), load("led").of(week)
    faster = replace(mine, parameters=type(mine.parameters).model_validate({"fatigue": {"rate": 0.5}}))
    assert between(plain, mine) == []
    found = {d.path: d for d in between(plain, faster)}
    assert found["fatigue.rate"][2:5] == (0.1, 0.5, "How fast a member tires.")
    last = explanations(faster, NOBODY, week)[-1]
    assert (last.about.path, last.value, [feed.rule for feed in last.feeds.rules]) == ("fatigue.rate", 0.5, ["fatigue"])
    assert json.dumps(last.as_dict)


def write(name: str, text: str) -> str:
    Path(name).write_text("coxed: 1\nextends: led\n" + text, encoding="utf-8")
    return name


def test_diff_tells_meaning_with_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    quiet = write("quiet.yaml", "leadership:\n  communication: 0.0\n")
    heard = write("heard.yaml", "run:\n  periods: 300\nleadership:\n  communication: 0.3\n")
    assert main(["scenario", "diff", quiet, heard]) == 0
    shown = capsys.readouterr().out
    assert (
        "leadership.communication 0 → 0.3: the crew now hears where the island is\n    quiet.yaml:4 → heard.yaml:6"
        in shown
    )
    assert "run.periods 200 → 300: more than before: the crew rows a whole ocean\n    default → heard.yaml:4" in shown
    stormy = write("stormy.yaml", "interventions:\n  - at: 50\n    set: {management.control: 1}\n")
    assert main(["scenario", "diff", "led", stormy]) == 0
    shown = capsys.readouterr().out
    assert "from period 50 on:\nmanagement.control 0.5 → 1: whoever departs from the stroke now is held back" in shown
    assert "default → stormy.yaml:5" in shown
    assert main(["scenario", "diff", "led", stormy, "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["differences"]
    assert (one["at"], one["path"], one["left"], one["right"]) == (50, "management.control", 0.5, 1.0)


def test_a_trace_is_compared_by_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, rows in (("one", "2\n0\n"), ("two", "2.0\n0.0\n"), ("three", "2\n0.5\n")):
        Path(f"{name}.csv").write_text("multiplier\n" + rows, encoding="utf-8")
        write(f"{name}.yaml", f"environment:\n  trace: {name}.csv\n")
    assert main(["scenario", "diff", "one.yaml", "two.yaml"]) == 0
    assert "no difference in meaning: written differently" in capsys.readouterr().out
    assert main(["scenario", "diff", "one.yaml", "three.yaml"]) == 0
    assert "one.csv: 2 rows from 0 to 2 → three.csv: 2 rows from 0.5 to 2" in capsys.readouterr().out


def test_equal_scenarios_are_said_to_be_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write("one.yaml", "leadership:\n  communication: 0.3\n")
    write("two.yaml", "# 0.3 is the default\n")
    assert main(["scenario", "diff", "one.yaml", "one.yaml"]) == 0
    assert "no difference: both say the same, word for word" in capsys.readouterr().out
    assert main(["scenario", "diff", "one.yaml", "two.yaml"]) == 0
    assert "no difference in meaning: written differently" in capsys.readouterr().out
    assert main(["scenario", "diff", "one.yaml", "two.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same_meaning"] is True


def test_of_two_interventions_in_one_period_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    steps = "".join(f"  - at: 9\n    set: {{management.control: {value}}}\n" for value in (0.1, 0.2))
    path.write_text(f"coxed: 1\ninterventions:\n{steps}", encoding="utf-8")
    (one,) = differences(Side(load("led").with_(name="x"), NOBODY), Side(load(path), account(path)))
    assert (one.right, one.right_origin) == (0.2, f"{path}:6")


def test_scenarios_that_set_parameters_of_ones_own_rules_are_compared_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nets.py").write_text(
        "import sim\nclass Nets(sim.Mechanism):\n    rate = sim.share(0.1, 'm')\n    def step(luck, t, crew, p): pass\n"
    )
    mine = write("mine.yaml", "nets: {rate: 0.5}\n")
    assert main(["scenario", "diff", "led", mine]) == 2
    capsys.readouterr()
    assert main(["scenario", "diff", "led", mine, "--rules", "nets.py"]) == 0
    shown = capsys.readouterr()
    assert "nets.rate 0.1 → 0.5" in shown.out
    assert "next: coxed compare led mine.yaml --rules nets.py" in shown.err
