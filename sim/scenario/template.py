"""A new scenario file: the settings that are changed most, as comments, with range, unit and meaning.

Those of rules of one's own are there too, where they are known.
"""

from itertools import groupby
from textwrap import wrap

from sim.model.parameters import Described, described, groups, known, own_defaults
from sim.scenario.file_contents import FORMAT
from sim.scenario.names import SETTINGS
from sim.scenario.schema import SCHEMA_FILE

WIDTH = 100
COMMON = (
    "run.periods", "environment.strategic_turbulence", "environment.operational_turbulence", "environment.shock_every",
    "organization.members", "organization.turnover", "management.strength", "management.control",
    "management.planning", "management.planning_horizon", "leadership.strength", "leadership.review_every",
    "leadership.communication", "rewards.initiative", "motivation.initial_safety", "network.ties",
)  # fmt: skip
"""The built-in settings that a template names."""

_HEAD = """\
# yaml-language-server: $schema=./{schema}
# How does this crew differ from {parent}, and why?
#
# Remove '# ' in front of a group and in front of a setting below it, and change the number. What stays a comment is as
# in {parent}. Check the file with: {check}

coxed: {format}
title: {title}
extends: {parent}
"""
_TAIL = """\

# Settings that change during the run, from a period on:
# interventions:
#   - at: 100
#     set:
#       environment.strategic_turbulence: 0.1
"""


def template(check: str, title: str, parent: str, values: dict[str, object]) -> str:
    """The text of a new scenario file.

    Parameters
    ----------
    check, title
        The command that checks the file, and the title as it is written in YAML.
    parent
        What the scenario extends.
    values
        The parent's values by dotted path.
    """
    own = [setting for setting in described() if setting.group in own_defaults(known())]
    about = [*(SETTINGS[path] for path in COMMON), *own]
    parts = [_HEAD.format(schema=SCHEMA_FILE, check=check, format=FORMAT, title=title, parent=parent)]
    for group, settings in groupby(about, key=lambda d: d.group):
        lines = [*_comment(groups()[group].__doc__ or "", ""), f"# {group}:"]
        for setting in settings:
            lines += [*_comment(_meaning(setting), "  "), f"#   {setting.name}: {_written(values[setting.path])}"]
        parts.append("\n".join(["", *lines, ""]))
    return "".join(parts) + _TAIL


def _meaning(about: Described) -> str:
    unit = "" if about.unit == "choice" else f" ({about.unit})"
    return f"{about.meaning} Takes {about.expected}{unit}."


def _comment(text: str, indentation: str) -> list[str]:
    """Lines that stay comments when '# ' is removed in front of them."""
    return [f"# {indentation}# {line}" for line in wrap(text, WIDTH)]


def _written(value: object) -> str:
    return "null" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
