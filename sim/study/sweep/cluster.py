"""An executor on several machines, through Dask. Its messages are pickles: use only machines that you trust."""

import logging
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

import cloudpickle
from distributed import Client, Future, KilledWorker, LocalCluster, WorkerPlugin, get_worker, wait

from sim.model.assemble import Model
from sim.model.identity import rules_hash
from sim.model.libraries import file_of, is_library
from sim.model.source import is_own
from sim.scenario import Scenario
from sim.study.sweep.executor import Executor, NoSchedulerError
from sim.study.sweep.worker import Task, TaskResult, Worker, execute

log = logging.getLogger("coxed")

ATTEMPTS = 10  # how often a batch is submitted again after its worker was lost
COUNT_SECONDS = 2.0  # how often workers are counted; they come and go


class ModelPlugin(WorkerPlugin):
    """What every Dask worker has: the model, the identity that it must have, and the outcomes that are kept.

    Classes of a notebook, or of a file of rules, are sent along.
    """

    name = "coxed"

    def __init__(self, model: Model, outcomes: list[str]) -> None:
        self.identity = (rules_hash(), model.custom)
        self.model, self.outcomes = _by_value(model), outcomes

    def setup(self, worker: Any) -> None:
        """Assemble the model on the worker."""
        model: Model = cloudpickle.loads(self.model)
        worker.coxed = (self.identity == (rules_hash(), model.custom), model, self.outcomes)


def _by_value(model: Model) -> bytes:
    """The model as cloudpickle, with the user's modules by value, because workers may not have the files."""
    own = [
        module
        for name, module in [*sys.modules.items()]
        if name != "__main__" and file_of(name) is not None and not is_own(name) and not is_library(name)
    ]
    for module in own:
        cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(model))
    finally:
        for module in own:
            cloudpickle.unregister_pickle_by_value(module)


def _packed(task: Task) -> Task:
    """The task with its scenario as plain data: the types of the user's own parameters exist only in this process."""
    return replace(task, scenario=cast(Any, task.scenario.as_dict()))


def _unpacked(task: Task) -> Task:
    return replace(task, scenario=Scenario.from_dict("", cast(Any, task.scenario)))


def execute_batch(tasks: list[Task]) -> list[TaskResult]:
    """Run packed tasks on a Dask worker."""
    dask_worker: Any = get_worker()
    same, model, outcomes = dask_worker.coxed
    if not same:
        raise RuntimeError(
            "a worker has other rules; install the same version of Coxed and of Python on all machines, and the "
            "same files of rules"
        )
    worker = Worker(model, outcomes)
    with model.knowing():
        return [result for task in tasks if (result := execute(_unpacked(task), worker)) is not None]


class DaskExecutor:
    """An executor with the workers of a Dask scheduler. If a worker is lost, another gets its batch."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._running: dict[Future[Any], tuple[list[Task], int]] = {}
        self._counted = 0.0
        self.workers = 0
        self._count()

    def prepare(self, scenario: Scenario) -> None:
        """Do nothing: every worker compiles or loads the rules with its first task."""

    def free(self) -> bool:
        """Whether there are fewer than three batches per thread, so that workers do not wait for messages."""
        return len(self._running) < 3 * max(1, self.workers)

    def idle(self) -> bool:
        """Whether no batch is being run."""
        return not self._running

    def submit(self, tasks: list[Task], attempt: int = 1) -> None:
        """Hand out a batch."""
        future = self._client.submit(execute_batch, [_packed(task) for task in tasks], pure=False)
        self._running[future] = (tasks, attempt)

    def collect(self) -> list[TaskResult]:
        """Wait until at least one batch is finished, however many workers are lost meanwhile; return its results."""
        try:
            with self._client.as_current():
                wait(list(self._running), return_when="FIRST_COMPLETED")
        except CancelledError:
            raise ConnectionError("the scheduler was lost") from None
        self._count()
        return [result for future in [f for f in self._running if f.done()] for result in self._results(future)]

    def abandon(self) -> list[TaskResult]:
        """Cancel what is not finished, and return the rest."""
        done = [future for future in self._running if future.status == "finished"]
        results = [result for future in done for result in future.result()]
        self._client.cancel(list(self._running))
        self._running.clear()
        return results

    def _results(self, future: Future[Any]) -> list[TaskResult]:
        tasks, attempt = self._running.pop(future)
        killed = future.status == "error" and isinstance(future.exception(), KilledWorker)
        if not killed and future.status not in ("cancelled", "lost"):
            results: list[TaskResult] = future.result()
            return results
        if attempt == ATTEMPTS or self._client.status != "running":
            raise OSError(f"the workers or the scheduler were lost {attempt} times; what was finished is kept")
        log.warning("a worker was lost; another one runs its tasks again")
        self.submit(tasks, attempt + 1)
        return []

    def _count(self) -> None:
        if time.monotonic() - self._counted > COUNT_SECONDS:
            self._counted = time.monotonic()
            self.workers = sum(self._client.nthreads().values())
            if not self.workers:
                log.warning("the scheduler has no workers yet; waiting for them")


@contextmanager
def dask_executor(address: str, threads: int | None, model: Model, outcomes: list[str]) -> Iterator[Executor]:
    """An executor on the scheduler at an address (`tcp://...`), or on a cluster on this machine (`local`).

    Raises NoSchedulerError if there is no answer from the address.
    """
    _silence_dask()
    if address == "local":
        cluster = LocalCluster(n_workers=threads, threads_per_worker=1 if threads else None, dashboard_address=None)
    else:
        cluster = None
    try:
        with _client(cluster or address) as client:
            client.register_plugin(ModelPlugin(model, outcomes))
            yield DaskExecutor(client)
    finally:
        if cluster is not None:
            cluster.close()


def _client(at: LocalCluster | str) -> Client:
    try:
        return Client(at, set_as_default=False)
    except OSError:
        raise NoSchedulerError(f"no Dask scheduler answers at {at}") from None


def _silence_dask() -> None:
    """Turn off Dask's log: this module reports what goes wrong, in one line."""
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
