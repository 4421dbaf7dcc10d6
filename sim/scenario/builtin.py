"""Finding files: what comes with Coxed by its name, and the user's own files by their path."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.scenario.problem import Place, Problem, problem, quoted
from sim.scenario.suggestions import OFF, certain_match, nearest

SCENARIO = (".yaml", "scenario", "S027")
TRACE = (".csv", "trace", "S035")
"""Of each kind of built-in file: its ending, its noun, and the code of the problem if there is none of a name."""

ABSOLUTE, LEADS_OUT = "is an absolute path", "leads out of the folder of this file"


class Builtin(NamedTuple):
    """Built-in files of one kind: those in these folders with this ending.

    `noun` is what messages call one of them, and `code` is that of the problem when there is none of a name.
    """

    folders: tuple[Path, ...]
    ending: str
    noun: str
    code: str

    def files(self) -> dict[str, Path]:
        """The files by name, sorted."""
        paths = [path for folder in self.folders for path in _listed(folder) if path.suffix == self.ending]
        return {path.stem: path for path in sorted(paths, key=lambda path: path.stem)}


class NamedFile(NamedTuple):
    """A file, what messages call it, and the content to read instead of its own, if any."""

    path: Path
    file: str
    content: bytes | None = None


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def builtin_folder() -> Path:
    """The folder of built-in scenarios: in an installed package `sim/scenarios`, in a checkout `scenarios`."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def scenarios() -> Builtin:
    """The built-in scenarios."""
    folder = builtin_folder()
    return Builtin((folder, folder / "literature"), *SCENARIO)


def traces() -> Builtin:
    """The built-in traces."""
    return Builtin((builtin_folder() / "traces",), *TRACE)


def builtin_names() -> list[str]:
    """The names of the built-in scenarios, sorted."""
    return [*scenarios().files()]


def find(name: str, place: Place, folder: Path | None, builtin: Builtin) -> NamedFile | Problem:
    """Find the file of a name.

    Parameters
    ----------
    name
        A path, or the bare name (no folder and no ending) of a built-in file. A file of that bare name comes first.
    place
        Where the name stands, for problems.
    folder
        The folder that paths are relative to, and that they must not leave. None is for names that the user typed:
        they are relative to the current folder, and may lead anywhere.
    builtin
        The built-in files to look among.

    Returns
    -------
    NamedFile or Problem
        The file, which need not exist if it is named by a path; or why it cannot be used.
    """
    own = Path(name) if folder is None else folder / name
    if is_bare(name) and not is_file(own):
        files = builtin.files()
        if name in files:
            return NamedFile(files[name], name + builtin.ending)
        wrong = no_such_builtin(name, place, builtin, [*files])
        has_file = is_file(own.parent / f"{name}{builtin.ending}")
        help = f"did you mean the file '{name}{builtin.ending}'?"
        return wrong._replace(help=help, instead=None) if has_file else wrong
    if folder is not None and (reason := _outside(name, own, folder)):
        return outside(name, reason, place)
    # A path in a file is relative to that file, and messages name it from where the user is.
    return NamedFile(own, name if folder is None else str(Path(place.file).parent / name))


def is_file(path: Path) -> bool:
    """Whether there is such a file; there is none of an impossible name."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_bare(name: str) -> bool:
    """Whether a name has no folder and no ending, so that it can be that of a built-in file."""
    stem, _, ending = name.rstrip(".").rpartition(".")
    return ending != "" and stem == "" and "/" not in name and "\\" not in name


def is_absolute(name: str) -> bool:
    """Whether a file name is an absolute path, here or on Windows."""
    return name.startswith(("/", "\\")) or name[1:2] == ":"


def no_such_builtin(name: str, place: Place, builtin: Builtin, names: Sequence[str]) -> Problem:
    """The problem of a bare name that is not among the `names` of the built-in files."""
    message = f"there is no built-in {builtin.noun} {quoted(name)}"
    if builtin.code == TRACE[2] and name.lower() in OFF:
        return problem(builtin.code, message, place, "for no trace write null", "null")
    near = nearest(name, names)
    help = (f"did you mean '{near}'? " if near else "") + f"built-in: {', '.join(names)}"
    return problem(builtin.code, message, place, help, certain_match(name, names))


def outside(name: str, reason: str, place: Place) -> Problem:
    """The problem of a file outside of the folder of the file that names it."""
    return problem("S028", f"{quoted(name)} {reason}", place, "copy the file into the folder of this one, or below")


def _outside(name: str, own: Path, folder: Path) -> str:
    """Why the path leads out of the folder; empty if it does not."""
    if is_absolute(name):
        return ABSOLUTE
    try:
        inside = own.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # too long, circular links, NUL: reading it will say so
        return ""
    return "" if inside else LEADS_OUT
