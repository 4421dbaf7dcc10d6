"""The JSON Schema of study files. `python -m sim.study.schema` writes it to `scenarios/study.schema.json`."""

import json
import sys
from typing import Any

from sim.measures import measures
from sim.outcomes import outcome_names
from sim.parameters import Described, described
from sim.scenario import builtin_folder, builtin_names, schema
from sim.scenario.layer import FORMAT
from sim.scenario.schema.teaching import parameter
from sim.study.design import KINDS
from sim.study.parts import write_aside

SCHEMA_FILE = "study.schema.json"


def study_schema() -> dict[str, Any]:
    """The schema (draft 7, which editors understand) of a study file."""
    scenario = schema()
    settings = {**_settings(scenario), **{d.path: {"$ref": f"#/definitions/{d.path}"} for d in described()}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Coxed study",
        "description": "Which settings are varied, how often each point is run, and what is claimed.",
        "type": "object",
        "additionalProperties": False,
        "required": ["coxed", "base"],
        "properties": {
            "coxed": {"const": FORMAT, "title": "Format version", "description": f"Always {FORMAT}."},
            "title": _said("string", "Title", "What the report is called."),
            "base": _scenario("Base", "What the factors vary: a built-in scenario, or a file in this folder or below."),
            "compare": _scenario("Compare", "A second scenario that is run at every point with the same luck."),
            "set": _said("object", "Set", "What all runs share.", additionalProperties=False, properties=settings),
            "seed": _said("integer", "Seed", "The same seed gives the same numbers.", minimum=0, default=1),
            "factors": _factors(),
            "design": _design(),
            "replicates": _replicates(),
            "keep": _said("object", "Keep", "What is kept of every period.", additionalProperties=False, properties={
                "series": {"anyOf": [{"const": "all"}, {"type": "array", "items": {"enum": list(measures())}}]},
            }),
            "claims": {
                "title": "Claims", "description": "Named comparisons, which the report judges.",
                "anyOf": [{"type": "array", "items": _CLAIMS}, _CLAIMS],
            },
        },
        "definitions": scenario["definitions"],
    }  # fmt: skip


_CLAIMS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "type": "string",
        "examples": ["mean(base.made_good_mean) > mean(compare.made_good_mean)"],
    },
}


def _settings(scenario: dict[str, Any]) -> dict[str, Any]:
    groups = {d.group for d in described()}
    return {name: section for name, section in scenario["properties"].items() if name in groups}


def _said(kind: str, title: str, meaning: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "title": title, "description": meaning, **more}


def _scenario(title: str, meaning: str) -> dict[str, Any]:
    return _said("string", title, meaning, examples=builtin_names())


def _factors() -> dict[str, Any]:
    each = {d.path: _factor(d) for d in described()}
    return {
        "title": "Factors",
        "description": "The settings that are varied; 'all' are those whose default is an assumption.",
        "anyOf": [
            {"const": "all"},
            {"type": "array", "items": {"enum": list(each)}, "minItems": 1},
            {"type": "object", "properties": each, "additionalProperties": False, "minProperties": 1},
        ],
    }


def _factor(about: Described) -> dict[str, Any]:
    one = {"$ref": f"#/definitions/{about.path}"}
    shapes: list[dict[str, Any]] = [
        {"type": "object", "properties": {"values": {"type": "array", "items": one, "minItems": 1}},
         "required": ["values"], "additionalProperties": False},
    ]  # fmt: skip
    if about.low is not None:
        shapes.append({"type": "array", "items": one, "minItems": 2, "maxItems": 2})
    if about.low is not None or about.choices:
        shapes.append({"type": "null"})
    told = parameter(about)
    help = "Vary it over [low, high], over {values: [...]}, or over its whole range by saying nothing."
    return {
        "title": told["title"],
        "description": f"{help} {told['description']}",
        "markdownDescription": f"{help}\n\n{told['markdownDescription']}",
        "anyOf": shapes,
    }


def _design() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 1}
    words = {
        "kind": {"enum": list(KINDS)},
        "n": count,
        "levels": {"type": "integer", "minimum": 2},
        "path": {"type": "string"},
    }
    group = {"type": "object", "properties": words, "required": ["kind"], "additionalProperties": False}
    return {
        "title": "Design",
        "description": "Which points are visited: factorial (all combinations) if nothing is said.",
        "anyOf": [{"enum": list(KINDS)}, group],
    }


def _replicates() -> dict[str, Any]:
    stop = {
        "outcome": {"enum": outcome_names()},
        "half_width": {"type": "number", "exclusiveMinimum": 0},
        "look_ahead": {"type": "integer", "minimum": 1, "default": 2},
    }
    stopping = {"type": "object", "properties": stop, "required": ["half_width"], "additionalProperties": False}
    count = {"type": "integer", "minimum": 2}
    group = {"type": "object", "properties": {"min": count, "max": count, "stop": stopping}, "required": ["max"]}
    return {
        "title": "Replicates",
        "description": "How often each point is run: a number, or until the interval is narrow enough.",
        "anyOf": [{"type": "integer", "minimum": 1}, {**group, "additionalProperties": False}],
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(study_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    target = builtin_folder() / SCHEMA_FILE
    write_aside(target, schema_text().encode())
    sys.stdout.write(f"{target}\n")
