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
from sim.study.expressions import Claim
from sim.study.sweep.checkpoints import FOLDER

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


def combined(
    parts: Sequence[tuple[Sequence[Registered], int]], target: Sequence[Registered] = (), more: int = 0
) -> list[Registered]:
    """The register of parts that were run apart.

    A claim was stated after the runs that some part had at that time, and after all runs of a part that lacks it. It is
    withdrawn if every part with it withdrew it, or if it was withdrawn in the target.

    Parameters
    ----------
    parts
        The register of each part, and how many runs it has.
    target
        The register of the folder into which they are put, if it has one.
    more
        How many runs are in that folder and in none of the parts.
    """
    by_text: dict[str, Registered] = {}
    for entry in (entry for entries, _ in parts for entry in entries):
        best = by_text.setdefault(entry.text, entry)
        if (not entry.withdrawn, entry.stated) > (not best.withdrawn, best.stated):
            by_text[entry.text] = entry
    before = {entry.text: entry for entry in target}
    for text, entry in before.items():
        by_text[text] = by_text.get(text, entry)._replace(
            withdrawn=entry.withdrawn or by_text.get(text, entry).withdrawn
        )
    entries = []
    for text, entry in by_text.items():
        runs = sum({one.text: one.runs for one in known}.get(text, count) for known, count in parts)
        entries.append(entry._replace(runs=max(runs, before[text].runs) if text in before else runs + more))
    return _named_once(entries)


def _named_once(entries: list[Registered]) -> list[Registered]:
    """The register in which of several claims with the same name only the one stated last is not withdrawn."""
    last = {entry.name: entry for entry in sorted(entries, key=lambda entry: entry.stated) if not entry.withdrawn}
    replaced = {e.name: e.text for e in entries if not e.withdrawn and last[e.name] is not e}
    return [
        entry
        if entry.withdrawn
        else entry._replace(instead_of=entry.instead_of or replaced.get(entry.name))
        if last[entry.name] is entry
        else entry._replace(withdrawn=last[entry.name].stated)
        for entry in entries
    ]


def still_stated(register: Sequence[Registered], claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of a register that are not withdrawn, and those of `claims` of which it says nothing."""
    stated = [Claim(entry.name, entry.text) for entry in register if not entry.withdrawn]
    names, texts = {claim.name for claim in stated}, {entry.text for entry in register}
    return (*stated, *(claim for claim in claims if claim.text not in texts and claim.name not in names))


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
