"""Mechanisms and measures of one's own: in every door, with their parameter, column, stream and measure."""

import json
import logging
import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from checks import plain
from numba import njit
from numba.core.caching import IndexDataCacheFile
from numba.core.errors import TypingError, UnsupportedBytecodeError

import sim
from sim.cli import guarded, main
from sim.cli import rules as cli_rules
from sim.engine.organization import Organization
from sim.engine.store import manifest
from sim.explain.member_trace import trace_member
from sim.explain.structure import events
from sim.model import kernel
from sim.model.assemble import RuleError, model, standard
from sim.model.compile import entry
from sim.model.kernel import luck_of
from sim.model.measures import TIES, ratio
from sim.model.mechanism import Mechanism, Stream
from sim.model.mechanisms.direction import Direction
from sim.model.mechanisms.environment import Environment
from sim.model.mechanisms.knowledge import Knowledge
from sim.model.plain_values import compiled
from sim.model.uncompiled import why
from sim.model.week import WEEK, placed
from tests.test_bits import digest

CREW = sim.load("led").with_(
    run={"periods": 25},
    organization={"members": 12, "span_of_control": 3},
    interventions=[{"at": 10, "set": {"management.strength": 0.5}}],
)


class Fatigue(Mechanism):
    """Working tires, and naps refresh: tired ← tired + rate · (awake − tired)."""

    rate = sim.share(0.1, "Share of the distance that tiredness moves each period.")
    naps = sim.share(0.2, "Chance that a member naps.")
    tired = sim.column("people", float, "members", "how tired the member is", high=1)
    nap = sim.stream("member")
    tiredness = sim.mean("people.tired", "mean tiredness")

    def active(p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Where anybody tires."""
        return p.fatigue.rate > 0

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Move everybody's tiredness."""
        chance = sim.split(luck, Fatigue.nap)
        for i in range(len(crew.people.tired)):
            awake = 0.0 if sim.uniform(chance, i, 0) < p.fatigue.naps else 1.0
            crew.people.tired[i] += p.fatigue.rate * (awake - crew.people.tired[i])


class PlainFatigue(Fatigue):
    """The same, in plain Python."""

    compiled = False


class Badge(Mechanism):
    """Everybody gets a badge with its number and keeps it."""

    compiled = False
    badge = sim.column("people", int, "members", "number on the badge", -1, start=-1)
    lost = sim.column(
        "people", int, "members", "number on a badge that stays with the position", -1, start=-1, moves=False
    )

    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
        """Hand out badges to those who have none."""
        people = crew.people
        for badge in (people.badge, people.lost):
            badge[badge < 0] = people.person[badge < 0]


RULES = [*sim.WEEK, Fatigue]
PLAIN = [*plain(sim.WEEK), PlainFatigue, Badge]  # most tests share it; it compiles next to nothing


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "coxed")


def test_the_list_reads_as_the_mechanisms_say() -> None:
    lines = Path(sim.__file__).parent.joinpath("model/week.py").read_text("utf-8").splitlines()
    said = [line.strip() for line in lines if line.startswith("    ") and ",  # " in line]
    assert said == [f"{rule.__name__},  # {rule.number} {rule.about}" for rule in WEEK]
    assert [rule.__module__.rpartition(".")[2] for rule in WEEK] == [rule.name for rule in WEEK]
    files = {path.stem for path in Path(sim.__file__).parent.glob("model/mechanisms/[a-z]*.py")}
    assert files == {rule.name for rule in WEEK}


def test_a_rule_brings_its_parameter_column_stream_and_measure() -> None:
    """Mean tiredness after t periods is (1 − naps)(1 − (1 − rate)^t) among founders, whatever the luck of others."""
    still = CREW.with_(organization={"turnover": 0})
    run = sim.run(still, 60, 7, rules=PLAIN)
    mean = run.measures["tiredness"].mean(axis=0)
    expected = 0.8 * (1 - 0.9 ** np.arange(1, 26))
    error = run.measures["tiredness"].std(axis=0) / np.sqrt(60)
    assert (abs(mean - expected) < 5 * error).all()  # 25 periods: false once in 70,000 seeds
    assert (abs(mean - expected / 0.8) > 5 * error).all()  # the control: a crew without naps
    standard_run = sim.run(still, 60, 7)
    for name, values in standard_run.measures.items():
        assert np.array_equal(values, run.measures[name]), f"{name} moved, though nothing reads tiredness"


