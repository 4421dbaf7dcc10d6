"""The register of claims: when each was stated, before or after the runs, and which were changed or withdrawn.

It is kept with the checkpoints while a sweep runs, and then in the manifest as `claims`. A claim is known by its text;
its name may change. Nothing is ever removed from a register, but a sweep in another folder begins a new one.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sim.model.files import write_whole
from sim.study.checkpoints import FOLDER
from sim.study.expressions import Claim

REGISTER = "claims.json"  # beside the checkpoints
LARGEST = 10_000_000  # bytes


class Registered(NamedTuple):
    """A claim that was stated for a sweep.

    Attributes
    ----------
    name, text : the claim
    stated : when, in UTC (ISO 8601)
    runs : how many runs there were at that time
    instead_of : the text of the claim with the same name that it replaced, or nothing
    withdrawn : when it was removed from the study, or nothing
    """

    name: str
    text: str
    stated: str
    runs: int
    instead_of: str | None = None
    withdrawn: str | None = None

    @property
    def when(self) -> str:
        """When it was stated, in words."""
        if self.runs == 0:
            return "before the runs"
        return f"{'changed' if self.instead_of else 'stated'} after {self.runs:,} runs"


def updated(register: Sequence[Registered], claims: Sequence[Claim], runs: int, now: str) -> list[Registered]:
    """The register with the claims of a study, of which `runs` runs exist."""
    texts = {claim.text: claim for claim in claims}
    known = {entry.text for entry in register}
    kept = [
        entry._replace(name=texts[entry.text].name, withdrawn=None)
        if entry.text in texts
        else entry._replace(withdrawn=entry.withdrawn or now)
        for entry in register
    ]
    replaced = {entry.name: entry.text for entry in register if entry.text not in texts and not entry.withdrawn}
    new = [
        Registered(claim.name, claim.text, now, runs, replaced.get(claim.name))
        for text, claim in texts.items()
        if text not in known
    ]
    return [*kept, *new]


def register(folder: Path, claims: Sequence[Claim], runs: int, manifest: Mapping[str, Any] | None) -> list[Registered]:
    """The register of a folder with the claims of a study, as it is now; it is written beside the checkpoints.

    Parameters
    ----------
    folder
        The folder of the sweep.
    claims
        The claims of its study.
    runs
        How many runs it has as checkpoints.
    manifest
        Its manifest, if it has tables, which may be damaged.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    before: list[Registered] = []
    if manifest is not None:
        before, counted = registered_in(manifest), manifest.get("runs")
        runs = max(runs, counted) if isinstance(counted, int) else runs
    entries = updated(kept_beside(folder) or before, claims, runs, now)
    keep_beside(folder, entries)
    return entries


def keep_beside(folder: Path, entries: Sequence[Registered]) -> None:
    """Write a register beside the checkpoints of a folder, if it has any. Raises OSError."""
    path = folder / FOLDER / REGISTER
    if path.parent.is_dir():
        write_whole(path, json.dumps([entry._asdict() for entry in entries]))


def kept_beside(folder: Path) -> list[Registered]:
    """The register beside the checkpoints of a folder; empty if there is none that can be read."""
    path = folder / FOLDER / REGISTER
    with suppress(OSError, ValueError, RecursionError):
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST:
            return registered_in({"claims": json.loads(path.read_bytes())})
    return []


def combined(registers: Sequence[tuple[Sequence[Registered], int]]) -> list[Registered]:
    """The register of parts that were run apart, each with its register and its number of runs.

    A claim was stated after the runs that some part had at that time, and after all runs of a part that lacks it.
    """
    latest: dict[str, Registered] = {}
    for entries, _ in registers:
        for entry in entries:
            if entry.text not in latest or entry.stated > latest[entry.text].stated:
                latest[entry.text] = entry
    runs = dict.fromkeys(latest, 0)
    for entries, count in registers:
        known = {entry.text: entry.runs for entry in entries}
        for text in runs:
            runs[text] += known.get(text, count)
    return [entry._replace(runs=runs[text]) for text, entry in latest.items()]


def registered_in(manifest: Mapping[str, Any]) -> list[Registered]:
    """The register in a manifest; empty if it was written before there were registers."""
    entries = manifest.get("claims", [])
    return [Registered(**entry) for entry in entries] if is_register(entries) else []


def is_register(content: object) -> bool:
    """Whether something that was read from a file has the form of a register."""
    return isinstance(content, list) and all(map(_has_form, content))


def _has_form(entry: object) -> bool:
    kinds: dict[str, Any] = {"runs": int, "instead_of": str | None, "withdrawn": str | None}
    return (
        isinstance(entry, dict)
        and set(entry) == set(Registered._fields)
        and all(isinstance(value, kinds.get(name, str)) for name, value in entry.items())
    )
