"""Who plays the pieces of a sweep: threads of this process."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Protocol

from sim.engine import available_threads, prepare
from sim.replacing import Kernels
from sim.scenario import Scenario
from sim.study.playing import Desk, Piece, Played, play


class Crew(Protocol):
    """Plays pieces, several at a time."""

    hands: int

    def prepare(self, scenario: Scenario) -> None:
        """Compile what has to be compiled."""

    def free(self) -> bool:
        """Whether more should be handed out now; never so much that results would pile up."""

    def idle(self) -> bool:
        """Whether nothing is being played."""

    def submit(self, pieces: list[Piece]) -> None:
        """Hand out pieces, to be played one after another."""

    def collect(self) -> list[Played]:
        """Wait until something has been played."""

    def abandon(self) -> list[Played]:
        """Stop soon, and return what has been played already."""


class Threads:
    """A crew of threads: compiled code runs without Python's lock."""

    def __init__(self, pool: ThreadPoolExecutor, hands: int, chosen: Kernels) -> None:
        self.hands, self._pool, self._chosen = hands, pool, chosen
        self._stop = Event()
        self._desks: SimpleQueue[Desk] = SimpleQueue()
        for _ in range(hands):
            self._desks.put(Desk(chosen, self._stop))
        self._flying: set[Future[list[Played]]] = set()

    def prepare(self, scenario: Scenario) -> None:
        """Compile or load the rules."""
        prepare(self._chosen, scenario)

    def free(self) -> bool:
        """A batch a thread is played, one waits."""
        return len(self._flying) < 2 * self.hands

    def idle(self) -> bool:
        """Nothing is being played."""
        return not self._flying

    def submit(self, pieces: list[Piece]) -> None:
        """Hand a batch to the next free thread."""
        self._flying.add(self._pool.submit(self._play, pieces))

    def collect(self) -> list[Played]:
        """What has been played since, at least one batch."""
        done, self._flying = wait(self._flying, return_when=FIRST_COMPLETED)
        return [played for future in done for played in future.result()]

    def abandon(self) -> list[Played]:
        """End within the time of one call of the kernel."""
        self._stop.set()
        done = [future for future in self._flying if not future.cancel()]
        wait(done)
        return [played for future in done if future.exception() is None for played in future.result()]

    def _play(self, pieces: list[Piece]) -> list[Played]:
        desk = self._desks.get()
        try:
            played = [play(piece, desk) for piece in pieces if not desk.stop.is_set()]
        finally:
            self._desks.put(desk)
        return [piece for piece in played if piece is not None]


@contextmanager
def threads_crew(chosen: Kernels, threads: int | None) -> Iterator[Crew]:
    """A crew of `threads` (default: as many as there are processors)."""
    hands = threads or available_threads()
    with ThreadPoolExecutor(hands, "coxed") as pool:
        yield Threads(pool, hands, chosen)
