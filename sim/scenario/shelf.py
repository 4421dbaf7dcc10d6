"""Finding files: what comes with Coxed by name, one's own within one's folder."""

from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from sim.scenario.near import meant, nearest
from sim.scenario.problem import Place, Problem, problem, quoted


class Shelf(NamedTuple):
    """Built-in folders: files with this ending are known by their bare name."""

    folders: tuple[Path, ...]
    ending: str
    noun: str
    code: str

    def files(self) -> dict[str, Path]:
        """What is on the shelf, by name."""
        found = [path for folder in self.folders for path in _listed(folder) if path.suffix == self.ending]
        return {path.stem: path for path in sorted(found, key=lambda path: path.stem)}


class Found(NamedTuple):
    """A file, what to call it, and what is to be read instead of what it holds, if anything."""

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


def scenarios() -> Shelf:
    """The built-in scenarios."""
    folder = builtin_folder()
    return Shelf((folder, folder / "literature"), ".yaml", "scenario", "S027")


def traces() -> Shelf:
    """The built-in traces."""
    return Shelf((builtin_folder() / "traces",), ".csv", "trace", "S035")


def builtin_names() -> list[str]:
    """The names of the built-in scenarios, sorted."""
    return [*scenarios().files()]


def find(said: str, place: Place, folder: Path | None, shelf: Shelf) -> Found | Problem:
    """The file that `said` means: one at or below `folder` (anywhere if None), or a bare name on the shelf."""
    bare = bool(said.strip(".")) and not Path(said).suffix and not {"/", "\\"} & set(said)
    own = Path(said) if folder is None else folder / said
    if bare and not is_file(own):
        if said in shelf.files():
            return Found(shelf.files()[said], said + shelf.ending)
        return _not_on_shelf(said, place, own, shelf)
    if folder is not None and (reason := _outside(said, own, folder)):
        return problem("S028", f"{quoted(said)} {reason}", place, "copy the file into the folder of this one, or below")
    # What a file says is relative to that file, and so is what we call it.
    return Found(own, said if folder is None else str(Path(place.file).parent / said))


def is_file(path: Path) -> bool:
    """Whether there is such a file; impossible names are no files."""
    try:
        return path.is_file()
    except OSError:
        return False


def _not_on_shelf(said: str, place: Place, own: Path, shelf: Shelf) -> Problem:
    instead = None
    if is_file(own.parent / f"{said}{shelf.ending}"):
        help = f"did you mean the file '{said}{shelf.ending}'?"
    else:
        instead = meant(said, shelf.files())
        near = nearest(said, [*shelf.files()])
        help = f"did you mean '{near}'? " if near else ""
        help += f"built-in: {', '.join(shelf.files())}"
    return problem(shelf.code, f"there is no built-in {shelf.noun} {quoted(said)}", place, help, instead)


def _outside(said: str, own: Path, folder: Path) -> str:
    if Path(said).is_absolute() or PureWindowsPath(said).drive or said.startswith(("/", "\\")):
        return "is an absolute path"
    try:
        inside = own.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # too long, circular links, NUL: reading it will say so
        return ""
    return "" if inside else "leads out of the folder of this file"
