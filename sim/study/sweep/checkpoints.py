"""Checkpoints: the finished tasks of a sweep on disk, in files that are whole or not there.

A checkpoint is an Arrow file with one record batch per task. Its name is the hash of its content, so that damage is
noticed.
"""

import hashlib
import json
import logging
from bisect import insort
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.engine.store import sha256
from sim.model.files import own_folder, remove_leftovers, write_whole
from sim.model.state import Floats
from sim.study.sweep.worker import TaskResult

log = logging.getLogger("coxed")

FOLDER = ".parts"  # the name that sweeps of earlier versions have, which can still be continued
MOST_OPEN = 200  # systems allow a few hundred open files
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, pa.ArrowException)
_ROWS = pa.schema(
    [("outcomes", pa.large_list(pa.float64())), ("series", pa.large_list(pa.float64())), ("message", pa.string())]
)


class StoredRuns(NamedTuple):
    """Where replicates `first` to `first + size - 1` are stored: a batch of a file."""

    first: int
    size: int
    file: str
    batch: int


class Checkpoints:
    """The checkpoints of a sweep: results are added, and found again by identity and replicate."""

    def __init__(self, folder: Path, series: tuple[str, ...], outcomes: list[str]) -> None:
        self.folder = folder / FOLDER
        self.series, self.outcomes = series, outcomes
        self.index: dict[str, list[StoredRuns]] = {}
        self.waiting: list[TaskResult] = []
        self.waiting_bytes = 0
        self.open = lru_cache(MOST_OPEN)(self._open)
        # A thread of its own, so that tasks do not wait for the disk.
        self._writer = ThreadPoolExecutor(1, "coxed-checkpoints")
        self._writing: tuple[list[TaskResult], Future[str]] | None = None

    def scan(self, *, tidy: bool = True, failed: bool = False) -> Iterator[TaskResult]:
        """Yield the results that were stored before.

        Parameters
        ----------
        tidy
            Whether files that are unfinished or damaged are removed. Another process may write in a folder that is
            only read.
        failed
            Whether runs that failed are taken too, if nothing better is stored. Otherwise they are repeated, because
            memory may have been short, or a file missing.
        """
        if tidy:
            own_folder(self.folder)
            remove_leftovers(self.folder)
        failures: list[tuple[TaskResult, str, int]] = []
        for path in sorted(self.folder.glob("*.arrow")):
            if path.name.startswith("."):
                continue  # another process writes it
            try:
                results = self._stored(path.name) if _is_intact(path) else None
            except _UNREADABLE:
                results = None
            if results is None:
                log.warning("a checkpoint of the sweep is damaged (%s); its runs are repeated", path.name)
                with suppress(OSError):  # a folder of this name stays
                    if tidy:
                        path.unlink()
                continue
            for batch, result in enumerate(results):
                if result.failed:
                    failures.append((result, path.name, batch))
                else:
                    self._enter(result, path.name, batch)
                    yield result
        for result, name, batch in failures if failed else ():
            if not self.has(result.key, result.first, len(result.messages)):
                self._enter(result, name, batch)
                yield result

    def _stored(self, name: str) -> list[TaskResult]:
        """The results in a file; none if they are of another study, whose files are removed when this one is done."""
        reader = self.open(name)
        if (reader.schema.metadata or {}).get(b"coxed") != self._metadata():
            return []
        return [self._read(name, batch) for batch in range(reader.num_record_batches)]

    def _enter(self, result: TaskResult, file: str, batch: int) -> None:
        stored = StoredRuns(result.first, len(result.messages), file, batch)
        insort(self.index.setdefault(result.key, []), stored)

    def has(self, key: str, first: int, count: int) -> bool:
        """Whether all these replicates are stored."""
        return self.end(key, first) >= first + count

    def end(self, key: str, first: int = 0) -> int:
        """The first replicate from `first` on that is not stored."""
        at = first
        for stored in self.index.get(key, ()):
            if stored.first <= at < stored.first + stored.size:
                at = stored.first + stored.size
        return at

    @property
    def runs(self) -> int:
        """How many different runs are stored."""
        return sum(self.end(key) for key in self.index)

    def add(self, result: TaskResult) -> None:
        """Take in a result; it is on disk after `flush` and `settle`."""
        self.waiting.append(result)
        self.waiting_bytes += result.outcomes.nbytes + result.series.nbytes

    def flush(self) -> None:
        """Write the results that wait to one file, in the background; `settle` waits for it.

        Raises OSError if the file before could not be written. Its results then wait again.
        """
        self.settle()
        if self.waiting:
            results, self.waiting, self.waiting_bytes = self.waiting, [], 0
            self._writing = (results, self._writer.submit(self._write, results))

    def settle(self) -> None:
        """Wait until the last file is on disk, from which its results are read from now on. Raises OSError."""
        if self._writing is None:
            return
        results, future = self._writing
        self._writing = None
        try:
            name = future.result()
        except OSError:
            self.waiting = [*results, *self.waiting]
            raise
        for batch, result in enumerate(results):
            self._enter(result, name, batch)

    def close(self) -> None:
        """End the thread that writes."""
        self._writer.shutdown()

    def _write(self, results: list[TaskResult]) -> str:
        sink = pa.BufferOutputStream()
        schema = _ROWS.with_metadata({"coxed": self._metadata()})
        with pa.ipc.new_file(sink, schema) as writer:
            for result in results:
                writer.write_batch(_batch(result, schema), custom_metadata=_label(result))
        content = sink.getvalue()
        name = hashlib.sha256(content).hexdigest()[:40] + ".arrow"
        write_whole(self.folder / name, content)
        return name

    def replicates(self, key: str, count: int) -> Iterator[TaskResult]:
        """Replicates 0 to count - 1 of an identity in their order, each once."""
        at = 0
        for stored in self.index.get(key, ()):
            if stored.first <= at < min(stored.first + stored.size, count):
                end = min(stored.first + stored.size, count)
                yield _slice(self._read(stored.file, stored.batch), at - stored.first, end - stored.first)
                at = end
        if at < count:
            raise RuntimeError(f"replicate {at} of {key} is not stored")

    def _open(self, name: str) -> pa.ipc.RecordBatchFileReader:
        return pa.ipc.open_file(pa.OSFile(str(self.folder / name)))

    def _read(self, name: str, batch: int) -> TaskResult:
        rows, metadata = self.open(name).get_batch_with_custom_metadata(batch)
        label = json.loads(metadata[b"piece"])
        outcomes, series = (_matrix(rows.column(column), rows.num_rows) for column in ("outcomes", "series"))
        messages = rows.column("message").to_pylist()
        return TaskResult(label["key"], label["first"], outcomes, series, messages, label["seconds"])

    def _metadata(self) -> bytes:
        return json.dumps({"format": 1, "outcomes": self.outcomes, "series": self.series}).encode()


