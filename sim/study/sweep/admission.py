"""Whether a sweep may use a folder: what the folder holds already, and what is wanted now."""

from pathlib import Path
from typing import Any

from sim.engine.store import MANIFEST
from sim.study.expressions import ClaimError, Vocabulary, parse
from sim.study.study import Study
from sim.study.sweep.extension import what_is_lost
from sim.study.sweep.folder import (
    FolderError,
    OtherStudyError,
    begun,
    is_signature,
    other_rules,
    outcomes_of,
    same_rules,
)
from sim.study.sweep.results import opened
from sim.study.sweep.tables import damage


def is_of(before: object, signature: dict[str, Any]) -> bool:
    """Whether what was found in a folder is the signature of this sweep. Measures may have been added."""
    if not isinstance(before, dict) or not is_signature(before):
        return False
    return before["study"] == signature["study"] and same_rules(before, signature)


def check_claims(study: Study, signature: dict[str, Any], folder: Path) -> None:
    """Refuse claims about outcomes that the tables do not have. Raises FolderError."""
    words = Vocabulary(outcomes_of(signature), [factor.path for factor in study.factors], len(study.sides) - 1)
    for claim in study.claims:
        try:
            parse(claim.text, words)
        except ClaimError as error:
            raise FolderError(
                f"the claim '{claim.name}' cannot be judged by the tables in {folder}: {error.message}",
                error.help or "change the claim, or name another folder",
            ) from None


def check_folder(
    folder: Path, study: Study, signature: dict[str, Any], manifest: dict[str, Any] | None, resume: bool, extend: bool
) -> None:
    """Refuse a folder that contains something else.

    `resume` allows an unfinished sweep of another study, `extend` a finished one whose runs this study contains.
    Raises FolderError.
    """
    if manifest is not None:
        _check_finished(folder, study, signature, manifest, extend)
    before = begun(folder)
    if before is not None and not is_of(before, signature) and not resume:
        if manifest is not None and is_of(before, manifest.get("signature", {})):
            return  # its tables are written, and only the checkpoints were not removed
        other, rules = "another study, or an older version of this one", other_rules(before, signature)
        help = "name another folder, or add --resume to keep those of its runs that this study contains too"
        if before.get("study") == signature["study"]:
            other = f"other rules ({rules})"
            help = "name another folder, or add --resume to run anew what ran with other rules"
        raise OtherStudyError(f"{folder} holds an unfinished sweep of {other}", help)


def _check_finished(
    folder: Path, study: Study, signature: dict[str, Any], manifest: dict[str, Any], extend: bool
) -> None:
    before = manifest.get("signature")
    damaged = damage(folder, manifest) if before is not None else []
    if damaged == [MANIFEST]:
        help = f"take the folder from a copy, or delete {folder / MANIFEST} and run the command again"
        raise FolderError(f"{folder / MANIFEST} is damaged", help, [MANIFEST])
    if not isinstance(before, dict) or not is_signature(before):
        raise FolderError(f"{folder} holds other results, which are no sweep", "name another folder")
    if not same_rules(before, signature):
        other = other_rules(before, signature)
        raise OtherStudyError(f"{folder} holds the results of other rules ({other})", "name another folder")
    if damaged:
        help = "take the folder from a copy, or name another folder"
        raise FolderError(f"{', '.join(damaged)} in {folder} cannot be extended: not as written", help, damaged)
    lost = what_is_lost(opened(folder).study, study)
    if lost is not None:
        raise OtherStudyError(f"{folder} holds the results of another study: {lost[0]}", lost[1])
    if not extend:
        message = f"{folder} holds the results of another study, all of whose runs this study contains too"
        raise OtherStudyError(message, "add --extend to keep these runs and add the others, or name another folder")
