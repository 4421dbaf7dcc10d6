"""What `coxed scenario new` writes."""

import os
import re
from pathlib import Path

from sim.cli.show import Misuse, Refused
from sim.scenario.loading import read_scenario
from sim.scenario.problem import Problem, ScenarioError, quoted
from sim.scenario.scalars import text_written
from sim.scenario.schema import SCHEMA_FILE, schema_text
from sim.scenario.shelf import is_file
from sim.scenario.template import template
from sim.scenario.values import flat
from sim.scenario.writing import write_whole

NAME = re.compile(r"[^\W_][\w.-]{0,99}")
# Windows opens devices by these names, whatever their ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
ENDINGS = (".yaml", ".yml")


def begin(name: str, start: str, title: str | None, force: bool) -> list[Path]:
    """Write a new scenario file, and beside it the schema if it is not there as it should be; return what was written.

    Raises Refused, before anything is written, where the name or the start cannot be used.
    """
    path = _path(name, force)
    parent = read_scenario(start)
    if parent.scenario is None:
        raise _refused(parent.errors)
    named, extends = text_written(title or path.stem), text_written(_parent(path, start))
    text = template(path.name, named, extends, flat(parent.scenario.parameters))
    if wrong := read_scenario(path, content=text.encode()).errors:
        raise _refused(wrong)
    schema = path.with_name(SCHEMA_FILE)
    wanted = schema_text().encode()
    stale = not schema.is_file() or schema.read_bytes() != wanted
    if stale and schema.exists() and not (force or b'"Coxed scenario"' in schema.read_bytes()):
        raise Misuse(f"{schema} is there and is no schema of Coxed", "choose another folder, or overwrite with --force")
    if stale:
        write_whole(schema, wanted)
    write_whole(path, text.encode())
    return [path, schema] if stale else [path]


def _refused(problems: list[Problem]) -> Refused:
    return Refused(str(ScenarioError(problems)), [problem.as_dict for problem in problems])


def _path(name: str, force: bool) -> Path:
    """The file to write; refused if it cannot be one or is there already."""
    path = Path(name)
    if not path.suffix:
        path = path.with_name(f"{path.name}.yaml") if path.name else path
    if not NAME.fullmatch(path.name) or DEVICES.fullmatch(path.name) or {"\0", "\\"} & {*name} or name[-1:] == "/":
        raise Misuse(f"{quoted(name)} is no name for a file", "letters, digits, '-', '_' and '.', such as my_crew")
    if path.suffix not in ENDINGS:
        raise Misuse(f"{quoted(name)} does not end as scenarios do", f"name it {path.stem}.yaml")
    if not path.parent.is_dir():
        raise Misuse(f"there is no folder {quoted(path.parent)}", "make it first, or name one that is there")
    if path.is_dir():
        raise Misuse(f"{quoted(path)} is a folder", "choose another name")
    if path.exists() and not force:
        raise Misuse(f"{quoted(path)} is there already", "choose another name, or overwrite it with --force")
    if not os.access(path.parent, os.W_OK):
        raise Misuse(f"the folder {quoted(path.parent)} cannot be written", "choose another one")
    return path


def _parent(path: Path, start: str) -> str:
    """How the new file names its start: a built-in name as it is, a file from the new file's folder."""
    if not is_file(Path(start)):
        return start
    return Path(os.path.relpath(start, path.parent)).as_posix()
