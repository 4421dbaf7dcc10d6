"""Where values come from, and what they feed: exact, over generated chains of files and against what rules do."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim import kernel, period
from sim.cli import main
from sim.engine import fresh_state
from sim.influence import influence, switches
from sim.measures import Measures, measures
from sim.parameters import compiled, described, groups
from sim.scenario import load
from sim.scenario.provenance import account
from sim.scenario.values import flat
from sim.timetable import around, events
from sim.understanding.explaining import explained
from sim.understanding.plain import plain
from sim.usage import measures_written, python
from tests.strategies import partial
from tests.test_timetable import CREWS

LAYER = st.fixed_dictionaries(
    {
        "settings": partial(most=4),
        "blanks": st.lists(st.integers(0, 2), min_size=12, max_size=12),
        "steps": st.none()
        | st.lists(st.tuples(st.integers(1, 199), partial(fixed=False, most=2).filter(bool)), max_size=2),
    }
)


def written(layer: dict[str, Any], parent: str | None) -> tuple[str, dict[str, int], list[tuple[int, dict[str, int]]]]:
    """A layer as a file, and the line of every setting in it and in its interventions."""
    lines = ["coxed: 1"] + ([f"extends: {parent}"] if parent else [])
    where: dict[str, int] = {}
    steps: list[tuple[int, dict[str, int]]] = []
    blanks = iter(layer["blanks"])

    def grouped(values: dict[str, Any], indent: str, places: dict[str, int]) -> None:
        for group in groups():
            inside = {path: value for path, value in values.items() if path.partition(".")[0] == group}
            if inside:
                lines.append(f"{indent}{group}:")
            for path, value in inside.items():
                lines.extend(["# a remark", ""][: next(blanks, 0)])
                lines.append(f"{indent}  {path.partition('.')[2]}: {value!r}".replace("'", ""))
                places[path] = len(lines)

    grouped(layer["settings"], "", where)
    if layer["steps"]:
        lines.append("interventions:")
        for at, values in layer["steps"]:
            lines.extend([f"  - at: {at}", "    set:"])
            steps.append((at, {}))
            grouped(values, "      ", steps[-1][1])
    return "\n".join(lines) + "\n", where, steps


@given(chain=st.lists(LAYER, min_size=1, max_size=4), flags=partial(most=3))
def test_every_value_is_traced_to_the_line_that_set_it(
    chain: list[dict[str, Any]], flags: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The first of the chain is the child; the nearest layer that says something counts, flags above all."""
    folder = tmp_path_factory.mktemp("chain")
    expected: dict[str, list[tuple[str, str]]] = {
        path: [(f"--set {path}={value}", "flag")] for path, value in flags.items()
    }
    planned: list[tuple[str, int, dict[str, int]]] | None = None
    for depth, layer in enumerate(chain):
        name = f"layer{depth}.yaml"
        text, where, steps = written(layer, f"layer{depth + 1}.yaml" if depth + 1 < len(chain) else None)
        (folder / name).write_text(text, encoding="utf-8")
        for path, line in where.items():
            expected.setdefault(path, []).append((f"{folder / name}:{line}", "parent" if depth else "file"))
        if planned is None and steps:
            planned = [(name, at, lines) for at, lines in steps]
    first, sets = str(folder / "layer0.yaml"), [f"{path}={value}" for path, value in flags.items()]
    told, scenario = account(first, sets), load(first, sets)
    found = {one.about.path: one for one in explained(scenario, told)}
    assert {path: [(s.origin, s.by) for s in one.said] for path, one in found.items() if one.said} == expected
    for path, one in found.items():
        assert one.value == flat(scenario.parameters)[path]
        if one.said:
            assert one.said[0].value == one.value
            line = one.said[0].line
            assert line is None or one.about.name in Path(one.said[0].file).read_text("utf-8").splitlines()[line - 1]
        else:
            assert (one.origin, one.by, one.value) == ("default", "default", one.about.default)
    steps_found = [(s.at, {path: said.origin for path, said in s.settings.items()}) for s in told.steps]
    assert steps_found == [
        (at, {path: f"{folder / name}:{line}" for path, line in lines.items()}) for name, at, lines in planned or []
    ]


class Recording:
    """A group of parameters that notes which of them are read."""

    def __init__(self, name: str, values: Any, read: set[str]) -> None:
        self._name, self._values, self._read = name, values, read

    def __getattr__(self, name: str) -> Any:
        self._read.add(f"{self._name}.{name}")
        return getattr(self._values, name)


def parameters_read(crew: sim.Scenario) -> dict[str, set[str]]:
    """What every rule reads of its groups in a run in plain Python."""
    state, p = fresh_state(crew), compiled(crew.parameters)
    kernel.begin(state, p, 1, 0)
    read: dict[str, set[str]] = {event.rule: set() for event in events()}
    source = plain(period.one_period)
    numbers = {id(getattr(p, group)): group for group in groups()}

    def watched(rule: str) -> Any:
        standard = source.__globals__[rule]

        def watching(*arguments: Any) -> Any:
            return standard(*(Recording(numbers[id(a)], a, read[rule]) if id(a) in numbers else a for a in arguments))

        return watching

    source.__globals__.update({event.rule: watched(event.rule) for event in events()})
    for t in range(crew.parameters.run.periods):
        source(plain(kernel.luck_of)(1, 0, t + 1), t, state, p)
    return read


