"""Workers and tasks: a task is some replicates of one scenario, run in one go on any thread or machine."""

import hashlib
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import numpy as np

import sim
from sim.engine.impossible import warn_of_impossible
from sim.engine.run import blank_missing, fresh_state, simulate
from sim.engine.workload import WORK_A_CALL, Segment, divide, work_a_period
from sim.model.assemble import Model
from sim.model.identity import rules_hash
from sim.model.parameters import Parameters, described
from sim.model.state import Floats, State
from sim.model.week import PARAMETERS
from sim.scenario import Scenario

TASK_WORK = 20 * WORK_A_CALL  # about one second
BATCH_WORK = 2 * WORK_A_CALL  # small tasks are handed out together until they are this much
BATCH_TASKS = 100  # or so many, because each holds a scenario of some 10 kB
SHAPING = [about for about in described(PARAMETERS) if about.fixed]  # the settings that shape a state
OUTCOMES = 50  # about as many as a run has
MOST_NUMBERS = 100_000  # in the result of a task, 0.8 MB: two results per thread are in memory at a time


@dataclass(frozen=True, eq=False)
class Task:
    """Replicates `first` to `first + count - 1` of a scenario. `key` is the `identity` of its runs."""

    scenario: Scenario
    key: str
    seed: int
    first: int
    count: int
    series: tuple[str, ...]

    @property
    def work(self) -> int:
        """How much there is to compute, in the engine's units."""
        return self.count * work(self.scenario.parameters)


@dataclass(frozen=True, eq=False)
class TaskResult:
    """The result of a task, with one row per replicate.

    `outcomes` has the shape (count, outcomes); a run that failed has missing values. `series` has the shape (count,
    measures kept x periods). `messages` says of each run why it failed, or None. `seconds` is the time of all runs.
    """

    key: str
    first: int
    outcomes: Floats
    series: Floats
    messages: list[str | None]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether any run failed."""
        return any(self.messages)


@dataclass(eq=False)
class Worker:
    """What one thread needs: the model, and a state that is allocated once for all scenarios of the same shape.

    `outcomes` names the outcomes that are kept. `stop` ends the work soon when it is set. `plan` is how the last task
    was cut, with its parameters as compiled code takes them: the next task often has the same scenario.
    """

    model: Model
    outcomes: list[str]
    stop: Event = field(default_factory=Event)
    shape: object = None
    state: State | None = None
    plan: tuple[Any, ...] = (None, 0, 0, [], [])

    def divide(self, scenario: Scenario, count: int, measures: int) -> tuple[list[range], list[Segment]]:
        """As `sim.engine.workload.divide`."""
        if self.plan[0] is not scenario or self.plan[1:3] != (count, measures):
            self.plan = (scenario, count, measures, *divide(scenario, count, measures))
        return self.plan[3], self.plan[4]

    def state_for(self, scenario: Scenario) -> State:
        """A state that fits the scenario."""
        p = scenario.parameters
        shape = (scenario.trace, *(getattr(getattr(p, about.group), about.name) for about in SHAPING))
        if self.state is None or self.shape != shape:
            self.state, self.shape = fresh_state(scenario, self.model), shape
        return self.state


def work(parameters: Parameters) -> int:
    """The work of one replicate, in the engine's units."""
    return work_a_period(parameters) * parameters.run.periods


def most_replicates(scenario: Scenario, series: tuple[str, ...]) -> int:
    """How many replicates of a scenario a task has at most."""
    numbers = OUTCOMES + len(series) * scenario.parameters.run.periods
    return max(1, min(TASK_WORK // max(1, work(scenario.parameters)), MOST_NUMBERS // numbers))


def identity(scenario: Scenario, seed: int, custom: dict[str, str]) -> str:
    """A hash of all that determines a replicate's numbers: the complete scenario, the seed and the rules."""
    determinants = (scenario.fingerprint(), seed, rules_hash(), sim.RESULTS_VERSION, sorted(custom.items()))
    return hashlib.sha256(repr(determinants).encode()).hexdigest()[:32]


def run_name(key: str, replicate: int) -> str:
    """The name of one run: a hash of its identity and the number of its replicate."""
    return hashlib.sha256(f"{key}:{replicate}".encode()).hexdigest()[:16]


def execute(task: Task, worker: Worker) -> TaskResult | None:
    """Run a task; None if it was stopped. A replicate that raises becomes a row with the reason; the others go on."""
    start = time.perf_counter()
    try:
        outcomes, series = _replicates(task, worker, task.first, task.count)
        messages: list[str | None] = [None] * task.count
    except Exception:
        # One by one, to see which of them raise.
        rows = [_single(task, worker, task.first + i) for i in range(task.count)]
        outcomes, series = (np.concatenate([row[part] for row in rows]) for part in (0, 1))
        messages = [row[2] for row in rows]
    if worker.stop.is_set():
        return None
    return TaskResult(task.key, task.first, outcomes, series, messages, time.perf_counter() - start)


def _replicates(task: Task, worker: Worker, first: int, count: int) -> tuple[Floats, Floats]:
    scenario, model = task.scenario, worker.model
    measures = list(model.measures)
    rows = [measures.index(name) for name in task.series]
    chunks, segments = worker.divide(scenario, count, len(measures) if rows else 0)
    outcomes = np.zeros((count, len(model.outcomes)))
    periods = scenario.parameters.run.periods
    series = np.zeros((count, len(rows) * periods))
    state = worker.state_for(scenario)
    for chunk in chunks:
        kept = np.zeros((len(chunk) if rows else 0, len(measures), periods))
        part = slice(chunk.start, chunk.stop)
        simulate(model, state, segments, task.seed, first + chunk.start, outcomes[part], kept, worker.stop)
        if worker.stop.is_set():
            break
        if rows:
            series[part] = kept[:, rows].reshape(len(chunk), -1)
    warn_of_impossible(model, outcomes)
    blank_missing(outcomes)
    column = {name: number for number, name in enumerate(model.outcomes)}
    return outcomes[:, [column[name] for name in worker.outcomes]], series


def _single(task: Task, worker: Worker, replicate: int) -> tuple[Floats, Floats, str | None]:
    try:
        return *_replicates(task, worker, replicate, 1), None
    except Exception as error:
        width = len(task.series) * task.scenario.parameters.run.periods
        return np.full((1, len(worker.outcomes)), np.nan), np.full((1, width), np.nan), reason(error)


def reason(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
