"""The sandbox in a real browser, bit for bit against Python; scenario files in and out."""

import re
from pathlib import Path
from typing import Any

import pytest
from browser import Opened, address
from hypothesis import given, settings
from hypothesis import strategies as st
from page_steps import BROKEN, show, verified
from playwright.sync_api import expect
from ruamel.yaml import YAML
from strategies import scenarios

import sim
from sim.cli import main
from sim.engine.run import digest
from sim.page import replay
from sim.page.document import page
from sim.scenario import Scenario, ScenarioError


@settings(max_examples=12)
@given(scenarios(members=30), st.integers(0, 2**63 - 1))
def test_verify_shows_the_hash_that_python_finds(bench: Any, scenario: Scenario, seed: int) -> None:
    show(bench, scenario, seed)
    assert verified(bench) == digest(sim.run(scenario, 4, seed))


@pytest.mark.thorough
@settings(max_examples=200)
@given(scenarios(members=120, periods=60), st.integers(0, 2**63 - 1))
def test_verify_agrees_over_many_more(bench: Any, scenario: Scenario, seed: int) -> None:
    show(bench, scenario, seed, replicates=20)
    assert verified(bench) == digest(sim.run(scenario, 20, seed))


def test_the_command_that_verify_names_prints_that_hash(
    bench: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    calm = sim.load("calm").with_(management={"control": 0.25}, run={"periods": 30})
    changing = calm.with_(interventions=[{"at": 7, "set": {"leadership": {"strength": 0}}}])
    for scenario in (calm, changing):
        show(bench, scenario, seed=2**63 - 1)
        found = verified(bench)
        command = bench.locator(".command").text_content()
        if "calm.yaml" not in command and ".yaml" in command:
            with bench.expect_download() as saved:
                bench.get_by_role("button", name="Save as file").click()
            saved.value.save_as(tmp_path / saved.value.suggested_filename)
        assert main(command.split()[1:]) == 0
        assert f"sha256: {found}\n" in capsys.readouterr().out


@pytest.mark.thorough
def test_a_row_of_results_is_replayed(browser: Any, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert main(["run", "storm", "-r", "3", "--seed", "4", "--set", "run.periods=60", "--out", str(folder)]) == 0
    assert main(["open", str(folder), "--run", "storm:2", "--out", str(tmp_path / "replay.html")]) == 0
    made = sim.run(sim.load("storm", ["run.periods=60"]), 1, 4, first=2).outcomes["distance_made_good"].iloc[0]
    with Opened(browser, address(path=tmp_path / "replay.html")) as page:
        page.wait_for_selector(".scores td:not(:empty)")
        page.locator(".controls input[type=range]").first.focus()
        page.keyboard.press("End")
        assert page.locator("output.week").first.text_content() == "week 60 of 60"
        assert page.locator(".scores td").first.text_content() == f"{made:.1f}"


@pytest.mark.thorough
def test_an_address_means_the_same_on_a_page_that_opens_with_something_else(browser: Any, tmp_path: Path) -> None:
    target = tmp_path / "calm.html"
    target.write_text(page(replay.of_scenarios([sim.load("calm")])), encoding="utf-8")
    with Opened(browser, address(path=target)) as opened:
        expect(opened.locator(".tabs label")).to_have_text(["A · Calm ocean"])
        opened.get_by_label("Crew A", exact=True).select_option("led")
        opened.get_by_role("button", name="Add a second crew").click()
        opened.get_by_label("Crew B", exact=True).select_option("over_managed")
        there = opened.url
    with Opened(browser, there) as opened:
        expect(opened.locator(".tabs label")).to_have_text(["A · Managed and led", "B · Over-managed"])
    with Opened(browser, address("#sandbox", target)) as opened:
        expect(opened.locator(".tabs label")).to_have_text(["A · Calm ocean"])


@pytest.mark.thorough
@settings(max_examples=20)
@given(scenarios(members=30).filter(lambda scenario: scenario.parameters.environment.trace is None))
def test_scenario_files_go_in_and_out_without_loss(bench: Any, tmp_path_factory: Any, scenario: Scenario) -> None:
    path = tmp_path_factory.mktemp("yaml") / "crew.yaml"
    resolved = scenario.as_dict()
    interventions = [{"at": i["at"], "set": i["set"]} for i in resolved["interventions"]]
    with path.open("w", encoding="utf-8") as file:
        content = {"coxed": 1, "title": "from: Python", **resolved["parameters"]}
        YAML().dump(content | ({"interventions": interventions} if interventions else {}), file)
    assert sim.load(path).fingerprint() == scenario.fingerprint()
    text = path.read_text(encoding="utf-8")
    bench.locator(".yaml").fill(text)
    bench.get_by_role("button", name="Use this text").click()
    assert bench.locator(".files [role=status]").text_content() == "Crew A rows as the file says."
    assert sim.load(written(bench, path)).fingerprint() == scenario.fingerprint()
    bench.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    show(bench, sim.load(path))
    again = sim.load(written(bench, path))
    assert (again.fingerprint(), again.title) == (scenario.fingerprint(), "from: Python")


def written(bench: Any, path: Path) -> Path:
    """The crew's file as the page says it."""
    path.write_text(bench.locator(".yaml").input_value(), encoding="utf-8")
    return path


def test_a_trace_comes_with_its_file(bench: Any, tmp_path: Path) -> None:
    trace = tmp_path / "waves.csv"
    trace.write_text("# mine\nmultiplier,week\n0,1\n2.5,2\n1e-3,3\n")
    path = tmp_path / "crew.yaml"
    path.write_text("coxed: 1\nextends: led\nenvironment: {trace: waves.csv, trace_every: 3}\nrun: {periods: 30}\n")
    scenario = sim.load(path)
    show(bench, sim.load("led"))
    bench.locator(".yaml").fill(path.read_text())
    bench.get_by_role("button", name="Use this text").click()
    assert "open the scenario and its trace together" in bench.locator(".problems").text_content()
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("multiplier\n-1\n")
    bench.locator("input[type=file]").set_input_files([path, wrong])
    expect(bench.locator(".problems code")).to_have_text("S036")
    bench.locator("input[type=file]").set_input_files([path, trace])
    expect(bench.locator(".tabs label").first).to_have_text("A · crew")
    assert verified(bench) == digest(sim.run(scenario, 4, 1))
    saved: list[Any] = []
    bench.on("download", lambda download: saved.append(download))
    with bench.expect_event("download", lambda download: download.suggested_filename == "waves.csv"):
        bench.get_by_role("button", name="Save as file").click()
    for download in saved:
        download.save_as(tmp_path / download.suggested_filename)
    assert {download.suggested_filename for download in saved} == {"crew.yaml", "waves.csv"}
    assert sim.load(tmp_path / "crew.yaml").fingerprint() == scenario.fingerprint()


def test_a_file_keeps_its_comments(bench: Any, tmp_path: Path) -> None:
    text = "# mine\ncoxed: 1\nextends: led # the parent\nleadership:\n  # because\n  communication: 0.6\n"
    bench.locator(".yaml").fill(text)
    bench.get_by_role("button", name="Use this text").click()
    field = bench.get_by_role("spinbutton", name="Communication (share)").first
    field.fill("0.7")
    field.press("Enter")
    now = bench.locator(".yaml").input_value()
    assert now == text.replace("0.6", "0.7")
    assert sim.load(written(bench, tmp_path / "crew.yaml")).parameters.leadership.communication == 0.7


def test_everything_wrong_with_a_file_is_said_at_once(bench: Any) -> None:
    bench.locator(".yaml").fill(BROKEN)
    bench.get_by_role("button", name="Use this text").click()
    said = bench.locator(".problems > li").all_text_contents()
    assert [re.match(r"Line \d+", line).group() for line in said] == ["Line 3", "Line 4", "Line 5", "Line 7", "Line 7"]  # type: ignore[union-attr]
    assert "unknown setting 'comunication'S003" in said[0]
    assert "a number from 0 to 1" in said[1]
    assert "did you mean 'organization'?" in said[2]
    assert said[0].endswith("  comunication: 3\n  ^^^^^^^^^^^^did you mean 'communication'?")
    bench.locator(".yaml").fill("coxed: 1\n")
    bench.get_by_role("button", name="Use this text").click()


SETTING = st.sampled_from(
    [
        "run: {periods: 30, warm_up: %d}", "environment: {goals: %d}", "environment: {decisions: %d}",
        "environment: {interdependence: %d}", "organization: {members: %d}", "management: {control: %d}",
        "management: {planning: %d}", "leadership: {strength: .%d}", "run: {periods: %d.0}", "network: {ties: '%d'}",
        "environment: {trace: %d}", "rewards: {initiative: 0x%d}", "rewards: {attempts: 1e-%d}", "leadership: %d",
        "interventions: [{at: %d, set: {management.control: 1}}]", "interventions: [{at: 3, set: {run.periods: %d}}]",
        "title: %d", "extends: %d", "title: a%d", "network: {ties: ~}", "network: {ties: &a 1}", "network: [%d]",
        "network: {tie: %d}", "nets: {ties: %d}", "network: {ties: 1, ties: %d}", "- %d", "network: {ties: 010}",
    ]
)  # fmt: skip


@pytest.mark.thorough
@settings(max_examples=60)
@given(st.lists(SETTING, max_size=2, unique=True), st.integers(0, 40))
def test_the_page_refuses_the_files_that_the_command_line_refuses(
    bench: Any, tmp_path_factory: Any, lines: list[str], number: int
) -> None:
    text = "\n".join(["coxed: 1", *(line % number if "%" in line else line for line in lines)])
    path = tmp_path_factory.mktemp("yaml") / "crew.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        expected = sim.load(path).fingerprint()
    except ScenarioError:
        expected = None
    bench.locator(".yaml").fill(text)
    bench.get_by_role("button", name="Use this text").click()
    refused = bench.locator(".problems").count() > 0
    assert refused == (expected is None), bench.locator(".files [role=status]").text_content()
    if expected is not None:
        assert sim.load(written(bench, path)).fingerprint() == expected
