"""Running the firms at points of the space of free rates, and matching them to the filters."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event, local
from typing import NamedTuple

import numpy as np

from sim.claims.patterns.filters import FILTERS
from sim.claims.patterns.firms import FIRMS, FREE, GROUPS, INDUSTRIES, REPLICATES, Firm, firms, groups, rates
from sim.claims.patterns.measure import KEPT, Answers, measured
from sim.engine.run import available_threads
from sim.model.assemble import standard
from sim.model.state import Floats
from sim.scenario import load
from sim.study.inference.history_matching import CANDIDATES, Matched, Simulated, history_match
from sim.study.sweep.worker import Task, Worker, execute

SEED = 20261
BASE = "led"
OUTCOMES = [f"{name}_mean" for name in KEPT]


class Size(NamedTuple):
    """How large the whole is: industries, firms in each, points of each wave, and candidates after each wave."""

    industries: int = INDUSTRIES
    firms: int = FIRMS
    waves: tuple[int, ...] = (100, 70, 70)
    candidates: int = CANDIDATES

    @property
    def steps(self) -> int:
        """The number of steps that are reported: each firm in each wave, and the pair of groups."""
        return (self.industries * self.firms + 1) * (len(self.waves) + 1)


WHOLE = Size()
QUICK = Size(3, 4, (6, 4), 128)


class Patterns(NamedTuple):
    """The filters at the defaults, and what history matching found."""

    size: Size
    usual: Simulated
    matched: Matched


def patterns(size: Size = WHOLE, threads: int | None = None, progress: Callable[[int], None] | None = None) -> Patterns:
    """Measure the filters at the defaults, and match the free rates to them.

    Parameters
    ----------
    size
        How large the whole is.
    threads
        How many processors to use. The results do not depend on it.
    progress
        Called with the number of steps that have just been finished.
    """
    drawn = firms(size.industries, size.firms)
    threads = threads or available_threads()

    def simulate(unit: Floats) -> Simulated:
        return simulated([{**point} for point in rates(unit)], drawn, threads, progress)

    usual = simulated([{}], drawn, threads, progress)
    targets = [one.target for one in FILTERS]
    return Patterns(size, usual, history_match(simulate, FREE, targets, size.waves, SEED, size.candidates))


def simulated(
    points: list[dict[str, float]], drawn: list[Firm], threads: int, progress: Callable[[int], None] | None = None
) -> Simulated:
    """The filters at some settings of the free rates. All settings meet the same firms with the same luck."""
    jobs = [*drawn, groups()]
    standard().prepare(load(BASE).parameters)
    stop, own = Event(), local()

    def work(number: int) -> tuple[int, dict[str, Floats]]:
        if not hasattr(own, "worker"):
            own.worker = Worker(standard(), OUTCOMES, stop)
        return number, _answers(jobs[number], points, own.worker, GROUPS if number == len(drawn) else REPLICATES)

    answers_of: dict[int, dict[str, Floats]] = {}
    with ThreadPoolExecutor(threads, "coxed") as pool:
        try:
            for done in as_completed([pool.submit(work, number) for number in range(len(jobs))]):
                number, answers = done.result()
                answers_of[number] = answers
                if progress is not None:
                    progress(1)
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    rows = [measured(_at(answers_of, len(drawn), point), drawn, SEED) for point in range(len(points))]
    return Simulated(*(np.vstack(part) for part in zip(*rows, strict=True)))


def _answers(firm: Firm, points: list[dict[str, float]], worker: Worker, replicates: int) -> dict[str, Floats]:
    """For each variant the means over replicates (points, measures), or all replicates of the groups."""
    base = load(BASE)
    result: dict[str, list[Floats]] = {name: [] for name in firm.variants}
    for point in points:
        for name, values in firm.variants.items():
            done = execute(Task(base.with_(**{**values, **point}), "", SEED, firm.first, replicates, ()), worker)
            if done is None:
                raise KeyboardInterrupt
            if done.failed:
                raise RuntimeError(next(message for message in done.messages if message))
            result[name].append(done.outcomes if "two" in firm.variants else done.outcomes.mean(axis=0))
    return {name: np.array(rows) for name, rows in result.items()}


def _at(answers_of: dict[int, dict[str, Floats]], count: int, point: int) -> Answers:
    """The answers at one point: for each variant (firms, measures)."""
    names = dict.fromkeys(name for number in range(count) for name in answers_of[number])
    nothing = np.full(len(KEPT), np.nan)
    table = {
        name: np.array(
            [answers_of[number][name][point] if name in answers_of[number] else nothing for number in range(count)]
        )
        for name in names
    }
    return {**table, **{name: values[point] for name, values in answers_of[count].items()}}
