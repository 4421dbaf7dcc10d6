"""A crew on several machines, through Dask. Its messages are pickles: use only schedulers and workers you trust."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from distributed import Client, Future, KilledWorker, LocalCluster, WorkerPlugin, get_worker, wait

from sim.compiler import rules_hash
from sim.replacing import Rules, kernels
from sim.scenario import Scenario
from sim.study.crew import Crew
from sim.study.playing import Desk, Piece, Played, play

log = logging.getLogger("coxed")

ATTEMPTS = 10  # how often a batch is handed out again whose workers died
COUNT_SECONDS = 2.0  # how often workers are counted; they come and go


class Coxed(WorkerPlugin):
    """What every worker holds: the kernels, and the hash of the rules it must have."""

    name = "coxed"

    def __init__(self, rules: str, replace: Rules | None) -> None:
        self.rules, self.replace = rules, replace

    def setup(self, worker: Any) -> None:
        """Build the kernels where the worker is."""
        worker.coxed = (self.rules, kernels(self.replace))


def play_there(pieces: list[Piece]) -> list[Played]:
    """Play pieces on a worker."""
    worker: Any = get_worker()
    rules, chosen = worker.coxed
    if rules != rules_hash():
        raise RuntimeError("a worker has other rules; install the same version of Coxed on all machines")
    desk = Desk(chosen)
    return [played for piece in pieces if (played := play(piece, desk)) is not None]


class Workers:
    """A crew of Dask's workers. A batch whose worker dies is handed to another."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flying: dict[Future[Any], tuple[list[Piece], int]] = {}
        self._counted = 0.0
        self.hands = 0
        self._count()

    def prepare(self, scenario: Scenario) -> None:
        """Every worker compiles or loads the rules with its first piece."""

    def free(self) -> bool:
        """Some batches a thread are played or wait, so that workers need not wait for messages."""
        return len(self._flying) < 3 * max(1, self.hands)

    def idle(self) -> bool:
        """Nothing is being played."""
        return not self._flying

    def submit(self, pieces: list[Piece], attempt: int = 1) -> None:
        """Hand out a batch."""
        future = self._client.submit(play_there, pieces, pure=False)
        self._flying[future] = (pieces, attempt)

    def collect(self) -> list[Played]:
        """What has been played since, at least one batch, however many workers die meanwhile."""
        try:
            with self._client.as_current():
                wait(list(self._flying), return_when="FIRST_COMPLETED")
        except CancelledError:
            raise ConnectionError("the scheduler was lost") from None
        self._count()
        return [played for future in [f for f in self._flying if f.done()] for played in self._result(future)]

    def abandon(self) -> list[Played]:
        """What has been played; the rest is cancelled."""
        done = [future for future in self._flying if future.status == "finished"]
        played = [piece for future in done for piece in future.result()]
        self._client.cancel(list(self._flying))
        self._flying.clear()
        return played

    def _result(self, future: Future[Any]) -> list[Played]:
        pieces, attempt = self._flying.pop(future)
        killed = future.status == "error" and isinstance(future.exception(), KilledWorker)
        if not killed and future.status not in ("cancelled", "lost"):
            played: list[Played] = future.result()
            return played
        if attempt == ATTEMPTS or self._client.status != "running":
            raise OSError(f"the workers or the scheduler were lost {attempt} times; what was finished is kept")
        log.warning("a worker was lost; its runs are handed to another")
        self.submit(pieces, attempt + 1)
        return []

    def _count(self) -> None:
        if time.monotonic() - self._counted > COUNT_SECONDS:
            self._counted = time.monotonic()
            self.hands = sum(self._client.nthreads().values())
            if not self.hands:
                log.warning("the scheduler has no workers yet; waiting for them")


@contextmanager
def dask_crew(address: str, threads: int | None, replace: Rules | None) -> Iterator[Crew]:
    """The workers of the scheduler at an address (`tcp://…`), or a cluster on this machine (`local`).

    Raises OSError if nobody answers there.
    """
    _quieten()
    if address == "local":
        cluster = LocalCluster(n_workers=threads, threads_per_worker=1 if threads else None, dashboard_address=None)
    else:
        cluster = None
    try:
        with Client(cluster or address, set_as_default=False) as client:
            client.register_plugin(Coxed(rules_hash(), replace))
            yield Workers(client)
    finally:
        if cluster is not None:
            cluster.close()


def _quieten() -> None:
    """What goes wrong on the cluster is told by us, in one line."""
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
