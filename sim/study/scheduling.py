"""Which pieces to run next: point by point in a balanced order, look after look, until each point is precise."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from sim.outcomes import outcome_names
from sim.scenario import Scenario, ScenarioError
from sim.state import Floats
from sim.study.design import balanced
from sim.study.playing import Piece, Played, identity, most
from sim.study.stopping import precise
from sim.study.study import Study


@dataclass(eq=False)
class Point:
    """How far a point is: looks taken, pieces out, narrow looks in a row, and why it was closed.

    `closed` is `precise`, `max`, `failed` (its scenarios contradict themselves: `wrong`, by side), or not yet anything.
    `keys` are the identities of its scenarios.
    """

    keys: list[str] = field(default_factory=list)
    looks: int = 0
    out: int = 0
    agreed: int = 0
    closed: str = ""
    wrong: list[str | None] = field(default_factory=list)


class Schedule:
    """What has been run and what comes next. Decisions depend on a point's own replicates, never on arrival."""

    def __init__(self, study: Study, sources: dict[str, str]) -> None:
        self.study, self.sources = study, sources
        self.looks = study.replicates.looks
        self.points = [Point() for _ in study.points]
        self.ahead = len(study.points) * len(study.sides) * study.replicates.max  # runs, as far as is known now
        self.done = self.before = 0  # runs that are there, and those of them that were there already
        self._queue = deque(balanced(len(study.points)))
        self._ready: deque[Piece] = deque()
        self._waiting: dict[tuple[str, int, int], list[int]] = {}
        self._values: dict[str, dict[int, Floats]] = {}

    def replicates(self, point: int) -> int:
        """How many replicates of a point count."""
        looks = self.points[point].looks
        return self.looks[looks - 1] if looks else 0

    def know(self, played: Played) -> None:
        """Take note of the outcome that stops points."""
        stop = self.study.replicates.stop
        if stop is not None:
            column = outcome_names().index(stop.outcome)
            self._values.setdefault(played.key, {})[played.first] = played.outcomes[:, column].copy()

    def take(self, stored: Callable[[str, int, int], bool]) -> Piece | None:
        """A piece to be run next, passing over what is `stored` (identity, first, count); None if none is known now."""
        while self._queue and not self._ready:
            self._look(self._queue.popleft(), stored)
        return self._ready.popleft() if self._ready else None

    def arrived(self, played: Played) -> None:
        """Take in what was run, and decide on the points that waited for it."""
        self.know(played)
        for number in self._waiting.pop((played.key, played.first, len(played.messages)), ()):
            self.points[number].out -= 1
            self.done += len(played.messages)
            if self.points[number].out == 0:
                self._decide(number)

    def _look(self, number: int, stored: Callable[[str, int, int], bool]) -> None:
        """Make the pieces of a point's next look ready."""
        point = self.points[number]
        scenarios = self._scenarios(number)
        if scenarios is None:
            return
        for key, scenario in zip(point.keys, scenarios, strict=True):
            for first, count in self._cut(point, scenario):
                if stored(key, first, count):
                    self.done += count
                    self.before += count
                    continue
                point.out += 1
                waiters = self._waiting.setdefault((key, first, count), [])
                waiters.append(number)
                if len(waiters) == 1:
                    self._ready.append(Piece(scenario, key, self.study.seed, first, count, self.study.series))
        if point.out == 0:
            self._decide(number)

    def _scenarios(self, number: int) -> list[Scenario] | None:
        """A point's scenarios; closes the point and returns None if they contradict themselves."""
        point, found = self.points[number], []
        for side in range(len(self.study.sides)):
            try:
                found.append(self.study.scenario(number, side))
                point.wrong.append(None)
            except ScenarioError as error:
                point.wrong.append("; ".join(f"{p.message} [{p.code}]" for p in error.problems))
        if any(point.wrong):
            self._close(point, "failed")
            return None
        if not point.keys:
            point.keys = [identity(scenario, self.study.seed, self.sources) for scenario in found]
        point.wrong.clear()
        return found

    def _cut(self, point: Point, scenario: Scenario) -> Iterator[tuple[int, int]]:
        """(first, count) of the pieces of the point's next look."""
        start = self.looks[point.looks - 1] if point.looks else 0
        stop, size = self.looks[point.looks], most(scenario, self.study.series)
        for first in range(start, stop, size):
            yield first, min(size, stop - first)

    def _decide(self, number: int) -> None:
        """All of a look is there: close the point, or line it up for the next one."""
        point, rule = self.points[number], self.study.replicates
        point.looks += 1
        if rule.stop is not None:
            point.agreed = point.agreed + 1 if precise(self._paired(point), rule.stop) else 0
            if point.agreed >= rule.stop.look_ahead:
                self._close(point, "precise")
                return
        if point.looks == len(self.looks):
            self._close(point, "max")
        else:
            self._queue.append(number)

    def _close(self, point: Point, why: str) -> None:
        point.closed = why
        count = self.looks[point.looks - 1] if point.looks else 0
        self.ahead -= len(self.study.sides) * (self.study.replicates.max - count)

    def _paired(self, point: Point) -> Floats:
        """The outcome that stops, by replicate: of the base, or of the base minus the other."""
        sides = []
        for key in point.keys:
            values = np.full(self.looks[point.looks - 1], np.nan)
            for first, some in self._values[key].items():
                part = values[first : first + len(some)]
                part[:] = some[: len(part)]
            sides.append(values)
        return sides[0] if len(sides) == 1 else sides[0] - sides[1]
