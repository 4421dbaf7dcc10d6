"""Results on disk: tables, and a manifest from which they can be made again.

Writers are functions that write one file; `publish` calls them and lists what they wrote.
"""

import errno
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.manifest import described, is_as_sealed, made_by, sealed
from sim.engine.run import Run
from sim.model.files import aside_folder, made_folder, sync

ROWS_A_GROUP = 65_536
MOST_BATCHES = 256  # that wait to be written; each of a few rows takes a hundred times their memory
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 100_000_000  # bytes


def outcome_rows(runs: Sequence[Run]) -> pa.Table:
    """One row per run: scenario, seed, replicate, then every outcome."""
    return pa.Table.from_pandas(
        pd.concat([_labelled(run, run.outcomes.reset_index()) for run in runs]), preserve_index=False
    )


def series_rows(runs: Sequence[Run]) -> pa.Table:
    """One row per run and period: scenario, seed, replicate, period, then every measure."""
    frames = []
    for run in runs:
        replicates, periods = next(iter(run.measures.values())).shape
        frame = pd.DataFrame({name: values.reshape(-1) for name, values in run.measures.items()})
        frame.insert(0, "replicate", np.repeat(np.arange(run.first, run.first + replicates), periods))
        frame.insert(1, "period", np.tile(np.arange(periods), replicates))
        frames.append(_labelled(run, frame))
    return pa.Table.from_pandas(pd.concat(frames), preserve_index=False)