@pytest.mark.thorough
def test_compiled_and_in_plain_python_it_gives_the_same_bits() -> None:
    compiled = sim.run(CREW, 3, 7, rules=RULES)
    assert digest(compiled) == digest(sim.run(CREW, 3, 7, rules=PLAIN))
    faster = sim.load("led", ["fatigue.rate=0.5"], rules=RULES).with_(
        run={"periods": 25}, organization={"members": 12, "span_of_control": 3}, fatigue={"naps": 0.0}
    )
    run = sim.run(faster.with_(organization={"turnover": 0}), 2, rules=RULES)
    np.testing.assert_allclose(run.measures["tiredness"], [1 - 0.5 ** np.arange(1, 26)] * 2, rtol=1e-12)
    members = Organization(CREW, 7, replicate=2, rules=PLAIN)
    while members.running:
        members.step()
    assert np.array_equal(members.measures["tiredness"], compiled.measures["tiredness"][2])
    assert members.members[5].tired == members.state.people.tired[5]  # type: ignore[attr-defined]


def test_a_column_of_people_moves_with_the_person_and_starts_anew_for_a_newcomer() -> None:
    crew = CREW.with_(organization={"turnover": 0.1}, run={"periods": 60})
    made = Organization(crew, 3, rules=PLAIN)
    moved = 0
    while made.running:
        made.step()
        people = made.state.people
        assert np.array_equal(people.badge, people.person)
        moved += int((people.lost != people.person).sum())
    assert moved > 0, "nobody came, so that nothing was tried"


def test_parameters_of_a_rule_are_checked_like_all_others(tmp_path: Path) -> None:
    with pytest.raises(sim.ScenarioError, match=r"fatigue\.rate' is out of range"):
        sim.load("led", ["fatigue.rate=2"], rules=RULES)
    with pytest.raises(sim.ScenarioError, match="unknown group 'fatigue'"):
        sim.load("led", ["fatigue.rate=0.2"])
    tired = sim.load("led", ["fatigue.rate=0.2"], rules=RULES)
    with pytest.raises(RuleError, match="sets fatigue, but no rule of this run"):
        sim.run(tired, 1)
    file = tmp_path / "tired.yaml"
    file.write_text(
        "coxed: 1\nextends: led\nfatigue: {rate: 0.2}\ninterventions:\n  - at: 5\n    set: {fatigue: {naps: 1}}\n"
    )
    read = sim.load(file, rules=RULES)
    assert read.parameters.fatigue.rate == 0.2  # type: ignore[attr-defined]
    assert read.phases()[1][1].fatigue.naps == 1  # type: ignore[attr-defined]
    assert read.fingerprint() != sim.load("led", rules=RULES).fingerprint()


def test_it_is_told_that_a_rule_that_does_not_act_makes_its_settings_idle() -> None:
    from sim.model.parameters import knowing
    from sim.scenario import read_scenario

    with knowing(model(RULES).parameters):
        warned = read_scenario("led", ["fatigue.rate=0", "fatigue.naps=0.5"]).warnings
        assert [(w.code, w.message) for w in warned] == [
            ("W900", "the rule fatigue does not act: 'fatigue.naps' has no effect")
        ]
        assert read_scenario("led", ["fatigue.naps=0.5"]).warnings == []


def test_it_appears_in_timetable_trace_and_manifest() -> None:
    made = model(PLAIN)
    event = events(made)[-3]
    assert (event.rule, event.writes, event.streams) == ("fatigue", ("people.tired",), ("fatigue.nap",))
    assert event.parameters == ("fatigue.rate", "fatigue.naps")
    traced = trace_member(CREW, 1, 0, 4, 5, made)
    assert traced.traced.same
    assert next(one for one in traced.changes if one.event.rule == "fatigue").member[0].column == "people.tired"
    run = sim.run(CREW, 1, rules=PLAIN)
    assert manifest([run])["runs"][0]["custom"] == run.custom == made.custom
    assert run.custom.keys() == {"fatigue", "badge", "week", *(rule.name for rule in WEEK)}
    assert sim.run(CREW, 1).custom == {}


