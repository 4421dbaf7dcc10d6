"""Which tasks to run next: the points in a balanced order, look after look, until each point is precise."""

from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np

from sim.model.state import Floats
from sim.scenario import Scenario, ScenarioError
from sim.study.design import balanced
from sim.study.stopping_rule import precise_in_a_row
from sim.study.study import Study
from sim.study.sweep.worker import Task, TaskResult, identity, most_replicates


@dataclass(eq=False, slots=True)
class PointState:
    """How far a point is.

    `keys` are the identities of its scenarios, `looks` the number of looks so far, `running` the number of its tasks
    that are not finished, and `narrow` the number of looks in a row that found a narrow interval. `closed` says why no
    more is run: `precise`, `max`, or `failed`, if its values contradict each other; then `errors` has the message for
    each scenario, None for one that could be run. It is empty as long as the point is open.
    """

    keys: tuple[str, ...] = ()
    looks: int = 0
    running: int = 0
    narrow: int = 0
    closed: str = ""
    errors: tuple[str | None, ...] = ()


class Schedule:
    """What has been run and what comes next.

    Whether a point stops depends on its own replicates alone, never on the order in which results arrive. If some
    points are `chosen`, only these are run.
    """

    def __init__(
        self, study: Study, custom: dict[str, str], outcomes: list[str], chosen: Collection[int] | None = None
    ) -> None:
        self.study, self.custom, self.outcomes = study, custom, outcomes
        # Nobody looks if nothing stops early. Then all replicates of a point are one task, unless they are many.
        self.looks = study.replicates.looks if study.replicates.stop else (study.replicates.max,)
        self.points = [PointState() for _ in study.points]
        self._queue = deque(number for number in balanced(len(study.points)) if chosen is None or number in chosen)
        self.ahead = len(self._queue) * len(study.sides) * study.replicates.max  # runs, as far as is known now
        self.done = self.before = 0  # finished runs, and those of them that an earlier attempt finished
        self.contradiction = ""  # why the first point that cannot be run cannot
        self._ready: deque[Task] = deque()
        self._waiting: dict[tuple[str, int, int], list[int]] = {}
        self._values: dict[str, dict[int, Floats]] = {}

    def replicates(self, point: int) -> int:
        """How many replicates of a point count."""
        looks = self.points[point].looks
        return self.looks[looks - 1] if looks else 0

    def know(self, result: TaskResult) -> None:
        """Keep the values of the outcome that stops points; of two results that begin alike, the longer one."""
        stop = self.study.replicates.stop
        if stop is not None:
            column = self.outcomes.index(stop.outcome)
            known = self._values.setdefault(result.key, {})
            if len(known.get(result.first, ())) < len(result.outcomes):
                known[result.first] = result.outcomes[:, column].copy()

    def take(self, end: Callable[[str, int], int]) -> Task | None:
        """The next task; None if none is known now.

        `end` gives, for an identity and a replicate, the first replicate from there on that is not stored. What is
        stored is not run again.
        """
        while self._queue and not self._ready:
            self._look(self._queue.popleft(), end)
        return self._ready.popleft() if self._ready else None

    def missing(self, end: Callable[[str, int], int]) -> list[Task]:
        """The tasks of the next looks that are not stored, after every look that is stored has been taken.

        Nothing can be run by this schedule afterwards.
        """
        return list(iter(lambda: self.take(end), None))

    def arrived(self, result: TaskResult) -> None:
        """Take in a result, and decide on the points that waited for it."""
        self.know(result)
        for number in self._waiting.pop((result.key, result.first, len(result.messages)), ()):
            self.points[number].running -= 1
            self.done += len(result.messages)
            if self.points[number].running == 0:
                self._decide(number)

    def _look(self, number: int, end: Callable[[str, int], int]) -> None:
        """Make the tasks of a point's next look ready."""
        point = self.points[number]
        scenarios = self._scenarios(number)
        if scenarios is None:
            return
        for key, scenario in zip(point.keys, scenarios, strict=True):
            for start, stop in self._cut(point, scenario):
                first = min(end(key, start), stop)
                self.done += first - start
                self.before += first - start
                if first == stop:
                    continue
                count = stop - first
                point.running += 1
                waiting = self._waiting.setdefault((key, first, count), [])
                waiting.append(number)
                if len(waiting) == 1:  # two points may have the same scenario
                    self._ready.append(Task(scenario, key, self.study.seed, first, count, self.study.series))
        if point.running == 0:
            self._decide(number)

    def _scenarios(self, number: int) -> list[Scenario] | None:
        """A point's scenarios. If its values contradict each other, the point is closed and the result is None."""
        point = self.points[number]
        scenarios: list[Scenario] = []
        errors: list[str | None] = []
        for side in range(len(self.study.sides)):
            try:
                scenarios.append(self.study.scenario(number, side))
                errors.append(None)
            except ScenarioError as error:
                errors.append("; ".join(f"{p.message} [{p.code}]" for p in error.problems))
        if any(errors):
            point.errors = tuple(errors)
            self.contradiction = self.contradiction or next(filter(None, errors))
            self._close(point, "failed")
            return None
        point.keys = point.keys or tuple(identity(scenario, self.study.seed, self.custom) for scenario in scenarios)
        return scenarios

    def _cut(self, point: PointState, scenario: Scenario) -> Iterator[tuple[int, int]]:
        """The first replicate of each task of the point's next look, and the one behind its last."""
        start = self.looks[point.looks - 1] if point.looks else 0
        stop, size = self.looks[point.looks], most_replicates(scenario, self.study.series)
        for first in range(start, stop, size):
            yield first, min(first + size, stop)

    def _decide(self, number: int) -> None:
        """A look is complete: close the point, or put it in the queue for the next look."""
        point, rule = self.points[number], self.study.replicates
        point.looks += 1
        if rule.stop is not None:
            point.narrow = precise_in_a_row(point.narrow, self._stopping_values(point), rule.stop)
            if point.narrow >= rule.stop.look_ahead:
                self._close(point, "precise")
                return
        if point.looks == len(self.looks):
            self._close(point, "max")
        else:
            self._queue.append(number)

    def _close(self, point: PointState, reason: str) -> None:
        point.closed = reason
        count = self.looks[point.looks - 1] if point.looks else 0
        self.ahead -= len(self.study.sides) * (self.study.replicates.max - count)

    def _stopping_values(self, point: PointState) -> list[Floats]:
        """The outcome that stops, by replicate: of the base, or the difference between it and each other scenario."""
        sides = []
        for key in point.keys:
            values = np.full(self.looks[point.looks - 1], np.nan)
            for first, stored in self._values[key].items():
                part = values[first : first + len(stored)]
                part[:] = stored[: len(part)]
            sides.append(values)
        return [sides[0] - other for other in sides[1:]] or sides