def test_a_rule_uses_the_parameters_that_it_is_said_to_use_and_no_others() -> None:
    """Held against what is read while the rules run; a span that is handed over by itself is no group."""
    together: dict[str, set[str]] = {event.rule: set() for event in events()}
    for crew in CREWS.values():
        for rule, read in parameters_read(crew).items():
            together[rule] |= read
    said = {event.rule: set(event.parameters) for event in events()}
    assert {rule: read - said[rule] for rule, read in together.items() if read - said[rule]} == {}
    unread = {rule: paths - together[rule] for rule, paths in said.items() if paths - together[rule]}
    assert unread.pop("development") == {"organization.span_of_control"}
    assert unread == {}


def test_every_parameter_feeds_something() -> None:
    for about in described():
        fed = influence(about.path)
        assert fed.rules or fed.shapes or fed.switches, about.path
    assert {event.rule for event in around()} == {"hierarchy", "founding", "cliques", "summarize"}
    assert set(switches()) == {"organization.work"}
    assert "people.tie" in influence("network.ties").shapes


def test_what_communication_feeds() -> None:
    (feed,) = influence("leadership.communication").rules
    assert feed.rule == "communication"
    assert feed.writes == ("people.belief", "week.alignment")
    assert set(feed.measures) == {"belief_accuracy", "knowledge", "fit", "alignment"}


def test_every_measure_is_made_of_the_columns_it_is_said_to_be_made_of() -> None:
    """A column that is changed by hand changes those measures of `record` that are said to be made of it, no others."""
    crew = CREWS["led"]
    organization = sim.Organization(crew, seed=1)
    for _ in range(12):
        organization.step()
    state, t = organization.state, 11
    said = measures_written(python(period.record), {})
    record = plain(period.record)
    base = recorded(record, t, state)
    columns = {column for made in said.values() for column in made}
    for column in columns:
        part, _, name = column.partition(".")
        array = getattr(getattr(state, part), name)
        held, moved = array.copy(), set()
        for part_of_it, value in ((slice(None, None, 3), -1), (slice(1, None), 0), (slice(-1), 1)):
            array.flat[part_of_it] = value
            moved |= {m for m, value in recorded(record, t, state).items() if value != base[m]}
            array[...] = held
        assert moved <= {m for m, made in said.items() if column in made}, column
        assert moved, column
    everywhere = [measures_written(python(vars(period)[e.rule]), {}) for e in events() if "series" in e.writes]
    assert {m for found in everywhere for m in found} == set(measures())


def recorded(record: Any, t: int, state: Any) -> dict[str, float]:
    """What `record` writes."""
    record(t, *state)
    return {name: float(state.series[row, t]) for row, name in enumerate(Measures._fields)}


def test_explain_says_who_set_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("coxed: 1\nextends: over_managed\nleadership:\n  strength: 0.5\n", encoding="utf-8")
    assert main(["scenario", "explain", "mine.yaml", "leadership.strength", "--set", "leadership.strength=0.7"]) == 0
    shown = capsys.readouterr().out
    assert "leadership.strength = 0.7 share    --set leadership.strength=0.7" in shown
    for line in (
        "overrides 0.5 from mine.yaml:4",
        "overrides 0 from managed_only.yaml:12",
        "overrides 1 from led.yaml:16",
    ):
        assert line in shown
    assert "[March1991] March, James G. (1991). Exploration and Exploitation" in shown
    assert main(["scenario", "explain", "mine.yaml"]) == 0
    shown = capsys.readouterr().out
    for about in described():
        assert f"  {about.name} = " in shown
        assert about.meaning.split()[-1] in shown
    assert main(["scenario", "explain", "mine.yaml", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == ["mine.yaml", "over_managed.yaml", "managed_only.yaml", "led.yaml"]
    assert [one["parameter"] for one in told["parameters"]] == [about.path for about in described()]


@pytest.mark.parametrize(
    ("asked", "help"),
    [
        ("leadership.comunication", "did you mean leadership.communication?"),
        ("leadershp", "did you mean leadership?"),
        ("strength", "did you mean management.strength or leadership.strength?"),
        ("leadership.control", "did you mean management.control?"),
        ("xyzzy", "groups: run, environment"),
    ],
)
def test_an_unknown_parameter_is_refused_with_what_was_meant(
    asked: str, help: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenario", "explain", "led", asked]) == 2
    shown = capsys.readouterr()
    assert help in shown.err
    assert not shown.out


def test_the_plain_period_is_the_same_text_and_calls_nothing_compiled() -> None:
    copy: Any = plain(period.one_period)
    assert copy.__code__ is python(period.one_period).__code__
    assert not [name for name in copy.__code__.co_names if hasattr(copy.__globals__.get(name), "py_func")]
    assert hasattr(period.action, "py_func"), "negative control: the period's own rules are compiled"
