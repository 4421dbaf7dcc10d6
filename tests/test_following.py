"""One member's period: the state it ends in has the bits of the untraced run, and every change is told in words."""

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import kernel
from sim.cli import main
from sim.engine import fresh_state
from sim.influence import scratch
from sim.parameters import compiled
from sim.scenario import Scenario
from sim.state import columns
from sim.timetable import around, events, lasts
from sim.understanding import stepping
from sim.understanding.following import follow
from sim.understanding.sentences import sentence, subject, word
from sim.understanding.stepping import followed, step, traced_period
from tests.strategies import scenarios
from tests.test_timetable import CREWS

SMALL = ["--set", "organization.members=12", "--set", "run.periods=30"]


@settings(max_examples=12)
@given(scenario=scenarios(periods=12), seed=st.integers(0, 2**63 - 1), data=st.data())
def test_a_traced_period_leaves_the_bits_of_the_untraced_run(
    scenario: Scenario, seed: int, data: st.DataObject
) -> None:
    """Against the Mesa door, which steps the compiled period by itself."""
    at = data.draw(st.integers(0, scenario.parameters.run.periods - 1))
    member = data.draw(st.integers(0, scenario.parameters.organization.members - 1))
    stepped = step(scenario, seed, 3, at, member)
    assert stepped.same
    organization = sim.Organization(scenario, seed, replicate=3)
    for _ in range(at):
        organization.step()
    before = followed(organization.state, member)
    organization.step()
    after = followed(organization.state, member)
    for column in before:
        # At rest the engine leaves out periods, and with them what a week only reckons with.
        if lasts(column):
            assert np.array_equal(stepped.start[column], before[column]), column
            assert stepped.end[column].tobytes() == after[column].tobytes(), column


def test_negative_control_a_rule_that_differs_by_a_bit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    standard = stepping.traced_period

    def tampered(state: Any, member: int, looks: Any) -> Any:
        traced = standard(state, member, looks)

        def run(*arguments: Any) -> Any:
            answer = traced(*arguments)
            state.people.trust[5, 1] = np.nextafter(state.people.trust[5, 1], 1)
            return answer

        return run

    monkeypatch.setattr(stepping, "traced_period", tampered)
    assert not step(CREWS["led"], 1, 0, 5, 0).same
    assert main(["trace", "led", "--period", "5", *SMALL]) == 4


@pytest.mark.parametrize("name", list(CREWS))
def test_the_looks_add_up_to_the_period(name: str) -> None:
    """What one rule leaves the next one finds; from start to end nothing changes between rules."""
    stepped = step(CREWS[name], 2, 0, 4, 6)
    called = [look for look in stepped.looks if look.called]
    assert [look.rule for look in stepped.looks] == [event.rule for event in events()]
    chain = [stepped.start, *(side for look in called for side in (look.before, look.after)), stepped.end]
    for one, other in zip(chain[::2], chain[1::2], strict=True):
        assert all(one[column].tobytes() == other[column].tobytes() for column in one)
    written = {event.rule: set(event.writes) for event in events()}
    for look in called:
        moved = {c for c in look.before if not np.array_equal(look.before[c], look.after[c])}
        assert moved <= written[look.rule]


def test_every_change_is_told_in_a_sentence_that_names_both_values() -> None:
    for name, (_, declared) in columns().items():
        if name == "series" or scratch(name):
            continue
        item = 2 if len(declared.shape) == 2 or declared.shape[0] != "members" else None
        for before, after in ((0, 1), (1, 0)):
            text = sentence(name, item, before, after)
            assert text[0].islower() or text[0].isdigit()
            assert word(name, before) in text
            assert word(name, after) in text
            if declared.shape not in (("members",), ("one",)):
                assert "2" in text, name
    told = sentence("people.belief", 2, -1, 1)
    assert told.startswith("on goal 2 it believed that the destination lies to port, now that the destination")
    assert sentence("people.belief", 2, 0, 1).startswith("on goal 2 it believed nothing, now that")
    assert (
        sentence("week.decision", None, -1, 4) == "decision that its oar serves: decision 4 (last period: none, idle)"
    )
    assert sentence("people.trust", 3, 0.5, 0.25) == "trust in tie 3: 0.500 → 0.250"
    assert sentence("people.skill", None, 0.5, 0.5 + 1e-9) == "leadership skill: 0.500000000 → 0.500000001"
    assert sentence("week.managing", None, False, True, first=True) == "whether it manages instead of rowing: yes"
    assert subject("people.safety", None) == "psychological safety"


def test_a_wave_of_departures_is_told_of_position_and_person() -> None:
    crew = sim.load("exodus", ["environment.exodus_share=0.5", "organization.members=40"])
    stories = [follow(crew, 1, 0, 50, member) for member in range(40)]
    told = [story.succession for story in stories if story.succession]
    assert any("leaves the organization" in text for text in told)
    assert any("moves up from position" in text for text in told)
    assert any("moves to position" in text for text in told)
    for story in stories:
        moved = "people.person" in {c.column for told in story.told for c in told.member}
        assert moved == bool(story.succession)
    state = fresh_state(crew)
    kernel.begin(state, compiled(crew.parameters), 1, 0)
    kernel.advance(state, compiled(crew.parameters), 1, 0, 0, 50)
    before = state.people.person.copy()
    kernel.advance(state, compiled(crew.parameters), 1, 0, 50, 51)
    assert {s.member for s in stories if s.succession} == set(np.flatnonzero(before != state.people.person))


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
    told = json.loads(capsys.readouterr().out)
    rules = [rule["rule"] for rule in told["rules"]] + told["changed_nothing"] + told["not_called"]
    assert sorted(rules) == sorted(event.rule for event in events())
    assert told["same_as_untraced"] is True
    for rule in told["rules"]:
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


def test_a_traced_period_looks_at_every_rule_once() -> None:
    state, looks = fresh_state(CREWS["led"]), []  # type: ignore[var-annotated]
    p = compiled(CREWS["led"].parameters)
    kernel.begin(state, p, 1, 0)
    traced_period(state, 0, looks)(kernel.luck_of.py_func(1, 0, 1), 0, state, p)  # type: ignore[attr-defined]
    assert [look.rule for look in looks] == [event.rule for event in events()]
