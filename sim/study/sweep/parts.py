"""Parts of a sweep on several machines without a scheduler, and how they are put together."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sim.model.files import write_whole
from sim.model.identity import rules_hash
from sim.study.study import Study
from sim.study.sweep.checkpoints import FOLDER, Checkpoints
from sim.study.sweep.folder import FolderError, begin, begun, clear, finished, locked, other_rules, outcomes_of
from sim.study.sweep.plan import known_to, planned, write_plan
from sim.study.sweep.registry import Registered, combined, keep_beside, kept_beside, registered_in, still_stated
from sim.study.sweep.rows import SweepRuns
from sim.study.sweep.schedule import Schedule
from sim.study.sweep.tables import SweepSummary, damage, update_manifest, write_tables

MOST_PARTS = 100_000
_SWEEP_IT = "name folders that were given to coxed sweep STUDY --part K/N --out FOLDER"


class Part(NamedTuple):
    """A part of a sweep: the `number`-th (from 1) of `total`."""

    number: int
    total: int

    @classmethod
    def of_numbers(cls, number: int, total: int) -> "Part":
        """The part, if there is one. Raises ValueError otherwise."""
        if not 1 <= number <= total <= MOST_PARTS:
            raise ValueError(
                f"there is no part {number}/{total}: write K/N with K from 1 to N, and N at most {MOST_PARTS:,}"
            )
        return cls(number, total)

    @classmethod
    def of_text(cls, text: str) -> "Part":
        """The part that is written K/N. Raises ValueError otherwise."""
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal()):
            raise ValueError(f"{text!r} is no part: write K/N, such as 3/50")
        return cls.of_numbers(int(number), int(count))

    def points(self, count: int) -> list[int]:
        """The numbers of its points, out of `count`.

        They are spread by a hash, because neighbouring points often have the same large crew and take equally long.
        """
        spread = sorted(range(count), key=lambda point: hashlib.sha256(str(point).encode()).digest())
        return spread[self.number - 1 :: self.total]


def merge(folders: Sequence[str | Path], out: str | Path) -> SweepSummary:
    """Put the parts of a sweep together. The tables are the same, byte for byte, as those of one sweep.

    Claims of every part are claims of the whole; so are those that were stated for the folder `out` before.

    Parameters
    ----------
    folders
        The folders that were given to `sim.sweep(..., part=...)`. They are only read.
    out
        The folder for the tables and their manifest.

    Returns
    -------
    SweepSummary
        The folder, how many runs there are, and how many of them failed.

    Raises
    ------
    FolderError
        If the folders are not parts of the same sweep, or if runs are missing. What is there is kept in `out`, where
        a sweep of the same study runs only the rest.
    OSError
        If the folder cannot be written.
    """
    sources, target = [Path(folder) for folder in folders], Path(out)
    signature = _signature(sources)
    study = planned(sources[0], signature)
    with known_to(study), locked(target):
        manifest = finished(target)
        if manifest is not None and (manifest.get("signature") != signature or damage(target, manifest)):
            raise FolderError(f"{target} holds other results already", "name another folder with --out")
        if manifest is None and begun(target) not in (None, signature):
            raise FolderError(f"{target} holds an unfinished sweep of another study", "name another folder with --out")
        parts = [(kept_beside(source), _stored_runs(source, study, signature)) for source in sources]
        known = sum(count for _, count in parts)
        if manifest is not None:
            register = combined(parts, registered_in(manifest), max(0, manifest["runs"] - known))
            return update_manifest(target, _claiming(study, register), manifest, register)
        begin(target, signature)
        for source in sources:
            _copy(source, target)
        checkpoints = Checkpoints(target, study.series, outcomes_of(signature))
        schedule = Schedule(study, signature["custom"], outcomes_of(signature))
        for result in checkpoints.scan(failed=True):
            schedule.know(result)
        register = combined(parts, kept_beside(target), max(0, checkpoints.runs - known))
        study = _claiming(study, register)
        write_plan(target, study)
        keep_beside(target, register)
        _check_complete(study, schedule, checkpoints, target)
        runs = SweepRuns(study, schedule, checkpoints, outcomes_of(signature), bool(signature["custom"]))
        summary = write_tables(target, runs, signature, claims=[entry._asdict() for entry in register])
        clear(target)
    return summary


def _claiming(study: Study, register: Sequence[Registered]) -> Study:
    """The study with the claims of all parts."""
    return replace(study, claims=still_stated(register, study.claims))


def _stored_runs(folder: Path, study: Study, signature: dict[str, Any]) -> int:
    """How many runs a part has. It is only read."""
    checkpoints = Checkpoints(folder, study.series, outcomes_of(signature))
    for _ in checkpoints.scan(tidy=False, failed=True):
        pass
    return checkpoints.runs


def _signature(sources: list[Path]) -> dict[str, Any]:
    """The signature that all folders have. Raises FolderError if they have none, or different ones."""
    if not sources:
        raise FolderError("there is nothing to merge", _SWEEP_IT)
    first: dict[str, Any] | None = None
    for source in sources:
        signature = begun(source)
        if signature is None:
            raise FolderError(f"there is no part of a sweep in {source}", _SWEEP_IT)
        if first is not None and signature != first:
            help = "parts must have the same study, rules, measures, and versions of Coxed and Python"
            other = f" (other rules: {rules})" if (rules := other_rules(first, signature)) else ""
            raise FolderError(f"{sources[0]} and {source} are parts of different sweeps{other}", help)
        first = signature
    assert first is not None
    if first["rules"] != rules_hash():
        help = "merge them with the version of Coxed that ran them"
        raise FolderError(f"the parts in {sources[0]} were run with other rules than these", help)
    return first


def _copy(source: Path, target: Path) -> None:
    """Copy the checkpoints of a folder, whose names are the hashes of their content; links are left out."""
    for path in sorted((source / FOLDER).glob("[!.]*.arrow")):
        there = target / FOLDER / path.name
        if not path.is_symlink() and path.is_file() and not there.exists():
            write_whole(there, path.read_bytes())


def _check_complete(study: Study, schedule: Schedule, checkpoints: Checkpoints, target: Path) -> None:
    """Refuse to write tables without some of the runs. Raises FolderError."""
    missing = schedule.missing(checkpoints.end)
    if not missing:
        return
    numbers = [number for number, point in enumerate(schedule.points) if not point.closed]
    message = f"{len(numbers):,} of {len(study.points):,} points are not finished in any of these folders"
    help = (
        f"run the other parts and merge again, or run coxed sweep with the same study and --out {target}, "
        "which runs only what is missing"
    )
    raise FolderError(f"{message} (the first is point {numbers[0]})", help)
