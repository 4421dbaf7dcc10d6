"""The JSON Schema of scenario files says the same as the loader."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.model.parameters import LONGEST_RUN, described, groups
from sim.scenario import (
    Scenario,
    ScenarioError,
    builtin_folder,
    builtin_names,
    load,
    schema,
)
from sim.scenario.schema import SCHEMA_FILE, schema_text, write_schema
from tests.scenario_files import load_text
from tests.strategies import scenarios


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
        patterns = part.get("patternProperties", {}).items()
        parts = {k: [s for p, s in patterns if re.search(p, k)] or [part["properties"].get(k)] for k in value}
        inside = all(s is not None and accepts(s, value[k], root) for k in value for s in parts[k])
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


def test_schema_and_loader_take_dotted_names_at_the_left_margin(tmp_path: Path) -> None:
    made, file = schema(), tmp_path / "a.yaml"
    for content, right in (
        ({"leadership.strength": 0.5, "leadership": {"listening": 0.4}}, True),
        ({"run.x": 1}, False),
    ):
        assert accepts(made, {"coxed": 1, **content}, made) is right
        file.write_text(json.dumps({"coxed": 1, **content}))
        if right:
            parameters = load(file).parameters.leadership
            assert (parameters.strength, parameters.listening) == (0.5, 0.4)
            assert load(file).origins["leadership.strength"] == f"{file}:1"
        else:
            with pytest.raises(ScenarioError, match="unknown setting 'x'"):
                load(file)


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