@pytest.mark.thorough
def test_a_rule_is_replaced_by_one_of_its_name_and_left_out() -> None:
    class Reluctant(Direction):
        """A direction that never turns."""

        compiled = False

        def step(luck, t, crew, p):  # type: ignore[no-untyped-def]  # noqa: N805
            """Say what was said."""
            crew.course.heard[:] = crew.course.direction
            crew.course.turned[:] = False

    assert Reluctant.name == "direction"
    assert Reluctant.TURNING == Direction.TURNING
    rules = [Reluctant if rule is Direction else rule for rule in WEEK]
    rough = CREW.with_(environment={"strategic_turbulence": 0.1}, run={"periods": 60})
    kept = []
    for chosen in (rules, None):
        crews = [Organization(rough, seed, rules=chosen) for seed in range(5)]
        for crew in crews:
            said = crew.state.course.direction.copy()
            while crew.running:
                crew.step()
            kept.append(np.array_equal(crew.state.course.direction, said))
    assert kept[:5] == [True] * 5
    assert not all(kept[5:]), "the rule that was replaced never turned either"
    assert model(rules).custom.keys() == {"direction"}
    assert placed([Reluctant]) == tuple(Reluctant if rule is Direction else rule for rule in WEEK)


def test_where_a_rule_is_placed() -> None:
    class Early(Fatigue):
        """After the environment."""

        name = "early"
        after = "environment"

    assert [rule.name for rule in placed([Early])][2:4] == ["environment", "early"]
    for after, instead in (("nowhere", "there are founding, "), ("chanel", "did you mean 'channel'?")):
        Early.after = after
        with pytest.raises(ValueError, match=re.escape(f"after {after!r}, which is no rule; {instead}")):
            placed([Early])


def _bad(**attributes: Any) -> type[Mechanism]:
    return type("Bad", (Mechanism,), {"step": lambda luck, t, crew, p: None, **attributes})


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        ([Fatigue, Fatigue], "two rules are called fatigue"),
        ([_bad(step=lambda luck, crew: None)], r"bad\.step takes \(luck, t, crew, p\), not \(luck, crew\)"),
        ([_bad(step=None)], "has neither step nor start"),
        ([_bad(name="not a name")], "none that Python could use"),
        ([_bad(skill=sim.column("people", float, "members", "mine"))], "people.skill of rule bad exists already"),
        ([_bad(effort=sim.mean("people.skill", "mine"))], "the measure effort exists already"),
        ([_bad(name="network", mine=sim.share(0.1, "mine"))], "would stand in a group that exists"),
        ([lambda luck, t, crew, p: None], "is no mechanism"),
    ],
)  # fmt: skip
def test_what_makes_no_model_is_refused(rules: list[Any], wrong: str) -> None:
    with pytest.raises(RuleError, match=wrong):
        model([*WEEK, *rules])


