"""A new scenario file: what a student changes most, commented out, with range, unit and meaning."""

from itertools import groupby
from textwrap import wrap

from sim.parameters import Described, groups
from sim.scenario.layer import FORMAT
from sim.scenario.names import SETTINGS
from sim.scenario.schema import SCHEMA_FILE

WIDTH = 100
COMMON = (
    "run.periods", "environment.strategic_turbulence", "environment.operational_turbulence", "environment.shock_every",
    "organization.members", "organization.turnover", "management.strength", "management.control",
    "management.planning", "management.planning_horizon", "leadership.strength", "leadership.review_every",
    "leadership.communication", "rewards.initiative", "motivation.initial_safety", "network.ties",
)  # fmt: skip
"""The settings that a template names."""

_HEAD = """\
# yaml-language-server: $schema=./{schema}
# What does this crew do otherwise than {parent}, and why?
#
# Remove '# ' in front of a group and of a setting below it, and change the number. What stays commented out is as in
# {parent}. Check it with: coxed scenario check {file}

coxed: {format}
title: {title}
extends: {parent}
"""
_TAIL = """\

# From a period on, things may change:
# interventions:
#   - at: 100
#     set:
#       environment.strategic_turbulence: 0.1
"""


def template(file: str, title: str, parent: str, held: dict[str, object]) -> str:
    """The text of a new scenario file of this name; `held` are the parent's values by dotted path."""
    about = [SETTINGS[path] for path in COMMON]
    parts = [_HEAD.format(schema=SCHEMA_FILE, file=file, format=FORMAT, title=title, parent=parent)]
    for group, settings in groupby(about, key=lambda d: d.group):
        lines = [*_comment(groups()[group].__doc__ or "", ""), f"# {group}:"]
        for setting in settings:
            lines += [*_comment(_meaning(setting), "  "), f"#   {setting.name}: {_written(held[setting.path])}"]
        parts.append("\n".join(["", *lines, ""]))
    return "".join(parts) + _TAIL


def _meaning(about: Described) -> str:
    unit = "" if about.unit == "choice" else f" ({about.unit})"
    return f"{about.meaning} Takes {about.expected}{unit}."


def _comment(text: str, indentation: str) -> list[str]:
    """Lines that stay comments when the settings are made settings."""
    return [f"# {indentation}# {line}" for line in wrap(text, WIDTH)]


def _written(value: object) -> str:
    return "null" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
