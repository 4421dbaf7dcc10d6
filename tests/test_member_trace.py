"""One member's period: the state it ends in has the bits of the untraced run, and every change is told in words."""

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.cli import main
from sim.explain import member_trace
from sim.explain.member_trace import followed, trace_member, trace_period
from sim.explain.sentences import sentence, subject, word
from sim.explain.structure import around, events, lasts, scratch
from sim.model.assemble import standard
from sim.model.judgement import ENDED, REPRIMANDED
from sim.scenario import Intervention, Scenario, ScenarioError
from tests.strategies import scenarios
from tests.test_structure import CREWS

COLUMNS = standard().columns
SMALL = ["--set", "organization.members=12", "--set", "run.periods=30"]


@settings(max_examples=12)
@given(scenario=scenarios(periods=12), seed=st.integers(0, 2**63 - 1), data=st.data())
def test_a_traced_period_leaves_the_bits_of_the_untraced_run(
    scenario: Scenario, seed: int, data: st.DataObject
) -> None:
    """Against the Mesa door, which steps the compiled period by itself."""
    at = data.draw(st.integers(0, scenario.parameters.run.periods - 1))
    member = data.draw(st.integers(0, scenario.parameters.organization.members - 1))
    traced = trace_period(scenario, seed, 3, at, member)
    assert traced.same
    organization = sim.Organization(scenario, seed, replicate=3)
    for _ in range(at):
        organization.step()
    before = followed(organization.state, member, COLUMNS)
    organization.step()
    after = followed(organization.state, member, COLUMNS)
    for column in before:
        # At rest the engine leaves out periods, and with them what a week only reckons with.
        if lasts(column):
            assert np.array_equal(traced.start[column], before[column]), column
            assert traced.end[column].tobytes() == after[column].tobytes(), column


def test_negative_control_a_rule_that_differs_by_a_bit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = member_trace.take_steps

    def tampered(model: Any, luck: Any, t: int, state: Any, p: Any, member: int) -> Any:
        steps = usual(model, luck, t, state, p, member)
        state.people.trust[5, 1] = np.nextafter(state.people.trust[5, 1], 1)
        return steps

    monkeypatch.setattr(member_trace, "take_steps", tampered)
    assert not trace_period(CREWS["led"], 1, 0, 5, 0).same
    assert main(["trace", "led", "--period", "5", *SMALL]) == 4


@pytest.mark.parametrize("name", list(CREWS))
def test_the_steps_add_up_to_the_period(name: str) -> None:
    """What one rule leaves the next one finds; from start to end nothing changes between rules."""
    traced = trace_period(CREWS[name], 2, 0, 4, 6)
    called = [step for step in traced.steps if step.called]
    assert [step.rule for step in traced.steps] == [event.rule for event in events()]
    chain = [traced.start, *(side for step in called for side in (step.before, step.after)), traced.end]
    for one, other in zip(chain[::2], chain[1::2], strict=True):
        assert all(one[column].tobytes() == other[column].tobytes() for column in one)
    written = {event.rule: set(event.writes) for event in events()}
    for step in called:
        moved = {c for c in step.before if not np.array_equal(step.before[c], step.after[c])}
        assert moved <= written[step.rule]


def test_every_change_is_told_in_a_sentence_that_names_both_values() -> None:
    for path, column in COLUMNS.items():
        if scratch(path):
            continue
        item = 2 if len(column.shape) == 2 or column.shape[0] != "members" else None
        for before, after in ((0, 1), (1, 0)):
            text = sentence(column, item, before, after)
            assert text[0].islower() or text[0].isdigit()
            assert word(column, before) in text
            assert word(column, after) in text
            if column.shape not in (("members",), ("one",)) and column.shape[-1] != "events":
                assert "2" in text, path

    def text_of(path: str, *values: Any, first: bool = False) -> str:
        return sentence(COLUMNS[path], *values, first)

    believed = text_of("people.belief", 2, -1, 1)
    assert believed.startswith("on goal 2 it believed that the destination lies to port, now that the destination")
    assert text_of("people.belief", 2, 0, 1).startswith("on goal 2 it believed nothing, now that")
    assert text_of("week.decision", None, -1, 4) == "decision that its oar serves: decision 4 (last period: none, idle)"
    assert text_of("course.events", REPRIMANDED, 2, 3) == "reprimands for ideas and trials until now: 2 → 3"
    assert text_of("course.lowest_events", ENDED, 2, 3) == "trials ended of members without reports until now: 2 → 3"
    assert text_of("people.history", ENDED, 2, 3) == "its trials ended until now: 2 → 3"
    assert text_of("week.led", None, -1, 1) == "the best trial that it led: kept (last period: given up)"
    assert text_of("course.leader", 2, -1, 7) == "who leads a trial at decision 2: nobody → position 7"
    assert text_of("course.leader", 2, -2, -1).endswith("whoever leads its other half → nobody")
    assert text_of("course.partner", 2, -1, 7) == "what changes together with decision 2: nothing → decision 7"
    assert text_of("people.trust", 3, 0.5, 0.25) == "trust in tie 3: 0.500 → 0.250"
    assert text_of("people.skill", None, 0.5, 0.5 + 1e-9) == "leadership skill: 0.500000000 → 0.500000001"
    assert text_of("week.managing", None, False, True, first=True) == "whether it manages instead of rowing: yes"
    assert subject(COLUMNS["course.safety"], None) == "psychological safety of the team of a manager"


