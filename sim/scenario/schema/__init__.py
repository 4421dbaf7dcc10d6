"""The JSON Schema of scenario files, from which editors complete, explain and check while one types.

`python -m sim.scenario.schema` writes it to `scenarios/scenario.schema.json`.
"""

import json
from pathlib import Path
from typing import Any

from sim.parameters import LONGEST_RUN, Described, described, groups
from sim.scenario.layer import FORMAT
from sim.scenario.schema.teaching import parameter
from sim.scenario.shelf import builtin_names
from sim.scenario.writing import write_whole

SCHEMA_FILE = "scenario.schema.json"


def schema() -> dict[str, Any]:
    """The schema (draft 7, which editors understand) of a scenario file."""
    sections = {group: _section(group, model.__doc__ or "") for group, model in groups().items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Coxed scenario",
        "description": "One setting of an organization and its ocean; what is not mentioned keeps its default.",
        "type": "object",
        "additionalProperties": False,
        "required": ["coxed"],
        "properties": {
            "coxed": {
                "const": FORMAT,
                "title": "Format version",
                "description": f"Always {FORMAT}, so that later versions of Coxed know how to read the file.",
            },
            "title": {
                "type": "string",
                "title": "Title",
                "description": "What reports and figures call the scenario.",
                "examples": ["A crew that hears its captain"],
            },
            "extends": {
                "type": "string",
                "title": "Parent scenario",
                "description": "A built-in scenario, or a file in this folder or below, which this one changes.",
                "examples": builtin_names(),
            },
            **sections,
            "interventions": _interventions(),
        },
        "definitions": {d.path: parameter(d) for d in described()},
    }


def _section(group: str, meaning: str) -> dict[str, Any]:
    names = {d.name: _reference(d) for d in described() if d.group == group}
    return _object(group.capitalize(), meaning, names)


def _interventions() -> dict[str, Any]:
    changeable = [d for d in described() if not d.fixed]
    groups_of = {
        group: _object(
            group.capitalize(), model.__doc__ or "", {d.name: _reference(d) for d in changeable if d.group == group}
        )
        for group, model in groups().items()
        if any(d.group == group for d in changeable)
    }
    at = {"type": "integer", "minimum": 1, "maximum": LONGEST_RUN - 1, "title": "Period"}
    at["description"] = "From which period on the changes hold; less than run.periods."
    both = groups_of | {d.path: _reference(d) for d in changeable}
    changes = _object("Changes", "Settings that change, in groups or as dotted names.", both)
    changes["minProperties"] = 1
    item = _object("Intervention", "Settings that change during the run.", {"at": at, "set": changes})
    item["required"] = ["at", "set"]
    begun = {"at": 100, "set": {"environment.strategic_turbulence": 0.1}}
    # Editors offer it as a beginning.
    item["defaultSnippets"] = [{"label": "at, set", "description": "From a period on.", "body": begun}]
    return {
        "type": "array",
        "title": "Interventions",
        "description": "Changes during the run, in the order of time; a list here replaces the parent's.",
        "items": item,
    }


def _object(title: str, meaning: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "title": title,
        "description": meaning,
        "additionalProperties": False,
        "properties": properties,
    }


def _reference(about: Described) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{about.path}"}


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(folder: Path) -> Path:
    """Write the schema into a folder, whole or not at all."""
    target = folder / SCHEMA_FILE
    write_whole(target, schema_text().encode())
    return target
