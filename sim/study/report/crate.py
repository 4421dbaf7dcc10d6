"""What an archive needs beside a sweep: RO-Crate metadata, and the study in words."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.engine.store import MANIFEST
from sim.model.files import write_whole
from sim.study.report.protocol import protocol
from sim.study.sweep.folder import not_written
from sim.study.sweep.results import Results

METADATA, WORDS = "ro-crate-metadata.json", "study.md"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"  # the profile: what was run, by what, and what came out
_FORMATS = {".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".md": "text/markdown"}
_MEANINGS = {
    "runs.parquet": "One row per run: identity, status, then every outcome",
    "points.parquet": "One row per point and scenario: factors, counts, then means with intervals",
    "series.parquet": "One row per run and period",
    "timings.parquet": "How long the runs took",
    MANIFEST: "Study, versions, rules, seeds and hashes, from which the tables can be made again",
    WORDS: "The study in words, after the ODD+D protocol",
}


def describe(results: Results, authors: Sequence[str] = (), license: str | None = None) -> list[Path]:
    """Write the study in words (`study.md`) and RO-Crate metadata (`ro-crate-metadata.json`) beside the manifest.

    Needs the library rocrate; in a checkout: `pip install -c constraints.txt -e ".[archive]"`.

    Parameters
    ----------
    results
        The results of a finished sweep.
    authors
        Who made the results.
    license
        The address of the licence under which they may be used.

    Returns
    -------
    list of Path
        The two files.

    Raises
    ------
    FolderError
        If the folder cannot be written.
    ModuleNotFoundError
        If the library is not installed.
    """
    metadata = _metadata(results, authors, license)
    try:
        words = write_whole(results.folder / WORDS, protocol(results))
        return [
            words,
            write_whole(results.folder / METADATA, json.dumps(metadata, indent=1, ensure_ascii=False) + "\n"),
        ]
    except OSError as error:
        raise not_written("the description", results.folder, error, "or copy the folder first") from None


def _metadata(results: Results, authors: Sequence[str], license: str | None) -> dict[str, Any]:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.model.person import Person
    from rocrate.rocrate import ROCrate

    manifest, study = results.manifest, results.study
    crate = ROCrate()
    crate.name = study.title
    crate.description = (
        f"A sweep of the agent-based model Coxed: {len(study.points):,} points ({study.design.kind}) of "
        f"{len(study.factors)} factors, {manifest['runs']:,} runs of {', '.join(study.names)}"
    )
    crate.datePublished = manifest["finished"]
    if license is not None:
        crate.license = license
    people = [crate.add(Person(crate, f"#author-{n}", {"name": name})) for n, name in enumerate(authors, 1)]
    if people:
        crate.creator = people
    hashes = {**manifest["files"], MANIFEST: None, WORDS: None}
    files = [_file(crate, results.folder, name, digest) for name, digest in hashes.items()]
    libraries = [f"{name} {version}" for name, version in manifest["libraries"].items()]
    software = {
        "@type": "SoftwareApplication", "name": "Coxed", "softwareVersion": manifest["coxed"],
        "softwareRequirements": [f"Python {manifest['python']}", *libraries],
    }  # fmt: skip
    action = {
        "@type": "CreateAction", "name": f"coxed sweep {study.name}", "endTime": manifest["finished"],
        "description": f"seed {study.seed}, study {manifest['signature']['study']}, rules {manifest['rules']}",
    }  # fmt: skip
    tool = crate.add(ContextEntity(crate, "#coxed", software))
    run = crate.add(ContextEntity(crate, "#sweep", action))
    run["instrument"] = tool
    run["result"] = files
    crate.root_dataset["mentions"] = [run]
    profile = {"@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    crate.root_dataset["conformsTo"] = crate.add(ContextEntity(crate, PROFILE, profile))
    content: dict[str, Any] = crate.metadata.generate()
    return content


def _file(crate: Any, folder: Path, name: str, digest: str | None) -> Any:
    path = folder / name
    about = {"name": name, "description": _MEANINGS.get(name, name)}
    about["encodingFormat"] = _FORMATS.get(path.suffix, "application/octet-stream")
    if digest is not None:  # the others are written or changed after this
        about |= {"contentSize": str(path.stat().st_size), "sha256": digest}
    return crate.add_file(dest_path=name, properties=about)