def test_a_wave_of_departures_is_told_of_position_and_person() -> None:
    crew = sim.load("exodus", ["environment.exodus_share=0.5", "organization.members=40"])
    traces = [trace_member(crew, 1, 0, 50, member) for member in range(40)]
    successions = [trace.succession for trace in traces if trace.succession]
    for words in ("leaves the organization", "moves up from position", "moves to position"):
        assert any(words in text for text in successions)
    for trace in traces:
        moved = "people.person" in {c.column for rule in trace.changes for c in rule.member}
        assert moved == bool(trace.succession)
    organization = sim.Organization(crew, 1)
    for _ in range(50):
        organization.step()
    before = organization.state.people.person.copy()
    organization.step()
    replaced = np.flatnonzero(before != organization.state.people.person)
    assert {trace.member for trace in traces if trace.succession} == set(replaced)


def test_interventions_of_the_period_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    path = tmp_path / "turn.yaml"
    path.write_text(
        "coxed: 1\nrun: {periods: 20}\norganization: {members: 9}\ninterventions:\n"
        "  - at: 7\n    set: {management.control: 1}\n",
        encoding="utf-8",
    )
    assert main(["trace", str(path), "--member", "3", "--period", "7"]) == 0
    assert "from this period on management.control is 1.0" in capsys.readouterr().out


def test_trace_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["trace", "led", "--seed", "3", "--member", "7", "--period", "20", *SMALL]
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert text.startswith("led, seed 3, replicate 0, period 20\nposition 7: person 7")
    assert "the state at the end has the same bits as that of the compiled period" in text
    assert main([*asked, "--json"]) == 0
    as_json = json.loads(capsys.readouterr().out)
    rules = [rule["rule"] for rule in as_json["rules"]] + as_json["changed_nothing"] + as_json["not_called"]
    assert sorted(rules) == sorted(event.rule for event in events())
    assert as_json["same_as_untraced"] is True
    for rule in as_json["rules"]:
        for change in rule["member"] + rule["around"]:
            assert " ".join(change["sentence"].split()) in " ".join(text.split()) or rule["around"]
            assert change["before"] != change["after"]


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (["--member", "12"], "from 0 to 11"),
        (["--member", "-1"], "from 0 to 11"),
        (["--period", "30"], "from 0 to 29"),
        (["--period", "1.5"], "period"),
        (["--seed", "-1"], "seed"),
    ],
)
def test_a_member_or_period_that_does_not_exist_exits_2(
    words: list[str], help: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", "led", *words, *SMALL]) == 2
    assert help in capsys.readouterr().err


def test_the_timetable_is_printed_in_the_order_of_the_period(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timetable"]) == 0
    text = capsys.readouterr().out
    listed = [*around()[:-1], *events(), around()[-1]]
    assert re.findall(r"^  (\w+): ", text, re.MULTILINE) == [event.rule for event in listed]
    assert main(["timetable", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps([event._asdict() for event in listed]))


def test_a_scenario_made_in_python_is_checked_before_it_is_traced() -> None:
    small = sim.load("led", SMALL[1::2])
    wrong = Scenario(parameters=small.parameters, interventions=(Intervention(3, {"organization.members": 500}),))
    with pytest.raises(ScenarioError, match="S031"):
        trace_period(wrong, 1, 0, 5, 2)
