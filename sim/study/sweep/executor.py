"""Executors run the tasks of a sweep. This one has threads of this process; `cluster` has one for Dask."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Protocol

from sim.engine.run import available_threads
from sim.model.assemble import Model
from sim.scenario import Scenario
from sim.study.sweep.worker import Task, TaskResult, Worker, execute


class NoSchedulerError(OSError):
    """No scheduler answers at an address."""


class Executor(Protocol):
    """Runs batches of tasks, several at a time."""

    workers: int

    def prepare(self, scenario: Scenario) -> None:
        """Compile what has to be compiled."""

    def free(self) -> bool:
        """Whether more should be submitted now. The number of batches is limited, so that results do not pile up."""

    def idle(self) -> bool:
        """Whether no batch is being run."""

    def submit(self, tasks: list[Task]) -> None:
        """Hand out a batch of tasks, which are run one after another."""

    def collect(self) -> list[TaskResult]:
        """Wait until at least one batch is finished, and return its results."""

    def abandon(self) -> list[TaskResult]:
        """Stop soon, and return what is finished."""


class ThreadExecutor:
    """An executor with threads: compiled code runs without Python's global lock."""

    def __init__(self, pool: ThreadPoolExecutor, workers: int, model: Model, outcomes: list[str]) -> None:
        self.workers, self._pool, self._model = workers, pool, model
        self._stop = Event()
        self._free: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(workers):
            self._free.put(Worker(model, outcomes, self._stop))
        self._running: set[Future[list[TaskResult]]] = set()

    def prepare(self, scenario: Scenario) -> None:
        """Compile or load the rules."""
        self._model.prepare(scenario.parameters)

    def free(self) -> bool:
        """Whether there are fewer than two batches per thread: one that is run, and one that waits."""
        return len(self._running) < 2 * self.workers

    def idle(self) -> bool:
        """Whether no batch is being run."""
        return not self._running

    def submit(self, tasks: list[Task]) -> None:
        """Hand a batch to the next free thread."""
        self._running.add(self._pool.submit(self._execute, tasks))

    def collect(self) -> list[TaskResult]:
        """Wait until at least one batch is finished, and return its results."""
        done, self._running = wait(self._running, return_when=FIRST_COMPLETED)
        return [result for future in done for result in future.result()]

    def abandon(self) -> list[TaskResult]:
        """Stop within the time of one call of the kernel, and return what is finished."""
        self._stop.set()
        done = [future for future in self._running if not future.cancel()]
        wait(done)
        return [result for future in done if future.exception() is None for result in future.result()]

    def _execute(self, tasks: list[Task]) -> list[TaskResult]:
        worker = self._free.get()
        try:
            results = [execute(task, worker) for task in tasks if not worker.stop.is_set()]
        finally:
            self._free.put(worker)
        return [result for result in results if result is not None]


@contextmanager
def thread_executor(model: Model, outcomes: list[str], threads: int | None) -> Iterator[Executor]:
    """An executor with `threads` threads.

    The default is one per processor. Rules in plain Python get one thread, because they hold Python's global lock.
    """
    workers = 1 if model.is_plain else threads or available_threads()
    with ThreadPoolExecutor(workers, "coxed") as pool:
        yield ThreadExecutor(pool, workers, model, outcomes)
