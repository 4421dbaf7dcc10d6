"""What `coxed scenario check` and `fix` do to one file, which may be a scenario or a study."""

import os
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple

from sim.cli.terminal import Misuse
from sim.model.files import why_unwritable, write_whole
from sim.scenario.builtin import find, is_file, scenarios
from sim.scenario.file_contents import FIRST_WORDS, KEYS
from sim.scenario.files import decoded, read_bytes
from sim.scenario.fix import Edit, correct
from sim.scenario.loader import read_scenario
from sim.scenario.names import GROUPS
from sim.scenario.nodes import parse
from sim.scenario.problem import Place, Problem, printable, quoted, render
from sim.scenario.suggestions import nearest
from sim.study import OWN_KEYS, studies


class Checked(NamedTuple):
    """The result of checking a file.

    Attributes
    ----------
    name, kind
        as the user named it, and `scenario` or `study`
    path, file
        where it is, and its name in messages
    content
        its bytes; None if it could not be read
    errors, warnings
        what is wrong with it, and what has no effect
    """

    name: str
    kind: str
    path: Path
    file: str
    content: bytes | None
    errors: list[Problem]
    warnings: list[Problem]


def check_file(name: str, content: bytes | None = None) -> Checked:
    """Check a scenario or a study, a file or a built-in one; `content` is used in place of the file's content."""
    source = find(name, Place(name), None, scenarios())
    if isinstance(source, Problem):
        return _check_study(name, content) or Checked(name, "scenario", Path(name), name, None, [source], [])
    bytes_read = read_bytes(source.path, source.file, Place(name)) if content is None else content
    if isinstance(bytes_read, Problem):
        errors = read_scenario(name).errors
        return Checked(name, "scenario", source.path, source.file, None, errors, [])
    if is_study(bytes_read):
        study = _check_study(name, bytes_read)
        return study or Checked(name, "study", source.path, source.file, bytes_read, [], [])
    reading = read_scenario(name, content=bytes_read)
    return Checked(name, "scenario", source.path, source.file, bytes_read, reading.errors, reading.warnings)


def is_study(content: bytes) -> bool:
    """Return whether a text has more words of studies than of scenarios, or as many and begins like a study."""
    source = decoded(content, "")
    root, _ = (None, []) if isinstance(source, Problem) else parse(source)
    names = [key.value for key, _ in root.value] if root is not None and root.kind == "group" else []
    scenario = [*(word for word in KEYS if word not in ("coxed", "title")), *GROUPS]
    near = [nearest(name, [*scenario, *OWN_KEYS]) for name in names if name not in FIRST_WORDS.values()]
    of_study, of_scenario = sum(name in OWN_KEYS for name in near), sum(name in scenario for name in near)
    return of_study > of_scenario or (of_study == of_scenario and FIRST_WORDS["study"] in names)


def _check_study(name: str, content: bytes | None) -> Checked | None:
    """Check the study of this name; return None if there is none."""
    source = find(name, Place(name), None, studies())
    if isinstance(source, Problem):
        return None
    from sim.study.file.reader import read_study  # slow to import, and needed only for studies

    _, errors = read_study(name, content)
    return Checked(name, "study", source.path, source.file, content, errors, [])


def refuse_other_kind(name: str, wanted: str) -> None:
    """Raise Misuse if a study is given in place of a scenario, or a scenario in place of a study."""
    checked = check_file(name)
    kind = checked.kind
    if kind != wanted and (checked.content is not None or kind == "study"):
        command = f"coxed sweep {name} --out results" if kind == "study" else f"coxed run {name}"
        raise Misuse(f"{quoted(name)} is a {kind}, not a {wanted}", command)


def own_file(name: str) -> None:
    """Raise Misuse for the name of a file that comes with Coxed, which a user cannot change."""
    if not is_file(Path(name)) and name in scenarios().files():
        raise Misuse(f"'{name}' comes with Coxed", f"write a file of your own: coxed scenario new mine --from {name}")
    if not is_file(Path(name)) and name in studies().files():
        raise Misuse(f"'{name}' comes with Coxed", "write a file of your own")


class Fixed(NamedTuple):
    """A file before and after its correction, the corrections, and the check of the corrected file."""

    before: bytes
    content: bytes
    edits: list[Edit]
    after: Checked

    @property
    def changed(self) -> bool:
        """Whether anything was corrected."""
        return self.content != self.before

    @property
    def diff(self) -> str:
        """The changes as a unified diff."""
        old, new = (content.decode("utf-8", "replace").splitlines() for content in (self.before, self.content))
        return "\n".join(unified_diff(old, new, self.after.name, self.after.name, lineterm="", n=1))

    @property
    def as_dict(self) -> dict[str, Any]:
        """The changes as plain data."""
        edits = [edit._asdict() for edit in self.edits]
        return {"file": self.after.name, "changed": self.changed, "edits": edits, "diff": self.diff}

    def write(self) -> None:
        """Write the file if anything was corrected."""
        if self.changed:
            write_whole(self.after.path, self.content, follow=True)

    def show(self, dry_run: bool) -> None:
        """Print the changes on stdout, and the errors that are left on stderr."""
        if self.changed:
            print("\n".join(printable(line) for line in self.diff.split("\n")))
        for problem in [*self.after.errors, *self.after.warnings]:
            print(render(problem), end="\n\n", file=sys.stderr)
        times = f"{len(self.edits)} change{'s' if len(self.edits) != 1 else ''}"
        done = f"{times} {'to make' if dry_run else 'made'}" if self.changed else "nothing to change"
        left = len(self.after.errors)
        print(f"{self.after.name}: {done}, {left or 'no'} error{'s' if left != 1 else ''} left")


def fix_file(name: str) -> Fixed:
    """Correct a file in memory. Raises Misuse if the file cannot be written."""
    own_file(name)
    checked = check_file(name)
    content = checked.content
    source = decoded(content, checked.file) if content is not None else None
    if content is None or source is None or isinstance(source, Problem):
        return Fixed(b"", b"", [], checked)
    if not os.access(checked.path, os.W_OK):
        raise Misuse(f"{name} cannot be written", "check its permissions")
    if reason := why_unwritable(checked.path.resolve().parent):
        raise Misuse(reason, "check the permissions of the folder")
    mark = content[: len(content) - len(source.text.encode())]  # the byte order mark, if there is one
    corrected = correct(source.text, checked.file, lambda text: check_file(name, mark + text.encode()).errors)
    new = mark + corrected.text.encode()
    return Fixed(content, new, corrected.edits, check_file(name, new))
