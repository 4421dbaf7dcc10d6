"""Arguments and options that several commands share, and the scenarios that they name."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, Token
from cyclopts.completion import CompletionContext

from sim.cli.terminal import Misuse, Refused
from sim.engine import LARGEST_SEED

if TYPE_CHECKING:
    from sim.scenario import Problem, Reading, Scenario


def scenario_names(context: CompletionContext) -> list[str]:
    """Offer the built-in scenarios, and the scenario files and folders where the typed text points to."""
    from sim.scenario import builtin_names

    folder = Path(context.incomplete).parent if "/" in context.incomplete else Path()
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        paths = []
    files = [str(p) + ("/" if p.is_dir() else "") for p in paths if p.is_dir() or p.suffix in (".yaml", ".yml")]
    return [*builtin_names(), *files]


def parameter_names(_: CompletionContext) -> dict[str, str]:
    """Offer every group and every parameter, with its meaning."""
    from sim.model.parameters import described, groups

    names = {name: (model.__doc__ or "") for name, model in groups().items()}
    return names | {about.path: about.meaning for about in described()}


def settings(_: CompletionContext) -> dict[str, str]:
    """Offer every parameter in the form in which a `--set` argument begins, with its range and meaning."""
    from sim.model.parameters import described

    return {f"{about.path}=": f"{about.expected}: {about.meaning}" for about in described()}


def whole(_: object, tokens: Sequence[Token]) -> int:
    """Read a whole number; cyclopts alone would round 1.5."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"Expected a whole number, not {tokens[0].value!r}.") from None


def path(_: object, tokens: Sequence[Token]) -> Path:
    """Read a path. Raises ValueError for an empty one, which pathlib takes for the current folder."""
    if not tokens[0].value:
        raise ValueError("A path cannot be empty; the current folder is '.'.")
    return Path(tokens[0].value)


def between(low: int, high: int) -> Callable[[Any, Any], None]:
    """Return a validator of whole numbers that names both limits."""

    def validate(_: object, value: int | None) -> None:
        if value is not None and not low <= value <= high:
            raise ValueError(f"Expected a whole number from {low} to {high}.")

    return validate


def finite(_: object, value: float | None) -> None:
    """Refuse what float() reads and is no number to compare with. Raises ValueError."""
    if value is not None and not isfinite(value):
        raise ValueError("Expected a number.")


def share(_: object, value: float) -> None:
    """Refuse what is no share. Raises ValueError."""
    if not 0 <= value <= 1:
        raise ValueError("Expected a number from 0 to 1.")


def scheduler(_: object, value: str | None) -> None:
    """Refuse what cannot be the address of a scheduler. Raises ValueError."""
    if value is not None and value != "local" and not re.fullmatch(r"([a-z]+://)?[^\s/]+:[0-9]{1,5}", value):
        raise ValueError("Expected `local`, or an address with a port, such as tcp://10.0.0.1:8786.")


def number(low: int, high: int, *names: str) -> Parameter:
    """Return the declaration of an option that takes a whole number within limits."""
    return Parameter(name=names or None, converter=whole, validator=between(low, high))


type ScenarioName = Annotated[str, Parameter(completer=scenario_names)]
type ParameterName = Annotated[str | None, Parameter(completer=parameter_names)]
type Replicates = Annotated[int, number(1, 10_000_000, "--replicates", "-r")]
type Seed = Annotated[int, number(0, LARGEST_SEED)]
type First = Annotated[int, number(0, 2**62 - 1)]
type Threads = Annotated[int | None, number(1, 4096)]
type Sets = Annotated[
    list[str] | None,
    Parameter(name=["--set", "-s"], negative="", metavar="GROUP.NAME=VALUE", completer=settings),
]
type Scheduler = Annotated[str | None, Parameter(validator=scheduler)]
type Folder = Annotated[Path, Parameter(converter=path)]
type OutFolder = Annotated[Path | None, Parameter(converter=path)]
type OutFile = Annotated[Path, Parameter(converter=path)]
type Flag = Annotated[bool, Parameter(negative="", show_default=False)]


def writable(folder: Path | None, files: Collection[str]) -> Path | None:
    """Return the folder if it can be written or made. Raises Misuse otherwise, before anything is run.

    A folder with results other than the `files` that this command writes is refused: they would lose their manifest,
    which says what they are and whether they are whole.
    """
    from sim.model.files import why_unwritable

    if folder is None:
        return None
    if folder.is_dir():
        _check_results(folder, files)
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if reason := why_unwritable(existing):
        raise Misuse(f"--out {folder}: {reason}", "choose another folder")
    return folder


def _check_results(folder: Path, files: Collection[str]) -> None:
    """Raise Misuse if a sweep is under way, a file's place is taken, or the manifest is damaged or lists others."""
    from sim.engine.store import MANIFEST, ResultsError, read_manifest
    from sim.study.sweep.checkpoints import FOLDER

    if (folder / FOLDER).exists():
        raise Misuse(f"--out {folder} holds an unfinished sweep", "choose another folder")
    if taken := sorted(name for name in (*files, MANIFEST) if (folder / name).is_dir()):
        raise Misuse(f"--out {folder} holds a folder named {taken[0]}", "choose another folder")
    if not (folder / MANIFEST).exists():
        return
    try:
        others = [name for name in read_manifest(folder)["files"] if name not in files]
    except ResultsError as error:
        raise Misuse(f"--out {folder}: {error.message}", "choose another folder") from None
    if others:
        raise Misuse(f"--out {folder} holds other results, such as {others[0]}", "choose another folder")


def load_all(names: Sequence[str], sets: Sequence[str] | None) -> "list[Scenario]":
    """Load scenarios and print warnings about them on stderr.

    Raises
    ------
    Refused
        With the errors of all scenarios together.
    """
    from sim.cli.check import refuse_other_kind
    from sim.scenario import ScenarioError, read_scenario, render

    readings = [read_scenario(name, sets or ()) for name in names]
    if problems := [*dict.fromkeys(problem for reading in readings for problem in reading.errors)]:
        for name in names if {problem.code for problem in problems} & {"S004", "S027"} else ():
            refuse_other_kind(name, "scenario")
        raise Refused(str(ScenarioError(problems)), [problem.as_dict for problem in problems])
    for problem in _warnings(readings):
        print(render(problem), end="\n\n", file=sys.stderr)
    return [reading.scenario for reading in readings if reading.scenario is not None]


def _warnings(readings: Sequence["Reading"]) -> Iterator["Problem"]:
    """Yield once each warning about the user's own files, and about an argument without effect on any scenario."""
    from sim.scenario.builtin import builtin_folder
    from sim.scenario.settings import ARGUMENT

    times = Counter(problem for reading in readings for problem in reading.warnings)
    shipped = builtin_folder().resolve()
    loaded = [(reading.scenario, reading.warnings) for reading in readings if reading.scenario is not None]
    mine = [warnings for s, warnings in loaded if s.source and not s.source.resolve().is_relative_to(shipped)]
    own = {problem for warnings in mine for problem in warnings}
    for problem, count in times.items():
        if (problem.file == ARGUMENT and count == len(readings)) or (problem.file != ARGUMENT and problem in own):
            yield problem


def same_options(seed: int, sets: Sequence[str] | None, rules: Sequence[Path] | None) -> list[str]:
    """Return the options that give another command the same scenarios, rules and random numbers."""
    files = [word for file in rules or () for word in ("--rules", str(file))]
    changes = [word for text in sets or () for word in ("--set", text)]
    return [*([] if seed == 1 else ["--seed", str(seed)]), *files, *changes]
