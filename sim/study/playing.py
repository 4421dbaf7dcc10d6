"""Pieces of a sweep: some replicates of one scenario at one point, run in one go on any thread or machine."""

import hashlib
import time
from dataclasses import dataclass, field
from threading import Event

import numpy as np

import sim
from sim.compiler import rules_hash
from sim.engine import WORK_A_CALL, blank_shocks, cut, fresh_state, simulate, work_a_period
from sim.measures import Measures
from sim.outcomes import outcome_names
from sim.parameters import Parameters, described
from sim.replacing import Kernels
from sim.scenario import Scenario
from sim.state import Floats, State

PIECE = 20 * WORK_A_CALL  # about a second of work
BATCH = 2 * WORK_A_CALL  # small pieces are handed out together
FIXED = [about for about in described() if about.fixed]  # what shapes a state
LARGEST_SERIES = 4_000_000  # numbers a piece may hold, 32 MB


@dataclass(frozen=True, eq=False)
class Piece:
    """Replicates `first` … `first + count - 1` of a scenario; `key` is what `identity` gives for it."""

    scenario: Scenario
    key: str
    seed: int
    first: int
    count: int
    series: tuple[str, ...]

    @property
    def work(self) -> int:
        """How much there is to do, in the engine's units."""
        return self.count * work(self.scenario.parameters)


@dataclass(frozen=True, eq=False)
class Played:
    """What came of a piece: a row a replicate.

    `outcomes` (count, outcomes), missing where a run failed; `series` (count, measures kept × periods), `messages`
    why a run failed or None, `seconds` how long the whole piece took.
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
class Desk:
    """Where one thread works: its state is allocated once for all scenarios of the same shape."""

    chosen: Kernels
    stop: Event = field(default_factory=Event)
    shape: object = None
    state: State | None = None

    def state_for(self, scenario: Scenario) -> State:
        """A state that fits the scenario."""
        p = scenario.parameters
        shape = (scenario.trace, *(getattr(getattr(p, about.group), about.name) for about in FIXED))
        if self.state is None or self.shape != shape:
            self.state, self.shape = fresh_state(scenario), shape
        return self.state


def work(parameters: Parameters) -> int:
    """The work of one replicate, in the engine's units."""
    return work_a_period(parameters) * parameters.run.periods


def most(scenario: Scenario, series: tuple[str, ...]) -> int:
    """How many replicates of a scenario a piece holds at most."""
    numbers = max(1, len(series) * scenario.parameters.run.periods)
    return max(1, min(PIECE // max(1, work(scenario.parameters)), LARGEST_SERIES // numbers))


def identity(scenario: Scenario, seed: int, sources: dict[str, str]) -> str:
    """A hash of all that decides what a replicate gives: the resolved scenario, the seed and the rules."""
    held = (scenario.fingerprint(), seed, rules_hash(), sim.RESULTS_VERSION, sorted(sources.items()))
    return hashlib.sha256(repr(held).encode()).hexdigest()[:32]


def run_name(key: str, replicate: int) -> str:
    """The name of one run: a hash of its identity and the number of its replicate."""
    return hashlib.sha256(f"{key}:{replicate}".encode()).hexdigest()[:16]


def play(piece: Piece, desk: Desk) -> Played | None:
    """Run a piece; None if it was stopped. A replicate that raises is a row with the reason, and stops no other."""
    start = time.perf_counter()
    try:
        outcomes, series = _replicates(piece, desk, piece.first, piece.count)
        messages: list[str | None] = [None] * piece.count
    except Exception:
        # Which of them it was shows when they run one by one.
        rows = [_alone(piece, desk, piece.first + i) for i in range(piece.count)]
        outcomes, series = (np.concatenate([row[part] for row in rows]) for part in (0, 1))
        messages = [row[2] for row in rows]
    if desk.stop.is_set():
        return None
    blank_shocks(outcomes)
    return Played(piece.key, piece.first, outcomes, series, messages, time.perf_counter() - start)


def _replicates(piece: Piece, desk: Desk, first: int, count: int) -> tuple[Floats, Floats]:
    scenario = piece.scenario
    chunks, stretches = cut(scenario, count)
    outcomes = np.zeros((count, len(outcome_names())))
    rows = [Measures._fields.index(name) for name in piece.series]
    periods = scenario.parameters.run.periods
    series = np.zeros((count, len(rows) * periods))
    state = desk.state_for(scenario)
    for chunk in chunks:
        kept = np.zeros((len(chunk) if rows else 0, len(Measures._fields), periods))
        part = slice(chunk.start, chunk.stop)
        simulate(desk.chosen, state, stretches, piece.seed, first + chunk.start, outcomes[part], kept, desk.stop)
        if desk.stop.is_set():
            break
        if rows:
            series[part] = kept[:, rows].reshape(len(chunk), -1)
    return outcomes, series


def _alone(piece: Piece, desk: Desk, replicate: int) -> tuple[Floats, Floats, str | None]:
    try:
        return *_replicates(piece, desk, replicate, 1), None
    except Exception as error:
        return *_missing(piece, 1), reason(error)


def _missing(piece: Piece, count: int) -> tuple[Floats, Floats]:
    width = len(piece.series) * piece.scenario.parameters.run.periods
    return np.full((count, len(outcome_names())), np.nan), np.full((count, width), np.nan)


def reason(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
