"""Where values come from, and what they feed: exact, over generated chains of files and against what rules do."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.cli import main
from sim.cli.explain import _change_to_try
from sim.explain.explanation import explanations
from sim.explain.structure import around, events, influence, made_of, observe
from sim.model.assemble import standard
from sim.model.parameters import described, groups
from sim.model.plain_values import compiled
from sim.model.week import WEEK
from sim.scenario import builtin_names, load
from sim.scenario.provenance import account
from sim.scenario.values import flat
from tests.strategies import partial
from tests.test_structure import CREWS, Recording, plays

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
    origins, scenario = account(first, sets), load(first, sets)
    by_path = {one.about.path: one for one in explanations(scenario, origins)}
    assert {
        path: [(s.origin, s.by) for s in one.assignments] for path, one in by_path.items() if one.assignments
    } == expected
    for path, one in by_path.items():
        assert one.value == flat(scenario.parameters)[path]
        if one.assignments:
            assert one.assignments[0].value == one.value
            line = one.assignments[0].line
            assert (
                line is None
                or one.about.name in Path(one.assignments[0].file).read_text("utf-8").splitlines()[line - 1]
            )
        else:
            assert (one.origin, one.by, one.value) == ("default", "default", one.about.default)
    steps_text = [(s.at, {path: one.origin for path, one in s.settings.items()}) for s in origins.steps]
    assert steps_text == [
        (at, {path: f"{folder / name}:{line}" for path, line in lines.items()}) for name, at, lines in planned or []
    ]


def parameters_read(crew: sim.Scenario) -> dict[str, set[str]]:
    """What every rule reads in a run in plain Python."""
    read: dict[str, set[str]] = {event.rule: set() for event in events()}
    for _, play, state in plays(crew, standard(), lambda p, rule: Recording(p, read.setdefault(rule, set()))):
        play(state)
    return read


def test_a_rule_uses_the_parameters_that_it_is_said_to_use_and_no_others() -> None:
    """Held against what is read while the rules run, and while they are asked whether they act."""
    together: dict[str, set[str]] = {}
    for crew in CREWS.values():
        for rule, read in parameters_read(crew).items():
            together[rule] = together.get(rule, set()) | read
    declared = {event.rule: set(event.parameters) for event in (*around(), *events()) if event.rule in together}
    assert declared == together


def test_a_parameter_switches_the_rules_whose_conditions_read_it() -> None:
    read: dict[str, set[str]] = {about.path: set() for about in described()}
    for crew in CREWS.values():
        for rule in WEEK:
            paths: set[str] = set()
            if rule.active is not None:
                rule.active(Recording(compiled(crew.parameters), paths))
            for path in paths:
                read[path].add(rule.name)
    assert {path: set(influence(path).switches) for path in read} == read
    assert any(read.values())


def test_every_parameter_feeds_something() -> None:
    fed = {about.path: influence(about.path) for about in described()}
    assert [path for path, feeds in fed.items() if not (feeds.rules or feeds.shapes or feeds.switches)] == []
    assert "people.tie" in fed["network.ties"].shapes
    assert [feed.rule for feed in fed["environment.trace"].rules] == ["environment"]


def test_what_communication_feeds() -> None:
    (feed,) = influence("leadership.communication").rules
    assert feed.rule == "communication"
    assert feed.writes == ("people.belief", "week.alignment")
    assert feed.measures == ("alignment",)


def test_every_measure_is_made_of_the_columns_it_is_said_to_be_made_of() -> None:
    """A column that is changed by hand changes those measures that are said to be made of it, no others."""
    week = standard()
    organization = sim.Organization(CREWS["led"], seed=1)
    for _ in range(12):
        organization.step()
    state, record = organization.state, observe(week.measures.values(), week.columns)
    state.week.reprimanded[::2] = state.week.idea[::2] = True
    state.week.initiative[::2] = state.week.right[::2] = True
    state.course.events[:] = range(3, 12)
    state.course.lowest_events[:] = range(2, 11)

    def recorded() -> dict[str, float]:
        record(state, compiled(CREWS["led"].parameters), 11)
        return {name: float(state.series[row, 11]) for row, name in enumerate(week.measures)}

    base, moved = recorded(), {name: set[str]() for name in week.measures}
    for path, column in week.columns.items():
        array = getattr(getattr(state, column.record), column.name)
        usual = array.copy()
        for part, value in ((slice(None, None, 3), -1), (slice(1, None), 0), (slice(-1), 1), (slice(None), 2)):
            array.flat[part] = min(value, int(column.high)) if column.high == 1 else value
            for name, number in recorded().items():
                if number != base[name]:
                    moved[name].add(path)
            array[...] = usual
    assert {name: {*made_of(measure)} for name, measure in week.measures.items()} == moved


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
    as_json = json.loads(capsys.readouterr().out)
    assert as_json["files"] == ["mine.yaml", "over_managed.yaml", "managed_only.yaml", "led.yaml"]
    assert [one["parameter"] for one in as_json["parameters"]] == [about.path for about in described()]


@pytest.mark.parametrize(
    ("asked", "next"),
    [
        (["led", "run.warm_up"], "what-if led --set run.warm_up=1"),
        (["us_gdp", "environment.trace"], "what-if us_gdp --set environment.trace=us_administrative_services"),
        (["led", "organization.members"], "what-if led --set organization.members=100"),
        (["led", "--set", "network.ties=3"], "what-if led --set network.ties=3"),
        (["led", "--set", "network.ties=4"], None),
        (["led", "published.layout"], None),
    ],
)
def test_the_change_that_is_proposed_changes_the_scenario(
    asked: list[str], next: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenario", "explain", *asked]) == 0
    said = capsys.readouterr().err
    assert (f"next: coxed scenario {next}   (" in said) if next else ("next:" not in said)


SOME = ["led", "us_gdp", "march_1991_text"]


@pytest.mark.parametrize(
    "name", [*SOME, *(pytest.param(n, marks=pytest.mark.thorough) for n in builtin_names() if n not in SOME)]
)
def test_every_change_that_is_proposed_is_accepted(name: str) -> None:
    scenario, found = load(name), []
    for one in explanations(scenario, account(name)):
        change = _change_to_try(name, None, one)
        found += [one.about.path] if change else []
        assert all(load(name, [setting]).fingerprint() != scenario.fingerprint() for setting in change)
    assert {about.path for about in described()} - {*found} <= {"published.layout"}, "its cliques need other settings"


@pytest.mark.parametrize(
    ("asked", "next"),
    [
        (["cite", "{file}"], "scenario explain {file}"),
        (["scenario", "explain", "{file}"], "scenario what-if {file}"),
    ],
)
def test_what_is_proposed_next_has_the_same_rules_and_settings(
    asked: list[str], next: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, rules = tmp_path / "mine.yaml", tmp_path / "mine.py"
    file.write_text("coxed: 1\nextends: led\nmine: {rate: 0.05}\n")
    rules.write_text(
        "import sim\nclass Mine(sim.Mechanism):\n    rate = sim.share(0.1, 'm')\n    def step(luck, t, crew, p): pass\n"
    )
    options = ["--rules", str(rules), "--set", "mine.rate=0.5"]
    assert main([word.format(file=file) for word in [*asked, *options]]) == 0
    said = capsys.readouterr().err
    assert f"next: coxed {next.format(file=file)} {' '.join(options)}" in said
    if asked[0] == "cite":
        assert f"to save them: coxed cite {file} {' '.join(options)} > mine.bib" in said


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
