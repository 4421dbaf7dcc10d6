"""The JSON Schema of study files. `python -m sim.study.file.schema` writes it to `scenarios/study.schema.json`.

It refers to the schema of scenario files, which is in the same folder, for the settings and their values.
"""

import json
import sys
from typing import Any

from sim.model.files import write_whole
from sim.model.measures import measures
from sim.model.outcomes import outcome_names
from sim.model.parameters import Described, described
from sim.scenario import builtin_folder, builtin_names
from sim.scenario.file_contents import FORMAT
from sim.scenario.schema import SCHEMA_FILE as SCENARIO_SCHEMA
from sim.scenario.schema import parameter
from sim.study.design import KINDS
from sim.study.distributions import KINDS as DISTRIBUTIONS
from sim.study.expressions import MOST_SIDES

SCHEMA_FILE = "study.schema.json"
_RULES = ("type", "minimum", "maximum", "enum")


def study_schema() -> dict[str, Any]:
    """The schema (draft 7, which editors understand) of a study file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Coxed study",
        "description": "Which settings are varied, how often each point is run, and what is claimed.",
        "type": "object",
        "additionalProperties": False,
        "required": ["study", "base"],
        "properties": {
            "study": {"const": FORMAT, "title": "Format version", "description": f"Always {FORMAT}."},
            "title": _property("string", "Title", "What the report is called."),
            "base": _scenario("Base", "What is varied: a built-in scenario, or a file in this folder or below."),
            "compare": _compare(),
            "policies": _policies(),
            "set": _of_scenario("definitions/settings"),
            "seed": _property("integer", "Seed", "The same seed gives the same numbers.", minimum=0, default=1),
            "factors": _factors(),
            "design": _design(),
            "replicates": _replicates(),
            "keep": _keep(),
            "claims": {
                "title": "Claims", "description": "Named comparisons, which the report judges.",
                "anyOf": [{"type": "array", "items": _CLAIMS}, _CLAIMS],
            },
            "targets": _targets(),
        },
        "definitions": {
            "outcome": {"enum": outcome_names()},
            **{_shape_name(d): _shape(d) for d in described()},
            "distributions": {"properties": _DISTRIBUTIONS, "propertyNames": {"enum": ["values", *DISTRIBUTIONS]}},
        },
    }  # fmt: skip


_OUTCOME = {"$ref": "#/definitions/outcome"}
_CLAIMS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "type": "string",
        "examples": ["mean(base.made_good_mean) > mean(compare.made_good_mean)"],
    },
}


def _targets() -> dict[str, Any]:
    ends = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    words = {"propertyNames": _OUTCOME, "additionalProperties": ends, "minProperties": 1}
    return _property("object", "Targets", "Ranges in which outcomes must lie, for coxed match.", **words)


def _property(kind: str, title: str, meaning: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "title": title, "description": meaning, **more}


def _scenario(title: str, meaning: str) -> dict[str, Any]:
    return _property("string", title, meaning, examples=builtin_names())


def _compare() -> dict[str, Any]:
    about = "Other scenarios, run at every point with the same random numbers: one, or a list."
    one = {"$ref": "#/properties/base"}
    many = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_SIDES - 1}
    return {"title": "Compare", "description": about, "anyOf": [one, many]}


def _policies() -> dict[str, Any]:
    about = "Levers with their values: every scenario is run under all combinations, at every point."
    return {"title": "Policies", "description": about, "allOf": [{"$ref": "#/properties/factors/anyOf/2"}]}


def _of_scenario(path: str) -> dict[str, str]:
    """A reference into the schema of scenario files."""
    return {"$ref": f"{SCENARIO_SCHEMA}#/{path}"}


def _factors() -> dict[str, Any]:
    each = {d.path: _factor(d) for d in described()}
    return {
        "title": "Factors",
        "description": "The settings that are varied; 'all' are the uncertain ones over what is plausible. A name with "
        "nothing after it is varied over its whole range, or over all of its words.",
        "anyOf": [
            {"const": "all"},
            {"type": "array", "items": {"enum": list(each)}, "minItems": 1},
            {"type": "object", "properties": each, "additionalProperties": False, "minProperties": 1},
        ],
    }


_FORMS = ("[low, high], {values: [...]} or a distribution.", "{values: [...]}.")


def _factor(about: Described) -> dict[str, Any]:
    text = parameter(about)
    lines = text["markdownDescription"].replace("**", "").replace("\n- ", "\n").split("\n\n")
    # Whether interventions can change a setting does not matter to a factor, nor where its numbers come from.
    lines = [line for line in lines if not line.startswith(("Holds for the whole run", "The default is"))]
    lines = [line.partition(" (")[0] if line.startswith("Plausible: ") else line for line in lines]
    return {
        "title": text["title"],
        "description": "\n\n".join([*lines, _FORMS[about.low is None]]),
        "$ref": f"#/definitions/{_shape_name(about)}",
    }


def _shape_name(about: Described) -> str:
    return about.path if about.low is None else f"{about.kind.__name__} {about.low} to {about.high}"


def _shape(about: Described) -> dict[str, Any]:
    """The values of a factor, whether they are written as [low, high], as {values: [...]}, or not at all."""
    value = {"title": about.expected, **{k: v for k, v in parameter(about).items() if k in _RULES}}
    values = {"type": "array", "minItems": 1, "items": {"$ref": f"#/definitions/{_shape_name(about)}/items"}}
    kinds = ["object", *(["array"] if about.low is not None else [])]
    kinds += ["null"] if about.low is not None or about.choices else []
    group: dict[str, Any] = {"properties": {"values": values}, "additionalProperties": False}
    if about.low is not None:
        group = {"properties": {"values": values}, "allOf": [{"$ref": "#/definitions/distributions"}]}
    return {
        "type": kinds,
        **group,
        "minProperties": 1,
        "maxProperties": 1,
        "items": value,
        "minItems": 2,
        "maxItems": 2,
    }


def _numbers(count: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count}


_NORMAL = {name: {"type": "number"} for name in ("mean", "sd", "low", "high")}
_FILE = {name: {"type": "string"} for name in ("path", "column")}
_DISTRIBUTIONS = {
    "loguniform": {"description": "[low, high]: all orders of magnitude are equally likely.", **_numbers(2)},
    "normal": {
        "description": "Cut off at the ends of the allowed range, or at low and high.",
        "type": "object",
        "properties": _NORMAL,
        "required": ["mean", "sd"],
        "additionalProperties": False,
    },
    "triangular": {"description": "[low, mode, high].", **_numbers(3)},
    "empirical": {
        "description": "The values in a column of a CSV file.",
        "anyOf": [
            {"type": "string"},
            {"type": "object", "properties": _FILE, "required": ["path"], "additionalProperties": False},
        ],
    },
}


def _keep() -> dict[str, Any]:
    series = {"anyOf": [{"const": "all"}, {"type": "array", "items": {"enum": list(measures())}}]}
    kept = {"additionalProperties": False, "properties": {"series": series}}
    return _property("object", "Keep", "The measures of which every period is kept.", **kept)


def _design() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 1}
    words = {
        "kind": {"enum": list(KINDS)},
        "n": count,
        "levels": {"type": "integer", "minimum": 2},
        "path": {"type": "string"},
        "seed": {"type": "integer", "minimum": 0},
        "second_order": {"type": "boolean"},
        "groups": {
            "type": "object", "minProperties": 1,
            "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        },
    }  # fmt: skip
    group = {"type": "object", "properties": words, "required": ["kind"], "additionalProperties": False}
    return {
        "title": "Design",
        "description": "Which points are run; without a design all combinations (factorial).",
        "anyOf": [{"enum": list(KINDS)}, group],
    }


def _replicates() -> dict[str, Any]:
    stop = {
        "outcome": _OUTCOME,
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
    """The schema as text, as it is in its file: short, because the text for each factor is long."""
    return json.dumps(study_schema(), separators=(",\n", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    target = builtin_folder() / SCHEMA_FILE
    write_whole(target, schema_text())
    sys.stdout.write(f"{target}\n")
