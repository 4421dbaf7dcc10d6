"""What `coxed scenario new` writes."""

import json
import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.terminal import Misuse, Refused
from sim.model.files import why_unwritable, write_whole
from sim.scenario.builtin import is_file
from sim.scenario.loader import read_scenario
from sim.scenario.problem import Problem, ScenarioError, quoted
from sim.scenario.scalars import text_written
from sim.scenario.schema import SCHEMA_FILE, schema_text
from sim.scenario.template import template
from sim.scenario.values import flat

NAME = re.compile(r"[^\W_][\w.-]{0,99}")
# On Windows these names open devices, whatever their ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
ENDINGS = (".yaml", ".yml")


def begin(name: str, start: str, title: str | None, options: Sequence[str], force: bool) -> list[Path]:
    """Write a new scenario file, and the schema beside it if it is missing or old; return the written files.

    A schema that also has the parameters of rules stays, because other files of its folder may set them. The file names
    the command that checks it, with these options.

    Raises
    ------
    Refused
        If the name or the start cannot be used. Nothing is written then.
    """
    path = _path(name, force)
    parent = read_scenario(start)
    if parent.scenario is None:
        raise _refused(parent.errors)
    shown_title, extends = text_written(title or path.stem), text_written(_parent(path, start))
    check = shlex.join(["coxed", "scenario", "check", path.name, *options])
    text = template(check, shown_title, extends, flat(parent.scenario.parameters))
    if wrong := read_scenario(path, content=text.encode()).errors:
        raise _refused(wrong)
    schema = path.with_name(SCHEMA_FILE)
    schema_bytes = schema_text().encode()
    stale = not schema.is_file() or not _says_all(_json(schema), json.loads(schema_bytes))
    if stale and schema.exists() and not (force or b'"Coxed scenario"' in schema.read_bytes()):
        raise Misuse(
            f"{schema} exists and is not a schema of Coxed", "choose another folder, or overwrite with --force"
        )
    if stale:
        write_whole(schema, schema_bytes)
    write_whole(path, text.encode())
    return [path, schema] if stale else [path]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def _says_all(schema: Any, other: Any) -> bool:
    """Whether a schema says all that the other one says, and perhaps more."""
    if isinstance(schema, dict) and isinstance(other, dict):
        return all(name in schema and _says_all(schema[name], part) for name, part in other.items())
    return bool(schema == other)


def _refused(problems: list[Problem]) -> Refused:
    return Refused(str(ScenarioError(problems)), [problem.as_dict for problem in problems])


def _path(name: str, force: bool) -> Path:
    """Return the file to write. Raises Misuse if it cannot be written or exists already."""
    path = Path(name)
    if not path.suffix:
        path = path.with_name(f"{path.name}.yaml") if path.name else path
    if not NAME.fullmatch(path.name) or DEVICES.fullmatch(path.name) or {"\0", "\\"} & {*name} or name[-1:] == "/":
        raise Misuse(
            f"{quoted(name)} cannot be the name of a file", "use letters, digits, '-', '_' and '.', such as my_crew"
        )
    if path.suffix not in ENDINGS:
        raise Misuse(f"{quoted(name)} does not end like a scenario file", f"name it {path.stem}.yaml")
    if not path.parent.is_dir():
        raise Misuse(f"there is no folder {quoted(path.parent)}", "make the folder first, or choose another one")
    if path.is_dir():
        raise Misuse(f"{quoted(path)} is a folder", "choose another name")
    if path.exists() and not force:
        raise Misuse(f"{quoted(path)} exists already", "choose another name, or overwrite it with --force")
    if reason := why_unwritable(path.parent):
        raise Misuse(reason, "choose another folder")
    return path


def _parent(path: Path, start: str) -> str:
    """Return how the new file names its start: a built-in name, or a path from the folder of the new file."""
    if not is_file(Path(start)):
        return start
    return Path(os.path.relpath(start, path.parent)).as_posix()
