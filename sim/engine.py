"""Many replicates of one scenario, on threads, with the same bits however the work is cut."""

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.compiler import freeze, is_cached, ready
from sim.measures import Measures
from sim.outcomes import SHOCK_OUTCOMES, outcome_names
from sim.parameters import Parameters, compiled
from sim.replacing import STANDARD, Kernels, Rules, kernels
from sim.scenario import Scenario, load
from sim.state import Floats, State, allocate

log = logging.getLogger("coxed")

WORK_A_CALL = 4_000_000  # see `work_a_period`; some hundredths of a second, for Ctrl-C and even loads
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Run:
    """Replicates `first`, `first + 1`, … of a scenario under a seed.

    `measures`: array (replicates, periods) by name, see `sim.measures`; empty if series were not kept.
    `outcomes`: one row a replicate (index: its number), see `sim.outcomes`; missing where a run had no shock.
    `replaced`: SHA-256 of the source of each rule that was replaced.
    """

    scenario: Scenario
    seed: int
    first: int
    measures: dict[str, Floats]
    outcomes: pd.DataFrame
    replaced: dict[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """What a notebook shows; figures are heavy, and imported only there."""
        from sim.notebook import html

        return html(self)


class Stretch(NamedTuple):
    """Some periods of some replicates under fixed parameters."""

    start: int
    stop: int
    parameters: Parameters


def run(
    scenario: Scenario | str | Path,
    replicates: int = 100,
    seed: int = 1,
    threads: int | None = None,
    *,
    first: int = 0,
    series: bool = True,
    replace: Rules | None = None,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Simulate `replicates` organizations (numbers `first`, …) of a scenario.

    Replicate r of a seed meets the same luck in every scenario, and does not depend on how many others are run, on
    `threads` (default: all processors) or on the machine. `series=False` keeps outcomes only, so memory stays flat.
    `replace` puts functions in the place of rules by name, see `sim.replacing`.
    `progress` is called with the number of replicates that have just been finished. Raises ValueError for a bad count
    or seed or a replacement that does not fit, ScenarioError for a bad scenario.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    replicates, seed, first = _whole("replicates", replicates, 1), _whole("seed", seed), _whole("first", first)
    threads = _whole("threads", available_threads() if threads is None else threads, 1)
    if not scenario.trace:
        raise ValueError("the trace is empty; an ocean without one has the trace (1.0,)")
    periods = scenario.parameters.run.periods
    outcomes = np.zeros((replicates, len(outcome_names())))
    kept = np.zeros((replicates if series else 0, len(Measures._fields), periods))
    chunks, stretches = cut(scenario, replicates)
    stop = Event()
    threads = min(threads, len(chunks))
    states: SimpleQueue[State] = SimpleQueue()
    for _ in range(threads):
        states.put(fresh_state(scenario))
    chosen = kernels(replace)
    prepare(chosen, scenario)

    def work(chunk: range) -> int:
        state = states.get()
        try:
            part = slice(chunk.start, chunk.stop)
            simulate(chosen, state, stretches, seed, first + chunk.start, outcomes[part], kept[part], stop)
        finally:
            states.put(state)
        return len(chunk)

    with ThreadPoolExecutor(threads, "coxed") as pool:
        try:
            for done in as_completed([pool.submit(work, chunk) for chunk in chunks]):
                finished = done.result()
                if progress is not None:
                    progress(finished)
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    blank_shocks(outcomes)
    table = pd.DataFrame(
        outcomes, columns=outcome_names(), index=pd.RangeIndex(first, first + replicates, name="replicate")
    )
    measures = {name: kept[:, row] for row, name in enumerate(Measures._fields)} if series else {}
    return Run(scenario, seed, first, measures, table, chosen.sources)


def available_threads() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _whole(name: str, value: int, low: int = 0) -> int:
    """The value as Python's int: the kernel is compiled for one type of whole numbers."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= LARGEST_SEED:
        raise ValueError(f"{name} is {value!r}; expected a whole number of at least {low} and below 2^63")
    return int(value)


def fresh_state(scenario: Scenario) -> State:
    """A state for the scenario's replicates, one after another; it fits every scenario of the same sizes and trace."""
    return allocate(scenario.parameters, np.array(scenario.trace, dtype=np.float64), len(Measures._fields))


def prepare(chosen: Kernels, scenario: Scenario) -> None:
    """Compile or load the standard kernel, best in the main thread, where it can be interrupted; nothing is run."""
    if chosen is not STANDARD:
        return
    if not is_cached():
        log.warning("compiling the rules for this machine; this takes about half a minute, once")
    nothing = np.zeros((0, len(outcome_names()))), np.zeros((0, len(Measures._fields), 0))
    ready(chosen.run_stretch, fresh_state(scenario), compiled(scenario.parameters), 0, 0, 0, 0, *nothing)
    freeze(chosen.run_stretch)


def simulate(
    chosen: Kernels,
    state: State,
    stretches: list[Stretch],
    seed: int,
    first: int,
    outcomes: Floats,
    kept: Floats,
    stop: Event,
) -> None:
    """Run replicates `first`, … into the rows of `outcomes` (and `kept`, if it has any), until the end or `stop`."""
    for start, end, parameters in stretches:
        if stop.is_set():
            break
        chosen.run_stretch(state, parameters, seed, first, start, end, outcomes, kept)


def blank_shocks(outcomes: Floats) -> None:
    """Make the outcomes of shocks (columns of `outcomes`) missing in the rows of runs without a shock."""
    names = outcome_names()
    columns = [names.index(name) for name in SHOCK_OUTCOMES]
    outcomes[np.ix_(outcomes[:, names.index("shocks")] == 0, columns)] = np.nan


def cut(scenario: Scenario, replicates: int) -> tuple[list[range], list[Stretch]]:
    """Chunks of replicates, and the stretches of periods each runs through, so that a call stays short."""
    periods = scenario.parameters.run.periods
    budget = max(1, WORK_A_CALL // work_a_period(scenario.parameters))
    stretches = list(_stretches(scenario, periods, budget))
    size = max(1, budget // periods) if len(stretches) == 1 else 1
    chunks = [range(start, min(start + size, replicates)) for start in range(0, replicates, size)]
    return chunks, stretches


def work_a_period(p: Parameters) -> int:
    """Roughly how much there is to do in a period, in units of some nanoseconds."""
    ties, goals = p.network.ties, p.environment.goals
    return p.organization.members * (10 + goals + ties + ties * ties // 10) + 5 * p.environment.decisions


def _stretches(scenario: Scenario, periods: int, budget: int) -> Iterator[Stretch]:
    """Pieces of at most `budget` periods between which parameters may change."""
    phases = scenario.phases()
    ends = [start for start, _ in phases[1:]] + [periods]
    for (begin, parameters), end in zip(phases, ends, strict=True):
        for start in range(begin, end, budget):
            yield Stretch(start, min(start + budget, end), compiled(parameters))