INFINITE = float("inf")
MISTAKES = [
    ({"rate": sim.share("0.1", "m")}, r"the default of bad.rate cannot be '0.1'; expected a number from 0 to 1"),  # type: ignore[arg-type]
    ({"rate": sim.share(2, "m")}, r"the default of bad.rate cannot be 2; expected a number from 0 to 1"),
    ({"rate": sim.share(-0.1, "m")}, r"the default of bad.rate cannot be -0.1; expected a number from 0 to 1"),
    ({"rate": sim.share(float("nan"), "m")}, r"the default of bad.rate cannot be nan"),
    ({"rate": sim.share(True, "m")}, r"the default of bad.rate cannot be True"),
    (
        {"n": sim.amount(50, 0, 10, "u", "m")},
        r"the default of bad.n cannot be 50; expected a whole number from 0 to 10",
    ),
    ({"n": sim.amount(5, 10, 0, "u", "m")}, r"the limits of bad.n are 10 and 0; the lower one comes first"),
    ({"n": sim.amount(3.5, 0, 10, "u", "m"), "__annotations__": {"n": int}}, r"the default of bad.n cannot be 3.5"),
    ({"n": sim.amount(3, 0, INFINITE, "u", "m")}, r"the limits of bad.n must be finite numbers, not 0 and inf"),
    ({"n": sim.amount(3.0, 0, INFINITE, "u", "m")}, r"the limits of bad.n must be finite numbers, not 0 and inf"),
    ({"n": sim.amount(3, 0, 2.5, "u", "m")}, r"bad.n is a whole number, and so must its limits be, not 0 and 2.5"),
    ({"word": sim.choice("c", "m"), "__annotations__": {"word": Literal["a", "b"]}}, r"expected one of a, b"),
    ({"word": sim.choice("c", "m")}, r"a parameter of the rule bad cannot be: a choice needs its words"),
    ({"word": sim.share(0.5, "m"), "__annotations__": {"word": Literal["a", "b"]}}, r"words with `sim.choice`"),
    ({"n": sim.column("people", float, "members", "m", start="mine.x")}, r"people.n .* cannot start at 'mine.x'"),
    ({"n": sim.column("people", float, "members", "m", start=INFINITE)}, r"people.n .* cannot start at inf"),
    ({"_n": sim.column("people", float, "members", "m")}, r"no column can be called people._n"),
    (
        {"n": sim.mean("people.foo", "m")},
        r"the measure n is of people.foo, which is no column; there are people.person",
    ),
    ({"n": sim.mean("folk.skill", "m")}, r"the measure n is of folk.skill, which is no column; there are structure"),
    ({"n": sim.mean("week.made_good", "m")}, r"needs a column of members, and week.made_good is one of one"),
    ({"n": sim.mean("people.trust", "m")}, r"needs a column of members, and people.trust is one of members ties"),
    ({"n": sim.mean("people.skill", "m", "nobody")}, r"the measure n is over 'nobody'"),
    ({"n": sim.mean("people.trust", "m", TIES, of_team=True)}, r"the measure n is over ties and of teams"),
    ({"n": sim.mean("", "m")}, r"the measure n names no column"),
    ({"n": ratio("course.foo", (0,), (1,), "m")}, r"the measure n is of course.foo, which is no column"),
    ({"_rate": sim.share(0.5, "m")}, r"no parameter can be called bad._rate; choose another name"),
    ({"model_config": sim.share(0.5, "m")}, r"no parameter can be called bad.model_config"),
    ({"name": 3}, r"the rule's name 3 is none that Python could use"),
    ({"name": "class"}, r"the rule's name 'class' is none that Python could use"),
    ({"active": True}, r"bad.active is True; write `def active\(p\):`"),
    ({"step": 5}, r"bad.step is 5; write `def step\(luck, t, crew, p\):`"),
    ({"papers": sim.cites("March1991", "m", bool)}, r"bad.papers is no list of papers"),
]


