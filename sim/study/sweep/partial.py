"""Tables of what an unfinished sweep has so far, in the folder `partial` within its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.model.files import own_folder
from sim.model.identity import rules_hash
from sim.study.study import Study
from sim.study.sweep.checkpoints import Checkpoints
from sim.study.sweep.folder import FolderError, begun, not_written, outcomes_of
from sim.study.sweep.plan import known_to, planned
from sim.study.sweep.registry import kept_beside
from sim.study.sweep.rows import SweepRuns
from sim.study.sweep.schedule import Schedule
from sim.study.sweep.tables import write_tables

PARTIAL = "partial"


class _SoFar(Schedule):
    """A schedule of the stored runs. A point that is open counts as far as all of its scenarios are stored."""

    def __init__(self, study: Study, custom: dict[str, str], outcomes: list[str], checkpoints: Checkpoints) -> None:
        super().__init__(study, custom, outcomes)
        for result in checkpoints.scan(tidy=False, failed=True):
            self.know(result)
        self.missing(checkpoints.end)
        self._counts = [0] * len(self.points)
        for number, point in enumerate(self.points):
            if not point.closed:
                self._counts[number] = min(checkpoints.end(key) for key in point.keys)
                point.closed = "open"
            elif point.keys:
                self._counts[number] = super().replicates(number)

    def replicates(self, point: int) -> int:
        """How many replicates of a point are stored, at most as many as it needs."""
        return self._counts[point]


def write_partial(folder: Path) -> Path:
    """Write tables of the finished runs of an unfinished sweep, and the manifest, which says that they are partial.

    The sweep may go on meanwhile.

    Returns
    -------
    Path
        The folder of these tables, within the sweep's.

    Raises
    ------
    FolderError
        If there is no unfinished sweep, if no run of it is finished, or if it was run with other rules.
    """
    signature = begun(folder)
    if signature is None:
        raise FolderError(f"there is no unfinished sweep in {folder}", "leave out --partial, or name another folder")
    if signature["rules"] != rules_hash():
        raise FolderError(f"{folder} was run with other rules than these", "use the version of Coxed that ran it")
    study, outcomes = planned(folder, signature), outcomes_of(signature)
    checkpoints = Checkpoints(folder, study.series, outcomes)
    try:
        with known_to(study):
            _write(folder, study, signature, outcomes, checkpoints)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        help = "the sweep may be finished by now" if gone else "or copy the folder, and report there"
        raise not_written("partial tables", folder / PARTIAL, error, help) from None
    finally:
        checkpoints.close()
    return folder / PARTIAL


def _write(
    folder: Path, study: Study, signature: dict[str, Any], outcomes: list[str], checkpoints: Checkpoints
) -> None:
    schedule = _SoFar(study, signature["custom"], outcomes, checkpoints)
    counts = [schedule.replicates(point) for point in range(len(study.points))]
    if not (done := sum(counts) * len(study.sides)):
        raise FolderError(f"no point of the sweep in {folder} has a finished run yet", "wait, or continue it")
    begun_points, closed = sum(count > 0 for count in counts), sum(p.closed != "open" for p in schedule.points)
    about = {"runs": done, "points": len(counts), "begun": begun_points, "finished": closed}
    title = f"{study.title} (unfinished: {closed:,} of {len(counts):,} points, {done:,} runs)"
    runs = SweepRuns(replace(study, title=title), schedule, checkpoints, outcomes, bool(signature["custom"]))
    register = [entry._asdict() for entry in kept_beside(folder)]
    write_tables(own_folder(folder / PARTIAL), runs, signature, partial=about, claims=register)
