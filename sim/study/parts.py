"""Finished pieces on disk while a sweep runs: files that are whole or not there.

A part is an Arrow file with one record batch a piece. It is written under a temporary name and then renamed to the
hash of its content, so that a part that was damaged since is known by its name.
"""

import hashlib
import json
import logging
import os
from bisect import insort
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.outcomes import outcome_names
from sim.state import Floats
from sim.study.playing import Played

log = logging.getLogger("coxed")

FOLDER = ".parts"
UNFINISHED = ".writing"
OPEN_PARTS = 200  # systems allow a few hundred open files
_ROWS = pa.schema(
    [("outcomes", pa.large_list(pa.float64())), ("series", pa.large_list(pa.float64())), ("message", pa.string())]
)


class Stored(NamedTuple):
    """Where replicates `first` … `first + size - 1` lie: a batch of a part."""

    first: int
    size: int
    part: str
    batch: int


class Parts:
    """The parts of a sweep: pieces come in, and are found again by identity and replicate."""

    def __init__(self, folder: Path, series: tuple[str, ...]) -> None:
        self.folder = folder / FOLDER
        self.series = series
        self.index: dict[str, list[Stored]] = {}
        self.waiting: list[Played] = []
        self.waiting_bytes = 0
        self.open = lru_cache(OPEN_PARTS)(self._open)
        # Waiting for the disk must not keep the crew waiting.
        self._writer = ThreadPoolExecutor(1, "coxed-parts")
        self._writing: tuple[list[Played], Future[str]] | None = None

    def scan(self) -> Iterator[Played]:
        """Find what was stored before, and yield it piece by piece; remove what was never finished or is damaged."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.folder.iterdir()):
            if path.name.startswith(UNFINISHED):
                path.unlink()
            elif path.suffix == ".arrow" and not _sound(path):
                log.warning("a part of the sweep was damaged (%s); its runs are done again", path.name)
                path.unlink()
            elif path.suffix == ".arrow":
                yield from self._found(path.name)

    def _found(self, name: str) -> Iterator[Played]:
        reader = self.open(name)
        if self._described(reader.schema) != self._metadata():
            return  # of another study; the end of this one removes it
        for batch in range(reader.num_record_batches):
            played = self._read(name, batch)
            # Failed runs are tried again: memory may have been short, a file missing.
            if not played.failed:
                insort(self.index.setdefault(played.key, []), Stored(played.first, len(played.messages), name, batch))
                yield played

    def has(self, key: str, first: int, count: int) -> bool:
        """Whether all these replicates are stored."""
        at = first
        for piece in self.index.get(key, ()):
            if piece.first <= at < piece.first + piece.size:
                at = piece.first + piece.size
        return at >= first + count

    def add(self, played: Played) -> None:
        """Take in a piece; `flush` makes it safe."""
        self.waiting.append(played)
        self.waiting_bytes += played.outcomes.nbytes + played.series.nbytes

    def flush(self) -> None:
        """Write what is waiting as one part, in the background; `settle` waits for it.

        Raises OSError if the part before could not be written; its pieces wait again then.
        """
        self.settle()
        if self.waiting:
            pieces, self.waiting, self.waiting_bytes = self.waiting, [], 0
            self._writing = (pieces, self._writer.submit(self._write, pieces))

    def settle(self) -> None:
        """Wait until the last part is on the disk; its pieces are found there from now on. Raises OSError if not."""
        if self._writing is None:
            return
        pieces, future = self._writing
        self._writing = None
        try:
            name = future.result()
        except OSError:
            self.waiting = [*pieces, *self.waiting]
            raise
        for batch, played in enumerate(pieces):
            insort(self.index.setdefault(played.key, []), Stored(played.first, len(played.messages), name, batch))

    def close(self) -> None:
        """Write no more."""
        self._writer.shutdown()

    def _write(self, pieces: list[Played]) -> str:
        sink = pa.BufferOutputStream()
        schema = _ROWS.with_metadata({"coxed": self._metadata()})
        with pa.ipc.new_file(sink, schema) as writer:
            for played in pieces:
                writer.write_batch(_batch(played, schema), custom_metadata=_label(played))
        content = sink.getvalue()
        name = hashlib.sha256(content).hexdigest()[:40] + ".arrow"
        write_aside(self.folder / name, content)
        return name

    def replicates(self, key: str, count: int) -> Iterator[Played]:
        """Replicates 0 … count - 1 of an identity, piece by piece without overlaps."""
        at = 0
        for piece in self.index[key]:
            if piece.first <= at < min(piece.first + piece.size, count):
                end = min(piece.first + piece.size, count)
                yield _slice(self._read(piece.part, piece.batch), at - piece.first, end - piece.first)
                at = end
        if at < count:
            raise RuntimeError(f"replicate {at} of {key} is stored nowhere")

    def _open(self, name: str) -> pa.ipc.RecordBatchFileReader:
        return pa.ipc.open_file(pa.OSFile(str(self.folder / name)))

    def _read(self, name: str, batch: int) -> Played:
        rows, label = self.open(name).get_batch_with_custom_metadata(batch)
        count = rows.num_rows
        said = json.loads(label[b"piece"])
        return Played(
            said["key"],
            said["first"],
            _matrix(rows.column("outcomes"), count),
            _matrix(rows.column("series"), count),
            rows.column("message").to_pylist(),
            said["seconds"],
        )

    def _metadata(self) -> bytes:
        return json.dumps({"format": 1, "outcomes": outcome_names(), "series": self.series}).encode()

    def _described(self, schema: pa.Schema) -> bytes | None:
        return (schema.metadata or {}).get(b"coxed")


def write_aside(path: Path, content: object) -> None:
    """Write a file whole or not at all: aside first, on the disk, then under its name."""
    aside = path.with_name(f"{UNFINISHED}-{path.name}")
    try:
        with aside.open("wb") as file:
            file.write(content)  # type: ignore[arg-type]  # a buffer
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _sound(path: Path) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:40] == path.stem


def _batch(played: Played, schema: pa.Schema) -> pa.RecordBatch:
    columns = [_lists(played.outcomes), _lists(played.series), pa.array(played.messages, pa.string())]
    return pa.record_batch(columns, schema=schema)


def _lists(rows: Floats) -> pa.LargeListArray:
    ends = np.arange(len(rows) + 1, dtype=np.int64) * rows.shape[1]
    return pa.LargeListArray.from_arrays(pa.array(ends), pa.array(rows.reshape(-1)))


def _matrix(rows: pa.LargeListArray, count: int) -> Floats:
    return np.asarray(rows.flatten()).reshape(count, -1) if count else np.zeros((0, 0))


def _label(played: Played) -> dict[str, str]:
    return {"piece": json.dumps({"key": played.key, "first": played.first, "seconds": played.seconds})}


def _slice(played: Played, start: int, stop: int) -> Played:
    part = slice(start, stop)
    share = (stop - start) / max(1, len(played.messages))
    return Played(
        played.key,
        played.first + start,
        played.outcomes[part],
        played.series[part],
        played.messages[part],
        played.seconds * share,
    )