@pytest.mark.parametrize(("attributes", "wrong"), MISTAKES, ids=[wrong for _, wrong in MISTAKES])
def test_a_declaration_that_cannot_be_is_refused_when_the_model_is_made(attributes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(RuleError, match=wrong):
        model([*WEEK, _bad(**attributes)])


def test_declarations_at_their_limits_make_a_model() -> None:
    good = {
        "none": sim.share(0, "m"), "n": sim.amount(10, 0, 10.0, "u", "m"), "one": sim.amount(1, 1, 1, "u", "m"),
        "seen": sim.column("people", float, "members", "m", start="bad.none"),
        "trust_of_ties": sim.mean("people.trust", "m", TIES), "both": sim.mean("people.seen people.skill", "m"),
    }  # fmt: skip
    made = model([*WEEK, _bad(**good)])
    assert made.parameters().bad.model_dump() == {"none": 0, "n": 10, "one": 1}  # type: ignore[attr-defined]
    assert [*made.custom_measures] == ["trust_of_ties", "both"]


def test_a_column_that_cannot_be_is_refused() -> None:
    for wrong in (("nowhere", float, "members"), ("people", str, "members"), ("people", float, "rowers")):
        with pytest.raises(ValueError, match=r"no record|of int, float or bool|as its shape"):
            sim.column(*wrong, "mine")


def test_a_rule_that_cannot_be_compiled_says_so() -> None:
    def step(luck, t, crew, p):  # type: ignore[no-untyped-def]
        crew.people.skill[0] = len(f"{crew.people.skill!r}")

    with pytest.raises(RuleError, match=r"(?s)bad cannot be compiled: .*compiled = False") as refused:
        sim.run(CREW, 1, rules=[_bad(step=step), *WEEK])
    places = [Path(one or other).name for one, _, other, _ in cli_rules._PLACE.findall(str(refused.value))]
    assert places[0] == Path(__file__).name, "the command line shows this place"


def test_the_command_line_refuses_what_cannot_be_compiled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the input that is wrong: exit code 2, the line first, and no traceback."""
    file = tmp_path / "mine.py"
    file.write_text("import sim\n\n\nclass Mine(sim.Mechanism):\n    def step(luck, t, crew, p):\n        pass\n")

    def command() -> int:
        cli_rules.use([file])
        raise RuleError(f"mine cannot be compiled\nDuring: typing of call at /elsewhere/week.py (3)\nat {file} (6)")

    for as_json in (False, True):
        assert guarded(command, as_json) == 2
        printed = capsys.readouterr()
        assert "mine.py, line 6: mine cannot be compiled" in printed.out + printed.err
        assert "Traceback" not in printed.err


def test_new_streams_have_numbers_of_their_own_that_depend_on_their_name_alone() -> None:
    assert Fatigue.nap == PlainFatigue.nap
    numbers = [int(stream) for rule in WEEK for stream in rule.declared(Stream).values()]
    assert int(Fatigue.nap) not in numbers
    assert 2**40 < int(Fatigue.nap) < 2**62
    other = type("Other", (Mechanism,), {"nap": sim.stream("member"), "step": Fatigue.step})
    assert other.nap != Fatigue.nap
    with pytest.raises(RuleError, match=r"bad\.mine has the number 3 of another stream"):
        model([*WEEK, _bad(mine=sim.stream("member", 3))])


@sim.measure("share", 0, 1, "share of members who are managers")
def managers(crew: Any) -> float:
    """See its meaning."""
    return float(np.sum(crew.structure.leads)) / len(crew.structure.leads)


@sim.measure("share", 0, 1, "share of the effort floor")
def floor(crew: Any, p: Any) -> float:
    """See its meaning."""
    return float(p.motivation.effort_floor)


@pytest.mark.thorough
def test_observers_are_apart_from_the_dynamics() -> None:
    seen = sim.run(CREW, 3, 7, measures=[floor], rules=PLAIN)
    bare = sim.run(CREW, 3, 7, rules=PLAIN)
    assert seen.custom == bare.custom
    assert seen.observers.keys() == {"floor", "tiredness"}
    for name, values in bare.measures.items():
        assert np.array_equal(values, seen.measures[name])
    assert (seen.measures["floor"] == CREW.parameters.motivation.effort_floor).all()
    with pytest.raises(ValueError, match=r"a function of \(crew\) or \(crew, p\), not of \(state\)"):
        sim.measure("share", 0, 1, "wrong")(lambda state: 0.0)


def test_what_is_compared_runs_under_the_same_rules() -> None:
    comparison = sim.compare([CREW, CREW.with_(name="tired")], 4, rules=PLAIN)
    assert comparison.differences.loc[(CREW.name, "tired", "tiredness_mean")]["mean"] == 0


# The command line

FILE = """\
import sim


class Mine(sim.Mechanism):
    '''Skill fades: skill ← (1 − rate) · skill.'''

    after = "development"
    compiled = False
    rate = sim.share(0.1, "Share of the skill that fades each period.")

    def step(luck, t, crew, p):
        crew.people.skill[:] *= 1 - p.mine.rate


@sim.measure("share", 0, 1, "skill of the chief executive")
def chief(crew):
    return crew.people.skill[0]
"""
SHORT = ["--set", "run.periods=10", "--set", "organization.members=8"]


def answer(arguments: list[object], capsys: pytest.CaptureFixture[str]) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.thorough
def test_commands_take_a_file_of_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FILE, encoding="utf-8")
    run = ["run", "led", "--rules", file, *SHORT, "--replicates", 3]
    kept = answer([*run, "--set", "mine.rate=0"], capsys)["outcomes"]
    faded = answer([*run, "--set", "mine.rate=0.5"], capsys)["outcomes"]
    assert faded["skill_mean"]["mean"] < kept["skill_mean"]["mean"] / 2
    assert faded["chief_final"]["mean"] < 0.01
    told = answer(["timetable", "--rules", file], capsys)
    names = [event["rule"] for event in told]
    assert names[names.index("development") + 1] == "mine"
    assert "mine.rate" in next(event for event in told if event["rule"] == "mine")["parameters"]
    traced = answer(["trace", "led", "--rules", file, *SHORT, "--period", 3, "--member", 0], capsys)
    assert "mine" in [rule["rule"] for rule in traced["rules"]]
    answer(
        ["compare", "led", "over_managed", "--rules", file, *SHORT, "--replicates", 2, "--set", "mine.rate=0.1"], capsys
    )
    assert main(["scenario", "explain", "led", "mine.rate", "--rules", str(file)]) == 0
    assert "mine: Skill fades" in capsys.readouterr().out
    file.write_text(FILE.replace("crew.people.skill[:]", "crew.people.skill"), encoding="utf-8")
    assert main(["run", "led", "--rules", str(file), *SHORT]) == 2
    assert "mine.py, line 12: AttributeError" in capsys.readouterr().err
    assert main(["run", "led", "--set", "mine.rate=0.5"]) == 2, "what one command was told, no other knows"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (None, "there is no file"),
        ("class Mine(:\n", "line 1: invalid syntax"),
        ("import sim\n1 / 0\n", "line 2: ZeroDivisionError"),
        ("x = 1\n", "defines neither a rule nor a measure"),
        (FILE.replace("rate = sim.share(0.1", "skill = sim.column('people', float, 'members'"), "exists already"),
        (FILE.replace('"development"', '"nowhere"'), "which is no rule"),
        (FILE.replace("0.1", "2"), "mine.py:9:5\n9 |     rate = sim.share(2"),
        (FILE.replace("import sim", "import sim, threading\nL = threading.Lock()", 1).replace("= 1 -", "= len(L) -"),
         "cannot be identified: it uses a _thread.lock"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(
    text: str | None, wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.py"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert main(["run", "led", "--rules", str(file)]) == 2
    said = capsys.readouterr().err
    assert wrong in said
    assert "Traceback" not in said


FLAWED = """
import sim


class Mine(sim.Mechanism):
    rate = sim.share(2, "m")
    n: int = sim.amount(1, 5, 2, "u", "m")
    mood = sim.column("people", float, "members", "m", start="mine.rte")
    moods = sim.mean("people.moods", "m")

    def step(luck, t, crew):
        zumm(crew)
        crew.people.skil[0] = crew.wek.decision[0] + p.mine.rte + p.developmnt.rate


made_good = sim.mean("people.mood", "m")
"""


def test_everything_that_is_wrong_with_a_file_of_rules_is_said_at_once_each_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FLAWED, encoding="utf-8")
    assert main(["run", "led", "--rules", str(file), "--json"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [(error["where"]["line"], error["message"].partition(";")[0]) for error in errors] == [
        (6, "the default of mine.rate cannot be 2"),
        (7, "the limits of mine.n are 5 and 2"),
        (8, "the column people.mood of rule mine cannot start at 'mine.rte', which is no parameter"),
        (9, "the measure moods is of people.moods, which is no column"),
        (11, "mine.step takes (luck, t, crew, p), not (luck, t, crew)"),
        (11, "mine.step uses p, zumm, which is not defined"),
        (11, "mine.step: crew has no 'wek'"),
        (11, "mine.step: crew.people has no 'skil'"),
        (16, "the measure made_good exists already"),
    ]
    assert {error["where"]["file"] for error in errors} == {str(file)}


def test_two_rules_of_one_name_in_a_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A subclass has the name of its class, and takes its place."""
    rule = "class {}({}):\n    name = 'mine'\n    compiled = False\n    def step(luck, t, crew, p): pass\n"
    first = "import sim\n" + rule.format("First", "sim.Mechanism")
    for base, code in (("First", 0), ("sim.Mechanism", 2)):
        file = tmp_path / f"{base[:3]}.py"
        file.write_text(first + rule.format("Second", base))
        assert main(["timetable", "--rules", str(file)]) == code
    assert "error: First and Second are both called mine; give one of them another `name`" in capsys.readouterr().err


def test_numbers_that_cannot_be_are_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    def step(luck: Any, t: int, crew: Any, p: Any) -> None:
        crew.people.skill[0] = np.nan
        crew.people.esteem[:] = 9

    caplog.set_level(logging.WARNING, "coxed")
    measure = sim.measure("share", 0, 1, "what is no share")(lambda crew: 7.0)
    rules = [*WEEK, _bad(step=step, compiled=False)]
    for _ in range(2):
        sim.run(CREW, 3, rules=rules, measures={"seven": measure})
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == len({*said}) > 2
    assert {
        "esteem is beyond its range, 0 to 1, in 3 of 3 replicates: look at bad, seven",
        "skill is no number in 3 of 3 replicates: look at bad, seven",
        "seven is beyond its range, 0 to 1, in 3 of 3 replicates: look at bad, seven",
    } <= {*said}
    caplog.clear()
    inner = _bad(step=lambda luck, t, crew, p: (p.run._fields, crew.week._fields), compiled=False)
    sim.run(CREW, 3, rules=[*WEEK, inner])
    assert caplog.records == [], "negative control"


@pytest.mark.parametrize(
    ("wrong", "instead"),
    [
        ("crew.people.skil[0]", "crew.people has no 'skil'; did you mean crew.people.skill?"),
        ("crew.peple.skill[0]", "crew has no 'peple'; did you mean crew.people?"),
        ("p.developmnt.rate", "p has no 'developmnt'; did you mean p.development?"),
        ("p.run.weeks", "p.run has no 'weeks'; it has periods, "),
    ],
)
def test_a_name_that_no_record_has_is_said_in_words(wrong: str, instead: str) -> None:
    scope: dict[str, Any] = {}
    exec(f"def step(luck, t, crew, p):\n    x = {wrong}\n", scope)
    built_in = standard()
    crew = built_in.allocate(CREW.parameters, np.ones(1))
    with pytest.raises(TypingError) as refused:
        njit(scope["step"])(luck_of(1, 0, 0), 0, crew, compiled(CREW.parameters))
    text = why(str(refused.value), built_in.columns, built_in.parameters)
    assert text.startswith(instead)
    assert "array(" not in text


LATER = """
from numba import njit

FACTOR = 0.5


def gain(x):
    return FACTOR * x


@njit
def jitted(x):
    return FACTOR * x


def around():
    factor = 0.5

    def change():
        nonlocal factor
        factor = 0.25

    def inside(x):
        return factor * x

    return change, inside


change, inside = around()


def top(x):
    return gain(x), jitted(x), FACTOR * x, inside(x)
"""


def test_compiled_code_has_the_globals_and_closures_of_now(tmp_path: Path) -> None:
    """In a notebook one changes a number between two runs: the second may not have the code of the first."""
    scope: dict[str, Any] = {"__name__": "later"}
    exec(LATER, scope)
    assert scope["jitted"](2.0) == 1
    for number, factor in enumerate((0.5, 0.25)):
        scope["FACTOR"] = factor
        if number == 1:
            scope["change"]()
        for folder in (None, tmp_path / str(number)):
            function = scope["top"]
            if folder is not None:  # what is kept in a folder comes from a file
                folder.mkdir()
                text = "def top(x):\n    return gain(x), jitted(x), FACTOR * x, inside(x)\n"
                function = kernel.functions(folder, text, scope)["top"]
            assert entry(function, folder)(2.0) == (2 * factor,) * 4


def test_code_that_names_a_module_that_is_not_here_counts_as_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of rules that was renamed has the same identity, and its compiled code names the module of before."""

    def top() -> Any:
        return entry(kernel.functions(tmp_path, "def top(x):\n    return 2 * x\n", {})["top"], tmp_path)

    def absent(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'rules_of_before'")

    assert top()(2.0) == 4
    monkeypatch.setattr(IndexDataCacheFile, "_load_data", absent)
    assert top()(2.0) == 4


def test_a_rule_that_prints_is_refused_before_it_ends_the_process() -> None:
    scope: dict[str, Any] = {"__name__": "later"}
    exec("def top(x):\n    print(x)\n    return x\n", scope)
    with pytest.raises(UnsupportedBytecodeError, match="top prints, which only plain Python does"):
        entry(scope["top"], None)


def test_a_rule_that_changed_after_its_model_was_made_is_refused() -> None:
    scope: dict[str, Any] = {"FACTOR": 0.5, "__name__": "later"}
    exec("def step(luck, t, crew, p):\n    crew.people.skill[0] *= FACTOR\n", scope)
    made = model([*WEEK, _bad(step=scope["step"])])
    scope["FACTOR"] = 0.25
    with pytest.raises(RuleError, match="bad changed after the model was made; make the model again"):
        made.prepare(CREW.parameters)


def test_the_built_in_model_is_put_together_once() -> None:
    assert model() is standard() is model(WEEK)
    assert Environment in standard().rules
    assert Knowledge.step.__annotations__["return"] in (bool, "bool")


def test_the_columns_of_a_rule_of_ones_own_can_be_followed() -> None:
    followed = sim.follow(CREW, seed=3, columns=["badge", "tired"], periods=[3, 24], rules=PLAIN).members
    assert (followed["badge"] == followed["person"]).all()
    run = sim.run(CREW, 1, 3, rules=PLAIN)
    np.testing.assert_allclose(
        followed.groupby("period")["tired"].mean(), run.measures["tiredness"][0, [3, 24]], rtol=1e-12
    )
