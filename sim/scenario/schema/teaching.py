"""What an editor shows of a parameter: title, meaning, range, unit, default, source, and when it has no effect."""

from typing import Any

from sim.parameters import Described
from sim.scenario.idle import IDLE
from sim.scenario.shelf import traces

_SOURCES = {"assumed": "The default is assumed, not measured.", "design": "The default is a choice of design."}


def parameter(about: Described) -> dict[str, Any]:
    """The schema of one parameter: its range as rules, and all that is known of it as text."""
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
    if about.fixed:
        notes.append("Holds for the whole run: interventions cannot change it.")
    reasons = [f"{idle.title} ({code})" for code, idle in IDLE.items() if about.path in idle.settings]
    if reasons:
        notes.append(f"Without effect where: {'; '.join(reasons)}.")
    return notes


def _examples(about: Described) -> list[Any]:
    """The default between the ends of a share; elsewhere the default, as ends are no examples."""
    ends = [about.low, about.high] if about.unit == "share" else []
    numbers = sorted({about.kind(value) for value in [*ends, about.default] if value is not None})
    return [int(number) if number == int(number) else number for number in numbers]