def _labelled(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    frame.insert(0, "scenario", run.scenario.name)
    frame.insert(1, "seed", run.seed)
    return frame


def parquet(table: pa.Table) -> Callable[[Path], None]:
    """A writer of a table. Row groups have a fixed size, so equal rows give equal bytes."""
    bare = table.replace_schema_metadata(None)
    return lambda path: pq.write_table(bare, path, row_group_size=ROWS_A_GROUP, compression="zstd")


def streamed(schema: pa.Schema, batches: Callable[[], Iterator[pa.RecordBatch]]) -> Callable[[Path], None]:
    """A writer of a table that never lies in memory as a whole.

    Parameters
    ----------
    schema
        The columns.
    batches
        A function that yields the rows, batch by batch.

    Returns
    -------
    Callable
        The writer. The bytes are those of `parquet`, however the rows are cut into batches.
    """

    def write(path: Path) -> None:
        waiting: list[pa.RecordBatch] = []
        rows = 0
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches():
                waiting.append(batch)
                rows += batch.num_rows
                if len(waiting) == MOST_BATCHES:
                    waiting = pa.Table.from_batches(waiting, schema).combine_chunks().to_batches()
                while rows >= ROWS_A_GROUP:
                    table = pa.Table.from_batches(waiting, schema)
                    writer.write_table(table.slice(0, ROWS_A_GROUP).combine_chunks(), ROWS_A_GROUP)
                    waiting, rows = table.slice(ROWS_A_GROUP).to_batches(), rows - ROWS_A_GROUP
            writer.write_table(pa.Table.from_batches(waiting, schema).combine_chunks(), ROWS_A_GROUP)

    return write


def sha256(path: Path) -> str:
    """The SHA-256 (hexadecimal) of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text(content: str) -> Callable[[Path], None]:
    """A writer of a text."""
    return lambda path: _write_text(path, content)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def manifest(runs: Sequence[Run]) -> dict[str, Any]:
    """What made these results: versions, rules, scenarios, seeds. Equal runs give an equal manifest."""
    return {**made_by(), **described(runs)}


class ResultsError(ValueError):
    """Results on disk that cannot be used.

    Attributes
    ----------
    message : what is wrong
    help : what to do
    damaged : the names of the files that are missing, or not as they were written
    """

    def __init__(self, message: str, help: str, damaged: Sequence[str] = ()) -> None:
        super().__init__(f"{message}\n  = help: {help}")
        self.message, self.help, self.damaged = message, help, tuple(damaged)


def publish(
    folder: Path, files: Mapping[str, Callable[[Path], None]], made_by: Mapping[str, Any], *, tidy: bool = False
) -> None:
    """Write the files of a folder, and `manifest.json`, which lists them with their SHA-256 and has a hash of its own.

    Everything is written aside first and brought to the disk. Then the old manifest is removed, the files are moved to
    their names, and the new manifest comes last. So a manifest that is there lists files that are there, even after a
    crash of the machine, and a folder without a manifest is unfinished. When this function returns, everything is on
    the disk.

    Parameters
    ----------
    folder
        The folder; it is made if it is not there. Symbolic links in it are replaced and never written through.
    files
        A writer for each file, by name (see `parquet`, `streamed`, `text`).
    made_by
        What else the manifest says.
    tidy
        Whether files that the old manifest lists, and `files` does not, are removed. A file that was changed since it
        was written stays.

    Raises
    ------
    OSError
        If something cannot be written (no space, no permission). If that happens before the move, what was there
        before is untouched.
    """
    made_folder(folder)
    with aside_folder(folder) as aside:
        for name, write in files.items():
            write(aside / name)
            sync(aside / name)
        listed = {name: sha256(aside / name) for name in files}
        _write_text(aside / MANIFEST, manifest_text({**made_by, "files": listed}))
        sync(aside / MANIFEST)
        outdated = _listed(folder) if tidy else {}
        for path in [folder / name for name in files]:
            if path.is_dir() and not path.is_symlink():
                raise IsADirectoryError(
                    errno.EISDIR, "this is a folder in the place of a file; move it away", str(path)
                )
        (folder / MANIFEST).unlink(missing_ok=True)
        sync(folder)
        for name in files:
            (aside / name).replace(folder / name)
        sync(folder)
        (aside / MANIFEST).replace(folder / MANIFEST)
        sync(folder)
    for name, digest in outdated.items():
        if name not in files and "/" not in name and _is_intact(folder / name, digest):
            (folder / name).unlink()


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """A manifest as it is written, with its seal."""
    return json.dumps(sealed(manifest), indent=1, ensure_ascii=False) + "\n"


def _listed(folder: Path) -> dict[str, str]:
    """The files that a folder's manifest lists, with their hashes; none if there is no manifest that can be read."""
    try:
        files: dict[str, str] = read_manifest(folder)["files"]
    except ResultsError:
        return {}
    return files


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of finished results. Its `files` are names within the folder, with hashes.

    Raises
    ------
    ResultsError
        If there is no manifest, or if it is damaged.
    """
    path = folder / MANIFEST
    try:
        about = path.stat()
        content = path.read_bytes() if S_ISREG(about.st_mode) and about.st_size <= LARGEST_MANIFEST else b""
    except OSError:
        raise ResultsError(
            f"there are no finished results in {folder}", "name the folder that was given to --out"
        ) from None
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        manifest = None
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict) or not all(_is_entry(name, digest) for name, digest in files.items()):
        raise ResultsError(
            f"{path} is damaged",
            "take the folder from a copy, or delete this file and run the command again",
            [MANIFEST],
        )
    assert isinstance(manifest, dict)
    return manifest


def _is_entry(name: str, digest: object) -> bool:
    """Whether a manifest may list this: a file within its folder, and a SHA-256."""
    path = PurePosixPath(name)
    inside = (
        bool(path.parts) and not path.is_absolute() and not re.search(r"[\\:\x00]", name) and ".." not in path.parts
    )
    return inside and isinstance(digest, str) and re.fullmatch("[0-9a-f]{64}", digest) is not None


def damaged_files(folder: Path, manifest: Mapping[str, Any], needed: Sequence[str] = ()) -> list[str]:
    """The files that a manifest lists, or that are needed, and that are missing, or not as they were written.

    If the manifest itself is not as it was written, it is the only one: nobody can tell what it listed.
    """
    if not is_as_sealed(manifest):
        return [MANIFEST]
    files = manifest["files"]
    unlisted = [name for name in needed if name not in files]
    return unlisted + [name for name, digest in files.items() if not _is_intact(folder / name, digest)]


def not_as_written(folder: Path, damaged: Sequence[str]) -> str:
    """Say which files are damaged."""
    return f"{', '.join(damaged)} in {folder} {'is' if len(damaged) == 1 else 'are'} missing, or not as written"


def _is_intact(path: Path, digest: str) -> bool:
    try:
        return path.is_file() and sha256(path) == digest
    except OSError:
        return False


def checked(folder: Path, needed: Sequence[str] = ()) -> dict[str, Any]:
    """The manifest of a folder of results, after every file has been compared with its hash.

    Parameters
    ----------
    folder
        The folder that was given to `--out`.
    needed
        Names of files that the manifest must list.

    Raises
    ------
    ResultsError
        If the manifest or a file is missing or damaged. The message says which, and what to do.
    """
    manifest = read_manifest(folder)
    if damaged := damaged_files(folder, manifest, needed):
        raise ResultsError(
            not_as_written(folder, damaged),
            f"take the folder from a copy, or delete {folder / MANIFEST} and run the command again with the same --out",
            damaged,
        )
    return manifest
