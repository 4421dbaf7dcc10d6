"""What `coxed scenario fix` does to one file."""

import os
import sys
from difflib import unified_diff
from typing import Any, NamedTuple

from sim.cli.checking import Checked, check_file, own_file
from sim.cli.show import Misuse
from sim.scenario.mending import Edit, mend
from sim.scenario.problem import Problem, printable, render
from sim.scenario.source import decoded
from sim.scenario.writing import write_whole


class Fixed(NamedTuple):
    """A file as it was, as it is to be, and what is wrong with it then."""

    before: bytes
    content: bytes
    edits: list[Edit]
    after: Checked

    @property
    def changed(self) -> bool:
        """Whether anything is mended."""
        return self.content != self.before

    @property
    def diff(self) -> str:
        """What is changed, as a unified diff."""
        old, new = (content.decode("utf-8", "replace").splitlines() for content in (self.before, self.content))
        return "\n".join(unified_diff(old, new, self.after.name, self.after.name, lineterm="", n=1))

    @property
    def as_dict(self) -> dict[str, Any]:
        """As JSON; what is left stands beside it."""
        edits = [edit._asdict() for edit in self.edits]
        return {"file": self.after.name, "changed": self.changed, "edits": edits, "diff": self.diff}

    def write(self) -> None:
        """Write the file, if anything was mended."""
        if self.changed:
            write_whole(self.after.path, self.content)

    def show(self, dry_run: bool) -> None:
        """Print the changes on stdout, and what is left on stderr."""
        if self.changed:
            print("\n".join(printable(line) for line in self.diff.split("\n")))
        for problem in [*self.after.errors, *self.after.warnings]:
            print(render(problem), end="\n\n", file=sys.stderr)
        times = f"{len(self.edits)} change{'s' if len(self.edits) != 1 else ''}"
        done = f"{times} {'to make' if dry_run else 'made'}" if self.changed else "nothing to change"
        left = len(self.after.errors)
        print(f"{self.after.name}: {done}, {left or 'no'} error{'s' if left != 1 else ''} left")


def fix_file(name: str) -> Fixed:
    """Mend a file in memory. Raises Misuse for what cannot be written."""
    own_file(name)
    checked = check_file(name)
    content = checked.content
    source = decoded(content, checked.file) if content is not None else None
    if content is None or source is None or isinstance(source, Problem):
        return Fixed(b"", b"", [], checked)
    if not os.access(checked.path, os.W_OK) or not os.access(checked.path.resolve().parent, os.W_OK):
        raise Misuse(f"{name} cannot be written", "check its permissions")
    mark = content[: len(content) - len(source.text.encode())]  # the byte order mark, if there is one
    mended = mend(source.text, checked.file, lambda text: check_file(name, mark + text.encode()).errors)
    new = mark + mended.text.encode()
    return Fixed(content, new, mended.edits, check_file(name, new))
