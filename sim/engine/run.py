"""Many replicates of one scenario, on threads. The numbers are the same bits however the work is cut."""

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.engine import LARGEST_SEED
from sim.engine.impossible import warn_of_impossible
from sim.engine.validation import validated
from sim.engine.workload import Segment, divide
from sim.model.assemble import Model, Observers, Rules, model
from sim.model.outcomes import SHOCK_OUTCOMES, UNKNOWN_IF_CENSORED
from sim.model.state import Floats, State
from sim.scenario import Scenario, load

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Run:
    """Replicates `first`, `first + 1`, … of a scenario under a seed.

    Attributes
    ----------
    scenario : the scenario, as it was run
    seed : the seed
    first : the number of the first replicate
    measures : by name an array (replicates, periods), see `sim.model.measures`; empty if series were not kept
    numbers : an array (replicates, outcomes) of the outcomes, see `sim.model.outcomes`; the outcomes of shocks are
        missing (NaN) in a run without a shock
    names : the names of the outcomes
    custom : by name the identity (SHA-256) of each rule that is not built in
    observers : by name the identity of each measure that is not built in
    """

    scenario: Scenario
    seed: int
    first: int
    measures: dict[str, Floats]
    numbers: Floats
    names: tuple[str, ...]
    custom: dict[str, str] = field(default_factory=dict)
    observers: dict[str, str] = field(default_factory=dict)

    html: ClassVar[Callable[["Run"], str] | None] = None
    """What a notebook shows. The package `sim` sets it, because the engine does not import figures."""

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """The outcomes as a table, one row per replicate; its number is the index."""
        import pandas as pd  # slow to import, and not needed to run or to print

        replicates = pd.RangeIndex(self.first, self.first + len(self.numbers), name="replicate")
        return pd.DataFrame(self.numbers, columns=list(self.names), index=replicates)

    def _repr_html_(self) -> str | None:
        html = type(self).html
        return None if html is None else html(self)


def run(
    scenario: Scenario | str | Path,
    replicates: int = 100,
    seed: int = 1,
    threads: int | None = None,
    *,
    first: int = 0,
    series: bool = True,
    rules: Rules | None = None,
    measures: Observers = (),
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Simulate many organizations of one scenario.

    Replicate r of a seed gets the same random numbers in every scenario. Its results do not depend on how many other
    replicates are run, on `threads`, or on the machine.

    Parameters
    ----------
    scenario
        A scenario, the name of a built-in one, or a file.
    replicates
        How many organizations are simulated.
    seed
        The seed, from 0 to 2^63 - 1.
    threads
        How many threads work; all processors by default.
    first
        The number of the first replicate.
    series
        Whether the measures of every period are kept. Without them a run needs little memory.
    rules
        The week to run, such as `[*sim.WEEK, Mine]`; the built-in one by default.
    measures
        Measures beside the built-in ones.
    progress
        Called with the number of replicates that have just been finished.

    Returns
    -------
    Run
        The measures and the outcomes.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used; nothing has been run then.
    ValueError
        For a count or seed that cannot be, and for rules or measures that make no model.
    """
    chosen = model(rules, measures)
    with chosen.knowing():
        loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    return simulated(chosen, loaded, replicates, seed, threads, first=first, series=series, progress=progress)


def simulated(
    chosen: Model, scenario: Scenario, replicates: int, seed: int, threads: int | None, *, first: int = 0,
    series: bool = True, progress: Callable[[int], None] | None = None,
) -> Run:  # fmt: skip
    """As `run`, of a model that has been put together."""
    scenario = validated(scenario).of(chosen)
    replicates, seed, first = (
        whole_number("replicates", replicates, 1),
        whole_number("seed", seed),
        whole_number("first", first),
    )
    whole_number("the number of the last replicate", first + replicates - 1)
    threads = whole_number("threads", available_threads() if threads is None else threads, 1)
    periods = scenario.parameters.run.periods
    outcomes = np.zeros((replicates, len(chosen.outcomes)))
    kept = np.zeros((replicates if series else 0, len(chosen.measures), periods))
    chunks, segments = divide(scenario, replicates)
    stop = Event()
    threads = 1 if chosen.is_plain else min(threads, len(chunks))
    states: SimpleQueue[State] = SimpleQueue()
    for _ in range(threads):
        states.put(fresh_state(scenario, chosen))
    chosen.prepare(scenario.parameters)

    def work(chunk: range) -> int:
        state = states.get()
        try:
            part = slice(chunk.start, chunk.stop)
            simulate(chosen, state, segments, seed, first + chunk.start, outcomes[part], kept[part], stop)
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
    warn_of_impossible(chosen, outcomes)
    blank_missing(outcomes)
    observed = {name: kept[:, row] for row, name in enumerate(chosen.measures)} if series else {}
    return Run(scenario, seed, first, observed, outcomes, tuple(chosen.outcomes), chosen.custom, chosen.custom_measures)


def digest(run: Run) -> str:
    """One hash over all numbers of a run, which is the same on every machine.

    It goes over the outcomes and then the series of each replicate, as little-endian doubles: outcomes in the order of
    their columns, series as measures × periods. A missing outcome counts as the 0 that the rules wrote.

    Returns
    -------
    str
        SHA-256, hexadecimal.

    Raises
    ------
    ValueError
        If the run kept no series.
    """
    if not run.measures:
        raise ValueError("a digest covers the series too: run with series=True")
    outcomes = np.ascontiguousarray(np.nan_to_num(run.numbers.astype("<f8"), copy=False))
    sha256 = hashlib.sha256()
    for replicate in range(len(outcomes)):
        sha256.update(outcomes[replicate].tobytes())
        for values in run.measures.values():
            sha256.update(np.ascontiguousarray(values[replicate], dtype="<f8").tobytes())
    return sha256.hexdigest()


def available_threads() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def whole_number(name: str, value: Any, low: int = 0) -> int:
    """The value as Python's int, because compiled code takes one type of whole numbers. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= LARGEST_SEED:
        raise ValueError(f"{name} is {value!r}; expected a whole number from {low} to {LARGEST_SEED} (2^63 - 1)")
    return int(value)


def fresh_state(scenario: Scenario, chosen: Model) -> State:
    """A state in which the scenario's replicates run one after another.

    It also fits other scenarios with the same fixed settings and the same trace.
    """
    return chosen.allocate(scenario.parameters, np.array(scenario.trace, dtype=np.float64))


def simulate(
    chosen: Model,
    state: State,
    segments: list[Segment],
    seed: int,
    first: int,
    outcomes: Floats,
    kept: Floats,
    stop: Event | None = None,
) -> None:
    """Run replicates `first`, `first + 1`, …, one per row of `outcomes`, until the end or until `stop` is set.

    The series are written to `kept` if it has rows.
    """
    for start, end, parameters in segments:
        if stop is not None and stop.is_set():
            break
        chosen.run_stretch(state, parameters, seed, first, start, end, outcomes, kept)


def blank_missing(outcomes: Floats) -> None:
    """Mark as missing the outcomes of shocks (the last columns) where no shock was, or none was recovered from."""
    after = {name: place - len(SHOCK_OUTCOMES) for place, name in enumerate(SHOCK_OUTCOMES)}
    without = outcomes[:, min(after.values()) - 1] == 0
    lasting = outcomes[:, after["recovery_censored"]] == 1
    for name, place in after.items():
        outcomes[without | lasting if name in UNKNOWN_IF_CENSORED else without, place] = np.nan