def _is_intact(path: Path) -> bool:
    """Whether a checkpoint is a file, and no link, whose content has the hash in its name."""
    return not path.is_symlink() and path.is_file() and sha256(path)[:40] == path.stem


def _batch(result: TaskResult, schema: pa.Schema) -> pa.RecordBatch:
    columns = [_lists(result.outcomes), _lists(result.series), pa.array(result.messages, pa.string())]
    return pa.record_batch(columns, schema=schema)


def _lists(rows: Floats) -> pa.LargeListArray:
    ends = np.arange(len(rows) + 1, dtype=np.int64) * rows.shape[1]
    return pa.LargeListArray.from_arrays(pa.array(ends), pa.array(rows.reshape(-1)))


def _matrix(rows: pa.LargeListArray, count: int) -> Floats:
    return np.asarray(rows.values).reshape(count, -1) if count else np.zeros((0, 0))


def _label(result: TaskResult) -> dict[str, str]:
    return {"piece": json.dumps({"key": result.key, "first": result.first, "seconds": result.seconds})}


def _slice(result: TaskResult, start: int, stop: int) -> TaskResult:
    part = slice(start, stop)
    share = (stop - start) / max(1, len(result.messages))
    return TaskResult(
        result.key,
        result.first + start,
        result.outcomes[part],
        result.series[part],
        result.messages[part],
        result.seconds * share,
    )
