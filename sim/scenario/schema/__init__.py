"""The JSON Schema of scenario files: with it, editors complete, explain and check while somebody types.

`python -m sim.scenario.schema` writes it to `scenarios/scenario.schema.json`.
"""

import json
import re
from pathlib import Path
from typing import Any

from sim.model.files import write_whole
from sim.model.parameters import LONGEST_RUN, Described, described, groups
from sim.scenario.builtin import builtin_names, traces
from sim.scenario.file_contents import FORMAT
from sim.scenario.warnings import IDLE

_SOURCES = {"assumed": "The default is assumed, not measured.", "design": "The default is a choice of design."}
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
        # Dotted names are accepted too. As patterns they are checked, but editors do not offer them beside the groups.
        "patternProperties": {f"^{re.escape(d.path)}$": _reference(d) for d in described()},
        "definitions": {"settings": _settings(), **{d.path: parameter(d) for d in described()}},
    }


def _settings() -> dict[str, Any]:
    """All settings, in groups or as dotted names, for the schema of studies."""
    named = {group: {"$ref": f"#/properties/{group}"} for group in groups()}
    named |= {d.path: _reference(d) for d in described()}
    return _object("Settings", "Settings, in groups or as dotted names.", named)


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


def parameter(about: Described) -> dict[str, Any]:
    """The schema of one parameter: its range, and as text its meaning, unit, default, source and more."""
    plain, marked = _lines(about, "{}: {}."), _lines(about, "- {}: **{}**")
    result: dict[str, Any] = {
        "title": _title(about),
        "description": " ".join([about.meaning, *plain, *_notes(about)]),
        # What editors show where they can show more than plain text.
        "markdownDescription": "\n\n".join([about.meaning, "\n".join(marked), *_notes(about)]),
        "default": about.default,
    }
    if about.choices:
        return result | {"enum": list(about.choices)}
    if about.kind is str:
        return result | {"type": ["string", "null"], "examples": [*traces().files()]}
    kind = "integer" if about.kind is int else "number"
    return result | {"type": kind, "minimum": about.low, "maximum": about.high, "examples": _examples(about)}


def _title(about: Described) -> str:
    return f"{about.group.capitalize()}: {about.name.replace('_', ' ')}"


def _lines(about: Described, form: str) -> list[str]:
    facts = {"Takes": about.expected, "Unit": about.unit, "Default": _default(about)}
    if about.unit in ("choice", "file"):
        del facts["Unit"]
    return [form.format(name, fact) for name, fact in facts.items()]


def _default(about: Described) -> str:
    return "none" if about.default is None else f"{about.default:g}" if about.kind is float else str(about.default)


def _notes(about: Described) -> list[str]:
    notes = [_SOURCES.get(about.source, f"Source of the default: {about.source} (references.bib).")]
    if about.plausible is not None:
        notes.append(f"Plausible: {about.plausible} ({about.plausible.source}).")
    if about.fixed:
        notes.append("Holds for the whole run: interventions cannot change it.")
    reasons = [f"{idle.title} ({code})" for code, idle in IDLE.items() if about.path in idle.settings]
    if reasons:
        notes.append(f"Without effect where: {'; '.join(reasons)}.")
    return notes


def _examples(about: Described) -> list[Any]:
    """Of a share the two ends and the default; of another number the default alone."""
    ends = [about.low, about.high] if about.unit == "share" else []
    numbers = sorted({about.kind(value) for value in [*ends, about.default] if value is not None})
    return [int(number) if number == int(number) else number for number in numbers]
